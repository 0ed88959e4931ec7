"""What an autoscaler scales by.  Words recorded: mutated manifests."""

from typing import Any

import pytest

from podlab.engine.objects.validation.metricsources import metric

AVERAGE = {"type": "AverageValue", "averageValue": "1k"}
SHARE = {"type": "Utilization", "averageUtilization": 50}
BOTH = {**SHARE, "averageValue": "1"}
QUEUE = {"name": "queue"}
FREE = {"type": "Value", "value": "1"}


def found(sort: str, **source: Any) -> list[str]:
    field = sort[0].lower() + sort[1:]
    errors = metric("m", {"type": sort, field: source})
    return [f"{one.field.removeprefix(f'm.{field}.')}: {one.body}" for one in errors]


def test_a_type_is_needed_and_what_belongs_to_it() -> None:
    assert [one.field for one in metric("m", {})] == ["m.type", "m.type"]
    assert [one.field for one in metric("m", {"type": "Weather"})] == ["m.type"]
    assert [one.field for one in metric("m", {"type": "Pods"})] == ["m.pods"]


@pytest.mark.parametrize(
    ("sort", "source"),
    [
        ("Resource", {"name": "cpu", "target": SHARE}),
        ("ContainerResource", {"name": "cpu", "container": "c", "target": SHARE}),
        ("Pods", {"metric": QUEUE, "target": AVERAGE}),
        ("External", {"metric": QUEUE, "target": FREE}),
        ("Object", {"describedObject": {"apiVersion": "v1", "kind": "Service", "name": "x"},
                    "metric": QUEUE, "target": FREE}),
    ],
)  # fmt: skip
def test_what_is_right_is_not_refused(sort: str, source: dict[str, Any]) -> None:
    assert found(sort, **source) == []


@pytest.mark.parametrize(
    ("sort", "source", "words"),
    [
        ("Resource", {"name": "cpu", "target": {**SHARE, "averageUtilization": 0}},
         "target.averageUtilization: Invalid value: 0: must be greater than 0"),
        ("Resource", {"name": "cpu", "target": {"type": "Utilization"}},
         "target.averageUtilization: Required value: must set either a target raw value or a "
         "target utilization"),
        ("Resource", {"name": "cpu", "target": BOTH},
         "target.averageValue: Forbidden: may not set both a target raw value and a target "
         "utilization"),
        ("ContainerResource", {"name": "cpu", "target": SHARE},
         "container: Required value: must specify a container"),
        ("Pods", {"metric": QUEUE, "target": {"type": "AverageValue"}},
         "target.averageValue: Required value: must specify a positive target averageValue"),
        ("Pods", {"metric": {"name": "a/b"}, "target": AVERAGE},
         "metric.name: Invalid value: \"a/b\": may not contain '/'"),
        ("Pods", {"target": AVERAGE}, "metric.name: Required value: must specify a metric name"),
        ("External", {"metric": QUEUE, "target": {**FREE, "averageValue": "1"}},
         "target.value: Forbidden: may not set both a target value for metric and a per-pod "
         "target"),
        ("External", {"metric": QUEUE, "target": {**FREE, "value": "0"}},
         'target.value: Invalid value: "0": must be positive'),
        ("Object", {"describedObject": {"apiVersion": "v1", "kind": "Service"}, "metric": QUEUE,
                    "target": FREE}, "describedObject.name: Required value"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(sort: str, source: dict[str, Any], words: str) -> None:
    assert found(sort, **source) == [words]
