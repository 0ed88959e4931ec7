"""The programs that were run on a machine itself, as its accounting would have them.

Here: a bounded record of argument vectors, times and exit statuses; what runs inside containers is
not part of it.  Not here: running anything (``machine.processes``), or judging it.
"""

from collections import deque
from dataclasses import dataclass, field

MAX_EXECUTIONS = 400
MAX_WORDS = 64
MAX_WORD = 400


@dataclass(slots=True)
class Execution:
    """One program: when it was started, its words, its exit status (None while it runs)."""

    pid: int
    time: int
    argv: list[str]
    status: int | None = None


@dataclass(slots=True)
class ExecutionsState:
    """The newest executions, oldest first, and those that still run by process number."""

    rows: deque[Execution] = field(default_factory=lambda: deque(maxlen=MAX_EXECUTIONS))
    running: dict[int, Execution] = field(default_factory=dict)


def begun(state: ExecutionsState, pid: int, time: int, argv: list[str]) -> None:
    """A process runs a program; one that becomes another program runs both."""
    row = Execution(pid, time, [word[:MAX_WORD] for word in argv[:MAX_WORDS]])
    state.rows.append(row)
    state.running[pid] = row


def ended(state: ExecutionsState, pid: int, status: int) -> None:
    """A process has ended."""
    row = state.running.pop(pid, None)
    if row is not None:
        row.status = status
