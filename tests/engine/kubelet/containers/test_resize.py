"""In-place resize: accepted, put off, impossible, with and without a restart."""

from typing import Any

from podlab.engine.kubelet.kubelet import kubelet_caller
from tests.engine.kubelet.harness import Harness


def resources(cpu: str, memory: str = "64Mi") -> dict[str, Any]:
    return {"requests": {"cpu": cpu, "memory": memory}, "limits": {"cpu": cpu, "memory": memory}}


def resize(node: Harness, name: str, wanted: dict[str, Any]) -> None:
    pod = node.get(name)
    assert pod is not None
    container = {**pod["spec"]["containers"][0], "resources": wanted}
    metadata = {**pod["metadata"], "generation": pod["metadata"]["generation"] + 1}
    spec = {**pod["spec"], "containers": [container]}
    changed = {**pod, "metadata": metadata, "spec": spec}
    node.verbs.update(kubelet_caller("node1"), "pods", "default", name, changed)


def running(cpu: str, **more: Any) -> Harness:
    node = Harness()
    node.pod(containers=[{"name": "c", "image": "nginx", "resources": resources(cpu), **more}])
    node.run(3)
    return node


def test_a_resize_reaches_the_cgroup() -> None:
    node = running("500m")
    resize(node, "p", resources("1"))
    node.run(90)
    (run,) = node.runtime.runs.values()
    assert run.config.cpu_quota == 100_000
    assert node.container()["resources"] == resources("1")
    assert node.container()["allocatedResources"]["cpu"] == "1"
    assert [reason for reason, _ in node.events()][-2:] == ["ResizeStarted", "ResizeCompleted"]
    assert node.container()["restartCount"] == 0


def test_it_is_told_while_it_is_carried_out() -> None:
    """recorded with 1.37.1: in progress for some 30 ms, with the time at which it was looked at"""
    node = running("500m")
    resize(node, "p", resources("1"))
    node.run(0.03)
    row = next(row for row in node.status()["conditions"] if row["type"] == "PodResizeInProgress")
    assert row["status"] == "True"
    assert row["lastProbeTime"] == row["lastTransitionTime"]
    assert node.container()["resources"] == resources("500m")
    assert node.container()["allocatedResources"]["cpu"] == "1"
    node.run(1)
    assert not any(row["type"] == "PodResizeInProgress" for row in node.status()["conditions"])
    assert node.container()["resources"] == resources("1")


def test_one_that_needs_a_restart() -> None:
    policy = [{"resourceName": "memory", "restartPolicy": "RestartContainer"}]
    node = running("500m", resizePolicy=policy)
    resize(node, "p", resources("500m", "128Mi"))
    node.run(5)
    assert node.container()["restartCount"] == 1
    assert node.container()["resources"]["limits"]["memory"] == "128Mi"


def test_more_than_the_node_has_is_infeasible() -> None:
    node = running("500m")
    resize(node, "p", resources("64"))
    node.run(3)
    row = next(row for row in node.status()["conditions"] if row["type"] == "PodResizePending")
    assert row["reason"] == "Infeasible"
    assert row["message"] == (
        "Node didn't have enough capacity: cpu, requested: 64000, capacity: 2000"
    )
    assert node.container()["allocatedResources"]["cpu"] == "500m"


def test_one_is_deferred_until_there_is_room() -> None:
    node = running("500m")
    node.pod("other", containers=[{"name": "c", "image": "nginx", "resources": resources("1")}])
    node.run(3)
    resize(node, "p", resources("1500m"))
    node.run(3)
    row = next(row for row in node.status()["conditions"] if row["type"] == "PodResizePending")
    assert row["reason"] == "Deferred"
    node.delete("other")
    node.run(90)
    assert node.container()["resources"]["requests"]["cpu"] == "1500m"
    assert not any(row["type"] == "PodResizePending" for row in node.status()["conditions"])
