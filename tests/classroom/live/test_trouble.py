"""What is wrong in a cluster, in kubectl's words."""

import json

import pytest

from podlab.classroom.live.trouble import troubles
from podlab.engine.cluster import Cluster
from podlab.engine.commands import perform
from podlab.engine.spec import default_spec

SECOND = 1_000_000


def a_cluster():
    cluster = Cluster.create(default_spec(), 7, 1_700_000_000 * SECOND)
    cluster.sim.run_until(cluster.sim.now + 30 * SECOND, 200_000)
    return cluster


def run(cluster, *pods, seconds):
    for name, image, more in pods:
        pod = {
            "apiVersion": "v1",
            "kind": "Pod",
            "metadata": {"name": name},
            "spec": {"containers": [{"name": "c", "image": image, **more}]},
        }
        text = json.dumps(pod)
        perform(cluster, {"do": "run", "argv": ["kubectl", "apply", "-f", "-"], "stdin": text})
    cluster.sim.run_until(cluster.sim.now + seconds * SECOND, 400_000)
    return {reason: found.pods for reason, found in troubles(cluster).items()}


CRASHING = {"command": ["sh", "-c", "exit 1"]}
GREEDY = {"resources": {"requests": {"cpu": "999"}}}
BAD_KEY = {"env": [{"name": "A", "valueFrom": {"configMapKeyRef": {"name": "no", "key": "k"}}}]}


def test_a_cluster_that_is_well_has_no_trouble():
    assert run(a_cluster(), ("web", "nginx", {}), seconds=60) == {}


@pytest.mark.parametrize(
    ("image", "more", "reason"),
    [
        ("no-such-image-at-all:1", {}, "ImagePullBackOff"),
        ("busybox", CRASHING, "CrashLoopBackOff"),
        ("nginx", GREEDY, "Pending"),
        ("nginx", BAD_KEY, "CreateContainerConfigError"),
    ],
)
def test_a_pod_in_trouble_is_named_as_kubectl_does(image, more, reason):
    assert run(a_cluster(), ("web", image, more), seconds=45) == {reason: 1}


def test_pods_are_counted_by_state_and_the_most_common_comes_first():
    found = run(
        a_cluster(),
        ("a", "no-such:1", {}),
        ("b", "no-such:2", {}),
        ("c", "nginx", GREEDY),
        ("d", "nginx", {}),
        seconds=45,
    )
    assert list(found.items()) == [("ImagePullBackOff", 2), ("Pending", 1)]


def test_a_node_that_is_gone_is_trouble():
    cluster = a_cluster()
    node = cluster.store.list("nodes")[-1]["metadata"]["name"]
    perform(cluster, {"do": "fault", "fault": ["stop-kubelet", node]})
    assert run(cluster, seconds=90) == {"NodeNotReady": 1}
