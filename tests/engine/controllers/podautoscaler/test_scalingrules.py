"""How fast an autoscaler may go: windows, policies, bounds."""

from typing import Any

import pytest

from podlab.engine.controllers.podautoscaler.scalingrules import (
    Moment,
    Question,
    bound,
    bound_by_policies,
    longest_period,
    remember,
    stabilize,
    window,
)
from podlab.engine.kernel.clock import SECOND

Object = dict[str, Any]
NOW = 1000 * SECOND


def ask(current: int, wanted: int, low: int = 1, high: int = 100) -> Question:
    return Question(NOW, current, wanted, low, high)


def ago(seconds: int, number: int) -> Moment:
    return Moment(NOW - seconds * SECOND, number)


def behavior(up: Object | None = None, down: Object | None = None) -> Object:
    policies = [{"type": "Pods", "value": 4, "periodSeconds": 15},
                {"type": "Percent", "value": 100, "periodSeconds": 15}]  # fmt: skip
    both = {"selectPolicy": "Max", "policies": policies}
    return {
        "scaleUp": {**both, "stabilizationWindowSeconds": 0, **(up or {})},
        "scaleDown": {**both, "policies": policies[1:], **(down or {})},
    }


def test_the_highest_recommendation_of_five_minutes_holds() -> None:
    assert stabilize(ask(4, 1), [ago(301, 9), ago(299, 4)], None) == (4, "ScaleDownStabilized")
    assert stabilize(ask(4, 1), [ago(301, 4)], None) == (1, "ReadyForNewScale")


def test_a_window_holds_back_growth_as_well() -> None:
    slow = behavior(up={"stabilizationWindowSeconds": 60})
    assert stabilize(ask(2, 8), [ago(30, 3)], slow) == (3, "ScaleUpStabilized")
    assert stabilize(ask(2, 8), [ago(61, 3)], slow) == (8, "ReadyForNewScale")


def test_the_window_of_shrinking_is_five_minutes_unless_said() -> None:
    assert window(behavior(), "scaleDown") == 300
    assert window(behavior(down={"stabilizationWindowSeconds": 0}), "scaleDown") == 0
    assert window(None, "scaleUp") == 0
    at_once = behavior(down={"stabilizationWindowSeconds": 0})
    assert stabilize(ask(8, 2), [ago(1, 8)], at_once) == (2, "ReadyForNewScale")


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        (ask(1, 3), (3, "DesiredWithinRange")),
        (ask(1, 9), (4, "ScaleUpLimit")),
        (ask(3, 9), (6, "ScaleUpLimit")),
        (ask(3, 9, high=5), (5, "TooManyReplicas")),
        (ask(3, 0), (1, "TooFewReplicas")),
        (ask(9, 2, low=2), (2, "DesiredWithinRange")),
    ],
)
def test_bounds_without_behavior(question: Question, answer: tuple[int, str]) -> None:
    assert bound(question) == answer


def test_a_policy_counts_what_its_period_already_saw() -> None:
    one = behavior(up={"policies": [{"type": "Pods", "value": 2, "periodSeconds": 60}]})
    assert bound_by_policies(ask(3, 9), [], [], one) == (5, "ScaleUpLimit")
    assert bound_by_policies(ask(5, 9), [ago(30, 2)], [], one) == (5, "ScaleUpLimit")
    assert bound_by_policies(ask(5, 9), [ago(61, 2)], [], one) == (7, "ScaleUpLimit")


def test_shrinking_by_percent_rounds_towards_fewer() -> None:
    half = behavior(down={"policies": [{"type": "Percent", "value": 50, "periodSeconds": 15}]})
    assert bound_by_policies(ask(5, 1), [], [], half) == (2, "ScaleDownLimit")
    assert bound_by_policies(ask(5, 1, low=3), [], [], half) == (3, "TooFewReplicas")


def test_the_policy_that_changes_least_may_be_chosen() -> None:
    least = behavior(up={"selectPolicy": "Min"})
    assert bound_by_policies(ask(2, 50), [], [], behavior()) == (6, "ScaleUpLimit")
    assert bound_by_policies(ask(2, 50), [], [], least) == (4, "ScaleUpLimit")


def test_a_direction_may_be_disabled() -> None:
    never = behavior(down={"selectPolicy": "Disabled"})
    assert bound_by_policies(ask(5, 1), [], [], never) == (5, "ScaleDownLimit")


def test_memory_is_bounded_by_age_and_number() -> None:
    rows = [ago(20, 1), ago(5, 2)]
    assert remember(rows, ago(0, 3), 10) == [ago(5, 2), ago(0, 3)]
    assert len(remember([ago(0, 1)] * 5000, ago(0, 2), 10)) == 1000
    assert longest_period(behavior()) == 15
    assert longest_period(None) == 0
