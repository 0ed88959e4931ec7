"""NodeResourcesBalancedAllocation: cpu and memory should be used alike."""

from podlab.engine.scheduler.cycle import MAX_SCORE, Cycle
from podlab.engine.scheduler.nodeinfo import NodeInfo


class NodeResourcesBalancedAllocation:
    """Compares the imbalance with the Pod to that without it."""

    name = "NodeResourcesBalancedAllocation"
    local = True
    weight = 1

    def prepare(self, cycle: Cycle, feasible: list[NodeInfo]) -> bool:
        """Only if the Pod asks for cpu or memory."""
        requests = cycle.pod.requests
        return bool(requests.get("cpu") or requests.get("memory"))

    def score(self, cycle: Cycle, node: NodeInfo) -> int:
        """50 when nothing changes, more when the Pod evens things out."""
        after = _balance(node, cycle.pod.requests)
        before = _balance(node, {})
        half = MAX_SCORE // 2
        return half + _halved(half + after - before)

    def normalize(self, cycle: Cycle, nodes: list[NodeInfo], scores: list[int]) -> list[int]:
        """They are in range already."""
        return scores


def _halved(number: int) -> int:
    return number // 2 if number >= 0 else -(-number // 2)


def _balance(node: NodeInfo, more: dict[str, int]) -> int:
    shares = []
    for name in ("cpu", "memory"):
        has = node.allocatable.get(name, 0)
        if has:
            used = node.requested.get(name, 0) + more.get(name, 0)
            shares.append(min(1.0, used / has))
    spread = abs((shares[0] - shares[1]) / 2) if len(shares) == 2 else 0.0
    return int((1 - spread) * MAX_SCORE)
