"""Objects of custom kinds follow their schema.  Words recorded: scenarios/crd."""

from typing import Any

import pytest

from podlab.engine.objects import custom
from podlab.engine.objects.kinds import Kind
from podlab.engine.objects.status import ApiError

CRONTAB = Kind("stable.example.com", "v1", "CronTab", "crontabs", "crontab", True, custom=True)
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "spec": {
            "type": "object",
            "required": ["cronSpec"],
            "properties": {
                "cronSpec": {"type": "string", "pattern": r"^(\d+|\*)(\s+(\d+|\*)){4}$"},
                "image": {"type": "string", "default": "img:1"},
                "replicas": {"type": "integer", "minimum": 1, "maximum": 10},
                "mode": {"type": "string", "enum": ["a", "b"]},
                "tags": {"type": "array", "maxItems": 2, "items": {"type": "string"}},
                "free": {"type": "object", "x-kubernetes-preserve-unknown-fields": True},
            },
        }
    },
}


def crontab(**spec: Any) -> dict[str, Any]:
    return {"metadata": {"name": "one"}, "spec": spec}


def test_unknown_fields_are_pruned_and_named() -> None:
    obj, strict = custom.decode_custom(CRONTAB, SCHEMA, crontab(nope=1, free={"any": 1}))
    assert obj["spec"] == {"free": {"any": 1}}
    assert strict == ['unknown field "spec.nope"']


def test_metadata_keeps_its_own_type() -> None:
    value = {"metadata": {"name": 5}}
    with pytest.raises(ApiError, match="cannot unmarshal number into Go struct field ObjectMeta"):
        custom.decode_custom(CRONTAB, SCHEMA, value)


def test_defaults() -> None:
    assert custom.custom_defaults(SCHEMA, crontab())["spec"] == {"image": "img:1"}
    full = crontab(image="x")
    assert custom.custom_defaults(SCHEMA, full) is full


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        ({}, "spec.cronSpec: Required value"),
        (
            {"cronSpec": "* * * * *", "replicas": 20},
            "spec.replicas: Invalid value: 20: spec.replicas in body should be less than or equal "
            "to 10",
        ),
        (
            {"cronSpec": "x"},
            'spec.cronSpec: Invalid value: "x": spec.cronSpec in body should match '
            r"'^(\d+|\*)(\s+(\d+|\*)){4}$'",
        ),
        (
            {"cronSpec": "* * * * *", "replicas": "2"},
            'spec.replicas: Invalid value: "string": spec.replicas in body must be of type '
            'integer: "string"',
        ),
        (
            {"cronSpec": "* * * * *", "mode": "c"},
            'spec.mode: Unsupported value: "c": supported values: "a", "b"',
        ),
        (
            {"cronSpec": "* * * * *", "tags": ["a", "b", "c"]},
            "spec.tags: Too many: 3: must have at most 2 items",
        ),
    ],
)
def test_rules(spec: dict[str, Any], words: str) -> None:
    assert [str(error) for error in custom.validate_custom(SCHEMA, crontab(**spec))] == [words]


def test_a_fine_object() -> None:
    assert custom.validate_custom(SCHEMA, crontab(cronSpec="* * * * *", replicas=3)) == []


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|a)*$", "a*a*a*a*a*a*a*b", "(((a)*)*)*b", "("])
def test_patterns_that_explode_are_not_tried(pattern: str) -> None:
    schema = {"properties": {"x": {"type": "string", "pattern": pattern}}}
    assert custom.validate_custom(schema, {"x": "a" * 5000 + "!"}) == []
