"""The node lifecycle controller: silent nodes become Unknown, conditions become taints.

Here: leases watched, conditions, taints, the events and the Pods' readiness.  Not here: evicting
Pods from tainted nodes (``tainteviction``).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from podlab.engine.controllers.context import ControllerContext, key_of, split_key
from podlab.engine.controllers.pods import condition, pods_by_node
from podlab.engine.kernel.clock import MILLISECOND, SECOND, rfc3339
from podlab.engine.objects.meta import put
from podlab.engine.objects.status import ApiError

Object = dict[str, Any]

NAME = "node-controller"
LEASES = "leases.coordination.k8s.io"
LEASE_NAMESPACE = "kube-node-lease"
PERIOD = 5 * SECOND
GRACE = 50 * SECOND
TAINT_EFFECT = 100 * MILLISECOND
"""NoExecute taints are put on by a loop of their own (recorded: 0.13 s after the condition)."""
WRITE = 13 * MILLISECOND
"""One write of many (recorded: the Pods of a silent node follow each other so)."""
_SILENT = ("Ready", "MemoryPressure", "DiskPressure", "PIDPressure")
_TAINTS = (
    ("Ready", "False", "node.kubernetes.io/not-ready"),
    ("Ready", "Unknown", "node.kubernetes.io/unreachable"),
    ("MemoryPressure", "True", "node.kubernetes.io/memory-pressure"),
    ("DiskPressure", "True", "node.kubernetes.io/disk-pressure"),
    ("NetworkUnavailable", "True", "node.kubernetes.io/network-unavailable"),
    ("PIDPressure", "True", "node.kubernetes.io/pid-pressure"),
)
UNSCHEDULABLE = "node.kubernetes.io/unschedulable"
NOT_READY = "node.kubernetes.io/not-ready"
UNREACHABLE = "node.kubernetes.io/unreachable"
_MANAGED = tuple(key for _, _, key in _TAINTS) + (UNSCHEDULABLE,)


@dataclass(slots=True)
class NodeLifecycleState:
    """Plain data: when each node was last heard of, and which were registered."""

    heard: dict[str, int] = field(default_factory=dict)
    known: dict[str, bool] = field(default_factory=dict)
    watching: bool = False


class NodeLifecycleController:
    """Looks at each node when it changes, and at all of them every five seconds."""

    def __init__(self, context: ControllerContext) -> None:
        self._sim = context.sim
        self._informers = context.informers
        self._client = context.client(NAME)
        self._recorder = context.recorder(NAME)
        self._pods = pods_by_node(context)
        self.state = context.state(NAME, NodeLifecycleState)
        self.queue = context.queue(NAME, self.reconcile)
        context.informers.watch("nodes", self._on_node)
        context.informers.watch(LEASES, self._on_lease, only=_is_node_lease)
        context.sim.register(NAME, self._handle)

    def _on_node(self, type_: str, obj: Object, previous: Object | None) -> None:
        name = obj["metadata"]["name"]
        if type_ == "DELETED":
            self.state.heard.pop(name, None)
            self.state.known.pop(name, None)
            message = f"Node {name} event: Removing Node {name} from Controller"
            self._recorder.event(obj, "Normal", "RemovingNode", message)
            return
        if name not in self.state.known:
            self.state.known[name] = True
            message = f"Node {name} event: Registered Node {name} in Controller"
            self._recorder.event(obj, "Normal", "RegisteredNode", message)
        if previous is None or _heartbeat(obj) != _heartbeat(previous):
            self.state.heard[name] = self._sim.now
        self._watch_clock()
        self.queue.add(name)

    def _on_lease(self, type_: str, obj: Object, _previous: Object | None) -> None:
        if type_ != "DELETED":
            self.state.heard[obj["metadata"]["name"]] = self._sim.now

    def _watch_clock(self) -> None:
        if not self.state.watching:
            self.state.watching = True
            self._sim.after(PERIOD, NAME, "check")

    def _handle(self, kind: str, payload: Any) -> None:
        if kind == "check":
            self.state.watching = False
            for name in self.state.known:
                self._monitor(name)
            if self.state.known:
                self._watch_clock()
        elif kind == "taint":
            self._retry(self._taint_execute, payload)
        elif kind == "pod":
            self._retry(self._mark_pod, payload)

    def _retry(self, work: Callable[[str], None], key: str) -> None:
        """The next look in five seconds tries again what is refused now."""
        self._sim.because(NAME, "monitor", key)
        try:
            work(key)
        except ApiError:
            return

    def _monitor(self, name: str) -> None:
        """One node, every five seconds: is it silent, must its Pods leave."""
        node = self._informers.get("nodes", "", name)
        if node is None:
            return
        if self._is_silent(name):
            try:
                node = self._mark_unknown(node)
            except ApiError:
                return  # it has just spoken, or the next look tries again
        ready = condition(node, "Ready")
        if ready is not None and ready["status"] != "True":
            self._mark_pods(node)
        if self._execute_taints(node) != (node["spec"].get("taints") or []):
            self._sim.after(TAINT_EFFECT, NAME, "taint", name)

    def _is_silent(self, name: str) -> bool:
        node = self._informers.get("nodes", "", name)
        if node is None or not _has_kubelet(node):
            return False
        return self._sim.now - self.state.heard.get(name, self._sim.now) > GRACE

    def reconcile(self, key: str) -> None:
        """One node that changed: the taints that keep new Pods away."""
        node = self._informers.get("nodes", "", key)
        if node is not None:
            self._taint(node, self._schedule_taints(node))

    def _mark_unknown(self, node: Object) -> Object:
        rows = list((node.get("status") or {}).get("conditions") or ())
        now = rfc3339(self._sim.now)
        changed, was_ready = False, False
        for index, row in enumerate(rows):
            if row["type"] in _SILENT and row["status"] != "Unknown":
                was_ready = was_ready or (row["type"], row["status"]) == ("Ready", "True")
                rows[index] = {
                    **row,
                    "status": "Unknown",
                    "reason": "NodeStatusUnknown",
                    "message": "Kubelet stopped posting node status.",
                    "lastTransitionTime": now,
                }
                changed = True
        if not changed:
            return node
        node = self._client.update_status("nodes", put(node, ("status", "conditions"), rows))
        if was_ready:
            message = f"Node {node['metadata']['name']} status is now: NodeNotReady"
            self._recorder.event(node, "Normal", "NodeNotReady", message)
        return node

    def _taint(self, node: Object, taints: list[Object]) -> None:
        if taints != (node["spec"].get("taints") or []):
            patch = {"spec": {"taints": taints or None}}
            self._client.patch("nodes", "", node["metadata"]["name"], patch, "merge")

    def _taint_execute(self, name: str) -> None:
        node = self._client.get("nodes", "", name)
        self._taint(node, self._execute_taints(node))

    def _schedule_taints(self, node: Object) -> list[Object]:
        wanted = []
        for type_, status, key in _TAINTS:
            row = condition(node, type_)
            if row is not None and row["status"] == status:
                wanted.append(key)
        if node["spec"].get("unschedulable"):
            wanted.append(UNSCHEDULABLE)
        return self._merged(node, "NoSchedule", wanted, _MANAGED)

    def _execute_taints(self, node: Object) -> list[Object]:
        ready = condition(node, "Ready") or {"status": "True"}
        key = {"False": NOT_READY, "Unknown": UNREACHABLE}.get(ready["status"])
        wanted = [key] if key else []
        return self._merged(node, "NoExecute", wanted, (NOT_READY, UNREACHABLE))

    def _merged(
        self, node: Object, effect: str, wanted: list[str], managed: tuple[str, ...]
    ) -> list[Object]:
        """The node's taints with what is wanted of one effect, and no other of ours."""
        kept = [
            taint
            for taint in node["spec"].get("taints") or []
            if taint["effect"] != effect or taint["key"] not in managed or taint["key"] in wanted
        ]
        have = {taint["key"] for taint in kept if taint["effect"] == effect}
        now = rfc3339(self._sim.now)
        fresh = [key for key in wanted if key not in have]
        return kept + [{"key": key, "effect": effect, "timeAdded": now} for key in fresh]

    def _mark_pods(self, node: Object) -> None:
        delay = 0
        for pod in self._pods.objects(node["metadata"]["name"]):
            ready = condition(pod, "Ready")
            if ready is not None and ready["status"] == "True":
                delay += WRITE
                self._sim.after(delay, NAME, "pod", key_of(pod))

    def _mark_pod(self, key: str) -> None:
        pod = self._informers.get("pods", *split_key(key))
        ready = condition(pod, "Ready") if pod is not None else None
        if pod is None or ready is None or ready["status"] != "True":
            return
        fresh = {**ready, "status": "False", "lastTransitionTime": rfc3339(self._sim.now)}
        rows = [fresh if row["type"] == "Ready" else row for row in pod["status"]["conditions"]]
        self._client.update_status("pods", put(pod, ("status", "conditions"), rows))
        self._recorder.event(pod, "Warning", "NodeNotReady", "Node is not ready")


def _heartbeat(node: Object) -> str:
    ready = condition(node, "Ready")
    return str(ready.get("lastHeartbeatTime", "")) if ready else ""


def _has_kubelet(node: Object) -> bool:
    """Nodes made by hand, which nobody reports for, are left as they are for a start."""
    return condition(node, "Ready") is not None


def _is_node_lease(obj: Object) -> bool:
    return bool(obj["metadata"].get("namespace") == LEASE_NAMESPACE)
