"""Arithmetic of replicas: int-or-percent, the order in which Pods give way.

Here: pure functions over Pods and numbers.  Not here: who is scaled when.
"""

from functools import cmp_to_key
from math import log2
from typing import Any

from podlab.engine.controllers.pods import condition, is_ready, phase
from podlab.engine.kernel.clock import parse_rfc3339

Object = dict[str, Any]

_PHASE_ORDER = {"Pending": 0, "Unknown": 1, "Running": 2}
_COST = "controller.kubernetes.io/pod-deletion-cost"


def scaled_value(value: int | str | None, total: int, round_up: bool) -> int:
    """An int-or-percent of a total, as a whole number."""
    if value is None:
        return 0
    if isinstance(value, int):
        return value
    if not value.endswith("%"):
        return int(value) if value.lstrip("-").isdigit() else 0
    digits = value[:-1]
    product = (int(digits) if digits.lstrip("-").isdigit() else 0) * total
    return -(-product // 100) if round_up else product // 100


def pods_to_delete(
    pods: list[Object], related: dict[str, int], count: int, now: int
) -> list[Object]:
    """The Pods that give way first when replicas shrink.

    ``related`` says how many Pods of the same owner's sets each node has.
    """
    if count >= len(pods):
        return pods

    def compare(a: Object, b: Object) -> int:
        return _compare(a, b, related, now)

    return sorted(pods, key=cmp_to_key(compare))[:count]


def _compare(a: Object, b: Object, related: dict[str, int], now: int) -> int:
    node_a, node_b = a["spec"].get("nodeName", ""), b["spec"].get("nodeName", "")
    if node_a != node_b and (not node_a or not node_b):
        return -1 if not node_a else 1
    first, second = _rank(a, related.get(node_a, 0)), _rank(b, related.get(node_b, 0))
    if first != second:
        return -1 if first < second else 1
    if is_ready(a) and is_ready(b):
        times = _ready_since(a), _ready_since(b)
        if times[0] != times[1]:
            return _by_age(a, b, times, now)
    return _by_history(a, b, now)


def _rank(pod: Object, related: int) -> tuple[int, bool, int, int]:
    cost = (pod["metadata"].get("annotations") or {}).get(_COST, "0")
    number = int(cost) if cost.lstrip("+-").isdigit() else 0
    return (_PHASE_ORDER.get(phase(pod), 0), is_ready(pod), number, -related)


def _by_history(a: Object, b: Object, now: int) -> int:
    restarts = _restarts(b) - _restarts(a)
    if restarts:
        return restarts
    created = (
        parse_rfc3339(a["metadata"]["creationTimestamp"]),
        parse_rfc3339(b["metadata"]["creationTimestamp"]),
    )
    return _by_age(a, b, created, now) if created[0] != created[1] else 0


def _by_age(a: Object, b: Object, since: tuple[int, int], now: int) -> int:
    """Younger first, but only by orders of magnitude; within one, by uid (so: by chance)."""
    difference = _magnitude(now - since[0]) - _magnitude(now - since[1])
    if difference:
        return difference
    return -1 if a["metadata"]["uid"] < b["metadata"]["uid"] else 1


def _magnitude(age: int) -> int:
    return int(log2(age * 1000)) if age > 0 else -1


def _ready_since(pod: Object) -> int:
    ready = condition(pod, "Ready")
    return parse_rfc3339(ready["lastTransitionTime"]) if ready else 0


def _restarts(pod: Object) -> int:
    rows = (pod.get("status") or {}).get("containerStatuses") or ()
    return max((row.get("restartCount", 0) for row in rows), default=0)
