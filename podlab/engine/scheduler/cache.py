"""The scheduler's picture of the nodes: informer caches plus what it has just assumed.

Derived but for ``assumed``, which the scheduler's state keeps.  Not here: decisions.
"""

from bisect import bisect_left, insort
from typing import Any

from podlab.engine.client.informer import Informers
from podlab.engine.scheduler.columns import Columns
from podlab.engine.scheduler.cycle import AFFINE
from podlab.engine.scheduler.nodeinfo import NodeInfo
from podlab.engine.scheduler.podinfo import PodInfo, pod_info

Object = dict[str, Any]


class SchedulerCache:
    """Nodes by name, with the Pods on them."""

    def __init__(self, informers: Informers, assumed: dict[str, str]) -> None:
        self._informers = informers
        self._assumed = assumed
        self._nodes: dict[str, NodeInfo] = {}
        self._names: list[str] = []
        self._sorted: list[NodeInfo] = []
        self._where: dict[str, str] = {}
        self.shared: dict[str, Any] = {}
        """What plugins found out about all nodes together; forgotten when one changes."""
        self.columns = Columns()
        for node in informers.state.caches["nodes"].values():
            self.set_node(node)
        for pod in informers.state.caches["pods"].values():
            self.set_pod(pod)
        for key, name in assumed.items():
            found = informers.get("pods", *key.split("/"))
            if found is not None:
                self._place(pod_info(found), name)

    def nodes(self) -> list[NodeInfo]:
        """All nodes by name; not to be changed."""
        if len(self._sorted) != len(self._names):
            self._sorted = [self._nodes[name] for name in self._names]
        return self._sorted

    def node(self, name: str) -> NodeInfo | None:
        """One node, None if it is not there."""
        found = self._nodes.get(name)
        return found if found is not None and found.node is not None else None

    def set_node(self, node: Object) -> None:
        """A node is new or has changed."""
        name = node["metadata"]["name"]
        info = self._nodes.setdefault(name, NodeInfo(name))
        if info.node is None:
            insort(self._names, name)
            self._renumber()
        info.set_node(node)
        self._changed(info)
        self.shared.clear()

    def drop_node(self, name: str) -> None:
        """A node is gone; its Pods are remembered in case it comes back."""
        info = self._nodes.get(name)
        if info is not None and info.node is not None:
            info.set_node(None)
            self.shared.clear()
            self._names.remove(name)
            self._renumber()

    def set_pod(self, pod: Object) -> None:
        """A Pod is new or has changed: count it where it runs, unless it has finished."""
        metadata = pod["metadata"]
        key = f"{metadata['namespace']}/{metadata['name']}"
        node = pod["spec"].get("nodeName")
        if node:
            self._assumed.pop(key, None)
        elif key in self._assumed:
            return
        finished = (pod.get("status") or {}).get("phase") in ("Succeeded", "Failed")
        if not node or finished:
            self._lift(key)
            return
        info = pod_info(pod)
        if self._where.get(key) == node and self._nodes[node].renew(info):
            return  # mostly a binding that was assumed and is confirmed now
        self._lift(key)
        self._place(info, node)

    def drop_pod(self, key: str) -> None:
        """A Pod is gone."""
        self._assumed.pop(key, None)
        self._lift(key)

    def assume(self, pod: PodInfo, node: str) -> None:
        """Count a Pod where it is being bound, before anybody confirms it."""
        self._assumed[pod.key] = node
        self._place(pod, node)

    def forget(self, key: str) -> None:
        """The binding failed."""
        self.drop_pod(key)

    def _place(self, pod: PodInfo, node: str) -> None:
        info = self._nodes.setdefault(node, NodeInfo(node))
        info.add(pod)
        self._where[pod.key] = node
        self._changed(info)
        if pod.has_affinity:
            self.shared.pop(AFFINE, None)

    def _lift(self, key: str) -> None:
        node = self._where.pop(key, None)
        if node is None:
            return
        info = self._nodes[node]
        if key in info.affine:
            self.shared.pop(AFFINE, None)
        info.remove(key)
        self._changed(info)

    def _changed(self, info: NodeInfo) -> None:
        """What was found out about a node holds no longer."""
        if info.node is not None:
            self.columns.forget(bisect_left(self._names, info.name))

    def _renumber(self) -> None:
        """There are other nodes than before."""
        self._sorted = []
        self.columns.clear()
