"""Goals about Pods: ready, replaced by their controller."""

from typing import Any

from lessons.goals import arguments as are
from lessons.goals.matching import called, chosen, which
from lessons.goals.verdict import PASSED, Goal, Verdict, missing
from lessons.narrowed import Which
from lessons.observation import Observation
from podlab.engine.apiserver.tables.pods import pod_row
from podlab.engine.kernel.clock import SECOND
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
    ready: set[str] = set()
    for change in seen.history("pods", namespace, Which(labels=labels)):
        name = change.key.name
        ready.discard(name)
        if change.type == "DELETED":
            now.pop(name, None)
            continue
        now[name] = change.object
        if is_ready(change.object):
            ready.add(name)
        if len(ready) >= count:
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
    changes = list(seen.history("pods", namespace, Which(labels=labels)))
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


def _status(seen: Observation, wanted: dict[str, Any]) -> Verdict:
    """A Pod showed one of these words under STATUS (``for_seconds``: and kept it so long)."""
    words = wanted["status"] if isinstance(wanted["status"], list) else [wanted["status"]]
    found, since = "", None
    for change in seen.history("pods", wanted.get("namespace", "default"), which(wanted)):
        found = "" if change.type == "DELETED" else pod_row(change.object).status
        if found not in words:
            since = None
            continue
        since = change.time if since is None else since
        if "for_seconds" not in wanted:
            return PASSED
    if not found:
        return missing("no-pods", labels=called(wanted))
    if since is not None:
        seconds = wanted.get("for_seconds", 0)
        long = seen.now - since >= seconds * SECOND
        return PASSED if long else missing("wait-and-see", seconds=seconds)
    return missing("status-not-seen", expected=" / ".join(words), actual=found)


def _placed(seen: Observation, wanted: dict[str, Any]) -> Verdict:
    """Every Pod with these labels is on a wanted node, and there are enough of them."""
    pods = [one for one in seen.objects("pods", wanted.get("namespace", "default"))
            if chosen(one, wanted)]  # fmt: skip
    nodes = [str(pod["spec"].get("nodeName", "")) for pod in pods]
    placed = [node for node in nodes if node]
    if len(placed) < wanted.get("count", 1):
        return missing("not-placed", count=wanted.get("count", 1), actual=len(placed))
    allowed = wanted.get("nodes", placed)
    wrong = [node for node in placed if node not in allowed or node in wanted.get("not_on", ())]
    if wrong:
        return missing("placed-elsewhere", node=wrong[0])
    if len(set(placed)) < wanted.get("different", 1):
        return missing("too-few-nodes", count=wanted["different"], actual=len(set(placed)))
    return PASSED


_WHICH: dict[str, are.Kind] = {
    "labels": are.labels,
    "name": are.name,
    "prefix": are.prefix,
    "namespace": are.namespace,
}

STATUS = Goal(_status, {"status": are.any_of(are.text)}, {**_WHICH, "for_seconds": are.SECONDS})
"""A Pod showed one of these words under STATUS once (and kept it for some seconds)."""

PLACED = Goal(
    _placed,
    {},
    {
        **_WHICH,
        "nodes": are.list_of(are.node),
        "not_on": are.list_of(are.node),
        "count": are.count,
        "different": are.count,
    },
)
"""So many Pods are placed, all on these nodes, not on those, on so many different ones."""

READY = Goal(
    _ready, needs={"labels": are.labels}, takes={"namespace": are.namespace, "count": are.count}
)
"""At one moment so many Pods with these labels were Ready."""

REPLACED = Goal(_replaced, needs={"labels": are.labels}, takes={"namespace": are.namespace})
"""A Ready Pod of a controller was deleted, and another with a new name and address came Ready."""
