"""The node lifecycle controller: silent nodes become Unknown, conditions become taints.

Here: leases watched, conditions, taints, the events and the Pods' readiness.  Not here: evicting
Pods from tainted nodes (``tainteviction``).
"""

from dataclasses import dataclass, field
from typing import Any

from podlab.engine.controllers.context import ControllerContext
from podlab.engine.controllers.pods import condition, pods_by_node
from podlab.engine.kernel.clock import SECOND, rfc3339
from podlab.engine.objects.meta import put
from podlab.engine.objects.status import ApiError

Object = dict[str, Any]

NAME = "node-controller"
LEASES = "leases.coordination.k8s.io"
LEASE_NAMESPACE = "kube-node-lease"
PERIOD = 5 * SECOND
GRACE = 50 * SECOND
STARTUP_GRACE = 60 * SECOND
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
        context.sim.register(NAME, self._check_all)

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

    def _check_all(self, _kind: str, _payload: Any) -> None:
        self.state.watching = False
        for name in self.state.known:
            if self._is_silent(name):
                self.queue.add(name)
        if self.state.known:
            self._watch_clock()

    def _is_silent(self, name: str) -> bool:
        node = self._informers.get("nodes", "", name)
        if node is None or not _has_kubelet(node):
            return False
        return self._sim.now - self.state.heard.get(name, self._sim.now) > GRACE

    def reconcile(self, key: str) -> None:
        """One node: its conditions if it is silent, its taints, its Pods' readiness."""
        node = self._informers.get("nodes", "", key)
        if node is None:
            return
        if self._is_silent(key):
            node = self._mark_unknown(node)
        self._taint(node)
        ready = condition(node, "Ready")
        if ready is not None and ready["status"] != "True":
            self._mark_pods(node)

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
            name = node["metadata"]["name"]
            message = f"Node {name} status is now: NodeNotReady"
            self._recorder.event(node, "Normal", "NodeNotReady", message)
        return node

    def _taint(self, node: Object) -> None:
        current = node["spec"].get("taints") or []
        wanted = self._wanted_taints(node)
        kept = []
        for taint in current:
            key, effect = taint["key"], taint["effect"]
            ours = key in _MANAGED and (effect == "NoSchedule" or key in (NOT_READY, UNREACHABLE))
            if not ours or (key, effect) in wanted:
                kept.append(taint)
        have = {(taint["key"], taint["effect"]) for taint in kept}
        now = rfc3339(self._sim.now)
        for key, effect in wanted:
            if (key, effect) not in have:
                kept.append({"key": key, "effect": effect, "timeAdded": now})
        if kept != current:
            patch = {"spec": {"taints": kept or None}}
            self._client.patch("nodes", "", node["metadata"]["name"], patch, "merge")

    def _wanted_taints(self, node: Object) -> list[tuple[str, str]]:
        wanted = []
        for type_, status, key in _TAINTS:
            row = condition(node, type_)
            if row is not None and row["status"] == status:
                wanted.append((key, "NoSchedule"))
                if type_ == "Ready":
                    wanted.append((key, "NoExecute"))
        if node["spec"].get("unschedulable"):
            wanted.append((UNSCHEDULABLE, "NoSchedule"))
        return wanted

    def _mark_pods(self, node: Object) -> None:
        for pod in self._pods.objects(node["metadata"]["name"]):
            rows = list((pod.get("status") or {}).get("conditions") or ())
            for index, row in enumerate(rows):
                if row["type"] == "Ready" and row["status"] == "True":
                    now = rfc3339(self._sim.now)
                    rows[index] = {**row, "status": "False", "lastTransitionTime": now}
                    self._mark_pod(pod, rows)

    def _mark_pod(self, pod: Object, rows: list[Object]) -> None:
        try:
            self._client.update_status("pods", put(pod, ("status", "conditions"), rows))
        except ApiError as error:
            if error.reason not in ("NotFound", "Conflict"):
                raise
        self._recorder.event(pod, "Warning", "NodeNotReady", "Node is not ready")


def _heartbeat(node: Object) -> str:
    ready = condition(node, "Ready")
    return str(ready.get("lastHeartbeatTime", "")) if ready else ""


def _has_kubelet(node: Object) -> bool:
    """Nodes made by hand, which nobody reports for, are left as they are for a start."""
    return condition(node, "Ready") is not None


def _is_node_lease(obj: Object) -> bool:
    return bool(obj["metadata"].get("namespace") == LEASE_NAMESPACE)
