"""A placed Pod waits for its claims: looked at once a second, given up when provisioning failed."""

from typing import Any

import pytest

from tests.engine.scheduler.test_scheduler import Place

Object = dict[str, Any]
SELECTED = "volume.kubernetes.io/selected-node"


@pytest.fixture
def waiting() -> Place:
    made = Place()
    made.node("n1")
    late = {
        "apiVersion": "storage.k8s.io/v1",
        "kind": "StorageClass",
        "metadata": {"name": "late"},
        "provisioner": "example.com/p",
        "volumeBindingMode": "WaitForFirstConsumer",
    }
    made.create("storageclasses.storage.k8s.io", late, "")
    claim = {
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        "metadata": {"name": "data"},
        "spec": {
            "storageClassName": "late",
            "accessModes": ["ReadWriteOnce"],
            "resources": {"requests": {"storage": "1Gi"}},
        },
        "status": {"phase": "Pending"},
    }
    made.create("persistentvolumeclaims", claim)
    made.run(1)
    made.pod("p", volumes=[{"name": "d", "persistentVolumeClaim": {"claimName": "data"}}])
    made.run(0.1)
    return made


def bind(place: Place) -> None:
    place.patch("persistentvolumeclaims", "data", {"spec": {"volumeName": "v"}})
    bound = {"status": {"phase": "Bound"}}
    place.patch("persistentvolumeclaims", "data", bound, subresource="status")


def test_the_claim_hears_of_the_node_and_the_pod_of_its_nomination(waiting: Place) -> None:
    """recorded: scenarios-extras/storage"""
    noted = waiting.get("persistentvolumeclaims", "data")["metadata"]["annotations"]
    assert noted == {SELECTED: "n1"}
    assert waiting.get("pods", "p")["status"]["nominatedNodeName"] == "n1"
    assert waiting.where("p") is None


def test_the_pod_is_bound_at_the_next_look(waiting: Place) -> None:
    waiting.run(2.5)
    bind(waiting)
    waiting.run(0.2)
    assert waiting.where("p") is None
    waiting.run(0.5)
    assert waiting.where("p") == "n1"


def test_a_failed_provisioning_sends_it_back(waiting: Place) -> None:
    gone = {"metadata": {"annotations": {SELECTED: None}}}
    waiting.patch("persistentvolumeclaims", "data", gone)
    waiting.run(1.5)
    assert any('provisioning failed for PVC "data"' in words for words in waiting.told())
    bind(waiting)
    waiting.run(60)
    assert waiting.where("p") == "n1"


def test_a_pod_that_is_deleted_is_forgotten(waiting: Place) -> None:
    waiting.delete("pods", "p")
    waiting.run(3)
    assert waiting.state.waiting_for_claims == {}
