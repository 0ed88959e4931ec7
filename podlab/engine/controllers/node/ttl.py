"""The TTL controller: tells kubelets how long they may keep Secrets and ConfigMaps, by the size of
the cluster, in an annotation of each Node.  Not here: what kubelets make of it.
"""

from typing import Any

from podlab.engine.controllers.context import ControllerContext

Object = dict[str, Any]

NAME = "ttl-controller"
ANNOTATION = "node.alpha.kubernetes.io/ttl"
_STEPS = ((100, 0), (500, 15), (1000, 30), (2000, 60))
"""Up to so many nodes: seconds."""
_MOST = 300


class TtlController:
    """Annotates nodes."""

    def __init__(self, context: ControllerContext) -> None:
        self._informers = context.informers
        self._client = context.client(NAME)
        self.queue = context.queue(NAME, self.reconcile)
        context.informers.watch("nodes", self._on_node)

    def _on_node(self, type_: str, node: Object, previous: Object | None) -> None:
        if type_ != "DELETED" and previous is None:
            self.queue.add(node["metadata"]["name"])

    def reconcile(self, key: str) -> None:
        """One node."""
        node = self._informers.get("nodes", "", key)
        if node is None:
            return
        wanted = str(seconds_for(len(self._informers.state.caches["nodes"])))
        if (node["metadata"].get("annotations") or {}).get(ANNOTATION) != wanted:
            patch = {"metadata": {"annotations": {ANNOTATION: wanted}}}
            self._client.patch("nodes", "", key, patch, "merge")


def seconds_for(nodes: int) -> int:
    """How long kubelets of a cluster of that size may keep what they read."""
    return next((seconds for limit, seconds in _STEPS if nodes <= limit), _MOST)
