"""Deleting: graceful, at once, and held by finalizers."""

import pytest

from podlab.engine.apiserver.server import ApiServer
from podlab.engine.objects.status import ApiError
from tests.engine.apiserver.conftest import ADMIN, SYSTEM, bind, deployment, pod


def test_a_pod_on_a_node_goes_gracefully(api: ApiServer) -> None:
    api.verbs.create(ADMIN, "pods", "default", pod())
    bind(api, "web")
    ending = api.verbs.delete(ADMIN, "pods", "default", "web")
    assert ending["metadata"]["deletionTimestamp"] == "2026-11-23T17:43:09Z"
    assert ending["metadata"]["deletionGracePeriodSeconds"] == 30
    assert ending["metadata"]["generation"] == 2
    api.verbs.delete(SYSTEM, "pods", "default", "web", options={"gracePeriodSeconds": 0})
    assert api.verbs.list(ADMIN, "pods", None) == []


def test_grace_may_only_be_shortened(api: ApiServer) -> None:
    api.verbs.create(ADMIN, "pods", "default", pod())
    bind(api, "web")
    first = api.verbs.delete(ADMIN, "pods", "default", "web")
    longer = {"gracePeriodSeconds": 60}
    assert api.verbs.delete(ADMIN, "pods", "default", "web", options=longer) is first
    shorter = api.verbs.delete(ADMIN, "pods", "default", "web", options={"gracePeriodSeconds": 5})
    assert shorter["metadata"]["deletionGracePeriodSeconds"] == 5
    assert shorter["metadata"]["deletionTimestamp"] == "2026-11-23T17:42:44Z"


def test_a_pod_without_node_goes_at_once(api: ApiServer) -> None:
    api.verbs.create(ADMIN, "pods", "default", pod())
    api.verbs.delete(ADMIN, "pods", "default", "web")
    with pytest.raises(ApiError, match='pods "web" not found'):
        api.verbs.get(ADMIN, "pods", "default", "web")


def test_a_finalizer_holds_until_it_lets_go(api: ApiServer) -> None:
    manifest = deployment()
    manifest["metadata"]["finalizers"] = ["example.com/hold"]
    api.verbs.create(ADMIN, "deployments.apps", "default", manifest)
    held = api.verbs.delete(ADMIN, "deployments.apps", "default", "web")
    assert held["metadata"]["deletionTimestamp"] == "2026-11-23T17:42:39Z"
    api.verbs.patch(
        ADMIN, "deployments.apps", "default", "web", {"metadata": {"finalizers": None}}, "merge"
    )
    assert api.verbs.list(ADMIN, "deployments.apps", None) == []


@pytest.mark.parametrize(("policy", "finalizer"), [
    ("Foreground", "foregroundDeletion"), ("Orphan", "orphan"),
])  # fmt: skip
def test_propagation_policies_are_finalizers(api: ApiServer, policy: str, finalizer: str) -> None:
    api.verbs.create(ADMIN, "deployments.apps", "default", deployment())
    held = api.verbs.delete(
        ADMIN, "deployments.apps", "default", "web", options={"propagationPolicy": policy}
    )
    assert held["metadata"]["finalizers"] == [finalizer]


def test_preconditions(api: ApiServer) -> None:
    api.verbs.create(ADMIN, "pods", "default", pod())
    with pytest.raises(ApiError, match="The object might have been deleted and then recreated"):
        api.verbs.delete(
            ADMIN, "pods", "default", "web", options={"preconditions": {"uid": "another"}}
        )


def test_a_namespace_ends_when_its_finalizer_is_gone(api: ApiServer) -> None:
    api.verbs.create(
        ADMIN,
        "namespaces",
        "",
        {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "play"}},
    )
    ending = api.verbs.delete(ADMIN, "namespaces", "", "play")
    assert ending["status"]["phase"] == "Terminating"
    with pytest.raises(ApiError, match="because it is being terminated"):
        api.verbs.create(ADMIN, "pods", "play", pod())
    api.verbs.update(
        SYSTEM,
        "namespaces",
        "",
        "play",
        {**ending, "spec": {"finalizers": []}},
        subresource="finalize",
    )
    with pytest.raises(ApiError, match='namespaces "play" not found'):
        api.verbs.get(ADMIN, "namespaces", "", "play")


def test_the_default_namespace_stays(api: ApiServer) -> None:
    with pytest.raises(ApiError, match="this namespace may not be deleted"):
        api.verbs.delete(ADMIN, "namespaces", "", "default")
