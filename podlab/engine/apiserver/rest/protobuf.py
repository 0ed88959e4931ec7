"""Protobuf bodies: typed clients send them; they are decoded by the facts table.

Here: from ``application/vnd.kubernetes.protobuf`` to the JSON value that the same client would
have sent.  Not here: encoding: answers are JSON, which every client takes.
"""

import base64
import json
import struct
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from podlab.engine.kernel.clock import SECOND, rfc3339, rfc3339_micro
from podlab.engine.objects.facts import facts
from podlab.engine.objects.status import bad_request

MAGIC = b"k8s\x00"
MAX_DEPTH = 64
MAX_FIELDS = 200_000

_META = "k8s.io.apimachinery.pkg.apis.meta.v1."
_QUANTITY = "k8s.io.apimachinery.pkg.api.resource.Quantity"
_INT_OR_STRING = "k8s.io.apimachinery.pkg.util.intstr.IntOrString"
_RAW = "k8s.io.apimachinery.pkg.runtime.RawExtension"


class Field(NamedTuple):
    """One field of a message."""

    name: str
    type: str
    repeated: bool
    is_map: bool


_SCALARS = frozenset({
    "string", "bool", "bytes", "double", "float", "int32", "int64", "uint32", "uint64",
})  # fmt: skip


@cache
def _message(name: str) -> dict[int, Field]:
    """The fields of a message by number; empty for an unknown one."""
    package = name.rpartition(".")[0]
    found: dict[int, Field] = {}
    for word in facts()["protobuf"].get(name, "").split():
        field, _, rest = word.partition("=")
        number, _, type_ = rest.partition(":")
        is_map = type_.startswith("map<")
        if is_map:
            type_ = type_.partition(",")[2].rstrip(">")
        repeated = type_.endswith("*")
        full = _full_name(type_.rstrip("*"), package)
        found[int(number)] = Field(field, full, repeated, is_map)
    return found


def _full_name(type_: str, package: str) -> str:
    if type_ in _SCALARS or "." in type_:
        return type_.lstrip(".")
    return f"{package}.{type_}"


def decode(body: bytes) -> Any:
    """The JSON value of a protobuf body; ApiError BadRequest when it is damaged."""
    if not body.startswith(MAGIC):
        raise bad_request("provided data does not appear to be a protobuf message")
    try:
        return _decode(body)
    except (IndexError, struct.error, UnicodeDecodeError, KeyError, ValueError) as error:
        raise bad_request(f"unable to decode the protobuf body: {error}") from error


def _decode(body: bytes) -> Any:
    api_version = kind = ""
    raw = b""
    for number, value in _fields(body[len(MAGIC) :]):
        if number == 1:
            for inner, text in _fields(_bytes(value)):
                if inner == 1:
                    api_version = _bytes(text).decode()
                elif inner == 2:
                    kind = _bytes(text).decode()
        elif number == 2:
            raw = _bytes(value)
    name = message_name(api_version, kind)
    decoded = _object(name, raw, 0)
    return {"apiVersion": api_version, "kind": kind, **decoded}


@cache
def message_name(api_version: str, kind: str) -> str:
    """The message of a kind.  Raises KeyError if it is unknown."""
    group, _, version = api_version.rpartition("/")
    short = group.split(".")[0] or "core"
    for prefix in (
        f"k8s.io.api.{short}.{version}.",
        f"k8s.io.apiextensions_apiserver.pkg.apis.apiextensions.{version}.",
        f"k8s.io.kube_aggregator.pkg.apis.apiregistration.{version}.",
        _META,
    ):
        if prefix + kind in facts()["protobuf"]:
            return prefix + kind
    raise KeyError(f"no message for {api_version} {kind}")


# --- the wire format -------------------------------------------------------------------------
def _varint(data: bytes, place: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[place]
        place += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value & 0xFFFF_FFFF_FFFF_FFFF, place
        shift += 7
        if shift > 63:
            raise ValueError("varint is too long")


def _fields(data: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Numbers and values of a message's fields."""
    place = 0
    value: int | bytes
    while place < len(data):
        tag, place = _varint(data, place)
        number, wire = tag >> 3, tag & 7
        if wire == 0:
            value, place = _varint(data, place)
        elif wire == 1:
            value, place = data[place : place + 8], place + 8
        elif wire == 2:
            length, place = _varint(data, place)
            value, place = data[place : place + length], place + length
        elif wire == 5:
            value, place = data[place : place + 4], place + 4
        else:
            raise ValueError(f"wire type {wire}")
        if place > len(data):
            raise ValueError("unexpected end of data")
        yield number, value


def _bytes(value: int | bytes) -> bytes:
    if not isinstance(value, bytes):
        raise ValueError("expected bytes")
    return value


def _signed(value: int) -> int:
    return value - (1 << 64) if value >> 63 else value


# --- messages --------------------------------------------------------------------------------
def _object(name: str, data: bytes, depth: int) -> dict[str, Any]:
    if depth > MAX_DEPTH:
        raise ValueError("nested too deeply")
    fields = _message(name)
    out: dict[str, Any] = {}
    for number, value in _fields(data):
        field = fields.get(number)
        if field is None:
            continue
        if field.is_map:
            key, inner = _entry(field.type, _bytes(value), depth)
            out.setdefault(field.name, {})[key] = inner
        elif field.repeated:
            out.setdefault(field.name, []).append(_value(field.type, value, depth))
        else:
            decoded = _value(field.type, value, depth)
            if decoded is not None:
                out[field.name] = decoded
    return _inlined(name, out)


_INLINE = {
    "k8s.io.api.core.v1.Volume": "volumeSource",
    "k8s.io.api.core.v1.Probe": "handler",
    "k8s.io.api.core.v1.EphemeralContainer": "ephemeralContainerCommon",
    "k8s.io.api.core.v1.PersistentVolumeSpec": "persistentVolumeSource",
    "k8s.io.api.networking.v1.IngressRule": "ingressRuleValue",
    "k8s.io.api.networking.v1beta1.IngressRule": "ingressRuleValue",
    "k8s.io.api.admissionregistration.v1.NamedRuleWithOperations": "ruleWithOperations",
    "k8s.io.api.admissionregistration.v1.RuleWithOperations": "rule",
    "k8s.io.api.resource.v1.DeviceAllocationConfiguration": "deviceConfiguration",
    "k8s.io.api.resource.v1.DeviceClaimConfiguration": "deviceConfiguration",
    "k8s.io.api.resource.v1.DeviceClassConfiguration": "deviceConfiguration",
}
"""Messages with a field that JSON spells out in place."""


def _inlined(name: str, out: dict[str, Any]) -> dict[str, Any]:
    for key in (_INLINE.get(name, ""), "localObjectReference"):
        inner = out.get(key) if key else None
        if isinstance(inner, dict):
            del out[key]
            out = {**inner, **out}
    return out


def _entry(type_: str, data: bytes, depth: int) -> tuple[str, Any]:
    """One entry of a map from strings to values of a type."""
    key, value = "", _value(type_, b"", depth) if type_ not in _SCALARS else ""
    for number, raw in _fields(data):
        if number == 1:
            key = _bytes(raw).decode()
        elif number == 2:
            value = _value(type_, raw, depth)
    return key, value


def _value(type_: str, value: int | bytes, depth: int) -> Any:
    if type_ == "string":
        return _bytes(value).decode()
    if type_ == "bool":
        return bool(value)
    if type_ == "bytes":
        return base64.b64encode(_bytes(value)).decode()
    if type_ == "double":
        return struct.unpack("<d", _bytes(value))[0]
    if isinstance(value, int):
        return _signed(value)
    special = _SPECIAL.get(type_)
    if special is not None:
        return special(value)
    return _object(type_, value, depth + 1)


def _by_number(data: bytes) -> dict[int, int | bytes]:
    return dict(_fields(data))


def _time(data: bytes) -> str | None:
    parts = _by_number(data)
    seconds = _signed(int(parts.get(1, 0)))
    return rfc3339(seconds * SECOND) if data else None


def _micro_time(data: bytes) -> str | None:
    parts = _by_number(data)
    micros = _signed(int(parts.get(1, 0))) * SECOND + int(parts.get(2, 0)) // 1000
    return rfc3339_micro(micros) if data else None


def _quantity(data: bytes) -> str:
    return _bytes(_by_number(data).get(1, b"0")).decode()


def _int_or_string(data: bytes) -> int | str:
    parts = _by_number(data)
    if parts.get(1, 0) == 1:
        return _bytes(parts.get(3, b"")).decode()
    return _signed(int(parts.get(2, 0)))


def _duration(data: bytes) -> str:
    return f"{_signed(int(_by_number(data).get(1, 0))) / 1e9:g}s"


def _fields_v1(data: bytes) -> Any:
    return json.loads(_bytes(_by_number(data).get(1, b"{}")))


def _items(data: bytes) -> list[str]:
    return [_bytes(value).decode() for number, value in _fields(data) if number == 1]


_SPECIAL: dict[str, Any] = {
    _META + "FieldsV1": _fields_v1,
    _META + "Verbs": _items,
    "k8s.io.api.authentication.v1.ExtraValue": _items,
    "k8s.io.api.authorization.v1.ExtraValue": _items,
    "k8s.io.api.certificates.v1.ExtraValue": _items,
    _RAW: _fields_v1,
    _META + "Time": _time,
    _META + "MicroTime": _micro_time,
    _META + "Duration": _duration,
    _QUANTITY: _quantity,
    _INT_OR_STRING: _int_or_string,
}
