"""Writing learners' progress and attempts to the database.  Not here: reading (``selectors``)."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from lessons.checks import CheckName
from lessons.goals.verdict import Verdict
from lessons.models import (
    Attempt,
    AttemptEvent,
    GivenAnswer,
    Mark,
    MetMisconception,
    PassedCheck,
    ShownHint,
)


@dataclass(frozen=True, slots=True)
class Moment:
    """A place in a cluster's life: which one, its last journal row, its virtual time."""

    cluster: str
    sequence: int
    time: int


def attempt_for(learner: str, lesson: str, cluster: str, exam: bool) -> Attempt | None:
    """The attempt that a cluster is for; begun now if there is none.  An exam begins only when it
    is started: None until then."""
    with transaction.atomic():
        mine = Attempt.objects.filter(learner_id=learner, lesson=lesson)
        found = mine.filter(cluster=cluster).order_by("-started").first()
        if found is not None or exam:
            return found
        _close(mine.filter(finished=None), "reset")
        return Attempt.objects.create(
            learner_id=learner, lesson=lesson, cluster=cluster, variant=_variant(learner, lesson)
        )


def begin_exam(
    learner: str, exam: str, cluster: str, variant: int | None, deadline: datetime
) -> Attempt:
    """The attempt of an exam that begins now; one that is open ends here."""
    with transaction.atomic():
        _close(Attempt.objects.filter(learner_id=learner, lesson=exam, finished=None), "reset")
        forget_lesson(learner, exam)
        return Attempt.objects.create(
            learner_id=learner,
            lesson=exam,
            cluster=cluster,
            exam=True,
            variant=_variant(learner, exam) if variant is None else variant,
            deadline=deadline,
        )


def _variant(learner: str, lesson: str) -> int:
    """The seed of a new attempt: a learner keeps theirs, the next learner gets the next one."""
    attempts = Attempt.objects.filter(lesson=lesson)
    known = attempts.filter(learner_id=learner).order_by("-started").first()
    if known is not None:
        return known.variant
    return attempts.values("learner").distinct().count()


def _close(attempts: Any, end: str) -> None:
    attempts.update(finished=timezone.now(), end=end)


def record_start(attempt: uuid.UUID, time: int) -> None:
    """The start state stands."""
    Attempt.objects.filter(id=attempt).update(start_time=time)


def record_points(attempt: uuid.UUID, points: int, most: int, done: bool) -> None:
    """How far an attempt is; the first time that everything is done it ends."""
    mine = Attempt.objects.filter(id=attempt, exam=False)
    mine.update(points=points, most_points=most)
    if done:
        _close(mine.filter(finished=None), "done")


def record_event(
    attempt: uuid.UUID, kind: str, name: CheckName, at: Moment, value: int = 0
) -> None:
    """Something happened in an attempt."""
    step, what = name
    AttemptEvent.objects.create(
        attempt_id=attempt,
        kind=kind,
        step=step,
        name=what,
        value=value,
        sequence=at.sequence,
        virtual_time=at.time,
    )


def record_passed(learner: str, attempt: Attempt, names: list[CheckName], at: Moment) -> None:
    """Remember checks that turned green; those already known stay as they were."""
    with transaction.atomic():
        for step, check in names:
            _, new = PassedCheck.objects.get_or_create(
                learner_id=learner,
                lesson=attempt.lesson,
                step=step,
                check_name=check,
                defaults={"cluster": at.cluster, "virtual_time": at.time},
            )
            if new:
                record_event(attempt.id, "check", (step, check), at)


def record_hint(
    learner: str, attempt: Attempt, step: str, shown: tuple[int, list[Verdict]], at: Moment
) -> None:
    """Remember how many written hints of a step were shown, and which facts."""
    count, facts = shown
    observed = [[one.code, one.params, one.detail] for one in facts]
    with transaction.atomic():
        ShownHint.objects.update_or_create(
            learner_id=learner,
            lesson=attempt.lesson,
            step=step,
            defaults={"count": count, "observed": observed},
        )
        record_event(attempt.id, "hint", (step, ""), at, count + len(facts))


def record_answer(learner: str, attempt: Attempt, name: CheckName, choice: int, at: Moment) -> None:
    """Remember an answer to a question."""
    step, question = name
    with transaction.atomic():
        GivenAnswer.objects.create(
            learner_id=learner, lesson=attempt.lesson, step=step, question=question, choice=choice
        )
        record_event(attempt.id, "answer", name, at, choice)


def record_misconceptions(
    learner: str, attempt: Attempt, names: list[CheckName], at: Moment
) -> None:
    """Count misconceptions that were met."""
    with transaction.atomic():
        for step, name in names:
            MetMisconception.objects.create(
                learner_id=learner, lesson=attempt.lesson, step=step, misconception=name
            )
            record_event(attempt.id, "misconception", (step, name), at)


def reset_lesson(learner: str, lesson: str) -> None:
    """Begin a lesson again: its attempt ends, what it showed is kept in the history only."""
    with transaction.atomic():
        _close(Attempt.objects.filter(learner_id=learner, lesson=lesson, finished=None), "reset")
        forget_lesson(learner, lesson)


def forget_lesson(learner: str, lesson: str) -> None:
    """Everything of a lesson is open again."""
    with transaction.atomic():
        PassedCheck.objects.filter(learner_id=learner, lesson=lesson).delete()
        ShownHint.objects.filter(learner_id=learner, lesson=lesson).delete()
        GivenAnswer.objects.filter(learner_id=learner, lesson=lesson).delete()


def end_exam(attempt: uuid.UUID, end: str, marks: list[Mark], evidence: dict[str, Any]) -> bool:
    """An exam is over: marks and what they were judged by, written once; False if it was over
    already."""
    with transaction.atomic():
        mine = Attempt.objects.filter(id=attempt, exam=True, finished=None)
        if not mine.update(finished=timezone.now(), end=end, **evidence):
            return False
        keep_marks(attempt, marks)
        return True


def keep_marks(attempt: uuid.UUID, marks: list[Mark]) -> int:
    """Keep a marking of an attempt; earlier ones stay.  Its number, from 1."""
    with transaction.atomic():
        last = Mark.objects.filter(attempt_id=attempt).order_by("-marking").first()
        number = last.marking + 1 if last else 1
        for mark in marks:
            mark.attempt_id, mark.marking = attempt, number
        Mark.objects.bulk_create(marks)
        points = sum(mark.points for mark in marks)
        most = sum(mark.most_points for mark in marks)
        Attempt.objects.filter(id=attempt).update(points=points, most_points=most)
        return number
