"""What is seen to be the matter with Pods."""

import pytest

from lessons.hinting.pods import of_labels, of_pods, told_labels
from tests.lessons.hinting.things import SeenWithEvents, a_pod, ended, waiting


@pytest.fixture
def seen():
    return SeenWithEvents()


@pytest.mark.parametrize(
    ("status", "code", "detail"),
    [
        (waiting("ImagePullBackOff"), "image-not-there", ""),
        (waiting("ErrImageNeverPull"), "image-not-there", ""),
        (waiting("CreateContainerConfigError", "no such key"), "config-not-there", "no such key"),
        (ended(1), "container-ends", ""),
        (ended(137, "OOMKilled"), "out-of-memory", ""),
    ],
)
def test_a_container_that_does_not_run_says_why(seen, status, code, detail):
    fact = of_pods(seen, [a_pod(statuses=[status])])
    assert (fact.code, fact.detail) == (code, detail)


@pytest.mark.parametrize("status", [waiting("ContainerCreating"), ended(1, running=True), ended(0)])
def test_what_may_yet_become_good_is_not_told(seen, status):
    assert of_pods(seen, [a_pod(statuses=[status])]) is None


def test_an_init_container_that_still_runs_keeps_the_others_waiting(seen):
    running = {"name": "wait", "image": "busybox", "state": {"running": {}}}
    fact = of_pods(seen, [a_pod(inits=[running])])
    assert (fact.code, fact.params) == ("init-not-done", {"container": "wait", "pod": "web-1"})
    done = {"name": "wait", "image": "busybox", "ready": True, "state": {"terminated": {}}}
    assert of_pods(seen, [a_pod(inits=[done])]) is None


def test_a_pod_that_no_node_takes_repeats_the_scheduler(seen):
    pod = a_pod()
    pod["status"]["conditions"] = [
        {"type": "PodScheduled", "status": "False", "message": "0/3 nodes are available"}
    ]
    fact = of_pods(seen, [pod])
    assert (fact.code, fact.detail) == ("nowhere-to-go", "0/3 nodes are available")


@pytest.mark.parametrize(
    ("reason", "message", "ready", "code"),
    [
        ("Unhealthy", "Readiness probe failed: 404", False, "probe-fails"),
        ("Unhealthy", "Readiness probe failed: 404", True, None),
        ("Unhealthy", "Liveness probe failed: refused", True, "probe-kills"),
        ("FailedMount", 'configmap "x" not found', False, "volume-not-there"),
        ("Pulled", "Image is there", False, None),
    ],
)
def test_events_tell_of_probes_and_volumes(seen, reason, message, ready, code):
    seen.say("web-1", reason, message)
    fact = of_pods(seen, [a_pod(ready=ready)])
    assert (fact.code if fact else None) == code
    assert fact is None or fact.detail == message


def test_the_pod_that_is_not_ready_is_looked_at_first(seen):
    seen.say("good", "Unhealthy", "Liveness probe failed")
    bad = a_pod("bad", statuses=[waiting("ErrImagePull")])
    assert of_pods(seen, [a_pod("good", ready=True), bad]).code == "image-not-there"


def test_pods_with_other_labels_are_named_each_once(seen):
    for name in ("a", "b"):
        seen.put("pods", a_pod(name, labels={"app": "tomcat", "pod-template-hash": name}))
    fact = of_labels(seen, "default", "app=tomcat-test")
    assert fact.code == "labels-other"
    assert fact.params == {"labels": "app=tomcat-test", "others": "app=tomcat"}


def test_where_nothing_was_made_nothing_is_seen(seen):
    assert of_labels(seen, "default", "app=web") is None
    assert told_labels([]) == ""


@pytest.mark.parametrize(("count", "told"), [(2, True), (4, False)])
def test_a_replicaset_that_may_not_make_pods_says_why(seen, count, told):
    owner = {
        "metadata": {"name": "web-5", "uid": "rs", "labels": {"app": "web"}},
        "spec": {"replicas": 4},
        "status": {"replicas": count},
    }
    seen.put("replicasets.apps", owner)
    seen.put("pods", a_pod(ready=True))
    seen.say("rs", "FailedCreate", "exceeded quota")
    fact = of_labels(seen, "default", "app=web")
    assert (fact is not None) == told
    assert fact is None or (fact.code, fact.detail) == ("pods-not-made", "exceeded quota")
