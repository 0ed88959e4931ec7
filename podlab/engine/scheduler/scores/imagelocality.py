"""ImageLocality: nodes that have the images already are better."""

from podlab.engine.scheduler.cycle import MAX_SCORE, Cycle
from podlab.engine.scheduler.nodeinfo import NodeInfo

_MEGABYTE = 1024 * 1024
_LEAST = 23 * _MEGABYTE
_MOST = 1000 * _MEGABYTE


class ImageLocality:
    """Weighs images by their size and by how many nodes have them."""

    name = "ImageLocality"
    local = False
    weight = 1

    def prepare(self, cycle: Cycle, feasible: list[NodeInfo]) -> bool:
        """What each of the Pod's images is worth: its size, as the first node tells it for the
        whole cluster, times the share of nodes that have it."""
        spec = cycle.pod.pod["spec"]
        containers = [*(spec.get("initContainers") or ()), *(spec.get("containers") or ())]
        names = [_full(container.get("image", "")) for container in containers]
        worth = {}
        for name in names:
            known = f"images/{name}"
            if known not in cycle.shared:
                cycle.shared[known] = _worth(cycle, name)
            if cycle.shared[known] is not None:
                worth[name] = cycle.shared[known]
        cycle.notes[self.name] = (names, worth)
        cycle.memos[self.name] = f"images/{names}/{worth}"
        return True

    def score(self, cycle: Cycle, node: NodeInfo) -> int:
        """0 below 23 MB, 100 above 1000 MB a container."""
        names, worth = cycle.notes[self.name]
        most = _MOST * len(names)
        total = sum(worth[name] for name in names if name in node.images)
        scaled: int = MAX_SCORE * (min(max(total, _LEAST), most) - _LEAST) // (most - _LEAST)
        return scaled

    def normalize(self, cycle: Cycle, nodes: list[NodeInfo], scores: list[int]) -> list[int]:
        """They are in range already."""
        return scores


def _worth(cycle: Cycle, name: str) -> int | None:
    """An image's size on the first node that has it, times the share of nodes that do."""
    sizes = [node.images[name] for node in cycle.nodes if name in node.images]
    return int(sizes[0] * (len(sizes) / len(cycle.nodes))) if sizes else None


def _full(name: str) -> str:
    return name if name.rfind(":") > name.rfind("/") else f"{name}:latest"
