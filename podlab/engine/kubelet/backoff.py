"""Exponential back-off per key, as ``client-go``'s flowcontrol has it.

Here: when a key may go on, and how its wait grows.  Not here: which keys there are.
"""

from podlab.engine.kernel.clock import SECOND
from podlab.engine.kubelet.state import BackoffEntry
from podlab.engine.kubelet.timings import BACKOFF_RESET, MAX_BACKOFF


class Backoff:
    """Waits that double from ``initial`` to five minutes, forgotten after ten quiet minutes."""

    def __init__(self, entries: dict[str, BackoffEntry], initial: int) -> None:
        self._entries = entries
        self._initial = initial

    def waiting_since(self, key: str, event: int, now: int) -> bool:
        """Whether the wait, counted from an event (a container's end), is not over."""
        entry = self._entries.get(key)
        if entry is None or event - entry.updated > BACKOFF_RESET:
            return False
        return now - event < entry.duration

    def waiting(self, key: str, now: int) -> bool:
        """Whether the wait, counted from the last failure, is not over."""
        entry = self._entries.get(key)
        if entry is None or now - entry.updated > BACKOFF_RESET:
            return False
        return now - entry.updated < entry.duration

    def duration(self, key: str) -> int:
        """How long the key's wait is."""
        entry = self._entries.get(key)
        return entry.duration if entry else 0

    def grow(self, key: str, event: int, now: int) -> None:
        """Begin the key's next, longer wait."""
        entry = self._entries.get(key)
        if entry is None or event - entry.updated > BACKOFF_RESET:
            self._entries[key] = BackoffEntry(self._initial, now)
            return
        entry.duration = min(entry.duration * 2, MAX_BACKOFF)
        entry.updated = now

    def forget(self, prefix: str) -> None:
        """Drop the keys of something that is gone."""
        for key in [key for key in self._entries if key.startswith(prefix)]:
            del self._entries[key]


def go_duration(microseconds: int) -> str:
    """A duration as Go prints whole seconds: ``10s``, ``1m20s``, ``5m0s``."""
    seconds = microseconds // SECOND
    hours, seconds = divmod(seconds, 3600)
    minutes, seconds = divmod(seconds, 60)
    if hours:
        return f"{hours}h{minutes}m{seconds}s"
    return f"{minutes}m{seconds}s" if minutes else f"{seconds}s"
