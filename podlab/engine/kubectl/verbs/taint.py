"""``kubectl taint``: set and remove taints of nodes.

Here: reading ``key=value:Effect`` and ``key:Effect-``, words.  Not here: what taints do.
"""

from typing import Any

from podlab.engine.kubectl.cli.errors import CommandError, raise_all, usage_error
from podlab.engine.kubectl.context import Context
from podlab.engine.kubectl.printers import print_object
from podlab.engine.kubectl.resources.builder import Ask, find_kind, select
from podlab.engine.kubectl.resources.info import Info
from podlab.engine.machine.program import Step
from podlab.engine.objects import formats

Object = dict[str, Any]
EFFECTS = ("NoSchedule", "PreferNoSchedule", "NoExecute")


def run(c: Context) -> Step:
    """The verb."""
    place = next((i for i, arg in enumerate(c.args) if _is_taint(arg)), len(c.args))
    resources, changes = c.args[:place], c.args[place:]
    if not resources:
        raise CommandError("one or more resources must be specified as <resource> <name>")
    if find_kind(c, resources[0].partition("/")[0]).resource != "nodes":
        raise CommandError(f"invalid resource type {resources[0]}, only node(s) is supported")
    if not changes:
        raise CommandError("at least one taint update is required")
    new, removed = _parse(changes)
    ask = Ask(latest=True, select_all=bool(c.flag("all")))
    found = select(c, resources, ask)
    for info in found.infos:
        _taint(c, info, new, removed)
    raise_all(found.errors)
    return 0


def _is_taint(arg: str) -> bool:
    return "=" in arg or ":" in arg or arg.endswith("-")


def _parse(changes: list[str]) -> tuple[list[Object], list[Object]]:
    new: list[Object] = []
    removed: list[Object] = []
    for change in changes:
        target, text = (removed, change[:-1]) if change.endswith("-") else (new, change)
        head, colon, effect = text.partition(":")
        key, _, value = head.partition("=")
        if text.count(":") > 1 or head.count("=") > 1:
            raise usage_error("kubectl taint", f"invalid taint spec: {change}")
        if target is new and not colon:
            key, value = text, ""
        if effect and effect not in EFFECTS:
            raise usage_error(
                "kubectl taint", f"invalid taint effect: {effect}, unsupported taint effect"
            )
        problems = formats.label_key(key) + formats.label_value(value)
        if problems:
            words = f"invalid taint spec: {change}, {'; '.join(problems)}"
            raise usage_error("kubectl taint", words)
        row: Object = {"key": key, "effect": effect}
        if value:
            row["value"] = value
        if target is new and any((r["key"], r["effect"]) == (key, effect) for r in new):
            raise CommandError("duplicated taints with the same key and effect: " + change)
        target.append(row)
    return new, removed


def _matches(row: Object, other: Object) -> bool:
    return row["key"] == other["key"] and (not other["effect"] or row["effect"] == other["effect"])


def _taint(c: Context, info: Info, new: list[Object], removed: list[Object]) -> None:
    current = (info.content.get("spec") or {}).get("taints") or []
    taken = [row for row in current if any(_matches(row, one) for one in new)]
    if taken and not c.flag("overwrite"):
        raise CommandError(
            f"node {info.name} already has {taken[0]['key']} taint(s) with same effect(s) and "
            "--overwrite is false"
        )
    for one in removed:
        if not any(_matches(row, one) for row in current):
            name = f"{one['key']}:{one['effect']}" if one["effect"] else one["key"]
            raise CommandError(f'taint "{name}" not found')
    gone = new + removed
    kept = [row for row in current if not any(_matches(row, one) for one in gone)]
    taints = new + kept
    result = info.content
    if c.dry_run != "client":
        result = c.kube.verbs.patch(
            c.caller,
            "nodes",
            "",
            info.name,
            {"spec": {"taints": taints or None}},
            "merge",
            dry_run=c.dry_run == "server",
        )
    print_object(c, result, _word(bool(new), bool(removed), bool(taken)))


def _word(added: bool, dropped: bool, changed: bool) -> str:
    if added and dropped:
        return "modified"
    if changed:
        return "modified"
    return "tainted" if added else "untainted"
