"""A node as the scheduler sees it: what it has, what its Pods ask for, which ports they hold.

Derived data, rebuilt from the caches.  Not here: whether a Pod fits (``filters``).
"""

from typing import Any

from podlab.engine.scheduler.podinfo import PodInfo, Requests, amount

Object = dict[str, Any]


class NodeInfo:
    """One node and the Pods on it, assumed ones included."""

    __slots__ = (
        "affine",
        "allocatable",
        "counts",
        "images",
        "labels",
        "name",
        "node",
        "pods",
        "requested",
        "score_cpu",
        "score_memory",
        "taints",
    )

    def __init__(self, name: str) -> None:
        self.name = name
        self.node: Object | None = None
        self.labels: dict[str, str] = {}
        self.taints: tuple[Object, ...] = ()
        self.allocatable: Requests = {}
        self.images: dict[str, int] = {}
        self.pods: dict[str, PodInfo] = {}
        self.affine: dict[str, PodInfo] = {}
        self.counts: dict[tuple[str, str], int] = {}
        self.requested: Requests = {}
        self.score_cpu = 0
        self.score_memory = 0

    def set_node(self, node: Object | None) -> None:
        """Learn the node's object, or that it is gone."""
        self.node = node
        if node is None:
            return
        self.labels = node["metadata"].get("labels") or {}
        self.taints = tuple((node.get("spec") or {}).get("taints") or ())
        status = node.get("status") or {}
        self.allocatable = {
            name: amount(name, text) for name, text in (status.get("allocatable") or {}).items()
        }
        self.images = {}
        for image in status.get("images") or ():
            for name in image.get("names") or ():
                self.images[name] = image.get("sizeBytes", 0)

    def add(self, pod: PodInfo) -> None:
        """Count a Pod."""
        self.pods[pod.key] = pod
        if pod.has_affinity:
            self.affine[pod.key] = pod
        self._count(pod, 1)

    def renew(self, pod: PodInfo) -> bool:
        """Keep a Pod that is here as it is now, if that changes nothing; whether it does not."""
        known = self.pods.get(pod.key)
        if known is None or not known.weighs_like(pod):
            return False
        self.pods[pod.key] = pod
        if pod.has_affinity:
            self.affine[pod.key] = pod
        return True

    def remove(self, key: str) -> None:
        """Count a Pod no longer."""
        pod = self.pods.pop(key, None)
        self.affine.pop(key, None)
        if pod is not None:
            self._count(pod, -1)

    def _count(self, pod: PodInfo, sign: int) -> None:
        self.counts.clear()
        requested = self.requested
        for name, number in pod.requests.items():
            requested[name] = requested.get(name, 0) + sign * number
        self.score_cpu += sign * pod.score_cpu
        self.score_memory += sign * pod.score_memory

    def copy(self) -> "NodeInfo":
        """The same node, to try things on."""
        other = NodeInfo(self.name)
        other.node, other.labels, other.taints = self.node, self.labels, self.taints
        other.allocatable, other.images = self.allocatable, self.images
        other.pods, other.affine = dict(self.pods), dict(self.affine)
        other.requested = dict(self.requested)
        other.score_cpu, other.score_memory = self.score_cpu, self.score_memory
        return other
