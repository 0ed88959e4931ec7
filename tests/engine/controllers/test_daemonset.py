"""DaemonSets put one Pod on each node that they mean."""

from typing import Any

from tests.engine.controllers.fake_api import World

Object = dict[str, Any]


def node(world: World, name: str, **spec: Any) -> None:
    metadata = {"name": name, "labels": {"kubernetes.io/hostname": name}}
    body = {"apiVersion": "v1", "kind": "Node", "metadata": metadata, "spec": spec}
    world.create("nodes", body, "")


def daemon_set(image: str = "nginx", **template: Any) -> Object:
    pod = {
        "metadata": {"labels": {"app": "agent"}},
        "spec": {"containers": [{"name": "c", "image": image}], **template},
    }
    spec = {
        "selector": {"matchLabels": {"app": "agent"}},
        "template": pod,
        "updateStrategy": {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": 1}},
        "revisionHistoryLimit": 10,
    }
    metadata = {
        "name": "agent",
        "annotations": {"deprecated.daemonset.template.generation": "1"},
    }
    return {"apiVersion": "apps/v1", "kind": "DaemonSet", "metadata": metadata, "spec": spec}


def settle(world: World, seconds: int = 6) -> None:
    for _ in range(seconds):
        world.run(1)
        for pod in world.list("pods"):
            if "deletionTimestamp" in pod["metadata"]:
                world.delete("pods", pod["metadata"]["name"], gracePeriodSeconds=0)
            elif pod["status"]["phase"] != "Running":
                world.make_ready(pod, meant_for(pod))


def meant_for(pod: Object) -> str:
    affinity = pod["spec"]["affinity"]["nodeAffinity"]
    terms = affinity["requiredDuringSchedulingIgnoredDuringExecution"]["nodeSelectorTerms"]
    name: str = terms[0]["matchFields"][0]["values"][0]
    return name


def test_each_node_gets_its_pod(world: World) -> None:
    node(world, "n1")
    node(world, "n2", taints=[{"key": "a", "effect": "NoSchedule"}])
    world.create("daemonsets.apps", daemon_set())
    settle(world)
    (pod,) = world.list("pods")
    assert meant_for(pod) == "n1"
    assert len(pod["spec"]["tolerations"]) == 6
    node(world, "n3")
    settle(world)
    assert {meant_for(pod) for pod in world.list("pods")} == {"n1", "n3"}
    status = world.get("daemonsets.apps", "agent")["status"]
    assert status["desiredNumberScheduled"] == status["numberAvailable"] == 2


def test_first_status_is_of_what_is_wanted(world: World) -> None:
    """recorded: scenarios/daemonset"""
    node(world, "n1")
    world.create("daemonsets.apps", daemon_set())
    world.run(1)
    states = [o["status"] for o in world.history("daemonsets.apps", "agent")[1:]]
    assert states[0] == {
        "currentNumberScheduled": 0,
        "numberMisscheduled": 0,
        "desiredNumberScheduled": 1,
        "numberReady": 0,
        "observedGeneration": 1,
        "numberUnavailable": 1,
    }
    assert states[1]["updatedNumberScheduled"] == 1


def test_new_template_replaces_one_after_the_other(world: World) -> None:
    for name in ("n1", "n2", "n3"):
        node(world, name)
    world.create("daemonsets.apps", daemon_set())
    settle(world)
    change = daemon_set("nginx:2")["spec"]["template"]
    world.patch("daemonsets.apps", "agent", {"spec": {"template": change}})
    world.run(1)
    going = [p for p in world.list("pods") if "deletionTimestamp" in p["metadata"]]
    assert len(going) == 1
    settle(world, 12)
    images = {pod["spec"]["containers"][0]["image"] for pod in world.list("pods")}
    assert images == {"nginx:2"}
    assert len(world.list("controllerrevisions.apps")) == 2


def test_selector_that_leaves_a_node_takes_its_pod(world: World) -> None:
    node(world, "n1")
    world.create("daemonsets.apps", daemon_set())
    settle(world)
    template = daemon_set(nodeSelector={"kubernetes.io/hostname": "elsewhere"})["spec"]["template"]
    world.patch("daemonsets.apps", "agent", {"spec": {"template": template}})
    settle(world)
    assert world.list("pods") == []
    assert world.get("daemonsets.apps", "agent")["status"]["desiredNumberScheduled"] == 0


def test_failed_pod_is_replaced(world: World) -> None:
    node(world, "n1")
    world.create("daemonsets.apps", daemon_set())
    settle(world)
    (pod,) = world.list("pods")
    name = pod["metadata"]["name"]
    world.patch("pods", name, {"status": {"phase": "Failed"}}, subresource="status")
    settle(world)
    assert f"Found failed daemon pod default/{name} on node n1, will try to kill it" in world.told()
    assert [p["metadata"]["name"] for p in world.list("pods")] != [name]


def test_a_node_that_rejects_every_pod_gets_them_ever_more_slowly(world: World) -> None:
    """One second, two, four …: without it controller and kubelet run in a circle."""
    node(world, "n1")
    world.create("daemonsets.apps", daemon_set())
    made: set[str] = set()
    for _ in range(120):
        world.run(1)
        for pod in world.list("pods"):
            name = pod["metadata"]["name"]
            made.add(name)
            if "deletionTimestamp" in pod["metadata"]:
                world.delete("pods", name, gracePeriodSeconds=0)
            elif pod["status"].get("phase") != "Failed":
                world.patch("pods", name, {"status": {"phase": "Failed"}}, subresource="status")
    assert 5 <= len(made) <= 9
