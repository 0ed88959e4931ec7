"""Defaults of networking, RBAC, storage and machinery.  Recorded: corpus dry runs."""

from tests.engine.objects.manifests import defaulted


def test_network_policies() -> None:
    spec = defaulted("netpol", {"spec": {"egress": [{"ports": [{"port": 53}]}]}})["spec"]
    assert spec["policyTypes"] == ["Ingress", "Egress"]
    assert spec["egress"][0]["ports"] == [{"protocol": "TCP", "port": 53}]


def test_bindings() -> None:
    found = defaulted("rolebindings", {"roleRef": {"kind": "Role", "name": "r"},
                                       "subjects": [{"kind": "User", "name": "u"}]})  # fmt: skip
    assert found["roleRef"]["apiGroup"] == "rbac.authorization.k8s.io"
    assert found["subjects"][0]["apiGroup"] == "rbac.authorization.k8s.io"


def test_storage_classes() -> None:
    found = defaulted("sc", {"provisioner": "x.io/y"})
    assert found["reclaimPolicy"] == "Delete"
    assert found["volumeBindingMode"] == "Immediate"


def test_custom_resource_definitions() -> None:
    spec = {
        "group": "x.io",
        "names": {"plural": "things", "kind": "Thing"},
        "scope": "Cluster",
        "versions": [{"name": "v1", "served": True, "storage": True}],
    }
    found = defaulted("crd", {"spec": spec})
    assert found["spec"]["names"]["listKind"] == "ThingList"
    assert found["spec"]["names"]["singular"] == "thing"
    assert found["status"]["storedVersions"] == ["v1"]


def test_webhooks() -> None:
    hook = {"name": "a.b.c", "clientConfig": {"service": {"name": "s", "namespace": "n"}}}
    found = defaulted("validatingwebhookconfigurations", {"webhooks": [hook]})["webhooks"][0]
    assert found["failurePolicy"] == "Fail"
    assert found["clientConfig"]["service"]["port"] == 443
