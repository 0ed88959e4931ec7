"""A cluster with metrics-server: what is used is told, and it follows load."""

import json

import pytest

from podlab.engine.apiserver.access.caller import Caller
from podlab.engine.apiserver.rest.messages import Request
from podlab.engine.client.client import Client
from podlab.engine.cluster import Cluster
from podlab.engine.commands import perform
from podlab.engine.kernel.clock import SECOND
from podlab.engine.kernel.snapshot import fingerprint
from podlab.engine.objects.quantity import milli
from podlab.engine.objects.status import ApiError
from podlab.engine.spec import default_spec

START = 1_790_000_000 * SECOND
ADMIN = Caller("kubernetes-admin", ("system:masters",), "test", "test")
BASE = "/apis/metrics.k8s.io/v1beta1"
WEB = {
    "apiVersion": "v1",
    "kind": "Pod",
    "metadata": {"name": "web", "labels": {"app": "web"}},
    "spec": {
        "containers": [
            {"name": "c", "image": "nginx", "resources": {"limits": {"cpu": "300m"}}},
        ]
    },
}


@pytest.fixture
def cluster():
    found = Cluster.create({**default_spec(), "metricsServer": {"resolutionSeconds": 15}}, 7, START)
    Client(found.api.verbs, ADMIN).create("pods", "default", WEB)
    return found


def run(cluster, seconds):
    cluster.sim.run_until(cluster.sim.now + seconds * SECOND)


def ask(cluster, path):
    return json.loads(cluster.api.raw(ADMIN, "GET", BASE + path, b""))


def test_a_young_pod_has_no_metrics_yet(cluster):
    run(cluster, 3)
    assert ask(cluster, "/namespaces/default/pods")["items"] == []
    with pytest.raises(ApiError):
        ask(cluster, "/namespaces/default/pods/web")


def test_pod_metrics(cluster):
    run(cluster, 60)
    found = ask(cluster, "/namespaces/default/pods/web")
    assert found["kind"] == "PodMetrics"
    assert found["metadata"]["labels"] == {"app": "web"}
    (row,) = found["containers"]
    assert row["name"] == "c"
    assert row["usage"]["memory"].endswith("Ki")
    assert float(found["window"].rstrip("s")) == 15


def test_nodes_tell_of_themselves(cluster):
    run(cluster, 40)
    rows = ask(cluster, "/nodes")["items"]
    assert [row["metadata"]["name"] for row in rows] == ["k8smaster", "k8snode1", "k8snode2"]
    assert all(milli(row["usage"]["cpu"]) >= 60 for row in rows)


def test_load_shows_up_to_the_limit(cluster):
    run(cluster, 40)
    for asked, shown in (("200", 200), ("2000", 300), ("0", 0)):
        perform(cluster, {"do": "fault", "fault": ["load", "web", "c", asked]})
        run(cluster, 40)
        (row,) = ask(cluster, "/namespaces/default/pods/web")["containers"]
        assert shown <= milli(row["usage"]["cpu"]) <= shown + 2


def test_a_node_that_is_silent_has_no_metrics(cluster):
    run(cluster, 40)
    perform(cluster, {"do": "fault", "fault": ["stop-kubelet", "k8snode1"]})
    run(cluster, 20)
    names = [row["metadata"]["name"] for row in ask(cluster, "/nodes")["items"]]
    assert names == ["k8smaster", "k8snode2"]


def test_the_group_is_discovered_and_read_only(cluster):
    found = json.loads(cluster.api.raw(ADMIN, "GET", BASE, b""))
    assert {row["name"]: row["verbs"] for row in found["resources"]} == {
        "nodes": ["get", "list"],
        "pods": ["get", "list"],
    }
    refused = cluster.api.handle(Request("DELETE", f"{BASE}/nodes/k8snode1", "", {}, b""))
    assert refused.status >= 400


def test_without_it_there_is_no_such_group():
    plain = Cluster.create(default_spec(), 7, START)
    with pytest.raises(ApiError):
        plain.api.raw(ADMIN, "GET", BASE + "/nodes", b"")


def test_it_goes_on_after_a_snapshot(cluster):
    run(cluster, 40)
    again = Cluster.restore(cluster.snapshot())
    for one in (cluster, again):
        run(one, 40)
    assert fingerprint(one.state) == fingerprint(cluster.state)
    assert ask(again, "/nodes") == ask(cluster, "/nodes")
