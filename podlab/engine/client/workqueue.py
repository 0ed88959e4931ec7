"""Rate-limited work queues: which keys a controller must look at, each at most once at a time.

Here: coalescing, delays, exponential back-off per key (5 ms doubling to 1000 s, as client-go's
default).  Not here: the reconciling itself.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from podlab.engine.kernel.clock import MILLISECOND, SECOND
from podlab.engine.kernel.simulation import Simulation

BASE_DELAY = 5 * MILLISECOND
MAX_DELAY = 1000 * SECOND
HANDLING_TIME = 800
"""Microseconds between two keys of one worker."""


@dataclass(slots=True)
class WorkQueueState:
    """Plain data: pending keys in order, the times of delayed ones, failures per key."""

    pending: dict[str, int] = field(default_factory=dict)
    later: dict[str, tuple[int, int]] = field(default_factory=dict)
    failures: dict[str, int] = field(default_factory=dict)
    busy: bool = False


class WorkQueue:
    """One controller's queue with one worker; ``reconcile(key)`` is called for each key."""

    def __init__(
        self,
        name: str,
        state: WorkQueueState,
        sim: Simulation,
        reconcile: Callable[[str], None],
        handling_time: int = HANDLING_TIME,
    ) -> None:
        self.target = f"queue/{name}"
        self.state = state
        self._sim = sim
        self._reconcile = reconcile
        self._handling_time = handling_time
        sim.register(self.target, self._handle)

    def add(self, key: str) -> None:
        """Look at a key soon; adding it twice is the same as once."""
        self.state.pending.setdefault(key, self._sim.cause)
        self._wake()

    def add_after(self, key: str, delay: int) -> None:
        """Look at a key after some microseconds; the earliest of several wins."""
        due = self._sim.now + delay
        known = self.state.later.get(key)
        if known is not None:
            if known[0] <= due:
                return
            self._sim.cancel(known[1])
        self.state.later[key] = (due, self._sim.at(due, self.target, "due", key))

    def retry(self, key: str) -> None:
        """Look at a key again after its back-off."""
        failures = self.state.failures.get(key, 0)
        self.state.failures[key] = failures + 1
        self.add_after(key, min(BASE_DELAY << min(failures, 30), MAX_DELAY))

    def forget(self, key: str) -> None:
        """End a key's back-off."""
        self.state.failures.pop(key, None)

    def _wake(self) -> None:
        if not self.state.busy:
            self.state.busy = True
            self._sim.after(self._handling_time, self.target, "next")

    def _handle(self, kind: str, payload: Any) -> None:
        if kind == "due":
            self.state.later.pop(payload, None)
            self.add(payload)
            return
        self.state.busy = False
        if not self.state.pending:
            return
        key = next(iter(self.state.pending))
        self._sim.cause = self.state.pending.pop(key)
        if self.state.pending:
            self._wake()
        self._reconcile(key)
