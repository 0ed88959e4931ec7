"""What a provisioner of directories on one node refuses, and how often it tries again."""

from typing import Any

from tests.engine.controllers.fake_api import World
from tests.engine.controllers.volume.test_persistentvolume import LOCAL, claim, store

__all__ = ["store"]
Object = dict[str, Any]


def with_class(world: World, mode: str) -> None:
    body = {
        "apiVersion": "storage.k8s.io/v1",
        "kind": "StorageClass",
        "metadata": {"name": "c"},
        "provisioner": LOCAL,
        "volumeBindingMode": mode,
    }
    world.create("storageclasses.storage.k8s.io", body, "")


def refusals(world: World) -> list[str]:
    return [words for words in world.told() if words.startswith("failed to provision")]


def test_a_directory_needs_a_node(store: World) -> None:
    with_class(store, "Immediate")
    store.create("persistentvolumeclaims", claim(storageClassName="c"))
    store.run(10)
    assert refusals(store) == [
        'failed to provision volume with StorageClass "c": '
        "configuration error, no node was specified"
    ]
    assert store.list("persistentvolumes") == []


def test_a_directory_is_for_one_node(store: World) -> None:
    with_class(store, "WaitForFirstConsumer")
    body = claim(storageClassName="c", accessModes=["ReadWriteMany"])
    notes = {"volume.kubernetes.io/selected-node": "n"}
    body["metadata"]["annotations"] = notes
    store.create("persistentvolumeclaims", body)
    store.run(1)
    assert refusals(store)[0].endswith(
        "NodePath only supports ReadWriteOnce and ReadWriteOncePod (1.22+) access modes"
    )


def test_it_tries_again_ever_more_slowly_until_the_claim_is_gone(store: World) -> None:
    with_class(store, "Immediate")
    store.create("persistentvolumeclaims", claim(storageClassName="c"))
    counts = []
    for _ in range(4):
        store.run(16)
        counts.append(sum(e["count"] for e in store.list("events") if "no node" in e["message"]))
    assert counts == [2, 2, 3, 3]
    store.delete("persistentvolumeclaims", "data")
    store.run(60)
    assert store.list("persistentvolumeclaims") == []


def test_the_binder_reminds_while_it_waits(store: World) -> None:
    with_class(store, "Immediate")
    store.create("persistentvolumeclaims", claim(storageClassName="c"))
    store.run(31)
    (row,) = [e for e in store.list("events") if e["reason"] == "ExternalProvisioning"]
    assert row["count"] == 3


def test_a_claim_waits_for_the_pod_that_uses_it(store: World) -> None:
    with_class(store, "WaitForFirstConsumer")
    store.create("persistentvolumeclaims", claim(storageClassName="c"))
    store.run(1)
    mounted = {"name": "d", "persistentVolumeClaim": {"claimName": "data"}}
    spec = {"containers": [], "volumes": [mounted]}
    store.create(
        "pods", {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": spec}
    )
    store.run(16)
    assert store.told()[-1] == "waiting for pod p to be scheduled"
