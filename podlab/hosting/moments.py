"""Which moments of a cluster's past are kept: a thinned series, dense where it is new.

The last few also stay in memory, sharing with the live cluster all that has not changed since.
Not here: where the others are kept (a ``journal.Journal``), or bringing one back (``rewind``).
"""

from typing import NamedTuple

from podlab.engine.cluster import ClusterState
from podlab.engine.kernel.sharing import share
from podlab.hosting.journal import Past, Position

MAX_MOMENTS = 32
MAX_LIVE = 3
"""Moments of one cluster that stay in memory: each costs about a sixth of the cluster."""


def most_dispensable(times: list[int]) -> int:
    """The place of the moment whose loss widens a gap least, in proportion to its age: never the
    first or the last.  ``times`` in order, at least three."""
    now = times[-1]
    inner = range(1, len(times) - 1)
    return min(inner, key=lambda i: (times[i + 1] - times[i - 1]) / (now - times[i] + 1))


class LiveMoment(NamedTuple):
    """What a cluster was at a position: a state that nobody changes any more."""

    at: Position
    state: ClusterState


class LiveMoments:
    """The last moments of one live cluster, on the branch that it is on."""

    def __init__(self) -> None:
        self._kept: list[LiveMoment] = []

    def keep(self, at: Position, state: ClusterState) -> LiveMoment:
        """Remember what the cluster is now; the oldest is forgotten."""
        moment = LiveMoment(at, share(state))
        self._kept = [*self._kept, moment][-MAX_LIVE:]
        return moment

    def before(self, past: Past) -> LiveMoment | None:
        """The nearest moment before one that is to be brought back; None if none is nearer than
        the snapshot that the journal gives."""
        journal = past.snapshot_at.steps if past.snapshot_at is not None else -1
        for moment in reversed(self._kept):
            at = moment.at
            early = past.steps is None or at.steps <= past.steps
            if at.time <= past.time and at.sequence <= past.sequence and early:
                return moment if at.steps >= journal else None
        return None

    def clear(self) -> None:
        """Forget all: the cluster is on another branch."""
        self._kept = []
