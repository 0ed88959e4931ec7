"""Volumes, claims and classes.  Words recorded: mutated manifests."""

from typing import Any

from tests.engine.objects.manifests import refusals, update_refusals


def claim(**spec: Any) -> dict[str, Any]:
    base = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}
    return {"spec": {**base, **spec}}


def volume(**spec: Any) -> dict[str, Any]:
    base = {"accessModes": ["ReadWriteOnce"], "capacity": {"storage": "1Gi"}}
    return {"spec": {**base, "hostPath": {"path": "/x"}, **spec}}


def test_claims() -> None:
    assert refusals("pvc", claim()) == []
    assert refusals("pvc", {"spec": {}}) == [
        "spec.accessModes: Required value: at least 1 access mode is required",
        "spec.resources[storage]: Required value",
    ]
    assert refusals("pvc", claim(accessModes=["x"])) == [
        'spec.accessModes: Unsupported value: "x": supported values: "ReadOnlyMany", '
        '"ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"'
    ]


def bound(**spec: Any) -> dict[str, Any]:
    return {**claim(**spec), "status": {"phase": "Bound", "capacity": {"storage": "1Gi"}}}


def test_a_claims_spec_stays_but_one_that_is_bound_may_grow() -> None:
    """recorded with 1.37.1"""
    size = {"requests": {"storage": "2Gi"}}
    assert update_refusals("pvc", bound(), bound(resources=size)) == []
    assert update_refusals("pvc", bound(resources=size), bound())[0].startswith(
        "spec.resources.requests.storage: Forbidden"
    )
    words = "spec: Forbidden: spec is immutable after creation"
    assert update_refusals("pvc", claim(), claim(storageClassName="x"))[0].startswith(words)
    (pending,) = update_refusals("pvc", claim(), claim(resources=size))
    assert pending.startswith(words)
    assert '-   "storage": "1Gi"\n+   "storage": "2Gi"\n' in pending


def test_volumes() -> None:
    assert refusals("pv", volume()) == []
    assert "must specify a volume type" in refusals("pv", volume(hostPath=None))[0]
    local = volume(hostPath=None, local={"path": "/x"})
    assert refusals("pv", local) == [
        "spec.nodeAffinity: Required value: Local volume requires node affinity"
    ]


def test_classes() -> None:
    assert refusals("sc", {"provisioner": ""}) == ["provisioner: Required value"]
    assert update_refusals("sc", {"provisioner": "a"}, {"provisioner": "b"}) == [
        "provisioner: Forbidden: updates to provisioner are forbidden."
    ]
