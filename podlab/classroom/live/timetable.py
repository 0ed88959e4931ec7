"""The timetable: hands planned exercises out and collects those that are due, whoever is there.

Times are in the database; what came due while the server was away is done at its next start.  Not
here: what collecting is (``classroom.assignments``), an exam's own bell (``lessons.bell``).
"""

import asyncio
import contextlib
import contextvars
import logging
from datetime import datetime

from channels.db import database_sync_to_async
from django.db import DatabaseError
from django.utils import timezone

from podlab.classroom.assignments import collect, due_by, hand_out, next_time
from podlab.classroom.classes import ClassRefused
from podlab.classroom.live.news import class_changed
from podlab.hosting.registry import Registry

log = logging.getLogger("podlab.classroom")

LOOK_SECONDS = 10.0
"""How often the table is read again; a time that comes sooner is waited for exactly."""


class Timetable:
    """One process's timetable."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._task: asyncio.Task[None] | None = None
        self._wake = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        class_changed.connect(self._changed)

    async def start(self) -> None:
        """Begin; once."""
        if self._task is None:
            self._loop = asyncio.get_running_loop()
            self._task = asyncio.create_task(self._run(), name="timetable")

    async def close(self) -> None:
        """Look no more."""
        if self._task is not None:
            self._task.cancel()
            self._task = None

    async def look(self) -> float:
        """Do what is due; seconds until the next time."""
        now = timezone.now()
        waiting, over = await database_sync_to_async(due_by)(now)
        for assignment in waiting:
            await database_sync_to_async(hand_out)(assignment)
        for assignment in over:
            with contextlib.suppress(ClassRefused):  # deleted meanwhile
                await collect(self._registry, assignment.classroom_id, assignment.id)
        coming: datetime | None = await database_sync_to_async(next_time)(now)
        if coming is None:
            return LOOK_SECONDS
        return min(max(0.0, (coming - timezone.now()).total_seconds()), LOOK_SECONDS)

    async def _run(self) -> None:
        while True:
            try:
                left = await self.look()
            except DatabaseError:
                log.exception("the timetable could not be read; trying again")
                left = LOOK_SECONDS
            try:
                await asyncio.wait_for(self._wake.wait(), left)
            except TimeoutError:
                continue
            finally:
                self._wake.clear()

    def _changed(self, **kwargs: object) -> None:
        """A class has a new exercise, perhaps."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._wake.set, context=contextvars.Context())
