"""RuntimeClass: the class that a Pod names exists; its overhead and node selector apply."""

from podlab.engine.apiserver.world import World
from podlab.engine.apiserver.writing.review import Review
from podlab.engine.objects.meta import dig, put

RESOURCES = ("pods",)
OPERATIONS = ("CREATE",)


def admit(review: Review, world: World) -> None:
    """Apply the Pod's runtime class."""
    spec = review.obj["spec"]
    name = spec.get("runtimeClassName")
    if name is None:
        if spec.get("overhead"):
            raise review.forbidden(
                "pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead"
            )
        return
    found = world.find("runtimeclasses.node.k8s.io", "", name)
    if found is None:
        raise review.forbidden(f'pod rejected: RuntimeClass "{name}" not found')
    overhead = dig(found, "overhead", "podFixed")
    if spec.get("overhead") and spec["overhead"] != overhead:
        raise review.forbidden(
            "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead"
        )
    if overhead:
        spec = {**spec, "overhead": overhead}
    review.obj = put(review.obj, ("spec",), _scheduled(review, spec, found))


def _scheduled(review: Review, spec: dict[str, object], found: dict[str, object]) -> object:
    wanted = dig(found, "scheduling", "nodeSelector", default={})
    selector = dict(spec.get("nodeSelector") or {})  # type: ignore[call-overload]
    for key, value in wanted.items():
        if selector.get(key, value) != value:
            raise review.forbidden(
                f"conflict: runtimeClass.scheduling.nodeSelector[{key}] = {value}; "
                f"pod.spec.nodeSelector[{key}] = {selector[key]}"
            )
        selector[key] = value
    if wanted:
        spec = {**spec, "nodeSelector": selector}
    added = dig(found, "scheduling", "tolerations", default=[])
    present = list(spec.get("tolerations") or [])  # type: ignore[call-overload]
    fresh = [row for row in added if row not in present]
    return {**spec, "tolerations": [*present, *fresh]} if fresh else spec
