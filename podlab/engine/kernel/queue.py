"""The event queue: one total order, so that a seed and the commands decide everything.

Here: a heap of ``(time, priority, serial, event)``; the serial makes ties first-in-first-out.
Not here: what events mean (their targets do).
"""

import heapq
from dataclasses import dataclass, field
from typing import Any, NamedTuple


class Event(NamedTuple):
    """Something that will happen: plain data, so that a queue can be written out.

    ``target`` is the registered name of who handles it, ``kind`` what it is, ``payload`` plain
    data, ``cause`` the identifier of the recorded cause that was in force when it was scheduled.
    """

    target: str
    kind: str
    payload: Any
    cause: int


@dataclass(slots=True)
class EventQueue:
    """All scheduled events of one cluster, in order."""

    heap: list[tuple[int, int, int, Event]] = field(default_factory=list)
    cancelled: set[int] = field(default_factory=set)
    serial: int = 0

    def push(self, time: int, priority: int, event: Event) -> int:
        """Schedule an event; returns the serial by which it can be cancelled."""
        self.serial += 1
        heapq.heappush(self.heap, (time, priority, self.serial, event))
        return self.serial

    def cancel(self, serial: int) -> None:
        """Forget a scheduled event.  The caller vouches that it has not run yet."""
        self.cancelled.add(serial)

    def next_time(self) -> int | None:
        """The time of the next event, or None when nothing is scheduled."""
        if self.cancelled:
            self._drop_cancelled()
        return self.heap[0][0] if self.heap else None

    def pop_due(self, limit: int) -> tuple[int, int, int, Event] | None:
        """Take the next event with its time, priority and serial, if it is due by then."""
        heap = self.heap
        if heap and heap[0][2] in self.cancelled:
            self._drop_cancelled()
        if not heap or heap[0][0] > limit:
            return None
        return heapq.heappop(heap)

    def __len__(self) -> int:
        return len(self.heap) - len(self.cancelled)

    def _drop_cancelled(self) -> None:
        heap, cancelled = self.heap, self.cancelled
        while heap and heap[0][2] in cancelled:
            cancelled.discard(heapq.heappop(heap)[2])
