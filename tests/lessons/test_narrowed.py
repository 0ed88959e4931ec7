"""History narrowed once: what is kept between looks equals what a fresh look would find."""

from hypothesis import given
from hypothesis import strategies as st

from lessons.narrowed import ALL, NarrowedHistory, Which
from podlab.engine.store.store import Key, Store, StoreState

QUESTIONS = [
    ALL,
    Which(name="web-1"),
    Which(prefix="web"),
    Which(labels="app=web"),
    Which(prefix="web", labels="app in (web, db)"),
]


def pod(name, app, namespace="default"):
    return {"metadata": {"name": name, "namespace": namespace, "labels": {"app": app}}}


def write(store, name, app, namespace="default", resource="pods"):
    key, obj = Key(resource, namespace, name), pod(name, app, namespace)
    if store.get(key) is None:
        store.create(key, obj, 1, 0, "test")
    else:
        store.update(key, obj, 1, 0, "test")


def revisions(changes):
    return [change.revision for change in changes]


def test_a_name_its_beginning_and_labels_choose():
    web = pod("web-1", "web")
    assert ALL.takes(web)
    assert Which("web-1", "web", "app=web").takes(web)
    assert not Which("web").takes(web)
    assert not Which(prefix="db").takes(web)
    assert not Which(labels="app=db").takes(web)


def test_who_has_no_labels_is_chosen_only_by_who_asks_for_none():
    bare = {"metadata": {"name": "bare"}}
    assert ALL.takes(bare)
    assert not Which(labels="app=web").takes(bare)


def test_other_resources_and_namespaces_are_left_out():
    store = Store(StoreState())
    write(store, "web-1", "web")
    write(store, "web-1", "web", namespace="other")
    write(store, "web-1", "web", resource="services")
    seen = NarrowedHistory(store)
    assert revisions(seen.changes("pods", "default", ALL)) == [1]
    assert revisions(seen.changes("pods", "other", ALL)) == [2]
    assert revisions(seen.changes("services", "default", ALL)) == [3]
    assert not seen.changes("nodes", "", ALL)


def test_a_deletion_belongs_to_the_object_as_it_was_last():
    store = Store(StoreState())
    write(store, "web-1", "web")
    seen = NarrowedHistory(store)
    assert revisions(seen.changes("pods", "default", Which(labels="app=web"))) == [1]
    store.delete(Key("pods", "default", "web-1"), 2, 0, "test")
    assert [one.type for one in seen.changes("pods", "default", Which(labels="app=web"))] == [
        "ADDED",
        "DELETED",
    ]


def test_what_the_store_has_let_go_is_let_go_here():
    store = Store(StoreState(keep=3))
    seen = NarrowedHistory(store)
    for number in range(6):
        write(store, f"web-{number}", "web")
        seen.changes("pods", "default", Which(prefix="web"))
    assert revisions(seen.changes("pods", "default", Which(prefix="web"))) == [4, 5, 6]


WRITES = st.tuples(
    st.sampled_from(["web-1", "web-2", "db-1"]),
    st.sampled_from(["web", "db"]),
    st.sampled_from(["default", "other"]),
)


@given(st.lists(st.tuples(WRITES, st.booleans()), max_size=40))
def test_looking_again_finds_what_looking_afresh_finds(life):
    store = Store(StoreState(keep=7))
    kept = NarrowedHistory(store)
    for write_one, look in life:
        write(store, *write_one)
        if not look:
            continue
        for which in QUESTIONS:
            found = list(kept.changes("pods", "default", which))
            assert found == list(NarrowedHistory(store).changes("pods", "default", which))
            assert found == [
                change
                for change in store.history("pods")
                if change.key.namespace == "default" and which.takes(change.object)
            ]
