"""``pods/binding``: the scheduler's decision, written into the Pod."""

from typing import Any

from podlab.engine.objects import status
from podlab.engine.objects.meta import dig, is_terminating, put

Object = dict[str, Any]


def bound(pod: Object, binding: Object, now_text: str) -> Object:
    """The Pod on its node; ApiError Conflict when it cannot be bound."""
    name = pod["metadata"]["name"]
    node = dig(binding, "target", "name", default="")
    if not node:
        raise status.bad_request("target.name: Required value")
    uid = dig(binding, "metadata", "uid", default="")
    if uid and uid != pod["metadata"]["uid"]:
        raise _conflict(
            name,
            f"Precondition failed: UID in precondition: {uid}, UID in object "
            f"meta: {pod['metadata']['uid']}",
        )
    if is_terminating(pod):
        raise _conflict(name, f"pod {name} is being deleted, cannot be assigned to a host")
    taken = dig(pod, "spec", "nodeName", default="")
    if taken:
        raise _conflict(name, f'pod {name} is already assigned to node "{taken}"')
    if dig(pod, "spec", "schedulingGates"):
        raise _conflict(name, f"pod {name} has non-empty .spec.schedulingGates")
    return _placed(pod, node, binding, now_text)


def _placed(pod: Object, node: str, binding: Object, now_text: str) -> Object:
    pod = put(pod, ("spec", "nodeName"), node)
    for key in ("annotations", "labels"):
        added = dig(binding, "metadata", key)
        if added:
            present = pod["metadata"].get(key) or {}
            pod = put(pod, ("metadata", key), {**present, **added})
    old = pod.get("status") or {}
    scheduled = {
        "type": "PodScheduled",
        "status": "True",
        "lastProbeTime": None,
        "lastTransitionTime": now_text,
    }
    rows = [row for row in old.get("conditions") or () if row["type"] != "PodScheduled"]
    new = {key: value for key, value in old.items() if key != "nominatedNodeName"}
    return {**pod, "status": {**new, "conditions": [scheduled, *rows]}}


def _conflict(name: str, why: str) -> status.ApiError:
    return status.conflict("", "pods/binding", name, why)
