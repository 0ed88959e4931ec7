"""How long: ``5m30s`` as kubectl shows ages, and Go's duration text.

Here: printing and parsing spans, in whole seconds or microseconds.  Not here: the clock.
"""

import re

_UNITS = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 1e-3, "us": 1e-6, "µs": 1e-6, "ns": 1e-9}
_PART = re.compile(r"([0-9]*\.?[0-9]*)(ns|us|µs|ms|s|m|h)")


def human_duration(seconds: int) -> str:
    """A span as ``kubectl get`` shows ages: two units while small, one when large."""
    if seconds < -1:
        return "<invalid>"
    if seconds < 0:
        return "0s"
    if seconds < 120:
        return f"{seconds}s"
    if seconds < 600:
        return _two(seconds // 60, "m", seconds % 60, "s")
    if seconds < 3 * 3600:
        return f"{seconds // 60}m"
    return _long(seconds)


def _long(seconds: int) -> str:
    hours = seconds // 3600
    days = hours // 24
    if hours < 8:
        return _two(hours, "h", seconds // 60 % 60, "m")
    if hours < 48:
        return f"{hours}h"
    if days < 8:
        return _two(days, "d", hours % 24, "h")
    if days < 2 * 365:
        return f"{days}d"
    if days < 8 * 365:
        return _two(days // 365, "y", days % 365, "d")
    return f"{days // 365}y"


def _two(large: int, unit: str, small: int, small_unit: str) -> str:
    return f"{large}{unit}{small}{small_unit}" if small else f"{large}{unit}"


def go_duration(seconds: float) -> str:
    """A span as Go prints ``time.Duration``: ``1h0m0s``, ``1.5s``, ``300ms``."""
    if seconds == 0:
        return "0s"
    sign, nanos = ("-" if seconds < 0 else ""), round(abs(seconds) * 1e9)
    for unit, size in (("ns", 1), ("µs", 1000), ("ms", 1_000_000)):
        if nanos < size * 1000 and nanos < 1_000_000_000:
            return f"{sign}{_trimmed(nanos, size)}{unit}"
    minutes, rest = divmod(nanos, 60_000_000_000)
    text = f"{_trimmed(rest, 1_000_000_000)}s"
    if minutes:
        text = f"{minutes % 60}m{text}"
    if minutes >= 60:
        text = f"{minutes // 60}h{text}"
    return sign + text


def _trimmed(nanos: int, size: int) -> str:
    whole, part = divmod(nanos, size)
    digits = f"{part:0{len(str(size)) - 1}d}".rstrip("0") if part else ""
    return f"{whole}.{digits}" if digits else str(whole)


def parse_go_duration(text: str) -> float | None:
    """Seconds of a Go duration (``1h30m``, ``2.5s``); None if it is none."""
    body = text.lstrip("+-") if text[:1] in "+-" else text
    if body == "0":
        return 0.0
    total, place = 0.0, 0
    while place < len(body):
        match = _PART.match(body, place)
        if match is None or match[1] in ("", "."):
            return None
        total += float(match[1]) * _UNITS[match[2]]
        place = match.end()
    if not body:
        return None
    return -total if text.startswith("-") else total
