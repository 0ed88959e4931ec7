"""Goals about the history of a Deployment."""

from typing import Any

from lessons.goals import arguments as are
from lessons.goals.verdict import PASSED, Goal, Verdict, missing
from lessons.narrowed import Which
from lessons.observation import Observation
from podlab.engine.objects.meta import dig


def _images(seen: Observation, wanted: dict[str, Any]) -> Verdict:
    """The Deployment went through these images in this order, each rolled out if asked."""
    namespace, left = wanted.get("namespace", "default"), list(wanted["images"])
    for change in seen.history("deployments.apps", namespace, Which(wanted["name"])):
        if change.type == "DELETED" or not left:
            continue
        containers = dig(change.object, "spec", "template", "spec", "containers", default=[])
        image = containers[0].get("image") if containers else ""
        if image == left[0] and (not _asked(wanted, left) or _complete(change.object)):
            left.pop(0)
    if left:
        return missing("image-not-rolled-out", name=wanted["name"], image=left[0])
    return PASSED


def _asked(wanted: dict[str, Any], left: list[Any]) -> bool:
    """Whether the next image must be fully out; ``last``: only the last one."""
    asked = wanted.get("complete", False)
    return len(left) == 1 if asked == "last" else bool(asked)


def _complete(deployment: dict[str, Any]) -> bool:
    status, wanted = deployment.get("status") or {}, dig(deployment, "spec", "replicas")
    return bool(
        status.get("observedGeneration") == deployment["metadata"].get("generation")
        and status.get("updatedReplicas") == wanted
        and status.get("availableReplicas") == wanted
        and status.get("replicas") == wanted
    )


IMAGES = Goal(
    _images,
    {"name": are.name, "images": are.list_of(are.image)},
    {"namespace": are.namespace, "complete": are.one_of(True, False, "last")},
)
"""A Deployment's first container went through these images (``complete``: each fully out;
``complete: last``: only the last one must be)."""
