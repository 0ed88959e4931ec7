"""Patches and server-side apply, with who owns what."""

import pytest

from podlab.engine.apiserver.access.caller import Caller
from podlab.engine.apiserver.server import ApiServer
from podlab.engine.objects.status import ApiError
from tests.engine.apiserver.conftest import ADMIN, deployment

M1 = Caller("kubernetes-admin", ("system:masters",), "m1", "kubectl")
M2 = Caller("kubernetes-admin", ("system:masters",), "m2", "kubectl")
WEB = ("deployments.apps", "default", "web")


def test_apply_makes_what_is_not_there(api: ApiServer) -> None:
    made = api.verbs.patch(M1, *WEB, deployment(replicas=2), "apply")
    entries = api.verbs.managed.entries(made)
    assert [(one["manager"], one["operation"]) for one in entries] == [("m1", "Apply")]
    assert "f:replicas" in entries[0]["fieldsV1"]["f:spec"]


def test_another_managers_field_is_a_conflict_unless_forced(api: ApiServer) -> None:
    api.verbs.patch(M1, *WEB, deployment(replicas=2), "apply")
    with pytest.raises(ApiError) as refusal:
        api.verbs.patch(M2, *WEB, deployment(replicas=3), "apply")
    assert refusal.value.message == (
        'Apply failed with 1 conflict: conflict with "m1": .spec.replicas'
    )
    forced = api.verbs.patch(M2, *WEB, deployment(replicas=3), "apply", force=True)
    assert forced["spec"]["replicas"] == 3


def test_what_is_no_longer_applied_goes(api: ApiServer) -> None:
    manifest = deployment()
    manifest["metadata"]["labels"] = {"a": "1"}
    api.verbs.patch(M1, *WEB, manifest, "apply")
    after = api.verbs.patch(M1, *WEB, deployment(), "apply")
    assert not after["metadata"].get("labels")


def test_applying_the_same_again_is_no_write(api: ApiServer) -> None:
    first = api.verbs.patch(M1, *WEB, deployment(), "apply")
    assert api.verbs.patch(M1, *WEB, deployment(), "apply") is first


def test_apply_of_an_unknown_field(api: ApiServer) -> None:
    with pytest.raises(ApiError, match=r"\.spec\.nope: field not declared in schema"):
        api.verbs.patch(M1, *WEB, deployment(nope=1), "apply")


def test_an_update_owns_what_it_changed(api: ApiServer) -> None:
    api.verbs.create(M1, "deployments.apps", "default", deployment())
    after = api.verbs.patch(M2, *WEB, {"spec": {"replicas": 5}}, "merge")
    entries = {one["manager"]: one["fieldsV1"] for one in api.verbs.managed.entries(after)}
    assert entries["m2"] == {"f:spec": {"f:replicas": {}}}
    assert "f:replicas" not in entries["m1"]["f:spec"]


def test_reading_ownership_does_not_change_the_state(api: ApiServer) -> None:
    made = api.verbs.create(M1, "deployments.apps", "default", deployment())
    state = api.world.state.managed[made["metadata"]["uid"]]
    before = (list(state.entries), list(state.pending))
    api.verbs.managed.entries(made)
    assert (state.entries, state.pending) == before


def test_a_json_patch_that_does_not_fit(api: ApiServer) -> None:
    api.verbs.create(ADMIN, "deployments.apps", "default", deployment())
    operations = [{"op": "remove", "path": "/spec/nope"}]
    with pytest.raises(ApiError) as refusal:
        api.verbs.patch(ADMIN, *WEB, operations, "json")
    assert refusal.value.code == 422


def test_a_patch_to_a_wrong_type(api: ApiServer) -> None:
    api.verbs.create(ADMIN, "deployments.apps", "default", deployment())
    with pytest.raises(ApiError, match="patch: Invalid value"):
        api.verbs.patch(ADMIN, *WEB, {"spec": {"replicas": "many"}}, "merge")
