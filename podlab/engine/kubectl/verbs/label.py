"""``kubectl label`` and ``kubectl annotate``: set and remove labels or annotations.

Here: reading ``a=b`` and ``a-``, the merge patch, words.  Not here: anything else of metadata.
"""

from typing import Any, NamedTuple

from podlab.engine.kubectl.cli.errors import CommandError, raise_all
from podlab.engine.kubectl.cli.values import quote
from podlab.engine.kubectl.context import Context
from podlab.engine.kubectl.printers import output_format, print_object
from podlab.engine.kubectl.requests.recording import CHANGE_CAUSE, record_after
from podlab.engine.kubectl.resources.builder import Ask, Selection, select
from podlab.engine.kubectl.resources.info import Info
from podlab.engine.machine.program import Step
from podlab.engine.objects import formats
from podlab.engine.objects.status import ApiError

Object = dict[str, Any]


class Words(NamedTuple):
    """How the two verbs differ."""

    noun: str
    field: str


LABEL = Words("label", "labels")
ANNOTATION = Words("annotation", "annotations")


def label(c: Context) -> Step:
    """``label``."""
    return _run(c, LABEL)


def annotate(c: Context) -> Step:
    """``annotate``."""
    return _run(c, ANNOTATION)


def _is_pair(arg: str) -> bool:
    return ("=" in arg and not arg.startswith("=")) or (arg.endswith("-") and len(arg) > 1)


def split_pairs(args: list[str]) -> tuple[list[str], list[str]]:
    """(resources, changes): changes are the last arguments that look like ``a=b`` or ``a-``."""
    place = next((i for i, arg in enumerate(args) if _is_pair(arg) and i > 0 or "=" in arg),
                 len(args))  # fmt: skip
    return args[:place], args[place:]


def _parse(words: Words, changes: list[str]) -> tuple[dict[str, str], list[str]]:
    new: dict[str, str] = {}
    removed: list[str] = []
    for change in changes:
        key, equals, value = change.partition("=")
        if equals and key:
            if words is LABEL and "=" in value:
                raise CommandError(f"invalid label spec: {change}")
            if words is LABEL and (problems := formats.label_value(value)):
                raise CommandError(f"invalid label value: {quote(change)}: {';'.join(problems)}")
            new[key] = value
        elif change.endswith("-"):
            removed.append(change[:-1])
        else:
            verb = "label" if words is LABEL else "annotation"
            raise CommandError(f"all resources must be specified before {verb} changes: {change}")
    both = [key for key in removed if key in new]
    if both and words is LABEL:
        raise CommandError("can not both modify and remove a label in the same command")
    if both:
        raise CommandError(
            "can not both modify and remove the following annotation(s) in the same command: "
            + ", ".join(both)
        )
    return new, removed


def _run(c: Context, words: Words) -> Step:
    resources, changes = split_pairs(c.args)
    new, removed = _parse(words, changes)
    if c.flag("all") and c.flag("selector"):
        raise CommandError("cannot set --all and --selector at the same time")
    if not resources and not c.flag("filename"):
        raise CommandError(
            "one or more resources must be specified as <resource> <name> or <resource>/<name>"
        )
    if not new and not removed and not c.flag("list"):
        raise CommandError(f"at least one {words.noun} update is required")
    found = _chosen(c, resources)
    errors: list[ApiError | CommandError] = list(found.errors)
    for info in found.infos:
        try:
            if c.flag("list") and not found.single:
                c.out(f"Listing {words.field} for {_kind_name(info)}:\n")
            _change(c, info, (words, new, removed), "" if found.single else " ")
        except (ApiError, CommandError) as error:
            errors.append(error)
    raise_all(errors)
    return 0


def _chosen(c: Context, resources: list[str]) -> Selection:
    if c.flag("local"):
        return select(c, [], Ask(fetch=False))
    return select(c, resources, Ask(latest=True, select_all=bool(c.flag("all"))))


def _check_overwrite(
    c: Context, words: Words, current: dict[str, str], new: dict[str, str]
) -> None:
    if c.flag("overwrite"):
        return
    taken = {
        key: current[key]
        for key in new
        if key in current and current[key] != new[key] and key != CHANGE_CAUSE
    }
    if not taken:
        return
    if words is LABEL:
        raise_all([CommandError(f"'{key}' already has a value ({taken[key]}), and --overwrite is "
                                "false") for key in taken])  # fmt: skip
    listed = "; ".join(f"'{key}' already has a value ({taken[key]})" for key in taken)
    raise CommandError(
        f"--overwrite is false but found the following declared annotation(s): {listed}"
    )


def _change(
    c: Context, info: Info, what: tuple[Words, dict[str, str], list[str]], indent: str
) -> None:
    words, new, removed = what
    current: dict[str, str] = info.content.get("metadata", {}).get(words.field) or {}
    if c.flag("list"):
        c.out("".join(f"{indent}{key}={value}\n" for key, value in {**current, **new}.items()))
        return
    if words is LABEL:
        for key in removed:
            if key not in current:
                c.out(f"label {quote(key)} not found.\n")
    _check_overwrite(c, words, current, new)
    changes: dict[str, str | None] = {
        key: value for key, value in new.items() if current.get(key) != value
    }
    changes.update({key: None for key in removed if key in current})
    message = _send(c, info, words, changes)
    if not c.flag("local") and c.dry_run != "client":
        info.obj = record_after(c, info, info.content)
    _print(c, info, words, message)


def _send(c: Context, info: Info, words: Words, changes: dict[str, str | None]) -> str:
    added = any(value is not None for value in changes.values())
    dropped = any(value is None for value in changes.values())
    patch: Object = {"metadata": {words.field: changes}}
    version = str(c.flag("resource-version") or "")
    if version:
        patch["metadata"]["resourceVersion"] = version
    local = c.flag("local") or c.dry_run == "client"
    if local:
        metadata = info.content["metadata"]
        merged = {**(metadata.get(words.field) or {}), **changes}
        kept = {key: value for key, value in merged.items() if value is not None}
        info.obj = {**info.content, "metadata": {**metadata, words.field: kept}}
    elif changes or words is ANNOTATION:
        info.obj = c.kube.verbs.patch(
            c.caller,
            info.resource,
            info.namespace,
            info.name,
            patch,
            "merge",
            dry_run=c.dry_run == "server",
        )
    if words is ANNOTATION:
        return "annotated"
    return {(True, False): "labeled", (False, True): "unlabeled",
            (True, True): "modified"}.get((added, dropped), "not labeled")  # fmt: skip


def _print(c: Context, info: Info, words: Words, message: str) -> None:
    name, _ = output_format(c)
    if name:
        print_object(c, info.content, message)
    else:
        c.out(f"{info.full_name} {message}{c.dry_suffix}\n")


def _kind_name(info: Info) -> str:
    return f"{info.kind.kind}.{info.kind.group}/{info.name}"
