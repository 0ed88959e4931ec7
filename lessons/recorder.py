"""Writes down what happens in a page's lesson, without making the page wait.

Writes are carried out one after the other, in the order in which things happened.
Not here: what is written (``lessons.services``).
"""

import asyncio
import logging
from collections.abc import Callable
from typing import Any

from channels.db import database_sync_to_async
from django.db import DatabaseError

from lessons import services
from lessons.checks import CheckName, Marks
from lessons.models import Attempt
from lessons.services import Moment
from podlab.hosting.session import Session

log = logging.getLogger("podlab.lessons")


class Recorder:
    """One page's writes."""

    def __init__(self) -> None:
        self._waiting: list[tuple[Callable[..., object], tuple[Any, ...]]] = []
        self._writing: asyncio.Task[None] | None = None

    async def settled(self) -> None:
        """Wait until everything is written."""
        while self._writing is not None:
            await asyncio.shield(self._writing)

    def passed(
        self, learner: str, attempt: Attempt, names: list[CheckName], session: Session
    ) -> None:
        """Checks turned green."""
        self._later(services.record_passed, learner, attempt, names, _moment(session))

    def misconceptions(
        self, learner: str, attempt: Attempt, names: list[CheckName], session: Session
    ) -> None:
        """Misconceptions were met."""
        self._later(services.record_misconceptions, learner, attempt, names, _moment(session))

    def hint(
        self, learner: str, attempt: Attempt, step: str, marks: Marks, session: Session
    ) -> None:
        """A hint was shown, written or observed."""
        shown = (marks.hints.get(step, 0), list(marks.observed.get(step, ())))
        self._later(services.record_hint, learner, attempt, step, shown, _moment(session))

    def answer(
        self, learner: str, attempt: Attempt, name: CheckName, choice: int, session: Session
    ) -> None:
        """A question was answered."""
        self._later(services.record_answer, learner, attempt, name, choice, _moment(session))

    def points(self, attempt: Attempt, points: int, most: int, *, done: bool) -> None:
        """The attempt is so far."""
        self._later(services.record_points, attempt.id, points, most, done)

    def _later(self, write: Callable[..., object], *words: Any) -> None:
        self._waiting.append((write, words))
        if self._writing is None:
            self._writing = asyncio.ensure_future(self._write())

    async def _write(self) -> None:
        try:
            while self._waiting:
                write, words = self._waiting.pop(0)
                try:
                    await database_sync_to_async(write)(*words)
                except DatabaseError:
                    # The page goes on: a learner who deleted their data has nothing to record to.
                    log.exception("%s was not written", write.__name__)
        finally:
            self._writing = None


def _moment(session: Session) -> Moment:
    at = session.position
    return Moment(session.name, at.sequence, at.time)
