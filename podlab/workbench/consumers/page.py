"""The page's socket: Channels on one side, a ``Page`` on the other.

Here: who is there (the cookie), resuming, the sending loop, rate limits.  Not here: messages.
"""

import asyncio
import contextlib
import json
import logging
import secrets
from typing import Any, ClassVar

from channels.generic.websocket import AsyncWebsocketConsumer

from podlab.hosting.pacer import wall_now
from podlab.hosting.registry import TooManyClusters, UnknownCluster
from podlab.workbench.directory import LearnerDirectory
from podlab.workbench.hosted import Host
from podlab.workbench.learners import COOKIE, learner_id
from podlab.workbench.messages import BadMessage, read_message
from podlab.workbench.outlet import Outlet
from podlab.workbench.page import Page

log = logging.getLogger("podlab.page")

MESSAGES_A_SECOND = 100.0
BURST = 400.0
PARK_SECONDS = 45
MAX_PARKED = 2_000
CLOSE_NO_LEARNER = 4401
CLOSE_TOO_FAST = 4429
CLOSE_FULL = 4503
TICK_SECONDS = 5.0
SILENT_SECONDS = 60.0
"""A page that acknowledges nothing for so long while something is on its way is closed."""


class PageConsumer(AsyncWebsocketConsumer):  # type: ignore[misc]
    """One page's socket."""

    parked: ClassVar[dict[str, Page]] = {}
    """Pages that lost their connection, by stream: they listen on for a while."""
    _closing: ClassVar[set[asyncio.Future[None]]] = set()

    async def connect(self) -> None:
        """Accept a page that brings a learner's cookie."""
        self._host = Host.current()
        self._page: Page | None = None
        self._allowance = (BURST, wall_now())
        self._ready = asyncio.Event()
        self._sender: asyncio.Task[None] | None = None
        self._heard = wall_now()
        learner = learner_id(self.scope.get("cookies", {}).get(COOKIE))
        if learner is None:
            await self.accept()
            await self.close(code=CLOSE_NO_LEARNER)
            return
        self._learner = learner
        await self.accept()

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """One message of the page."""
        if not self._allowed():
            await self.close(code=CLOSE_TOO_FAST)
            return
        self._heard = wall_now()
        try:
            message = read_message(text_data if text_data is not None else "")
        except BadMessage as error:
            await self._refuse(error)
            return
        if message["t"] == "hello":
            await self._hello(message)
        elif self._page is None:
            await self._refuse(BadMessage("not-ready", "say hello first"))
        elif message["t"] == "ack":
            self._page.outlet.acknowledge(message["seen"])
            self._ready.set()
        else:
            await self._page.handle(message)

    async def disconnect(self, code: int) -> None:
        """Leave; the page listens on for a while, in case it comes back."""
        if self._sender is not None:
            self._sender.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._sender
        if self._page is None:
            return
        page, self._page = self._page, None
        if len(self.parked) >= MAX_PARKED:
            await page.close()
            return
        self.parked[page.stream] = page
        asyncio.get_running_loop().call_later(PARK_SECONDS, self._forget, page.stream)

    async def _refuse(self, error: BadMessage) -> None:
        """Say what was wrong; to a page that has not said hello, outside of any stream."""
        if self._page is not None:
            self._page.refuse(error, None)
            return
        refusal = {"t": "refused", "n": 0, "code": error.code, "params": error.params}
        await self.send(text_data=json.dumps({**refusal, "text": error.text}))

    @classmethod
    def _forget(cls, stream: str) -> None:
        page = cls.parked.pop(stream, None)
        if page is not None:
            closing = asyncio.ensure_future(page.close())
            cls._closing.add(closing)
            closing.add_done_callback(cls._closing.discard)

    async def _hello(self, message: dict[str, Any]) -> None:
        if self._page is not None:
            return
        known = self.parked.get(message["stream"])
        if known is not None and known.learner == str(self._learner):
            del self.parked[message["stream"]]
            await self._resume(known, message["seen"])
        else:
            await self._begin(message)

    async def _resume(self, page: Page, seen: int) -> None:
        missed = page.outlet.missed(seen)
        self._attach(page)
        if missed is None:
            await page.refresh()
            return
        for text in missed:
            await self.send(text_data=text)
        page.resume()

    async def _begin(self, message: dict[str, Any]) -> None:
        directory = LearnerDirectory(self._learner, self._host.purposes)
        page = Page(self._host.registry, directory, Outlet(), self._host.extensions())
        page.learner = str(self._learner)
        page.kubernetes_path = self._host.kubernetes_path
        page.stream = secrets.token_urlsafe(12)
        page.language = message["lang"] if message["lang"] in ("zh-hans", "en") else "zh-hans"
        self._attach(page)
        try:
            await page.show(await self._first_purpose(directory))
        except UnknownCluster:
            await self.close(code=CLOSE_NO_LEARNER)
        except TooManyClusters:
            await self.close(code=CLOSE_FULL)

    async def _first_purpose(self, directory: LearnerDirectory) -> str:
        """The lesson in the page's address, else the one that was open last, else the first."""
        asked = self._host.asked_purpose(self.scope)
        if asked is not None:
            return asked
        last = await directory.last_purpose()
        if last is None or last not in self._host.purposes:
            return self._host.first_purpose
        return last

    def _attach(self, page: Page) -> None:
        self._page = page
        page.wake = self._ready.set
        self._sender = asyncio.create_task(self._send_all(page))
        self._ready.set()

    async def _send_all(self, page: Page) -> None:
        while True:
            try:
                await asyncio.wait_for(self._ready.wait(), TICK_SECONDS)
            except TimeoutError:
                if page.outlet.on_its_way and wall_now() - self._heard > SILENT_SECONDS:
                    await self.close()
                    return
            self._ready.clear()
            if page.outlet.overflowed:
                await page.refresh()
            while (text := page.outlet.take()) is not None:
                await self.send(text_data=text)

    def _allowed(self) -> bool:
        left, since = self._allowance
        now = wall_now()
        left = min(BURST, left + (now - since) * MESSAGES_A_SECOND) - 1
        self._allowance = (left, now)
        return left > 0
