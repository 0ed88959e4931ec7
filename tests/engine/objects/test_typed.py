"""Objects seen through their schema: comparing, merging, cutting."""

from typing import Any

import pytest

from podlab.engine.objects import typed
from podlab.engine.objects.managedfields import shape_of
from podlab.engine.objects.status import ApiError

POD = shape_of("v1", "Pod")


def pod(*containers: dict[str, Any], **spec: Any) -> dict[str, Any]:
    return {"spec": {"containers": list(containers), **spec}}


def test_compare_names_what_changed() -> None:
    old = pod({"name": "a", "image": "x", "tty": True}, nodeSelector={"k": "v"})
    new = pod({"name": "a", "image": "y"}, hostname="h", nodeSelector={"k": "v"})
    change = typed.compare(POD, old, new)
    item = 'k:{"name":"a"}'
    assert change.modified == {"f:spec": {"f:containers": {item: {"f:image": {}}}}}
    assert change.removed == {"f:spec": {"f:containers": {item: {"f:tty": {}}}}}
    assert change.added == {"f:spec": {"f:hostname": {}}}


def test_shared_parts_are_the_same() -> None:
    spec = pod({"name": "a"})["spec"]
    assert typed.compare(POD, {"spec": spec}, {"spec": spec}) == ({}, {}, {})


def test_atomic_parts_are_one_field() -> None:
    change = typed.compare(POD, pod(nodeSelector={"a": "1"}), pod(nodeSelector={"a": "2"}))
    assert change.modified == {"f:spec": {"f:nodeSelector": {}}}


def test_missing_keys_have_their_default() -> None:
    ports = POD.child("spec").child("containers").item.child("ports")
    text = typed.element_of(ports, {"containerPort": 80})
    assert text == 'k:{"containerPort":80,"protocol":"TCP"}'


def test_fields_of_a_configuration() -> None:
    fields = typed.fields_of(POD, {"metadata": {"labels": {"a": "1"}}, "spec": {"tolerations": []}})
    assert fields == {"f:metadata": {"f:labels": {"f:a": {}}}, "f:spec": {"f:tolerations": {}}}


def test_merge_lays_a_configuration_over() -> None:
    live = pod({"name": "a", "image": "x"}, {"name": "b", "image": "x"})
    config = pod({"name": "b", "image": "y"}, {"name": "c", "image": "z"})
    names = [one["name"] for one in typed.merge(POD, live, config)["spec"]["containers"]]
    assert names == ["a", "b", "c"]


def test_repeated_keys_are_refused() -> None:
    with pytest.raises(ApiError):
        typed.merge(POD, pod({"name": "a"}), pod({"name": "b"}, {"name": "b"}))


def test_remove() -> None:
    gone = {"f:spec": {"f:containers": {'k:{"name":"a"}': {".": {}, "f:image": {}}}}}
    left = typed.remove(POD, pod({"name": "a", "image": "x"}, {"name": "b"}), gone)
    assert left == pod({"name": "b"})
