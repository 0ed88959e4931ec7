"""NodeName: a Pod that names its node runs there or nowhere."""

from podlab.engine.scheduler.cycle import Cycle, Refusal
from podlab.engine.scheduler.nodeinfo import NodeInfo


class NodeName:
    """Refuses every other node."""

    name = "NodeName"
    local = True

    def prepare(self, cycle: Cycle) -> Refusal | bool:
        """Only if the Pod names a node."""
        return bool(cycle.pod.pod["spec"].get("nodeName"))

    def check(self, cycle: Cycle, node: NodeInfo) -> Refusal | None:
        """The name must be the same."""
        if cycle.pod.pod["spec"]["nodeName"] == node.name:
            return None
        return Refusal(self.name, ("node(s) didn't match the requested node name",), True)
