"""The two messages of a handshake, whole, in pieces, and from somebody else."""

import pytest

from podlab.engine.machine.net import tls
from podlab.engine.machine.net.http import Request


def test_there_and_back() -> None:
    hello = tls.client_hello("shop.example.com")
    assert hello[:3] == b"\x16\x03\x03"
    assert tls.read_client_hello(hello + b"GET /") == ("shop.example.com", len(hello))
    answer = tls.server_hello(b"PEM")
    assert tls.read_server_hello(answer) == ("PEM", len(answer))


def test_pieces_are_waited_for() -> None:
    hello = tls.client_hello("a.b")
    assert all(tls.read_client_hello(hello[:length]) is None for length in range(1, len(hello)))


@pytest.mark.parametrize(
    "data",
    [Request("GET", "/").to_bytes(), b"\x16\x03\x03\x00\x01x", b"\x16\x03\x03\x00\x02[]",
     tls.server_hello(b"PEM"), b"\x15\x03\x03\x00\x02\x02\x28"],
)  # fmt: skip
def test_what_is_not_a_clients_greeting(data: bytes) -> None:
    with pytest.raises(tls.NotTls):
        tls.read_client_hello(data)
