"""Claims find volumes, are provisioned, protected and reclaimed."""

from typing import Any

import pytest

from podlab.engine.controllers.context import ControllerConfig
from tests.engine.controllers.conftest import manage
from tests.engine.controllers.fake_api import World

Object = dict[str, Any]
LOCAL = "rancher.io/local-path"


@pytest.fixture
def store() -> World:
    made = World()
    manage(made, ControllerConfig(provisioners=(LOCAL,)))
    namespace = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "default"}}
    made.create("namespaces", namespace, "")
    made.run(1)
    return made


def claim(name: str = "data", **spec: Any) -> Object:
    base = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}
    metadata = {"name": name, "finalizers": ["kubernetes.io/pvc-protection"]}
    return {
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        "metadata": metadata,
        "spec": {**base, **spec},
        "status": {"phase": "Pending"},
    }


def volume(name: str, size: str = "1Gi", **spec: Any) -> Object:
    base = {
        "capacity": {"storage": size},
        "accessModes": ["ReadWriteOnce"],
        "persistentVolumeReclaimPolicy": "Retain",
        "hostPath": {"path": "/x"},
    }
    metadata = {"name": name, "finalizers": ["kubernetes.io/pv-protection"]}
    return {
        "apiVersion": "v1",
        "kind": "PersistentVolume",
        "metadata": metadata,
        "spec": {**base, **spec},
        "status": {"phase": "Pending"},
    }


def test_smallest_fitting_volume_is_bound(store: World) -> None:
    for name, size in (("big", "5Gi"), ("fit", "2Gi"), ("small", "500Mi")):
        store.create("persistentvolumes", volume(name, size), "")
    store.run(1)
    store.create("persistentvolumeclaims", claim())
    store.run(1)
    found = store.get("persistentvolumeclaims", "data")
    assert found["spec"]["volumeName"] == "fit"
    assert found["status"]["capacity"] == {"storage": "2Gi"}
    assert store.get("persistentvolumes", "fit", "")["status"]["phase"] == "Bound"
    assert store.get("persistentvolumes", "big", "")["status"]["phase"] == "Available"
    assert found["status"]["conditions"][0]["reason"] == "NoPodsUsingPVC"


def test_claim_without_class_says_what_it_waits_for(store: World) -> None:
    store.create("persistentvolumeclaims", claim(storageClassName=""))
    store.run(1)
    assert store.told() == [
        "no persistent volumes available for this claim and no storage class is set"
    ]


def test_unknown_class_is_named(store: World) -> None:
    store.create("persistentvolumeclaims", claim(storageClassName="nosuch"))
    store.run(1)
    assert store.told() == ['storageclass.storage.k8s.io "nosuch" not found']


def test_late_binding_provisions_when_a_node_is_chosen_and_deletes_in_the_end(
    store: World,
) -> None:
    """recorded: scenarios-extras/storage"""
    body = {
        "apiVersion": "storage.k8s.io/v1",
        "kind": "StorageClass",
        "metadata": {"name": "local-path"},
        "provisioner": LOCAL,
        "volumeBindingMode": "WaitForFirstConsumer",
        "reclaimPolicy": "Delete",
    }
    store.create("storageclasses.storage.k8s.io", body, "")
    store.create("persistentvolumeclaims", claim(storageClassName="local-path"))
    store.run(1)
    assert store.told() == ["waiting for first consumer to be created before binding"]
    notes = {"volume.kubernetes.io/selected-node": "node1"}
    store.patch("persistentvolumeclaims", "data", {"metadata": {"annotations": notes}})
    store.run(4)
    (made,) = store.list("persistentvolumes")
    assert made["status"]["phase"] == "Bound"
    assert made["spec"]["hostPath"]["path"].endswith("_default_data")
    assert store.told()[-1] == f"Successfully provisioned volume {made['metadata']['name']}"
    store.delete("persistentvolumeclaims", "data")
    store.run(5)
    assert store.list("persistentvolumeclaims") == []
    assert store.list("persistentvolumes") == []


def test_claim_in_use_is_kept_until_its_pod_is_gone(store: World) -> None:
    store.create("persistentvolumes", volume("v"), "")
    store.run(1)
    store.create("persistentvolumeclaims", claim())
    mounted = {"name": "d", "persistentVolumeClaim": {"claimName": "data"}}
    body = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "p"},
        "spec": {"nodeName": "n", "containers": [], "volumes": [mounted]},
    }
    store.create("pods", body)
    store.run(1)
    rows = store.get("persistentvolumeclaims", "data")["status"]["conditions"]
    assert rows[0]["reason"] == "PodUsingPVC"
    store.delete("persistentvolumeclaims", "data")
    store.run(1)
    assert store.find("persistentvolumeclaims", "data") is not None
    store.patch("pods", "p", {"status": {"phase": "Succeeded"}}, subresource="status")
    store.run(1)
    assert store.find("persistentvolumeclaims", "data") is not None, "a finished Pod holds it too"
    store.delete("pods", "p", gracePeriodSeconds=0)
    store.run(1)
    assert store.find("persistentvolumeclaims", "data") is None
    assert store.get("persistentvolumes", "v", "")["status"]["phase"] == "Released"
