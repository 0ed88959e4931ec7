"""``get -w``: the objects as they are, then each change, until Ctrl+C.

Here: the loop as a small-step program.  Not here: formats (``printers``).
"""

from typing import Any

from podlab.engine.kubectl.cli.errors import CommandError
from podlab.engine.kubectl.cli.values import parse_duration
from podlab.engine.kubectl.context import Context
from podlab.engine.kubectl.printers import PRINTERS
from podlab.engine.kubectl.printers.tables import Look, look_of, print_table
from podlab.engine.kubectl.resources.builder import Ask, find_kind, select
from podlab.engine.kubectl.resources.info import Info
from podlab.engine.kubectl.sorter import sort_by
from podlab.engine.machine.program import Step, first_of, notice, until
from podlab.engine.objects.kinds import Kind


def run(c: Context, form: str, argument: str) -> Step:
    """One step of the watch."""
    memory = c.memory
    if "since" not in memory:
        _begin(c, (form, argument))
    kind = find_kind(c, memory["resource"])
    events, memory["since"] = c.kube.changes(
        c.caller,
        kind.resource,
        memory["namespace"],
        memory["since"],
        memory["labels"],
        memory["fields"],
    )
    for type_, obj in events:
        _show(c, kind, type_, [obj], (form, argument))
    change = notice(f"watch/{kind.resource}")
    deadline = memory["deadline"]
    if deadline is None:
        return change
    return 0 if c.p.now >= deadline else first_of(change, until(deadline))


def _deadline(c: Context) -> int | None:
    """When ``--request-timeout`` ends the watch; 0 is never."""
    text = str(c.flag("request-timeout") or "0")
    try:
        span = int(text) * 1_000_000 if text.isdecimal() else parse_duration(text)
    except ValueError:
        raise CommandError(
            f'invalid argument "{text}" for "--request-timeout" flag: invalid timeout value. '
            "Timeout must be a single integer in seconds, or an integer followed by a "
            "corresponding time unit (e.g. 1s | 2m | 3h)"
        ) from None
    return c.p.now + span if span else None


def _begin(c: Context, form: tuple[str, str]) -> None:
    found = select(c, c.args, Ask(list_all=True, latest=True, single_type=True))
    infos = found.all_or_error()
    kinds = found.listed or [info.kind for info in infos]
    if len({kind.resource for kind in kinds}) != 1:
        raise CommandError("you may only specify a single resource type")
    if not found.listed and len(infos) != 1:
        raise CommandError(
            "watch is only supported on individual resources and resource collections, but a list "
            "of resources is found"
        )
    kind = kinds[0]
    memory = c.memory
    memory["resource"] = kind.resource
    everywhere = c.all_namespaces or not kind.namespaced
    memory["namespace"] = None if everywhere else c.namespace
    memory["labels"] = str(c.flag("selector") or "")
    memory["fields"] = str(c.flag("field-selector") or "")
    if not found.listed:
        memory["fields"] = f"metadata.name={infos[0].name}"
        memory["namespace"] = infos[0].namespace if kind.namespaced else None
    memory["since"] = c.kube.revision
    memory["widths"] = []
    memory["deadline"] = _deadline(c)
    memory["headed-table"] = False
    if c.flag("sort-by"):
        infos = sort_by(infos, str(c.flag("sort-by")), lambda info: info.content)
    if not c.flag("watch-only") and infos:
        _show(c, kind, "ADDED", [info.content for info in infos], form)


def _show(
    c: Context, kind: Kind, type_: str, objs: list[dict[str, Any]], form: tuple[str, str]
) -> None:
    if form[0] in ("", "wide"):
        _rows(c, kind, type_, objs, form[0] == "wide")
        return
    for obj in objs:
        shown = {"type": type_, "object": obj} if c.flag("output-watch-events") else obj
        c.out(PRINTERS[form[0]](c, shown, form[1]))


def _rows(c: Context, kind: Kind, type_: str, objs: list[dict[str, Any]], wide: bool) -> None:
    base = look_of(c, wide)
    first = base.headers and not c.memory["headed-table"]
    namespaces = base.namespaces and kind.namespaced
    look = Look(wide, first, namespaces, base.kinds, base.labels, base.label_columns)
    c.memory["headed-table"] = True
    infos = [
        Info(kind, obj["metadata"].get("namespace", ""), obj["metadata"]["name"], obj)
        for obj in objs
    ]
    if not c.flag("output-watch-events"):
        c.out(print_table(c, infos, look, c.memory["widths"]))
        return
    text = print_table(c, infos, look).split("\n")
    lead = max(8, len(type_) + 3)
    rows = [("EVENT" if place == 0 and first else type_).ljust(lead) + row
            for place, row in enumerate(text[:-1])]  # fmt: skip
    c.out("".join(row + "\n" for row in rows))
