"""The control loop that ReplicaSets and ReplicationControllers share: keep N Pods.

Here: counting, creating in slow-start batches, deleting in order, the status.  Not here: which
resource it runs for (``replicaset``, ``replicationcontroller``).
"""

from collections import Counter
from dataclasses import dataclass
from typing import Any, NamedTuple

from podlab.engine.client.selecting import selects
from podlab.engine.controllers.adoption import Claims
from podlab.engine.controllers.conditions import (
    find_condition,
    replica_condition,
    without,
    without_zeros,
)
from podlab.engine.controllers.context import ControllerContext, key_of, split_key
from podlab.engine.controllers.deployment.scaling import pods_to_delete
from podlab.engine.controllers.podcontrol import (
    PodControl,
    is_namespace_terminating,
    pod_from_template,
)
from podlab.engine.controllers.pods import (
    available_at,
    is_active,
    is_available,
    is_being_removed,
    is_ready,
    matters,
    pods_by_owner,
)
from podlab.engine.controllers.tally import Standing, Tallies
from podlab.engine.kernel.clock import rfc3339
from podlab.engine.objects.meta import controller_of, labels_of, uid_of
from podlab.engine.objects.status import ApiError

Object = dict[str, Any]

BURST = 500
"""At most so many Pods are made or deleted in one sync."""


@dataclass(frozen=True, slots=True)
class ReplicasKind:
    """What tells a ReplicaSet from a ReplicationController."""

    component: str
    resource: str
    kind: str
    plain_selector: bool
    reports_terminating: bool


class _Counted(NamedTuple):
    """What a set's status tells of its Pods."""

    replicas: int
    labelled: int
    ready: int
    available: int
    leaving: int


class ReplicasController:
    """Reconciles the objects of one kind whose spec is a selector, a template and a number."""

    def __init__(self, context: ControllerContext, kind: ReplicasKind) -> None:
        self.kind = kind
        self._sim = context.sim
        self._informers = context.informers
        self._pods = PodControl(context, kind.component)
        self._claims = Claims(self._pods.client, "pods", kind.resource)
        self._by_owner = pods_by_owner(context)
        self._sets = context.index(f"{kind.resource}-by-owner", kind.resource, _set_keys)
        self._tallies = Tallies(self._by_owner, self._stand)
        self.queue = context.queue(kind.component, self.reconcile)
        context.informers.watch(kind.resource, self._on_set)
        context.informers.watch("pods", self._on_pod)

    def _on_set(self, type_: str, obj: Object, _previous: Object | None) -> None:
        if type_ == "DELETED":
            self._pods.expectations.forget(key_of(obj))
            self._tallies.forget(uid_of(obj))
        self.queue.add(key_of(obj))

    def _on_pod(self, type_: str, pod: Object, previous: Object | None) -> None:
        owner = controller_of(pod)
        former = controller_of(previous) if previous is not None else None
        rows = [row for row in (owner, former) if row and row["kind"] == self.kind.kind]
        if owner is not None and not rows:
            return
        if previous is not None and type_ != "DELETED" and not matters(pod, previous):
            return
        namespace, name = pod["metadata"]["namespace"], pod["metadata"]["name"]
        for row in rows:
            self._tallies.changed(row["uid"], (namespace, name))
            self.queue.add(f"{namespace}/{row['name']}")
        if owner is None and type_ != "DELETED":
            self._wake_selectors(namespace, labels_of(pod))

    def _wake_selectors(self, namespace: str, labels: dict[str, str]) -> None:
        for obj in self._sets.objects(namespace):
            if self._matches(obj, labels):
                self.queue.add(key_of(obj))

    def _matches(self, obj: Object, labels: dict[str, str]) -> bool:
        selector = obj["spec"].get("selector") or {}
        if self.kind.plain_selector:
            return bool(selector) and selector.items() <= labels.items()
        return selects(selector, labels)

    def reconcile(self, key: str) -> None:
        """Bring one set's Pods to their number, and tell its status."""
        namespace, name = split_key(key)
        owner = self._informers.get(self.kind.resource, namespace, name)
        if owner is None:
            return
        counted, pods = self._count(owner)
        failure: ApiError | None = None
        if self._pods.expectations.satisfied(key) and "deletionTimestamp" not in owner["metadata"]:
            failure = self._manage(key, owner, counted.replicas, pods)
        self._tell(owner, self._status(owner, counted, failure))
        if failure is not None:
            raise failure
        self._check_again(key, owner, pods)

    def _count(self, owner: Object) -> tuple[_Counted, list[Object]]:
        """How many Pods a set has; the Pods themselves only where somebody will ask for them."""
        tally, spec = self._tallies.of(owner), owner["spec"]
        orphans = self._orphans(owner)
        if tally.strangers or orphans:
            pods = self._claimed(owner, orphans)
        elif spec.get("minReadySeconds") or tally.own > spec.get("replicas", 1):
            pods = self._own(owner)
        else:
            ready = tally.ready
            return _Counted(tally.own, tally.labelled, ready, ready, tally.leaving), []
        return self._counted(owner, pods, tally.leaving), pods

    def _stand(self, pod: Object, owner: Object) -> Standing:
        wanted = ((owner["spec"].get("template") or {}).get("metadata") or {}).get("labels") or {}
        labels, active = labels_of(pod), is_active(pod)
        return Standing(
            active,
            active and self._matches(owner, labels),
            is_being_removed(pod),
            is_ready(pod),
            wanted.items() <= labels.items(),
        )

    def _counted(self, owner: Object, pods: list[Object], leaving: int) -> _Counted:
        rows = [self._stand(pod, owner) for pod in pods]
        ready, minimum = (
            [pod for pod in pods if is_ready(pod)],
            owner["spec"].get("minReadySeconds"),
        )
        available = len(ready)
        if minimum:
            available = sum([is_available(pod, minimum, self._sim.now) for pod in ready])
        labelled = sum([row.labelled for row in rows])
        return _Counted(len(pods), labelled, len(ready), available, leaving)

    def _orphans(self, owner: Object) -> list[Object]:
        """Active Pods without an owner that the set's selector means."""
        found = self._by_owner.objects(f"orphan/{owner['metadata']['namespace']}")
        return [pod for pod in found if is_active(pod) and self._matches(owner, labels_of(pod))]

    def _own(self, owner: Object) -> list[Object]:
        """A set's active Pods that its selector means."""
        pods = self._by_owner.objects(uid_of(owner))
        return [pod for pod in pods if is_active(pod) and self._matches(owner, labels_of(pod))]

    def _claimed(self, owner: Object, orphans: list[Object]) -> list[Object]:
        """The active Pods that are the set's, after adopting and releasing."""
        own = [pod for pod in self._by_owner.objects(uid_of(owner)) if is_active(pod)]
        return self._claims.claim(
            owner, [*own, *orphans], lambda labels: self._matches(owner, labels)
        )

    def _manage(self, key: str, owner: Object, have: int, pods: list[Object]) -> ApiError | None:
        missing = owner["spec"].get("replicas", 1) - have
        try:
            if missing > 0:
                self._create(key, owner, min(missing, BURST))
            elif missing < 0:
                self._delete(key, owner, pods, min(-missing, BURST))
        except ApiError as error:
            return None if is_namespace_terminating(error) else error
        return None

    def _create(self, key: str, owner: Object, count: int) -> None:
        """In batches that double: where the first is refused, the others are not tried."""
        template = owner["spec"].get("template") or {}
        batch, made = 1, 0
        while made < count:
            failure: ApiError | None = None
            for _ in range(min(batch, count - made)):
                try:
                    self._pods.create(key, owner, pod_from_template(template, owner))
                except ApiError as error:
                    failure = failure or error
            if failure is not None:
                raise failure
            made += batch
            batch *= 2

    def _delete(self, key: str, owner: Object, pods: list[Object], count: int) -> None:
        related: Counter[str] = Counter()
        for pod in self._relatives(owner):
            related[pod["spec"].get("nodeName", "")] += 1
        failure: ApiError | None = None
        for pod in pods_to_delete(pods, related, count, self._sim.now):
            try:
                self._pods.delete(key, owner, pod)
            except ApiError as error:
                failure = failure or error
        if failure is not None:
            raise failure

    def _relatives(self, owner: Object) -> list[Object]:
        """Active Pods of all sets with the same controller (a Deployment's)."""
        above = controller_of(owner)
        sets = self._sets.objects(above["uid"]) if above else [owner]
        found = []
        for each in sets:
            found += [pod for pod in self._by_owner.objects(uid_of(each)) if is_active(pod)]
        return found

    def _status(self, owner: Object, counted: _Counted, failure: ApiError | None) -> Object:
        leaving = counted.leaving if self.kind.reports_terminating else None
        status = {
            "replicas": counted.replicas,
            "fullyLabeledReplicas": counted.labelled,
            "readyReplicas": counted.ready,
            "availableReplicas": counted.available,
            "terminatingReplicas": leaving,
            "observedGeneration": owner["metadata"].get("generation", 0),
            "conditions": self._conditions(owner, counted.replicas, failure),
        }
        return without_zeros(status, ("replicas", "terminatingReplicas"))

    def _conditions(self, owner: Object, have: int, failure: ApiError | None) -> list[Object]:
        conditions = (owner.get("status") or {}).get("conditions") or []
        known = find_condition(conditions, "ReplicaFailure")
        if failure is None:
            return without(conditions, "ReplicaFailure") if known else conditions
        if known is not None:
            return list(conditions)
        reason = "FailedCreate" if have < owner["spec"].get("replicas", 1) else "FailedDelete"
        now = rfc3339(self._sim.now)
        return [
            *conditions,
            replica_condition("ReplicaFailure", "True", reason, failure.message, now),
        ]

    def _tell(self, owner: Object, status: Object) -> None:
        if (owner.get("status") or {}) == status:
            return
        try:
            self._pods.client.update_status(self.kind.resource, {**owner, "status": status})
        except ApiError as error:
            if error.reason != "NotFound":
                raise

    def _check_again(self, key: str, owner: Object, pods: list[Object]) -> None:
        minimum = owner["spec"].get("minReadySeconds", 0)
        if not minimum:
            return
        times = [available_at(pod, minimum) for pod in pods]
        due = [time for time in times if time is not None and time > self._sim.now]
        if due:
            self.queue.add_after(key, min(due) - self._sim.now)


def _set_keys(obj: Object) -> list[str]:
    namespace = obj["metadata"]["namespace"]
    owner = controller_of(obj)
    return [namespace, owner["uid"]] if owner else [namespace, "orphan/" + namespace]
