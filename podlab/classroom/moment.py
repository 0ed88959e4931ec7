"""Times as the classroom's messages carry them: milliseconds since the epoch, 0 for never."""

from datetime import datetime

from podlab.hosting.pacer import wall_time_us


def now_ms() -> int:
    """The server's present."""
    return wall_time_us() // 1000


def in_ms(time: datetime | None) -> int:
    """A database's time."""
    return 0 if time is None else int(time.timestamp() * 1000)
