"""The simulation: takes events in order, advances virtual time, hands each to its target.

Here: stepping, budgets, the cause in force.  Not here: any behaviour; targets are the components
that ``engine.cluster`` registers.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from podlab.engine.kernel.causes import NO_CAUSE, Cause, CauseLog
from podlab.engine.kernel.chance import Chance
from podlab.engine.kernel.queue import Event, EventQueue

Handler = Callable[[str, Any], None]
_ALL_TIME = 1 << 62
_event = tuple.__new__
"""Makes an ``Event`` without the call in Python that a NamedTuple's constructor is."""


@dataclass(slots=True)
class SimulationState:
    """The plain data of a simulation: what a snapshot keeps of it."""

    now: int
    chance: Chance
    queue: EventQueue = field(default_factory=EventQueue)
    causes: CauseLog = field(default_factory=CauseLog)
    notices: dict[str, list[tuple[str, str, Any]]] = field(default_factory=dict)
    steps: int = 0


class Simulation:
    """Virtual time and the order of events of one cluster."""

    def __init__(self, state: SimulationState) -> None:
        self.state = state
        self.cause = NO_CAUSE
        self._handlers: dict[str, Handler] = {}

    @property
    def now(self) -> int:
        """Virtual time in microseconds since the epoch."""
        return self.state.now

    @property
    def chance(self) -> Chance:
        """The cluster's streams of chance."""
        return self.state.chance

    def register(self, target: str, handler: Handler) -> None:
        """Name who handles the events of a target: ``handler(kind, payload)``."""
        self._handlers[target] = handler

    def unregister(self, target: str) -> None:
        """Forget a target; its events that are still queued are dropped when due."""
        self._handlers.pop(target, None)

    def at(self, time: int, target: str, kind: str, payload: Any = None, priority: int = 0) -> int:
        """Schedule an event at a time (never before now); returns its serial."""
        state = self.state
        event = _event(Event, (target, kind, payload, self.cause))
        return state.queue.push(time if time > state.now else state.now, priority, event)

    def after(self, delay: int, target: str, kind: str, payload: Any = None) -> int:
        """Schedule an event some microseconds from now; returns its serial."""
        state = self.state
        event = _event(Event, (target, kind, payload, self.cause))
        return state.queue.push(state.now + (delay if delay > 0 else 0), 0, event)

    def cancel(self, serial: int) -> None:
        """Forget an event that was scheduled and has not run."""
        self.state.queue.cancel(serial)

    def wait_for(self, notice: str, target: str, kind: str, payload: Any = None) -> None:
        """Have an event scheduled, once, when a notice is posted (``logs/UID/c``, ``tty/1``)."""
        waiter = (target, kind, payload)
        waiters = self.state.notices.setdefault(notice, [])
        if waiter not in waiters:
            waiters.append(waiter)

    def stop_waiting(self, notice: str, target: str, kind: str, payload: Any = None) -> None:
        """Take back a ``wait_for``: who waits for what may never be posted leaves nothing."""
        waiters = self.state.notices.get(notice)
        if waiters is None or (target, kind, payload) not in waiters:
            return
        waiters.remove((target, kind, payload))
        if not waiters:
            del self.state.notices[notice]

    def post(self, notice: str) -> None:
        """Schedule the events of all who wait for a notice, now; free when nobody does."""
        for target, kind, payload in self.state.notices.pop(notice, ()):
            self.after(0, target, kind, payload)

    def because(self, component: str, action: str, subject: str) -> int:
        """Record a cause under the one in force, put it in force, return its number."""
        row = Cause(self.cause, self.state.now, component, action, subject)
        self.cause = self.state.causes.record(row)
        return self.cause

    def next_time(self) -> int | None:
        """When the next event is due, or None."""
        return self.state.queue.next_time()

    def step(self) -> bool:
        """Run the next event; False when there is none."""
        row = self.state.queue.pop_due(_ALL_TIME)
        if row is None:
            return False
        self._run(row[0], row[3])
        return True

    def run_until(self, time: int, budget: int | None = None) -> bool:
        """Run the events up to a time, and set the clock there.

        Returns False when the budget of events was used up first; the clock then stands at the
        last event that ran.
        """
        queue, run = self.state.queue, self._run
        remaining = -1 if budget is None else max(budget, 0)
        while remaining and (row := queue.pop_due(time)) is not None:
            remaining -= 1
            run(row[0], row[3])
        if not remaining:
            due = queue.next_time()
            if due is not None and due <= time:
                return False
        self.state.now = max(self.state.now, time)
        return True

    def _run(self, time: int, event: Event) -> None:
        state = self.state
        if time > state.now:
            state.now = time
        state.steps += 1
        target, kind, payload, self.cause = event
        handler = self._handlers.get(target)
        if handler is not None:
            handler(kind, payload)
        self.cause = NO_CAUSE
