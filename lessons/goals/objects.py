"""Goals about objects: made as wanted, gone for good."""

from typing import Any

from lessons.goals import arguments as are
from lessons.goals.matching import called, chosen, differs, which
from lessons.goals.verdict import PASSED, Goal, Verdict, missing
from lessons.narrowed import Which
from lessons.observation import Observation
from podlab.engine.kernel.clock import SECOND

Object = dict[str, Any]


def _created(seen: Observation, wanted: dict[str, Any]) -> Verdict:
    name, namespace = wanted["name"], wanted.get("namespace", "default")
    fields = wanted.get("fields", {})
    best: Verdict | None = None
    for change in seen.history(wanted["resource"], namespace, Which(name)):
        if change.type == "DELETED":
            continue
        best = differs(change.object, fields)
        if best.passed:
            return PASSED
    return best or missing("object-missing", resource=wanted["resource"], name=name)


def _ever(seen: Observation, wanted: dict[str, Any]) -> Verdict:
    """At one moment so many objects matched."""
    fields, count = wanted.get("fields", {}), wanted.get("count", 1)
    matching: set[str] = set()
    best = missing("object-missing", resource=wanted["resource"], name=called(wanted))
    # Not narrowed by labels: who loses them no longer matches.
    known = Which(wanted.get("name", ""), wanted.get("prefix", ""))
    for change in seen.history(wanted["resource"], wanted.get("namespace", "default"), known):
        matching.discard(change.key.name)
        if change.type == "DELETED" or not chosen(change.object, wanted):
            continue
        verdict = differs(change.object, fields)
        if not verdict.passed:
            best = verdict
            continue
        matching.add(change.key.name)
        if len(matching) >= count:
            return PASSED
        best = missing("too-few-objects", count=count, actual=len(matching))
    return best


def _now(seen: Observation, wanted: dict[str, Any]) -> Verdict:
    """Now so many objects match."""
    namespace, count = wanted.get("namespace", "default"), wanted.get("count", 1)
    objects = [one for one in seen.objects(wanted["resource"], namespace) if chosen(one, wanted)]
    if not objects and count == 0 and not _were_there(seen, wanted):
        return missing("object-never-deleted", name=called(wanted))
    if not objects and count:
        return missing("object-missing", resource=wanted["resource"], name=called(wanted))
    verdicts = [differs(one, wanted.get("fields", {})) for one in objects]
    matching = sum(verdict.passed for verdict in verdicts)
    if matching == count or (matching > count and not wanted.get("exactly", False)):
        return PASSED
    if matching < count and any(not verdict.passed for verdict in verdicts):
        return next(verdict for verdict in verdicts if not verdict.passed)
    return missing("too-few-objects", count=count, actual=matching)


def _were_there(seen: Observation, wanted: dict[str, Any]) -> bool:
    """Whether such objects existed once: nothing is left only of what there was."""
    return bool(seen.history(wanted["resource"], wanted.get("namespace", "default"), which(wanted)))


def _before(seen: Observation, wanted: dict[str, Any]) -> Verdict:
    """Each of these happened for the first time, in this order."""
    last = -1
    for row in wanted["order"]:
        moment = _first(seen, row, wanted.get("namespace", "default"), last)
        if moment is None:
            return missing("object-missing", resource=row["resource"], name=called(row))
        if moment <= last:
            return missing("wrong-order", resource=row["resource"], name=called(row))
        last = moment
    return PASSED


def _first(seen: Observation, row: dict[str, Any], namespace: str, after: int) -> int | None:
    """The revision at which a row was true for the first time (with ``again``: after what went
    before it); a deletion with ``deleted``."""
    for change in seen.history(row["resource"], namespace, which(row)):
        if row.get("again", False) and change.revision <= after:
            continue
        if (change.type == "DELETED") != row.get("deleted", False):
            continue
        if differs(change.object, row.get("fields", {})).passed:
            return change.revision
    return None


def _gone(seen: Observation, wanted: dict[str, Any]) -> Verdict:
    namespace = wanted.get("namespace", "default")
    removed = [
        change.time
        for change in seen.history(wanted["resource"], namespace, Which(wanted["name"]))
        if change.type == "DELETED"
    ]
    if any(
        obj["metadata"]["name"] == wanted["name"]
        for obj in seen.objects(wanted["resource"], namespace)
    ):
        return missing("object-still-there", name=wanted["name"])
    if not removed:
        return missing("object-never-deleted", name=wanted["name"])
    if seen.objects(wanted["resource"], namespace, wanted.get("labels", "")):
        return missing("others-still-there", labels=wanted.get("labels", ""))
    if seen.now - removed[-1] < wanted.get("seconds", 0) * SECOND:
        return missing("wait-and-see", seconds=wanted["seconds"])
    return PASSED


_NAMED: dict[str, are.Kind] = {"resource": are.resource, "name": are.name}
_WHICH: dict[str, are.Kind] = {
    "name": are.name,
    "prefix": are.prefix,
    "labels": are.labels,
    "namespace": are.namespace,
    "fields": are.fields,
}

CREATED = Goal(_created, needs=_NAMED, takes={"namespace": are.namespace, "fields": are.fields})
"""An object of that name stood in the cluster once, with those fields (a list: any of them)."""

GONE = Goal(
    _gone,
    needs=_NAMED,
    takes={"namespace": are.namespace, "labels": are.labels, "seconds": are.SECONDS},
)
"""It was deleted, nothing with these labels is there, and so it has been for some seconds."""

EVER = Goal(_ever, {"resource": are.resource}, {**_WHICH, "count": are.count})
"""At one moment so many objects had those fields."""

NOW = Goal(
    _now,
    {"resource": are.resource},
    {**_WHICH, "count": are.count_or_none, "exactly": are.flag},
)
"""Now so many objects have those fields (``exactly``: and no more; 0: none is left)."""

BEFORE = Goal(_before, {"order": are.order}, {"namespace": are.namespace})
"""What ``order`` names happened first in this order: rows of resource, name,
fields, deleted, again."""
