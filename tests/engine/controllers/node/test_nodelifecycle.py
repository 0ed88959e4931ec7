"""Silent nodes become Unknown, are tainted, and lose their Pods in time."""

from typing import Any

import pytest

from podlab.engine.kernel.clock import rfc3339
from tests.engine.controllers.fake_api import World

Object = dict[str, Any]


@pytest.fixture
def node(world: World) -> World:
    now = rfc3339(world.sim.now)
    row = {
        "type": "Ready",
        "status": "True",
        "reason": "KubeletReady",
        "message": "",
        "lastHeartbeatTime": now,
        "lastTransitionTime": now,
    }
    taint = {"key": "node.kubernetes.io/not-ready", "effect": "NoSchedule"}
    body = {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {"name": "n"},
        "spec": {"taints": [taint]},
        "status": {"conditions": [row]},
    }
    world.create("nodes", body, "")
    world.run(1)
    return world


def pod(name: str, **toleration: Any) -> Object:
    tolerations = [
        {
            "key": "node.kubernetes.io/unreachable",
            "operator": "Exists",
            "effect": "NoExecute",
            **toleration,
        }
    ]
    spec = {"nodeName": "n", "containers": [], "tolerations": tolerations}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name}, "spec": spec}


def test_new_node_is_registered_and_freed_of_its_first_taint(node: World) -> None:
    assert node.told() == ["Node n event: Registered Node n in Controller"]
    assert not node.get("nodes", "n", "")["spec"].get("taints")


def test_silent_node_is_given_up_after_fifty_seconds(node: World) -> None:
    """recorded: scenarios-extras/node-down"""
    node.run(45)
    assert not node.get("nodes", "n", "")["spec"].get("taints")
    node.run(12)
    found = node.get("nodes", "n", "")
    assert [(t["key"], t["effect"]) for t in found["spec"]["taints"]] == [
        ("node.kubernetes.io/unreachable", "NoSchedule"),
        ("node.kubernetes.io/unreachable", "NoExecute"),
    ]
    (row,) = found["status"]["conditions"]
    assert (row["status"], row["reason"]) == ("Unknown", "NodeStatusUnknown")


def test_leases_keep_a_node_alive(node: World) -> None:
    lease = {
        "apiVersion": "coordination.k8s.io/v1",
        "kind": "Lease",
        "metadata": {"name": "n"},
        "spec": {},
    }
    node.create("leases.coordination.k8s.io", lease, "kube-node-lease")
    for turn in range(12):
        node.run(10)
        node.patch(
            "leases.coordination.k8s.io", "n", {"spec": {"renewTime": str(turn)}}, "kube-node-lease"
        )
    assert not node.get("nodes", "n", "")["spec"].get("taints")


def test_pods_leave_when_their_patience_ends(node: World) -> None:
    node.create("pods", pod("brief", tolerationSeconds=20))
    node.create("pods", pod("steady"))
    node.run(65)
    assert "deletionTimestamp" not in node.get("pods", "brief")["metadata"]
    node.run(20)
    gone = node.get("pods", "brief")
    assert "deletionTimestamp" in gone["metadata"]
    assert gone["status"]["conditions"][-1]["reason"] == "DeletionByTaintManager"
    assert "deletionTimestamp" not in node.get("pods", "steady")["metadata"]
    assert "Marking for deletion Pod default/brief" in node.told()


def test_cordoned_node_is_tainted_so(node: World) -> None:
    node.patch("nodes", "n", {"spec": {"unschedulable": True}}, "")
    node.run(1)
    (taint,) = node.get("nodes", "n", "")["spec"]["taints"]
    assert taint["key"] == "node.kubernetes.io/unschedulable"
    node.patch("nodes", "n", {"spec": {"unschedulable": None}}, "")
    node.run(1)
    assert not node.get("nodes", "n", "")["spec"].get("taints")


def test_pods_of_a_node_that_is_gone_are_collected(node: World) -> None:
    node.create("pods", pod("left"))
    node.delete("nodes", "n", "")
    node.run(45)
    assert node.find("pods", "left") is None
