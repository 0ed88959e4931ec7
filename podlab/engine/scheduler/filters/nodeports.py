"""NodePorts: two Pods cannot hold the same port of a node."""

from podlab.engine.scheduler.cycle import Cycle, Refusal
from podlab.engine.scheduler.nodeinfo import NodeInfo

Port = tuple[str, str, int]


class NodePorts:
    """Refuses nodes on which a wanted host port is taken."""

    name = "NodePorts"
    local = True

    def prepare(self, cycle: Cycle) -> Refusal | bool:
        """Only if the Pod wants host ports."""
        return bool(cycle.pod.ports)

    def check(self, cycle: Cycle, node: NodeInfo) -> Refusal | None:
        """Each wanted port must be free at its address."""
        for wanted in cycle.pod.ports:
            for pod in node.pods.values():
                if any(_conflict(wanted, taken) for taken in pod.ports):
                    reason = "node(s) didn't have free ports for the requested pod ports"
                    return Refusal(self.name, (reason,), False)
        return None


def _conflict(one: Port, other: Port) -> bool:
    if one[1:] != other[1:]:
        return False
    return one[0] == other[0] or "0.0.0.0" in (one[0], other[0])
