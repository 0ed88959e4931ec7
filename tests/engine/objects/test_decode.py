"""Decoding: Go's words for what does not fit, and its canonical forms."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podlab.engine.objects.decode import DecodeError, Decoder, base64_error, canonical_time

POD = "io.k8s.api.core.v1.Pod"
SECRET = "io.k8s.api.core.v1.Secret"


def pod(**container: Any) -> dict[str, Any]:
    return {"spec": {"containers": [{"name": "c", "image": "nginx", **container}]}}


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (
            pod(ports=[{"containerPort": "80"}]),
            "cannot unmarshal string into Go struct field "
            "ContainerPort.spec.containers.ports.containerPort of type int32",
        ),
        (
            pod(env=[{"name": False, "value": 5}]),
            "cannot unmarshal bool into Go struct field EnvVar.spec.containers.env.name "
            "of type string",
        ),
        ({"spec": "x"}, "cannot unmarshal string into Go struct field Pod.spec of type v1.PodSpec"),
        (
            pod(env=[{"name": "a", "valueFrom": {"secretKeyRef": {"name": []}}}]),
            "cannot unmarshal array into Go struct field SecretKeySelector.spec.containers.env."
            "valueFrom.secretKeyRef.LocalObjectReference.name of type string",
        ),
        (
            {"metadata": {"labels": "x"}},
            "cannot unmarshal string into Go struct field ObjectMeta.metadata.labels "
            "of type map[string]string",
        ),
        (
            pod(livenessProbe={"httpGet": {"port": 8589934592}}),
            "cannot unmarshal number 8589934592 into Go struct field HTTPGetAction.spec.containers."
            "livenessProbe.ProbeHandler.httpGet.port of type int32",
        ),
    ],
)
def test_type_errors(value: Any, words: str) -> None:
    with pytest.raises(DecodeError) as caught:
        Decoder().decode(POD, value)
    assert str(caught.value) == "json: " + words


def test_the_first_type_error_is_told() -> None:
    with pytest.raises(DecodeError, match="containers.name of type string"):
        Decoder().decode(POD, pod(name=5, image=6))


def test_a_bad_quantity_wins_over_type_errors() -> None:
    value = pod(name=5, resources={"limits": {"memory": "1gb"}})
    with pytest.raises(DecodeError, match="quantities must match the regular expression"):
        Decoder().decode(POD, value)


def test_unknown_fields_are_collected() -> None:
    decoder = Decoder()
    decoder.decode(POD, {"specs": 1, **pod(nosuch=1)})
    assert decoder.strict == [
        'unknown field "specs"',
        'unknown field "spec.containers[0].nosuch"',
    ]


def test_empty_fields_go_and_zero_structs_come() -> None:
    decoded = Decoder().decode(POD, pod(args=[], command=None, tty=False))
    assert decoded["spec"]["containers"] == [{"name": "c", "image": "nginx", "resources": {}}]
    assert decoded["status"] == {}
    assert decoded["metadata"] == {}


def test_empty_lists_are_stored_as_none() -> None:
    """recorded with 1.37.1: protobuf does not tell an empty list from none; JSON does"""
    role = Decoder().decode("io.k8s.api.rbac.v1.ClusterRole", {"rules": []})
    assert role["rules"] is None
    decoded = Decoder().decode(POD, {"spec": {"containers": [], "volumes": []}})
    assert decoded["spec"] == {"containers": None}
    definition = "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinition"
    decoded = Decoder().decode(definition, {"spec": {"versions": []}})
    assert decoded["spec"]["versions"] == []


def test_canonical_forms() -> None:
    found = Decoder().decode(POD, pod(resources={"limits": {"cpu": 0.5, "memory": "1024Mi"}}))
    assert found["spec"]["containers"][0]["resources"]["limits"] == {"cpu": "500m", "memory": "1Gi"}


def test_times() -> None:
    assert canonical_time("2026-11-23T10:00:00+02:00") == "2026-11-23T08:00:00Z"
    with pytest.raises(DecodeError) as caught:
        canonical_time("None")
    assert str(caught.value) == (
        'parsing time "None" as "2006-01-02T15:04:05Z07:00": cannot parse "None" as "2006"'
    )


@pytest.mark.parametrize(
    ("text", "place"), [("aGk=", -1), ("a", 0), ("!", 0), ("aGk", 0), ("aGkhx", 4), ("a\nGk=", -1)]
)
def test_base64(text: str, place: int) -> None:
    assert base64_error(text) == place


def test_null_in_a_secret_is_an_empty_value() -> None:
    decoded = Decoder().decode("io.k8s.api.core.v1.Secret", {"data": {"a": None, "b": "eA=="}})
    assert decoded["data"] == {"a": "", "b": "eA=="}


def test_base64_in_secrets() -> None:
    with pytest.raises(DecodeError, match="illegal base64 data at input byte 0"):
        Decoder().decode(SECRET, {"data": {"a": "!"}})


JSON: Any = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["metadata", "spec", "containers", "name", "labels", "env", "x"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=15,
)


@given(JSON)
def test_any_json_is_decoded_or_refused(value: Any) -> None:
    try:
        decoded = Decoder().decode(POD, value)
    except DecodeError:
        return
    assert Decoder().decode(POD, decoded) == decoded


def test_deep_schemas_are_refused() -> None:
    deep: dict[str, Any] = {}
    for _ in range(1000):
        deep = {"not": deep}
    name = "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps"
    with pytest.raises(DecodeError, match="max depth"):
        Decoder().decode(name, deep)


@pytest.mark.parametrize(("text", "words"), [
    ("2026-13-01T00:00:00Z", "month out of range"),
    ("2026-02-31T00:00:00Z", "day out of range"),
    ("2026-01-01T25:00:00Z", "hour out of range"),
    ("2026-01-01T05:61:00Z", "minute out of range"),
])  # fmt: skip
def test_times_that_never_are(text: str, words: str) -> None:
    with pytest.raises(DecodeError) as caught:
        canonical_time(text)
    assert str(caught.value) == f'parsing time "{text}": {words}'
