"""ContainersReady and Ready in the words that the kubelet uses."""

from podlab.engine.kubelet.status.conditions import containers_ready, ready_conditions


def pod(*gates):
    return {
        "spec": {
            "containers": [{"name": "web"}, {"name": "log"}],
            "readinessGates": [{"conditionType": gate} for gate in gates],
        }
    }


def statuses(**ready):
    return {name: {"ready": value} for name, value in ready.items()}


def test_all_must_be_ready():
    assert containers_ready(pod(), "Running", statuses(web=True, log=True))["status"] == "True"


def test_those_that_are_not_are_named():
    told = containers_ready(pod(), "Running", statuses(web=False, log=True))
    assert (told["status"], told["reason"]) == ("False", "ContainersNotReady")
    assert told["message"] == "containers with unready status: [web]"


def test_those_without_a_status_are_named_apart():
    told = containers_ready(pod(), "Pending", statuses(log=False))
    assert told["message"] == (
        "containers with unknown status: [web], containers with unready status: [log]"
    )


def test_a_pod_that_has_ended_is_not_ready_and_says_why():
    none = statuses(web=False, log=False)
    assert containers_ready(pod(), "Succeeded", none)["reason"] == "PodCompleted"
    assert containers_ready(pod(), "Failed", none)["reason"] == "PodFailed"


def test_a_gate_holds_the_pod_back_though_its_containers_are_ready():
    every = statuses(web=True, log=True)
    ready, containers = ready_conditions(pod("example.com/warm"), "Running", every, [])
    assert containers["status"] == "True"
    assert (ready["status"], ready["reason"]) == ("False", "ReadinessGatesNotReady")
    assert ready["message"] == (
        'corresponding condition of pod readiness gate "example.com/warm" does not exist.'
    )


def test_a_gate_that_is_false_says_so():
    every = statuses(web=True, log=True)
    cold = [{"type": "example.com/warm", "status": "False"}]
    ready, _ = ready_conditions(pod("example.com/warm"), "Running", every, cold)
    assert ready["message"] == (
        'the status of pod readiness gate "example.com/warm" is not "True", but False'
    )
    warm = [{"type": "example.com/warm", "status": "True"}]
    ready, _ = ready_conditions(pod("example.com/warm"), "Running", every, warm)
    assert ready["status"] == "True"
