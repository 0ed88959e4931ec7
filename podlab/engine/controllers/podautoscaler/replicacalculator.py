"""How many Pods a metric asks for: Pods that are not ready or not measured weighed in.

Here: pure functions over Pods and samples, as ``pkg/controller/podautoscaler`` decides.
Not here: where metrics come from, stabilization, limits (``horizontalpodautoscaler``).
"""

from collections.abc import Callable
from math import ceil
from typing import Any, NamedTuple

from podlab.engine.controllers.pods import condition
from podlab.engine.kernel.clock import SECOND, parse_rfc3339
from podlab.engine.objects.meta import dig

Object = dict[str, Any]

INITIALIZATION = 300 * SECOND
"""So long after a Pod's start its CPU use counts only when measured wholly since it was ready."""
INITIAL_READINESS = 30 * SECOND


class Tolerances(NamedTuple):
    """How far below and above its target a metric changes nothing."""

    down: float = 0.1
    up: float = 0.1


DEFAULT = Tolerances()


class Sample(NamedTuple):
    """One Pod's use: the figure, when it was taken, over how long."""

    value: int
    time: int
    window: int


class Groups(NamedTuple):
    """Pods by what their samples are worth."""

    ready: int
    unready: list[str]
    missing: list[str]
    ignored: list[str]


class Measure(NamedTuple):
    """What is asked of a metric: the ratio of use to target, and what a Pod counts as that is not
    measured when there are too many."""

    ratio: Callable[[dict[str, int]], float]
    fallback: Callable[[str], int]


def group(pods: list[Object], samples: dict[str, Sample], resource: str, now: int) -> Groups:
    """Sort Pods by what is known of them."""
    ready, unready, missing, ignored = 0, [], [], []
    for pod in pods:
        name, phase = pod["metadata"]["name"], (pod.get("status") or {}).get("phase")
        if "deletionTimestamp" in pod["metadata"] or phase == "Failed":
            ignored.append(name)
        elif phase == "Pending":
            unready.append(name)
        elif name not in samples:
            missing.append(name)
        elif resource == "cpu" and _is_young(pod, samples[name], now):
            unready.append(name)
        else:
            ready += 1
    return Groups(ready, unready, missing, ignored)


def _is_young(pod: Object, sample: Sample, now: int) -> bool:
    ready, started = condition(pod, "Ready"), dig(pod, "status", "startTime")
    if ready is None or started is None:
        return True
    changed, begun = parse_rfc3339(ready["lastTransitionTime"]), parse_rfc3339(started)
    if begun + INITIALIZATION > now:
        return ready["status"] == "False" or sample.time < changed + sample.window
    return ready["status"] == "False" and begun + INITIAL_READINESS > changed


def replicas(
    current: int,
    groups: Groups,
    used: dict[str, int],
    measure: Measure,
    tolerances: Tolerances = DEFAULT,
) -> int:
    """The size that a metric asks for; ``used`` has the Pods that are ready and measured."""
    ratio = measure.ratio(used)
    growing = bool(groups.unready) and ratio > 1
    if not growing and not groups.missing:
        return current if _within(ratio, tolerances) else ceil(ratio * groups.ready)
    weighed = dict(used)
    for name in groups.missing:
        if ratio < 1:
            weighed[name] = measure.fallback(name)
        elif ratio > 1:
            weighed[name] = 0
    if growing:
        weighed.update(dict.fromkeys(groups.unready, 0))
    again = measure.ratio(weighed)
    turned = (ratio < 1 < again) or (again < 1 < ratio)
    wanted = ceil(again * len(weighed))
    backwards = (again < 1 and wanted > current) or (again > 1 and wanted < current)
    return current if _within(again, tolerances) or turned or backwards else wanted


def _within(ratio: float, tolerances: Tolerances) -> bool:
    return 1 - tolerances.down <= ratio <= 1 + tolerances.up
