"""The phase as a table: what the containers' states add up to."""

import pytest

from podlab.engine.kubelet.status.phase import phase_of

WAITING = {"state": {"waiting": {"reason": "ContainerCreating"}}, "lastState": {}}
RUNNING = {"state": {"running": {}}, "lastState": {}, "started": True}
STARTING = {"state": {"running": {}}, "lastState": {}, "started": False}
DONE = {"state": {"terminated": {"exitCode": 0}}, "lastState": {}}
FAILED = {"state": {"terminated": {"exitCode": 3}}, "lastState": {}}
BACK_OFF = {
    "state": {"waiting": {"reason": "CrashLoopBackOff"}},
    "lastState": {"terminated": {"exitCode": 3}},
}


def pod(policy, apps=("app",), init=(), sidecars=()):
    return {
        "spec": {
            "restartPolicy": policy,
            "containers": [{"name": name} for name in apps],
            "initContainers": [
                *({"name": name} for name in init),
                *({"name": name, "restartPolicy": "Always"} for name in sidecars),
            ],
        }
    }


@pytest.mark.parametrize(
    ("policy", "state", "phase"),
    [
        ("Always", WAITING, "Pending"),
        ("Always", RUNNING, "Running"),
        ("Always", BACK_OFF, "Running"),  # what kubectl shows as CrashLoopBackOff
        ("Always", DONE, "Running"),  # it will be started again
        ("OnFailure", DONE, "Succeeded"),
        ("OnFailure", FAILED, "Running"),
        ("Never", DONE, "Succeeded"),
        ("Never", FAILED, "Failed"),
    ],
)
def test_of_one_container(policy, state, phase):
    assert phase_of(pod(policy), {"app": state}, terminal=False, initialized=True) == phase


def test_what_was_stopped_for_good_is_not_started_again():
    alone = pod("Always")
    assert phase_of(alone, {"app": DONE}, terminal=True, initialized=True) == "Succeeded"
    assert phase_of(alone, {"app": FAILED}, terminal=True, initialized=True) == "Failed"


def test_one_failure_among_several_is_told_when_all_have_ended():
    both = pod("Never", apps=("one", "two"))
    assert phase_of(both, {"one": FAILED, "two": RUNNING}, False, True) == "Running"
    assert phase_of(both, {"one": FAILED, "two": DONE}, False, True) == "Failed"


def test_a_container_that_nobody_knows_of_keeps_a_pod_pending():
    both = pod("Always", apps=("one", "two"))
    assert phase_of(both, {"one": RUNNING}, False, True) == "Pending"


def test_init_containers_come_first():
    first = pod("Never", init=("first",))
    assert phase_of(first, {"app": WAITING, "first": RUNNING}, False, False) == "Pending"
    assert phase_of(first, {"app": WAITING, "first": FAILED}, False, False) == "Failed"
    assert phase_of(first, {"app": RUNNING, "first": DONE}, False, True) == "Running"


def test_an_init_container_that_may_try_again_has_not_failed_the_pod():
    first = pod("Always", init=("first",))
    assert phase_of(first, {"app": WAITING, "first": FAILED}, False, False) == "Pending"


def test_a_sidecar_must_have_started_before_the_apps():
    beside = pod("Always", sidecars=("proxy",))
    assert phase_of(beside, {"app": WAITING, "proxy": STARTING}, False, False) == "Pending"
    assert phase_of(beside, {"app": RUNNING, "proxy": RUNNING}, False, True) == "Running"


def test_a_sidecar_that_still_runs_does_not_keep_finished_apps_running():
    beside = pod("Never", sidecars=("proxy",))
    ended = {"state": {"terminated": {"exitCode": 0}}, "lastState": {}}
    assert phase_of(beside, {"app": DONE, "proxy": ended}, False, True) == "Succeeded"
