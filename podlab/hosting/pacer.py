"""Pace: how a cluster's virtual time follows the wall clock.

The only module of the project that reads the wall clock for clusters.  Not here: running events.
"""

import time
from dataclasses import dataclass, field

SLOWEST = 0.25
FASTEST = 20.0
MAX_LAG_SECONDS = 1.0
"""How far a cluster that is too busy may fall behind before the difference is forgotten."""


def wall_now() -> float:
    """Seconds of a clock that never goes back."""
    return time.monotonic()


def wall_time_us() -> int:
    """The date, in microseconds since the epoch: when a new cluster's virtual time begins."""
    return time.time_ns() // 1000


@dataclass(slots=True)
class Pace:
    """Paused, or some seconds of virtual time a second of wall time.

    ``anchor`` pairs a wall time with the virtual time that belonged to it.
    """

    paused: bool = False
    speed: float = 1.0
    anchor: tuple[float, int] = field(default=(0.0, 0))

    def restart(self, virtual: int) -> None:
        """Count from here and now."""
        self.anchor = (wall_now(), virtual)

    def target(self) -> int:
        """The virtual time that belongs to the present wall time."""
        wall, virtual = self.anchor
        if self.paused:
            return virtual
        return virtual + int((wall_now() - wall) * self.speed * 1_000_000)

    def seconds_until(self, virtual: int) -> float:
        """Wall seconds until a virtual time is due (a running pace only)."""
        return max(0.0, (virtual - self.target()) / (self.speed * 1_000_000))

    def forgive(self, virtual: int) -> None:
        """Forget a lag that is too long to be made up."""
        if self.target() - virtual > MAX_LAG_SECONDS * self.speed * 1_000_000:
            self.restart(virtual)
