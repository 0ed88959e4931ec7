"""The bell: hands exams in when their time is up, whether or not anybody looks.

Deadlines are in the database; those that passed while the server was away are kept at its next
start, before anything else is served.  Not here: judging (``lessons.exams``).
"""

import asyncio
import logging
from typing import Any, Protocol

from channels.db import database_sync_to_async
from django.utils import timezone

from lessons import selectors
from lessons.exams import submit
from lessons.models import Attempt
from podlab.hosting.registry import Registry, TooManyClusters, UnknownCluster
from podlab.hosting.session import Crashed

log = logging.getLogger("podlab.exams")

LOOK_SECONDS = 30.0
"""How often the deadlines are read again; one that comes sooner is waited for exactly."""


class Bell:
    """One process's bell."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._ringing: asyncio.Task[None] | None = None
        self._starting = asyncio.Lock()

    async def start(self) -> None:
        """Hand in what is overdue, and go on from there; once."""
        if self._ringing is not None:
            return
        async with self._starting:
            if self._ringing is None:
                await self.ring()
                self._ringing = asyncio.create_task(self._run(), name="bell")

    async def close(self) -> None:
        """Ring no more."""
        if self._ringing is not None:
            self._ringing.cancel()

    async def ring(self) -> float:
        """Hand in every exam whose time is up; seconds until the next one's."""
        for sitting in await database_sync_to_async(selectors.running_exams)():
            left = seconds_left(sitting)
            if left > 0:
                return left
            await self._hand_in(sitting)
        return LOOK_SECONDS

    async def _run(self) -> None:
        while True:
            left = await self.ring()
            await asyncio.sleep(min(left, LOOK_SECONDS))

    async def _hand_in(self, sitting: Attempt) -> None:
        try:
            await submit(self._registry, sitting.id, "bell")
        except (UnknownCluster, Crashed, TooManyClusters) as error:
            log.warning("exam %s could not be judged: %s", sitting.id, error)


def seconds_left(sitting: Attempt) -> float:
    """Seconds until an exam's bell; 0 if there is none or it has rung."""
    if sitting.deadline is None:
        return 0.0
    return max(0.0, (sitting.deadline - timezone.now()).total_seconds())


class Starting(Protocol):
    """Something that begins with the first request: a bell, a timetable."""

    async def start(self) -> None:
        """Begin; once."""


class BellRinger:
    """An ASGI application behind a bell: the first request starts it."""

    def __init__(self, bell: Starting, application: Any) -> None:
        self._bell = bell
        self._application = application

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve, after what is overdue was judged."""
        await self._bell.start()
        await self._application(scope, receive, send)
