"""Priority: a Pod's priority number follows from its class, or from the default class."""

from typing import Any

from podlab.engine.apiserver.world import World
from podlab.engine.apiserver.writing.review import Review
from podlab.engine.objects.meta import put

Object = dict[str, Any]

RESOURCES = ("pods", "priorityclasses.scheduling.k8s.io")
OPERATIONS = ("CREATE", "UPDATE")

_CLASSES = "priorityclasses.scheduling.k8s.io"


def admit(review: Review, world: World) -> None:
    """Set priority and preemption policy."""
    if review.kind.resource != "pods" or review.subresource:
        return
    if review.operation == "UPDATE":
        _keep(review)
        return
    spec = review.obj["spec"]
    found = _class_of(review, world, spec.get("priorityClassName", ""))
    value = found.get("value", 0) if found else 0
    policy = (found or {}).get("preemptionPolicy", "PreemptLowerPriority")
    if spec.get("priority") is not None and spec["priority"] != value:
        raise review.forbidden(
            f"the integer value of priority ({spec['priority']}) must not be provided in pod "
            f"spec; priority admission controller computed {value} from the given PriorityClass "
            "name"
        )
    if spec.get("preemptionPolicy") not in (None, policy):
        raise review.forbidden(
            f"the string value of PreemptionPolicy ({spec['preemptionPolicy']}) must not be "
            f"provided in pod spec; priority admission controller computed {policy} from the "
            "given PriorityClass name"
        )
    added: Object = {"priority": value, "preemptionPolicy": policy}
    if found:
        added["priorityClassName"] = found["metadata"]["name"]
    review.obj = put(review.obj, ("spec",), {**spec, **added})


def validate(review: Review, world: World) -> None:
    """Only one class may be the default."""
    if review.kind.resource != _CLASSES or not review.obj.get("globalDefault"):
        return
    for other in world.list(_CLASSES):
        name = other["metadata"]["name"]
        if other.get("globalDefault") and name != review.obj["metadata"]["name"]:
            raise review.forbidden(
                f"PriorityClass {name} is already marked as default. Only one default can exist"
            )


def _keep(review: Review) -> None:
    """An update that leaves the priority out keeps it."""
    before = (review.old or {}).get("spec") or {}
    spec = review.obj["spec"]
    kept = {
        key: before[key]
        for key in ("priority", "preemptionPolicy")
        if spec.get(key) is None and before.get(key) is not None
    }
    if kept:
        review.obj = put(review.obj, ("spec",), {**spec, **kept})


def _class_of(review: Review, world: World, name: str) -> Object | None:
    if name:
        found = world.find(_CLASSES, "", name)
        if found is None:
            raise review.forbidden(f"no PriorityClass with name {name} was found")
        return found
    if not world.store.count(_CLASSES):
        return None
    defaults = [row for row in world.list(_CLASSES) if row.get("globalDefault")]
    return min(defaults, key=lambda row: row.get("value", 0), default=None)
