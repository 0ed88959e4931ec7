"""A Pod's quality of service class, from its requests and limits.

Not here: what the class leads to (``kubelet.eviction``, ``machine.cgroup``).
"""

from typing import Any

from podlab.engine.objects import quantity

Object = dict[str, Any]


def _positive(amounts: Object | None) -> dict[str, str]:
    found = {}
    for name in ("cpu", "memory"):
        value = (amounts or {}).get(name)
        if value is not None and quantity.compare(value, 0) > 0:
            found[name] = value
    return found


def _is_guaranteed(requests: dict[str, str], limits: dict[str, str]) -> bool:
    if len(limits) < 2:
        return False
    return all(
        quantity.compare(requests.get(key) or limit, limit) == 0 for key, limit in limits.items()
    )


def qos_class(pod: Object) -> str:
    """``Guaranteed``, ``Burstable`` or ``BestEffort``."""
    spec = pod["spec"]
    if spec.get("resources"):
        rows = [spec["resources"]]
    else:
        containers = (*(spec.get("initContainers") or ()), *(spec.get("containers") or ()))
        rows = [container.get("resources") or {} for container in containers]
    pairs = [(_positive(row.get("requests")), _positive(row.get("limits"))) for row in rows]
    if not any(requests or limits for requests, limits in pairs):
        return "BestEffort"
    if all(_is_guaranteed(requests, limits) for requests, limits in pairs):
        return "Guaranteed"
    return "Burstable"
