"""Why something that is no Pod is as it is: Services, nodes, workloads, claims, Events.

Each function answers for one resource with what the objects and Events say.  Not here: who made
the object (``origins``), Pods (``podfacts``).
"""

from collections.abc import Callable
from difflib import SequenceMatcher

from podlab.engine.client.selecting import selects
from podlab.engine.objects.meta import dig, labels_of
from podlab.engine.observe.facts import (
    Fact,
    Params,
    Records,
    Ref,
    condition,
    conditions,
    event_time,
    stamp,
)
from podlab.engine.observe.policyfacts import POLICIES
from podlab.engine.store.store import Object

MAX_LISTED = 6
ALIKE = 0.6
"""How much of two labels must be the same for one to be a slip of the other."""
_PRESSURES = ("MemoryPressure", "DiskPressure", "PIDPressure", "NetworkUnavailable")


def service_facts(records: Records, service: Object) -> list[Fact]:
    """Where a Service sends, or why it sends nowhere."""
    spec = service["spec"]
    if spec.get("type") == "ExternalName":
        return [Fact("external-name", {"name": spec.get("externalName", "")})]
    selector = spec.get("selector")
    if not selector:
        return [Fact("no-selector")]
    namespace = service["metadata"]["namespace"]
    pods = records.store.list("pods", namespace)
    chosen = [pod for pod in pods if selector.items() <= labels_of(pod).items()]
    told = ",".join(f"{key}={value}" for key, value in selector.items())
    if not chosen:
        return [Fact("selects-nothing", {"selector": told}), *_nearly(records, selector, pods)]
    ready = [pod for pod in chosen if _is_ready(pod)]
    refs = tuple(records.ref(pod) for pod in (ready or chosen)[:MAX_LISTED])
    count: Params = {"selector": told, "pods": len(chosen), "ready": len(ready)}
    if ready:
        return [Fact("has-endpoints", count, refs), *_unheard(records, service, ready)]
    return [Fact("none-ready", count, refs)]


def _is_ready(pod: Object) -> bool:
    row = condition(pod, "Ready")
    return row is not None and row["status"] == "True"


def _nearly(records: Records, selector: dict[str, str], pods: list[Object]) -> list[Fact]:
    """Pods that have one of the selector's keys with nearly its value."""
    facts: list[Fact] = []
    for pod in pods:
        labels = labels_of(pod)
        wrong = [key for key in selector if key in labels and _alike(labels[key], selector[key])]
        if wrong and len(facts) < MAX_LISTED:
            key = wrong[0]
            told = {"pod": pod["metadata"]["name"], "label": f"{key}={labels[key]}",
                    "wanted": f"{key}={selector[key]}"}  # fmt: skip
            facts.append(Fact("label-differs", told, (records.ref(pod),)))
    return facts


def _alike(one: str, other: str) -> bool:
    return one != other and SequenceMatcher(None, one, other).ratio() >= ALIKE


def _unheard(records: Records, service: Object, pods: list[Object]) -> list[Fact]:
    """Target ports that no container of the Pods names."""
    facts = []
    for port in service["spec"].get("ports") or ():
        target = port.get("targetPort", port["port"])
        names = [
            each.get("name") if isinstance(target, str) else each.get("containerPort")
            for pod in pods
            for container in pod["spec"]["containers"]
            for each in container.get("ports") or ()
        ]
        if target not in names and (names or isinstance(target, str)):
            facts.append(Fact("port-not-declared", {"port": port["port"], "target": str(target)}))
    return facts


def node_facts(records: Records, node: Object) -> list[Fact]:
    """Why a node is, or is not, ready."""
    facts = []
    ready = condition(node, "Ready")
    if ready is None or ready["status"] != "True":
        row = ready or {}
        told = {"reason": str(row.get("reason", "")), "message": str(row.get("message", ""))}
        facts.append(Fact("node-unready", told, (), stamp(row.get("lastTransitionTime"))))
        heard = stamp(row.get("lastHeartbeatTime"))
        if row.get("status") == "Unknown" and heard:
            facts.append(Fact("last-heard", {}, (), heard))
    else:
        facts.append(Fact("node-ready", {}, (), stamp(ready.get("lastTransitionTime"))))
    for row in conditions(node):
        if row["type"] in _PRESSURES and row["status"] == "True":
            told = {"condition": row["type"], "message": str(row.get("message", ""))}
            facts.append(Fact("pressure", told, (), stamp(row.get("lastTransitionTime"))))
    if dig(node, "spec", "unschedulable"):
        facts.append(Fact("cordoned"))
    for taint in dig(node, "spec", "taints", default=[]):
        words = {"taint": taint["key"], "effect": taint["effect"]}
        facts.append(Fact("tainted", words, (), stamp(taint.get("timeAdded"))))
    return facts


def workload_facts(records: Records, owner: Object) -> list[Fact]:
    """Why a workload has not what it wants: what hinders it, and the Pods that are not ready."""
    metadata = owner["metadata"]
    facts = []
    for row in conditions(owner):
        bad = row["type"] in ("ReplicaFailure", "Failed", "Suspended") and row["status"] == "True"
        if bad or (row["type"] in ("Progressing", "Available") and row["status"] == "False"):
            told = {"condition": row["type"], "reason": str(row.get("reason", "")),
                    "message": str(row.get("message", ""))}  # fmt: skip
            facts.append(Fact("condition", told, (), stamp(row.get("lastTransitionTime"))))
    if dig(owner, "spec", "paused"):
        facts.append(Fact("paused"))
    for event in records.events(metadata["uid"], "FailedCreate", "ReplicaSetCreateError")[:1]:
        told = {"reason": event["reason"], "message": event.get("message", "")}
        facts.append(Fact("creation-failed", told, (), event_time(event)))
    return facts + _children(records, owner)


def _children(records: Records, owner: Object) -> list[Fact]:
    """The replicas that there are, those that are not ready first."""
    pods = _pods_of(records, owner)
    ready = [pod for pod in pods if _is_ready(pod)]
    wanted = dig(owner, "spec", "replicas")
    if wanted is None:
        wanted = dig(owner, "status", "desiredNumberScheduled", default=len(pods))
    unready = [pod for pod in pods if not _is_ready(pod)]
    refs = tuple(records.ref(pod) for pod in (unready or ready)[:MAX_LISTED])
    told = {"wanted": int(wanted), "pods": len(pods), "ready": len(ready)}
    return [Fact("replicas", told, refs)]


def _pods_of(records: Records, owner: Object) -> list[Object]:
    selector = dig(owner, "spec", "selector")
    namespace = owner["metadata"].get("namespace", "")
    owners = {owner["metadata"]["uid"]}
    for resource in ("replicasets.apps", "jobs.batch"):
        for child in records.store.list(resource, namespace):
            if _owned(child, owners):
                owners.add(child["metadata"]["uid"])
    return [
        pod
        for pod in records.store.list("pods", namespace)
        if _owned(pod, owners) and (selector is None or _selected(selector, pod))
    ]


def _owned(obj: Object, owners: set[str]) -> bool:
    rows = obj["metadata"].get("ownerReferences") or ()
    return any(row["uid"] in owners for row in rows)


def _selected(selector: Object, pod: Object) -> bool:
    if "matchLabels" in selector or "matchExpressions" in selector:
        return selects(selector, labels_of(pod))
    return bool(selector.items() <= labels_of(pod).items())


def job_facts(records: Records, job: Object) -> list[Fact]:
    """How far a Job is: its Pods that ended well and ill, and why it is over."""
    status = job.get("status") or {}
    facts = []
    for row in conditions(job):
        if row["type"] in ("Complete", "Failed", "Suspended") and row["status"] == "True":
            told = {"condition": row["type"], "reason": str(row.get("reason", "")),
                    "message": str(row.get("message", ""))}  # fmt: skip
            facts.append(Fact("condition", told, (), stamp(row.get("lastTransitionTime"))))
    counts: Params = {
        "wanted": int(dig(job, "spec", "completions", default=1)),
        "active": int(status.get("active") or 0),
        "succeeded": int(status.get("succeeded") or 0),
        "failed": int(status.get("failed") or 0),
    }
    refs = tuple(records.ref(pod) for pod in _pods_of(records, job)[:MAX_LISTED])
    return [*facts, Fact("job-counts", counts, refs)]


def claim_facts(records: Records, claim: Object) -> list[Fact]:
    """Why a claim is bound to its volume, or to none."""
    phase = str(dig(claim, "status", "phase", default="Pending"))
    if phase == "Bound":
        volume = str(dig(claim, "spec", "volumeName", default=""))
        ref = records.ref_by_key("persistentvolumes", "", volume)
        return [Fact("claim-bound", {"volume": volume}, (ref,))]
    facts = [Fact("claim-unbound", {"phase": phase})]
    for event in records.events(claim["metadata"]["uid"])[:1]:
        told = {"reason": event["reason"], "message": event.get("message", "")}
        facts.append(Fact("last-event", told, (), event_time(event)))
    return facts


def event_facts(records: Records, event: Object) -> list[Fact]:
    """What an Event is about, and who told it."""
    about = event["involvedObject"]
    resource = records.resource_of(about.get("apiVersion", ""), about.get("kind", ""))
    ref = Ref(resource, about.get("kind", ""), about.get("namespace", ""), about.get("name", ""),
              about.get("uid", ""))  # fmt: skip
    told = {
        "reason": event.get("reason", ""),
        "message": event.get("message", ""),
        "component": dig(event, "source", "component", default=""),
        "count": event.get("count") or 1,
    }
    return [Fact("event", told, (ref,), event_time(event))]


def plain_facts(_records: Records, _obj: Object) -> list[Fact]:
    """Nothing to say but where the object came from."""
    return []


KINDS: dict[str, Callable[[Records, Object], list[Fact]]] = {
    "services": service_facts,
    "nodes": node_facts,
    "deployments.apps": workload_facts,
    "replicasets.apps": workload_facts,
    "statefulsets.apps": workload_facts,
    "daemonsets.apps": workload_facts,
    "replicationcontrollers": workload_facts,
    "jobs.batch": job_facts,
    "persistentvolumeclaims": claim_facts,
    "events": event_facts,
    **POLICIES,
}
