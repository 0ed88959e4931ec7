"""TaintNodesByCondition: a new node is not ready until its kubelet says so."""

from podlab.engine.apiserver.world import World
from podlab.engine.apiserver.writing.review import Review
from podlab.engine.objects.meta import dig, put

RESOURCES = ("nodes",)
OPERATIONS = ("CREATE",)

_TAINT = {"key": "node.kubernetes.io/not-ready", "effect": "NoSchedule"}


def admit(review: Review, _world: World) -> None:
    """Add the not-ready taint."""
    taints = dig(review.obj, "spec", "taints", default=[])
    if _TAINT not in taints:
        spec = review.obj.get("spec") or {}
        review.obj = put(review.obj, ("spec",), {**spec, "taints": [*taints, dict(_TAINT)]})
