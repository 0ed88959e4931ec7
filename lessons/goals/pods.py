"""Goals about Pods: ready, replaced by their controller."""

from typing import Any

from lessons.goals.verdict import PASSED, Goal, Verdict, missing
from lessons.observation import Observation, selected
from podlab.engine.apiserver.tables.pods import pod_row
from podlab.engine.objects.meta import dig
from podlab.engine.store.store import Change

Object = dict[str, Any]


def is_ready(pod: Object) -> bool:
    """Whether a Pod's Ready condition is True."""
    return any(
        row["type"] == "Ready" and row["status"] == "True"
        for row in dig(pod, "status", "conditions", default=[])
    )


def _ready(seen: Observation, wanted: dict[str, Any]) -> Verdict:
    namespace, labels = wanted.get("namespace", "default"), wanted["labels"]
    count = wanted.get("count", 1)
    now: dict[str, Object] = {}
    for change in seen.history("pods", namespace):
        if not selected(change.object, labels):
            continue
        if change.type == "DELETED":
            now.pop(change.key.name, None)
        else:
            now[change.key.name] = change.object
        if sum(is_ready(pod) for pod in now.values()) >= count:
            return PASSED
    if not now:
        return missing("no-pods", labels=labels)
    return _not_ready(seen, list(now.values()), count)


def _not_ready(seen: Observation, pods: list[Object], count: int) -> Verdict:
    waiting = [pod for pod in pods if not is_ready(pod)]
    if not waiting:
        return missing("too-few-pods", count=count, actual=len(pods))
    pod = waiting[0]
    warnings = [
        event["message"]
        for event in seen.events(pod["metadata"]["uid"])
        if event["type"] == "Warning"
    ]
    return missing(
        "pod-not-ready",
        detail=warnings[-1] if warnings else "",
        name=pod["metadata"]["name"],
        status=pod_row(pod).status,
    )


def _replaced(seen: Observation, wanted: dict[str, Any]) -> Verdict:
    namespace, labels = wanted.get("namespace", "default"), wanted["labels"]
    changes = [one for one in seen.history("pods", namespace) if selected(one.object, labels)]
    deleted = _deleted_while_ready(changes)
    if deleted is None:
        return missing("nothing-deleted", labels=labels)
    name, time, address = deleted
    replacement = _came_after(changes, time, name)
    if replacement is None:
        return missing("no-replacement", name=name)
    if not is_ready(replacement):
        return missing(
            "replacement-not-ready",
            name=replacement["metadata"]["name"],
            status=pod_row(replacement).status,
        )
    if dig(replacement, "status", "podIP") == address:
        return missing("no-replacement", name=name)
    return PASSED


def _deleted_while_ready(changes: list[Change]) -> tuple[str, int, str] | None:
    """(name, time, address) of the first Pod that was Ready and owned when deletion was asked."""
    for change in changes:
        before = change.previous
        asked = "deletionTimestamp" in change.object["metadata"]
        if before is None or not asked or "deletionTimestamp" in before["metadata"]:
            continue
        if is_ready(before) and before["metadata"].get("ownerReferences"):
            return change.key.name, change.time, str(dig(before, "status", "podIP", default=""))
    return None


def _came_after(changes: list[Change], time: int, old: str) -> Object | None:
    newest: Object | None = None
    born = {
        change.key.name
        for change in changes
        if change.type == "ADDED" and change.time >= time and change.key.name != old
    }
    for change in changes:
        if change.key.name in born and change.type != "DELETED":
            newest = change.object
            if is_ready(newest):
                return newest
    return newest


READY = Goal(_ready, needs=("labels",), takes=("namespace", "count"))
"""At one moment so many Pods with these labels were Ready."""

REPLACED = Goal(_replaced, needs=("labels",), takes=("namespace",))
"""A Ready Pod of a controller was deleted, and another with a new name and address came Ready."""
