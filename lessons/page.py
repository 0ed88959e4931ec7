"""The lesson pane's part of a page: opens lessons, judges checks, shows hints, holds exams.

Fulfils ``workbench.PageExtension``.  Not here: judging itself (``lessons.checks``), writing down
what happens (``lessons.recorder``), shapes of messages (``lessons.present``).
"""

import asyncio
from typing import Any

from channels.db import database_sync_to_async

from lessons import catalog, exams, present, selectors, services
from lessons.beginning import begin
from lessons.bell import seconds_left
from lessons.checks import Marks, judge, lesson_done, watch
from lessons.hinting.observed import look_for_hints, take_hint
from lessons.models import Attempt
from lessons.observation import Observation
from lessons.present import Open
from lessons.recorder import Recorder
from podlab.hosting.pacer import wall_now
from podlab.hosting.registry import Registry
from podlab.hosting.session import Session
from podlab.workbench.api import BadMessage, Host, PagePort

JUDGE_SECONDS = 0.1
"""Shortest time between two looks at the checks of a page."""
JUDGE_SECONDS_AT_MOST = 1.0
JUDGE_SHARE = 1 / 200
"""How much of a processor one page's checks may take: longer looks are taken less often."""
AFTER_BELL_SECONDS = 0.2

_CLOCK = frozenset({"clock.pause", "clock.resume", "clock.step", "clock.speed"})
_TURNS = frozenset({"clock.rewind", "clock.undo"})


class LessonExtension:
    """One page's open lesson."""

    messages = frozenset(
        {
            "lesson.open",
            "lesson.reset",
            "lesson.hint",
            "lesson.answer",
            "lesson.begin",
            "lesson.submit",
            "lesson.attempts",
        }
    )

    def __init__(self) -> None:
        self._open: Open | None = None
        self._recorder = Recorder()
        self._seen: Observation | None = None
        self._judged = (0.0, -1, -1)
        self._rest = JUDGE_SECONDS
        self._bell: asyncio.Task[None] | None = None
        self._again: asyncio.TimerHandle | None = None

    # --- see PageExtension ------------------------------------------------------------------
    async def opened(self, page: PagePort, session: Session) -> None:
        """See ``PageExtension.opened``."""
        self._silence()
        self._open = self._seen = None
        await self._recorder.settled()
        standing = await database_sync_to_async(selectors.standing)(page.learner)
        page.send(present.lesson_list(standing, page.language))
        lesson = catalog.lesson(page.purpose)
        if lesson is None:
            return
        one = self._open = await _opened(page, session, lesson)
        if one.attempt is not None and (one.is_running or not one.is_exam):
            await begin(session, one.lesson, one.attempt)
        if not one.is_exam:
            self._judge(page, session, one)
        elif one.is_running:
            self._bell = asyncio.ensure_future(self._await_bell(page, session, one))
        page.send(present.lesson_shown(one, page.language))

    def permit(self, page: PagePort, session: Session, message: dict[str, Any]) -> None:
        """See ``PageExtension.permit``: an exam may forbid the clock, and nobody goes back to
        before a lesson's beginning."""
        one, kind = self._open, message["t"]
        if one is None or one.attempt is None:
            return
        rules = one.lesson.place.exam
        if rules is not None and one.is_running:
            if kind in _CLOCK and not rules.clock:
                raise BadMessage("exam-clock")
            if kind in _TURNS and not rules.rewind:
                raise BadMessage("exam-rewind")
        if kind == "clock.rewind" and message["time"] < one.attempt.start_time:
            raise BadMessage("before-lesson")

    async def handle(self, page: PagePort, session: Session, message: dict[str, Any]) -> None:
        """See ``PageExtension.handle``."""
        kind = message["t"]
        if kind == "lesson.open":
            await self._show(page, message["name"])
        elif kind == "lesson.attempts":
            await _attempts(page, message)
        elif kind == "lesson.reset":
            await self._reset(page)
        elif kind == "lesson.begin":
            await self._begin_exam(page)
        elif kind == "lesson.submit":
            await self._submit(page, session)
        elif kind == "lesson.answer":
            self._answer(page, session, message)
        else:
            self._hint(page, session, message["step"])

    def changed(self, page: PagePort, session: Session) -> None:
        """See ``PageExtension.changed``."""
        one = self._open
        if one is None or one.attempt is None or one.is_exam or not self._is_due(session):
            return
        if self._judge(page, session, one):
            page.send(present.lesson_checks(one, page.language))

    def closed(self) -> None:
        """See ``PageExtension.closed``."""
        self._silence()
        self._open = self._seen = None

    # --- messages ---------------------------------------------------------------------------
    async def _show(self, page: PagePort, name: str) -> None:
        if name and catalog.lesson(name) is None:
            raise BadMessage("unknown-lesson", name=name)
        await page.show(name)

    async def _reset(self, page: PagePort) -> None:
        one = self._needed()
        if one.is_exam:
            raise BadMessage("exam-running" if one.is_running else "exam-over")
        await self._recorder.settled()
        await database_sync_to_async(services.reset_lesson)(page.learner, one.lesson.name)
        await page.show(page.purpose, fresh=True)

    async def _begin_exam(self, page: PagePort) -> None:
        try:
            await exams.start_exam(_registry(), page.learner, self._needed().lesson.name)
        except exams.ExamRefused as error:
            raise BadMessage(error.code) from error
        await page.show(page.purpose)

    async def _submit(self, page: PagePort, session: Session) -> None:
        one = self._needed()
        if one.attempt is None or not one.is_exam:
            raise BadMessage("unknown-exam")
        await self._recorder.settled()
        await exams.submit(_registry(), one.attempt.id)
        await self.opened(page, session)

    def _hint(self, page: PagePort, session: Session, step_name: str) -> None:
        one = self._needed()
        step = one.lesson.step(step_name)
        if step is None or one.attempt is None or one.is_exam:
            raise BadMessage("bad-message", "no such step")
        written = len(step.text[page.language].hints)
        if take_hint(step, one.marks, self._observation(session), written):
            self._recorder.hint(page.learner, one.attempt, step_name, one.marks, session)
            self._record_points(one)
        page.send(present.lesson_checks(one, page.language))

    def _answer(self, page: PagePort, session: Session, message: dict[str, Any]) -> None:
        one = self._needed()
        step = one.lesson.step(message["step"])
        question = step.question(message["question"]) if step else None
        if question is None or one.attempt is None:
            raise BadMessage("bad-message", "no such question")
        if one.is_exam and not one.is_running:
            raise BadMessage("exam-over")
        if not 0 <= message["choice"] < len(question.choices):
            raise BadMessage("bad-message", "no such choice")
        name = (message["step"], message["question"])
        one.marks.answers[name] = message["choice"]
        one.marks.tries[name] = one.marks.tries.get(name, 0) + 1
        self._recorder.answer(page.learner, one.attempt, name, message["choice"], session)
        if not one.is_exam:
            self._judge(page, session, one)
            self._record_points(one)
        page.send(present.lesson_checks(one, page.language))

    def _needed(self) -> Open:
        if self._open is None:
            raise BadMessage("unknown-lesson")
        return self._open

    # --- judging ----------------------------------------------------------------------------
    def _is_due(self, session: Session) -> bool:
        wall, revision, second = self._judged
        cluster = session.cluster
        new = (wall_now(), cluster.store.revision, cluster.sim.now // 1_000_000)
        if new[1:] == (revision, second):
            return False
        left = self._rest - (new[0] - wall)
        if left > 0:
            self._look_later(session, left)
            return False
        self._judged = new
        return True

    def _look_later(self, session: Session, seconds: float) -> None:
        """A look that would come too soon is taken as soon as it may be: nothing else may happen
        that would ask for one."""
        if self._again is None:
            loop = asyncio.get_running_loop()
            self._again = loop.call_later(seconds, self._look_again, session)

    def _look_again(self, session: Session) -> None:
        """The session tells its listeners, when all is durable."""
        self._again = None
        session.wake()

    def _judge(self, page: PagePort, session: Session, one: Open) -> bool:
        assert one.attempt is not None
        begun = wall_now()
        seen = self._observation(session)
        turned, changed = judge(one.lesson, one.marks, seen)
        met = watch(one.lesson, one.marks, seen)
        changed = look_for_hints(one.lesson, one.marks, seen) or changed
        cost = wall_now() - begun
        self._rest = min(max(JUDGE_SECONDS, cost / JUDGE_SHARE), JUDGE_SECONDS_AT_MOST)
        if met:
            self._recorder.misconceptions(page.learner, one.attempt, met, session)
        if turned:
            self._recorder.passed(page.learner, one.attempt, turned, session)
            self._record_points(one)
        return changed or bool(met)

    def _observation(self, session: Session) -> Observation:
        """The cluster as it is looked at: kept from look to look, new when time was turned back."""
        if self._seen is None or not self._seen.is_of(session.cluster):
            self._seen = Observation(session.cluster)
        return self._seen

    def _record_points(self, one: Open) -> None:
        assert one.attempt is not None
        self._recorder.points(one.attempt, *one.points, done=lesson_done(one.lesson, one.marks))

    # --- the bell ---------------------------------------------------------------------------
    async def _await_bell(self, page: PagePort, session: Session, one: Open) -> None:
        """Show what the exam brought, once its time is up."""
        assert one.attempt is not None
        await asyncio.sleep(seconds_left(one.attempt) + AFTER_BELL_SECONDS)
        await self._recorder.settled()
        await exams.submit(_registry(), one.attempt.id, "bell")
        self._bell = None
        await self.opened(page, session)

    def _silence(self) -> None:
        if self._bell is not None:
            self._bell.cancel()
            self._bell = None
        if self._again is not None:
            self._again.cancel()
            self._again = None


def _registry() -> Registry:
    return Host.current().registry


async def _opened(page: PagePort, session: Session, lesson: catalog.Lesson) -> Open:
    """What is known of a lesson that a page opens."""

    def read() -> Open:
        exam = lesson.place.exam is not None
        attempt = services.attempt_for(page.learner, lesson.name, session.name, exam)
        if attempt is None:
            return Open(lesson, None, Marks(), (1, 0))
        mine = exams.known(lesson.name, attempt.variant)
        one = Open(mine, attempt, selectors.marks_of(page.learner, lesson.name), (1, 0))
        one.branch = selectors.branch_of(session.name)
        if exam and attempt.finished is not None:
            one.results = selectors.newest_marks(attempt.id)
        return one

    found: Open = await database_sync_to_async(read)()
    if found.attempt is not None and found.is_exam and not found.is_running and not found.results:
        await exams.submit(_registry(), found.attempt.id, "bell")
        return await _opened(page, session, lesson)
    return found


async def _attempts(page: PagePort, message: dict[str, Any]) -> None:
    found: list[tuple[Attempt, Any]] = await database_sync_to_async(selectors.attempts_of)(
        page.learner, message["lesson"]
    )
    rows = [present.attempt_row(one, events, page.language) for one, events in found]
    page.send({"t": "reply", "id": message["id"], "ok": True, "attempts": rows})
