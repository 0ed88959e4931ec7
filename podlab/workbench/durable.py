"""The journal in Django's database: one writing thread, many clusters in one transaction.

Fulfils ``hosting.journal.Journal``.  Group commit: whatever has come while the last transaction
was written goes into the next one together.  Not here: when to write.
"""

import asyncio
import logging
import queue
import threading
from collections.abc import Callable
from contextlib import nullcontext
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
MARKS_TOGETHER = 0.25
"""Seconds in which marks of all clusters are gathered: each job wakes the writing thread, and a
class marks two hundred times a second."""

Mark = tuple[Position, bool, float]
"""How far a cluster is, whether its clock is paused, its speed."""


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
        self._marks: dict[str, Mark] = {}
        self._marking: asyncio.Task[None] | None = None
        self._thread = threading.Thread(target=self._work, name="journal", daemon=True)
        self._thread.start()

    async def load(self, cluster: str) -> Record | None:
        """See ``Journal.load``."""
        found = await self._about(cluster, lambda: _load(cluster))
        assert found is None or isinstance(found, Record)
        return found

    async def from_birth(self, cluster: str) -> Record:
        """See ``Journal.from_birth``."""
        found = await self._about(cluster, lambda: branches.from_birth(cluster))
        assert isinstance(found, Record)
        return found

    async def append(self, cluster: str, row: Row) -> None:
        """See ``Journal.append``."""
        await self._about(cluster, lambda: _append(cluster, row))

    async def mark(self, cluster: str, reached: Position, paused: bool, speed: float) -> None:
        """See ``Journal.mark``."""
        self._marks[cluster] = (reached, paused, speed)
        marking = self._marking
        if marking is None or marking.get_loop() is not asyncio.get_running_loop():
            marking = self._marking = asyncio.ensure_future(self._write_marks())
        await asyncio.shield(marking)

    async def _write_marks(self) -> None:
        """Write the gathered marks, in one statement."""
        await asyncio.sleep(MARKS_TOGETHER)
        marks, self._marks, self._marking = self._marks, {}, None
        await self._submit(lambda: _mark(marks))

    async def snapshot(self, cluster: str, at: Position, data: bytes) -> None:
        """See ``Journal.snapshot``."""
        await self._about(cluster, lambda: _snapshot(cluster, at, data))

    async def past(self, cluster: str, time: int, line: str) -> Past:
        """See ``Journal.past``."""
        found = await self._about(cluster, lambda: branches.past(cluster, time, line))
        assert isinstance(found, Past)
        return found

    async def before_last_command(self, cluster: str) -> Past:
        """See ``Journal.before_last_command``."""
        found = await self._about(cluster, lambda: branches.before_last_command(cluster))
        assert isinstance(found, Past)
        return found

    async def fork(self, cluster: str, fork: Fork) -> None:
        """See ``Journal.fork``."""
        await self._about(cluster, lambda: branches.fork(cluster, fork))

    async def name_branch(self, cluster: str, line: str, title: str) -> None:
        """See ``Journal.name_branch``."""
        await self._about(cluster, lambda: branches.name_branch(cluster, line, title))

    async def history(self, cluster: str) -> History | None:
        """See ``Journal.history``."""
        found = await self._about(cluster, lambda: branches.history(cluster))
        assert found is None or isinstance(found, History)
        return found

    async def _about(self, cluster: str, work: Callable[[], object]) -> object:
        """Do something to a cluster; what was marked of it before is written before."""
        mark = self._marks.pop(cluster, None)
        if mark is None:
            return await self._submit(work)

        def both() -> object:
            _mark({cluster: mark})
            return work()

        return await self._submit(both)

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
                outcomes.append((job, *_run_job(job, alone=len(batch) == 1)))
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


def _run_job(job: _Job, *, alone: bool) -> tuple[object, BaseException | None]:
    """A job's (result, error); one that is alone in its transaction needs no savepoint."""
    try:
        with nullcontext() if alone else transaction.atomic():
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


def _mark(marks: dict[str, Mark]) -> None:
    """Note how far clusters are; one that is further already (a branch was left) stays."""
    table = ClusterRecord._meta.db_table
    rows = [
        (at.sequence, at.steps, at.time, paused, speed, cluster, at.steps)
        for cluster, (at, paused, speed) in marks.items()
    ]
    with connection.cursor() as cursor:
        cursor.executemany(
            f'UPDATE "{table}" SET reached_sequence = %s, reached_steps = %s, reached_time = %s, '
            "paused = %s, speed = %s WHERE name = %s AND reached_steps <= %s",
            rows,
        )


def _snapshot(cluster: str, at: Position, data: bytes) -> None:
    values = {"sequence": at.sequence, "steps": at.steps, "time": at.time, "data": data}
    Snapshot.objects.update_or_create(cluster_id=cluster, defaults=values)
    branches.keep_moment(cluster, at, data)
