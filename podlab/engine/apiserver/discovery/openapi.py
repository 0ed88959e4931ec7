"""OpenAPI v3 documents, one per group version, made from the type definitions.

Here: what clients read of them: schemas for ``explain``, and that operations take
``fieldValidation``.  Not here: version 2 (``openapiv2``).
"""

from functools import cache
from typing import Any

from podlab.engine.objects.facts import facts
from podlab.engine.objects.kinds import Kind, KindTable
from podlab.engine.objects.schema import Schema, definitions, type_name

Object = dict[str, Any]

_REF = "#/components/schemas/"
PARAMETERS = ("dryRun", "fieldManager", "fieldValidation")
_QUANTITY = "io.k8s.apimachinery.pkg.api.resource.Quantity"
_INT_OR_STRING = "io.k8s.apimachinery.pkg.util.intstr.IntOrString"
_SPECIAL: dict[str, Object] = {
    _QUANTITY: {"oneOf": [{"type": "string"}, {"type": "number"}]},
    _INT_OR_STRING: {"format": "int-or-string", "oneOf": [{"type": "integer"}, {"type": "string"}]},
}


def _path_of(group: str, version: str) -> str:
    return f"apis/{group}/{version}" if group else f"api/{version}"


def index(kinds: KindTable) -> Object:
    """``/openapi/v3``: where each group version's document is."""
    paths: dict[str, Object] = {}
    for kind in kinds.all():
        path = _path_of(kind.group, kind.version)
        paths[path] = {"serverRelativeURL": f"/openapi/v3/{path}?hash=1.37.1"}
    return {"paths": paths}


def document(kinds: KindTable, schema: Schema, path: str) -> Object | None:
    """``/openapi/v3/PATH``; None if no such group version is served."""
    rows = [kind for kind in kinds.all() if _path_of(kind.group, kind.version) == path]
    if not rows:
        return None
    paths: dict[str, Object] = {}
    schemas: dict[str, Object] = {}
    for kind in rows:
        name = schema_name(kind)
        _collect(kind, schema, name, schemas)
        for place in places(kind, path):
            paths[place] = operations(kind, place, name)
    return {
        "openapi": "3.0.0",
        "info": {"title": "Kubernetes", "version": "1.37"},
        "paths": paths,
        "components": {"schemas": schemas},
    }


def schema_name(kind: Kind) -> str:
    """The name of a kind's type in the documents."""
    if not kind.custom:
        return type_name(kind.api_version, kind.kind)
    group = ".".join(reversed(kind.group.split(".")))
    return f"{group}.{kind.version}.{kind.kind}"


def places(kind: Kind, path: str) -> list[str]:
    """The paths at which a kind is served, below that of its group version."""
    middle = "/namespaces/{namespace}" if kind.namespaced else ""
    base = f"/{path}{middle}/{kind.plural}"
    places = [base, base + "/{name}"]
    places += [f"{base}/{{name}}/{sub}" for sub in kind.subresources]
    if kind.namespaced and "list" in kind.verbs:
        places.append(f"/{path}/{kind.plural}")
    return places


_METHODS = {
    "create": ("post", "post"), "update": ("put", "put"), "patch": ("patch", "patch"),
    "delete": ("delete", "delete"), "get": ("get", "get"), "list": ("get", "list"),
}  # fmt: skip


def operations(kind: Kind, place: str, name: str) -> Object:
    """What may be done at a path; ``name`` is that of the kind's type."""
    gvk = {"group": kind.group, "kind": kind.kind, "version": kind.version}
    one = "{name}" in place
    verbs = ("get", "update", "patch", "delete") if one else ("create", "list")
    operations: Object = {}
    for verb in verbs:
        if verb not in kind.verbs and one is False:
            continue
        method, action = _METHODS[verb]
        operations[method] = {
            "x-kubernetes-action": action,
            "x-kubernetes-group-version-kind": gvk,
            "parameters": [_parameter(word) for word in PARAMETERS]
            if verb in ("create", "update", "patch") else [],
            "responses": {"200": {"description": "OK", "content": {"application/json": {
                "schema": {"$ref": _REF + name}}}}},
        }  # fmt: skip
    return operations


def _parameter(name: str) -> Object:
    return {"name": name, "in": "query", "schema": {"type": "string", "uniqueItems": True}}


# --- schemas ---------------------------------------------------------------------------------
def _collect(kind: Kind, schema: Schema, name: str, into: dict[str, Object]) -> None:
    if kind.custom:
        node = schema.type_of(kind.api_version, kind.kind)
        if node is None:
            return
        own = _translated(node.target, name)
        own["x-kubernetes-group-version-kind"] = [
            {"group": kind.group, "kind": kind.kind, "version": kind.version}
        ]
        into[name] = own
        todo = sorted(references(own))
    else:
        todo = [name]
    while todo:
        current = todo.pop()
        if current in into:
            continue
        into[current] = _builtin(current)
        todo += sorted(references(into[current]) - set(into))


@cache
def _builtin(name: str) -> Object:
    found: Object = _SPECIAL.get(name) or _translated(definitions()[name], name)
    return found


def references(value: Any, before: str = _REF) -> set[str]:
    """The names of the types that a schema refers to."""
    found: set[str] = set()
    todo = [value]
    while todo:
        one = todo.pop()
        if isinstance(one, dict):
            reference = one.get("$ref")
            if isinstance(reference, str):
                found.add(reference.removeprefix(before))
            todo += one.values()
        elif isinstance(one, list):
            todo += one
    return found


def _translated(value: Any, owner: str = "") -> Any:
    """A JSON schema of the definitions as OpenAPI writes it."""
    if isinstance(value, list):
        return [_translated(one) for one in value]
    if not isinstance(value, dict):
        return value
    out: Object = {}
    for key, inner in value.items():
        if key == "$ref":
            out[key] = _REF + inner.rpartition("/")[2]
        elif key == "properties":
            out[key] = {name: _property(one, owner, name) for name, one in inner.items()}
        elif key == "type" and isinstance(inner, list):
            out[key] = next((one for one in inner if one != "null"), "string")
        elif key != "additionalProperties" or isinstance(inner, dict | bool):
            out[key] = _translated(inner)
    return out


def _property(value: Any, owner: str, name: str) -> Any:
    out = _translated(value)
    if name in ("apiVersion", "kind") and isinstance(out, dict):
        out.pop("enum", None)
    enum = facts()["enums"].get(owner, {}).get(name)
    if enum and isinstance(out, dict):
        out["enum"] = enum[0]
        if enum[1]:
            words = "\n\nPossible enum values:\n" + enum[1]
            out["description"] = out.get("description", "").rstrip() + words
    default = facts()["defaults"].get(owner, {}).get(name)
    if default is not None and isinstance(out, dict):
        out["default"] = default
    if isinstance(out, dict) and "$ref" in out and len(out) > 1:
        out["allOf"] = [{"$ref": out.pop("$ref")}]  # OpenAPI 3.0: nothing may stand beside $ref
    return out
