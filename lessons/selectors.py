"""Reading learners' progress, attempts and marks from the database.  Not here: writing them
(``lessons.services``)."""

import uuid
from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Max
from django.utils import timezone

from lessons.checks import CheckName, Marks
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
from podlab.workbench.api import ClusterRecord

MOST_ATTEMPTS = 50
MOST_EVENTS = 200


@dataclass(slots=True)
class Standing:
    """How a learner stands in the course: green checks now, lessons once finished, best points."""

    passed: dict[str, set[CheckName]] = field(default_factory=dict)
    finished: set[str] = field(default_factory=set)
    points: dict[str, int] = field(default_factory=dict)


def passed_checks(learner: str) -> dict[str, set[CheckName]]:
    """The green checks of a learner, by lesson."""
    found: dict[str, set[CheckName]] = {}
    for row in PassedCheck.objects.filter(learner_id=learner):
        found.setdefault(row.lesson, set()).add((row.step, row.check_name))
    return found


def standing(learner: str) -> Standing:
    """How a learner stands; what was reached once is not lost by beginning again."""
    mine = Attempt.objects.filter(learner_id=learner)
    ended = mine.filter(end__in=("done", "submitted", "bell"))
    best = mine.values_list("lesson").annotate(Max("points"))
    return Standing(
        passed_checks(learner),
        set(ended.values_list("lesson", flat=True)),
        {lesson: points for lesson, points in best if points},
    )


def marks_of(learner: str, lesson: str) -> Marks:
    """What is known of a learner in a lesson."""
    hints = ShownHint.objects.filter(learner_id=learner, lesson=lesson)
    answers = GivenAnswer.objects.filter(learner_id=learner, lesson=lesson).order_by("id")
    met = MetMisconception.objects.filter(learner_id=learner, lesson=lesson)
    passed = PassedCheck.objects.filter(learner_id=learner, lesson=lesson)
    return Marks(
        passed={(row.step, row.check_name) for row in passed},
        hints={row.step: row.count for row in hints},
        observed={row.step: [Verdict(False, *one) for one in row.observed] for row in hints},
        answers={(row.step, row.question): row.choice for row in answers},
        tries=dict(Counter((row.step, row.question) for row in answers)),
        met={(row.step, row.misconception) for row in met},
    )


def attempt(found: uuid.UUID | str) -> Attempt | None:
    """An attempt by its id."""
    return Attempt.objects.filter(id=found).first()


def newest_marks(of: uuid.UUID) -> list[Mark]:
    """The marks of an attempt's last marking, in the order of the exam's checks."""
    mine = Mark.objects.filter(attempt_id=of)
    last = mine.aggregate(Max("marking"))["marking__max"]
    return list(mine.filter(marking=last).order_by("id")) if last else []


def running_exams() -> list[Attempt]:
    """The exams of everybody that have begun and are not over, the earliest bell first."""
    return list(Attempt.objects.filter(exam=True, finished=None).order_by("deadline"))


def is_over(sitting: Attempt) -> bool:
    """Whether an exam's time is up, or it was handed in."""
    if sitting.finished is not None:
        return True
    return sitting.deadline is not None and sitting.deadline <= timezone.now()


def attempts_of(learner: str, lesson: str) -> list[tuple[Attempt, list[AttemptEvent]]]:
    """A learner's attempts with what happened in them, the newest first; '' is every lesson."""
    mine = Attempt.objects.filter(learner_id=learner).defer("evidence").order_by("-started")
    if lesson:
        mine = mine.filter(lesson=lesson)
    return [(row, list(row.events.order_by("id")[:MOST_EVENTS])) for row in mine[:MOST_ATTEMPTS]]


def branch_of(cluster: str) -> tuple[int, int]:
    """Which of its branches a cluster is on, counted from 1, and the virtual time at which that one
    begins (0: with the cluster)."""
    left = ClusterRecord.objects.filter(left_by=cluster).count()
    begins = ClusterRecord.objects.filter(name=cluster).values_list("branch_time", flat=True)
    return left + 1, begins.first() or 0
