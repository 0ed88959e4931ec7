"""What a disruption budget says to an eviction."""

from typing import Any

import pytest

from podlab.engine.apiserver.subresources.eviction import charged, needs_no_budget
from podlab.engine.objects.status import ApiError

NOW = "2026-11-23T17:42:39Z"


def pod(phase: str = "Running", ready: str = "True") -> dict[str, Any]:
    """A Pod in a phase."""
    conditions = [{"type": "Ready", "status": ready}]
    return {"metadata": {"name": "p"}, "status": {"phase": phase, "conditions": conditions}}


def budget(**status: int) -> dict[str, Any]:
    """A budget with a status."""
    return {
        "metadata": {"name": "b", "generation": 1},
        "spec": {},
        "status": {"observedGeneration": 1, **status},
    }


def test_a_granted_disruption_is_spent_and_remembered() -> None:
    spent = charged(budget(disruptionsAllowed=2), pod(), NOW)
    assert spent is not None
    assert spent["status"]["disruptionsAllowed"] == 1
    assert spent["status"]["disruptedPods"] == {"p": NOW}


@pytest.mark.parametrize(("given", "words"), [
    (budget(disruptionsAllowed=0, desiredHealthy=2, currentHealthy=2),
     "The disruption budget b needs 2 healthy pods and has 2 currently"),
    (budget(observedGeneration=0),
     "The disruption budget b is still being processed by the server."),
])  # fmt: skip
def test_a_refusal_says_why(given: dict[str, Any], words: str) -> None:
    with pytest.raises(ApiError) as refusal:
        charged(given, pod(), NOW)
    assert (refusal.value.details or {})["causes"][0]["message"] == words


def test_an_unready_pod_costs_nothing_while_enough_are_healthy() -> None:
    given = budget(disruptionsAllowed=0, desiredHealthy=2, currentHealthy=2)
    assert charged(given, pod(ready="False"), NOW) is None


def test_what_is_over_or_has_not_begun_needs_no_budget() -> None:
    assert [needs_no_budget(pod(phase)) for phase in ("Pending", "Running", "Failed")] == [
        True, False, True,
    ]  # fmt: skip
