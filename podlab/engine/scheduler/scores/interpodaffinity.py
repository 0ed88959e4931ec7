"""InterPodAffinity: preferred terms of this Pod, and all terms of the Pods that are there."""

from podlab.engine.scheduler.cycle import MAX_SCORE, Cycle
from podlab.engine.scheduler.nodeinfo import NodeInfo
from podlab.engine.scheduler.podinfo import PodInfo, Term

Pairs = dict[str, dict[str, int]]

HARD_WEIGHT = 1
"""What a required term of a Pod that is there weighs for one that comes."""


class InterPodAffinity:
    """Sums weights per topology pair."""

    name = "InterPodAffinity"
    local = False
    weight = 2

    def prepare(self, cycle: Cycle, feasible: list[NodeInfo]) -> bool:
        """Go through the Pods that matter."""
        pod = cycle.pod
        asks = bool(pod.preferred or pod.preferred_anti)
        pairs: Pairs = {}
        for node in cycle.nodes if asks else cycle.affine():
            if not node.labels:
                continue
            for other in (node.pods if asks else node.affine).values():
                _weigh(cycle, pairs, node, other)
        if not pairs:
            return False
        cycle.notes["affinity-score"] = pairs
        return True

    def score(self, cycle: Cycle, node: NodeInfo) -> int:
        """The sum over the node's topologies."""
        pairs: Pairs = cycle.notes["affinity-score"]
        return sum(
            values.get(node.labels[key], 0) for key, values in pairs.items() if key in node.labels
        )

    def normalize(self, cycle: Cycle, nodes: list[NodeInfo], scores: list[int]) -> list[int]:
        """Between the least and the greatest."""
        low, high = min(scores), max(scores)
        if high == low:
            return [0] * len(scores)
        span = high - low
        return [int(MAX_SCORE * ((value - low) / span)) for value in scores]


def _weigh(cycle: Cycle, pairs: Pairs, node: NodeInfo, other: PodInfo) -> None:
    pod, names = cycle.pod, cycle.namespaces()
    rows: list[tuple[Term, PodInfo, int]] = []
    rows += [(term, other, term.weight) for term in pod.preferred]
    rows += [(term, other, -term.weight) for term in pod.preferred_anti]
    rows += [(term, pod, HARD_WEIGHT) for term in other.required]
    rows += [(term, pod, term.weight) for term in other.preferred]
    rows += [(term, pod, -term.weight) for term in other.preferred_anti]
    for term, target, weight in rows:
        value = node.labels.get(term.topology)
        if value is not None and term.matches(target, names):
            values = pairs.setdefault(term.topology, {})
            values[value] = values.get(value, 0) + weight
