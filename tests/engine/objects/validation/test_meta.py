"""Names, labels, annotations, owners, and what of them may change."""

from typing import Any

import pytest

from podlab.engine.objects.validation import errors_to_api_error, validate_create
from tests.engine.objects.manifests import defaulted, kind_of, pod, refusals, update_refusals


def meta(**metadata: Any) -> dict[str, Any]:
    return {"metadata": metadata}


@pytest.mark.parametrize(
    ("metadata", "words"),
    [
        ({}, "metadata.name: Required value: name or generateName is required"),
        ({"name": "Bad_Name"}, 'metadata.name: Invalid value: "Bad_Name": a lowercase RFC 1123'),
        ({"name": "x", "labels": {"a b": ""}}, 'metadata.labels: Invalid value: "a b": name part'),
        ({"name": "x", "labels": {"a": "b c"}}, 'metadata.labels: Invalid value: "b c": a valid'),
        ({"name": "x", "annotations": {"/": ""}}, "metadata.annotations: Invalid value"),
        ({"name": "x", "finalizers": ["plain"]}, "metadata.finalizers: Invalid value"),
        (
            {"name": "x", "ownerReferences": [{"kind": "Pod", "name": "p", "uid": "u"}]},
            "metadata.ownerReferences[0].apiVersion: Required value: must not be empty",
        ),
    ],
)
def test_refused(metadata: dict[str, Any], words: str) -> None:
    assert refusals("cm", meta(**metadata))[0].startswith(words)


def test_annotations_are_bounded() -> None:
    found = refusals("cm", meta(name="x", annotations={"a": "x" * 300_000}))
    assert found == ["metadata.annotations: Too long: may not be more than 262144 bytes"]


def test_services_have_labels_as_names() -> None:
    assert "must not contain dots" in refusals("ns", meta(name="a.b"))[0]


def test_rbac_names_only_have_to_fit_a_path() -> None:
    assert refusals("clusterroles", {**meta(name="system:Node"), "rules": []}) == []
    assert refusals("clusterroles", meta(name="a/b"))[0].endswith("may not contain '/'")


def test_names_stay() -> None:
    found = update_refusals("cm", meta(name="a"), meta(name="b"))
    assert found == ['metadata.name: Invalid value: "b": field is immutable']


def test_no_new_finalizers_while_being_deleted() -> None:
    old = meta(name="a", deletionTimestamp="2026-01-01T00:00:00Z", finalizers=["x.io/a"])
    new = meta(name="a", deletionTimestamp="2026-01-01T00:00:00Z", finalizers=["x.io/a", "x.io/b"])
    assert update_refusals("cm", old, new)[0].startswith(
        "metadata.finalizers: Forbidden: no new finalizers can be added"
    )


def test_the_whole_answer() -> None:
    kind = kind_of("po")
    manifest = {**pod(image=""), "metadata": {"name": "noimage"}}
    errors = validate_create(kind, defaulted("po", manifest))
    error = errors_to_api_error(kind, "noimage", errors)
    assert error.code == 422
    assert error.message == ('Pod "noimage" is invalid: spec.containers[0].image: Required value')
