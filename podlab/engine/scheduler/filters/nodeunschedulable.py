"""NodeUnschedulable: cordoned nodes take only Pods that tolerate it."""

from podlab.engine.client.nodematching import untolerated
from podlab.engine.scheduler.cycle import Cycle, Refusal
from podlab.engine.scheduler.nodeinfo import NodeInfo

_TAINT = {"key": "node.kubernetes.io/unschedulable", "effect": "NoSchedule"}


class NodeUnschedulable:
    """Refuses nodes with ``spec.unschedulable``."""

    name = "NodeUnschedulable"
    local = True

    def prepare(self, cycle: Cycle) -> Refusal | bool:
        """Always."""
        return True

    def check(self, cycle: Cycle, node: NodeInfo) -> Refusal | None:
        """As if the node had the taint that stands for it."""
        if node.node is None or not (node.node.get("spec") or {}).get("unschedulable"):
            return None
        if not untolerated((_TAINT,), cycle.pod.tolerations, ("NoSchedule",)):
            return None
        return Refusal(self.name, ("node(s) were unschedulable",), True)
