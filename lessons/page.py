"""The lesson pane's part of a page: opens lessons, judges checks, shows hints.

Fulfils ``workbench.PageExtension``.  Not here: judging itself (``lessons.checks``).
"""

import asyncio
from collections.abc import Coroutine
from typing import Any

from channels.db import database_sync_to_async

from lessons import catalog, present, selectors, services
from lessons.checks import Marks, judge, watch
from lessons.observation import Observation
from podlab.hosting.pacer import wall_now
from podlab.hosting.session import Session
from podlab.workbench.api import BadMessage, PagePort

JUDGE_SECONDS = 0.1
"""Shortest time between two looks at the checks of a page."""
JUDGE_SECONDS_AT_MOST = 1.0
JUDGE_SHARE = 1 / 200
"""How much of a processor one page's checks may take: longer looks are taken less often."""


class LessonExtension:
    """One page's open lesson."""

    messages = frozenset({"lesson.open", "lesson.reset", "lesson.hint", "lesson.answer"})

    def __init__(self) -> None:
        self._lesson: catalog.Lesson | None = None
        self._marks = Marks()
        self._judged = (0.0, -1, -1)
        self._rest = JUDGE_SECONDS
        self._tasks: set[asyncio.Task[Any]] = set()

    async def opened(self, page: PagePort, session: Session) -> None:
        """See ``PageExtension.opened``."""
        self._lesson = catalog.lesson(page.purpose)
        passed = await database_sync_to_async(selectors.passed_checks)(page.learner)
        page.send(present.lesson_list(passed, page.language))
        if self._lesson is None:
            return
        await _begin(session, self._lesson)
        self._marks = await database_sync_to_async(selectors.marks_of)(
            page.learner, self._lesson.name
        )
        self._judge(page, session, self._lesson)
        page.send(present.lesson_shown(self._lesson, self._marks, page.language))

    def permit(self, page: PagePort, session: Session, message: dict[str, Any]) -> None:
        """See ``PageExtension.permit``: a lesson forbids nothing."""

    async def handle(self, page: PagePort, session: Session, message: dict[str, Any]) -> None:
        """See ``PageExtension.handle``."""
        if message["t"] == "lesson.open":
            await self._open(page, message["name"])
        elif message["t"] == "lesson.reset":
            await self._reset(page)
        elif message["t"] == "lesson.answer":
            self._answer(page, session, message)
        else:
            self._hint(page, message["step"])

    def changed(self, page: PagePort, session: Session) -> None:
        """See ``PageExtension.changed``."""
        if self._lesson is None or not self._is_due(session):
            return
        if self._judge(page, session, self._lesson):
            page.send(present.lesson_checks(self._lesson, self._marks, page.language))

    def closed(self) -> None:
        """See ``PageExtension.closed``."""
        self._lesson = None

    async def _open(self, page: PagePort, name: str) -> None:
        if name and catalog.lesson(name) is None:
            raise BadMessage("unknown-lesson", name=name)
        await page.show(name)

    async def _reset(self, page: PagePort) -> None:
        if self._lesson is None:
            raise BadMessage("unknown-lesson", name=page.purpose)
        await database_sync_to_async(services.forget_lesson)(page.learner, self._lesson.name)
        await page.show(page.purpose, fresh=True)

    def _hint(self, page: PagePort, step_name: str) -> None:
        lesson = self._lesson
        step = lesson.step(step_name) if lesson else None
        if lesson is None or step is None:
            raise BadMessage("bad-message", "no such step")
        most = len(step.text[page.language].hints)
        count = min(self._marks.hints.get(step_name, 0) + 1, most)
        self._marks.hints[step_name] = count
        self._later(
            database_sync_to_async(services.record_hint)(
                page.learner, lesson.name, step_name, count
            )
        )
        page.send(present.lesson_checks(lesson, self._marks, page.language))

    def _answer(self, page: PagePort, session: Session, message: dict[str, Any]) -> None:
        lesson = self._lesson
        step = lesson.step(message["step"]) if lesson else None
        question = step.question(message["question"]) if step else None
        if lesson is None or question is None:
            raise BadMessage("bad-message", "no such question")
        if not 0 <= message["choice"] < len(question.choices):
            raise BadMessage("bad-message", "no such choice")
        name = (message["step"], message["question"])
        self._marks.answers[name] = message["choice"]
        self._later(
            database_sync_to_async(services.record_answer)(
                page.learner, lesson.name, name, message["choice"]
            )
        )
        self._judge(page, session, lesson)
        page.send(present.lesson_checks(lesson, self._marks, page.language))

    def _is_due(self, session: Session) -> bool:
        wall, revision, second = self._judged
        cluster = session.cluster
        new = (wall_now(), cluster.store.revision, cluster.sim.now // 1_000_000)
        if new[1:] == (revision, second) or new[0] - wall < self._rest:
            return False
        self._judged = new
        return True

    def _judge(self, page: PagePort, session: Session, lesson: catalog.Lesson) -> bool:
        begun = wall_now()
        seen = Observation(session.cluster)
        turned, changed = judge(lesson, self._marks, seen)
        met = watch(lesson, self._marks, seen)
        cost = wall_now() - begun
        self._rest = min(max(JUDGE_SECONDS, cost / JUDGE_SHARE), JUDGE_SECONDS_AT_MOST)
        if met:
            self._later(
                database_sync_to_async(services.record_misconceptions)(
                    page.learner, lesson.name, met
                )
            )
        if turned:
            self._later(
                database_sync_to_async(services.record_passed)(
                    page.learner, lesson.name, turned, session.name, session.cluster.sim.now
                )
            )
        return changed or bool(met)

    def _later(self, work: Coroutine[Any, Any, Any]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def _begin(session: Session, lesson: catalog.Lesson) -> None:
    """Bring a new cluster to the lesson's start state; one that has a life already is left."""
    if session.position.sequence == 0:
        for command in lesson.start:
            await session.command(command)
