"""OpenAPI version 2 documents as protobuf (gnostic's ``openapi.v2``), as kubectl asks for them.

Here: the messages and field numbers that our documents need, and writing them.  Not here: what a
document says (``openapiv2``); Kubernetes' own messages (``protobuf``).
"""

import json
import struct
from collections.abc import Callable
from typing import Any, NamedTuple

Object = dict[str, Any]

MEDIA_TYPE = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf"
_VARINT, _FIXED64, _BYTES = 0, 1, 2
_NAME, _VALUE, _YAML = 1, 2, 2


class _Field(NamedTuple):
    """Where a key goes: field numbers from the outside in (messages that only wrap are passed
    through), and what it holds.  Form: one value, many (a list) or a map (named values)."""

    path: tuple[int, ...]
    kind: str
    form: str = "one"


_QUERY = (1, 2, 3)
_PATH_PARAMETER = (1, 2, 4)
_MESSAGES: dict[str, dict[str, _Field]] = {
    "Document": {
        "swagger": _Field((1,), "string"),
        "info": _Field((2,), "Info"),
        "paths": _Field((8, 2), "PathItem", "map"),
        "definitions": _Field((9, 1), "Schema", "map"),
    },
    "Info": {"title": _Field((1,), "string"), "version": _Field((2,), "string")},
    "PathItem": {
        "get": _Field((2,), "Operation"),
        "put": _Field((3,), "Operation"),
        "post": _Field((4,), "Operation"),
        "delete": _Field((5,), "Operation"),
        "patch": _Field((8,), "Operation"),
    },
    "Operation": {
        "description": _Field((3,), "string"),
        "operationId": _Field((5,), "string"),
        "parameters": _Field((8,), "Parameter", "many"),
        "responses": _Field((9, 1), "Response", "map"),
    },
    "Query": {
        "required": _Field((*_QUERY, 1), "boolean"),
        "in": _Field((*_QUERY, 2), "string"),
        "name": _Field((*_QUERY, 4), "string"),
        "type": _Field((*_QUERY, 6), "string"),
        "uniqueItems": _Field((*_QUERY, 20), "boolean"),
    },
    "Path": {
        "required": _Field((*_PATH_PARAMETER, 1), "boolean"),
        "in": _Field((*_PATH_PARAMETER, 2), "string"),
        "name": _Field((*_PATH_PARAMETER, 4), "string"),
        "type": _Field((*_PATH_PARAMETER, 5), "string"),
        "uniqueItems": _Field((*_PATH_PARAMETER, 19), "boolean"),
    },
    "Response": {
        "description": _Field((1, 1), "string"),
        "schema": _Field((1, 2, 1), "Schema"),
    },
    "Schema": {
        "$ref": _Field((1,), "string"),
        "format": _Field((2,), "string"),
        "title": _Field((3,), "string"),
        "description": _Field((4,), "string"),
        "default": _Field((5,), "any"),
        "multipleOf": _Field((6,), "number"),
        "maximum": _Field((7,), "number"),
        "exclusiveMaximum": _Field((8,), "boolean"),
        "minimum": _Field((9,), "number"),
        "exclusiveMinimum": _Field((10,), "boolean"),
        "maxLength": _Field((11,), "integer"),
        "minLength": _Field((12,), "integer"),
        "pattern": _Field((13,), "string"),
        "maxItems": _Field((14,), "integer"),
        "minItems": _Field((15,), "integer"),
        "uniqueItems": _Field((16,), "boolean"),
        "maxProperties": _Field((17,), "integer"),
        "minProperties": _Field((18,), "integer"),
        "required": _Field((19,), "string", "many"),
        "enum": _Field((20,), "any", "many"),
        "additionalProperties": _Field((21, 1), "Schema"),
        "type": _Field((22, 1), "string"),
        "items": _Field((23, 1), "Schema"),
        "allOf": _Field((24,), "Schema", "many"),
        "properties": _Field((25, 1), "Schema", "map"),
    },
}  # fmt: skip
_EXTENSION = {
    "Operation": _Field((13,), "any", "map"),
    "Schema": _Field((31,), "any", "map"),
}
"""Where keys with ``x-`` go."""


def encode(message: str, value: Object) -> bytes:
    """A message of gnostic's, from its JSON form; keys that it does not know are left out."""
    fields = _MESSAGES[message]
    out = []
    for key, inner in value.items():
        field = fields.get(key)
        if field is not None:
            out += [_wrapped(field.path, kind, data) for kind, data in _values(field, inner)]
        elif key.startswith("x-") and message in _EXTENSION:
            field = _EXTENSION[message]
            out += [_wrapped(field.path, *one) for one in _values(field, {key: inner})]
    return b"".join(out)


def entry(message: str, key: str, name: str, value: Object) -> bytes:
    """One named value of a message's map, such as a document's definition, as part of it."""
    field = _MESSAGES[message][key]
    return b"".join(_wrapped(field.path, *one) for one in _values(field, {name: value}))


def _values(field: _Field, value: Any) -> list[tuple[int, bytes]]:
    """Wire types and contents of what stands at a field."""
    if field.form == "many":
        return [_one(field.kind, one) for one in value]
    if field.form == "map":
        return [
            (_BYTES, _string_field(_NAME, name) + _wrapped((_VALUE,), *_one(field.kind, one)))
            for name, one in value.items()
        ]
    return [_one(field.kind, value)]


def _one(kind: str, value: Any) -> tuple[int, bytes]:
    scalar = _SCALARS.get(kind)
    if scalar is not None:
        return scalar(value)
    if kind == "Parameter":
        kind = "Path" if value["in"] == "path" else "Query"
        return _BYTES, _merged(kind, value)
    return _BYTES, encode(kind, value)


def _merged(kind: str, value: Object) -> bytes:
    """A parameter: each of its fields has the same wrapping messages, written once."""
    fields = _MESSAGES[kind]
    inner = b"".join(
        _wrapped(fields[key].path[-1:], *_one(fields[key].kind, one))
        for key, one in value.items()
        if key in fields
    )
    return _wrapped(fields["name"].path[:-1], _BYTES, inner)


def _any(value: Any) -> tuple[int, bytes]:
    return _BYTES, _string_field(_YAML, json.dumps(value))


_SCALARS: dict[str, Callable[[Any], tuple[int, bytes]]] = {
    "string": lambda value: (_BYTES, str(value).encode()),
    "boolean": lambda value: (_VARINT, b"\x01" if value else b"\x00"),
    "integer": lambda value: (_VARINT, _varint(int(value))),
    "number": lambda value: (_FIXED64, struct.pack("<d", value)),
    "any": _any,
}


# --- the wire --------------------------------------------------------------------------------
def _wrapped(path: tuple[int, ...], wire: int, data: bytes) -> bytes:
    """A value at the end of a path of field numbers."""
    for number in reversed(path):
        length = _varint(len(data)) if wire == _BYTES else b""
        data = _varint(number << 3 | wire) + length + data
        wire = _BYTES
    return data


def _string_field(number: int, text: str) -> bytes:
    return _wrapped((number,), _BYTES, text.encode())


def _varint(value: int) -> bytes:
    value &= (1 << 64) - 1
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)
