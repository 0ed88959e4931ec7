"""ResourceQuota: refuse what exceeds it, count what is granted."""

import pytest

from podlab.engine.apiserver.server import ApiServer
from podlab.engine.objects.status import ApiError

from ..conftest import ADMIN, SYSTEM, api, pod

__all__ = ["api"]


def quota(api: ApiServer, **hard: str) -> None:
    """A quota whose status is known."""
    amounts = {key.replace("_", "."): value for key, value in hard.items()}
    made = api.verbs.create(ADMIN, "resourcequotas", "default", {
        "apiVersion": "v1", "kind": "ResourceQuota", "metadata": {"name": "q"},
        "spec": {"hard": amounts},
    })  # fmt: skip
    status = {"hard": amounts, "used": dict.fromkeys(amounts, "0")}
    api.verbs.update(
        SYSTEM, "resourcequotas", "default", "q", {**made, "status": status}, subresource="status"
    )


def test_the_pod_that_is_one_too_many(api: ApiServer) -> None:
    quota(api, pods="1")
    api.verbs.create(ADMIN, "pods", "default", pod("a"))
    with pytest.raises(ApiError) as refusal:
        api.verbs.create(ADMIN, "pods", "default", pod("b"))
    assert refusal.value.message == (
        'pods "b" is forbidden: exceeded quota: q, requested: pods=1, used: pods=1, limited: pods=1'
    )


def test_a_bounded_resource_must_be_asked_for(api: ApiServer) -> None:
    quota(api, limits_cpu="1")
    with pytest.raises(ApiError, match="failed quota: q: must specify limits.cpu for: c"):
        api.verbs.create(ADMIN, "pods", "default", pod())
