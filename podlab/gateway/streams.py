"""exec, attach and port-forward over WebSockets.

``v5.channel.k8s.io`` and ``v4``: the first byte of a message is its channel.  Port-forwarding
carries SPDY/3.1 in the messages (``portforward``).  Not here: SPDY's upgrade without WebSockets,
which old clients fall back on (not simulated: they are told so).
"""

import asyncio
import json
from dataclasses import dataclass
from typing import Any

from podlab.engine.apiserver.rest.messages import Response, Session
from podlab.engine.objects.status import ApiError
from podlab.gateway.http import request_of
from podlab.gateway.portforward import SUBPROTOCOL, PortForward
from podlab.gateway.ports import Door, Receive, Scope, Send

STDIN, STDOUT, STDERR, ERROR, RESIZE, CLOSE = 0, 1, 2, 3, 4, 255
PROTOCOLS = ("v5.channel.k8s.io", "v4.channel.k8s.io")
MAX_MESSAGE = 1 << 20


async def serve_websocket(
    door: Door, scope: Scope, path: str, receive: Receive, send: Send
) -> None:
    """Serve one WebSocket: an exec, an attach or a port-forward."""
    await receive()  # websocket.connect
    found = await door.answer(request_of({**scope, "method": "GET"}, path))
    offered = scope.get("subprotocols") or []
    if not isinstance(found, Session):
        await _refuse(send, found if isinstance(found, Response) else None)
        return
    if found.kind == "portforward":
        if SUBPROTOCOL in offered:
            await send({"type": "websocket.accept", "subprotocol": SUBPROTOCOL})
            await PortForward(door, found, send).run(receive)
            return
        await _refuse(send, None)
        return
    chosen = next((one for one in PROTOCOLS if one in offered), None)
    if chosen is None:
        await _refuse(send, None)
        return
    await _converse(door, found, chosen, receive, send)


async def _refuse(send: Send, response: Response | None) -> None:
    """Refuse the handshake; where the server can, with the API's own answer."""
    if response is None:
        await send({"type": "websocket.close", "code": 4400})
        return
    await send({"type": "websocket.close", "code": 4000 + response.status % 1000})


def _one(session: Session, name: str) -> str:
    return session.parameters.get(name, [""])[0]


def _flag(session: Session, name: str) -> bool:
    return _one(session, name) in ("true", "1")


async def _converse(
    door: Door, session: Session, protocol: str, receive: Receive, send: Send
) -> None:
    await send({"type": "websocket.accept", "subprotocol": protocol})
    options = {"stdin": _flag(session, "stdin"), "tty": _flag(session, "tty")}
    place = (session.namespace, session.pod, _one(session, "container"))
    try:
        if session.kind == "exec":
            words = session.parameters.get("command", [])
            name = await door.node("exec", *place, words, **options)
        else:
            name = await door.node("attach", *place, **options)
    except ApiError as error:
        await _send(send, ERROR, json.dumps(_refusal(error)).encode())
        await send({"type": "websocket.close", "code": 1000})
        return
    await Conversation(door, name, options["stdin"]).run(receive, send)


def _refusal(error: ApiError) -> dict[str, Any]:
    """The Status of a session that could not begin.  The API server asks the kubelet to upgrade
    the connection; what that refuses comes back in those words (recorded: scenarios/init-ok)."""
    if error.code == 404 and error.message.startswith("container "):
        words = f"unable to upgrade connection: {error.message}"
        error = ApiError(error.code, error.reason, words, error.details)
    return error.status()


async def _send(send: Send, channel: int, data: bytes) -> None:
    await send({"type": "websocket.send", "bytes": bytes([channel]) + data})


@dataclass(slots=True)
class Conversation:
    """One exec or attach: what the client sends goes in, what the process writes comes out."""

    door: Door
    name: str
    stdin: bool

    async def run(self, receive: Receive, send: Send) -> None:
        """Carry both directions until one side has ended."""
        changed = asyncio.Event()
        stop = self.door.subscribe(changed.set)
        reading = asyncio.ensure_future(self._input(receive))
        try:
            ended = await self._output(send, changed, reading)
        finally:
            stop()
            reading.cancel()
        if not ended:
            await self.door.node("close", self.name)

    async def _output(
        self, send: Send, changed: asyncio.Event, reading: "asyncio.Future[Any]"
    ) -> bool:
        while True:
            changed.clear()
            chunks, result = self.door.peek(self.name)
            for channel, data in chunks:
                await _send(send, STDERR if channel == 2 else STDOUT, data)
            if result is not None and not chunks:
                await _send(send, ERROR, json.dumps(result).encode())
                await send({"type": "websocket.close", "code": 1000})
                return True
            if reading.done():
                return False
            if not chunks:
                await either(changed, reading)

    async def _input(self, receive: Receive) -> None:
        while True:
            message = await receive()
            if message["type"] == "websocket.disconnect":
                return
            data = message.get("bytes") or (message.get("text") or "").encode()
            if data and len(data) <= MAX_MESSAGE:
                await self._take(data[0], data[1:])

    async def _take(self, channel: int, data: bytes) -> None:
        if channel == STDIN and data and self.stdin:
            await self.door.node("write", self.name, data)
        elif channel == CLOSE and data[:1] == bytes([STDIN]):
            await self.door.node("close_input", self.name)
        elif channel == RESIZE:
            await self._resize(data)

    async def _resize(self, data: bytes) -> None:
        try:
            size = json.loads(data)
            columns, rows = int(size["Width"]), int(size["Height"])
        except (ValueError, KeyError, TypeError):
            return
        await self.door.node(
            "resize", self.name, min(max(columns, 1), 1000), min(max(rows, 1), 1000)
        )


async def either(changed: asyncio.Event, other: "asyncio.Future[Any]") -> None:
    """Wait for a change or for another task, whichever comes first."""
    waiting = asyncio.ensure_future(changed.wait())
    await asyncio.wait({waiting, other}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
