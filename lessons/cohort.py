"""The progress of many learners in one lesson at once, for a class.

Reading only.  Not here: one learner's attempts (``lessons.selectors``), or who may see them.
"""

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from lessons.catalog import Lesson, Step
from lessons.checks import CheckName
from lessons.models import Attempt, GivenAnswer, MetMisconception, PassedCheck, ShownHint

PROGRESS_RECORDS = (PassedCheck, GivenAnswer, ShownHint, MetMisconception, Attempt)
"""The records that change when somebody gets on; all have ``learner`` and ``lesson``."""


@dataclass(slots=True)
class Progress:
    """How far somebody is in a lesson: green checks and when, hints by step, misconceptions."""

    passed: dict[CheckName, datetime] = field(default_factory=dict)
    hints: dict[str, int] = field(default_factory=dict)
    met: list[CheckName] = field(default_factory=list)


def progress_in(lesson: str, learners: Collection[uuid.UUID]) -> dict[uuid.UUID, Progress]:
    """The progress of each learner in a lesson."""
    found = {learner: Progress() for learner in learners}
    where = {"lesson": lesson, "learner_id__in": list(found)}
    for check in PassedCheck.objects.filter(**where):
        found[check.learner_id].passed[check.step, check.check_name] = check.passed
    for hint in ShownHint.objects.filter(**where):
        found[hint.learner_id].hints[hint.step] = hint.count + len(hint.observed)
    for row in MetMisconception.objects.filter(**where).order_by("id"):
        found[row.learner_id].met.append((row.step, row.misconception))
    return found


def step_share(step: Step, passed: Iterable[CheckName]) -> float:
    """The share of a step's checks that are green; a step without checks is always done."""
    if not step.checks:
        return 1.0
    green = set(passed)
    count = sum((step.name, check.name) in green for check in step.checks)
    return round(count / len(step.checks), 2)


def shares(lesson: Lesson, progress: Progress) -> list[float]:
    """The shares of all steps of a lesson."""
    return [step_share(step, progress.passed) for step in lesson.steps]
