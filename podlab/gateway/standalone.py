"""One cluster on its own: no pages, no database, its API at the root of a port.

Not here: arguments (``manage.py cluster``), serving (``api``).
"""

import asyncio
import logging
from typing import Any

from podlab.engine.cluster import Cluster
from podlab.gateway.api import OneCluster
from podlab.gateway.ports import HostedDoor, Receive, Scope, Send
from podlab.hosting.journal import (
    Fork,
    History,
    Journal,
    NoSuchMoment,
    Past,
    Position,
    Record,
    Row,
)
from podlab.hosting.pacer import Pace, wall_time_us
from podlab.hosting.session import Session

log = logging.getLogger("podlab.standalone")

FOREVER = 1 << 53
"""The year 2255: an idle cluster gets there, and must still be able to write dates."""


class NoJournal:
    """Keeps nothing: the cluster lives as long as its process."""

    keeps_past = False

    async def load(self, _cluster: str) -> Record | None:
        """Nothing is kept."""
        return None

    async def from_birth(self, cluster: str) -> Record:
        """There is no past."""
        raise NoSuchMoment(cluster)

    async def append(self, _cluster: str, _row: Row) -> None:
        """Keep nothing."""

    async def mark(self, _cluster: str, _reached: Position, _paused: bool, _speed: float) -> None:
        """Keep nothing."""

    async def snapshot(self, _cluster: str, _at: Position, _data: bytes) -> None:
        """Keep nothing."""

    async def past(self, cluster: str, _time: int, _line: str) -> Past:
        """There is no past."""
        raise NoSuchMoment(cluster)

    async def before_last_command(self, cluster: str) -> Past:
        """There is no past."""
        raise NoSuchMoment(cluster)

    async def fork(self, _cluster: str, _fork: Fork) -> None:
        """Keep nothing."""

    async def name_branch(self, cluster: str, _line: str, _title: str) -> None:
        """There is no past."""
        raise NoSuchMoment(cluster)

    async def history(self, _cluster: str) -> History | None:
        """Nothing is kept."""
        return None


class AsFastAsPossible(Pace):
    """No pace at all: whatever is due next is due now."""

    def target(self) -> int:
        """The end of time."""
        return FOREVER

    def seconds_until(self, _virtual: int) -> float:
        """No time."""
        return 0.0

    def forgive(self, _virtual: int) -> None:
        """Nothing is ever late."""


class Standalone:
    """The application of one stand-alone cluster."""

    def __init__(self, spec: dict[str, Any], seed: int, speed: float | None) -> None:
        self._spec = spec
        self._seed = seed
        self._speed = speed
        self._session: Session | None = None
        self._lock = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] == "lifespan":
            return
        session = await self.session()
        door = HostedDoor(session)
        await OneCluster(door)(scope, receive, send)

    async def session(self) -> Session:
        """The cluster's session, begun on first use."""
        async with self._lock:
            if self._session is None:
                start = wall_time_us()
                cluster = Cluster.create(self._spec, self._seed, start)
                pace = AsFastAsPossible() if self._speed is None else Pace(speed=self._speed)
                journal: Journal = NoJournal()
                self._session = Session("standalone", cluster, journal, pace, 0)
                self._session.start()
            return self._session
