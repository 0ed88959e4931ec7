"""The scheduler: takes Pods from the queue one by one, places them, binds them or says why not.

Here: the loop, its watches and its writes.  Not here: plugins, preemption's choice, the queue.
"""

from dataclasses import dataclass, field
from typing import Any

from podlab.engine.apiserver.access.caller import Caller
from podlab.engine.client.client import Client, Verbs
from podlab.engine.client.informer import Informers, InformersState
from podlab.engine.client.recorder import Recorder, RecorderState
from podlab.engine.kernel.clock import MILLISECOND, MINUTE, SECOND, rfc3339
from podlab.engine.kernel.simulation import Simulation
from podlab.engine.objects.status import ApiError
from podlab.engine.scheduler import hints
from podlab.engine.scheduler.cache import SchedulerCache
from podlab.engine.scheduler.cycle import Cycle
from podlab.engine.scheduler.decisions import Decisions, DecisionsState
from podlab.engine.scheduler.filters.volumebinding import CLAIMS, CLASSES, VOLUMES
from podlab.engine.scheduler.placing import Placement, Placer, refusal_words
from podlab.engine.scheduler.podinfo import PodInfo, pod_info
from podlab.engine.scheduler.preemption import BUDGETS, Candidate, preempt
from podlab.engine.scheduler.queue import (
    UNSCHEDULABLE_LIMIT,
    QueuedPod,
    QueueState,
    SchedulingQueue,
)
from podlab.engine.scheduler.volumes import VolumeBinder
from podlab.engine.store.store import Store

Object = dict[str, Any]

NAME = "default-scheduler"
TARGET = "kube-scheduler"
CYCLE_TIME = 2 * MILLISECOND
"""How long one decision takes (recorded: scenarios/walk2, Pod made to Pod bound)."""
FLUSH_PERIOD = MINUTE // 2
CLAIMS_PERIOD = SECOND
"""So often it is looked whether a placed Pod's claims are bound (recorded: scenarios-extras)."""
CLAIMS_LIMIT = 10 * MINUTE
_CONTEXT = ("namespaces", "services", "replicasets.apps", "statefulsets.apps")
_MORE_CONTEXT = ("replicationcontrollers", BUDGETS)


@dataclass(slots=True)
class SchedulerState:
    """Plain data of a scheduler."""

    informers: InformersState = field(default_factory=InformersState)
    recorder: RecorderState = field(default_factory=RecorderState)
    queue: QueueState = field(default_factory=QueueState)
    decisions: DecisionsState = field(default_factory=DecisionsState)
    assumed: dict[str, str] = field(default_factory=dict)
    nominated: dict[str, str] = field(default_factory=dict)
    waiting_for_claims: dict[str, str] = field(default_factory=dict)
    next_start: int = 0
    busy: bool = False
    flushing: bool = False


class Scheduler:
    """One scheduler process."""

    def __init__(self, state: SchedulerState, sim: Simulation, store: Store, verbs: Verbs) -> None:
        self.state = state
        self._sim = sim
        caller = Caller("system:kube-scheduler", ("system:masters",), "kube-scheduler", TARGET)
        self._client = Client(verbs, caller)
        source = {"component": NAME}
        self._recorder = Recorder(state.recorder, sim, self._client, source)
        self.informers = Informers(TARGET, state.informers, store, sim)
        self.queue = SchedulingQueue(state.queue)
        self.decisions = Decisions(state.decisions)
        self._watch()
        self.cache = SchedulerCache(self.informers, state.assumed)
        self._volumes = VolumeBinder(self._client, self.informers)
        sim.register(TARGET, self._handle)

    def start(self) -> None:
        """List what exists and begin; once in a cluster's life."""
        self.informers.start()

    def _watch(self) -> None:
        self.informers.watch("nodes", self._on_node)
        self.informers.watch("pods", self._on_pod)
        for resource in (*_CONTEXT, *_MORE_CONTEXT):
            self.informers.watch(resource)
        self.informers.watch(CLAIMS, self._on_claim)
        self.informers.watch(VOLUMES, self._on_volume)
        self.informers.watch(CLASSES, self._on_class)

    # What happens in the cluster

    def _on_node(self, type_: str, node: Object, previous: Object | None) -> None:
        name = node["metadata"]["name"]
        if type_ == "DELETED":
            self.cache.drop_node(name)
            return
        self.cache.set_node(node)
        info = self.cache.node(name)
        if info is None:
            return
        for waiting in self.queue.unschedulable():
            pod = self._pod(waiting.key)
            if pod is None:
                continue
            cycle = Cycle(pod_info(pod), [info], self.informers)
            if hints.node_may_help(cycle, waiting.plugins, info, previous):
                self._wake(waiting.key)

    def _on_pod(self, type_: str, pod: Object, previous: Object | None) -> None:
        metadata = pod["metadata"]
        key = f"{metadata['namespace']}/{metadata['name']}"
        if type_ == "DELETED":
            self._on_gone(key, pod)
        elif pod["spec"].get("nodeName"):
            self._on_assigned(key, pod, previous)
        elif _is_ours(pod) and "deletionTimestamp" not in metadata:
            self._on_pending(key, pod, previous)

    def _on_gone(self, key: str, pod: Object) -> None:
        self.queue.remove(key)
        self.state.nominated.pop(key, None)
        self.state.waiting_for_claims.pop(key, None)
        self.cache.drop_pod(key)
        if pod["spec"].get("nodeName"):
            self._wake_for_pod(pod, hints.POD_GONE)

    def _on_assigned(self, key: str, pod: Object, previous: Object | None) -> None:
        is_new = previous is None or not previous["spec"].get("nodeName")
        if is_new:
            self.queue.remove(key)
            self.state.nominated.pop(key, None)
        elif not _matters(pod, previous):
            return
        self.cache.set_pod(pod)
        self._wake_for_pod(pod, hints.POD_GONE if _finished(pod) else hints.POD_ADDED)

    def _on_pending(self, key: str, pod: Object, previous: Object | None) -> None:
        if key in self.state.assumed:
            return
        gated = bool(pod["spec"].get("schedulingGates"))
        self.queue.add(key, pod["spec"].get("priority") or 0, self._sim.now, gated, self._sim.cause)
        if previous is not None and not gated and _asks_otherwise(pod, previous):
            self._wake(key)
        self._begin()

    def _on_claim(self, type_: str, _claim: Object, _previous: Object | None) -> None:
        if type_ != "DELETED":
            self._wake_all(hints.CLAIM)

    def _on_volume(self, _type: str, _volume: Object, _previous: Object | None) -> None:
        self._wake_all(hints.VOLUME)

    def _on_class(self, _type: str, _class: Object, _previous: Object | None) -> None:
        self._wake_all(hints.CLASS)

    def _wake_for_pod(self, other: Object, happening: str) -> None:
        left = self.queue.unschedulable()
        if not left:
            return
        info = pod_info(other)
        for waiting in left:
            found = self._pod(waiting.key)
            if found is None:
                continue
            if hints.pod_may_help(pod_info(found), waiting.plugins, info, happening):
                self._wake(waiting.key)

    def _wake_all(self, happening: str) -> None:
        for waiting in self.queue.unschedulable():
            if hints.may_help(waiting.plugins, happening):
                self._wake(waiting.key)

    def _wake(self, key: str) -> None:
        self.queue.wake(key, self._sim.now)
        self._begin()

    def _begin(self) -> None:
        if not self.state.busy and self.queue.has_work():
            self.state.busy = True
            self._sim.after(CYCLE_TIME, TARGET, "next")

    # One Pod after the other

    def _handle(self, kind: str, payload: Any) -> None:
        if kind == "next":
            self.state.busy = False
            waiting = self.queue.pop()
            if waiting is not None:
                self._sim.cause = waiting.cause
                self._attempt(waiting)
            self._begin()
        elif kind == "flush":
            self._flush()
        elif kind == "claims":
            self._look_at_claims(*payload)

    def _flush(self) -> None:
        """Pods that have been unschedulable for long are tried again anyway."""
        self.state.flushing = False
        left = self.queue.unschedulable()
        for waiting in left:
            if self._sim.now - waiting.tried > UNSCHEDULABLE_LIMIT:
                self._wake(waiting.key)
        if left:
            self._plan_flush()

    def _plan_flush(self) -> None:
        if not self.state.flushing:
            self.state.flushing = True
            self._sim.after(FLUSH_PERIOD, TARGET, "flush")

    def _pod(self, key: str) -> Object | None:
        namespace, _, name = key.partition("/")
        return self.informers.get("pods", namespace, name)

    def _attempt(self, waiting: QueuedPod) -> None:
        found = self._pod(waiting.key)
        if found is None or found["spec"].get("nodeName"):
            self.queue.remove(waiting.key)
            return
        self._sim.because(TARGET, "schedule", f"pods/{waiting.key}")
        pod = pod_info(found)
        known = self.cache
        cycle = Cycle(
            pod, known.nodes(), self.informers, shared=known.shared, columns=known.columns
        )
        placement = Placer(cycle, self._promised()).place(self.state.next_start)
        if cycle.nodes:
            self.state.next_start = (self.state.next_start + placement.looked_at) % len(cycle.nodes)
        if placement.feasible:
            self._bind(pod, placement)
        else:
            self._refuse(cycle, placement)

    def _promised(self) -> dict[str, list[PodInfo]]:
        promised: dict[str, list[PodInfo]] = {}
        for key, node in self.state.nominated.items():
            pod = self._pod(key)
            if pod is not None:
                promised.setdefault(node, []).append(pod_info(pod))
        return promised

    def _bind(self, pod: PodInfo, placement: Placement) -> None:
        node = self._best(placement)
        self.queue.remove(pod.key)
        self.cache.assume(pod, node)
        self.decisions.keep(pod.key, self._sim.now, placement, node, "", [])
        if not self._volumes.open_claims(pod):
            self._write_binding(pod, node)
            return
        if (pod.pod.get("status") or {}).get("nominatedNodeName") != node:
            self._patch_status(pod, {"nominatedNodeName": node})
        self._volumes.assign(pod, node)
        self.state.waiting_for_claims[pod.key] = pod.uid
        self._sim.after(CLAIMS_PERIOD, TARGET, "claims", (pod.key, pod.uid, self._sim.now))

    def _best(self, placement: Placement) -> str:
        if not placement.total:
            return placement.feasible[0].name
        best = max(placement.total)
        rows = zip(placement.feasible, placement.total)
        names = [node.name for node, value in rows if value == best]
        return names[0] if len(names) == 1 else self._sim.chance.choice("scheduler", names)

    def _look_at_claims(self, key: str, uid: str, since: int) -> None:
        """Once a second: are a placed Pod's claims bound, so that it can be bound too?"""
        if self.state.waiting_for_claims.get(key) != uid:
            return
        node, found = self.state.assumed.get(key), self._pod(key)
        if node is None or found is None or found["metadata"]["uid"] != uid:
            del self.state.waiting_for_claims[key]
            return
        pod = pod_info(found)
        failed = self._volumes.failure(pod, node)
        if not failed and self._sim.now - since > CLAIMS_LIMIT:
            failed = "context deadline exceeded"
        if not failed and self._volumes.open_claims(pod):
            self._sim.after(CLAIMS_PERIOD, TARGET, "claims", (key, uid, since))
            return
        del self.state.waiting_for_claims[key]
        if failed:
            self.cache.forget(key)
            self._retry(pod, f'running PreBind plugin "VolumeBinding": binding volumes: {failed}')
        else:
            self._write_binding(pod, node)

    def _write_binding(self, pod: PodInfo, node: str) -> None:
        body = {
            "apiVersion": "v1",
            "kind": "Binding",
            "metadata": {"name": pod.name, "namespace": pod.namespace, "uid": pod.uid},
            "target": {"kind": "Node", "name": node},
        }
        try:
            self._client.create_sub("pods", pod.namespace, pod.name, "binding", body)
        except ApiError as error:
            self.cache.forget(pod.key)
            if error.reason != "NotFound":
                self._retry(pod, error.message)
            return
        message = f"Successfully assigned {pod.namespace}/{pod.name} to {node}"
        self._recorder.event(pod.pod, "Normal", "Scheduled", message)

    def _retry(self, pod: PodInfo, message: str) -> None:
        self.queue.add(pod.key, pod.priority, self._sim.now, False, self._sim.cause)
        self.queue.refuse(pod.key, [], self._sim.now)
        self._recorder.event(pod.pod, "Warning", "FailedScheduling", message)
        self._wake(pod.key)

    # Pods that fit nowhere

    def _refuse(self, cycle: Cycle, placement: Placement) -> None:
        pod = cycle.pod
        candidate: Candidate | None = None
        if not cycle.nodes:
            message = "no nodes available to schedule pods"
        elif placement.early is not None:
            reason = placement.early.reasons[0]
            message = f"0/{len(cycle.nodes)} nodes are available: {reason}. not found"
        else:
            candidate, words = preempt(cycle, placement, self._sim.now)
            reasons = [r for refusal in placement.refused.values() for r in refusal.reasons]
            message = f"{refusal_words(len(cycle.nodes), reasons)} preemption: {words}"
        plugins = {refusal.plugin for refusal in placement.refused.values()}
        if placement.early is not None:
            plugins.add(placement.early.plugin)
        self.queue.refuse(pod.key, sorted(plugins), self._sim.now)
        victims = [victim.name for victim in candidate.victims] if candidate else []
        self.decisions.keep(pod.key, self._sim.now, placement, None, message, victims)
        if candidate is not None:
            self._evict(pod, candidate)
        self._recorder.event(pod.pod, "Warning", "FailedScheduling", message)
        self._tell(pod, message, candidate)
        self._plan_flush()

    def _tell(self, pod: PodInfo, message: str, candidate: Candidate | None) -> None:
        status = pod.pod.get("status") or {}
        row: Object = {
            "type": "PodScheduled",
            "status": "False",
            "reason": "Unschedulable",
            "message": message,
        }
        patch = _condition_patch(pod.pod, row, self._sim.now)
        nominated = candidate.node if candidate else None
        if candidate is not None:
            self.state.nominated[pod.key] = candidate.node
        elif status.get("nominatedNodeName"):
            self.state.nominated.pop(pod.key, None)
        if nominated != status.get("nominatedNodeName"):
            patch["nominatedNodeName"] = nominated
        if patch:
            self._patch_status(pod, patch)

    def _patch_status(self, pod: PodInfo, patch: Object) -> None:
        try:
            self._client.patch(
                "pods", pod.namespace, pod.name, {"status": patch}, "strategic", "status"
            )
        except ApiError as error:
            if error.reason not in ("NotFound", "Conflict"):
                raise

    def _evict(self, pod: PodInfo, candidate: Candidate) -> None:
        name = pod.pod["spec"].get("schedulerName") or NAME
        for victim in candidate.victims:
            if victim.terminating:
                continue
            row = {
                "type": "DisruptionTarget",
                "status": "True",
                "reason": "PreemptionByScheduler",
                "message": f"{name}: preempting to accommodate a higher priority pod",
            }
            patch = _condition_patch(victim.pod, row, self._sim.now)
            if patch:
                self._patch_status(victim, patch)
            self._delete(victim)
            message = f"Preempted by pod {pod.uid} on node {candidate.node}"
            self._recorder.event(victim.pod, "Normal", "Preempted", message)

    def _delete(self, victim: PodInfo) -> None:
        try:
            self._client.delete("pods", victim.namespace, victim.name)
        except ApiError as error:
            if error.reason != "NotFound":
                raise


def _condition_patch(pod: Object, row: Object, now: int) -> Object:
    """A strategic merge patch of one condition; empty if it is so already."""
    known = next(
        (
            each
            for each in (pod.get("status") or {}).get("conditions") or ()
            if each["type"] == row["type"]
        ),
        None,
    )
    time = rfc3339(now)
    if known is not None and known["status"] == row["status"]:
        if (known.get("reason"), known.get("message")) == (row["reason"], row["message"]):
            return {}
        time = known["lastTransitionTime"]
    generation = pod["metadata"].get("generation", 0)
    full = {
        "type": row["type"],
        "observedGeneration": generation,
        "status": row["status"],
        "lastProbeTime": None,
        "lastTransitionTime": time,
        "reason": row["reason"],
        "message": row["message"],
    }
    return {"conditions": [full]}


def _is_ours(pod: Object) -> bool:
    return (pod["spec"].get("schedulerName") or NAME) == NAME


def _finished(pod: Object) -> bool:
    return (pod.get("status") or {}).get("phase") in ("Succeeded", "Failed")


def _matters(pod: Object, previous: Object | None) -> bool:
    if previous is None:
        return True
    return (
        _finished(pod) != _finished(previous)
        or pod["metadata"].get("labels") != previous["metadata"].get("labels")
        or pod["spec"] is not previous["spec"]
        or ("deletionTimestamp" in pod["metadata"]) != ("deletionTimestamp" in previous["metadata"])
    )


def _asks_otherwise(pod: Object, previous: Object) -> bool:
    return bool(
        pod["spec"] != previous["spec"]
        or pod["metadata"].get("labels") != previous["metadata"].get("labels")
    )
