"""Kinds that are served in two versions or under two groups: one of them is stored.

``autoscaling/v1`` autoscalers are stored as ``v2``; ``events.k8s.io/v1`` Events as core ones.
Not here: custom resources' versions, which differ in name only (no webhooks: not simulated).
"""

from typing import Any

from podlab.engine.objects.kinds import Kind

Object = dict[str, Any]

_EVENTS = "events.events.k8s.io"
_SCALER = "HorizontalPodAutoscaler"
_TO_CORE = {
    "regarding": "involvedObject", "note": "message", "deprecatedSource": "source",
    "deprecatedFirstTimestamp": "firstTimestamp", "deprecatedLastTimestamp": "lastTimestamp",
    "deprecatedCount": "count", "reportingController": "reportingComponent",
}  # fmt: skip
_FROM_CORE = {core: new for new, core in _TO_CORE.items()}


def stored_resource(resource: str) -> str:
    """Where objects of a resource are kept."""
    return "events" if resource == _EVENTS else resource


def to_storage(obj: Object) -> Object:
    """An object as it is stored, whatever version it came in."""
    version, kind = obj.get("apiVersion"), obj.get("kind")
    if version == "autoscaling/v1" and kind == _SCALER:
        return _scaler_to_v2(obj)
    if version == "events.k8s.io/v1" and kind == "Event":
        renamed = {_TO_CORE.get(key, key): value for key, value in obj.items()}
        return {**renamed, "apiVersion": "v1"}
    return obj


def from_storage(kind: Kind, obj: Object) -> Object:
    """A stored object in the version that was asked for."""
    if obj.get("apiVersion") == kind.api_version:
        return obj
    if kind.kind == _SCALER and kind.version == "v1":
        return _scaler_to_v1(obj)
    if kind.resource == _EVENTS:
        renamed = {_FROM_CORE.get(key, key): value for key, value in obj.items()}
        return {**renamed, "apiVersion": kind.api_version}
    return {**obj, "apiVersion": kind.api_version} if kind.custom else obj


def _scaler_to_v2(obj: Object) -> Object:
    spec = dict(obj.get("spec") or {})
    target = spec.pop("targetCPUUtilizationPercentage", None)
    if target is not None:
        spec["metrics"] = [
            {
                "type": "Resource",
                "resource": {
                    "name": "cpu",
                    "target": {"type": "Utilization", "averageUtilization": target},
                },
            }
        ]
    status = dict(obj.get("status") or {})
    current = status.pop("currentCPUUtilizationPercentage", None)
    if current is not None:
        status["currentMetrics"] = [
            {
                "type": "Resource",
                "resource": {"name": "cpu", "current": {"averageUtilization": current}},
            }
        ]
    new = {**obj, "apiVersion": "autoscaling/v2", "spec": spec}
    return {**new, "status": status} if status else new


def _scaler_to_v1(obj: Object) -> Object:
    spec = {
        key: value
        for key, value in (obj.get("spec") or {}).items()
        if key not in ("metrics", "behavior")
    }
    for metric in (obj.get("spec") or {}).get("metrics") or ():
        target = (metric.get("resource") or {}).get("target") or {}
        if (metric.get("resource") or {}).get("name") == "cpu" and "averageUtilization" in target:
            spec["targetCPUUtilizationPercentage"] = target["averageUtilization"]
    old = obj.get("status") or {}
    status: Object = {
        key: old[key] for key in ("observedGeneration", "lastScaleTime") if key in old
    }
    status["currentReplicas"] = old.get("currentReplicas", 0)
    status["desiredReplicas"] = old.get("desiredReplicas", 0)
    for metric in old.get("currentMetrics") or ():
        current = (metric.get("resource") or {}).get("current") or {}
        if (metric.get("resource") or {}).get("name") == "cpu" and "averageUtilization" in current:
            status["currentCPUUtilizationPercentage"] = current["averageUtilization"]
    return {**obj, "apiVersion": "autoscaling/v1", "spec": spec, "status": status}
