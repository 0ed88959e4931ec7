"""TaintToleration: fewer PreferNoSchedule taints are better."""

from podlab.engine.client.nodematching import untolerated
from podlab.engine.scheduler.cycle import Cycle, proportional
from podlab.engine.scheduler.nodeinfo import NodeInfo


class TaintToleration:
    """Counts soft taints that the Pod does not tolerate."""

    name = "TaintToleration"
    local = True
    weight = 3

    def prepare(self, cycle: Cycle, feasible: list[NodeInfo]) -> bool:
        """Always."""
        return True

    def score(self, cycle: Cycle, node: NodeInfo) -> int:
        """How many are not tolerated."""
        if not node.taints:
            return 0
        return len(untolerated(node.taints, cycle.pod.tolerations, ("PreferNoSchedule",)))

    def normalize(self, cycle: Cycle, nodes: list[NodeInfo], scores: list[int]) -> list[int]:
        """The fewest are the best."""
        return proportional(scores, reverse=True)
