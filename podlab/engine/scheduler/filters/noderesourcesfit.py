"""NodeResourcesFit: a node must have left what the Pod asks for."""

from podlab.engine.scheduler.cycle import Cycle, Refusal
from podlab.engine.scheduler.nodeinfo import NodeInfo

_FIRST = ("cpu", "memory", "ephemeral-storage")


class NodeResourcesFit:
    """Refuses nodes that are too full, or too small."""

    name = "NodeResourcesFit"
    local = True

    def prepare(self, cycle: Cycle) -> Refusal | bool:
        """What is asked, in the order in which it is looked at."""
        requests = cycle.pod.requests
        others = sorted(name for name in requests if name not in _FIRST)
        names = [name for name in (*_FIRST, *others) if requests.get(name)]
        cycle.notes[self.name] = [(name, requests[name]) for name in names]
        return True

    def check(self, cycle: Cycle, node: NodeInfo) -> Refusal | None:
        """Pods, then each resource; more than the node ever has is final."""
        reasons: list[str] = []
        final = False
        allocatable = node.allocatable
        if len(node.pods) + 1 > allocatable.get("pods", 0):
            reasons.append("Too many pods")
        for name, asked in cycle.notes[self.name]:
            has = allocatable.get(name, 0)
            if asked > has - node.requested.get(name, 0):
                reasons.append(f"Insufficient {name}")
                final = final or asked > has
        return Refusal(self.name, tuple(reasons), final) if reasons else None
