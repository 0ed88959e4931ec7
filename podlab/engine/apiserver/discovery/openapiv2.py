"""The OpenAPI version 2 document: all kinds in one, as JSON and as protobuf.

Here: what older clients, ``kubectl explain --output=plaintext-openapiv2`` and kubectl's own
validation (Lists, kinds that are unknown) read of it.  Not here: version 3 (``openapi``, which has
enums and defaults besides), protobuf's wire format (``gnostic``).
"""

from functools import cache
from typing import Any

from podlab.engine.apiserver.discovery import gnostic
from podlab.engine.apiserver.discovery.openapi import (
    PARAMETERS,
    operations,
    places,
    references,
    schema_name,
)
from podlab.engine.objects.kinds import Kind, KindTable
from podlab.engine.objects.schema import Schema, definitions

Object = dict[str, Any]

_REF = "#/definitions/"
_HEAD = {"swagger": "2.0", "info": {"title": "Kubernetes", "version": "v1.37.1"}}
_SPECIAL: dict[str, Object] = {
    "io.k8s.apimachinery.pkg.api.resource.Quantity": {"type": "string"},
    "io.k8s.apimachinery.pkg.util.intstr.IntOrString": {
        "type": "string",
        "format": "int-or-string",
    },
}
_VERSION_3 = ("anyOf", "oneOf", "not", "nullable", "enum")
"""Keywords that version 2 does not have, or does not tell."""


def document(kinds: KindTable, schema: Schema) -> Object:
    """The document as JSON."""
    rows = kinds.all()
    paths: Object = {}
    for kind in rows:
        paths.update(_paths(kind))
    return {**_HEAD, "paths": paths, "definitions": dict(_definitions(rows, schema))}


def encoded(kinds: KindTable, schema: Schema) -> bytes:
    """The document as protobuf, put together from parts that do not change."""
    rows = kinds.all()
    parts = [gnostic.encode("Document", _HEAD)]
    for kind in rows:
        parts += [gnostic.entry("Document", "paths", *row) for row in _paths(kind).items()]
    for name, value in _definitions(rows, schema):
        known = name in definitions()
        parts.append(_builtin_definition(name) if known else _encode_definition(name, value))
    return b"".join(parts)


def _paths(kind: Kind) -> Object:
    base = f"apis/{kind.group}/{kind.version}" if kind.group else f"api/{kind.version}"
    return {place: _item(kind, place) for place in places(kind, base)}


def _item(kind: Kind, place: str) -> Object:
    item = operations(kind, place, schema_name(kind))
    parameters = [_parameter(name) for name in PARAMETERS]
    answer = {"description": "OK", "schema": {"$ref": _REF + schema_name(kind)}}
    for operation in item.values():
        operation["parameters"] = parameters if operation["parameters"] else []
        operation["responses"] = {"200": answer}
    return item


def _parameter(name: str) -> Object:
    return {"name": name, "in": "query", "type": "string", "uniqueItems": True}


# --- definitions -----------------------------------------------------------------------------
def _definitions(rows: tuple[Kind, ...], schema: Schema) -> list[tuple[str, Object]]:
    """All that the kinds need, once each, the types of a release before those of learners."""
    found: dict[str, Object] = {}
    custom: dict[str, Object] = {}
    todo: list[str] = []
    for kind in rows:
        if kind.custom:
            own = _custom(kind, schema)
            custom[schema_name(kind)] = own
            todo += sorted(references(own, _REF))
        else:
            todo.append(schema_name(kind))
    while todo:
        name = todo.pop()
        if name not in found:
            found[name] = _builtin(name)
            todo += sorted(references(found[name], _REF) - set(found))
    return [*sorted(found.items()), *sorted(custom.items())]


@cache
def _builtin(name: str) -> Object:
    special = _SPECIAL.get(name)
    if special is not None:
        return special
    translated: Object = _translated(definitions()[name])
    return translated


def _custom(kind: Kind, schema: Schema) -> Object:
    node = schema.type_of(kind.api_version, kind.kind)
    own: Object = {"type": "object"} if node is None else _translated(node.target)
    gvk = {"group": kind.group, "kind": kind.kind, "version": kind.version}
    return {**own, "x-kubernetes-group-version-kind": [gvk]}


@cache
def _builtin_definition(name: str) -> bytes:
    return _encode_definition(name, _builtin(name))


def _encode_definition(name: str, value: Object) -> bytes:
    return gnostic.entry("Document", "definitions", name, value)


def _translated(value: Any) -> Any:
    """A schema of the definitions as version 2 writes it."""
    if not isinstance(value, dict):
        return value
    out: Object = {}
    for key, inner in value.items():
        if key == "$ref":
            out[key] = _REF + inner.rpartition("/")[2]
        elif key == "properties":
            out[key] = {name: _translated(one) for name, one in inner.items()}
        elif key == "type" and isinstance(inner, list):
            out[key] = next((one for one in inner if one != "null"), "string")
        elif key in ("items", "additionalProperties"):
            if isinstance(inner, dict):
                out[key] = _translated(inner)
        elif key not in _VERSION_3:
            out[key] = inner
    return out
