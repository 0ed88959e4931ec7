"""The node's own object, its lease, a kubelet that is stopped and comes back."""

from typing import Any

from podlab.engine.kernel.clock import SECOND
from podlab.engine.kubelet.kubelet import kubelet_caller
from podlab.engine.store.store import Key
from tests.engine.kubelet.harness import Harness


def node_object(node: Harness) -> dict[str, Any]:
    found = node.store.get(Key("nodes", "", "node1"))
    assert found is not None
    return found


def lease_times(node: Harness) -> list[int]:
    return [c.time for c in node.changes if c.key.resource == "leases.coordination.k8s.io"]


def test_a_node_is_registered_and_ready() -> None:
    node = Harness()
    status = node_object(node)["status"]
    assert [row["type"] for row in status["conditions"]] == [
        "MemoryPressure", "DiskPressure", "PIDPressure", "Ready",
    ]  # fmt: skip
    assert status["conditions"][-1]["reason"] == "KubeletReady"
    assert status["addresses"][0] == {"type": "InternalIP", "address": "192.0.2.2"}
    assert status["nodeInfo"]["machineID"] == status["nodeInfo"]["systemUUID"]
    assert status["images"][0]["sizeBytes"] == 1467446


def test_the_lease_is_renewed_every_ten_seconds() -> None:
    node = Harness()
    node.run(60)
    times = lease_times(node)
    assert len(times) == 6
    assert {after - before for before, after in zip(times, times[1:], strict=False)} == {
        10 * SECOND
    }


def test_an_idle_node_has_few_events() -> None:
    node = Harness()
    steps = node.sim.state.steps
    node.run(600)
    assert node.sim.state.steps - steps < 300


def test_cordoning_is_noticed() -> None:
    node = Harness()
    node.run(1)
    caller = node.kubelet.context.client.caller
    old = node_object(node)
    spec = {**old["spec"], "unschedulable": True}
    node.verbs.update(caller, "nodes", "", "node1", {**old, "spec": spec})
    node.run(11)
    words = [c.object["message"] for c in node.changes if c.key.resource == "events"]
    assert words[-1] == "Node node1 status is now: NodeNotSchedulable"


def test_a_stopped_kubelet_does_nothing_and_finds_its_pods_again() -> None:
    node = Harness()
    node.pod()
    node.run(3)
    first = node.container()["containerID"]
    node.kubelet.stop()
    renewed = len(lease_times(node))
    node.pod("late")
    node.run(30)
    assert node.history("late") == ["Pending/none"]
    assert len(lease_times(node)) == renewed
    node.kubelet.boot()
    node.run(5)
    assert node.container()["containerID"] == first
    assert node.container()["restartCount"] == 0
    assert node.status("late")["phase"] == "Running"


def test_a_pod_deleted_meanwhile_is_ended_when_the_kubelet_returns() -> None:
    node = Harness()
    node.pod()
    node.run(3)
    node.kubelet.stop()
    node.delete()
    node.run(20)
    assert node.get() is not None
    node.kubelet.boot()
    node.run(5)
    assert node.get() is None
    assert node.runtime.boxes == {}


def test_a_pod_that_somebody_called_unready_is_ready_again() -> None:
    node = Harness()
    node.pod()
    node.run(3)
    pod = node.get()
    assert pod is not None
    rows = [
        {**row, "status": "False"} if row["type"] == "Ready" else row
        for row in pod["status"]["conditions"]
    ]
    changed = {**pod, "status": {**pod["status"], "conditions": rows}}
    node.verbs.update(kubelet_caller("node1"), "pods", "default", "p", changed)
    node.run(1)
    assert {row["status"] for row in node.status()["conditions"]} == {"True"}
