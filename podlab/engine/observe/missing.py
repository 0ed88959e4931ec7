"""Why an object has not what it waits for: Pods, a ReplicaSet, endpoints, a volume, a Job.

Not here: finding out what is missing (``observe.absent``).
"""

from podlab.engine.objects.meta import dig
from podlab.engine.observe.absent import owned_by
from podlab.engine.observe.containerfacts import container_facts
from podlab.engine.observe.facts import Fact, Params, Records, condition
from podlab.engine.observe.kindfacts import KINDS, plain_facts
from podlab.engine.observe.placement import pending_facts
from podlab.engine.store.store import Object

MAX_PODS = 2
"""Pods of which an answer tells why they are not ready."""


def missing_facts(records: Records, owner: Object, what: str) -> list[Fact]:
    """Facts about what an object has not, the present first."""
    ref = records.ref(owner)
    kind = records.kinds.by_resource(what)
    told: Params = {"kind": ref.kind, "name": ref.name, "what": kind.kind if kind else what}
    facts = [Fact("missing", told, (ref,))]
    facts += KINDS.get(ref.resource, plain_facts)(records, owner)
    if what == "pods":
        facts += _order_facts(records, owner) + _daemon_facts(records, owner)
        if dig(owner, "spec", "suspend") and ref.resource == "jobs.batch":
            facts.append(Fact("job-suspended"))
    if what == "endpoints":
        facts += _unready_facts(records, owner)
    return facts


def _order_facts(records: Records, owner: Object) -> list[Fact]:
    """A StatefulSet makes its Pods one after the other: which one is waited for."""
    ordered = dig(owner, "spec", "podManagementPolicy") == "OrderedReady"
    pods = owned_by(records, owner, "pods") if ordered else []
    unready = [pod for pod in pods if (condition(pod, "Ready") or {}).get("status") != "True"]
    if not unready:
        return []
    pod = unready[0]
    told: Params = {"pod": pod["metadata"]["name"]}
    return [Fact("waits-for-ordinal", told, (records.ref(pod),)), *_pod_facts(records, pod)]


def _daemon_facts(records: Records, owner: Object) -> list[Fact]:
    if owner.get("kind") != "DaemonSet":
        return []
    wanted = int(dig(owner, "status", "desiredNumberScheduled", default=0))
    taken = {dig(pod, "spec", "nodeName") for pod in owned_by(records, owner, "pods")}
    bare = [node for node in records.store.list("nodes") if node["metadata"]["name"] not in taken]
    facts: list[Fact] = []
    for node in bare:
        taints = [row for row in dig(node, "spec", "taints", default=[])
                  if row["effect"] != "PreferNoSchedule"]  # fmt: skip
        words = ", ".join(f"{row['key']}:{row['effect']}" for row in taints)
        told: Params = {"node": node["metadata"]["name"], "taints": words, "wanted": wanted}
        code = "daemon-tainted" if words else "daemon-elsewhere"
        facts.append(Fact(code, told, (records.ref(node),)))
    return facts


def _unready_facts(records: Records, service: Object) -> list[Fact]:
    """Why the Pods that a Service selects are not ready."""
    selector = dig(service, "spec", "selector", default={})
    facts: list[Fact] = []
    count = 0
    for pod in records.store.list("pods", service["metadata"]["namespace"]):
        labels = pod["metadata"].get("labels") or {}
        if selector.items() <= labels.items() and count < MAX_PODS:
            count += 1
            facts += _pod_facts(records, pod)
    return facts


def _pod_facts(records: Records, pod: Object) -> list[Fact]:
    told: Params = {"pod": pod["metadata"]["name"]}
    inner = container_facts(records, pod)
    if not dig(pod, "spec", "nodeName"):
        inner = pending_facts(records, pod)
    return [Fact("about-pod", told, (records.ref(pod),)), *inner]
