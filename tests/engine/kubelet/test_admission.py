"""What a node refuses, in its words; what it ends when memory runs short."""

from dataclasses import replace
from typing import Any

import pytest

from podlab.engine.kernel.clock import SECOND

from .fake_runtime import Script
from .harness import NODE, Harness


def container(**more: Any) -> dict[str, Any]:
    return {"name": "c", "image": "nginx", **more}


def test_too_much_cpu() -> None:
    node = Harness()
    node.pod("a", containers=[container(resources={"requests": {"cpu": "1500m"}})])
    node.run(2)
    node.pod("b", containers=[container(resources={"requests": {"cpu": "1"}})])
    node.run(4)
    assert node.status("a")["phase"] == "Running"
    status = node.status("b")
    assert (status["phase"], status["reason"]) == ("Failed", "OutOfcpu")
    assert status["message"] == (
        "Pod was rejected: Node didn't have enough resource: cpu, requested: 1000, used: 1500, "
        "capacity: 2000"
    )
    assert node.events("OutOfcpu")[0][1] == status["message"]
    node.delete("b", grace=0)
    node.run(3)
    assert "uid-b" not in node.state.pods


def test_too_many_pods() -> None:
    node = Harness(node=replace(NODE, allocatable={**NODE.allocatable, "pods": "1"}))
    node.pod("a")
    node.run(1)
    node.pod("b")
    node.run(3)
    assert node.status("b")["reason"] == "OutOfpods"


@pytest.mark.parametrize(
    ("spec", "reason"),
    [
        ({"nodeSelector": {"disk": "ssd"}}, "NodeAffinity"),
        ({"nodeSelector": {"kubernetes.io/hostname": "node1"}}, None),
        ({"affinity": {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {
            "nodeSelectorTerms": [{"matchExpressions": [
                {"key": "kubernetes.io/hostname", "operator": "NotIn", "values": ["node1"]}]}]}}}},
         "NodeAffinity"),
        ({"affinity": {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {
            "nodeSelectorTerms": [{"matchFields": [
                {"key": "metadata.name", "operator": "In", "values": ["node1"]}]}]}}}}, None),
    ],
)  # fmt: skip
def test_affinity(spec: dict[str, Any], reason: str | None) -> None:
    node = Harness()
    node.pod(**spec)
    node.run(4)
    assert node.status().get("reason") == reason


def test_a_host_port_is_taken_once() -> None:
    node = Harness()
    ports = [{"containerPort": 80, "hostPort": 8080}]
    node.pod("a", containers=[container(ports=ports)])
    node.pod("b", containers=[container(ports=ports)])
    node.run(4)
    assert node.status("a")["phase"] == "Running"
    assert node.status("b")["reason"] == "NodePorts"


def test_memory_pressure_evicts_the_largest() -> None:
    node = Harness()
    node.pod("big", containers=[container(name="big")])
    node.pod("small", containers=[container(name="small")])
    node.run(3)
    node.runtime.memory["big"] = 8 << 30
    node.run(15)
    status = node.status("big")
    assert (status["phase"], status["reason"]) == ("Failed", "Evicted")
    assert status["message"].startswith("The node was low on resource: memory. ")
    assert "Container big was using 8Gi, request is 0" in status["message"]
    row = next(row for row in status["conditions"] if row["type"] == "DisruptionTarget")
    assert (row["status"], row["reason"]) == ("True", "TerminationByKubelet")
    assert row["message"] == status["message"]
    assert node.status("small")["phase"] == "Running"
    assert "MemoryPressure" in node.state.node.pressures
    node.pod("late")
    node.run(3)
    assert node.status("late")["reason"] == "Evicted"
    node.run(400)
    assert node.state.node.pressures == {}


def test_an_evicted_pod_stays_ready_until_nothing_of_it_runs() -> None:
    """recorded with 1.37.1: one status, Failed, after the last container has ended"""
    node = Harness()
    node.pod("big", containers=[container(name="big")])
    node.run(3)
    node.runtime.memory["big"] = 8 << 30
    seen = []
    for _ in range(75):
        node.run(0.2)
        status = node.status("big")
        rows = {row["type"]: row["status"] for row in status["conditions"]}
        seen.append((status["phase"], rows["Ready"], "DisruptionTarget" in rows))
    assert list(dict.fromkeys(seen)) == [("Running", "True", False), ("Failed", "False", True)]


def test_a_deadline_ends_the_pod() -> None:
    node = Harness()
    node.pod(activeDeadlineSeconds=5, terminationGracePeriodSeconds=1)
    node.run(10)
    status = node.status()
    assert (status["phase"], status["reason"]) == ("Failed", "DeadlineExceeded")
    assert status["message"] == "Pod was active on the node longer than the specified deadline"


@pytest.mark.parametrize(
    ("context", "problem"),
    [
        ({"runAsNonRoot": True}, "container has runAsNonRoot and image will run as root"),
        ({"runAsNonRoot": True, "runAsUser": 0}, "container's runAsUser breaks non-root policy"),
        ({"runAsNonRoot": True, "runAsUser": 1000}, ""),
    ],
)
def test_non_root(context: dict[str, Any], problem: str) -> None:
    node = Harness()
    node.pod(containers=[container(securityContext=context)])
    node.run(3)
    if problem:
        full = f'{problem} (pod: "p_default(uid-p)", container: c)'
        assert node.container()["state"]["waiting"]["message"] == full
    else:
        assert node.status()["phase"] == "Running"
        (run,) = node.runtime.runs.values()
        assert run.config.uid == 1000


def test_a_restart_rule_of_a_container() -> None:
    node = Harness()
    node.runtime.scripts["c"] = Script(run=SECOND, code=42)
    rules = [{"action": "Restart", "exitCodes": {"operator": "In", "values": [42]}}]
    node.pod(restartPolicy="Never", containers=[
        container(restartPolicy="Never", restartPolicyRules=rules)])  # fmt: skip
    node.run(4)
    assert node.container()["restartCount"] == 1
