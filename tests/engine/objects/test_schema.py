"""Types: merge keys, list keys, descriptions, decoding by kind."""

import pytest

from podlab.engine.objects import schema
from podlab.engine.objects.kinds import Kind, KindTable
from podlab.engine.objects.schema import Schema
from podlab.engine.objects.status import ApiError


def kind(word: str) -> Kind:
    found = KindTable().find(word)
    assert found is not None
    return found


def test_merge_keys_and_list_keys_of_ports() -> None:
    node = Schema().type_of("v1", "Pod")
    for field in ("spec", "containers"):
        assert node is not None
        node = node.child(field)
    assert node is not None
    assert node.merge_key == "name"
    assert node.items is not None
    ports = node.items.child("ports")
    assert ports is not None
    assert ports.merge_key == "containerPort"
    assert ports.list_keys == ("containerPort", "protocol")
    assert ports.items is not None
    assert ports.items.default_of("protocol") == "TCP"


def test_maps_have_values() -> None:
    node = Schema().type_of("v1", "ConfigMap")
    assert node is not None
    data = node.child("data")
    assert data is not None
    assert data.child("any") is not None
    assert node.child("nosuch") is None


def test_descriptions() -> None:
    node = Schema().type_of("apps/v1", "Deployment")
    assert node is not None
    assert node.description.startswith("Deployment enables declarative updates")


def test_enums_say_what_values_mean() -> None:
    values, words = schema.enum_of("io.k8s.api.core.v1.PodSpec", "restartPolicy")
    assert values == ["Always", "Never", "OnFailure"]
    assert '`"Always"`' in words


def test_decoding_a_manifest_that_does_not_fit() -> None:
    with pytest.raises(ApiError) as caught:
        schema.decode(kind("deploy"), {"spec": {"replicas": "two"}})
    assert caught.value.code == 400
    assert caught.value.message == (
        'Deployment in version "v1" cannot be handled as a Deployment: json: cannot unmarshal '
        "string into Go struct field DeploymentSpec.spec.replicas of type int32"
    )


def test_strict_words() -> None:
    _, strict = schema.decode(kind("po"), {"spec": {"container": []}})
    assert schema.strict_error(kind("po"), strict).message == (
        'Pod in version "v1" cannot be handled as a Pod: strict decoding error: '
        'unknown field "spec.container"'
    )


@pytest.mark.parametrize("value", [None, [], "x", 5])
def test_bodies_that_are_no_objects(value: object) -> None:
    with pytest.raises(ApiError):
        schema.decode(kind("po"), value)


def test_every_kind_has_a_type() -> None:
    odd = {"TokenRequest"}
    for row in KindTable().all():
        if row.kind not in odd:
            assert schema.type_name(row.api_version, row.kind), row


def test_custom_types_come_and_go() -> None:
    types = Schema()
    crontab = Kind("x.io", "v1", "CronTab", "crontabs", "crontab", True, custom=True)
    types.add_custom(crontab, {"type": "object", "properties": {"spec": {"type": "object"}}})
    node = types.type_of("x.io/v1", "CronTab")
    assert node is not None
    assert set(node.fields) == {"spec", "apiVersion", "kind", "metadata"}
    types.remove_custom(crontab)
    assert types.type_of("x.io/v1", "CronTab") is None
