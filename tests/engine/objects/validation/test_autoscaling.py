"""Autoscalers and disruption budgets.  Words recorded: mutated manifests."""

from typing import Any

import pytest

from tests.engine.objects.manifests import refusals

TARGET = {"apiVersion": "apps/v1", "kind": "Deployment", "name": "d"}


@pytest.mark.parametrize(
    ("spec", "found"),
    [
        ({"maxReplicas": 3}, []),
        ({}, [
            "spec.maxReplicas: Invalid value: 0: must be greater than or equal to `minReplicas`",
            "spec.maxReplicas: Required value",
        ]),
        ({"maxReplicas": 3, "minReplicas": -1},
         ["spec.minReplicas: Invalid value: -1: must be greater than or equal to 0"]),
        ({"maxReplicas": 3, "minReplicas": 0},
         ["spec.metrics: Forbidden: must specify at least one Object or External metric to support "
          "scaling to zero replicas"]),
        ({"maxReplicas": 3, "scaleTargetRef": {"kind": "Deployment", "name": "d"}},
         ['spec.scaleTargetRef.apiVersion: Invalid value: "": apiVersion must specify API group']),
    ],
)  # fmt: skip
def test_autoscalers(spec: dict[str, Any], found: list[str]) -> None:
    assert refusals("hpa", {"spec": {"scaleTargetRef": TARGET, **spec}}) == found


def test_budgets_say_one_of_two() -> None:
    found = refusals("pdb", {"spec": {"minAvailable": 1, "maxUnavailable": "50%"}})
    assert found[0].endswith("minAvailable and maxUnavailable cannot be both set")
