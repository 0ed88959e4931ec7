"""The store: revisions, changes, what it refuses."""

import pytest

from podlab.engine.kernel.clock import SECOND
from podlab.engine.store.store import (
    BEATS_TIME,
    MOST_BULK,
    AlreadyExists,
    Compacted,
    Key,
    Missing,
    Store,
    StoreState,
)

WEB = Key("pods", "default", "web")


def pod(name="web", **fields):
    return {"metadata": {"name": name, "namespace": "default"}, **fields}


def make(**options):
    return Store(StoreState(**options))


def put(store, key=WEB, obj=None):
    return store.create(key, obj or pod(key.name), 1, 0, "tester")


def test_an_object_is_found_by_its_key_or_by_its_names():
    store = make()
    kept = put(store)
    assert store.get(WEB) is kept
    assert store.find("pods", "default", "web") is kept
    assert store.find("pods", "other", "web") is None
    assert store.find("services", "default", "web") is None


def test_each_write_has_a_revision_of_its_own():
    store = make()
    first = put(store)
    second = store.update(WEB, first, 2, 0, "tester")
    gone = store.delete(WEB, 3, 0, "tester")
    assert [one["metadata"]["resourceVersion"] for one in (first, second, gone)] == ["1", "2", "3"]
    assert store.get(WEB) is None


def test_a_write_builds_a_new_object_and_shares_the_rest():
    store = make()
    spec = {"containers": []}
    given = pod(spec=spec)
    kept = put(store, obj=given)
    assert "resourceVersion" not in given["metadata"]
    assert kept["spec"] is spec


def test_lists_are_in_order_of_namespace_and_name():
    store = make()
    for namespace, name in (("b", "x"), ("a", "z"), ("a", "y")):
        obj = {"metadata": {"name": name, "namespace": namespace}}
        put(store, Key("pods", namespace, name), obj)
    assert [obj["metadata"]["name"] for obj in store.list("pods")] == ["y", "z", "x"]
    assert [obj["metadata"]["name"] for obj in store.list("pods", "a")] == ["y", "z"]
    assert store.list("services") == []


def test_a_taken_name_and_a_missing_one_are_refused():
    store = make()
    put(store)
    with pytest.raises(AlreadyExists):
        put(store)
    with pytest.raises(Missing):
        store.update(Key("pods", "default", "other"), pod("other"), 1, 0, "tester")
    with pytest.raises(Missing):
        store.delete(Key("pods", "default", "other"), 1, 0, "tester")
    assert store.revision == 1


def test_changes_tell_what_was_before():
    store = make()
    first = put(store)
    store.update(WEB, pod(spec={}), 2, 7, "kubelet")
    (change,) = store.changes_since(1)
    assert (change.type, change.previous, change.cause, change.component) == (
        "MODIFIED",
        first,
        7,
        "kubelet",
    )


def test_the_log_is_bounded_and_says_when_it_does_not_reach_back():
    store = make(keep=2)
    kept = put(store)
    for _ in range(3):
        kept = store.update(WEB, kept, 2, 0, "tester")
    assert len(list(store.changes_since(2))) == 2
    with pytest.raises(Compacted):
        store.changes_since(1)


def test_who_watches_one_resource_outlives_a_log_that_others_fill():
    store, other = make(keep=2), Key("configmaps", "default", "settings")
    put(store)
    kept = store.create(other, pod("settings"), 0, 0, "tester")
    for _ in range(3):
        kept = store.update(other, kept, 2, 0, "tester")
    with pytest.raises(Compacted):
        store.changes_since(0, "pods")
    assert list(store.changes_since(1, "pods")) == []
    with pytest.raises(Compacted):
        store.changes_since(1, "configmaps")
    with pytest.raises(Compacted):
        store.changes_since(1)
    store.delete(WEB, 3, 0, "tester")
    assert [one.type for one in store.changes_since(1, "pods")] == ["DELETED"]


def test_large_objects_that_change_often_leave_the_log_sooner():
    store, big = make(), Key("configmaps", "default", "big")
    kept = store.create(big, pod("big", data={"k": "x" * 1_000_000}), 0, 0, "tester")
    for number in range(1, 100):
        obj = {**kept, "data": {"k": f"{number}" + "x" * 1_000_000}}
        kept = store.update(big, obj, number * SECOND, 0, "tester")
    assert MOST_BULK - 2_000_000 < store.state.bulk <= MOST_BULK
    assert len(store.state.changes) == len(store.state.bulks) == 31
    with pytest.raises(Compacted):
        store.changes_since(1)


def test_what_components_have_yet_to_hear_of_stays_however_large():
    store, big = make(), Key("configmaps", "default", "big")
    kept = store.create(big, pod("big"), 0, 0, "tester")
    for number in range(100):
        obj = {**kept, "data": {"k": f"{number}" + "x" * 1_000_000}}
        kept = store.update(big, obj, 1, 0, "tester")
    assert len(list(store.changes_since(0))) == 101


def test_a_resource_has_its_own_history_as_far_back_as_the_log():
    store = make(keep=3)
    kept = put(store)
    put(store, Key("services", "default", "web"))
    for _ in range(2):
        kept = store.update(WEB, kept, 2, 0, "tester")
    assert [change.revision for change in store.history("pods")] == [3, 4]
    assert [change.revision for change in Store(store.state).history("pods")] == [3, 4]
    assert [change.type for change in store.history("services")] == ["ADDED"]
    assert list(store.history("nodes")) == []


def test_who_has_kept_a_history_asks_only_for_what_is_newer():
    store = make()
    for name in ("a", "b", "c"):
        put(store, Key("pods", "default", name))
    assert [change.revision for change in store.history_since("pods", 1)] == [3, 2]
    assert list(store.history_since("pods", 3)) == []
    assert list(store.history_since("nodes", 0)) == []


LEASE = Key("leases.coordination.k8s.io", "kube-node-lease", "node1")


def beat(store, time):
    obj = store.get(LEASE) or {"metadata": {"name": "node1", "namespace": "kube-node-lease"}}
    renewed = {**obj, "spec": {"renewTime": str(time)}}
    if store.get(LEASE) is None:
        return store.create(LEASE, renewed, time, 0, "kubelet")
    return store.update(LEASE, renewed, time, 0, "kubelet")


def test_heartbeats_push_nothing_out_of_the_log():
    store = make(keep=4)
    put(store)
    for number in range(20):
        beat(store, number)
    assert [one.type for one in store.history("pods")] == ["ADDED"]
    assert [one.type for one in store.history(LEASE.resource)] == ["ADDED"]
    assert len(store.state.beats) == 4


def test_changes_and_heartbeats_come_in_the_order_of_their_revisions():
    store = make()
    beat(store, 1)
    kept = put(store)
    beat(store, 2)
    store.update(WEB, kept, 3, 0, "tester")
    beat(store, 4)
    assert [one.revision for one in store.changes_since(0)] == [1, 2, 3, 4, 5]
    assert [one.revision for one in store.changes_since(3)] == [4, 5]
    assert [one.revision for one in store.changes_since(0, "pods")] == [2, 4]
    assert [one.revision for one in store.changes_since(1, LEASE.resource)] == [3, 5]


def test_heartbeats_are_kept_for_minutes_and_who_asks_for_older_ones_is_told():
    store = make()
    beat(store, 0)
    beat(store, 1)
    put(store)
    beat(store, 1 + BEATS_TIME)
    beat(store, 2 + BEATS_TIME)
    with pytest.raises(Compacted):
        store.changes_since(1, LEASE.resource)
    assert [one.revision for one in store.changes_since(2, LEASE.resource)] == [4, 5]
    assert [one.revision for one in store.changes_since(1, "pods")] == [3]
    assert [one.revision for one in store.changes_since(0)] == [1, 3, 4, 5]


def test_listeners_hear_each_change_after_it_is_committed():
    store = make()
    heard = []
    store.listen(lambda change: heard.append((change.type, store.get(WEB) is not None)))
    put(store)
    store.delete(WEB, 2, 0, "tester")
    assert heard == [("ADDED", True), ("DELETED", False)]
