"""Subresources: binding, eviction, scale, tokens, access reviews."""

import pytest

from podlab.engine.apiserver.access.caller import Caller
from podlab.engine.apiserver.server import ApiServer
from podlab.engine.bootstrap import bootstrap_roles
from podlab.engine.objects.status import ApiError
from tests.engine.apiserver.conftest import ADMIN, NOBODY, SYSTEM, bind, deployment, pod

BUDGET = {
    "apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": {"name": "b"},
    "spec": {"minAvailable": 1, "selector": {"matchLabels": {"app": "web"}}},
}  # fmt: skip


def test_binding_places_a_pod_and_says_so(api: ApiServer) -> None:
    api.verbs.create(ADMIN, "pods", "default", pod())
    bind(api, "web")
    placed = api.verbs.get(ADMIN, "pods", "default", "web")
    assert placed["spec"]["nodeName"] == "node1"
    assert placed["status"]["conditions"][0]["type"] == "PodScheduled"
    with pytest.raises(ApiError, match='pod web is already assigned to node "node1"'):
        bind(api, "web", "node2")


def test_scale_speaks_for_replicas(api: ApiServer) -> None:
    api.verbs.create(ADMIN, "deployments.apps", "default", deployment())
    shown = api.verbs.get(ADMIN, "deployments.apps", "default", "web", "scale")
    assert shown["spec"] == {"replicas": 1}
    assert shown["status"]["selector"] == "app=web"
    api.verbs.patch(
        ADMIN,
        "deployments.apps",
        "default",
        "web",
        {"spec": {"replicas": 4}},
        "merge",
        subresource="scale",
    )
    assert api.verbs.get(ADMIN, "deployments.apps", "default", "web")["spec"]["replicas"] == 4


def test_scale_below_nothing(api: ApiServer) -> None:
    api.verbs.create(ADMIN, "deployments.apps", "default", deployment())
    with pytest.raises(ApiError, match="must be greater than or equal to 0"):
        api.verbs.update(
            ADMIN,
            "deployments.apps",
            "default",
            "web",
            {"kind": "Scale", "spec": {"replicas": -1}},
            subresource="scale",
        )


def _running(api: ApiServer) -> None:
    api.verbs.create(ADMIN, "pods", "default", pod())
    bind(api, "web")
    placed = api.verbs.get(ADMIN, "pods", "default", "web")
    status = {
        **placed["status"],
        "phase": "Running",
        "conditions": [{"type": "Ready", "status": "True"}],
    }
    api.verbs.update(
        SYSTEM, "pods", "default", "web", {**placed, "status": status}, subresource="status"
    )


def _evict(api: ApiServer) -> None:
    api.verbs.create(
        ADMIN, "pods", "default", {"metadata": {"name": "web"}}, subresource="eviction", name="web"
    )


def test_eviction_without_a_budget_deletes(api: ApiServer) -> None:
    _running(api)
    _evict(api)
    ending = api.verbs.get(ADMIN, "pods", "default", "web")
    assert "deletionTimestamp" in ending["metadata"]
    assert ending["status"]["conditions"][-1]["reason"] == "EvictionByEvictionAPI"


def test_eviction_never_breaks_a_budget(api: ApiServer) -> None:
    _running(api)
    budget = api.verbs.create(ADMIN, "poddisruptionbudgets.policy", "default", BUDGET)
    status = {**budget["status"], "observedGeneration": 1, "currentHealthy": 1, "desiredHealthy": 1}
    api.verbs.update(
        SYSTEM,
        "poddisruptionbudgets.policy",
        "default",
        "b",
        {**budget, "status": status},
        subresource="status",
    )
    with pytest.raises(ApiError) as refusal:
        _evict(api)
    assert refusal.value.code == 429
    assert "would violate the pod's disruption budget" in refusal.value.message


def test_a_token_tells_who_its_owner_is(api: ApiServer) -> None:
    issued = api.verbs.create(
        ADMIN, "serviceaccounts", "default", {}, subresource="token", name="default"
    )
    token = issued["status"]["token"]
    user, groups = api.authenticate({"token": token})
    assert user == "system:serviceaccount:default:default"
    assert "system:serviceaccounts:default" in groups
    with pytest.raises(ApiError, match="Unauthorized"):
        api.authenticate({"token": token[:-3] + "abc"})


def test_an_expired_token_is_nobodys(api: ApiServer) -> None:
    issued = api.verbs.create(
        ADMIN,
        "serviceaccounts",
        "default",
        {"spec": {"expirationSeconds": 600}},
        subresource="token",
        name="default",
    )
    api.world.sim.run_until(api.world.now + 601 * 1_000_000)
    with pytest.raises(ApiError, match="Unauthorized"):
        api.authenticate({"token": issued["status"]["token"]})


@pytest.mark.parametrize(("caller", "allowed"), [(ADMIN, True), (NOBODY, False)])
def test_can_i(api: ApiServer, caller: Caller, allowed: bool) -> None:
    for name in ("kube-public", "kube-system"):
        api.verbs.create(ADMIN, "namespaces", "", {"metadata": {"name": name}})
    bootstrap_roles(api.verbs)  # who may ask is a matter of roles too
    question = {
        "apiVersion": "authorization.k8s.io/v1",
        "kind": "SelfSubjectAccessReview",
        "spec": {"resourceAttributes": {"verb": "get", "resource": "pods", "namespace": "default"}},
    }
    found = api.verbs.create(
        caller,
        "selfsubjectaccessreviews.authorization.k8s.io",
        "",
        question,
    )
    assert found["status"]["allowed"] is allowed
