"""The journal in Django's database: one writing thread, many clusters in one transaction.

Fulfils ``hosting.journal.Journal``.  Group commit: whatever has come while the last transaction
was written goes into the next one together.  Not here: when to write.
"""

import asyncio
import logging
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, connection, transaction

from podlab.hosting.journal import (
    Birth,
    Fork,
    History,
    NoSuchMoment,
    Past,
    Position,
    Record,
    Row,
    StaleOwner,
)
from podlab.workbench import branches
from podlab.workbench.models import ClusterRecord, JournalRow, Snapshot

log = logging.getLogger("podlab.journal")

MAX_BATCH = 500


@dataclass(slots=True)
class _Job:
    work: Callable[[], object]
    done: "asyncio.Future[object]"
    loop: asyncio.AbstractEventLoop

    def finish(self, result: object, error: BaseException | None) -> None:
        self.loop.call_soon_threadsafe(self._settle, result, error)

    def _settle(self, result: object, error: BaseException | None) -> None:
        if self.done.done():
            return
        if error is not None:
            self.done.set_exception(error)
        else:
            self.done.set_result(result)


class DatabaseJournal:
    """Journals of all clusters of this process."""

    keeps_past = True

    def __init__(self) -> None:
        self._jobs: queue.SimpleQueue[_Job] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="journal", daemon=True)
        self._thread.start()

    async def load(self, cluster: str) -> Record | None:
        """See ``Journal.load``."""
        found = await self._submit(lambda: _load(cluster))
        assert found is None or isinstance(found, Record)
        return found

    async def from_birth(self, cluster: str) -> Record:
        """See ``Journal.from_birth``."""
        found = await self._submit(lambda: branches.from_birth(cluster))
        assert isinstance(found, Record)
        return found

    async def append(self, cluster: str, row: Row) -> None:
        """See ``Journal.append``."""
        await self._submit(lambda: _append(cluster, row))

    async def mark(self, cluster: str, reached: Position, paused: bool, speed: float) -> None:
        """See ``Journal.mark``."""
        await self._submit(lambda: _mark(cluster, reached, paused, speed))

    async def snapshot(self, cluster: str, at: Position, data: bytes) -> None:
        """See ``Journal.snapshot``."""
        await self._submit(lambda: _snapshot(cluster, at, data))

    async def past(self, cluster: str, time: int, line: str) -> Past:
        """See ``Journal.past``."""
        found = await self._submit(lambda: branches.past(cluster, time, line))
        assert isinstance(found, Past)
        return found

    async def before_last_command(self, cluster: str) -> Past:
        """See ``Journal.before_last_command``."""
        found = await self._submit(lambda: branches.before_last_command(cluster))
        assert isinstance(found, Past)
        return found

    async def fork(self, cluster: str, fork: Fork) -> None:
        """See ``Journal.fork``."""
        await self._submit(lambda: branches.fork(cluster, fork))

    async def name_branch(self, cluster: str, line: str, title: str) -> None:
        """See ``Journal.name_branch``."""
        await self._submit(lambda: branches.name_branch(cluster, line, title))

    async def history(self, cluster: str) -> History | None:
        """See ``Journal.history``."""
        found = await self._submit(lambda: branches.history(cluster))
        assert found is None or isinstance(found, History)
        return found

    async def _submit(self, work: Callable[[], object]) -> object:
        loop = asyncio.get_running_loop()
        done: asyncio.Future[object] = loop.create_future()
        self._jobs.put(_Job(work, done, loop))
        return await done

    def _work(self) -> None:
        while True:
            batch = [self._jobs.get()]
            while len(batch) < MAX_BATCH and not self._jobs.empty():
                batch.append(self._jobs.get())
            _run_batch(batch)


def _run_batch(batch: list[_Job]) -> None:
    """One transaction for all; a job that fails is undone alone (a savepoint each).  Where the
    whole cannot be committed (a cluster was deleted meanwhile), each is tried by itself."""
    outcomes: list[tuple[_Job, object, BaseException | None]] = []
    try:
        with transaction.atomic():
            for job in batch:
                outcomes.append((job, *_run_job(job)))
    except IntegrityError as error:
        if len(batch) > 1:
            for job in batch:
                _run_batch([job])
            return
        outcomes = [(batch[0], None, StaleOwner(str(error)))]
    except Exception as error:
        log.exception("a journal transaction failed")
        connection.close()
        outcomes = [(job, None, error) for job in batch]
    for job, result, failure in outcomes:
        job.finish(result, failure)


def _run_job(job: _Job) -> tuple[object, BaseException | None]:
    try:
        with transaction.atomic():
            return job.work(), None
    except (IntegrityError, StaleOwner) as error:
        return None, StaleOwner(str(error))
    except NoSuchMoment as error:
        return None, error


def _load(cluster: str) -> Record | None:
    kept = ClusterRecord.objects.filter(name=cluster).first()
    if kept is None:
        return None
    snapshot = Snapshot.objects.filter(cluster_id=cluster).first()
    after = snapshot.sequence if snapshot else 0
    rows = JournalRow.objects.filter(cluster_id=cluster, sequence__gt=after).order_by("sequence")
    reached = Position(kept.reached_sequence, kept.reached_steps, kept.reached_time)
    return Record(
        birth=Birth(kept.spec, kept.seed, kept.start),
        snapshot=bytes(snapshot.data) if snapshot else None,
        snapshot_at=Position(snapshot.sequence, snapshot.steps, snapshot.time)
        if snapshot
        else None,
        rows=[Row(Position(row.sequence, row.steps, row.time), row.command) for row in rows],
        reached=reached if reached.time else None,
        paused=kept.paused,
        speed=kept.speed,
    )


def _append(cluster: str, row: Row) -> None:
    at = row.position
    JournalRow.objects.create(
        cluster_id=cluster, sequence=at.sequence, steps=at.steps, time=at.time, command=row.command
    )
    pace: dict[str, dict[str, Any]] = {
        "clock.pause": {"paused": True},
        "clock.step": {"paused": True},
        "clock.resume": {"paused": False},
        "clock.speed": {"speed": row.command.get("speed")},
    }
    if (change := pace.get(row.command["do"])) is not None:
        ClusterRecord.objects.filter(name=cluster).update(**change)


def _mark(cluster: str, reached: Position, paused: bool, speed: float) -> None:
    ClusterRecord.objects.filter(name=cluster, reached_steps__lte=reached.steps).update(
        reached_sequence=reached.sequence,
        reached_steps=reached.steps,
        reached_time=reached.time,
        paused=paused,
        speed=speed,
    )


def _snapshot(cluster: str, at: Position, data: bytes) -> None:
    values = {"sequence": at.sequence, "steps": at.steps, "time": at.time, "data": data}
    Snapshot.objects.update_or_create(cluster_id=cluster, defaults=values)
    branches.keep_moment(cluster, at, data)
