"""The node's own object: registration, heartbeats, conditions.

Here: the Node as recorded (more/static-and-node), the lease that is renewed every ten seconds, the
status that is posted every five minutes or when it changes.  Not here: what becomes of a node that
falls silent (``controllers``).
"""

from typing import Any

from podlab.engine.kernel.clock import MILLISECOND, SECOND, rfc3339, rfc3339_micro
from podlab.engine.kubelet.context import Context
from podlab.engine.kubelet.node.line import UNREACHABLE
from podlab.engine.kubelet.timings import LEASE_PERIOD, NODE_STATUS_PERIOD
from podlab.engine.objects.status import ApiError

Object = dict[str, Any]

LEASE_NAMESPACE = "kube-node-lease"
LEASE_SECONDS = 40
MAX_IMAGES = 50
PORT = 10250
CONDITIONS = (
    (
        "MemoryPressure",
        "KubeletHasSufficientMemory",
        "kubelet has sufficient memory available",
        "KubeletHasInsufficientMemory",
        "kubelet has insufficient memory available",
    ),
    (
        "DiskPressure",
        "KubeletHasNoDiskPressure",
        "kubelet has no disk pressure",
        "KubeletHasDiskPressure",
        "kubelet has disk pressure",
    ),
    (
        "PIDPressure",
        "KubeletHasSufficientPID",
        "kubelet has sufficient PID available",
        "KubeletHasInsufficientPID",
        "kubelet has insufficient PID available",
    ),
)
"""(type, reason and message when False, reason and message when True)"""

NOT_READY = "[container runtime status check may not have completed yet]"
FEATURES = [
    "ExtendWebSocketsToKubelet",
    "InPlacePodLevelResourcesVerticalScaling",
    "InPlacePodVerticalScalingInitContainers",
    "RestartAllContainersOnContainerExits",
]
STATUS_PERIOD = 10 * SECOND
"""How often the kubelet compares the Node with what it knows."""
FIRST_LEASE = 900 * MILLISECOND


class NodeStatus:
    """Posts one node's object and lease."""

    def __init__(self, context: Context) -> None:
        self._context = context
        context.sim.register(context.target("node"), self._handle)

    def start(self) -> None:
        """Register the node, and begin to post."""
        state = self._context.state.node
        state.phase = self._context.now
        state.booted += 1
        if not state.ids:
            machine = self._identity("machineID").replace("-", "")
            state.ids = {"machineID": machine, "systemUUID": machine}
            state.ids["bootID"] = self._identity("bootID")
        self._register()
        self.post()
        self._later("lease", FIRST_LEASE)
        self._later("status", NODE_STATUS_PERIOD)

    def stop(self) -> None:
        """Post nothing more."""
        self._context.state.node.booted += 1

    def resume(self) -> None:
        """The API server is there again: say at once that the node lives."""
        if not self._context.state.node.registered:
            self._register()
        self._renew()
        self.post()

    def post(self) -> None:
        """Bring the Node's status up to date now."""
        context = self._context
        try:
            node = context.client.get("nodes", "", context.node.name)
            old = node.get("status") or {}
            status = self.status(old)
            context.client.update_status("nodes", {**node, "status": status})
            if context.state.node.registered and not _is_ready(old):
                self._event("NodeReady")
        except ApiError:
            return  # the next heartbeat tries again

    def seen(self, node: Object) -> None:
        """The Node changed: say so, within ten seconds, when it was (un)cordoned or is held for
        dead."""
        state = self._context.state.node
        cordoned = bool(node["spec"].get("unschedulable"))
        if cordoned != state.cordoned:
            state.cordoned = cordoned
            wait = (state.phase - self._context.now) % STATUS_PERIOD
            self._later("cordon", wait)
        if state.registered and not _is_ready(node.get("status") or {}):
            wait = (state.phase - self._context.now) % STATUS_PERIOD
            self._later("revive", wait)

    def pressure(self, type_: str, under: bool) -> None:
        """A resource runs short, or no longer does."""
        pressures = self._context.state.node.pressures
        if under == (type_ in pressures):
            return
        if under:
            pressures[type_] = self._context.now
        else:
            del pressures[type_]
        self.post()

    def status(self, old: Object) -> Object:
        """The Node's status as it is now."""
        node = self._context.node
        return {
            **old,
            "addresses": [
                {"type": "InternalIP", "address": node.internal_ip},
                {"type": "Hostname", "address": node.name},
            ],
            "allocatable": {**(old.get("allocatable") or {}), **node.allocatable},
            "capacity": {**(old.get("capacity") or {}), **node.capacity},
            "conditions": self._conditions(old),
            "daemonEndpoints": {"kubeletEndpoint": {"Port": PORT}},
            "declaredFeatures": FEATURES,
            "images": self._images(),
            "nodeInfo": {
                **self._context.state.node.ids,
                "kubeProxyVersion": "",
                "runningInUserNamespace": False,
                **node.node_info,
            },
        }

    def _identity(self, name: str) -> str:
        return self._context.sim.chance.uuid(f"kubelet/{self._context.node.name}/{name}")

    def _later(self, kind: str, delay: int) -> None:
        payload = self._context.state.node.booted
        self._context.sim.after(delay, self._context.target("node"), kind, payload)

    def _handle(self, kind: str, payload: Any) -> None:
        state = self._context.state
        if not state.running or payload != state.node.booted:
            return
        if kind == "lease":
            self._renew()
            self._later("lease", LEASE_PERIOD)
        elif kind == "cordon":
            word = "NodeNotSchedulable" if state.node.cordoned else "NodeSchedulable"
            self._event(word)
        elif kind == "revive":
            known = self._context.feed.get("nodes", "", self._context.node.name)
            if known is not None and not _is_ready(known.get("status") or {}):
                self.post()
        elif kind == "status":
            self.post()
            self._later("status", NODE_STATUS_PERIOD)

    def _register(self) -> None:
        context, node = self._context, self._context.node
        spec: Object = {"taints": node.taints} if node.taints else {}
        body = {
            "apiVersion": "v1",
            "kind": "Node",
            "metadata": {
                "name": node.name,
                "labels": dict(node.labels),
                "annotations": {"volumes.kubernetes.io/controller-managed-attach-detach": "true"},
            },
            "spec": spec,
            "status": self._unready(),
        }
        try:
            context.client.create("nodes", "", body)
        except ApiError as error:
            if error.reason == UNREACHABLE:
                return
            if error.reason != "AlreadyExists":
                raise
        context.state.node.registered = True

    def _unready(self) -> Object:
        """The status at registration: not ready yet."""
        status = self.status({})
        for row in status["conditions"]:
            if row["type"] == "Ready":
                row.update(status="False", reason="KubeletNotReady", message=NOT_READY)
        return status

    def _conditions(self, old: Object) -> list[Object]:
        now, pressures = rfc3339(self._context.now), self._context.state.node.pressures
        before = {row["type"]: row for row in old.get("conditions") or ()}
        rows = []
        for type_, good, words, bad, bad_words in CONDITIONS:
            under = type_ in pressures
            rows.append(
                {
                    "type": type_,
                    "status": "True" if under else "False",
                    "reason": bad if under else good,
                    "message": bad_words if under else words,
                }
            )
        rows.append(
            {
                "type": "Ready",
                "status": "True",
                "reason": "KubeletReady",
                "message": "kubelet is posting ready status",
            }
        )
        for row in rows:
            known = before.get(row["type"])
            same = known is not None and known["status"] == row["status"]
            row["lastHeartbeatTime"] = now
            row["lastTransitionTime"] = known["lastTransitionTime"] if known and same else now
        others = [row for row in before.values() if row["type"] not in {r["type"] for r in rows}]
        return others + rows

    def _images(self) -> list[Object]:
        images = sorted(self._context.runtime.images(), key=lambda image: (-image.size, image.id))
        return [
            {"names": [*image.digests, *image.tags][:5], "sizeBytes": image.size}
            for image in images[:MAX_IMAGES]
        ]

    def _renew(self) -> None:
        context = self._context
        now = rfc3339_micro(context.now)
        try:
            lease = context.client.get(
                "leases.coordination.k8s.io", LEASE_NAMESPACE, context.node.name
            )
            spec = {**lease["spec"], "renewTime": now}
            context.client.update("leases.coordination.k8s.io", {**lease, "spec": spec})
        except ApiError as error:
            if error.reason == "NotFound":
                self._first_lease(now)

    def _first_lease(self, now: str) -> None:
        context, name = self._context, self._context.node.name
        try:
            node = context.client.get("nodes", "", name)
            owner = {
                "apiVersion": "v1",
                "kind": "Node",
                "name": name,
                "uid": node["metadata"]["uid"],
            }
            context.client.create(
                "leases.coordination.k8s.io",
                LEASE_NAMESPACE,
                {
                    "apiVersion": "coordination.k8s.io/v1",
                    "kind": "Lease",
                    "metadata": {
                        "name": name,
                        "namespace": LEASE_NAMESPACE,
                        "ownerReferences": [owner],
                    },
                    "spec": {
                        "holderIdentity": name,
                        "leaseDurationSeconds": LEASE_SECONDS,
                        "renewTime": now,
                    },
                },
            )
        except ApiError:
            return  # the namespace is not there yet; tried again in ten seconds

    def _event(self, reason: str) -> None:
        name = self._context.node.name
        message = f"Node {name} status is now: {reason}"
        about = {"kind": "Node", "apiVersion": "v1", "metadata": {"name": name, "uid": name}}
        self._context.recorder.event(about, "Normal", reason, message)


def _is_ready(status: Object) -> bool:
    rows = status.get("conditions") or ()
    return any(row["type"] == "Ready" and row["status"] == "True" for row in rows)
