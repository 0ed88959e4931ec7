"""Cron schedules: five fields, names, ranges, steps, ``@daily`` and its like.

Here: when a schedule fires next, searched by field with a bound.  Not here: jobs (``cronjob``).
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from podlab.engine.kernel.clock import SECOND, moment

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_SHORTCUTS = {
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
    "@monthly": "0 0 1 * *",
    "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@hourly": "0 * * * *",
}
_BOUNDS = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 6))
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MAX_DAYS = 366 * 5
"""A schedule that does not fire within five years never does."""


class BadSchedule(ValueError):
    """A schedule that cannot be read."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """The minutes, hours, days, months and weekdays on which to fire."""

    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    any_day: bool
    any_weekday: bool
    zone: tzinfo

    def next_after(self, time: int) -> int | None:
        """The first time to fire after a time; None if there is none within five years."""
        local = (moment(time) + timedelta(minutes=1)).replace(second=0, microsecond=0)
        local = local.astimezone(self.zone)
        day = local.replace(hour=0, minute=0)
        for _ in range(MAX_DAYS):
            if day.month not in self.months:
                day = day.replace(day=monthrange(day.year, day.month)[1])
            elif self._fires_on(day):
                found = self._first(day, local)
                if found is not None:
                    return found
            day = (day + timedelta(days=1)).replace(hour=0, minute=0)
        return None

    def _fires_on(self, day: datetime) -> bool:
        by_day = day.day in self.days
        by_weekday = (day.weekday() + 1) % 7 in self.weekdays
        if self.any_day or self.any_weekday:
            return by_day and by_weekday
        return by_day or by_weekday

    def _first(self, day: datetime, earliest: datetime) -> int | None:
        for hour in self.hours:
            for minute in self.minutes:
                at = day.replace(hour=hour, minute=minute)
                if at >= earliest:
                    delta = at.astimezone(UTC) - _EPOCH
                    return (delta.days * 86_400 + delta.seconds) * SECOND
        return None


def parse_schedule(text: str, zone_name: str | None = None) -> Schedule:
    """Read a schedule.

    Raises:
        BadSchedule: it cannot be read, or the time zone is unknown.
    """
    zone = _zone(zone_name)
    text = _SHORTCUTS.get(text.strip().lower(), text.strip())
    fields = text.split()
    if len(fields) != 5:
        raise BadSchedule(f"expected exactly 5 fields, found {len(fields)}: [{' '.join(fields)}]")
    sets = [_field(each, number) for number, each in enumerate(fields)]
    return Schedule(
        tuple(sorted(sets[0])),
        tuple(sorted(sets[1])),
        frozenset(sets[2]),
        frozenset(sets[3]),
        frozenset(sets[4]),
        fields[2][0] in "*?",
        fields[4][0] in "*?",
        zone,
    )


def _zone(name: str | None) -> tzinfo:
    if not name:
        return UTC
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise BadSchedule(f"unknown time zone {name}") from error


def _field(text: str, number: int) -> set[int]:
    found: set[int] = set()
    for part in text.split(","):
        found |= _part(part, number)
    return found


def _part(text: str, number: int) -> set[int]:
    low, high = _BOUNDS[number]
    body, slash, step_text = text.partition("/")
    step = int(step_text) if step_text.isdigit() else 1
    if slash and (not step_text.isdigit() or step == 0):
        raise BadSchedule(f"step of range should be a positive number: {text}")
    if body in ("*", "?"):
        first, last = low, high
    else:
        start, dash, end = body.partition("-")
        first = _value(start, number)
        last = _value(end, number) if dash else (high if slash else first)
    if number == 4 and last == 7 and first != 7:
        return {0} | set(range(first, 7, step))
    first, last = (0, 0) if number == 4 and first == 7 else (first, last)
    if first < low or last > high:
        raise BadSchedule(f"value out of range ({first}-{last}): {text}")
    if first > last:
        raise BadSchedule(f"beginning of range ({first}) beyond end of range ({last}): {text}")
    return set(range(first, last + 1, step))


def _value(text: str, number: int) -> int:
    lowered = text.lower()
    if number == 3 and lowered in _MONTHS:
        return _MONTHS.index(lowered) + 1
    if number == 4 and lowered in _DAYS:
        return _DAYS.index(lowered)
    if not text.isdigit() or len(text) > 4:
        raise BadSchedule(f"failed to parse int from {text}")
    return int(text)
