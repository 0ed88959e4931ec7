"""A Pod's requests and limits: sums, cgroup settings, what the status says of them.

Here: arithmetic over quantities.  Not here: who may come to the node (``admission``).
"""

from functools import reduce
from typing import Any

from podlab.engine.kubelet.pods import is_sidecar
from podlab.engine.objects import quantity

Object = dict[str, Any]

NO_MEMORY_LIMIT = "9007199254740988Ki"
"""What the kubelet reads back from a cgroup without a memory limit (recorded everywhere)."""

MIN_SHARES = 2
PERIOD = 100_000


def milli(text: Any) -> int:
    """A quantity in thousandths, 0 where there is none."""
    return 0 if text in (None, "") else quantity.milli(text)


def pod_requests(pod: Object) -> dict[str, str]:
    """The Pod's requests by resource: app containers and sidecars together, or the largest init
    container if that is more, or what the Pod itself asks for."""
    return _total(pod, "requests", every=False)


def pod_limits(pod: Object) -> dict[str, str]:
    """The Pod's limits by resource, where every container has one."""
    return _total(pod, "limits", every=True)


def _total(pod: Object, field: str, every: bool) -> dict[str, str]:
    spec = pod["spec"]
    own = (spec.get("resources") or {}).get(field) or {}
    rows = [(row.get("resources") or {}).get(field) or {} for row in spec["containers"]]
    init = spec.get("initContainers") or ()
    if len(rows) == 1 and not init:
        return {**rows[0], **own} if rows[0] or own else {}
    rows += [(r.get("resources") or {}).get(field) or {} for r in init if is_sidecar(r)]
    names = sorted({name for row in rows for name in row})
    total = {}
    for name in names:
        values = [row[name] for row in rows if name in row]
        if not every or len(values) == len(rows):
            total[name] = reduce(quantity.add, values)
    for row in init:
        for name, value in ((row.get("resources") or {}).get(field) or {}).items():
            if not is_sidecar(row) and milli(value) > milli(total.get(name)):
                total[name] = value
    return {**total, **own}


def status_resources(pod: Object, phase: str, requests: dict[str, str]) -> Object:
    """``status.resources``: once the Pod runs, what stands in its cgroup."""
    limits = pod_limits(pod)
    if phase != "Pending":
        limits = dict(limits)
        limits.setdefault("memory", NO_MEMORY_LIMIT)
    status: Object = {}
    if limits:
        status["limits"] = limits
    if requests:
        status["requests"] = requests
    return status


def cpu_shares(resources: Object) -> int:
    """The cgroup's CPU weight for a container, from its request (or limit)."""
    value = (resources.get("requests") or {}).get("cpu")
    if value is None:
        value = (resources.get("limits") or {}).get("cpu")
    return max(milli(value) * 1024 // 1000, MIN_SHARES)


def cpu_quota(resources: Object) -> int:
    """Microseconds of CPU in each 100 ms, 0 without a limit."""
    value = milli((resources.get("limits") or {}).get("cpu"))
    return value * PERIOD // 1000


def memory_limit(resources: Object) -> int:
    """The memory limit in bytes, 0 without one."""
    return milli((resources.get("limits") or {}).get("memory")) // 1000


def oom_score(pod: Object, container: Object, capacity: int) -> int:
    """``oom_score_adj`` by quality of service: who is killed first when the node has no memory."""
    qos = (pod.get("status") or {}).get("qosClass")
    if qos == "Guaranteed":
        return -997
    if qos == "BestEffort" or capacity <= 0:
        return 1000
    requests = (container.get("resources") or {}).get("requests") or {}
    request = milli(requests.get("memory")) // 1000
    return min(max(1000 - 1000 * request // capacity, 3), 999)
