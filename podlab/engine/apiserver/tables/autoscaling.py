"""The table row of a HorizontalPodAutoscaler: TARGETS is the current value over the wanted one."""

from podlab.engine.apiserver.tables.cells import NONE, UNSET, Cell, Object, age
from podlab.engine.objects.meta import dig

_UNKNOWN = "<unknown>"
_KEYS = {
    "External": "external", "Pods": "pods", "Object": "object", "Resource": "resource",
    "ContainerResource": "containerResource",
}  # fmt: skip
SHOWN = 2


def autoscaler(obj: Object, now: int) -> list[Cell]:
    """REFERENCE, TARGETS, MINPODS, MAXPODS, REPLICAS, AGE."""
    spec, status = obj["spec"], obj.get("status") or {}
    target = spec["scaleTargetRef"]
    least = spec.get("minReplicas")
    return [
        obj["metadata"]["name"],
        f"{target['kind']}/{target['name']}",
        _targets(spec.get("metrics") or [], status.get("currentMetrics") or []),
        UNSET if least is None else str(least),
        spec.get("maxReplicas", 0),
        status.get("currentReplicas", 0),
        age(obj, now),
    ]


def _targets(specs: list[Object], statuses: list[Object]) -> str:
    if not specs:
        return NONE
    shown = [
        _metric(spec, statuses[place] if place < len(statuses) else {})
        for place, spec in enumerate(specs)
    ]
    text = ", ".join(shown[:SHOWN])
    return text if len(shown) <= SHOWN else f"{text} + {len(shown) - SHOWN} more..."


def _metric(spec: Object, status: Object) -> str:
    key = _KEYS.get(spec.get("type", ""))
    if key is None:
        return "<unknown type>"
    target = dig(spec, key, "target", default={})
    current = dig(status, key, "current", default={})
    if key in ("resource", "containerResource"):
        return f"{spec[key]['name']}: {_resource(target, current)}"
    if "averageValue" in target:
        tail = "" if key == "pods" else " (avg)"
        return f"{current.get('averageValue', _UNKNOWN)}/{target['averageValue']}{tail}"
    return f"{current.get('value', _UNKNOWN)}/{target.get('value', '')}"


def _resource(target: Object, current: Object) -> str:
    if "averageValue" in target:
        return f"{current.get('averageValue', _UNKNOWN)}/{target['averageValue']}"
    found, wanted = current.get("averageUtilization"), target.get("averageUtilization")
    left = _UNKNOWN if found is None else f"{found}%"
    return f"{left}/{'<auto>' if wanted is None else f'{wanted}%'}"
