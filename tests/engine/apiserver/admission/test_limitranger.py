"""LimitRanger: defaults and bounds of a namespace's containers."""

import pytest

from podlab.engine.apiserver.server import ApiServer
from podlab.engine.objects.status import ApiError

from ..conftest import ADMIN, api, pod

__all__ = ["api"]

RANGE = {
    "apiVersion": "v1", "kind": "LimitRange", "metadata": {"name": "r"},
    "spec": {"limits": [{
        "type": "Container", "default": {"cpu": "200m"}, "defaultRequest": {"cpu": "100m"},
        "max": {"cpu": "500m"},
    }]},
}  # fmt: skip


def test_defaults_are_given_and_noted(api: ApiServer) -> None:
    api.verbs.create(ADMIN, "limitranges", "default", RANGE)
    made = api.verbs.create(ADMIN, "pods", "default", pod())
    assert made["spec"]["containers"][0]["resources"] == {
        "requests": {"cpu": "100m"}, "limits": {"cpu": "200m"},
    }  # fmt: skip
    assert made["metadata"]["annotations"]["kubernetes.io/limit-ranger"] == (
        "LimitRanger plugin set: cpu request for container c; cpu limit for container c"
    )


def test_more_than_the_maximum_is_refused(api: ApiServer) -> None:
    api.verbs.create(ADMIN, "limitranges", "default", RANGE)
    greedy = pod(containers=[{"name": "c", "image": "i", "resources": {"limits": {"cpu": "2"}}}])
    with pytest.raises(ApiError, match="maximum cpu usage per Container is 500m, but limit is 2"):
        api.verbs.create(ADMIN, "pods", "default", greedy)
