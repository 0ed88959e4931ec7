"""The DaemonSet controller: one Pod on each node that it means.

Here: which nodes, making and deleting, rolling updates, the status.  Not here: placing the Pods
(the scheduler does, by their affinity).
"""

from typing import Any

from podlab.engine.client.backoff import Backoff, BackoffState
from podlab.engine.client.nodematching import matches_required, untolerated
from podlab.engine.client.selecting import selects
from podlab.engine.controllers.adoption import Claims
from podlab.engine.controllers.conditions import without_zeros
from podlab.engine.controllers.context import ControllerContext, key_of, split_key
from podlab.engine.controllers.deployment.scaling import scaled_value
from podlab.engine.controllers.history import POD_LABEL, History
from podlab.engine.controllers.podcontrol import (
    PodControl,
    is_namespace_terminating,
    pod_from_template,
)
from podlab.engine.controllers.pods import (
    available_at,
    is_active,
    is_available,
    is_finished,
    is_ready,
    matters,
    phase,
    pods_by_owner,
)
from podlab.engine.kernel.clock import MINUTE, SECOND
from podlab.engine.objects.meta import controller_of, dig, labels_of, put, uid_of
from podlab.engine.objects.status import ApiError

Object = dict[str, Any]
ByNode = dict[str, list[Object]]

NAME = "daemonset-controller"
SETS = "daemonsets.apps"
GENERATION_LABEL = "pod-template-generation"
GENERATION_NOTE = "deprecated.daemonset.template.generation"
FAILED_BACKOFF = SECOND
LONGEST_BACKOFF = 15 * MINUTE
BURST = 250
_KEEP = ("currentNumberScheduled", "numberMisscheduled", "desiredNumberScheduled", "numberReady")


def _toleration(key: str, effect: str) -> Object:
    return {"key": f"node.kubernetes.io/{key}", "operator": "Exists", "effect": effect}


TOLERATIONS = (
    _toleration("not-ready", "NoExecute"),
    _toleration("unreachable", "NoExecute"),
    _toleration("disk-pressure", "NoSchedule"),
    _toleration("memory-pressure", "NoSchedule"),
    _toleration("pid-pressure", "NoSchedule"),
    _toleration("unschedulable", "NoSchedule"),
)


class DaemonSetController:
    """Reconciles DaemonSets."""

    def __init__(self, context: ControllerContext) -> None:
        self._sim = context.sim
        self._informers = context.informers
        self._pods = PodControl(context, NAME)
        self._claims = Claims(self._pods.client, "pods", SETS)
        self._history = History(context, self._pods.client, POD_LABEL)
        self._by_owner = pods_by_owner(context)
        state = context.state(f"{NAME}/failed-pods", BackoffState)
        self._failed = Backoff(state, FAILED_BACKOFF, LONGEST_BACKOFF)
        self.queue = context.queue(NAME, self.reconcile)
        context.informers.watch(SETS, self._on_set)
        context.informers.watch("pods", self._on_pod)
        context.informers.watch("nodes", self._on_node)

    def _on_set(self, type_: str, obj: Object, _previous: Object | None) -> None:
        if type_ == "DELETED":
            self._pods.expectations.forget(key_of(obj))
        self.queue.add(key_of(obj))

    def _on_pod(self, type_: str, pod: Object, previous: Object | None) -> None:
        owner = controller_of(pod)
        if owner is None or owner["kind"] != "DaemonSet":
            return
        if previous is None or type_ == "DELETED" or matters(pod, previous):
            self.queue.add(f"{pod['metadata']['namespace']}/{owner['name']}")

    def _on_node(self, type_: str, node: Object, previous: Object | None) -> None:
        if previous is not None and type_ != "DELETED" and _looks_same(node, previous):
            return
        for obj in self._informers.list(SETS):
            self.queue.add(key_of(obj))

    def reconcile(self, key: str) -> None:
        """Bring one DaemonSet's Pods to its nodes, and tell its status."""
        owner = self._informers.get(SETS, *split_key(key))
        if owner is None:
            return
        if owner["spec"].get("selector") == {}:
            message = "This daemon set is selecting all pods. A non-empty selector is required."
            self._pods.recorder.event(owner, "Warning", "SelectingAll", message)
            return
        if "deletionTimestamp" in owner["metadata"]:
            return
        revision = self._history.current(owner)
        code = self._history.hash_of(revision)
        by_node = self._by_node(owner)
        if self._pods.expectations.satisfied(key):
            failure = self._manage(key, owner, by_node, code)
            if failure is None and self._pods.expectations.satisfied(key):
                self._roll(key, owner, by_node, code)
            self._history.forget(owner, self._in_use(by_node, revision))
            self._tell(key, owner, by_node, code)
            if failure is not None:
                raise failure
            return
        self._tell(key, owner, by_node, code)

    def _in_use(self, by_node: ByNode, revision: Object) -> set[str]:
        owner = controller_of(revision)
        prefix = owner["name"] if owner else ""
        codes = {labels_of(p).get(POD_LABEL, "") for pods in by_node.values() for p in pods}
        return {revision["metadata"]["name"], *(f"{prefix}-{code}" for code in codes)}

    def _by_node(self, owner: Object) -> ByNode:
        namespace = owner["metadata"]["namespace"]
        own = self._by_owner.objects(uid_of(owner))
        orphans = self._by_owner.objects(f"orphan/{namespace}")
        selector = owner["spec"].get("selector")
        found: ByNode = {}
        for pod in self._claims.claim(
            owner, [*own, *orphans], lambda labels: selects(selector, labels)
        ):
            if "deletionTimestamp" in pod["metadata"] and is_finished(pod):
                continue  # as good as gone: its successor need not wait
            found.setdefault(_target_node(pod), []).append(pod)
        return found

    def _nodes(self) -> list[Object]:
        return self._informers.list("nodes")

    def _manage(self, key: str, owner: Object, by_node: ByNode, code: str) -> ApiError | None:
        missing: list[str] = []
        doomed: list[Object] = []
        names = set()
        for node in self._nodes():
            name = node["metadata"]["name"]
            names.add(name)
            should_run, may_stay = verdict(owner, node)
            self._sort_out(
                owner, by_node.get(name, []), (name, should_run, may_stay), missing, doomed
            )
        for name in sorted(set(by_node) - names):
            doomed += [pod for pod in by_node[name] if pod["spec"].get("nodeName")]
        return self._apply(key, owner, missing[:BURST], doomed[:BURST], code)

    def _sort_out(
        self,
        owner: Object,
        pods: list[Object],
        place: tuple[str, bool, bool],
        missing: list[str],
        doomed: list[Object],
    ) -> None:
        name, should_run, may_stay = place
        running = []
        for pod in pods:
            if "deletionTimestamp" in pod["metadata"]:
                continue
            if should_run and phase(pod) in ("Failed", "Succeeded"):
                if phase(pod) == "Succeeded" or self._may_replace(owner, name):
                    self._replace_finished(owner, pod, name)
                    doomed.append(pod)
            else:
                running.append(pod)
        if not should_run and not may_stay:
            doomed += running
        elif should_run and not pods:
            missing.append(name)
        elif should_run and len(running) > 1 and not _surge(owner, 1):
            doomed += sorted(running, key=lambda p: str(p["metadata"]["creationTimestamp"]))[1:]

    def _may_replace(self, owner: Object, node: str) -> bool:
        """Whether a failed Pod may be replaced already: a kubelet may reject each that comes."""
        generation = dig(owner, "status", "observedGeneration")
        key = f"{uid_of(owner)}/{generation}/{node}"
        delay = self._failed.delay(key, self._sim.now)
        if delay:
            self.queue.add_after(key_of(owner), delay)
            return False
        self._failed.next(key, self._sim.now)
        return True

    def _replace_finished(self, owner: Object, pod: Object, node: str) -> None:
        word = phase(pod)
        metadata = pod["metadata"]
        message = (
            f"Found {word.lower()} daemon pod {metadata['namespace']}/{metadata['name']} "
            f"on node {node}, will try to {'kill' if word == 'Failed' else 'delete'} it"
        )
        kind = "Warning" if word == "Failed" else "Normal"
        self._pods.recorder.event(owner, kind, f"{word}DaemonPod", message)

    def _apply(
        self, key: str, owner: Object, missing: list[str], doomed: list[Object], code: str
    ) -> ApiError | None:
        failure: ApiError | None = None
        for name in missing:
            try:
                self._pods.create(key, owner, _pod_for(owner, name, code))
            except ApiError as error:
                if not is_namespace_terminating(error):
                    failure = failure or error
        for pod in doomed:
            self._pods.delete(key, owner, pod)
        return failure

    def _roll(self, key: str, owner: Object, by_node: ByNode, code: str) -> None:
        """Delete old Pods, as many as may be unavailable at once; surging is done first."""
        strategy = owner["spec"].get("updateStrategy") or {}
        if strategy.get("type", "RollingUpdate") != "RollingUpdate":
            return
        wanted = [n["metadata"]["name"] for n in self._nodes() if verdict(owner, n)[0]]
        rolling = strategy.get("rollingUpdate") or {}
        surge = scaled_value(rolling.get("maxSurge", 0), len(wanted), True)
        if surge:
            self._surge_over(key, owner, by_node, (wanted, surge, code))
            return
        room = scaled_value(rolling.get("maxUnavailable", 1), len(wanted), True)
        broken: list[Object] = []
        sound: list[Object] = []
        for name in wanted:
            pods = [p for p in by_node.get(name, []) if "deletionTimestamp" not in p["metadata"]]
            new = next((p for p in pods if labels_of(p).get(POD_LABEL) == code), None)
            old = next((p for p in pods if labels_of(p).get(POD_LABEL) != code), None)
            if new is not None or old is None:
                room -= 0 if new is not None and self._is_available(owner, new) else 1
            elif self._is_available(owner, old):
                sound.append(old)
            else:
                broken.append(old)
                room -= 1
        for pod in [*broken, *sound[: max(0, room)]]:
            self._pods.delete(key, owner, pod)

    def _surge_over(
        self, key: str, owner: Object, by_node: ByNode, plan: tuple[list[str], int, str]
    ) -> None:
        wanted, surge, code = plan
        extra: list[str] = []
        for name in wanted:
            pods = [p for p in by_node.get(name, []) if "deletionTimestamp" not in p["metadata"]]
            new = next((p for p in pods if labels_of(p).get(POD_LABEL) == code), None)
            old = next((p for p in pods if labels_of(p).get(POD_LABEL) != code), None)
            if new is not None and old is not None:
                if self._is_available(owner, new):
                    self._pods.delete(key, owner, old)
                else:
                    surge -= 1
            elif old is not None:
                extra.append(name)
        for name in extra[: max(0, surge)]:
            self._pods.create(key, owner, _pod_for(owner, name, code))

    def _is_available(self, owner: Object, pod: Object) -> bool:
        return is_available(pod, owner["spec"].get("minReadySeconds", 0), self._sim.now)

    def _tell(self, key: str, owner: Object, by_node: ByNode, code: str) -> None:
        status = self._status(owner, by_node, code)
        if status != (owner.get("status") or {}):
            self._pods.client.update_status(SETS, {**owner, "status": status})
        minimum = owner["spec"].get("minReadySeconds", 0)
        times = [available_at(p, minimum) for pods in by_node.values() for p in pods]
        due = [t for t in times if t is not None and t > self._sim.now]
        if minimum and due:
            self.queue.add_after(key, min(due) - self._sim.now)

    def _status(self, owner: Object, by_node: ByNode, code: str) -> Object:
        count = dict.fromkeys(("desired", "current", "stray", "ready", "available", "updated"), 0)
        for node in self._nodes():
            pods = by_node.get(node["metadata"]["name"], [])
            if verdict(owner, node)[0]:
                count["desired"] += 1
                self._count(owner, pods, code, count)
            elif pods:
                count["stray"] += 1
        status = {
            "currentNumberScheduled": count["current"],
            "numberMisscheduled": count["stray"],
            "desiredNumberScheduled": count["desired"],
            "numberReady": count["ready"],
            "observedGeneration": owner["metadata"].get("generation", 0),
            "updatedNumberScheduled": count["updated"],
            "numberAvailable": count["available"],
            "numberUnavailable": count["desired"] - count["available"],
            "collisionCount": dig(owner, "status", "collisionCount"),
        }
        return without_zeros(status, _KEEP)

    def _count(self, owner: Object, pods: list[Object], code: str, count: dict[str, int]) -> None:
        if not pods:
            return
        count["current"] += 1
        oldest = min(pods, key=lambda p: (not is_active(p), p["metadata"]["creationTimestamp"]))
        if is_ready(oldest):
            count["ready"] += 1
            count["available"] += self._is_available(owner, oldest)
        count["updated"] += any(labels_of(p).get(POD_LABEL) == code for p in pods)


def verdict(owner: Object, node: Object) -> tuple[bool, bool]:
    """Whether a DaemonSet's Pod should run on a node, and whether one there may go on."""
    metadata = node["metadata"]
    template = owner["spec"]["template"]["spec"]
    if template.get("nodeName") not in (None, "", metadata["name"]):
        return False, False
    if not matches_required(template, metadata.get("labels") or {}, metadata["name"]):
        return False, False
    taints = tuple((node.get("spec") or {}).get("taints") or ())
    tolerations = (*(template.get("tolerations") or ()), *_tolerations(template))
    if untolerated(taints, tolerations, ("NoExecute",)):
        return False, False
    return not untolerated(taints, tolerations, ("NoSchedule",)), True


def _tolerations(template: Object) -> list[Object]:
    rows = list(TOLERATIONS)
    if template.get("hostNetwork"):
        rows.append(_toleration("network-unavailable", "NoSchedule"))
    return rows


def _pod_for(owner: Object, node: str, code: str) -> Object:
    pod = pod_from_template(owner["spec"]["template"], owner)
    notes = owner["metadata"].get("annotations") or {}
    labels = {
        **labels_of(pod),
        POD_LABEL: code,
        GENERATION_LABEL: notes.get(GENERATION_NOTE, "1"),
    }
    pod = put(pod, ("metadata", "labels"), labels)
    spec = pod["spec"]
    known = list(spec.get("tolerations") or ())
    known += [row for row in _tolerations(spec) if row not in known]
    pod = put(pod, ("spec", "tolerations"), known)
    term = {"matchFields": [{"key": "metadata.name", "operator": "In", "values": [node]}]}
    required = dig(
        spec, "affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution"
    )
    terms = [{**row, **term} for row in (required or {}).get("nodeSelectorTerms") or [{}]]
    path = ("spec", "affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution")
    return put(pod, path, {"nodeSelectorTerms": terms})


def _target_node(pod: Object) -> str:
    """The node that a daemon Pod runs on, or is meant for."""
    if pod["spec"].get("nodeName"):
        return str(pod["spec"]["nodeName"])
    required = dig(
        pod["spec"], "affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution"
    )
    for term in (required or {}).get("nodeSelectorTerms") or ():
        for row in term.get("matchFields") or ():
            if row.get("key") == "metadata.name" and row.get("values"):
                return str(row["values"][0])
    return ""


def _surge(owner: Object, nodes: int) -> int:
    rolling = dig(owner, "spec", "updateStrategy", "rollingUpdate") or {}
    return scaled_value(rolling.get("maxSurge", 0), nodes, True)


def _looks_same(node: Object, previous: Object) -> bool:
    return bool(
        (node.get("spec") or {}) == (previous.get("spec") or {})
        and node["metadata"].get("labels") == previous["metadata"].get("labels")
    )
