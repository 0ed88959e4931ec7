"""The disruption controller: how many Pods of a budget may be evicted now.

Here: PodDisruptionBudgets' status.  Not here: refusing evictions (``apiserver``).
"""

from typing import Any

from podlab.engine.client.selecting import selects
from podlab.engine.controllers.context import ControllerContext, key_of, split_key
from podlab.engine.controllers.deployment.scaling import scaled_value
from podlab.engine.controllers.pods import is_finished, is_ready, matters, pods_by_label
from podlab.engine.kernel.clock import MINUTE, parse_rfc3339, rfc3339
from podlab.engine.objects.meta import controller_of, dig, labels_of

Object = dict[str, Any]

NAME = "disruption-controller"
BUDGETS = "poddisruptionbudgets.policy"
DELETION_PATIENCE = 2 * MINUTE
_SCALED = {
    "ReplicaSet": "replicasets.apps",
    "StatefulSet": "statefulsets.apps",
    "ReplicationController": "replicationcontrollers",
}


class DisruptionController:
    """Reconciles PodDisruptionBudgets."""

    def __init__(self, context: ControllerContext) -> None:
        self._sim = context.sim
        self._informers = context.informers
        self._client = context.client(NAME)
        self._recorder = context.recorder("controllermanager")
        self._pods = pods_by_label(context)
        self._budgets = context.index("budgets-by-namespace", BUDGETS, _namespace_key)
        self.queue = context.queue(NAME, self.reconcile)
        for resource in (*_SCALED.values(), "deployments.apps"):
            context.informers.watch(resource)
        context.informers.watch(BUDGETS, self._on_budget)
        context.informers.watch("pods", self._on_pod)

    def _on_budget(self, type_: str, obj: Object, _previous: Object | None) -> None:
        if type_ != "DELETED":
            self.queue.add(key_of(obj))

    def _on_pod(self, type_: str, pod: Object, previous: Object | None) -> None:
        budgets = self._budgets.objects(pod["metadata"]["namespace"])
        if not budgets:
            return
        if previous is not None and type_ != "DELETED" and not matters(pod, previous):
            return
        for budget in budgets:
            if selects(budget["spec"].get("selector"), labels_of(pod)):
                self.queue.add(key_of(budget))

    def reconcile(self, key: str) -> None:
        """Count one budget."""
        namespace, name = split_key(key)
        budget = self._informers.get(BUDGETS, namespace, name)
        if budget is None:
            return
        selector = budget["spec"].get("selector")
        found = [p for p in self._pods.objects(namespace) if selects(selector, labels_of(p))]
        pods = [pod for pod in found if not is_finished(pod)]
        if not pods:
            self._recorder.event(budget, "Normal", "NoPods", "No matching pods found")
        expected, desired = self._expectations(budget, pods)
        self._tell(key, budget, pods, expected, desired)

    def _expectations(self, budget: Object, pods: list[Object]) -> tuple[int, int]:
        """How many Pods there should be, and how many of them healthy."""
        spec = budget["spec"]
        if "maxUnavailable" in spec:
            expected = self._expected_scale(pods)
            return expected, max(0, expected - scaled_value(spec["maxUnavailable"], expected, True))
        minimum = spec.get("minAvailable", 1)
        if isinstance(minimum, int):
            return len(pods), minimum
        expected = self._expected_scale(pods)
        return expected, scaled_value(minimum, expected, True)

    def _expected_scale(self, pods: list[Object]) -> int:
        owners: dict[str, int] = {}
        for pod in pods:
            reference = controller_of(pod)
            resource = _SCALED.get(reference["kind"]) if reference else None
            if reference is None or resource is None:
                continue
            namespace = pod["metadata"]["namespace"]
            owner = self._informers.get(resource, namespace, reference["name"])
            above = controller_of(owner) if owner else None
            if above is not None and above["kind"] == "Deployment":
                deployment = self._informers.get("deployments.apps", namespace, above["name"])
                owner = deployment or owner
            if owner is not None:
                owners[owner["metadata"]["uid"]] = owner["spec"].get("replicas", 1)
        return sum(owners.values())

    def _tell(
        self, key: str, budget: Object, pods: list[Object], expected: int, desired: int
    ) -> None:
        disrupted = self._disrupted(key, budget, pods)
        healthy = sum(
            1
            for pod in pods
            if is_ready(pod)
            and "deletionTimestamp" not in pod["metadata"]
            and pod["metadata"]["name"] not in disrupted
        )
        allowed = max(0, healthy - desired) if expected > 0 else 0
        generation = budget["metadata"].get("generation", 0)
        status: Object = {
            "observedGeneration": generation,
            "disruptionsAllowed": allowed,
            "currentHealthy": healthy,
            "desiredHealthy": desired,
            "expectedPods": expected,
            "conditions": [self._condition(budget, allowed, generation)],
        }
        if disrupted:
            status["disruptedPods"] = disrupted
        if status != budget.get("status"):
            self._client.update_status(BUDGETS, {**budget, "status": status})

    def _disrupted(self, key: str, budget: Object, pods: list[Object]) -> Object:
        """Pods whose eviction was let through and that are not yet seen to go."""
        names = {p["metadata"]["name"] for p in pods if "deletionTimestamp" not in p["metadata"]}
        kept = {}
        for name, time in dig(budget, "status", "disruptedPods", default={}).items():
            due = parse_rfc3339(time) + DELETION_PATIENCE
            if name in names and due > self._sim.now:
                kept[name] = time
                self.queue.add_after(key, due - self._sim.now)
        return kept

    def _condition(self, budget: Object, allowed: int, generation: int) -> Object:
        row = {
            "type": "DisruptionAllowed",
            "status": "True" if allowed else "False",
            "observedGeneration": generation,
            "lastTransitionTime": rfc3339(self._sim.now),
            "reason": "SufficientPods" if allowed else "InsufficientPods",
            "message": "",
        }
        for known in dig(budget, "status", "conditions", default=()):
            if known["type"] == row["type"] and known["status"] == row["status"]:
                row["lastTransitionTime"] = known["lastTransitionTime"]
        return row


def _namespace_key(obj: Object) -> list[str]:
    return [obj["metadata"]["namespace"]]
