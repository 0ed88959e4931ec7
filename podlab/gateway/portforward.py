"""Port-forwarding: each connection is an error stream and a data stream of one SPDY connection.

Not here: SPDY's frames (``spdy``), the Pod's side (the nodes' proxy).
"""

import asyncio
from dataclasses import dataclass, field
from typing import Any

from podlab.engine.apiserver.rest.messages import Session
from podlab.engine.objects.status import ApiError
from podlab.gateway import spdy
from podlab.gateway.ports import Door, Receive, Send

SUBPROTOCOL = "SPDY/3.1+portforward.k8s.io"
MAX_CONNECTIONS = 100
CHUNK = 32 * 1024


@dataclass(slots=True)
class _Forward:
    """One forwarded connection: its stream numbers and the node's session."""

    error: int = 0
    data: int = 0
    port: int = 0
    name: str = ""
    closed: bool = False
    waiting: list[bytes] = field(default_factory=list)


class PortForward:
    """One port-forward's WebSocket."""

    def __init__(self, door: Door, session: Session, send: Send) -> None:
        self._door = door
        self._session = session
        self._send = send
        self._spdy = spdy.Connection()
        self._by_request: dict[str, _Forward] = {}
        self._by_stream: dict[int, _Forward] = {}

    async def run(self, receive: Receive) -> None:
        """Carry connections until the client is gone."""
        changed = asyncio.Event()
        stop = self._door.subscribe(changed.set)
        reading = asyncio.ensure_future(self._input(receive, changed))
        try:
            while not reading.done():
                changed.clear()
                if not await self._output():
                    await _either(changed, reading)
        finally:
            stop()
            reading.cancel()
        for forward in self._by_request.values():
            if forward.name and not forward.closed:
                await self._door.node("close", forward.name)

    async def _input(self, receive: Receive, changed: asyncio.Event) -> None:
        while True:
            message = await receive()
            if message["type"] == "websocket.disconnect":
                return
            try:
                frames = self._spdy.feed(message.get("bytes") or b"")
            except spdy.BadFrame:
                return
            for frame in frames:
                await self._take(frame)
            changed.set()

    async def _take(self, frame: spdy.Frame) -> None:
        if frame.type == spdy.SYN_STREAM:
            await self._open(frame)
        elif frame.type == spdy.PING:
            await self._write(spdy.pong(frame.data))
        elif frame.type == spdy.RST_STREAM:
            await self._close(frame.stream)
        elif frame.type == 0:
            await self._data(frame)

    async def _open(self, frame: spdy.Frame) -> None:
        number = frame.headers.get("requestid", "")
        if len(self._by_request) >= MAX_CONNECTIONS and number not in self._by_request:
            return
        forward = self._by_request.setdefault(number, _Forward())
        self._by_stream[frame.stream] = forward
        await self._write(self._spdy.reply(frame.stream))
        if frame.headers.get("streamtype") == "error":
            forward.error = frame.stream
            return
        forward.data = frame.stream
        port = frame.headers.get("port", "")
        forward.port = int(port) if port.isdigit() else 0
        await self._connect(forward)

    async def _connect(self, forward: _Forward) -> None:
        place = (self._session.namespace, self._session.pod)
        try:
            forward.name = await self._door.node("forward", *place, forward.port)
        except ApiError as error:
            await self._fail(forward, error.message)

    async def _fail(self, forward: _Forward, message: str) -> None:
        forward.closed = True
        await self._write(spdy.data(forward.error, message.encode(), fin=True))
        await self._write(spdy.data(forward.data, b"", fin=True))

    async def _data(self, frame: spdy.Frame) -> None:
        forward = self._by_stream.get(frame.stream)
        if forward is None or frame.stream != forward.data or not forward.name:
            return
        if frame.data:
            await self._door.node("write", forward.name, frame.data)
        if frame.flags & spdy.FIN:
            await self._door.node("close_input", forward.name)

    async def _close(self, stream: int) -> None:
        forward = self._by_stream.pop(stream, None)
        if forward is not None and forward.name and not forward.closed:
            forward.closed = True
            await self._door.node("close", forward.name)

    async def _output(self) -> bool:
        """Send what the Pod's side has written; False when there was nothing."""
        sent = False
        for number, forward in list(self._by_request.items()):
            if not forward.name or forward.closed:
                continue
            chunks, result = self._door.peek(forward.name)
            for _, payload in chunks:
                sent = True
                for place in range(0, len(payload), CHUNK):
                    await self._write(spdy.data(forward.data, payload[place : place + CHUNK]))
            if result is not None and not chunks:
                await self._finish(forward, result)
                del self._by_request[number]
        return sent

    async def _finish(self, forward: _Forward, result: dict[str, Any]) -> None:
        forward.closed = True
        failed = result.get("status") == "Failure"
        words = str(result.get("message", "")).encode() if failed else b""
        await self._write(spdy.data(forward.error, words, fin=True))
        await self._write(spdy.data(forward.data, b"", fin=True))

    async def _write(self, data: bytes) -> None:
        await self._send({"type": "websocket.send", "bytes": data})


async def _either(changed: asyncio.Event, other: "asyncio.Future[Any]") -> None:
    waiting = asyncio.ensure_future(changed.wait())
    await asyncio.wait({waiting, other}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
