"""From client-side to server-side apply: what kubectl does so that nothing is owned twice.

Here: keeping the last-applied annotation under an owner of its own, and giving what client-side
apply owned to server-side apply.  Not here: the apply itself (``apply``).
"""

from typing import Any

from podlab.engine.kubectl.context import Context
from podlab.engine.kubectl.printers.structured import as_served
from podlab.engine.kubectl.requests.lastapplied import ANNOTATION
from podlab.engine.kubectl.resources.info import Info
from podlab.engine.objects.fieldset import in_order, union

Object = dict[str, Any]

MANAGER = "kubectl"
CLIENT_SIDE = "kubectl-client-side-apply"
KEEPER = "kubectl-last-applied"
"""Who owns the annotation of client-side apply after the change."""


def migrate(c: Context, info: Info, result: Object) -> Object:
    """The object after whatever has to be done; ``result`` is what apply answered."""
    if ANNOTATION not in (result["metadata"].get("annotations") or {}):
        return result
    served = as_served(c, result)
    if not _owners(served, "Apply"):
        served = as_served(c, _keep_annotation(c, info, served))
    patch = _upgrade(served)
    if patch is None:
        return served
    verbs, caller = c.kube.verbs, c.client_as(MANAGER).caller
    verbs.patch(caller, info.resource, info.namespace, info.name, patch, "json")
    return verbs.patch(
        caller, info.resource, info.namespace, info.name, info.content, "apply",
        force=bool(c.flag("force-conflicts")),
    )  # fmt: skip


def _entries(obj: Object) -> list[Object]:
    return list(obj["metadata"].get("managedFields") or ())


def _owners(obj: Object, operation: str) -> list[str]:
    """Who owns the annotation by an operation."""
    key = f"f:{ANNOTATION}"
    return [
        entry["manager"]
        for entry in _entries(obj)
        if entry["operation"] == operation
        and key in entry["fieldsV1"].get("f:metadata", {}).get("f:annotations", {})
    ]


def _keep_annotation(c: Context, info: Info, obj: Object) -> Object:
    metadata: Object = {
        "name": info.name,
        "annotations": {ANNOTATION: obj["metadata"]["annotations"][ANNOTATION]},
    }
    if info.namespace:
        metadata["namespace"] = info.namespace
    config = {
        "apiVersion": info.kind.api_version, "kind": info.kind.kind, "metadata": metadata,
    }  # fmt: skip
    return c.kube.verbs.patch(
        c.client_as(KEEPER).caller, info.resource, info.namespace, info.name, config, "apply",
        force=True,
    )  # fmt: skip


def _upgrade(obj: Object) -> list[Object] | None:
    """The JSON patch that makes server-side apply the owner; None if it is already."""
    entries = _entries(obj)
    givers = {CLIENT_SIDE, *_owners(obj, "Update")}
    given = [
        entry
        for entry in entries
        if entry["operation"] == "Update"
        and entry["manager"] in givers
        and not entry.get("subresource")
    ]
    if not given:
        return None
    mine = next(
        (e for e in entries if e["manager"] == MANAGER and e["operation"] == "Apply"), given[0]
    )
    fields = mine["fieldsV1"]
    for entry in given:
        fields = union(fields, entry["fieldsV1"])
    owner = {**mine, "manager": MANAGER, "operation": "Apply", "fieldsV1": in_order(fields)}
    rest = [entry for entry in entries if entry not in given and entry is not mine]
    return [
        {"op": "replace", "path": "/metadata/managedFields", "value": [*rest, owner]},
        {
            "op": "replace",
            "path": "/metadata/resourceVersion",
            "value": obj["metadata"]["resourceVersion"],
        },
    ]
