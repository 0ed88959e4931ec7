"""Which writes say nothing but that somebody lives."""

from podlab.engine.store.heartbeats import is_heartbeat

LEASES = "leases.coordination.k8s.io"


def lease(version, renewed, holder="node1"):
    spec = {"holderIdentity": holder, "leaseDurationSeconds": 40, "renewTime": renewed}
    return {"metadata": {"name": "node1", "resourceVersion": version}, "spec": spec}


def node(version, beat, ready="True", **metadata):
    row = {"type": "Ready", "status": ready, "lastHeartbeatTime": beat}
    return {
        "metadata": {"name": "node1", "resourceVersion": version, **metadata},
        "spec": {"podCIDR": "10.244.0.0/24"},
        "status": {"conditions": [row], "capacity": {"cpu": "2"}},
    }


def test_a_lease_that_is_renewed():
    assert is_heartbeat(LEASES, lease("2", "t2"), lease("1", "t1"))


def test_a_lease_that_changes_hands_is_news():
    assert not is_heartbeat(LEASES, lease("2", "t2", "node2"), lease("1", "t1"))


def test_a_node_that_says_what_it_said():
    assert is_heartbeat("nodes", node("2", "t2"), node("1", "t1"))


def test_a_node_that_is_not_ready_any_more_is_news():
    assert not is_heartbeat("nodes", node("2", "t2", "Unknown"), node("1", "t1"))


def test_a_label_or_a_taint_is_news():
    assert not is_heartbeat("nodes", node("2", "t2", labels={"a": "b"}), node("1", "t1"))
    tainted = {**node("2", "t2"), "spec": {"taints": []}}
    assert not is_heartbeat("nodes", tainted, node("1", "t1"))


def test_what_is_new_or_of_another_kind_is_news():
    assert not is_heartbeat(LEASES, lease("1", "t1"), None)
    assert not is_heartbeat("pods", lease("2", "t2"), lease("1", "t1"))
