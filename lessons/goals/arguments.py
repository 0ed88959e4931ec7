"""The kinds of arguments that goals take: what a lesson may write behind each, and what is refused.

A kind looks at one value of ``lesson.yaml`` and notes every mistake at its line.  Not here: goals.
"""

import re
from collections.abc import Callable
from difflib import get_close_matches
from functools import cache
from typing import Any

from lessons.files.rows import Row, Value, shown
from lessons.mistakes import Mistakes
from podlab.engine.objects.kinds import KindTable
from podlab.engine.objects.labels import SelectorError
from podlab.engine.objects.labels import parse as parse_selector
from podlab.engine.runtime.reference import BadReference
from podlab.engine.runtime.reference import parse as parse_image

Kind = Callable[[Value, Mistakes], None]

_NAME = re.compile(r"^[a-z0-9](?:[a-z0-9.:-]*[a-z0-9])?$")
_PREFIX = re.compile(r"^[a-z0-9][a-z0-9.:-]*$")
_PATH = re.compile(r"^[^.\[\]]+(?:\[[^=\]]+=[^\]]*\])?(?:\.[^.\[\]]+(?:\[[^=\]]+=[^\]]*\])?)*$")
_SCALARS = (str, int, float, bool, type(None))
CONDITIONS = ("exists", "least", "most", "contains")
MOST = 1_000_000


def _wrong(value: Value, mistakes: Mistakes, wanted: str) -> None:
    mistakes.add(value.place, "wrong-type", path=value.path, wanted=wanted,
                 actual=shown(value.data))  # fmt: skip


def _bad(value: Value, mistakes: Mistakes, code: str, **params: Any) -> None:
    mistakes.add(value.place, code, path=value.path, **params)


def text(value: Value, mistakes: Mistakes) -> None:
    """A text that is not empty: an empty one is contained in everything."""
    if not isinstance(value.data, str):
        _wrong(value, mistakes, "text")
    elif not value.data.strip():
        _bad(value, mistakes, "empty-text")


def name(value: Value, mistakes: Mistakes) -> None:
    """The name of an object."""
    _matching(value, mistakes, _NAME)


def namespace(value: Value, mistakes: Mistakes) -> None:
    """The name of a namespace; '' for objects that are in none."""
    if value.data != "":
        _matching(value, mistakes, _NAME)


def node(value: Value, mistakes: Mistakes) -> None:
    """The name of a node; whether the lesson's cluster has it is asked where that is known."""
    _matching(value, mistakes, _NAME)


def prefix(value: Value, mistakes: Mistakes) -> None:
    """The beginning of an object's name."""
    _matching(value, mistakes, _PREFIX)


def _matching(value: Value, mistakes: Mistakes, pattern: "re.Pattern[str]") -> None:
    if not isinstance(value.data, str):
        _wrong(value, mistakes, "text")
    elif not pattern.match(value.data):
        _bad(value, mistakes, "bad-name", name=value.data)


def labels(value: Value, mistakes: Mistakes) -> None:
    """A label selector; '' is everything."""
    if not isinstance(value.data, str):
        _wrong(value, mistakes, "text")
        return
    try:
        parse_selector(value.data)
    except SelectorError as error:
        _bad(value, mistakes, "bad-selector", selector=value.data, why=str(error))


def resource(value: Value, mistakes: Mistakes) -> None:
    """A resource with its group: ``pods``, ``deployments.apps``; of a group that Kubernetes has
    not it is taken as a custom one."""
    if not isinstance(value.data, str):
        _wrong(value, mistakes, "text")
        return
    known = _resources()
    if value.data in known or _is_custom(value.data):
        return
    kind = KindTable().find(value.data)
    near = [kind.resource] if kind else get_close_matches(value.data, known, 1)
    _bad(value, mistakes, "unknown-resource", resource=value.data, near=near[0] if near else "pods")


@cache
def _resources() -> frozenset[str]:
    return frozenset(kind.resource for kind in KindTable().all())


def _is_custom(written: str) -> bool:
    _, dot, group = written.partition(".")
    builtin = {one.partition(".")[2] for one in _resources()}
    return bool(dot and "." in group and not group.endswith("k8s.io") and group not in builtin)


def count(value: Value, mistakes: Mistakes) -> None:
    """How many, at least 1: none at all would always be true."""
    if _whole(value, mistakes) and value.data < 1:
        _bad(value, mistakes, "count-below-one", actual=value.data)


def count_or_none(value: Value, mistakes: Mistakes) -> None:
    """How many, 0 for none."""
    if _whole(value, mistakes) and value.data < 0:
        _bad(value, mistakes, "out-of-range", least=0, most=MOST, actual=value.data)


def between(least: int, most: int) -> Kind:
    """A whole number within bounds."""

    def kind(value: Value, mistakes: Mistakes) -> None:
        if _whole(value, mistakes) and not least <= value.data <= most:
            _bad(value, mistakes, "out-of-range", least=least, most=most, actual=value.data)

    return kind


def _whole(value: Value, mistakes: Mistakes) -> bool:
    if isinstance(value.data, int) and not isinstance(value.data, bool):
        return True
    _wrong(value, mistakes, "a number")
    return False


def flag(value: Value, mistakes: Mistakes) -> None:
    """true or false."""
    if not isinstance(value.data, bool):
        _wrong(value, mistakes, "true or false")


def one_of(*words: Any) -> Kind:
    """One of these words."""

    def kind(value: Value, mistakes: Mistakes) -> None:
        if not any(value.data == word and type(value.data) is type(word) for word in words):
            _bad(value, mistakes, "not-one-of", actual=shown(value.data),
                 known=", ".join(str(word).lower() for word in words))  # fmt: skip

    return kind


def any_of(single: Kind) -> Kind:
    """One value, or a list of them."""
    several = list_of(single)

    def kind(value: Value, mistakes: Mistakes) -> None:
        (several if isinstance(value.data, list) else single)(value, mistakes)

    return kind


def list_of(single: Kind) -> Kind:
    """A list that is not empty."""

    def kind(value: Value, mistakes: Mistakes) -> None:
        if not isinstance(value.data, list):
            _wrong(value, mistakes, "a list")
        elif not value.data:
            _bad(value, mistakes, "empty-list")
        else:
            for one in value.data:
                single(one, mistakes)

    return kind


def command(value: Value, mistakes: Mistakes) -> None:
    """The words of a command; the first is its program."""
    text(value, mistakes)
    if isinstance(value.data, str) and value.data.startswith("/ "):
        _bad(value, mistakes, "bad-name", name=value.data)


def image(value: Value, mistakes: Mistakes) -> None:
    """The name of an image."""
    text(value, mistakes)
    if not isinstance(value.data, str) or not value.data.strip():
        return
    try:
        parse_image(value.data)
    except BadReference as error:
        _bad(value, mistakes, "bad-image", image=value.data, why=str(error))


def path(value: Value, mistakes: Mistakes) -> None:
    """A file's full path on a machine."""
    text(value, mistakes)
    if isinstance(value.data, str) and value.data.strip() and not value.data.startswith("/"):
        _bad(value, mistakes, "relative-path", file=value.data)


def fields(value: Value, mistakes: Mistakes) -> None:
    """What an object's fields must be, by their paths."""
    if not isinstance(value.data, dict):
        _wrong(value, mistakes, "a mapping")
        return
    if not value.data:
        _bad(value, mistakes, "empty-list")
    for where, wanted in value.data.items():
        if not _PATH.match(where.replace("\\.", "")):
            _bad(wanted, mistakes, "bad-path", field=where)
        _wanted(wanted, mistakes)


def _wanted(value: Value, mistakes: Mistakes) -> None:
    if isinstance(value.data, dict):
        _condition(value, mistakes)
    elif isinstance(value.data, list):
        if not value.data:
            _bad(value, mistakes, "empty-list")
        for one in value.data:
            if not isinstance(one.data, _SCALARS):
                _wrong(one, mistakes, "a plain value")


def _condition(value: Value, mistakes: Mistakes) -> None:
    given = value.data
    if not given:
        _bad(value, mistakes, "empty-list")
    for word, limit in given.items():
        if word not in CONDITIONS:
            near = get_close_matches(word, CONDITIONS, 1)
            code = "unknown-field-near" if near else "unknown-field"
            _bad(limit, mistakes, code, field=word, near=near[0] if near else "",
                 known=", ".join(CONDITIONS))  # fmt: skip
        elif word == "exists":
            flag(limit, mistakes)
        elif word == "contains":
            text(limit, mistakes)
        else:
            _whole(limit, mistakes)
    if len(given) > 1 and set(given) != {"least", "most"}:
        _bad(value, mistakes, "mixed-conditions", known=", ".join(given))
    least, most = (given[word].data if word in given else None for word in ("least", "most"))
    if isinstance(least, int) and isinstance(most, int) and least > most:
        _bad(value, mistakes, "never-true")


def order(value: Value, mistakes: Mistakes) -> None:
    """Two or more rows: what happened, one after the other."""
    if not isinstance(value.data, list):
        _wrong(value, mistakes, "a list")
        return
    if not value.data:
        _bad(value, mistakes, "empty-list")
    for one in value.data:
        if not isinstance(one.data, dict):
            _wrong(one, mistakes, "a mapping")
            continue
        check(Row(one, mistakes), {"resource": resource}, _ROW)


def check(row: Row, needs: dict[str, Kind], takes: dict[str, Kind]) -> None:
    """Look at all arguments of a goal: which are missing, unknown or wrong."""
    for word, kind in (*needs.items(), *takes.items()):
        row.get(word, object, needed=word in needs)
        if word in row.fields:
            kind(row.fields[word], row.mistakes)
    row.done()


_ROW: dict[str, Kind] = {
    "name": name,
    "prefix": prefix,
    "labels": labels,
    "fields": fields,
    "deleted": flag,
    "again": flag,
}
SECONDS = between(0, 86_400)
HTTP_STATUS = between(100, 599)
PORT = between(1, 65_535)
EXIT_CODE = between(0, 255)
