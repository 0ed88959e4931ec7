"""exec over WebSockets."""

import asyncio
import json
from typing import Any

from podlab.engine.apiserver.rest.messages import Response, Session
from podlab.engine.objects.status import ApiError
from podlab.gateway.streams import serve_websocket
from tests.patience import PATIENCE

from .fake_door import FakeDoor, Socket

EXEC = Session(
    "exec",
    "default",
    "web",
    {"command": ["sh"], "container": ["c"], "stdin": ["true"], "stdout": ["true"]},
)
SUCCESS = {"metadata": {}, "status": "Success"}


def serve(door: FakeDoor, socket: Socket, *protocols: str) -> None:
    """One WebSocket, served to its end."""
    scope: dict[str, Any] = {
        "type": "websocket",
        "path": "/x",
        "headers": [],
        "subprotocols": list(protocols),
    }
    asyncio.run(
        asyncio.wait_for(serve_websocket(door, scope, "/p", socket.receive, socket.send), PATIENCE)
    )


def test_output_then_the_result_then_the_end() -> None:
    door = FakeDoor(EXEC)
    door.output, door.result = [(1, b"out"), (2, b"err")], SUCCESS
    socket = Socket({"type": "websocket.connect"})
    serve(door, socket, "v5.channel.k8s.io")
    assert socket.sent[0]["subprotocol"] == "v5.channel.k8s.io"
    assert [message["bytes"] for message in socket.sent[1:3]] == [b"\x01out", b"\x02err"]
    assert socket.sent[3]["bytes"][0] == 3
    assert json.loads(socket.sent[3]["bytes"][1:]) == SUCCESS
    assert socket.sent[4]["type"] == "websocket.close"


def test_a_container_that_does_not_run_is_refused_in_the_upgrade_s_words() -> None:
    """recorded: scenarios/init-ok"""

    class Refusing(FakeDoor):
        async def node(self, action: str, *arguments: Any, **options: Any) -> Any:
            raise ApiError(404, "NotFound", 'container not found ("c")')

    socket = Socket({"type": "websocket.connect"})
    serve(Refusing(EXEC), socket, "v5.channel.k8s.io")
    assert socket.sent[1]["bytes"][0] == 3
    status = json.loads(socket.sent[1]["bytes"][1:])
    assert status["message"] == 'unable to upgrade connection: container not found ("c")'
    assert socket.sent[2]["type"] == "websocket.close"


def test_input_end_of_input_and_size_go_in_and_a_lost_client_ends_it() -> None:
    door = FakeDoor(EXEC)
    messages = [b"\x00hi", b"\xff\x00", b'\x04{"Width": 80, "Height": 24}', b"\x04nonsense"]
    socket = Socket(
        {"type": "websocket.connect"},
        *({"type": "websocket.receive", "bytes": one} for one in messages),
        {"type": "websocket.disconnect"},
    )
    serve(door, socket, "v4.channel.k8s.io")
    assert door.calls == [
        ("exec", "default", "web", "c", ["sh"], ("stdin", True), ("tty", False)),
        ("write", "s1", b"hi"), ("close_input", "s1"), ("resize", "s1", 80, 24), ("close", "s1"),
    ]  # fmt: skip


def test_unknown_protocols_and_refusals_close_the_handshake() -> None:
    for given, protocols in ((EXEC, ["x"]), (Response(404, b""), ["v5.channel.k8s.io"])):
        socket = Socket({"type": "websocket.connect"})
        serve(FakeDoor(given), socket, *protocols)
        assert [message["type"] for message in socket.sent] == ["websocket.close"]
