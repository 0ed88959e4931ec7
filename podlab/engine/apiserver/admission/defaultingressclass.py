"""DefaultIngressClass: an ingress that names no class gets the default one."""

from podlab.engine.apiserver.world import World
from podlab.engine.apiserver.writing.review import Review
from podlab.engine.objects.meta import put

RESOURCES = ("ingresses.networking.k8s.io",)
OPERATIONS = ("CREATE",)

_MARK = "ingressclass.kubernetes.io/is-default-class"
_LEGACY = "kubernetes.io/ingress.class"


def admit(review: Review, world: World) -> None:
    """Name the default class."""
    metadata = review.obj["metadata"]
    if review.obj["spec"].get("ingressClassName") is not None:
        return
    if _LEGACY in (metadata.get("annotations") or {}):
        return
    marked = [
        row
        for row in world.list("ingressclasses.networking.k8s.io")
        if (row["metadata"].get("annotations") or {}).get(_MARK) == "true"
    ]
    if marked:
        newest = max(marked, key=lambda row: row["metadata"].get("creationTimestamp", ""))
        path = ("spec", "ingressClassName")
        review.obj = put(review.obj, path, newest["metadata"]["name"])
