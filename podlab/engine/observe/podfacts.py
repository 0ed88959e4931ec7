"""Why a Pod is as it is: from its status, Events and causes to facts.

Here: the Pod as a whole.  Not here: one container (``containerfacts``), its node (``placement``).
"""

from podlab.engine.apiserver.tables.pods import pod_row
from podlab.engine.objects.meta import dig, is_terminating
from podlab.engine.observe.containerfacts import container_facts
from podlab.engine.observe.facts import (
    Fact,
    Params,
    Records,
    condition,
    conditions,
    event_time,
    stamp,
)
from podlab.engine.observe.faultfacts import pod_faults, registry_faults
from podlab.engine.observe.origins import origin
from podlab.engine.observe.placement import pending_facts, placed_facts
from podlab.engine.store.store import Change, Object

_OVER = ("Succeeded", "Failed")
_IMAGES = ("image-problem", "pulling")


def pod_facts(records: Records, pod: Object) -> list[Fact]:
    """Why a Pod has the status that it has, newest first, down to who made it."""
    changes = records.changes(pod["metadata"]["uid"])
    turned = _turned(changes, _look(pod))
    word = {"status": pod_row(pod).status, "phase": dig(pod, "status", "phase", default="")}
    facts = [Fact("pod-status", word, (records.ref(pod),), turned.time if turned else 0)]
    facts += _present(records, pod)
    if is_terminating(pod):
        marked = next((one for one in changes if is_terminating(one.object)), None)
        return facts + (origin(records, marked) if marked else [Fact("not-recorded")])
    if dig(pod, "spec", "nodeName"):
        facts += placed_facts(records, pod)
    return facts + _beginnings(records, changes, turned)


def _beginnings(records: Records, changes: list[Change], turned: Change | None) -> list[Fact]:
    """What led to the present status, and, where that is another story, who made the Pod."""
    made = changes[0] if changes and changes[0].type == "ADDED" else None
    facts = origin(records, turned) if turned is not None else []
    if made is None:
        return [*facts, Fact("not-recorded")]
    first = origin(records, made)
    return facts if first[0] in facts else facts + first


Look = tuple[str, str, int]


def _look(pod: Object) -> Look:
    """What one sees of a Pod: its word of status, whether it is ready, how often it restarted."""
    ready = condition(pod, "Ready")
    row = pod_row(pod)
    return row.status, "" if ready is None else str(ready["status"]), row.restarts


def _turned(changes: list[Change], look: Look) -> Change | None:
    """The change by which the Pod got its present status; None if it is no longer kept."""
    found = None
    for change in reversed(changes):
        if _look(change.object) != look:
            return found
        found = change
    return found if found is not None and found.type == "ADDED" else None


def _present(records: Records, pod: Object) -> list[Fact]:
    status = pod.get("status") or {}
    if is_terminating(pod):
        return _terminating(pod) + _hooks(records, pod) + pod_faults(records, pod)
    ended = status.get("phase") in _OVER and status.get("reason")
    facts = [] if ended else disruption_facts(pod)  # what has ended is not being displaced
    if not dig(pod, "spec", "nodeName"):
        return facts + pending_facts(records, pod)
    if ended:
        told = {"reason": status["reason"], "message": str(status.get("message", ""))}
        facts.append(Fact(_ended_code(status["reason"]), told))
    facts += _node_silent(records, pod)
    facts += container_facts(records, pod)
    if status.get("phase") == "Succeeded":
        facts.append(Fact("completed", {"policy": dig(pod, "spec", "restartPolicy", default="")}))
    facts += _readiness(pod)
    facts += _nothing_yet(records, pod, facts)
    if any(fact.code in _IMAGES for fact in facts):
        facts += registry_faults(records)
    return facts + pod_faults(records, pod)


def _ended_code(reason: str) -> str:
    return "evicted" if reason == "Evicted" else "pod-ended"


def _terminating(pod: Object) -> list[Fact]:
    metadata = pod["metadata"]
    facts = []
    held = metadata.get("finalizers") or []
    running = [
        row["name"]
        for row in dig(pod, "status", "containerStatuses", default=[])
        if "running" in (row.get("state") or {})
    ]
    if running:
        grace = int(metadata.get("deletionGracePeriodSeconds") or 0)
        told: Params = {"containers": ", ".join(running), "grace": grace}
        facts.append(Fact("waits-for-end", told, (), stamp(metadata["deletionTimestamp"])))
    if held:
        facts.append(Fact("held-by-finalizers", {"finalizers": ", ".join(held)}))
    return facts + disruption_facts(pod)


def _hooks(records: Records, pod: Object) -> list[Fact]:
    """What a hook before the end said when it failed."""
    return [
        Fact("hook-failed", {"reason": event["reason"], "message": event.get("message", "")}, (),
             event_time(event))
        for event in records.events(pod["metadata"]["uid"], "FailedPreStopHook")[:1]
    ]  # fmt: skip


def disruption_facts(pod: Object) -> list[Fact]:
    """Who displaced a Pod, if somebody did."""
    row = condition(pod, "DisruptionTarget")
    if row is None or row["status"] != "True":
        return []
    told = {"reason": str(row.get("reason", "")), "message": str(row.get("message", ""))}
    return [Fact("disrupted", told, (), stamp(row.get("lastTransitionTime")))]


def _node_silent(records: Records, pod: Object) -> list[Fact]:
    ref = records.ref_by_key("nodes", "", pod["spec"]["nodeName"])
    if not ref.uid:
        return [Fact("node-gone", {"node": ref.name}, (ref,))]
    node = next(one for one in records.store.list("nodes") if one["metadata"]["uid"] == ref.uid)
    row = condition(node, "Ready")
    if row is None or row["status"] == "True":
        return []
    told = {"node": ref.name, "message": str(row.get("message", ""))}
    return [Fact("node-not-ready", told, (ref,), stamp(row.get("lastTransitionTime")))]


def _readiness(pod: Object) -> list[Fact]:
    """Readiness gates: what others than the kubelet must say."""
    facts = []
    for gate in dig(pod, "spec", "readinessGates", default=[]):
        row = condition(pod, gate["conditionType"])
        if row is None or row["status"] != "True":
            facts.append(Fact("readiness-gate", {"condition": gate["conditionType"]}))
    return facts


def _nothing_yet(records: Records, pod: Object, facts: list[Fact]) -> list[Fact]:
    """A Pod that is well, or of which its kubelet has said nothing."""
    if facts:
        return []
    ready = condition(pod, "Ready")
    if ready is not None and ready["status"] == "True":
        return [Fact("all-ready", {}, (), stamp(ready.get("lastTransitionTime")))]
    if not any(row["type"] == "Ready" for row in conditions(pod)):
        return [Fact("kubelet-silent", {"node": pod["spec"]["nodeName"]})]
    newest = records.events(pod["metadata"]["uid"])[:1]
    return [
        Fact("last-event", {"reason": event["reason"], "message": event.get("message", "")}, (),
             event_time(event))
        for event in newest
    ]  # fmt: skip
