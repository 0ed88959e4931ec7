"""Who is live: opens clusters on demand, lets the idle ones sleep.

Here: bringing a cluster back from its record.  Not here: who may open which cluster.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from weakref import WeakValueDictionary

from podlab.engine.cluster import Cluster
from podlab.engine.kernel.snapshot import BadSnapshot
from podlab.hosting.collector import Sweeper
from podlab.hosting.journal import Journal, NoSuchMoment, Past, Position, Record, StaleOwner
from podlab.hosting.pacer import Pace
from podlab.hosting.rewind import advance_to, bring_back, replay
from podlab.hosting.session import Session

log = logging.getLogger("podlab.registry")

MOST_LIVE = 2_000
"""Clusters that one process keeps awake: at about 2 MB each they fill 4 GB."""

AHEAD = 1_000_000
"""By how much resourceVersions jump when a life is lived again: above all that were seen."""


class UnknownCluster(Exception):
    """No cluster of that name is kept."""


class TooManyClusters(Exception):
    """As many clusters are in use as this process may keep awake."""


@dataclass(slots=True)
class _Live:
    session: Session
    users: int = 0
    sleep: asyncio.Task[None] | None = None


class Registry:
    """The live clusters of this process."""

    def __init__(self, journal: Journal, idle_seconds: float, most: int = MOST_LIVE) -> None:
        self._journal = journal
        self._most = most
        self._idle_seconds = idle_seconds
        self._live: dict[str, _Live] = {}
        self._opening: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        """One lock a cluster, as long as somebody opens it or writes it down."""
        self._sweeper = Sweeper()

    def __len__(self) -> int:
        return len(self._live)

    @property
    def journal(self) -> Journal:
        """Where the clusters are kept."""
        return self._journal

    async def evict(self, name: str) -> None:
        """End a cluster's session, whoever uses it: its owner wants it gone.  What it would still
        write is lost if it is gone already."""
        live = self._live.pop(name, None)
        if live is not None:
            with suppress(StaleOwner):
                await live.session.close()

    @asynccontextmanager
    async def use(self, name: str) -> AsyncIterator[Session]:
        """The session of a cluster, kept awake as long as the block runs.

        Raises:
            UnknownCluster: there is none of that name.
            TooManyClusters: there is no room for another.
        """
        live = await self._open(name)
        live.users += 1
        if live.sleep is not None:
            live.sleep.cancel()
            live.sleep = None
        try:
            yield live.session
        finally:
            live.users -= 1
            if live.users == 0:
                live.sleep = asyncio.create_task(self._sleep_later(name, live))

    async def close_all(self) -> None:
        """Write every live cluster down (the server ends)."""
        for name, live in list(self._live.items()):
            del self._live[name]
            await live.session.close()

    async def _open(self, name: str) -> _Live:
        lock = self._opening.setdefault(name, asyncio.Lock())
        async with lock:
            live = self._live.get(name)
            if live is not None and not live.session.closed:
                return live
            await self._make_room()
            record = await self._journal.load(name)
            if record is None:
                raise UnknownCluster(name)
            session = await self._revive(name, record)
            session.start()
            live = self._live[name] = _Live(session)
            return live

    async def _revive(self, name: str, record: Record) -> Session:
        """The session of a cluster; where its snapshot cannot be read (it was written by another
        version), its whole life is lived again."""
        try:
            return revive(name, record, self._journal)
        except BadSnapshot:
            log.warning("cluster %s: its snapshot cannot be read, its journal is replayed", name)
        try:
            return await self._live_again(name)
        except NoSuchMoment as error:
            raise UnknownCluster(name) from error

    async def _live_again(self, name: str) -> Session:
        """A long life takes a while: others have the event loop in between."""
        record = await self._journal.from_birth(name)
        rows = record.rows
        last = rows[-1].position.sequence if rows else 0
        at = record.reached or Position(last, 0, record.birth.start)
        past = Past(record.birth, name, last, at.time, at.steps, rows=rows)
        cluster = await bring_back(past)
        cluster.store.branch_off(cluster.store.revision + AHEAD)
        pace = Pace(paused=record.paused, speed=record.speed)
        return Session(name, cluster, self._journal, pace, last)

    async def _make_room(self) -> None:
        """Let clusters sleep that nobody uses, when there are too many; the oldest first."""
        while len(self._live) >= self._most:
            idle = next((name for name, live in self._live.items() if live.users == 0), None)
            if idle is None:
                raise TooManyClusters(self._most)
            await self._live.pop(idle).session.close()

    async def _sleep_later(self, name: str, live: _Live) -> None:
        await asyncio.sleep(self._idle_seconds)
        async with self._opening.setdefault(name, asyncio.Lock()):
            if live.users or self._live.get(name) is not live:
                return
            del self._live[name]
            await live.session.close()
            self._sweeper.left(busy=any(other.users for other in self._live.values()))


def revive(name: str, record: Record, journal: Journal) -> Session:
    """The session of a cluster as its record says: the snapshot, then every row after it."""
    birth = record.birth
    if record.snapshot is None:
        cluster = Cluster.create(birth.spec, birth.seed, birth.start)
    else:
        cluster = Cluster.restore(record.snapshot)
    pace = Pace(paused=record.paused, speed=record.speed)
    sequence = record.snapshot_at.sequence if record.snapshot_at else 0
    for row in record.rows:
        advance_to(cluster, row.position)
        replay(cluster, row.command)
        sequence = row.position.sequence
    if record.reached is not None:
        advance_to(cluster, record.reached)
    return Session(name, cluster, journal, pace, sequence)
