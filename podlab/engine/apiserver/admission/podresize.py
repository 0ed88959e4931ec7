"""PodResize: a running Pod may not ask for more than its node has to give.

Not here: whether there is room beside the node's other Pods (the kubelet puts such a resize off).
"""

from typing import Any

from podlab.engine.apiserver.world import World
from podlab.engine.apiserver.writing.review import Review
from podlab.engine.objects import quantity
from podlab.engine.objects.meta import dig
from podlab.engine.objects.podresources import totals

Object = dict[str, Any]

RESOURCES = ("pods",)
OPERATIONS = ("UPDATE",)


def validate(review: Review, world: World) -> None:
    """Refuse a resize beyond the node's allocatable resources."""
    if review.subresource != "resize":
        return
    pod = review.obj
    name = pod["spec"].get("nodeName")
    if not name or pod["spec"] == (review.old or {}).get("spec"):
        return
    node = world.find("nodes", "", name)
    if node is None:
        raise review.forbidden(f'node "{name}" not found')
    words, requests = [], totals(pod, "requests")
    for resource, scale in (("cpu", 1), ("memory", 1000)):
        asked = _milli(requests.get(resource)) // scale
        given = _milli(dig(node, "status", "allocatable", resource)) // scale
        if asked > given:
            words.append(f"{resource}, requested: {asked}, allocatable: {given}")
    if words:
        raise review.forbidden(f"node didn't have enough allocatable resources: {'; '.join(words)}")


def _milli(text: Any) -> int:
    return 0 if text in (None, "") else quantity.milli(text)
