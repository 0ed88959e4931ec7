"""Points: what checks are worth, and what hints and wrong answers take away.

The rule, as the page tells it: a check brings 10 points; in a step, each hint and each wrong answer
takes 2 away, but never more than half of what its checks brought.  A check that counts things and
has found some of them brings its share.  Optional steps bring none.  In an exam there are no hints,
and answers may be changed.  Not here: judging (``checks``), storage (``services``).
"""

from lessons.catalog import Lesson, Step
from lessons.checks import Marks
from lessons.goals.verdict import Verdict

CHECK = 10
HINT = 2
WRONG = 2


def share(verdict: Verdict) -> float:
    """How much of a check is done, 0 to 1; a part only where something is counted."""
    if verdict.passed:
        return 1.0
    wanted, actual = verdict.params.get("count"), verdict.params.get("actual")
    if not isinstance(wanted, int) or not isinstance(actual, int) or wanted <= 0:
        return 0.0
    return min(max(actual, 0), wanted - 1) / wanted


def most(lesson: Lesson) -> int:
    """What a lesson is worth."""
    return sum(CHECK * len(step.checks) for step in lesson.steps if not step.optional)


def earned(lesson: Lesson, marks: Marks) -> int:
    """What a learner has of it."""
    return sum(_step(step, marks) for step in lesson.steps if not step.optional)


def _step(step: Step, marks: Marks) -> int:
    brought = round(
        sum(CHECK * share(marks.verdict(step.name, check.name)) for check in step.checks)
    )
    lost = HINT * marks.hints_of(step.name) + WRONG * _wrong(step, marks)
    return max(brought - lost, (brought + 1) // 2)


def _wrong(step: Step, marks: Marks) -> int:
    """How many wrong answers were given to a step's questions; predictions are never wrong."""
    asked = [(step.name, one.name) for one in step.questions if not one.prediction]
    return sum(max(0, marks.tries.get(name, 0) - (name in marks.passed)) for name in asked)
