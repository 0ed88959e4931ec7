"""Deployments: roll out, scale, pause, give up; as told by their events and conditions."""

from typing import Any

import pytest

from podlab.engine.objects.status import forbidden
from tests.engine.controllers.fake_api import World

Object = dict[str, Any]


def deployment(replicas: int = 2, image: str = "nginx", **spec: Any) -> Object:
    rolling = {"maxSurge": "25%", "maxUnavailable": "25%"}
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "web"},
        "spec": {
            "replicas": replicas,
            "selector": {"matchLabels": {"app": "web"}},
            "strategy": {"type": "RollingUpdate", "rollingUpdate": rolling},
            "progressDeadlineSeconds": 600,
            "revisionHistoryLimit": 10,
            "template": template(image),
            **spec,
        },
    }


def template(image: str) -> Object:
    return {
        "metadata": {"labels": {"app": "web"}},
        "spec": {"containers": [{"name": "c", "image": image}]},
    }


def settle(world: World, seconds: int = 6) -> None:
    """Let Pods become ready and go, as a kubelet would."""
    for _ in range(seconds):
        world.run(1)
        for pod in world.list("pods"):
            if "deletionTimestamp" in pod["metadata"]:
                world.delete("pods", pod["metadata"]["name"], gracePeriodSeconds=0)
            elif pod["status"]["phase"] != "Running":
                world.make_ready(pod)


def conditions(world: World) -> dict[str, str]:
    rows = world.get("deployments.apps", "web")["status"]["conditions"]
    return {row["type"]: row["reason"] for row in rows}


def test_first_rollout_goes_through_the_recorded_states(world: World) -> None:
    """recorded: scenarios/walk2"""
    world.create("deployments.apps", deployment())
    settle(world)
    states = [o.get("status") or {} for o in world.history("deployments.apps", "web")]
    assert [s.get("conditions", [{}])[0].get("reason") for s in states[:2]] == [
        None,
        "NewReplicaSetCreated",
    ]
    assert states[2]["unavailableReplicas"] == 2
    assert states[2]["terminatingReplicas"] == 0
    assert "replicas" not in states[2]
    assert states[-1]["availableReplicas"] == 2
    assert conditions(world) == {
        "Available": "MinimumReplicasAvailable",
        "Progressing": "NewReplicaSetAvailable",
    }


def test_revision_is_noted_on_deployment_and_replica_set(world: World) -> None:
    world.create("deployments.apps", deployment())
    world.run(1)
    found = world.get("deployments.apps", "web")
    assert found["metadata"]["annotations"]["deployment.kubernetes.io/revision"] == "1"
    (replica_set,) = world.list("replicasets.apps")
    assert replica_set["metadata"]["annotations"] == {
        "deployment.kubernetes.io/revision": "1",
        "deployment.kubernetes.io/desired-replicas": "2",
        "deployment.kubernetes.io/max-replicas": "3",
    }


def test_new_template_is_rolled_in_steps(world: World) -> None:
    world.create("deployments.apps", deployment())
    settle(world)
    old = world.list("replicasets.apps")[0]["metadata"]["name"]
    world.patch("deployments.apps", "web", {"spec": {"template": template("nginx:2")}})
    settle(world)
    new = next(s for s in world.list("replicasets.apps") if s["metadata"]["name"] != old)
    name = new["metadata"]["name"]
    assert [m for m in world.told() if m.startswith("Scaled")] == [
        f"Scaled up replica set {old} from 0 to 2",
        f"Scaled up replica set {name} from 0 to 1",
        f"Scaled down replica set {old} from 2 to 1",
        f"Scaled up replica set {name} from 1 to 2",
        f"Scaled down replica set {old} from 1 to 0",
    ]


def test_going_back_reuses_the_old_replica_set(world: World) -> None:
    world.create("deployments.apps", deployment())
    settle(world)
    world.patch("deployments.apps", "web", {"spec": {"template": template("nginx:2")}})
    settle(world)
    world.patch("deployments.apps", "web", {"spec": {"template": template("nginx")}})
    settle(world)
    sets = world.list("replicasets.apps")
    assert len(sets) == 2
    (current,) = [s for s in sets if s["spec"]["replicas"]]
    notes = current["metadata"]["annotations"]
    assert notes["deployment.kubernetes.io/revision"] == "3"
    assert notes["deployment.kubernetes.io/revision-history"] == "1"


def test_recreate_waits_for_the_old_pods_to_go(world: World) -> None:
    world.create("deployments.apps", deployment(strategy={"type": "Recreate"}))
    settle(world)
    world.patch("deployments.apps", "web", {"spec": {"template": template("nginx:2")}})
    world.run(1)
    assert len(world.list("replicasets.apps")) == 1
    settle(world)
    assert len(world.list("pods")) == 2
    assert len(world.list("replicasets.apps")) == 2


def test_paused_deployment_scales_but_does_not_roll(world: World) -> None:
    world.create("deployments.apps", deployment())
    settle(world)
    change = {"spec": {"paused": True, "replicas": 3, "template": template("nginx:2")}}
    world.patch("deployments.apps", "web", change)
    settle(world)
    (replica_set,) = world.list("replicasets.apps")
    assert replica_set["spec"]["replicas"] == 3
    assert conditions(world)["Progressing"] == "DeploymentPaused"


def test_rollout_that_never_gets_ready_is_given_up(world: World) -> None:
    world.create("deployments.apps", deployment(progressDeadlineSeconds=30))
    world.run(20)
    assert conditions(world)["Progressing"] == "ReplicaSetUpdated"
    world.run(20)
    assert conditions(world)["Progressing"] == "ProgressDeadlineExceeded"


def test_refused_pods_are_told_as_replica_failure(world: World) -> None:
    world.verbs.refuse["pods"] = forbidden("", "pods", "web", "exceeded quota")
    world.create("deployments.apps", deployment())
    world.run(1)
    assert conditions(world)["ReplicaFailure"] == "FailedCreate"
    assert 'Error creating: pods "web" is forbidden: exceeded quota' in world.told()
    world.verbs.refuse.clear()
    settle(world, 12)
    assert "ReplicaFailure" not in conditions(world)


def test_history_is_cut_to_its_limit(world: World) -> None:
    world.create("deployments.apps", deployment(revisionHistoryLimit=1))
    for number in range(4):
        world.patch("deployments.apps", "web", {"spec": {"template": template(f"n:{number}")}})
        settle(world)
    assert len(world.list("replicasets.apps")) == 2


@pytest.mark.parametrize("replicas", [0, 1, 5, 20])
def test_any_size_converges(world: World, replicas: int) -> None:
    world.create("deployments.apps", deployment(replicas))
    settle(world, 3)
    assert len(world.list("pods")) == replicas
    assert world.get("deployments.apps", "web")["status"].get("availableReplicas", 0) == replicas
