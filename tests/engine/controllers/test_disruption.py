"""Budgets count their Pods; quotas count everything."""

from typing import Any

import pytest

from tests.engine.controllers.fake_api import World
from tests.engine.controllers.test_replicas import replica_set

Object = dict[str, Any]
BUDGETS = "poddisruptionbudgets.policy"


def budget(world: World, **spec: Any) -> Object:
    selector = {"matchLabels": {"a": "b"}}
    body = {
        "apiVersion": "policy/v1",
        "kind": "PodDisruptionBudget",
        "metadata": {"name": "p"},
        "spec": {"selector": selector, **spec},
    }
    world.create(BUDGETS, body)
    world.run(1)
    found: Object = world.get(BUDGETS, "p")["status"]
    return found


@pytest.fixture
def ready(world: World) -> World:
    world.create("replicasets.apps", replica_set(4))
    world.run(1)
    for pod in world.list("pods"):
        world.make_ready(pod)
    world.run(1)
    return world


@pytest.mark.parametrize(
    ("spec", "desired", "allowed"),
    [
        ({"minAvailable": 3}, 3, 1),
        ({"minAvailable": "50%"}, 2, 2),
        ({"maxUnavailable": 1}, 3, 1),
        ({"maxUnavailable": "30%"}, 2, 2),
        ({"minAvailable": 9}, 9, 0),
    ],
)
def test_allowed_disruptions(ready: World, spec: Object, desired: int, allowed: int) -> None:
    status = budget(ready, **spec)
    assert (status["desiredHealthy"], status["disruptionsAllowed"]) == (desired, allowed)
    assert status["currentHealthy"] == status["expectedPods"] == 4
    reason = "SufficientPods" if allowed else "InsufficientPods"
    assert status["conditions"][0]["reason"] == reason


def test_pod_that_goes_lowers_what_is_allowed(ready: World) -> None:
    budget(ready, minAvailable=3)
    ready.delete("pods", ready.list("pods")[0]["metadata"]["name"])
    ready.run(1)
    assert ready.get(BUDGETS, "p")["status"]["disruptionsAllowed"] == 0


def test_quota_is_recounted_when_something_goes(ready: World) -> None:
    body = {
        "apiVersion": "v1",
        "kind": "ResourceQuota",
        "metadata": {"name": "q"},
        "spec": {"hard": {"pods": "10", "configmaps": "5"}},
    }
    ready.create("resourcequotas", body)
    ready.run(1)
    assert ready.get("resourcequotas", "q")["status"] == {
        "hard": {"pods": "10", "configmaps": "5"},
        "used": {"pods": "4", "configmaps": "1"},
    }
    ready.delete("replicasets.apps", "r")
    for pod in ready.list("pods"):
        ready.delete("pods", pod["metadata"]["name"], gracePeriodSeconds=0)
    ready.run(1)
    assert ready.get("resourcequotas", "q")["status"]["used"]["pods"] == "0"
