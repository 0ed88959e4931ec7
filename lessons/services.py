"""Writing learners' progress to the database.  Not here: reading it (``lessons.selectors``)."""

from django.db import transaction

from lessons.checks import CheckName
from lessons.models import GivenAnswer, MetMisconception, PassedCheck, ShownHint


def record_passed(
    learner: str, lesson: str, names: list[CheckName], cluster: str, virtual_time: int
) -> None:
    """Remember checks that turned green; those already known stay as they were."""
    PassedCheck.objects.bulk_create(
        [
            PassedCheck(
                learner_id=learner,
                lesson=lesson,
                step=step,
                check_name=check,
                cluster=cluster,
                virtual_time=virtual_time,
            )
            for step, check in names
        ],
        ignore_conflicts=True,
    )


def record_hint(learner: str, lesson: str, step: str, count: int) -> None:
    """Remember how many hints of a step were shown."""
    ShownHint.objects.update_or_create(
        learner_id=learner, lesson=lesson, step=step, defaults={"count": count}
    )


def record_answer(learner: str, lesson: str, name: CheckName, choice: int) -> None:
    """Remember an answer to a question."""
    step, question = name
    GivenAnswer.objects.create(
        learner_id=learner, lesson=lesson, step=step, question=question, choice=choice
    )


def record_misconceptions(learner: str, lesson: str, names: list[CheckName]) -> None:
    """Count misconceptions that were met."""
    MetMisconception.objects.bulk_create(
        [
            MetMisconception(learner_id=learner, lesson=lesson, step=step, misconception=name)
            for step, name in names
        ]
    )


def forget_lesson(learner: str, lesson: str) -> None:
    """Begin a lesson again."""
    with transaction.atomic():
        PassedCheck.objects.filter(learner_id=learner, lesson=lesson).delete()
        ShownHint.objects.filter(learner_id=learner, lesson=lesson).delete()
        GivenAnswer.objects.filter(learner_id=learner, lesson=lesson).delete()
