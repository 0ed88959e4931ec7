"""How a cron schedule and a time zone are written, and the words for one that is not.

Here: the refusals of the parser that Kubernetes uses (robfig/cron v3, five fields), in its order.
Not here: when a schedule fires (``controllers.job``).
"""

import re
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from podlab.engine.objects.durations import parse_go_duration

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_MACROS = frozenset(
    ("@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly")
)
_ZONE_PART = re.compile(r"[A-Za-z.\-_0-9+]{1,14}")
_WHOLE = re.compile(r"[+-]?[0-9]{1,18}")


class _Bounds(NamedTuple):
    low: int
    high: int
    names: dict[str, int]


_FIELDS = (
    _Bounds(0, 59, {}),
    _Bounds(0, 23, {}),
    _Bounds(1, 31, {}),
    _Bounds(1, 12, {name: place + 1 for place, name in enumerate(_MONTHS)}),
    _Bounds(0, 6, {name: place for place, name in enumerate(_DAYS)}),
)


class _Refused(Exception):
    """A part that cannot be read; ``str()`` is why."""


def refusal(text: str) -> str:
    """Why a schedule cannot be read; "" when it can."""
    if not text:
        return "empty spec string"
    if text.startswith(("TZ=", "CRON_TZ=")):
        head, _, text = text.partition(" ")
        name = head.partition("=")[2]
        if not is_zone(name):
            return f"provided bad location {name}: unknown time zone {name}"
        text = text.strip()
    if text.startswith("@"):
        return _descriptor(text)
    parts = text.split()
    if len(parts) != len(_FIELDS):
        return f"expected exactly 5 fields, found {len(parts)}: [{' '.join(parts)}]"
    try:
        for part, bounds in zip(parts, _FIELDS, strict=True):
            for expression in part.split(","):
                _check(expression, bounds)
    except _Refused as error:
        return str(error)
    return ""


def _descriptor(text: str) -> str:
    if text in _MACROS:
        return ""
    if text.startswith("@every "):
        span = text.removeprefix("@every ")
        if parse_go_duration(span) is None:
            return f'failed to parse duration {text}: time: invalid duration "{span}"'
        return ""
    return f"unrecognized descriptor: {text}"


def _check(expression: str, bounds: _Bounds) -> None:
    """One range, with or without a step."""
    span, *steps = expression.split("/")
    ends = span.split("-")
    if ends[0] in ("*", "?"):
        start, end = bounds.low, bounds.high
    else:
        if len(ends) > 2:
            raise _Refused(f"too many hyphens: {expression}")
        start = _number(ends[0], bounds.names)
        end = _number(ends[-1], bounds.names)
    if len(steps) > 1:
        raise _Refused(f"too many slashes: {expression}")
    step = _number(steps[0], {}) if steps else 1
    if steps and len(ends) == 1:
        end = bounds.high
    if start < bounds.low:
        raise _Refused(f"beginning of range ({start}) below minimum ({bounds.low}): {expression}")
    if end > bounds.high:
        raise _Refused(f"end of range ({end}) above maximum ({bounds.high}): {expression}")
    if start > end:
        raise _Refused(f"beginning of range ({start}) beyond end of range ({end}): {expression}")
    if step == 0:
        raise _Refused(f"step of range should be a positive number: {expression}")


def _number(text: str, names: dict[str, int]) -> int:
    named = names.get(text.lower())
    if named is not None:
        return named
    if not _WHOLE.fullmatch(text):
        why = f'strconv.Atoi: parsing "{text}": invalid syntax'
        raise _Refused(f"failed to parse int from {text}: {why}")
    number = int(text)
    if number < 0:
        raise _Refused(f"negative number ({number}) not allowed: {text}")
    return number


def is_zone(name: str) -> bool:
    """Whether a time zone of this name is known."""
    parts = name.split("/")
    if any(part in (".", "..") or part.startswith("-") for part in parts):
        return False
    if not all(_ZONE_PART.fullmatch(part) for part in parts):
        return False
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
