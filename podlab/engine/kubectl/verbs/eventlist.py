"""``kubectl events``: the events of a namespace or about one object, oldest first.

Here: filters, order, the table; ``--watch`` as a small-step program.  Not here: ``get events``.
"""

from typing import Any

from podlab.engine.kernel.clock import parse_rfc3339
from podlab.engine.kubectl import tabwriter
from podlab.engine.kubectl.cli.errors import CommandError
from podlab.engine.kubectl.context import Context
from podlab.engine.kubectl.describers.events import interval, last_seen
from podlab.engine.kubectl.describers.writer import Page
from podlab.engine.kubectl.printers import PRINTERS, output_format
from podlab.engine.kubectl.resources.builder import find_kind
from podlab.engine.machine.program import Step, notice

Object = dict[str, Any]
HEADS = ["LAST SEEN", "TYPE", "REASON", "OBJECT", "MESSAGE"]


def run(c: Context) -> Step:
    """The verb."""
    memory = c.memory
    space = None if c.all_namespaces else c.namespace
    selector = _selector(c)
    if "since" in memory:
        changes, memory["since"] = c.kube.changes(
            c.caller, "events", space, memory["since"], "", selector
        )
        rows = [obj for type_, obj in changes if type_ != "DELETED" and _wanted(c, obj)]
        c.out(tabwriter.rows([_cells(c, row) for row in rows], known=memory["widths"]))
        return notice("watch/events")
    memory["since"] = c.kube.revision
    rows = [row for row in c.client.list("events", space, "", selector) if _wanted(c, row)]
    rows.sort(key=_order)
    name, argument = output_format(c)
    if not rows and not c.flag("watch"):
        c.err("No events found" + ("." if space is None else f" in {space} namespace.") + "\n")
        return 0
    if name:
        whole = {"apiVersion": "v1", "kind": "EventList", "metadata": {}, "items": rows}
        c.out(PRINTERS[name](c, whole, argument))
        return 0
    return _table(c, rows)


def _table(c: Context, rows: list[Object]) -> Step:
    c.memory["widths"] = []
    table = [_cells(c, row) for row in rows]
    if not c.flag("no-headers"):
        table.insert(0, ["NAMESPACE", *HEADS] if c.all_namespaces else list(HEADS))
    c.out(tabwriter.rows(table, known=c.memory["widths"]))
    return notice("watch/events") if c.flag("watch") else 0


def _selector(c: Context) -> str:
    text = str(c.flag("for") or "")
    if not text:
        return ""
    word, slash, name = text.partition("/")
    if not slash or not name:
        raise CommandError("--for must be in resource/name form")
    kind = find_kind(c, word)
    return (f"involvedObject.kind={kind.kind},involvedObject.apiVersion={kind.api_version},"
            f"involvedObject.name={name}")  # fmt: skip


def _wanted(c: Context, event: Object) -> bool:
    types = [str(one).lower() for one in c.flag("types") or []]
    for one in types:
        if one not in ("normal", "warning"):
            raise CommandError("valid --types are Normal or Warning")
    return not types or str(event.get("type", "")).lower() in types


def _order(event: Object) -> int:
    time = last_seen(event)
    return parse_rfc3339(time) if time else 0


def _cells(c: Context, event: Object) -> list[str]:
    page = Page(c.p.now)
    about = event["involvedObject"]
    cells = [interval(page, event), event.get("type", ""), event.get("reason", ""),
             f"{about.get('kind', '')}/{about.get('name', '')}",
             str(event.get("message", "")).strip()]  # fmt: skip
    return [event["metadata"].get("namespace", ""), *cells] if c.all_namespaces else cells
