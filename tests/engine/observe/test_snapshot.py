"""The picture: items are functions of objects; old picture and delta are the new picture."""

import json

import pytest

from podlab.engine.client.client import Client
from podlab.engine.cluster import Cluster
from podlab.engine.kernel.clock import SECOND
from podlab.engine.observe.cause import timeline
from podlab.engine.observe.delta import apply_delta, delta_since
from podlab.engine.observe.pods import pod_fields
from podlab.engine.observe.snapshot import picture
from podlab.engine.spec import default_spec
from podlab.engine.store.store import Compacted
from tests.engine.test_cluster import ADMIN, START, WEB

DEPLOYMENT = {
    "apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "shop"},
    "spec": {"replicas": 2, "selector": {"matchLabels": {"app": "shop"}}, "template": {
        "metadata": {"labels": {"app": "shop"}}, "spec": WEB["spec"]}},
}  # fmt: skip


@pytest.fixture
def cluster():
    return Cluster.create(default_spec(), 7, START)


def run(cluster, seconds):
    cluster.sim.run_until(cluster.sim.now + seconds * SECOND)


def items(cluster, kind):
    found = picture(cluster.store, cluster.kinds)
    return {item["name"]: item for item in found if item["kind"] == kind}


def test_a_new_cluster_shows_its_nodes(cluster):
    nodes = items(cluster, "Node")
    assert list(nodes) == ["k8smaster", "k8snode1", "k8snode2"]
    assert nodes["k8smaster"]["roles"] == ["control-plane"]
    assert nodes["k8smaster"]["taints"] == ["node-role.kubernetes.io/control-plane:NoSchedule"]
    assert nodes["k8snode1"]["status"] == "Ready"


def test_owners_lead_from_pods_to_their_deployment(cluster):
    Client(cluster.api.verbs, ADMIN).create("deployments.apps", "default", DEPLOYMENT)
    run(cluster, 40)
    pod = next(one for name, one in items(cluster, "Pod").items() if name.startswith("shop"))
    (replica_set,) = items(cluster, "ReplicaSet").values()
    shop = items(cluster, "Deployment")["shop"]
    assert pod["owner"] == replica_set["id"]
    assert replica_set["owner"] == shop["id"]
    assert (shop["status"], shop["ready"]) == ("2/2", True)
    assert pod["status"] == "Running"
    assert [one["role"] for one in pod["containers"]] == ["pause", "app"]
    assert all(one["state"] == "running" for one in pod["containers"])


def test_a_picture_and_its_deltas_are_always_the_new_picture(cluster):
    client = Client(cluster.api.verbs, ADMIN)
    shown = picture(cluster.store, cluster.kinds)
    revision = cluster.store.revision
    client.create("deployments.apps", "default", DEPLOYMENT)
    client.create("pods", "default", WEB)
    for turn in range(40):
        if turn == 25:
            client.delete("pods", "default", "web")
        run(cluster, 1)
        delta = delta_since(cluster.store, cluster.kinds, revision)
        revision = cluster.store.revision
        shown = apply_delta(shown, delta) if delta else shown
        fresh = picture(cluster.store, cluster.kinds)
        assert sorted(shown, key=by_id) == sorted(fresh, key=by_id)
    json.dumps(shown)


def by_id(item):
    return item["id"]


def test_nothing_changed_is_no_delta_and_a_forgotten_revision_is_told(cluster):
    assert delta_since(cluster.store, cluster.kinds, cluster.store.revision) is None
    cluster.store.state.compacted = 10
    with pytest.raises(Compacted):
        delta_since(cluster.store, cluster.kinds, 9)


def test_a_life_is_told_with_its_causes(cluster):
    Client(cluster.api.verbs, ADMIN).create("pods", "default", WEB)
    run(cluster, 30)
    uid = items(cluster, "Pod")["web"]["id"]
    rows = timeline(cluster.sim, cluster.store, cluster.kinds, uid)
    assert [row["revision"] for row in rows] == sorted(row["revision"] for row in rows)
    statuses = list(dict.fromkeys(row["status"] for row in rows))
    assert statuses == ["Pending", "ContainerCreating", "Running"]
    assert timeline(cluster.sim, cluster.store, cluster.kinds, "nobody") == []


@pytest.mark.parametrize(("state", "expected"), [
    ({"waiting": {"reason": "ErrImagePull"}}, ("waiting", "ErrImagePull")),
    ({"running": {}}, ("running", "")),
    ({"terminated": {"exitCode": 137, "reason": "OOMKilled"}}, ("terminated", "OOMKilled")),
    (None, ("waiting", "")),
])  # fmt: skip
def test_containers_are_shown_by_their_state(state, expected):
    pod = {
        "metadata": {"name": "x"},
        "spec": {"containers": [{"name": "c", "image": "nginx"}]},
        "status": {"phase": "Pending", "containerStatuses": [
            {"name": "c", "restartCount": 2, **({"state": state} if state else {})}]},
    }  # fmt: skip
    fields = pod_fields(pod)
    (pause, container) = fields["containers"]
    assert pause["state"] == "waiting"
    assert (container["state"], container["reason"]) == expected
    assert container.get("exitCode") == (137 if expected[0] == "terminated" else None)
    assert fields["restarts"] == 2
