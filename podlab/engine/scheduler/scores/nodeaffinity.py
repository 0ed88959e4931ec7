"""NodeAffinity: nodes that more of the preferred terms mean are better."""

from podlab.engine.client.nodematching import matches_term, preferred_terms
from podlab.engine.scheduler.cycle import Cycle, proportional
from podlab.engine.scheduler.nodeinfo import NodeInfo


class NodeAffinity:
    """Sums the weights of the preferred terms that a node fulfils."""

    name = "NodeAffinity"
    local = True
    weight = 2

    def prepare(self, cycle: Cycle, feasible: list[NodeInfo]) -> bool:
        """Only if the Pod prefers anything."""
        return bool(preferred_terms(cycle.pod.pod["spec"]))

    def score(self, cycle: Cycle, node: NodeInfo) -> int:
        """The sum of weights."""
        return sum(
            int(row.get("weight", 0))
            for row in preferred_terms(cycle.pod.pod["spec"])
            if matches_term(row.get("preference") or {}, node.labels, node.name)
        )

    def normalize(self, cycle: Cycle, nodes: list[NodeInfo], scores: list[int]) -> list[int]:
        """In proportion to the best."""
        return proportional(scores, reverse=False)
