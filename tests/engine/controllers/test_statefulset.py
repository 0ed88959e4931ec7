"""StatefulSets make, renew and delete by ordinal."""

from typing import Any

from tests.engine.controllers.fake_api import World

Object = dict[str, Any]


def stateful_set(replicas: int = 3, image: str = "nginx", **spec: Any) -> Object:
    pod = {
        "metadata": {"labels": {"app": "web"}},
        "spec": {"containers": [{"name": "c", "image": image}]},
    }
    base = {
        "replicas": replicas,
        "serviceName": "web",
        "selector": {"matchLabels": {"app": "web"}},
        "template": pod,
        "podManagementPolicy": "OrderedReady",
        "updateStrategy": {"type": "RollingUpdate", "rollingUpdate": {"partition": 0}},
    }
    return {
        "apiVersion": "apps/v1",
        "kind": "StatefulSet",
        "metadata": {"name": "web"},
        "spec": {**base, **spec},
    }


def names(world: World) -> list[str]:
    return [pod["metadata"]["name"] for pod in world.list("pods")]


def settle(world: World, seconds: int = 8) -> None:
    for _ in range(seconds):
        world.run(1)
        for pod in world.list("pods"):
            if "deletionTimestamp" in pod["metadata"]:
                world.delete("pods", pod["metadata"]["name"], gracePeriodSeconds=0)
            elif pod["status"]["phase"] != "Running":
                world.make_ready(pod)


def test_one_after_the_other(world: World) -> None:
    world.create("statefulsets.apps", stateful_set())
    world.run(3)
    assert names(world) == ["web-0"]
    world.make_ready(world.get("pods", "web-0"))
    world.run(1)
    assert names(world) == ["web-0", "web-1"]
    settle(world)
    assert world.told()[:3] == [
        f"Create Pod web-{n} in StatefulSet web successful" for n in range(3)
    ]
    pod = world.get("pods", "web-2")
    assert pod["spec"]["hostname"] == "web-2"
    assert pod["spec"]["subdomain"] == "web"
    assert pod["metadata"]["labels"]["apps.kubernetes.io/pod-index"] == "2"


def test_parallel_does_not_wait(world: World) -> None:
    world.create("statefulsets.apps", stateful_set(podManagementPolicy="Parallel"))
    world.run(2)
    assert names(world) == ["web-0", "web-1", "web-2"]


def test_shrinks_from_the_top(world: World) -> None:
    world.create("statefulsets.apps", stateful_set())
    settle(world)
    world.patch("statefulsets.apps", "web", {"spec": {"replicas": 1}})
    world.run(1)
    going = [
        p["metadata"]["name"] for p in world.list("pods") if "deletionTimestamp" in p["metadata"]
    ]
    assert going == ["web-2"]
    settle(world)
    assert names(world) == ["web-0"]


def test_renews_from_the_top_down_to_the_partition(world: World) -> None:
    world.create("statefulsets.apps", stateful_set())
    settle(world)
    strategy = {"type": "RollingUpdate", "rollingUpdate": {"partition": 1}}
    change = stateful_set(image="nginx:2")["spec"]["template"]
    world.patch(
        "statefulsets.apps", "web", {"spec": {"template": change, "updateStrategy": strategy}}
    )
    settle(world, 12)
    images = [p["spec"]["containers"][0]["image"] for p in world.list("pods")]
    assert images == ["nginx", "nginx:2", "nginx:2"]
    status = world.get("statefulsets.apps", "web")["status"]
    assert status["currentRevision"] != status["updateRevision"]
    world.patch(
        "statefulsets.apps",
        "web",
        {"spec": {"updateStrategy": {"rollingUpdate": {"partition": 0}}}},
    )
    settle(world, 12)
    status = world.get("statefulsets.apps", "web")["status"]
    assert status["currentRevision"] == status["updateRevision"]
    assert status["currentReplicas"] == 3


def test_claims_are_made_and_mounted(world: World) -> None:
    claim = {"metadata": {"name": "data"}, "spec": {"accessModes": ["ReadWriteOnce"]}}
    world.create("statefulsets.apps", stateful_set(1, volumeClaimTemplates=[claim]))
    world.run(1)
    assert world.get("persistentvolumeclaims", "data-web-0")["metadata"]["labels"] == {"app": "web"}
    volume = world.get("pods", "web-0")["spec"]["volumes"][0]
    assert volume == {"name": "data", "persistentVolumeClaim": {"claimName": "data-web-0"}}
    assert world.told()[0] == "Create Claim data-web-0 Pod web-0 in StatefulSet web success"


def test_deleted_pod_returns_under_its_name(world: World) -> None:
    world.create("statefulsets.apps", stateful_set())
    settle(world)
    before = world.get("pods", "web-1")["metadata"]["uid"]
    world.delete("pods", "web-1")
    settle(world)
    assert world.get("pods", "web-1")["metadata"]["uid"] != before
