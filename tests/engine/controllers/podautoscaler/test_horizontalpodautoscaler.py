"""Autoscalers follow the use of their Pods."""

from typing import Any

import pytest

from podlab.engine.kernel.clock import rfc3339
from tests.engine.controllers.fake_api import World
from tests.engine.controllers.test_replicas import replica_set

Object = dict[str, Any]
SCALERS = "horizontalpodautoscalers.autoscaling"


@pytest.fixture
def scaled(world: World) -> World:
    body = replica_set(1)
    containers = [{"name": "c", "resources": {"requests": {"cpu": "100m"}}}]
    body["spec"]["template"]["spec"]["containers"] = containers
    world.create("replicasets.apps", body)
    world.run(1)
    settle(world)
    target = {"type": "Utilization", "averageUtilization": 50}
    spec = {
        "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "r"},
        "minReplicas": 1,
        "maxReplicas": 4,
        "metrics": [{"type": "Resource", "resource": {"name": "cpu", "target": target}}],
    }
    world.create(
        SCALERS,
        {
            "apiVersion": "autoscaling/v2",
            "kind": "HorizontalPodAutoscaler",
            "metadata": {"name": "h"},
            "spec": spec,
        },
    )
    world.run(1)
    return world


def settle(world: World) -> None:
    for pod in world.list("pods"):
        if pod["status"]["phase"] != "Running" and "deletionTimestamp" not in pod["metadata"]:
            world.make_ready(pod)
            begun = {"startTime": rfc3339(world.sim.now)}
            world.patch("pods", pod["metadata"]["name"], {"status": begun}, subresource="status")


def load(world: World, cpu: str) -> None:
    """Every Pod uses so much from now on."""
    for pod in world.list("pods"):
        name = pod["metadata"]["name"]
        usage = {"containers": [{"name": "c", "usage": {"cpu": cpu, "memory": "1Mi"}}]}
        if world.find("pods.metrics.k8s.io", name) is None:
            world.create(
                "pods.metrics.k8s.io",
                {
                    "kind": "PodMetrics",
                    "apiVersion": "metrics.k8s.io/v1beta1",
                    "metadata": {"name": name},
                    **usage,
                },
            )
        else:
            world.patch("pods.metrics.k8s.io", name, usage)


def size(world: World) -> int:
    found: int = world.get("replicasets.apps", "r")["spec"]["replicas"]
    return found


def reasons(world: World) -> dict[str, str]:
    rows = world.get(SCALERS, "h")["status"]["conditions"]
    return {row["type"]: row["reason"] for row in rows}


def test_without_metrics_it_says_so(scaled: World) -> None:
    """recorded: scenarios-extras/hpa"""
    assert reasons(scaled)["ScalingActive"] == "FailedGetResourceMetric"
    assert scaled.told()[-2] == (
        "failed to get cpu utilization: unable to get metrics for resource cpu: "
        "no metrics returned from resource metrics API"
    )


def test_grows_under_load_and_shrinks_after_five_minutes(scaled: World) -> None:
    load(scaled, "150m")
    scaled.run(16)
    assert size(scaled) == 3
    assert "New size: 3; reason: cpu resource utilization (percentage of request) above target" in (
        scaled.told()
    )
    settle(scaled)
    load(scaled, "1m")
    scaled.run(60)
    assert size(scaled) == 3
    assert reasons(scaled)["AbleToScale"] == "ScaleDownStabilized"
    scaled.run(300)
    assert size(scaled) == 1
    assert scaled.told()[-1].startswith(("New size: 1", "Deleted pod"))


def test_never_beyond_its_limit(scaled: World) -> None:
    load(scaled, "2")
    scaled.run(16)
    assert size(scaled) == 4
    assert reasons(scaled)["ScalingLimited"] == "TooManyReplicas"


def test_pods_of_two_autoscalers_are_nobodys(scaled: World) -> None:
    """recorded with 1.37.1"""
    twin = {**scaled.get(SCALERS, "h"), "metadata": {"name": "twin"}}
    scaled.create(SCALERS, {key: twin[key] for key in ("apiVersion", "kind", "metadata", "spec")})
    load(scaled, "150m")
    scaled.run(16)
    assert size(scaled) == 1
    assert reasons(scaled)["ScalingActive"] == "AmbiguousSelector"
    assert any("(e.g. [default/twin default/h])" in words for words in scaled.told())


def test_a_target_that_is_not_there(scaled: World) -> None:
    """recorded with 1.37.1"""
    reference = {"apiVersion": "v1", "kind": "Gizmo", "name": "x"}
    scaled.patch(SCALERS, "h", {"spec": {"scaleTargetRef": reference}})
    scaled.run(1)
    assert scaled.told()[-1] == 'no matches for kind "Gizmo" in group ""'


def test_behavior_sets_the_pace(scaled: World) -> None:
    policies = [{"type": "Pods", "value": 1, "periodSeconds": 15}]
    up = {"policies": policies, "selectPolicy": "Max", "stabilizationWindowSeconds": 0}
    down = {**up, "stabilizationWindowSeconds": 0}
    scaled.patch(SCALERS, "h", {"spec": {"behavior": {"scaleUp": up, "scaleDown": down}}})
    load(scaled, "400m")
    scaled.run(14)
    assert (size(scaled), reasons(scaled)["ScalingLimited"]) == (2, "ScaleUpLimit")
    settle(scaled)
    load(scaled, "1m")
    scaled.run(31)
    assert size(scaled) == 1
