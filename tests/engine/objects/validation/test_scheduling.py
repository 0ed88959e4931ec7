"""Affinity, tolerations and spread.  Words recorded: mutated manifests."""

from typing import Any

import pytest

from tests.engine.objects.manifests import pod, refusals

REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"
PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"affinity": {"nodeAffinity": {REQUIRED: {"nodeSelectorTerms": []}}}},
         f"spec.affinity.nodeAffinity.{REQUIRED}.nodeSelectorTerms: Required value: must have at "
         "least one node selector term"),
        ({"affinity": {"nodeAffinity": {PREFERRED: [{"weight": 0, "preference": {}}]}}},
         f"spec.affinity.nodeAffinity.{PREFERRED}[0].weight: Invalid value: 0: must be in the "
         "range 1-100"),
        ({"affinity": {"podAffinity": {REQUIRED: [{"topologyKey": ""}]}}},
         f"spec.affinity.podAffinity.{REQUIRED}[0].topologyKey: Required value: can not be empty"),
        ({"tolerations": [{"key": "", "operator": "Equal"}]}, "spec.tolerations[0].operator: "
         'Invalid value: "Equal": operator must be Exists when `key` is empty'),
        ({"tolerations": [{"key": "a", "operator": "Near"}]}, "spec.tolerations[0].operator: "
         'Unsupported value: "Near": supported values: "Equal", "Exists"'),
        ({"tolerations": [{"key": "a", "effect": "No"}]}, "spec.tolerations[0].effect: "
         'Unsupported value: "No": supported values: "NoSchedule", "PreferNoSchedule", '),
        ({"topologySpreadConstraints": [{"maxSkew": 0, "topologyKey": "a",
                                         "whenUnsatisfiable": "DoNotSchedule"}]},
         "spec.topologySpreadConstraints[0].maxSkew: Invalid value: 0: must be greater than zero"),
        ({"schedulingGates": [{"name": "a/b"}, {"name": "a/b"}]},
         'spec.schedulingGates[1]: Duplicate value: "a/b"'),
    ],
)  # fmt: skip
def test_refused(fields: dict[str, Any], words: str) -> None:
    assert refusals("po", {"spec": {**pod()["spec"], **fields}})[0].startswith(words)


def test_taints_of_nodes() -> None:
    taint = {"key": "a", "effect": "NoSchedule"}
    found = refusals("no", {"spec": {"taints": [taint, taint]}})
    assert found == ['spec.taints[1]: Duplicate value: {"key":"a","effect":"NoSchedule"}']
