"""Points: a check, a share of one, what hints and wrong answers take."""

import pytest

from lessons.catalog import lesson
from lessons.checks import Marks
from lessons.goals.verdict import PASSED, missing
from lessons.points import earned, most, share

PHASE = "009_phase_and_status"


@pytest.mark.parametrize(
    ("verdict", "wanted"),
    [
        (PASSED, 1.0),
        (missing("too-few-pods", count=4, actual=1), 0.25),
        (missing("too-few-pods", count=2, actual=5), 0.5),
        (missing("too-few-pods", count=0, actual=0), 0.0),
        (missing("field-differs", path="a", expected=4, actual=1), 0.0),
        (missing("too-few-objects", count="3", actual=1), 0.0),
    ],
)
def test_the_share_of_a_check(verdict, wanted):
    assert share(verdict) == wanted


def test_all_checks_bring_all_points():
    one = lesson(PHASE)
    passed = {(step.name, check.name) for step in one.steps for check in step.checks}
    assert earned(one, Marks(passed=passed)) == most(one) == 10 * len(passed)


def test_optional_steps_bring_nothing():
    one = lesson("001_a_bare_pod")
    optional = next(step for step in one.steps if step.optional)
    passed = {(optional.name, check.name) for check in optional.checks}
    assert earned(one, Marks(passed=passed)) == 0


def test_hints_and_wrong_answers_take_points_but_never_more_than_half():
    one = lesson(PHASE)
    step = one.steps[0]
    passed = {(step.name, check.name) for check in step.checks}
    full = 10 * len(step.checks)
    question = next(asked for asked in step.questions if not asked.prediction)
    tries = {(step.name, question.name): 3}  # two wrong ones before the right one
    assert earned(one, Marks(passed=passed, hints={step.name: 1})) == full - 2
    seen = [missing("image-not-there")]
    assert earned(one, Marks(passed=passed, observed={step.name: seen})) == full - 2
    assert earned(one, Marks(passed=passed, tries=tries)) == full - 4
    assert earned(one, Marks(passed=passed, hints={step.name: 99})) == full // 2


def test_nothing_done_is_nothing_even_with_hints():
    one = lesson(PHASE)
    assert earned(one, Marks(hints={one.steps[0].name: 3})) == 0
