"""ReplicaSets and ReplicationControllers keep their number of Pods."""

from typing import Any

from tests.engine.controllers.fake_api import World

Object = dict[str, Any]


def replica_set(replicas: int = 3) -> Object:
    pod = {"metadata": {"labels": {"a": "b"}}, "spec": {"containers": [{"name": "c"}]}}
    spec = {"replicas": replicas, "selector": {"matchLabels": {"a": "b"}}, "template": pod}
    return {"apiVersion": "apps/v1", "kind": "ReplicaSet", "metadata": {"name": "r"}, "spec": spec}


def bare_pod(name: str, **labels: str) -> Object:
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name, "labels": labels},
        "spec": {"containers": [{"name": "c"}]},
    }


def test_deleted_pod_is_replaced(world: World) -> None:
    world.create("replicasets.apps", replica_set())
    world.run(1)
    victim = world.list("pods")[0]["metadata"]["name"]
    world.delete("pods", victim)
    world.run(1)
    names = [pod["metadata"]["name"] for pod in world.list("pods")]
    assert len(names) == 3
    assert victim not in names


def test_status_is_told_first_of_none_then_of_all(world: World) -> None:
    """recorded: scenarios/walk2"""
    world.create("replicasets.apps", replica_set())
    world.run(1)
    states = [o.get("status") for o in world.history("replicasets.apps", "r")]
    assert states == [
        None,
        {"replicas": 0, "terminatingReplicas": 0, "observedGeneration": 1},
        {
            "replicas": 3,
            "fullyLabeledReplicas": 3,
            "terminatingReplicas": 0,
            "observedGeneration": 1,
        },
    ]


def test_orphan_that_matches_is_adopted_and_a_stranger_released(world: World) -> None:
    world.create("pods", bare_pod("orphan", a="b"))
    world.create("replicasets.apps", replica_set())
    world.run(1)
    assert len(world.list("pods")) == 3
    assert world.get("pods", "orphan")["metadata"]["ownerReferences"][0]["name"] == "r"
    world.patch("pods", "orphan", {"metadata": {"labels": {"a": "other"}}})
    world.run(1)
    assert not world.get("pods", "orphan")["metadata"].get("ownerReferences")
    assert len(world.list("pods")) == 4


def test_unready_pods_give_way_first(world: World) -> None:
    world.create("replicasets.apps", replica_set())
    world.run(1)
    kept, *others = world.list("pods")
    world.make_ready(kept)
    world.run(1)
    world.patch("replicasets.apps", "r", {"spec": {"replicas": 1}})
    world.run(1)
    assert [pod["metadata"]["name"] for pod in world.list("pods")] == [kept["metadata"]["name"]]


def test_replication_controller_has_a_plain_selector(world: World) -> None:
    body = replica_set(2)
    body |= {"apiVersion": "v1", "kind": "ReplicationController"}
    body["spec"] = {**body["spec"], "selector": {"a": "b"}}
    world.create("replicationcontrollers", body)
    world.run(1)
    assert len(world.list("pods")) == 2
    status = world.get("replicationcontrollers", "r")["status"]
    assert status == {"replicas": 2, "fullyLabeledReplicas": 2, "observedGeneration": 1}


def test_what_a_set_knew_of_a_pod_is_forgotten_when_either_changes(world: World) -> None:
    """A sync looks again only at Pods that are other objects, or of another spec, than before."""
    world.create("replicasets.apps", replica_set(2))
    world.run(1)
    first, second = world.list("pods")
    for pod, count in ((first, 1), (second, 2)):
        world.make_ready(pod)
        world.run(1)
        assert world.get("replicasets.apps", "r")["status"]["readyReplicas"] == count
    labels = {"spec": {"template": {"metadata": {"labels": {"a": "b", "more": "yes"}}}}}
    world.patch("replicasets.apps", "r", labels)
    world.run(1)
    status = world.get("replicasets.apps", "r")["status"]
    assert (status["replicas"], status.get("fullyLabeledReplicas", 0)) == (2, 0)
