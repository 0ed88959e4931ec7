"""Roles and bindings.  Words recorded: mutated manifests."""

from tests.engine.objects.manifests import refusals, update_refusals

ROLE = {"kind": "Role", "name": "r", "apiGroup": "rbac.authorization.k8s.io"}


def test_rules() -> None:
    assert refusals("roles", {"rules": [{}]}) == [
        "rules[0].apiGroups: Required value: resource rules must supply at least one api group",
        "rules[0].resources: Required value: resource rules must supply at least one resource",
        "rules[0].verbs: Required value",
    ]


def test_urls_belong_to_cluster_roles() -> None:
    rule = {"verbs": ["get"], "nonResourceURLs": ["/healthz"]}
    assert refusals("clusterroles", {"rules": [rule]}) == []
    assert "cannot apply to non-resource URLs" in refusals("roles", {"rules": [rule]})[0]


def test_subjects() -> None:
    assert refusals("rolebindings", {"roleRef": ROLE, "subjects": [{}]}) == [
        'subjects[0].kind: Unsupported value: "": supported values: "ServiceAccount", "User", '
        '"Group"',
        "subjects[0].name: Required value",
    ]


def test_the_role_stays() -> None:
    old, new = {"roleRef": ROLE}, {"roleRef": {**ROLE, "name": "other"}}
    assert update_refusals("rolebindings", old, new) == [
        'roleRef: Invalid value: {"APIGroup":"rbac.authorization.k8s.io","Kind":"Role",'
        '"Name":"other"}: cannot change roleRef'
    ]
