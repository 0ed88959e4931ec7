"""What kubelets hear from the API server: one shared view for all nodes of a cluster.

Each real kubelet watches the Pods of its node and the objects that these refer to.  One informer
per node would cost a call per node for each write, so all kubelets of a simulated cluster share one
and are told of their own Pods only.  Not here: what a kubelet does with them.
"""

from collections.abc import Callable
from typing import Any

from podlab.engine.client.informer import Informers, InformersState
from podlab.engine.kernel.simulation import Simulation
from podlab.engine.store.store import Store

Object = dict[str, Any]

OnPod = Callable[[str, Object], None]
"""``on_pod(type, pod)`` with type ADDED, MODIFIED or DELETED."""

OnObject = Callable[[str, str, str], None]
"""``on_object(resource, namespace, name)``: a ConfigMap or Secret changed."""


OnNode = Callable[[Object], None]
"""``on_node(node)``: the kubelet's own Node changed."""


class NodeFeed:
    """The Pods by node, and the other objects that kubelets read."""

    def __init__(self, state: InformersState, store: Store, sim: Simulation) -> None:
        self._informers = Informers("kubelets", state, store, sim)
        self._pods: dict[str, OnPod] = {}
        self._objects: dict[str, OnObject] = {}
        self._nodes: dict[str, OnNode] = {}
        self._informers.watch("pods", self._on_pod, only=_is_bound)
        self._informers.watch("services")
        self._informers.watch("nodes", self._on_node)
        self._informers.watch("persistentvolumeclaims")
        self._informers.watch("persistentvolumes")
        self._informers.watch("configmaps", self._on_configmap)
        self._informers.watch("secrets", self._on_secret)

    def start(self) -> None:
        """List everything once, when the cluster starts for the first time."""
        self._informers.start()

    def join(self, node: str, on_pod: OnPod, on_object: OnObject, on_node: OnNode) -> None:
        """Tell a kubelet of its node's Pods, its node and mounted objects from now on."""
        self._pods[node] = on_pod
        self._objects[node] = on_object
        self._nodes[node] = on_node

    def leave(self, node: str) -> None:
        """Tell a kubelet nothing more."""
        self._pods.pop(node, None)
        self._objects.pop(node, None)
        self._nodes.pop(node, None)

    def pods_of(self, node: str) -> list[Object]:
        """The Pods that are bound to a node, as known now."""
        pods = self._informers.list("pods")
        return [pod for pod in pods if pod["spec"].get("nodeName") == node]

    def get(self, resource: str, namespace: str, name: str) -> Object | None:
        """One object, as known now."""
        return self._informers.get(resource, namespace, name)

    def services(self, namespace: str) -> list[Object]:
        """A namespace's Services, as known now."""
        return self._informers.list("services", namespace)

    def _on_pod(self, type_: str, pod: Object, _previous: Object | None) -> None:
        on_pod = self._pods.get(pod["spec"].get("nodeName", ""))
        if on_pod is not None:
            on_pod(type_, pod)

    def _on_node(self, type_: str, node: Object, _previous: Object | None) -> None:
        on_node = self._nodes.get(node["metadata"]["name"])
        if on_node is not None and type_ != "DELETED":
            on_node(node)

    def _on_configmap(self, _type: str, obj: Object, _previous: Object | None) -> None:
        self._tell("configmaps", obj)

    def _on_secret(self, _type: str, obj: Object, _previous: Object | None) -> None:
        self._tell("secrets", obj)

    def _tell(self, resource: str, obj: Object) -> None:
        metadata = obj["metadata"]
        for on_object in self._objects.values():
            on_object(resource, metadata.get("namespace", ""), metadata["name"])


def _is_bound(pod: Object) -> bool:
    return bool(pod["spec"].get("nodeName"))
