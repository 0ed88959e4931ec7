"""The verbs as components and kubectl call them."""

import pytest

from podlab.engine.apiserver.server import ApiServer
from podlab.engine.objects.status import ApiError

from .conftest import ADMIN, NOBODY, SYSTEM, bind, deployment, pod, service


def test_a_new_pod_has_what_the_recorded_one_has(api: ApiServer) -> None:
    made = api.verbs.create(ADMIN, "pods", "default", pod())
    assert made["metadata"]["generation"] == 1
    assert made["metadata"]["creationTimestamp"] == "2026-11-23T17:42:39Z"
    assert made["status"] == {"phase": "Pending", "qosClass": "BestEffort"}
    assert made["spec"]["serviceAccountName"] == "default"
    assert made["spec"]["priority"] == 0
    assert [row["key"] for row in made["spec"]["tolerations"]] == [
        "node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable",
    ]  # fmt: skip


def test_a_generated_name_is_base_and_five_letters(api: ApiServer) -> None:
    manifest = pod()
    manifest["metadata"] = {"generateName": "web-"}
    name = api.verbs.create(SYSTEM, "pods", "default", manifest)["metadata"]["name"]
    assert name.startswith("web-")
    assert len(name) == 9


def test_a_taken_name_is_a_conflict(api: ApiServer) -> None:
    api.verbs.create(ADMIN, "pods", "default", pod())
    with pytest.raises(ApiError, match='pods "web" already exists'):
        api.verbs.create(ADMIN, "pods", "default", pod())


def test_a_missing_namespace(api: ApiServer) -> None:
    with pytest.raises(ApiError, match='namespaces "nope" not found'):
        api.verbs.create(ADMIN, "pods", "nope", pod())


def test_another_namespace_in_the_object(api: ApiServer) -> None:
    manifest = pod()
    manifest["metadata"]["namespace"] = "kube-system"
    with pytest.raises(ApiError, match="does not match the namespace sent on the request"):
        api.verbs.create(ADMIN, "pods", "default", manifest)


def test_unknown_fields_are_refused_or_warned_of(api: ApiServer) -> None:
    manifest = {**pod(), "spek": {}}
    with pytest.raises(ApiError, match='strict decoding error: unknown field "spek"'):
        api.verbs.create(ADMIN, "pods", "default", manifest, field_validation="Strict")
    api.verbs.create(ADMIN, "pods", "default", manifest)
    assert api.take_warnings() == ['unknown field "spek"']
    assert api.take_warnings() == []


def test_an_invalid_object_is_refused_in_kubernetes_words(api: ApiServer) -> None:
    with pytest.raises(ApiError) as refusal:
        api.verbs.create(ADMIN, "pods", "default", pod(containers=[]))
    assert refusal.value.code == 422
    assert refusal.value.message == 'Pod "web" is invalid: spec.containers: Required value'


def test_a_dry_run_changes_nothing(api: ApiServer) -> None:
    before = api.world.store.revision
    made = api.verbs.create(ADMIN, "pods", "default", pod(), dry_run=True)
    assert made["metadata"]["uid"]
    assert api.world.store.revision == before


def test_an_update_of_an_old_version_is_a_conflict(api: ApiServer) -> None:
    old = api.verbs.create(ADMIN, "deployments.apps", "default", deployment())
    api.verbs.patch(ADMIN, "deployments.apps", "default", "web", {"spec": {"replicas": 3}}, "merge")
    with pytest.raises(ApiError, match="the object has been modified; please apply your changes"):
        api.verbs.update(ADMIN, "deployments.apps", "default", "web", old)


def test_generation_counts_changes_of_what_is_wanted(api: ApiServer) -> None:
    made = api.verbs.create(ADMIN, "deployments.apps", "default", deployment())
    stat = {**made, "status": {"replicas": 1}}
    after = api.verbs.update(
        SYSTEM, "deployments.apps", "default", "web", stat, subresource="status"
    )
    assert after["metadata"]["generation"] == 1
    changed = api.verbs.patch(
        ADMIN, "deployments.apps", "default", "web", {"spec": {"replicas": 3}}, "strategic"
    )
    assert changed["metadata"]["generation"] == 2
    assert changed["status"] == {"replicas": 1}


def test_an_update_that_changes_nothing_is_no_write(api: ApiServer) -> None:
    made = api.verbs.create(ADMIN, "pods", "default", pod())
    before = api.world.store.revision
    assert api.verbs.update(ADMIN, "pods", "default", "web", made) is made
    assert api.world.store.revision == before


def test_stored_objects_are_not_mutated(api: ApiServer) -> None:
    made = api.verbs.create(ADMIN, "pods", "default", pod())
    bind(api, "web")
    assert "nodeName" not in made["spec"]


def test_selectors(api: ApiServer) -> None:
    api.verbs.create(ADMIN, "pods", "default", pod("a"))
    api.verbs.create(ADMIN, "pods", "default", pod("b"))
    bind(api, "b")
    found = api.verbs.list(ADMIN, "pods", None, "app=web", "spec.nodeName=node1")
    assert [one["metadata"]["name"] for one in found] == ["b"]
    with pytest.raises(ApiError, match="field label not supported: spec.nope"):
        api.verbs.list(ADMIN, "pods", None, "", "spec.nope=1")


def test_services_are_handed_addresses_and_ports(api: ApiServer) -> None:
    made = api.verbs.create(ADMIN, "services", "default", service(type="NodePort"))
    port = made["spec"]["ports"][0]["nodePort"]
    assert 30000 <= port <= 32767
    taken = service("other", type="NodePort", ports=[{"port": 80, "nodePort": port}])
    with pytest.raises(ApiError, match="provided port is already allocated"):
        api.verbs.create(ADMIN, "services", "default", taken)
    api.verbs.delete(ADMIN, "services", "default", "web")
    again = api.verbs.create(ADMIN, "services", "default", taken)
    assert again["spec"]["ports"][0]["nodePort"] == port


def test_who_has_no_role_may_do_nothing(api: ApiServer) -> None:
    with pytest.raises(ApiError) as refusal:
        api.verbs.list(NOBODY, "pods", "default")
    assert refusal.value.message == (
        'pods is forbidden: User "jane" cannot list resource "pods" in API group "" in the '
        'namespace "default"'
    )


def test_a_role_binding_grants(api: ApiServer) -> None:
    group = "rbac.authorization.k8s.io"
    role = {
        "apiVersion": f"{group}/v1",
        "kind": "Role",
        "metadata": {"name": "reader"},
        "rules": [{"apiGroups": [""], "resources": ["pods"], "verbs": ["list"]}],
    }
    binding = {
        "apiVersion": f"{group}/v1",
        "kind": "RoleBinding",
        "metadata": {"name": "b"},
        "subjects": [{"kind": "User", "name": "jane", "apiGroup": group}],
        "roleRef": {"apiGroup": group, "kind": "Role", "name": "reader"},
    }
    api.verbs.create(ADMIN, f"roles.{group}", "default", role)
    api.verbs.create(ADMIN, f"rolebindings.{group}", "default", binding)
    assert api.verbs.list(NOBODY, "pods", "default") == []
    with pytest.raises(ApiError, match="cannot delete"):
        api.verbs.delete(NOBODY, "pods", "default", "web")
