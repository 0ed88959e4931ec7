"""Resizes beyond what a node has."""

from types import SimpleNamespace
from typing import Any

import pytest

from podlab.engine.apiserver.admission import podresize
from podlab.engine.apiserver.writing.review import Review
from podlab.engine.objects.status import ApiError

NODE = {"status": {"allocatable": {"cpu": "2", "memory": "1Gi"}}}


def resize(requests: dict[str, str], node: Any = NODE, subresource: str = "resize") -> None:
    kind = SimpleNamespace(group="", plural="pods", resource="pods")
    spec = {"nodeName": "node1", "containers": [{"resources": {"requests": requests}}]}
    pod = {"spec": spec}
    review = Review("UPDATE", kind, subresource, "default", "web", pod, {"spec": {}}, None)  # type: ignore[arg-type]
    podresize.validate(review, SimpleNamespace(find=lambda *_: node))  # type: ignore[arg-type]


def test_what_fits_is_let_through() -> None:
    resize({"cpu": "2", "memory": "1Gi"})
    resize({"cpu": "5"}, subresource="")


def test_what_does_not_fit_is_refused_as_recorded() -> None:
    with pytest.raises(ApiError) as refused:
        resize({"cpu": "5", "memory": "2Gi"})
    assert refused.value.message == (
        'pods "web" is forbidden: node didn\'t have enough allocatable resources: cpu, requested: '
        "5000, allocatable: 2000; memory, requested: 2147483648, allocatable: 1073741824"
    )


def test_a_node_that_is_gone() -> None:
    with pytest.raises(ApiError, match="not found"):
        resize({"cpu": "1"}, node=None)
