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


class StaleOwner(Exception):
    """Another process has written this cluster's journal: this session must end."""


class Journal(Protocol):
    """Durable storage.  Every await returns when the data is safe; writes of many clusters share
    one transaction.  All raise ``StaleOwner`` where a sequence number is taken."""

    async def load(self, cluster: str) -> Record | None:
        """What is kept of a cluster; None if there is none of that name."""

    async def append(self, cluster: str, row: Row) -> None:
        """Keep a command."""

    async def mark(self, cluster: str, reached: Position, paused: bool, speed: float) -> None:
        """Remember how far the cluster got without a command."""

    async def snapshot(self, cluster: str, at: Position, data: bytes) -> None:
        """Keep what the cluster was at a position."""
