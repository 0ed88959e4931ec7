"""How fast an autoscaler may follow its metrics: stabilization windows, policies, bounds.

Here: pure functions over sizes and times, as ``pkg/controller/podautoscaler`` normalizes what the
metrics ask for, with ``spec.behavior`` and without.  Not here: metrics, conditions, writes.
"""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from podlab.engine.kernel.clock import SECOND

Object = dict[str, Any]

DOWN_WINDOW = 300
"""Seconds that a higher recommendation holds on, unless the behavior says otherwise."""
_KEPT = 1000

WORDS = {
    "ReadyForNewScale": "recommended size matches current size",
    "ScaleUpStabilized": "recent recommendations were lower than current one, "
    "applying the lowest recent recommendation",
    "ScaleDownStabilized": "recent recommendations were higher than current one, "
    "applying the highest recent recommendation",
    "DesiredWithinRange": "the desired count is within the acceptable range",
    "TooFewReplicas": "the desired replica count is less than the minimum replica count",
    "TooManyReplicas": "the desired replica count is more than the maximum replica count",
    "ScaleUpLimit": "the desired replica count is increasing faster than the maximum scale rate",
    "ScaleDownLimit": "the desired replica count is decreasing faster than the maximum scale rate",
}
"""What the conditions say, by reason."""


class Moment(NamedTuple):
    """A number and when it was said: a size recommended, or replicas added or taken away."""

    time: int
    number: int


class Question(NamedTuple):
    """What is to be decided."""

    now: int
    current: int
    wanted: int
    low: int
    high: int


class Verdict(NamedTuple):
    """A size, and why it is not what was asked for (``WORDS``)."""

    size: int
    reason: str


def remember(rows: list[Moment], row: Moment, seconds: int) -> list[Moment]:
    """The rows that are young enough to matter, and one more."""
    since = row.time - seconds * SECOND
    return [*(known for known in rows if known.time >= since), row][-_KEPT:]


def stabilize(question: Question, rows: Iterable[Moment], behavior: Object | None) -> Verdict:
    """The recommendation, held back by the recent ones."""
    if behavior is None:
        recent = _since(rows, question.now, DOWN_WINDOW)
        size = max([question.wanted, *recent])
        reason = "ScaleDownStabilized"
    else:
        rows = list(rows)
        up = _since(rows, question.now, window(behavior, "scaleUp"))
        down = _since(rows, question.now, window(behavior, "scaleDown"))
        size = max(question.current, min([question.wanted, *up]))
        size = min(size, max([question.wanted, *down]))
        growing = question.wanted >= question.current
        reason = "ScaleUpStabilized" if growing else "ScaleDownStabilized"
    return Verdict(size, reason if size != question.wanted else "ReadyForNewScale")


def window(behavior: Object | None, direction: str) -> int:
    """The stabilization window of a direction, in seconds."""
    rules = (behavior or {}).get(direction) or {}
    default = DOWN_WINDOW if direction == "scaleDown" else 0
    return int(rules.get("stabilizationWindowSeconds", default))


def longest_period(behavior: Object | None) -> int:
    """So many seconds back a change of size still matters to some policy."""
    rules = [(behavior or {}).get(direction) or {} for direction in ("scaleUp", "scaleDown")]
    periods = [int(p["periodSeconds"]) for each in rules for p in each.get("policies") or ()]
    return max(periods, default=0)


def bound(question: Question) -> Verdict:
    """Without behavior: at most doubled (or four), between the least and the most."""
    fastest = max(2 * question.current, 4)
    ceiling, reason = question.high, "TooManyReplicas"
    if ceiling > fastest:
        ceiling, reason = fastest, "ScaleUpLimit"
    if question.wanted < question.low:
        return Verdict(question.low, "TooFewReplicas")
    if question.wanted > ceiling:
        return Verdict(ceiling, reason)
    return Verdict(question.wanted, "DesiredWithinRange")


def bound_by_policies(
    question: Question, added: list[Moment], removed: list[Moment], behavior: Object
) -> Verdict:
    """With behavior: no faster than the direction's policies allow."""
    net = [*added, *(Moment(row.time, -row.number) for row in removed)]
    if question.wanted > question.current:
        limit = _limit(question, net, behavior["scaleUp"], 1)
        limit = max(limit, question.current)
        ceiling, reason = question.high, "TooManyReplicas"
        if ceiling > limit:
            ceiling, reason = limit, "ScaleUpLimit"
        if question.wanted > ceiling:
            return Verdict(ceiling, reason)
    elif question.wanted < question.current:
        limit = _limit(question, net, behavior["scaleDown"], -1)
        limit = min(limit, question.current)
        floor, reason = question.low, "TooFewReplicas"
        if floor < limit:
            floor, reason = limit, "ScaleDownLimit"
        if question.wanted < floor:
            return Verdict(floor, reason)
    return Verdict(question.wanted, "DesiredWithinRange")


def _limit(question: Question, net: list[Moment], rules: Object, sign: int) -> int:
    """How far the policies of one direction let the size go."""
    select = rules.get("selectPolicy", "Max")
    if select == "Disabled":
        return question.current
    sizes = []
    for policy in rules.get("policies") or ():
        started = question.current - sum(_after(net, question.now, policy["periodSeconds"]))
        if policy["type"] == "Pods":
            sizes.append(started + sign * policy["value"])
        else:
            share = started * (1 + sign * policy["value"] / 100)
            sizes.append(-int(-share // 1) if sign > 0 else int(share))
    farthest: Callable[[list[int]], int] = max if (select == "Max") == (sign > 0) else min
    return farthest(sizes) if sizes else question.current


def _since(rows: Iterable[Moment], now: int, seconds: int) -> list[int]:
    if not seconds:
        return []
    return [row.number for row in rows if row.time >= now - seconds * SECOND]


def _after(rows: list[Moment], now: int, seconds: int) -> list[int]:
    return [row.number for row in rows if row.time > now - seconds * SECOND]
