"""Back-off per key, as client-go's flowcontrol: doubled each time, forgotten after long peace.

For loops that fight with somebody else (a kubelet that rejects what a controller makes).  Not here:
the retries of a queue's keys (``workqueue``), or a kubelet's own back-off (``kubelet.backoff``).
"""

from dataclasses import dataclass, field

PEACE = 2
"""An entry is forgotten when nothing happened for so many times the longest delay."""


@dataclass(slots=True)
class BackoffState:
    """Plain data: (delay, when it was set) per key."""

    entries: dict[str, tuple[int, int]] = field(default_factory=dict)


class Backoff:
    """Delays in microseconds, from ``initial`` to ``longest``."""

    def __init__(self, state: BackoffState, initial: int, longest: int) -> None:
        self._state = state
        self._initial = initial
        self._longest = longest

    def delay(self, key: str, now: int) -> int:
        """The whole delay of a key that is in its back-off; 0 when it may go on."""
        delay, since = self._state.entries.get(key, (0, now))
        return delay if now - since < delay else 0

    def next(self, key: str, now: int) -> None:
        """The key goes on now, and waits longer the next time."""
        self._forget_old(now)
        before = self._state.entries.pop(key, None)
        delay = self._initial if before is None else min(2 * before[0], self._longest)
        self._state.entries[key] = (delay, now)

    def _forget_old(self, now: int) -> None:
        """Entries stand in the order of their times, so the old ones are the first."""
        entries = self._state.entries
        while entries:
            oldest = next(iter(entries))
            if now - entries[oldest][1] <= PEACE * self._longest:
                return
            del entries[oldest]
