"""Resource amounts.  Words recorded: mutated manifests."""

from typing import Any

import pytest

from tests.engine.objects.manifests import pod, refusals


@pytest.mark.parametrize(
    ("resources", "words"),
    [
        ({"requests": {"cpu": "2"}, "limits": {"cpu": "1"}},
         'requests: Invalid value: "2": must be less than or equal to cpu limit of 1'),
        ({"requests": {"cpu": "-1"}},
         'requests[cpu]: Invalid value: "-1": must be greater than or equal to 0'),
        ({"requests": {"memorys": "1"}}, 'requests[memorys]: Invalid value: "memorys": must be a '
         "standard resource type or fully qualified"),
        ({"requests": {"x.io/gpu": "1"}},
         "requests: Required value: Limit must be set for non overcommitable resources"),
        ({"limits": {"x.io/gpu": "500m"}},
         'limits[x.io/gpu]: Invalid value: "500m": must be an integer'),
    ],
)  # fmt: skip
def test_refused(resources: dict[str, Any], words: str) -> None:
    assert refusals("po", pod(resources=resources))[0] == f"spec.containers[0].resources.{words}"


def test_fine_amounts() -> None:
    resources = {"requests": {"cpu": "0.5"}, "limits": {"cpu": "1", "memory": "64Mi"}}
    assert refusals("po", pod(resources=resources)) == []
