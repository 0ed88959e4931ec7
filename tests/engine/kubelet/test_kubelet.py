"""A Pod's life on a node, as recorded (scenarios/walk1, crashloop, hooks, sidecar)."""

from typing import Any

import pytest

from podlab.engine.kernel.clock import MILLISECOND, SECOND

from .fake_runtime import Script
from .harness import Harness


def test_a_pod_runs() -> None:
    node = Harness()
    node.pod()
    node.run(2)
    assert node.history() == ["Pending/none", "Pending/ContainerCreating", "Running/running"]
    assert [reason for reason, _ in node.events()] == ["Pulled", "Created", "Started"]
    types = [row["type"] for row in node.status()["conditions"]]
    assert types == [
        "PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled",
    ]  # fmt: skip
    assert all(row["status"] == "True" for row in node.status()["conditions"])
    assert node.status()["podIP"] == node.status()["podIPs"][0]["ip"]


def test_a_deleted_pod_succeeds_before_it_goes() -> None:
    node = Harness()
    node.pod()
    node.run(2)
    node.delete()
    node.run(3)
    assert node.get() is None
    assert node.history()[-2:] == ["Running/running", "Succeeded/Completed"]
    assert ("Killing", "Stopping container c") in node.events()
    assert node.state.pods == {}
    assert node.state.probes == {}
    assert node.runtime.boxes == {}


def test_one_that_ignores_sigterm_is_killed() -> None:
    node = Harness()
    node.runtime.scripts["c"] = Script(term=None)
    node.pod(terminationGracePeriodSeconds=4)
    node.run(2)
    node.delete()
    node.run(3)
    assert node.runtime.signals == [("c", "TERM")]
    node.run(4)
    assert node.runtime.signals == [("c", "TERM"), ("c", "KILL")]
    assert node.history()[-1] == "Failed/Error"
    assert node.get() is None


def test_a_crash_shows_error_through_its_back_off() -> None:
    node = Harness()
    node.runtime.scripts["c"] = Script(run=SECOND, code=7)
    node.pod()
    node.run(9)
    assert node.container()["restartCount"] == 1
    assert node.container()["state"]["terminated"]["reason"] == "Error"
    assert len(node.events("BackOff")) == 1
    node.run(20)
    assert node.container()["restartCount"] == 2
    assert "Running/CrashLoopBackOff" in node.history()
    message = "Back-off restarting failed container c in pod p_default(uid-p)"
    assert node.events("BackOff")[0] == ("BackOff", message)


def test_a_pod_that_never_restarts_fails() -> None:
    node = Harness()
    node.runtime.scripts["c"] = Script(run=300 * MILLISECOND, code=7)
    node.pod(restartPolicy="Never")
    node.run(5)
    assert node.history()[-3:] == ["Running/running", "Running/Error", "Failed/Error"]
    reasons = {row["type"]: row.get("reason") for row in node.status()["conditions"]}
    assert reasons["Ready"] == "PodFailed"
    assert reasons["PodReadyToStartContainers"] == "PodSandboxNotReady"


def test_a_completed_pod_succeeds() -> None:
    node = Harness()
    node.runtime.scripts["c"] = Script(run=300 * MILLISECOND)
    node.pod(restartPolicy="OnFailure")
    node.run(5)
    assert node.status()["phase"] == "Succeeded"
    node.run(600)
    assert node.status()["phase"] == "Succeeded"


def test_init_containers_run_in_order() -> None:
    node = Harness()
    node.runtime.scripts["one"] = node.runtime.scripts["two"] = Script(run=SECOND)
    init = [{"name": name, "image": "busybox"} for name in ("one", "two")]
    node.pod(initContainers=init)
    node.run(1)
    assert node.container()["state"]["waiting"]["reason"] == "PodInitializing"
    node.run(9)
    assert node.status()["phase"] == "Running"
    created = [
        change.object["involvedObject"]["fieldPath"]
        for change in node.changes
        if change.key.resource == "events" and change.object["reason"] == "Created"
    ]
    assert created == [
        "spec.initContainers{one}", "spec.initContainers{two}", "spec.containers{c}",
    ]  # fmt: skip


def test_a_sidecar_goes_last() -> None:
    node = Harness()
    node.runtime.scripts["c"] = Script(run=3 * SECOND)
    sidecar = {"name": "log", "image": "busybox", "restartPolicy": "Always"}
    node.pod(restartPolicy="Never", initContainers=[sidecar])
    node.run(12)
    assert node.status()["phase"] == "Succeeded"
    assert node.runtime.signals == [("log", "TERM")]


def test_a_missing_volume_holds_the_pod() -> None:
    node = Harness()
    volume = {"name": "v", "configMap": {"name": "missing"}}
    mount = {"name": "v", "mountPath": "/v"}
    node.pod(
        containers=[{"name": "c", "image": "nginx", "volumeMounts": [mount]}], volumes=[volume]
    )
    node.run(5)
    assert node.status()["phase"] == "Pending"
    words = 'MountVolume.SetUp failed for volume "v" : configmap "missing" not found'
    assert node.events("FailedMount")[0] == ("FailedMount", words)
    node.delete()
    node.run(4)
    assert node.get() is None


@pytest.mark.parametrize(
    "hook", [{"exec": {"command": ["forever"]}}, {"sleep": {"seconds": 86_400}}]
)
def test_a_pod_is_deleted_though_its_start_hook_never_ends(hook: dict[str, Any]) -> None:
    node = Harness()
    node.runtime.execs["forever"] = (b"", 0, 86_400 * SECOND)
    container = {"name": "c", "image": "nginx", "lifecycle": {"postStart": hook}}
    node.pod(containers=[container], terminationGracePeriodSeconds=2)
    node.run(10)
    assert node.container()["state"]["waiting"]["reason"] == "ContainerCreating"
    node.delete()
    node.run(8)
    assert node.get() is None
    assert node.kubelet.state.attempts == {}
    assert node.runtime.sessions == {}
