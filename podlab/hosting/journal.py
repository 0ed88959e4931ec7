"""The journal of a cluster: what was done to it, and now and then what it was.

A cluster is its last snapshot and the rows after it.  A row says after how many events
(``steps``) and at which virtual time a command was carried out, so that a replay is exact.
Here: the records and the Protocol.  Not here: the database (``workbench.durable``).
"""

from dataclasses import dataclass, field
from typing import Any, Protocol


@dataclass(slots=True, frozen=True)
class Position:
    """A point in a cluster's life: journal sequence, events run, virtual time (µs)."""

    sequence: int
    steps: int
    time: int


@dataclass(slots=True, frozen=True)
class Row:
    """One journalled command (plain JSON data)."""

    position: Position
    command: dict[str, Any]


@dataclass(slots=True, frozen=True)
class Birth:
    """What a cluster began as; with the journal it decides everything."""

    spec: dict[str, Any]
    seed: int
    start: int


@dataclass(slots=True)
class Record:
    """All that is kept of a cluster: enough to bring it back as it was at ``reached``."""

    birth: Birth
    snapshot: bytes | None = None
    snapshot_at: Position | None = None
    rows: list[Row] = field(default_factory=list)
    reached: Position | None = None
    paused: bool = False
    speed: float = 1.0


@dataclass(slots=True)
class Past:
    """What brings a moment of a cluster's past back: the nearest snapshot before it and the rows
    from there on.  ``line`` names the branch that the moment lies on, ``sequence`` its last row
    before the moment; ``steps`` is how many events had run, where that is known."""

    birth: Birth
    line: str
    sequence: int
    time: int
    steps: int | None = None
    snapshot: bytes | None = None
    snapshot_at: Position | None = None
    rows: list[Row] = field(default_factory=list)


@dataclass(slots=True, frozen=True)
class Fork:
    """A turn to a moment of the past: the branch that is left (kept whole, with what it was when it
    was left) and the new one that goes on from the moment under the cluster's name."""

    past: Past
    left_at: Position
    left: bytes
    at: Position
    data: bytes


@dataclass(slots=True, frozen=True)
class Branch:
    """A stretch of a cluster's life: where it left its parent (both '' and 0 for the first), and
    how far it got."""

    name: str
    parent: str
    begins: int
    ends: int
    current: bool
    title: str = ""
    """What the learner calls it."""


@dataclass(slots=True)
class History:
    """A cluster's life for a timeline: the commands of the branch it is on, and all branches."""

    start: int
    rows: list[Row] = field(default_factory=list)
    branches: list[Branch] = field(default_factory=list)


class NoSuchMoment(Exception):
    """The moment is not in the cluster's past, or nothing of that name is kept."""


class StaleOwner(Exception):
    """Another process has written this cluster's journal: this session must end."""


class Journal(Protocol):
    """Durable storage.  Every await returns when the data is safe; writes of many clusters share
    one transaction.  All raise ``StaleOwner`` where a sequence number is taken."""

    keeps_past: bool
    """Whether earlier snapshots are kept, so that one can go back."""

    async def load(self, cluster: str) -> Record | None:
        """What is kept of a cluster; None if there is none of that name."""

    async def from_birth(self, cluster: str) -> Record:
        """The same without any snapshot: every row of its life, also of the branches that it went
        on from; ``clock`` rows stand where it turned."""

    async def append(self, cluster: str, row: Row) -> None:
        """Keep a command."""

    async def mark(self, cluster: str, reached: Position, paused: bool, speed: float) -> None:
        """Remember how far the cluster got without a command."""

    async def snapshot(self, cluster: str, at: Position, data: bytes) -> None:
        """Keep what the cluster was at a position."""

    async def past(self, cluster: str, time: int, line: str) -> Past:
        """What brings the last moment up to a time back, on a branch ('' the present one).
        Raises NoSuchMoment."""

    async def before_last_command(self, cluster: str) -> Past:
        """What brings the moment before the learner's last command back.  Raises NoSuchMoment."""

    async def fork(self, cluster: str, fork: Fork) -> None:
        """Leave the present branch and go on from a moment of the past, in one transaction."""

    async def name_branch(self, cluster: str, line: str, title: str) -> None:
        """Call a branch ('' the present one) by a name of the learner's.  Raises NoSuchMoment."""

    async def history(self, cluster: str) -> History | None:
        """What there is to show on a timeline; None if there is no such cluster."""
