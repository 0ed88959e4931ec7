"""A scripted learner: a page's socket without a browser.  Not here: what is measured."""

import asyncio
import contextlib
import json
import time
import urllib.request
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin

ACK_AFTER, ACK_WITHIN = 20, 1.0
"""Messages, and seconds, after which a page says how far it is, as the browser's does."""


class Visitor:
    """One learner with a terminal; with the cookie of a former visit it is the same learner."""

    def __init__(self, url: str, cookie: str = "", path: str = "/ws/cluster/") -> None:
        self._url = url
        self._cookie = cookie
        self._path = path
        self._socket: ClientConnection | None = None
        self.stream, self.seen = "", 0
        self._acknowledged, self._acking = 0, False
        self._sending: set[asyncio.Future[None]] = set()
        self.items: dict[str, Any] = {}
        self.screen = ""

    async def visit(self) -> None:
        """Fetch the page for its cookie, open the socket, wait for the picture and a prompt."""
        await self.connect()
        await self.until(lambda message: message["t"] == "picture")
        await self._open_terminal()

    async def connect(self) -> None:
        """Open the socket and greet; after a lost connection, go on from what was seen."""
        if not self._cookie:
            self._cookie = await asyncio.to_thread(self._fetch_cookie)
        self._socket = await connect(
            self._url.replace("http", "ws") + self._path,
            additional_headers={"Cookie": self._cookie},
            origin=Origin(self._url),
            max_size=None,
            compression=None,
        )
        await self.send(t="hello", stream=self.stream, seen=self.seen, lang="en")

    async def open_lesson(self, name: str) -> None:
        """Open a lesson, which has a cluster of its own, and its terminal."""
        await self.send(t="lesson.open", name=name)
        await self.until(lambda m: m["t"] == "lesson" and m["lesson"]["name"] == name)
        await self._open_terminal()

    async def _open_terminal(self) -> None:
        self.screen = ""
        await self.send(t="terminal.open", terminal="1", columns=100, rows=30)
        await self.until(lambda _: "]# " in self.screen)

    def _fetch_cookie(self) -> str:
        with urllib.request.urlopen(self._url) as page:
            cookies = page.headers.get_all("Set-Cookie") or []
        return "; ".join(cookie.split(";")[0] for cookie in cookies)

    async def send(self, **message: Any) -> None:
        """Send a message."""
        assert self._socket is not None
        await self._socket.send(json.dumps(message))

    async def receive(self) -> dict[str, Any]:
        """The next message, taken note of."""
        assert self._socket is not None
        message: dict[str, Any] = json.loads(await self._socket.recv())
        self.note(message)
        if self.seen - self._acknowledged >= ACK_AFTER:
            await self._acknowledge()
        elif not self._acking:
            self._acking = True
            asyncio.get_running_loop().call_later(ACK_WITHIN, self._acknowledge_soon)
        return message

    def _acknowledge_soon(self) -> None:
        self._acking = False
        if self.seen > self._acknowledged:
            sending = asyncio.ensure_future(self._acknowledge())
            self._sending.add(sending)
            sending.add_done_callback(self._sending.discard)

    async def _acknowledge(self) -> None:
        """Say how far this page is; one whose connection is lost has nobody to tell."""
        self._acknowledged = self.seen
        with contextlib.suppress(ConnectionClosed):
            await self.send(t="ack", seen=self.seen)

    def note(self, message: dict[str, Any]) -> None:
        """Keep what a message tells."""
        kind, self.seen = message["t"], message["n"]
        if kind == "welcome" and message["stream"] != self.stream:
            self.stream, self._acknowledged = message["stream"], 0
        elif kind == "picture":
            self.items = {item["id"]: item for item in message["items"]}
        elif kind == "picture.change":
            self.items.update({item["id"]: item for item in message["delta"]["set"]})
            for name in message["delta"]["drop"]:
                self.items.pop(name, None)
        elif kind in ("terminal.output", "terminal.screen"):
            self.screen = (self.screen + message["data"])[-20_000:]

    async def until(self, condition: Any, seconds: float = 60) -> dict[str, Any]:
        """Receive until a message meets a condition."""
        async with asyncio.timeout(seconds):
            while True:
                message = await self.receive()
                if condition(message):
                    return message

    async def key(self, letter: str) -> float:
        """Seconds from a keystroke to its echo."""
        begun = time.perf_counter()
        await self.send(t="terminal.input", terminal="1", data=letter)
        await self.until(lambda m: m["t"] == "terminal.output" and letter in m["data"])
        return time.perf_counter() - begun

    async def type(self, line: str) -> None:
        """Type a whole line."""
        await self.send(t="terminal.input", terminal="1", data=line + "\r")

    async def rest(self, seconds: float) -> None:
        """Only listen for a while."""
        try:
            await self.until(lambda _: False, seconds)
        except TimeoutError:
            return

    async def leave(self) -> None:
        """Close the page."""
        assert self._socket is not None
        await self._socket.close()
