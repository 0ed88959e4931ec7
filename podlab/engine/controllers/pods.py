"""What controllers ask about Pods: readiness, activity, and the shared indexes of Pods.

Not here: making or deleting them (``podcontrol``).
"""

from typing import Any

from podlab.engine.controllers.context import ControllerContext
from podlab.engine.controllers.index import Index
from podlab.engine.kernel.clock import SECOND, parse_rfc3339
from podlab.engine.objects.meta import labels_of

Object = dict[str, Any]


def _owner_keys(pod: Object) -> list[str]:
    for reference in pod["metadata"].get("ownerReferences") or ():
        if reference.get("controller"):
            return [reference["uid"]]
    return ["orphan/" + pod["metadata"]["namespace"]]


def _label_keys(pod: Object) -> list[str]:
    metadata = pod["metadata"]
    namespace = metadata["namespace"]
    labels = metadata.get("labels") or {}
    return [namespace, *(f"{namespace}/{key}={value}" for key, value in labels.items())]


def _node_keys(pod: Object) -> list[str]:
    name = pod["spec"].get("nodeName")
    return [name] if name else []


def pods_by_owner(context: ControllerContext) -> Index:
    """Pods by their controller's uid; ``orphan/NAMESPACE`` has those without one."""
    return context.index("pods-by-owner", "pods", _owner_keys)


def pods_by_label(context: ControllerContext) -> Index:
    """Pods by ``namespace/key=value``, and by ``namespace``."""
    return context.index("pods-by-label", "pods", _label_keys)


def pods_by_node(context: ControllerContext) -> Index:
    """Pods by the node that they were assigned to."""
    return context.index("pods-by-node", "pods", _node_keys)


def pods_matching(index: Index, namespace: str, labels: dict[str, str]) -> list[Object]:
    """Pods of a namespace that have all these labels (of ``pods_by_label``)."""
    keys = [f"{namespace}/{key}={value}" for key, value in labels.items()]
    if not keys:
        return index.objects(namespace)
    rarest = min(keys, key=index.count)
    wanted = labels.items()
    return [pod for pod in index.objects(rarest) if wanted <= labels_of(pod).items()]


def condition(obj: Object, type_: str) -> Object | None:
    """A condition of an object's status by its type."""
    for row in (obj.get("status") or {}).get("conditions") or ():
        if row["type"] == type_:
            return dict(row)
    return None


def is_ready(pod: Object) -> bool:
    """Whether the Pod's Ready condition is True."""
    for row in (pod.get("status") or {}).get("conditions") or ():
        if row["type"] == "Ready":
            return bool(row["status"] == "True")
    return False


def phase(pod: Object) -> str:
    """``status.phase``; Pending if it has none yet."""
    return (pod.get("status") or {}).get("phase") or "Pending"


def is_finished(pod: Object) -> bool:
    """Whether the Pod's phase is Succeeded or Failed."""
    return phase(pod) in ("Succeeded", "Failed")


def is_active(pod: Object) -> bool:
    """Whether the Pod counts as a replica: neither finished nor being deleted."""
    return "deletionTimestamp" not in pod["metadata"] and not is_finished(pod)


def is_being_removed(pod: Object) -> bool:
    """Whether the Pod is terminating and not finished yet."""
    return "deletionTimestamp" in pod["metadata"] and not is_finished(pod)


def available_at(pod: Object, min_ready_seconds: int) -> int | None:
    """When the Pod counts as available, in microseconds; None while it is not ready."""
    ready = condition(pod, "Ready")
    if ready is None or ready["status"] != "True":
        return None
    if not min_ready_seconds or not ready.get("lastTransitionTime"):
        return 0
    return parse_rfc3339(ready["lastTransitionTime"]) + min_ready_seconds * SECOND


def is_available(pod: Object, min_ready_seconds: int, now: int) -> bool:
    """Whether the Pod has been ready for as long as is asked."""
    since = available_at(pod, min_ready_seconds)
    return since is not None and since <= now


def matters(pod: Object, previous: Object) -> bool:
    """Whether a change of a Pod can change what a workload controller counts."""
    old, new = previous["metadata"], pod["metadata"]
    told = pod.get("status") is not previous.get("status")
    return (
        (told and phase(pod) != phase(previous))
        or (told and is_ready(pod) != is_ready(previous))
        or ("deletionTimestamp" in new) != ("deletionTimestamp" in old)
        or new.get("labels") != old.get("labels")
        or new.get("ownerReferences") != old.get("ownerReferences")
        or new.get("finalizers") != old.get("finalizers")
    )
