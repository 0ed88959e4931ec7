"""namePrefix, nameSuffix, namespace, and the references that follow a name.

Here: which fields refer to what; one walk over an object finds them all.  Not here: hashes
(``generators``).
"""

from collections.abc import Callable
from typing import Any

from podlab.engine.kubectl.kustomize.resource import CLUSTER_SCOPED, Object, Resource
from podlab.engine.objects.meta import put

BY_PARENT = {
    "configMap": ("name", "ConfigMap"), "configMapRef": ("name", "ConfigMap"),
    "configMapKeyRef": ("name", "ConfigMap"), "secretRef": ("name", "Secret"),
    "secretKeyRef": ("name", "Secret"), "imagePullSecrets": ("name", "Secret"),
    "persistentVolumeClaim": ("claimName", "PersistentVolumeClaim"),
    "service": ("name", "Service"), "tls": ("secretName", "Secret"),
}  # fmt: skip
"""A mapping's place → the field in it that is a name, and the kind that it names."""
BY_FIELD = {
    "serviceAccountName": "ServiceAccount", "serviceAccount": "ServiceAccount",
    "serviceName": "Service", "storageClassName": "StorageClass", "volumeName": "PersistentVolume",
    "priorityClassName": "PriorityClass", "ingressClassName": "IngressClass",
}  # fmt: skip
BY_KIND = ("scaleTargetRef", "roleRef", "subjects")
"""Mappings that name their kind themselves."""
UNPREFIXED = ("CustomResourceDefinition", "APIService", "Namespace")
MAX_DEPTH = 60
Names = dict[tuple[str, str], str]


def place(resources: list[Resource], namespace: str) -> None:
    """Put everything that lives in a namespace into this one."""
    if not namespace:
        return
    accounts = {name for one in resources if one.kind == "ServiceAccount" for name in one.names}
    for one in resources:
        if one.kind == "Namespace":
            one.rename(namespace)
        elif one.kind not in CLUSTER_SCOPED:
            one.obj = put(one.obj, ("metadata", "namespace"), namespace)
        if one.kind in ("RoleBinding", "ClusterRoleBinding") and one.obj.get("subjects"):
            rows = [_subject(row, namespace, accounts) for row in one.obj["subjects"]]
            one.obj = {**one.obj, "subjects": rows}


def _subject(row: Any, namespace: str, accounts: set[str]) -> Any:
    if not isinstance(row, dict) or row.get("kind") != "ServiceAccount":
        return row
    ours = row.get("name") in accounts or row.get("name") == "default"
    return {**row, "namespace": namespace} if ours else row


def affix(resources: list[Resource], prefix: str, suffix: str) -> None:
    """Lengthen every name, and what refers to it."""
    if prefix or suffix:
        rename(
            [one for one in resources if one.kind not in UNPREFIXED],
            resources,
            lambda one: f"{prefix}{one.name}{suffix}",
        )


def rename(
    changed: list[Resource], everything: list[Resource], name: Callable[[Resource], str]
) -> None:
    """Rename some resources; every reference to them by their present name follows."""
    names: Names = {}
    for one in changed:
        old = one.name
        one.rename(name(one))
        names[one.kind, old] = one.name
    for one in everything:
        head = one.obj["metadata"]
        rest = {key: value for key, value in one.obj.items() if key != "metadata"}
        rest = _followed(rest, names, "", 0)
        one.obj = {**{key: rest[key] for key in rest}, "metadata": head}


def _followed(value: Any, names: Names, place_: str, depth: int) -> Any:
    if depth > MAX_DEPTH:
        return value
    if isinstance(value, list):
        return [_followed(item, names, place_, depth + 1) for item in value]
    if not isinstance(value, dict):
        return value
    found: Object = {}
    for key, inner in value.items():
        kind = _kind_of(key, place_, value)
        if kind and isinstance(inner, str):
            found[key] = names.get((kind, inner), inner)
        else:
            found[key] = _followed(inner, names, key, depth + 1)
    return found


def _kind_of(key: str, place_: str, holder: Object) -> str:
    """The kind that a field names; '' if it is no reference."""
    field, kind = BY_PARENT.get(place_, ("", ""))
    if key == field:
        return kind
    if place_ == "secret" and key in ("name", "secretName"):
        return "Secret"
    if place_ in BY_KIND and key == "name":
        return str(holder.get("kind", ""))
    return BY_FIELD.get(key, "")
