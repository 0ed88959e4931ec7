"""The word under STATUS, from what a Pod's status says."""

from typing import Any

import pytest

from podlab.engine.apiserver.tables.pods import pod_cells, pod_row
from podlab.engine.kernel.clock import parse_rfc3339

NOW = parse_rfc3339("2026-11-23T17:45:00Z")
READY = [{"type": "Ready", "status": "True"}]


def pod(phase: str, *states: dict[str, Any], **extra: Any) -> dict[str, Any]:
    """A Pod with containers in some states."""
    names = [f"c{place}" for place in range(len(states))]
    rows = [
        {"name": name, "state": state, "ready": "running" in state, "restartCount": 0}
        for name, state in zip(names, states, strict=True)
    ]
    status = {"phase": phase, "containerStatuses": rows, **extra}
    return {
        "metadata": {"name": "p", "creationTimestamp": "2026-11-23T17:44:00Z"},
        "spec": {"containers": [{"name": name} for name in names]},
        "status": status,
    }


RUNNING: dict[str, Any] = {"running": {}}


def ended(code: int, reason: str = "") -> dict[str, Any]:
    """A container's terminated state."""
    return {"terminated": {"exitCode": code, "reason": reason} if reason else {"exitCode": code}}


@pytest.mark.parametrize(("shown", "given"), [
    ("Pending", pod("Pending")),
    ("Running", pod("Running", RUNNING)),
    ("CrashLoopBackOff", pod("Running", {"waiting": {"reason": "CrashLoopBackOff"}})),
    ("ImagePullBackOff", pod("Pending", {"waiting": {"reason": "ImagePullBackOff"}}, RUNNING)),
    ("Error", pod("Failed", ended(1, "Error"))),
    ("ExitCode:3", pod("Failed", ended(3))),
    ("OOMKilled", pod("Running", ended(137, "OOMKilled"), RUNNING)),
    ("Completed", pod("Succeeded", ended(0, "Completed"))),
    ("Running", pod("Running", ended(0, "Completed"), RUNNING, conditions=READY)),
    ("NotReady", pod("Running", ended(0, "Completed"), RUNNING)),
    ("Evicted", pod("Failed", reason="Evicted")),
])  # fmt: skip
def test_status_words(shown: str, given: dict[str, Any]) -> None:
    assert pod_row(given).status == shown


def test_init_containers_decide_until_they_are_done() -> None:
    given = pod("Pending", {"waiting": {"reason": "PodInitializing"}})
    given["spec"]["initContainers"] = [{"name": "a"}, {"name": "b"}]
    given["status"]["initContainerStatuses"] = [
        {"name": "a", "state": ended(0, "Completed")}, {"name": "b", "state": RUNNING},
    ]  # fmt: skip
    assert pod_row(given).status == "Init:1/2"
    given["status"]["initContainerStatuses"][1]["state"] = ended(1, "Error")
    assert pod_row(given).status == "Init:Error"


def test_a_sidecar_counts_among_the_ready() -> None:
    given = pod("Running", RUNNING)
    given["spec"]["initContainers"] = [{"name": "s", "restartPolicy": "Always"}]
    given["status"]["initContainerStatuses"] = [
        {"name": "s", "state": RUNNING, "started": True, "ready": True},
    ]  # fmt: skip
    row = pod_row(given)
    assert (row.ready, row.total, row.status) == (2, 2, "Running")


def test_terminating_until_it_is_over() -> None:
    given = pod("Running", RUNNING)
    given["metadata"]["deletionTimestamp"] = "2026-11-23T17:45:30Z"
    assert pod_row(given).status == "Terminating"
    given["status"]["phase"] = "Failed"
    assert pod_row(given).status == "Failed"


def test_restarts_say_when_the_last_was() -> None:
    given = pod("Running", RUNNING)
    given["status"]["containerStatuses"][0] |= {
        "restartCount": 3, "lastState": {"terminated": {"finishedAt": "2026-11-23T17:44:32Z"}},
    }  # fmt: skip
    assert pod_cells(given, NOW)[:5] == ["p", "1/1", "Running", "3 (28s ago)", "60s"]
