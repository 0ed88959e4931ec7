"""NodeResourcesFit: the node with most left is the best (LeastAllocated)."""

from podlab.engine.scheduler.cycle import MAX_SCORE, Cycle
from podlab.engine.scheduler.nodeinfo import NodeInfo


class NodeResourcesFit:
    """The mean of the free shares of cpu and memory, once the Pod is there."""

    name = "NodeResourcesFit"
    local = True
    weight = 1

    def prepare(self, cycle: Cycle, feasible: list[NodeInfo]) -> bool:
        """Always."""
        return True

    def score(self, cycle: Cycle, node: NodeInfo) -> int:
        """Containers that ask for nothing count a little, so that they spread."""
        pod, shares = cycle.pod, []
        for name, asked in (
            ("cpu", node.score_cpu + pod.score_cpu),
            ("memory", node.score_memory + pod.score_memory),
        ):
            has = node.allocatable.get(name, 0)
            if has:
                shares.append(max(0, (has - asked) * MAX_SCORE // has) if asked <= has else 0)
        return sum(shares) // len(shares) if shares else 0

    def normalize(self, cycle: Cycle, nodes: list[NodeInfo], scores: list[int]) -> list[int]:
        """They are shares already."""
        return scores
