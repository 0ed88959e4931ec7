"""TaintToleration: taints keep Pods away that do not tolerate them."""

from podlab.engine.client.nodematching import untolerated
from podlab.engine.scheduler.cycle import Cycle, Refusal
from podlab.engine.scheduler.nodeinfo import NodeInfo


class TaintToleration:
    """Refuses nodes with an untolerated NoSchedule or NoExecute taint."""

    name = "TaintToleration"
    local = True

    def prepare(self, cycle: Cycle) -> Refusal | bool:
        """Always."""
        return True

    def check(self, cycle: Cycle, node: NodeInfo) -> Refusal | None:
        """Every such taint must be tolerated."""
        if not node.taints:
            return None
        if not untolerated(node.taints, cycle.pod.tolerations, ("NoSchedule", "NoExecute")):
            return None
        return Refusal(self.name, ("node(s) had untolerated taint(s)",), True)
