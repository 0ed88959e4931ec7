"""TLS as it shows: who is asked for, and which certificates are presented.

Here: the two messages of a handshake in TLS' own framing, their contents in clear.  Nothing is
encrypted: after the handshake the connection's bytes are those of the protocol above.  Not here:
what a certificate says (``engine.pki``) or whether one is trusted (``userland.trust``).
"""

import json

HANDSHAKE = 0x16
VERSION = b"\x03\x03"
MAX_RECORD = 16 << 10


class NotTls(ValueError):
    """Bytes that are not TLS."""


def client_hello(server_name: str) -> bytes:
    """What a client says first; ``server_name`` is '' for an address."""
    return _record(HANDSHAKE, {"client_hello": server_name})


def server_hello(certificates: bytes) -> bytes:
    """What a server answers: its certificates as PEM, its own first."""
    return _record(HANDSHAKE, {"server_hello": certificates.decode("ascii", "replace")})


def read_client_hello(buffer: bytes) -> tuple[str, int] | None:
    """The name that is asked for and the length of the message; None while it is incomplete.
    Raises NotTls."""
    return _read(buffer, "client_hello")


def read_server_hello(buffer: bytes) -> tuple[str, int] | None:
    """The server's certificates (PEM) and the length of the message; None while it is incomplete.
    Raises NotTls."""
    return _read(buffer, "server_hello")


def _record(kind: int, content: dict[str, str]) -> bytes:
    data = json.dumps(content).encode()[:MAX_RECORD]
    return bytes((kind,)) + VERSION + len(data).to_bytes(2, "big") + data


def _read(buffer: bytes, name: str) -> tuple[str, int] | None:
    expected = bytes((HANDSHAKE,)) + VERSION
    if buffer[:3] != expected[: len(buffer)]:
        raise NotTls("wrong version number")
    if len(buffer) < 5:
        return None
    end = 5 + int.from_bytes(buffer[3:5], "big")
    if len(buffer) < end:
        return None
    try:
        content = json.loads(buffer[5:end])
    except ValueError as error:
        raise NotTls("decode error") from error
    if not isinstance(content, dict) or not isinstance(content.get(name), str):
        raise NotTls("unexpected message")
    return content[name], end
