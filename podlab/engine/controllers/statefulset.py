"""The StatefulSet controller: Pods with ordinal names, one after the other.

Here: making, replacing and deleting by ordinal, rolling updates from the top, the status.  Not
here: their claims (``statefulclaims``).
"""

from typing import Any

from podlab.engine.client.selecting import selects
from podlab.engine.controllers.adoption import Claims
from podlab.engine.controllers.conditions import without_zeros
from podlab.engine.controllers.context import ControllerContext, key_of, split_key
from podlab.engine.controllers.deployment.scaling import scaled_value
from podlab.engine.controllers.history import POD_LABEL, History, applied
from podlab.engine.controllers.podcontrol import PodControl, pod_from_template
from podlab.engine.controllers.pods import (
    available_at,
    is_available,
    is_ready,
    matters,
    phase,
    pods_by_owner,
)
from podlab.engine.controllers.statefulclaims import StatefulClaims, with_claims
from podlab.engine.kernel.clock import rfc3339
from podlab.engine.objects.meta import controller_of, dig, labels_of, put, uid_of
from podlab.engine.objects.status import ApiError

Object = dict[str, Any]

NAME = "statefulset-controller"
SETS = "statefulsets.apps"
HASH_LABEL = "controller.kubernetes.io/hash"
NAME_LABEL = "statefulset.kubernetes.io/pod-name"
INDEX_LABEL = "apps.kubernetes.io/pod-index"
_KEEP = ("replicas", "availableReplicas", "collisionCount")


class StatefulSetController:
    """Reconciles StatefulSets."""

    def __init__(self, context: ControllerContext) -> None:
        self._sim = context.sim
        self._informers = context.informers
        self._pods = PodControl(context, NAME)
        self._claims = Claims(self._pods.client, "pods", SETS)
        self._history = History(context, self._pods.client, HASH_LABEL)
        self._volumes = StatefulClaims(context, self._pods)
        self._by_owner = pods_by_owner(context)
        self.queue = context.queue(NAME, self.reconcile)
        context.informers.watch(SETS, self._on_set)
        context.informers.watch("pods", self._on_pod)

    def _on_set(self, type_: str, obj: Object, _previous: Object | None) -> None:
        if type_ == "DELETED":
            self._pods.expectations.forget(key_of(obj))
        self.queue.add(key_of(obj))

    def _on_pod(self, type_: str, pod: Object, previous: Object | None) -> None:
        owner = controller_of(pod)
        if owner is None or owner["kind"] != "StatefulSet":
            return
        if previous is None or type_ == "DELETED" or matters(pod, previous):
            self.queue.add(f"{pod['metadata']['namespace']}/{owner['name']}")

    def reconcile(self, key: str) -> None:
        """One step of one StatefulSet."""
        owner = self._informers.get(SETS, *split_key(key))
        if owner is None or not self._pods.expectations.satisfied(key):
            return
        pods = self._own_pods(owner)
        if "deletionTimestamp" in owner["metadata"]:
            return
        update = self._history.current(owner)
        current = self._current(owner, update)
        self._step(key, owner, pods, current, update)
        self._tell(key, owner, pods, current, update)
        names = {current["metadata"]["name"], update["metadata"]["name"]}
        names |= {labels_of(pod).get(POD_LABEL, "") for pod in pods.values()}
        self._history.forget(owner, names)

    def _own_pods(self, owner: Object) -> dict[int, Object]:
        namespace, name = owner["metadata"]["namespace"], owner["metadata"]["name"]
        candidates = [
            *self._by_owner.objects(uid_of(owner)),
            *self._by_owner.objects(f"orphan/{namespace}"),
        ]
        named = [p for p in candidates if ordinal_of(name, p["metadata"]["name"]) is not None]
        selector = owner["spec"].get("selector")
        claimed = self._claims.claim(owner, named, lambda labels: selects(selector, labels))
        found = {}
        for pod in claimed:
            number = ordinal_of(name, pod["metadata"]["name"])
            if number is not None:
                found[number] = pod
        return dict(sorted(found.items()))

    def _current(self, owner: Object, update: Object) -> Object:
        name = dig(owner, "status", "currentRevision")
        for revision in self._history.of(owner):
            if revision["metadata"]["name"] == name:
                return revision
        return update

    def _step(
        self, key: str, owner: Object, pods: dict[int, Object], current: Object, update: Object
    ) -> None:
        """Make and mend from the bottom, shrink and renew from the top; ordered: one at a time."""
        ordered = owner["spec"].get("podManagementPolicy", "OrderedReady") == "OrderedReady"
        start = dig(owner, "spec", "ordinals", "start", default=0)
        wanted = range(start, start + owner["spec"].get("replicas", 1))
        for number in wanted:
            waits = self._bring_up(key, owner, number, pods.get(number), current, update)
            if waits and ordered:
                return
        surplus = [number for number in sorted(pods, reverse=True) if number not in wanted]
        for number in surplus:
            self._volumes.retain(owner, number, pods[number], False)
        for number in surplus:
            if "deletionTimestamp" not in pods[number]["metadata"]:
                pods[number] = self._delete(key, owner, pods[number])
            if ordered:
                return
        kept = {number: pods[number] for number in wanted if number in pods}
        pods.update(self._renew(key, owner, kept, update))

    def _bring_up(
        self,
        key: str,
        owner: Object,
        number: int,
        pod: Object | None,
        current: Object,
        update: Object,
    ) -> bool:
        """Whether the next ordinal must wait for this one."""
        if pod is None and self._volumes.stale(owner, number):
            return True
        if pod is None:
            self._create(key, owner, number, self._revision_for(owner, number, current, update))
            return True
        if "deletionTimestamp" in pod["metadata"]:
            return True
        if phase(pod) in ("Failed", "Succeeded"):
            word = "failed" if phase(pod) == "Failed" else "succeeded"
            namespace, name = pod["metadata"]["namespace"], pod["metadata"]["name"]
            about = f"StatefulSet {namespace}/{owner['metadata']['name']}"
            message = f"{about} is recreating {word} Pod {name}"
            reason = f"Recreating{word.capitalize()}Pod"
            self._pods.recorder.event(owner, "Warning", reason, message)
            self._delete(key, owner, pod)
            return True
        self._volumes.ensure(owner, number)
        self._volumes.retain(owner, number, pod, True)
        return not self._is_available(owner, pod)

    def _revision_for(self, owner: Object, number: int, current: Object, update: Object) -> Object:
        strategy = owner["spec"].get("updateStrategy") or {}
        partition = (strategy.get("rollingUpdate") or {}).get("partition", 0)
        start = dig(owner, "spec", "ordinals", "start", default=0)
        if strategy.get("type") == "OnDelete":
            return current if current["metadata"]["name"] else update
        return current if number < start + partition else update

    def _create(self, key: str, owner: Object, number: int, revision: Object) -> None:
        name = f"{owner['metadata']['name']}-{number}"
        set_name = owner["metadata"]["name"]
        try:
            self._volumes.ensure(owner, number)
            created = self._pods.client.create(
                "pods", owner["metadata"]["namespace"], _pod_for(owner, number, revision)
            )
        except ApiError as error:
            if error.reason != "AlreadyExists":
                words = f"create Pod {name} in StatefulSet {set_name} failed error: {error.message}"
                self._pods.recorder.event(owner, "Warning", "FailedCreate", words)
            raise
        self._pods.expectations.wrote(key, created)
        words = f"create Pod {name} in StatefulSet {set_name} successful"
        self._pods.recorder.event(owner, "Normal", "SuccessfulCreate", _capital(words))

    def _delete(self, key: str, owner: Object, pod: Object) -> Object:
        """Delete a Pod; how it is now, for the status that the same sync tells."""
        metadata = pod["metadata"]
        words = f"delete Pod {metadata['name']} in StatefulSet {owner['metadata']['name']}"
        try:
            deleted = self._pods.client.delete("pods", metadata["namespace"], metadata["name"])
        except ApiError as error:
            if error.reason == "NotFound":
                return pod
            words = f"{words} failed error: {error.message}"
            self._pods.recorder.event(owner, "Warning", "FailedDelete", words)
            raise
        self._pods.expectations.wrote(key, deleted)
        self._pods.recorder.event(
            owner, "Normal", "SuccessfulDelete", _capital(f"{words} successful")
        )
        return put(pod, ("metadata", "deletionTimestamp"), rfc3339(self._sim.now))

    def _renew(
        self, key: str, owner: Object, pods: dict[int, Object], update: Object
    ) -> dict[int, Object]:
        """Replace outdated Pods from the highest ordinal down to the partition; those that were
        deleted."""
        strategy = owner["spec"].get("updateStrategy") or {}
        gone: dict[int, Object] = {}
        if strategy.get("type", "RollingUpdate") != "RollingUpdate":
            return gone
        rolling = strategy.get("rollingUpdate") or {}
        start = dig(owner, "spec", "ordinals", "start", default=0)
        lowest = start + rolling.get("partition", 0)
        room = self._room(owner, rolling)
        room -= sum(1 for pod in pods.values() if not self._is_available(owner, pod))
        name = update["metadata"]["name"]
        for number in sorted(pods, reverse=True):
            if number < lowest:
                break
            pod = pods[number]
            if labels_of(pod).get(POD_LABEL) == name:
                continue
            available = self._is_available(owner, pod)
            if "deletionTimestamp" in pod["metadata"] or (available and room <= 0):
                break
            gone[number] = self._delete(key, owner, pod)
            room -= 1 if available else 0
            if room <= 0:
                break
        return gone

    def _room(self, owner: Object, rolling: Object) -> int:
        """How many Pods may be away during an update."""
        if rolling.get("maxUnavailable") is None:
            return 1
        size = owner["spec"].get("replicas", 1)
        return max(1, scaled_value(rolling["maxUnavailable"], size, False))

    def _is_available(self, owner: Object, pod: Object) -> bool:
        if phase(pod) != "Running" or "deletionTimestamp" in pod["metadata"]:
            return False
        return is_available(pod, owner["spec"].get("minReadySeconds", 0), self._sim.now)

    def _tell(
        self, key: str, owner: Object, pods: dict[int, Object], current: Object, update: Object
    ) -> None:
        status = self._status(owner, pods, current, update)
        if status != (owner.get("status") or {}):
            told = self._pods.client.update_status(SETS, {**owner, "status": status})
            self._pods.expectations.wrote(key, told)
        minimum = owner["spec"].get("minReadySeconds", 0)
        times = [available_at(pod, minimum) for pod in pods.values()]
        due = [t for t in times if t is not None and t > self._sim.now]
        if minimum and due:
            self.queue.add_after(key, min(due) - self._sim.now)

    def _status(
        self, owner: Object, pods: dict[int, Object], current: Object, update: Object
    ) -> Object:
        living = [p for p in pods.values() if "deletionTimestamp" not in p["metadata"]]
        ready = [p for p in pods.values() if phase(p) == "Running" and is_ready(p)]
        minimum = owner["spec"].get("minReadySeconds", 0)
        old, new = current["metadata"]["name"], update["metadata"]["name"]
        updated = sum(1 for pod in living if labels_of(pod).get(POD_LABEL) == new)
        available = [p for p in ready if is_available(p, minimum, self._sim.now)]
        wanted = owner["spec"].get("replicas", 1)
        strategy = dig(owner, "spec", "updateStrategy", "type", default="RollingUpdate")
        done = updated == len(pods) == len(ready) == wanted and strategy == "RollingUpdate"
        if done:
            old = new
        status = {
            "observedGeneration": owner["metadata"].get("generation", 0),
            "replicas": len(pods),
            "readyReplicas": len(ready),
            "currentReplicas": sum(1 for p in living if labels_of(p).get(POD_LABEL) == old),
            "updatedReplicas": updated,
            "currentRevision": old,
            "updateRevision": new,
            "collisionCount": dig(owner, "status", "collisionCount", default=0),
            "availableReplicas": len(available),
        }
        return without_zeros(status, _KEEP)


def ordinal_of(set_name: str, pod_name: str) -> int | None:
    """The ordinal that a Pod's name says, None if it is no name of the set's."""
    prefix, _, digits = pod_name.rpartition("-")
    return int(digits) if prefix == set_name and digits.isdigit() else None


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _pod_for(owner: Object, number: int, revision: Object) -> Object:
    name = f"{owner['metadata']['name']}-{number}"
    pod = pod_from_template(applied(owner, revision)["spec"]["template"], owner)
    metadata = {key: value for key, value in pod["metadata"].items() if key != "generateName"}
    metadata["name"] = name
    metadata["labels"] = {
        **labels_of(pod),
        INDEX_LABEL: str(number),
        POD_LABEL: revision["metadata"]["name"],
        NAME_LABEL: name,
    }
    spec = {**pod["spec"], "hostname": name, "subdomain": owner["spec"].get("serviceName", "")}
    if not spec["subdomain"]:
        del spec["subdomain"]
    return with_claims(owner, number, {**pod, "metadata": metadata, "spec": spec})
