"""Port-forwarding: streams of one SPDY connection in a WebSocket."""

import asyncio

from podlab.engine.apiserver.rest.messages import Session
from podlab.gateway import spdy
from podlab.gateway.portforward import PortForward
from tests.patience import PATIENCE, until

from .fake_door import FakeDoor, Socket
from .test_spdy import syn_stream

FORWARD = Session("portforward", "default", "web", {})


def test_a_connection_is_carried_both_ways() -> None:
    door = FakeDoor()
    door.output = [(1, b"HTTP/1.1 200 OK")]
    socket = Socket(
        {
            "type": "websocket.receive",
            "bytes": syn_stream(1, {"streamtype": "data", "port": "80", "requestid": "0"}),
        },
        {"type": "websocket.receive", "bytes": spdy.data(1, b"GET /")},
    )

    async def play() -> None:
        task = asyncio.create_task(PortForward(door, FORWARD, socket.send).run(socket.receive))
        await until(lambda: len(socket.sent) > 1 and ("write", "s1", b"GET /") in door.calls)
        socket.incoming.put_nowait({"type": "websocket.disconnect"})
        await asyncio.wait_for(task, PATIENCE)

    asyncio.run(play())
    assert door.calls == [
        ("forward", "default", "web", 80), ("write", "s1", b"GET /"), ("close", "s1"),
    ]  # fmt: skip
    assert spdy.data(1, b"HTTP/1.1 200 OK") in [message["bytes"] for message in socket.sent]


def test_noise_ends_it() -> None:
    socket = Socket({"type": "websocket.receive", "bytes": b"\x00" * 5 + b"\xff" * 20})
    asyncio.run(
        asyncio.wait_for(
            PortForward(FakeDoor(), FORWARD, socket.send).run(socket.receive), PATIENCE
        )
    )
    assert socket.sent == []
