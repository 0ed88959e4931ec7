"""ServiceAccount: the account, its token's volume, and who goes without."""

import pytest

from podlab.engine.apiserver.server import ApiServer
from podlab.engine.objects.status import ApiError

from ..conftest import ADMIN, api, pod

__all__ = ["api"]


def test_every_container_gets_the_token(api: ApiServer) -> None:
    made = api.verbs.create(ADMIN, "pods", "default", pod())
    volume = made["spec"]["volumes"][0]
    assert volume["name"].startswith("kube-api-access-")
    assert made["spec"]["containers"][0]["volumeMounts"] == [{
        "name": volume["name"], "readOnly": True,
        "mountPath": "/var/run/secrets/kubernetes.io/serviceaccount",
    }]  # fmt: skip


def test_who_wants_no_token_gets_none(api: ApiServer) -> None:
    made = api.verbs.create(ADMIN, "pods", "default", pod(automountServiceAccountToken=False))
    assert "volumes" not in made["spec"]


def test_an_account_that_is_not_there(api: ApiServer) -> None:
    with pytest.raises(ApiError) as refusal:
        api.verbs.create(ADMIN, "pods", "default", pod(serviceAccountName="bot"))
    assert refusal.value.message == (
        'pods "web" is forbidden: error looking up service account default/bot: '
        'serviceaccount "bot" not found'
    )


def test_a_pod_without_a_name_yet_is_refused_by_what_it_begins_with(api: ApiServer) -> None:
    """recorded with 1.37.1: names are generated after the mutating plugins"""
    body = pod(serviceAccountName="bot")
    body["metadata"] = {"generateName": "web-"}
    with pytest.raises(ApiError, match='pods "web-" is forbidden: error looking up'):
        api.verbs.create(ADMIN, "pods", "default", body)
