"""Recorded causes: every event and every write knows what led to it.

Here: the log of causes, a tree of plain rows.  Not here: turning a chain of causes into words
(``engine.observe.narrate``).
"""

from dataclasses import dataclass, field
from typing import NamedTuple

NO_CAUSE = 0


class Cause(NamedTuple):
    """Why something happened: who acted, what they did, to which object, because of what.

    ``component`` is the actor (``kubectl``, ``deployment-controller``, ``kubelet/node1``),
    ``action`` a word of that actor's vocabulary (``apply``, ``reconcile``, ``probe-failed``),
    ``subject`` the object or thing concerned (``pods/default/web``), ``parent`` the cause before.
    """

    parent: int
    time: int
    component: str
    action: str
    subject: str


@dataclass(slots=True)
class CauseLog:
    """The causes of one cluster, numbered from 1 as they came; the oldest are forgotten."""

    rows: dict[int, Cause] = field(default_factory=dict)
    last: int = NO_CAUSE
    limit: int = 20_000

    def record(self, cause: Cause) -> int:
        """Keep a cause; returns its number."""
        self.last += 1
        self.rows[self.last] = cause
        # by its number: a dictionary's first key is far behind what was taken from its front
        self.rows.pop(self.last - self.limit, None)
        return self.last

    def forget_after(self, number: int) -> None:
        """Take back what was recorded after a cause: it did not happen."""
        while self.last > number:
            self.rows.pop(self.last, None)
            self.last -= 1

    def chain(self, number: int) -> list[Cause]:
        """The causes from the given one back to the first that is known."""
        found = []
        while (cause := self.rows.get(number)) is not None:
            found.append(cause)
            number = cause.parent
        return found
