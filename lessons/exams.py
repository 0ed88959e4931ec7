"""Timed exams: starting one, handing it in, marks with evidence, judging again after a mend.

An exam is judged once, by what its cluster is and was when it is handed in or the bell rings; that
state is kept, so that it can be judged again by mended checks and shown as evidence.
Not here: the bell (``lessons.bell``), what a learner sees (``lessons.page``).
"""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from channels.db import database_sync_to_async
from django.utils import timezone

from lessons import catalog, selectors, services
from lessons.beginning import begin
from lessons.checks import Marks, judge
from lessons.models import Attempt, Mark
from lessons.observation import Observation
from lessons.points import CHECK, share
from lessons.reading.course import Exam
from podlab.engine.cluster import Cluster
from podlab.engine.kernel.snapshot import BadSnapshot
from podlab.hosting.registry import Registry
from podlab.hosting.session import Session
from podlab.workbench.api import LearnerDirectory


class ExamRefused(Exception):
    """What was asked of an exam is not possible: ``code`` is unknown-exam, unknown-attempt,
    exam-running, exam-over, exam-not-over or evidence-unreadable."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class ExamMarks:
    """What an attempt was worth: points, how it ended, one mark per check, and where in which
    branch of the cluster's life it was judged."""

    attempt: Attempt
    rows: tuple[Mark, ...]

    @property
    def points(self) -> int:
        """All that was reached."""
        return sum(row.points for row in self.rows)

    @property
    def most_points(self) -> int:
        """All that there was to reach."""
        return sum(row.most_points for row in self.rows)


def known(name: str, variant: int = 0) -> catalog.Lesson:
    """A lesson that must be there, in a variant.

    Raises:
        ExamRefused: it is not.
    """
    found = catalog.lesson(name, variant)
    if found is None:
        raise ExamRefused("unknown-exam")
    return found


async def start_exam(
    registry: Registry,
    learner: str,
    name: str,
    variant: int | None = None,
    minutes: int | None = None,
) -> Attempt:
    """Begin an exam for a learner, on a new cluster at its start state; the time runs from now.
    ``variant`` is the seed (the learner's own if None), ``minutes`` another limit than the exam's.

    Raises:
        ExamRefused: there is no such exam, or this learner's is running.
    """
    rules = _rules(name)
    if await database_sync_to_async(_is_running)(learner, name):
        raise ExamRefused("exam-running")
    spec = known(name).spec
    directory = LearnerDirectory(uuid.UUID(str(learner)), {name: spec})
    cluster = await directory.cluster(name, fresh=True)
    deadline = timezone.now() + timedelta(minutes=minutes or rules.minutes)
    attempt: Attempt = await database_sync_to_async(services.begin_exam)(
        str(learner), name, cluster, variant, deadline
    )
    async with registry.use(cluster) as session:
        await begin(session, known(name, attempt.variant), attempt)
    return attempt


def _rules(name: str) -> Exam:
    rules = known(name).place.exam
    if rules is None:
        raise ExamRefused("unknown-exam")
    return rules


def _is_running(learner: str, name: str) -> bool:
    mine = Attempt.objects.filter(learner_id=learner, lesson=name, exam=True, finished=None)
    return any(not selectors.is_over(one) for one in mine)


async def submit(registry: Registry, attempt: uuid.UUID | str, end: str = "submitted") -> ExamMarks:
    """Hand an exam in: it is judged as it stands.  One that is over stays as it was judged.
    ``end`` is submitted, or bell.

    Raises:
        ExamRefused: there is no such attempt at an exam.
    """
    sitting = await _sitting(attempt)
    if sitting.finished is None:
        async with registry.use(sitting.cluster) as session:
            rows, evidence = await _judge(session, sitting)
        await database_sync_to_async(services.end_exam)(sitting.id, end, rows, evidence)
    found: ExamMarks = await database_sync_to_async(marks)(attempt)
    return found


async def _judge(session: Session, sitting: Attempt) -> tuple[list[Mark], dict[str, Any]]:
    """Marks of a live cluster, and the evidence for them."""
    lesson = known(sitting.lesson, sitting.variant)
    given = await database_sync_to_async(selectors.marks_of)(
        str(sitting.learner_id), sitting.lesson
    )
    # From here to the end nothing else runs: marks and evidence are of the same moment.
    at = session.position
    rows = mark(lesson, given, session.cluster)
    evidence = {
        "end_sequence": at.sequence,
        "end_steps": at.steps,
        "end_time": at.time,
        "end_branch": session.name,
        "evidence": session.cluster.snapshot(),
    }
    return rows, evidence


def mark(lesson: catalog.Lesson, given: Marks, cluster: Cluster) -> list[Mark]:
    """Judge a cluster by an exam's checks, afresh; ``given`` has the answers to questions."""
    judged = Marks(answers=given.answers)
    judge(lesson, judged, Observation(cluster))
    rows = []
    for step in lesson.steps:
        for check in step.checks:
            verdict = judged.verdict(step.name, check.name)
            rows.append(
                Mark(
                    step=step.name,
                    check_name=check.name,
                    share=share(verdict),
                    points=round(CHECK * share(verdict)),
                    most_points=0 if step.optional else CHECK,
                    code=verdict.code,
                    params=verdict.params,
                    detail=verdict.detail,
                )
            )
    return rows


def marks(attempt: uuid.UUID | str) -> ExamMarks:
    """The marks of an exam that is over (a database read).

    Raises:
        ExamRefused: there is no such attempt, or it is not over.
    """
    sitting = selectors.attempt(attempt)
    if sitting is None or not sitting.exam:
        raise ExamRefused("unknown-attempt")
    if sitting.finished is None:
        raise ExamRefused("exam-not-over")
    return ExamMarks(sitting, tuple(selectors.newest_marks(sitting.id)))


def remark(attempt: uuid.UUID | str) -> ExamMarks:
    """Judge an exam that is over again, by the checks as they are now and the state that was kept;
    the earlier marking is kept too (a database write; some 100 ms of work).

    Raises:
        ExamRefused: there is no such attempt, it is not over, or its evidence is of a version that
            cannot be read any more.
    """
    sitting = marks(attempt).attempt
    lesson = known(sitting.lesson, sitting.variant)
    try:
        cluster = Cluster.restore(bytes(sitting.evidence))
    except BadSnapshot as error:
        raise ExamRefused("evidence-unreadable") from error
    given = selectors.marks_of(str(sitting.learner_id), sitting.lesson)
    services.keep_marks(sitting.id, mark(lesson, given, cluster))
    return marks(attempt)


async def _sitting(attempt: uuid.UUID | str) -> Attempt:
    found: Attempt | None = await database_sync_to_async(selectors.attempt)(attempt)
    if found is None or not found.exam:
        raise ExamRefused("unknown-attempt")
    return found
