"""gnostic's protobuf: values in, bytes out, as a plain reader of the wire format sees them."""

import json
import struct
from typing import Any

import pytest

from podlab.engine.apiserver.discovery.gnostic import encode, entry


def read(data: bytes) -> list[tuple[int, Any]]:
    """The fields of a message, in order."""
    rows, place = [], 0

    def varint() -> int:
        nonlocal place
        value = shift = 0
        while True:
            byte = data[place]
            place += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value

    while place < len(data):
        head = varint()
        if head & 7 == 0:
            rows.append((head >> 3, varint()))
        elif head & 7 == 1:
            rows.append((head >> 3, struct.unpack("<d", data[place : place + 8])[0]))
            place += 8
        else:
            size = varint()
            rows.append((head >> 3, data[place : place + size]))
            place += size
    return rows


def inside(data: bytes, *path: int) -> bytes:
    """What stands at a path of field numbers, in the first message of each."""
    for number in path:
        data = next(value for field, value in read(data) if field == number)
    return data


@pytest.mark.parametrize(("value", "path", "found"), [
    ({"description": "words"}, (4,), b"words"),
    ({"type": "object"}, (22, 1), b"object"),
    ({"items": {"$ref": "#/definitions/a"}}, (23, 1, 1), b"#/definitions/a"),
    ({"additionalProperties": {"type": "string"}}, (21, 1, 22, 1), b"string"),
    ({"properties": {"spec": {"type": "object"}}}, (25, 1, 1), b"spec"),
    ({"properties": {"spec": {"type": "object"}}}, (25, 1, 2, 22, 1), b"object"),
    ({"x-kubernetes-list-type": "map"}, (31, 1), b"x-kubernetes-list-type"),
    ({"x-kubernetes-list-type": "map"}, (31, 2, 2), b'"map"'),
    ({"default": {"a": 1}}, (5, 2), b'{"a": 1}'),
])  # fmt: skip
def test_schemas(value, path, found):
    assert inside(encode("Schema", value), *path) == found


def test_numbers_and_lists():
    data = encode("Schema", {"minimum": 0.5, "maxLength": 300, "required": ["a", "b"]})
    assert read(data) == [(9, 0.5), (11, 300), (19, b"a"), (19, b"b")]
    assert read(encode("Schema", {"minItems": -1}))[0] == (15, (1 << 64) - 1)


def test_what_is_unknown_is_left_out():
    assert encode("Schema", {"oneOf": [{"type": "string"}]}) == b""
    assert encode("Info", {"x-more": 1}) == b""


def test_a_query_parameter_is_wrapped_once():
    row = {"name": "dryRun", "in": "query", "type": "string", "uniqueItems": True}
    data = encode("Operation", {"parameters": [row, {**row, "name": "force"}]})
    assert [field for field, _ in read(data)] == [8, 8]
    query = inside(data, 8, 1, 2, 3)
    assert read(query) == [(4, b"dryRun"), (2, b"query"), (6, b"string"), (20, 1)]


def test_parts_of_a_document_stand_beside_each_other():
    whole = encode("Document", {"definitions": {"a": {"type": "object"}}})
    assert entry("Document", "definitions", "a", {"type": "object"}) == whole
    responses = {"200": {"description": "OK", "schema": {"$ref": "#/definitions/a"}}}
    operation = {"responses": responses, "x-kubernetes-action": "get"}
    data = entry("Document", "paths", "/api", {"get": operation})
    assert inside(data, 8, 2, 1) == b"/api"
    extension = inside(data, 8, 2, 2, 2, 13)
    assert json.loads(inside(extension, 2, 2)) == "get"
