"""Why things that rule over others are as they are: budgets, quotas, autoscalers, schedules,
network policies, namespaces, ingresses.

Not here: workloads and Services (``kindfacts``).
"""

from collections.abc import Callable

from podlab.engine.client.selecting import selects
from podlab.engine.objects.meta import dig, is_terminating, labels_of
from podlab.engine.observe.facts import (
    Fact,
    Params,
    Records,
    Ref,
    conditions,
    event_time,
    stamp,
)
from podlab.engine.store.store import Object

MAX_LISTED = 6


def budget_facts(records: Records, budget: Object) -> list[Fact]:
    """Whether a PodDisruptionBudget lets a Pod go, and why not."""
    status = budget.get("status") or {}
    refs = selected(records, budget, dig(budget, "spec", "selector", default={}))
    told: Params = {
        "allowed": int(status.get("disruptionsAllowed") or 0),
        "healthy": int(status.get("currentHealthy") or 0),
        "desired": int(status.get("desiredHealthy") or 0),
        "expected": int(status.get("expectedPods") or 0),
    }
    code = "budget-allows" if told["allowed"] else "budget-blocks"
    return [Fact(code, told, refs)]


def selected(records: Records, obj: Object, selector: Object) -> tuple[Ref, ...]:
    """The Pods of an object's namespace that a selector picks."""
    pods = records.store.list("pods", obj["metadata"]["namespace"])
    chosen = [pod for pod in pods if selects(selector, labels_of(pod))]
    return tuple(records.ref(pod) for pod in chosen[:MAX_LISTED])


def quota_facts(_records: Records, quota: Object) -> list[Fact]:
    """How much of each resource a quota still gives."""
    used = dig(quota, "status", "used", default={})
    facts = []
    for resource, hard in dig(quota, "spec", "hard", default={}).items():
        told = {"resource": resource, "used": str(used.get(resource, "0")), "hard": str(hard)}
        facts.append(Fact("quota-use", told))
    return facts


def autoscaler_facts(records: Records, scaler: Object) -> list[Fact]:
    """What an autoscaler sees and what it did last."""
    metadata, spec = scaler["metadata"], scaler["spec"]
    status = scaler.get("status") or {}
    target = spec["scaleTargetRef"]
    resource = records.resource_of(str(target.get("apiVersion", "")), target["kind"])
    ref = records.ref_by_key(resource, metadata["namespace"], target["name"])
    told: Params = {
        "current": int(status.get("currentReplicas") or 0),
        "desired": int(status.get("desiredReplicas") or 0),
        "least": int(spec.get("minReplicas") or 1),
        "most": int(spec["maxReplicas"]),
    }
    facts = [Fact("autoscaler", told, (ref,), stamp(status.get("lastScaleTime")))]
    for row in conditions(scaler):
        told = {"condition": row["type"], "reason": str(row.get("reason", "")),
                "message": str(row.get("message", ""))}  # fmt: skip
        facts.append(Fact("condition", told, (), stamp(row.get("lastTransitionTime"))))
    for event in records.events(metadata["uid"], "SuccessfulRescale", "FailedRescale")[:1]:
        facts.append(last_event(event))
    return facts


def last_event(event: Object) -> Fact:
    """What an Event says."""
    told = {"reason": event["reason"], "message": event.get("message", "")}
    return Fact("last-event", told, (), event_time(event))


def cron_facts(records: Records, cron: Object) -> list[Fact]:
    """When a CronJob ran last, what runs now, and what keeps it from running."""
    metadata, spec = cron["metadata"], cron["spec"]
    active = dig(cron, "status", "active", default=[])
    refs = tuple(
        records.ref_by_key("jobs.batch", metadata["namespace"], row["name"]) for row in active
    )
    facts = []
    if spec.get("suspend"):
        facts.append(Fact("cron-suspended"))
    last = stamp(dig(cron, "status", "lastScheduleTime"))
    told: Params = {
        "schedule": spec["schedule"],
        "active": len(active),
        "policy": spec.get("concurrencyPolicy", "Allow"),
    }
    facts.append(Fact("cron-ran" if last else "cron-never-ran", told, refs[:MAX_LISTED], last))
    wanted = ("MissSchedule", "TooManyMissedTimes", "JobAlreadyActive", "UnparseableSchedule",
              "FailedCreate")  # fmt: skip
    return facts + [last_event(event) for event in records.events(metadata["uid"], *wanted)[:1]]


def network_policy_facts(records: Records, policy: Object) -> list[Fact]:
    """Whose traffic a NetworkPolicy restricts."""
    spec = policy["spec"]
    refs = selected(records, policy, spec.get("podSelector") or {})
    facts: list[Fact] = []
    for direction, rules in (("Ingress", "ingress"), ("Egress", "egress")):
        if direction in (spec.get("policyTypes") or ()):
            told: Params = {"direction": direction, "rules": len(spec.get(rules) or ())}
            code = "policy-allows" if told["rules"] else "policy-denies"
            facts.append(Fact(code, told, refs))
    return facts


def namespace_facts(records: Records, namespace: Object) -> list[Fact]:
    """What keeps a namespace from going."""
    if not is_terminating(namespace):
        return []
    name = namespace["metadata"]["name"]
    left: list[Ref] = []
    for resource, rows in sorted(records.store.state.objects.items()):
        if resource != "events":
            left += [records.ref(rows[place]) for place in sorted(rows) if place[0] == name]
    facts = [Fact("namespace-ending", {"left": len(left)}, tuple(left[:MAX_LISTED]))]
    for row in conditions(namespace):
        if row["status"] == "True":
            told = {"condition": row["type"], "reason": str(row.get("reason", "")),
                    "message": str(row.get("message", ""))}  # fmt: skip
            facts.append(Fact("condition", told, (), stamp(row.get("lastTransitionTime"))))
    return facts


def ingress_facts(records: Records, ingress: Object) -> list[Fact]:
    """Whether an Ingress has an address, and the Services that its rules lead to."""
    points = dig(ingress, "status", "loadBalancer", "ingress", default=[])
    words = ", ".join(str(row.get("ip") or row.get("hostname", "")) for row in points)
    facts = [Fact("ingress-address" if words else "ingress-unserved", {"address": words})]
    namespace = ingress["metadata"]["namespace"]
    for name in sorted(_backends(ingress)):
        ref = records.ref_by_key("services", namespace, name)
        facts.append(Fact("ingress-backend" if ref.uid else "backend-missing",
                          {"service": name}, (ref,)))  # fmt: skip
    return facts


def _backends(ingress: Object) -> set[str]:
    spec = ingress["spec"]
    found = {dig(spec, "defaultBackend", "service", "name")}
    for rule in spec.get("rules") or ():
        for path in dig(rule, "http", "paths", default=[]):
            found.add(dig(path, "backend", "service", "name"))
    return {name for name in found if name}


def volume_facts(records: Records, volume: Object) -> list[Fact]:
    """Whose a PersistentVolume is."""
    phase = str(dig(volume, "status", "phase", default="Pending"))
    claim = dig(volume, "spec", "claimRef")
    if not claim:
        return [Fact("volume-free", {"phase": phase})]
    ref = records.ref_by_key("persistentvolumeclaims", claim["namespace"], claim["name"])
    policy = str(dig(volume, "spec", "persistentVolumeReclaimPolicy", default=""))
    told = {"phase": phase, "claim": claim["name"], "policy": policy}
    return [Fact("volume-claimed", told, (ref,))]


def slice_facts(records: Records, slice_: Object) -> list[Fact]:
    """Which addresses an EndpointSlice has, and whose they are."""
    refs, ready = [], 0
    for row in slice_.get("endpoints") or ():
        ready += bool(dig(row, "conditions", "ready"))
        target = row.get("targetRef") or {}
        if target.get("kind") == "Pod":
            refs.append(records.ref_by_key("pods", target.get("namespace", ""), target["name"]))
    told: Params = {"endpoints": len(slice_.get("endpoints") or ()), "ready": ready}
    return [Fact("slice-endpoints", told, tuple(refs[:MAX_LISTED]))]


POLICIES: dict[str, Callable[[Records, Object], list[Fact]]] = {
    "poddisruptionbudgets.policy": budget_facts,
    "resourcequotas": quota_facts,
    "horizontalpodautoscalers.autoscaling": autoscaler_facts,
    "cronjobs.batch": cron_facts,
    "networkpolicies.networking.k8s.io": network_policy_facts,
    "namespaces": namespace_facts,
    "ingresses.networking.k8s.io": ingress_facts,
    "persistentvolumes": volume_facts,
    "endpointslices.discovery.k8s.io": slice_facts,
}
