"""``pods/eviction``: deletion that asks the Pod's disruption budget first."""

from typing import Any

from podlab.engine.apiserver.world import World
from podlab.engine.objects import labels
from podlab.engine.objects.meta import dig, is_terminating, labels_of
from podlab.engine.objects.status import ApiError

Object = dict[str, Any]

_BUDGETS = "poddisruptionbudgets.policy"
MAX_DISRUPTED = 2000


def needs_no_budget(pod: Object) -> bool:
    """Whether evicting a Pod disrupts nothing."""
    ended = dig(pod, "status", "phase") in ("Succeeded", "Failed", "Pending")
    return ended or is_terminating(pod)


def budgets_of(world: World, pod: Object) -> list[Object]:
    """The budgets that guard a Pod."""
    namespace = pod["metadata"]["namespace"]
    return [
        budget
        for budget in world.list(_BUDGETS, namespace)
        if labels.matches(labels.from_object(dig(budget, "spec", "selector")), labels_of(pod))
    ]


def charged(budget: Object, pod: Object, now_text: str) -> Object | None:
    """The budget with one disruption spent on the Pod; None if none need be spent.

    Raises:
        ApiError: 429, the budget allows no disruption.
    """
    status = budget.get("status") or {}
    if not _is_ready(pod):
        policy = dig(budget, "spec", "unhealthyPodEvictionPolicy")
        desired = status.get("desiredHealthy", 0)
        enough = status.get("currentHealthy", 0) >= desired > 0
        if policy == "AlwaysAllow" or enough:
            return None
    name = budget["metadata"]["name"]
    observed = status.get("observedGeneration", 0)
    if observed < budget["metadata"].get("generation", 0):
        raise too_many(f"The disruption budget {name} is still being processed by the server.")
    allowed = status.get("disruptionsAllowed", 0)
    if allowed <= 0:
        raise too_many(
            f"The disruption budget {name} needs {status.get('desiredHealthy', 0)} healthy pods "
            f"and has {status.get('currentHealthy', 0)} currently"
        )
    disrupted = status.get("disruptedPods") or {}
    if len(disrupted) > MAX_DISRUPTED:
        raise ApiError(
            403,
            "Forbidden",
            "DisruptedPods map too big - too many evictions not confirmed by PDB controller",
        )
    changed = {
        **status,
        "disruptionsAllowed": allowed - 1,
        "disruptedPods": {**disrupted, pod["metadata"]["name"]: now_text},
    }
    return {**budget, "status": changed}


def too_many(why: str) -> ApiError:
    """429: the budget says no."""
    details = {
        "causes": [{"reason": "DisruptionBudget", "message": why}],
        "retryAfterSeconds": 10,
    }
    message = "Cannot evict pod as it would violate the pod's disruption budget."
    return ApiError(429, "TooManyRequests", message, details)


def marked(pod: Object, now_text: str) -> Object:
    """The Pod with the condition that tells why it goes."""
    status = pod.get("status") or {}
    rows = [row for row in status.get("conditions") or () if row["type"] != "DisruptionTarget"]
    target = {
        "type": "DisruptionTarget", "status": "True", "lastProbeTime": None,
        "lastTransitionTime": now_text, "reason": "EvictionByEvictionAPI",
        "message": "Eviction API: evicting",
    }  # fmt: skip
    return {**pod, "status": {**status, "conditions": [*rows, target]}}


def _is_ready(pod: Object) -> bool:
    rows = dig(pod, "status", "conditions", default=[])
    return any(row["type"] == "Ready" and row["status"] == "True" for row in rows)
