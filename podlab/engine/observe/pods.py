"""What the picture shows of a Pod: its word of status and its containers, the pause one first.

Not here: how the status comes about (``engine.kubelet``) or kubectl's table (``apiserver.tables``).
"""

from typing import Any

from podlab.engine.apiserver.tables.pods import pod_row
from podlab.engine.objects.meta import dig

Object = dict[str, Any]

_LISTS = (
    ("initContainers", "initContainerStatuses", "init"),
    ("containers", "containerStatuses", "app"),
    ("ephemeralContainers", "ephemeralContainerStatuses", "ephemeral"),
)


def pod_fields(pod: Object) -> dict[str, Any]:
    """The fields of a Pod's item beside those that every item has."""
    row = pod_row(pod)
    status = pod.get("status") or {}
    return {
        "status": row.status,
        "ready": row.ready == row.total and row.total > 0,
        "restarts": row.restarts,
        "phase": status.get("phase", ""),
        "reason": _why(pod),
        "node": dig(pod, "spec", "nodeName", default=""),
        "ip": status.get("podIP", ""),
        "containers": [_pause(pod), *_containers(pod)],
    }


def _why(pod: Object) -> str:
    for condition in dig(pod, "status", "conditions", default=[]):
        if condition["type"] == "PodScheduled" and condition["status"] == "False":
            return str(condition.get("message", ""))
    return str(dig(pod, "status", "message", default=""))


def _pause(pod: Object) -> dict[str, Any]:
    """The container that holds the Pod's network, as far as the conditions tell."""
    ready = any(
        row["type"] == "PodReadyToStartContainers" and row["status"] == "True"
        for row in dig(pod, "status", "conditions", default=[])
    )
    over = dig(pod, "status", "phase") in ("Succeeded", "Failed")
    state = "running" if ready else "terminated" if over else "waiting"
    return {
        "name": "pause",
        "role": "pause",
        "image": "pause",
        "state": state,
        "reason": "",
        "ready": ready,
        "restarts": 0,
    }


def _containers(pod: Object) -> list[dict[str, Any]]:
    found = []
    for specs, statuses, role in _LISTS:
        by_name = {row["name"]: row for row in dig(pod, "status", statuses, default=[])}
        for spec in dig(pod, "spec", specs, default=[]):
            sidecar = role == "init" and spec.get("restartPolicy") == "Always"
            found.append(
                _container(spec, by_name.get(spec["name"], {}), "sidecar" if sidecar else role)
            )
    return found


def _container(spec: Object, status: Object, role: str) -> dict[str, Any]:
    state, detail = next(iter((status.get("state") or {"waiting": {}}).items()))
    item = {
        "name": spec["name"],
        "role": role,
        "image": spec.get("image", ""),
        "state": state,
        "reason": detail.get("reason", ""),
        "ready": bool(status.get("ready", False)),
        "restarts": status.get("restartCount", 0),
        "ports": [port["containerPort"] for port in spec.get("ports") or ()],
    }
    if state == "terminated":
        item["exitCode"] = detail.get("exitCode", 0)
    return item
