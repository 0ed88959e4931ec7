"""Protobuf bodies, as typed clients send them."""

import pytest

from podlab.engine.apiserver.rest import protobuf
from podlab.engine.objects.status import ApiError


def field(number: int, data: bytes) -> bytes:
    """A length-delimited field."""
    return bytes([number << 3 | 2, len(data)]) + data


def unknown(api_version: str, kind: str, raw: bytes) -> bytes:
    """A ``runtime.Unknown`` around a message."""
    meta = field(1, api_version.encode()) + field(2, kind.encode())
    return protobuf.MAGIC + field(1, meta) + field(2, raw)


def test_a_config_map() -> None:
    metadata = field(1, b"cm") + field(8, b"")
    entry = field(1, b"key") + field(2, b"value")
    body = unknown("v1", "ConfigMap", field(1, metadata) + field(2, entry))
    assert protobuf.decode(body) == {
        "apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "cm"},
        "data": {"key": "value"},
    }  # fmt: skip


def test_bytes_are_base64() -> None:
    entry = field(1, b"k") + field(2, b"hi")
    assert protobuf.decode(unknown("v1", "Secret", field(2, entry)))["data"] == {"k": "aGk="}


def test_numbers_lists_and_int_or_string() -> None:
    int_or_string = bytes([1 << 3, 1]) + field(3, b"50%")
    spec = field(1, int_or_string)
    found = protobuf.decode(unknown("policy/v1", "PodDisruptionBudget", field(2, spec)))
    assert found["spec"] == {"minAvailable": "50%"}


@pytest.mark.parametrize("body", [
    b"", b"{}", protobuf.MAGIC + b"\xff", protobuf.MAGIC + b"\x0a\xff\xff",
    unknown("v1", "Nothing", b""), unknown("v1", "Pod", b"\xff" * 20),
    unknown("v1", "ConfigMap", field(1, b"\x0a\x7f")),
])  # fmt: skip
def test_damaged_bodies(body: bytes) -> None:
    with pytest.raises(ApiError):
        protobuf.decode(body)
