"""Which writes are heartbeats: a Lease renewed, a Node that says again what it said before.

An idle cluster writes little else.  The store keeps them for minutes, as etcd keeps every change,
and all other changes for longer: a life of an object is told from those.  Not here: the log.
"""

from collections.abc import Callable
from typing import Any

Object = dict[str, Any]


def is_heartbeat(resource: str, obj: Object, previous: Object | None) -> bool:
    """Whether a write of an object says nothing but that somebody lives."""
    rest = _REST.get(resource)
    if rest is None or previous is None:
        return False
    if _identity(obj) != _identity(previous):
        return False
    return rest(obj) == rest(previous)


def _identity(obj: Object) -> Object:
    return {key: value for key, value in obj["metadata"].items() if key != "resourceVersion"}


def _lease(obj: Object) -> Object:
    spec = obj.get("spec") or {}
    return {key: value for key, value in spec.items() if key != "renewTime"}


def _node(obj: Object) -> Object:
    status = obj.get("status") or {}
    conditions = [
        {key: value for key, value in row.items() if key != "lastHeartbeatTime"}
        for row in status.get("conditions") or ()
    ]
    return {"spec": obj.get("spec"), "status": {**status, "conditions": conditions}}


_REST: dict[str, Callable[[Object], Object]] = {
    "leases.coordination.k8s.io": _lease,
    "nodes": _node,
}
