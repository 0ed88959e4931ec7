"""Garbage collection along owner references: background, foreground, orphan."""

import pytest

from tests.engine.controllers.fake_api import World
from tests.engine.controllers.test_replicas import replica_set


@pytest.fixture
def owned(world: World) -> World:
    world.create("replicasets.apps", replica_set(2))
    world.run(1)
    return world


def test_background_takes_the_owner_first(owned: World) -> None:
    owned.delete("replicasets.apps", "r")
    assert len(owned.list("pods")) == 2
    owned.run(1)
    assert owned.list("pods") == []


def test_foreground_keeps_the_owner_until_its_pods_are_gone(owned: World) -> None:
    for pod in owned.list("pods"):
        owned.make_ready(pod)
    owned.delete("replicasets.apps", "r", propagationPolicy="Foreground")
    owned.run(1)
    assert owned.find("replicasets.apps", "r") is not None
    for pod in owned.list("pods"):
        assert "deletionTimestamp" in pod["metadata"]
        owned.delete("pods", pod["metadata"]["name"], gracePeriodSeconds=0)
    owned.run(1)
    assert owned.find("replicasets.apps", "r") is None


def test_orphan_lets_the_pods_live(owned: World) -> None:
    owned.delete("replicasets.apps", "r", propagationPolicy="Orphan")
    owned.run(1)
    assert owned.find("replicasets.apps", "r") is None
    pods = owned.list("pods")
    assert len(pods) == 2
    assert not any(pod["metadata"].get("ownerReferences") for pod in pods)


def test_reference_to_nobody_dooms_an_object(world: World) -> None:
    reference = {"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "never", "uid": "u"}
    body = {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": "doomed", "ownerReferences": [reference]},
    }
    world.create("configmaps", body)
    world.run(1)
    assert world.find("configmaps", "doomed") is None


def test_owners_in_a_circle_come_to_rest(world: World) -> None:
    for name in ("a", "b"):
        body = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name}}
        world.create("configmaps", body)
    for name, other in (("a", "b"), ("b", "a")):
        uid = world.get("configmaps", other)["metadata"]["uid"]
        owner = {"apiVersion": "v1", "kind": "ConfigMap", "name": other, "uid": uid}
        world.patch("configmaps", name, {"metadata": {"ownerReferences": [owner]}})
    world.run(1)
    steps = world.sim.state.steps
    world.run(600)
    assert world.sim.state.steps - steps < 500
    world.delete("configmaps", "a", propagationPolicy="Foreground")
    world.run(5)
    assert world.find("configmaps", "a") is None
