"""A whole cluster: it boots, runs a Pod, is written out and goes on identically."""

import pytest

from podlab.engine.apiserver.access.caller import Caller
from podlab.engine.client.client import Client
from podlab.engine.cluster import Cluster
from podlab.engine.kernel.clock import SECOND
from podlab.engine.kernel.snapshot import BadSnapshot, fingerprint
from podlab.engine.spec import BadSpec, default_spec

START = 1_790_000_000 * SECOND
ADMIN = Caller("kubernetes-admin", ("system:masters",), "test", "test")
WEB = {
    "apiVersion": "v1",
    "kind": "Pod",
    "metadata": {"name": "web", "labels": {"app": "web"}},
    "spec": {"containers": [{"name": "web", "image": "nginx"}]},
}


@pytest.fixture
def cluster():
    return Cluster.create(default_spec(), 7, START)


def phase(cluster, name="web"):
    for pod in cluster.store.list("pods"):
        if pod["metadata"]["name"] == name:
            return pod["status"].get("phase")
    return None


def test_a_new_cluster_has_three_ready_nodes(cluster):
    nodes = cluster.store.list("nodes")
    assert [node["metadata"]["name"] for node in nodes] == ["k8smaster", "k8snode1", "k8snode2"]
    for node in nodes:
        ready = [row for row in node["status"]["conditions"] if row["type"] == "Ready"]
        assert ready[0]["status"] == "True"


def test_a_pod_is_scheduled_pulled_and_run(cluster):
    Client(cluster.api.verbs, ADMIN).create("pods", "default", WEB)
    assert phase(cluster) == "Pending"
    cluster.sim.run_until(cluster.sim.now + 30 * SECOND)
    assert phase(cluster) == "Running"
    (pod,) = cluster.store.list("pods")
    assert pod["spec"]["nodeName"] in ("k8snode1", "k8snode2")
    reasons = [event["reason"] for event in cluster.store.list("events")]
    for reason in ("Scheduled", "Pulling", "Pulled", "Created", "Started"):
        assert reason in reasons


def test_every_write_knows_what_led_to_it(cluster):
    cluster.because("learner", "apply", "pods/web")
    Client(cluster.api.verbs, ADMIN).create("pods", "default", WEB)
    cluster.sim.cause = 0
    cluster.sim.run_until(cluster.sim.now + 30 * SECOND)
    changes = [one for one in cluster.store.state.changes if one.key.resource == "pods"]
    for change in changes:
        chain = cluster.sim.state.causes.chain(change.cause)
        assert chain[-1].component == "learner", change.component


def test_a_snapshot_in_the_middle_of_it_all_goes_on_identically(cluster):
    Client(cluster.api.verbs, ADMIN).create("pods", "default", WEB)
    cluster.sim.run_until(cluster.sim.now + SECOND)
    again = Cluster.restore(cluster.snapshot())
    for one in (cluster, again):
        one.sim.run_until(one.sim.now + 30 * SECOND)
    assert phase(again) == "Running"
    assert fingerprint(again.state) == fingerprint(cluster.state)


def test_another_seed_gives_another_cluster_and_the_same_seed_the_same():
    hashes = [fingerprint(Cluster.create(default_spec(), seed, START).state) for seed in (1, 1, 2)]
    assert hashes[0] == hashes[1] != hashes[2]


def test_a_step_goes_to_the_next_thing_that_one_can_see(cluster):
    Client(cluster.api.verbs, ADMIN).create("pods", "default", WEB)
    before = cluster.store.revision
    cluster.step_to_change()
    assert cluster.store.revision > before


def test_what_is_no_specification_or_no_snapshot_is_refused():
    with pytest.raises(BadSpec, match="nodes"):
        Cluster.create({"nodes": [{"name": "n"}]}, 1, START)
    with pytest.raises(BadSnapshot):
        Cluster.restore(b"nonsense")
