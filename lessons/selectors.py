"""Reading learners' progress from the database.  Not here: writing it (``lessons.services``)."""

from lessons.checks import CheckName, Marks
from lessons.models import GivenAnswer, MetMisconception, PassedCheck, ShownHint


def passed_checks(learner: str) -> dict[str, set[CheckName]]:
    """The green checks of a learner, by lesson."""
    found: dict[str, set[CheckName]] = {}
    for row in PassedCheck.objects.filter(learner_id=learner):
        found.setdefault(row.lesson, set()).add((row.step, row.check_name))
    return found


def marks_of(learner: str, lesson: str) -> Marks:
    """What is known of a learner in a lesson."""
    hints = ShownHint.objects.filter(learner_id=learner, lesson=lesson)
    answers = GivenAnswer.objects.filter(learner_id=learner, lesson=lesson).order_by("id")
    met = MetMisconception.objects.filter(learner_id=learner, lesson=lesson)
    return Marks(
        passed=passed_checks(learner).get(lesson, set()),
        hints={row.step: row.count for row in hints},
        answers={(row.step, row.question): row.choice for row in answers},
        met={(row.step, row.misconception) for row in met},
    )
