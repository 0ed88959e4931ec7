"""A socket's conversation: hello, resuming after a lost connection, the sending loop, rate limits.

Channels on one side, something that handles messages and has an outlet on the other: the learner's
page here, the dashboard in the classroom.  Not here: who may converse, or about what.
"""

import asyncio
import contextlib
import json
import secrets
from collections.abc import Callable
from typing import Any, ClassVar, Protocol

from channels.generic.websocket import AsyncWebsocketConsumer

from podlab.hosting.pacer import wall_now
from podlab.workbench.messages import BadMessage, read_message
from podlab.workbench.outlet import Outlet

MESSAGES_A_SECOND = 100.0
BURST = 400.0
PARK_SECONDS = 45
MAX_PARKED = 2_000
CLOSE_NO_LEARNER = 4401
CLOSE_NOT_ALLOWED = 4403
CLOSE_TOO_FAST = 4429
CLOSE_FULL = 4503
TICK_SECONDS = 5.0
SILENT_SECONDS = 60.0
"""A page that acknowledges nothing for so long while something is on its way is closed."""


class Partner(Protocol):
    """What a socket converses with: a page, a dashboard."""

    learner: str
    """Whose it is: only they take it up again."""
    stream: str
    language: str
    outlet: Outlet
    wake: Callable[[], None]

    async def handle(self, message: dict[str, Any]) -> None:
        """Carry out one checked message."""

    async def refresh(self) -> None:
        """Send everything again."""

    def resume(self) -> None:
        """Go on after a short absence."""

    def refuse(self, error: BadMessage, id: int | None) -> None:
        """Say that a message was not carried out."""

    async def close(self) -> None:
        """The socket is gone for good."""


class ConversationConsumer(AsyncWebsocketConsumer):  # type: ignore[misc]
    """One socket.  Subclasses say who is there (``identify``) and whom they get (``begin``)."""

    parked: ClassVar[dict[str, Partner]]
    """Partners that lost their connection, by stream: they listen on for a while."""
    _closing: ClassVar[set[asyncio.Future[None]]] = set()

    async def identify(self) -> str | int:
        """Who is there; or the code with which to close."""
        raise NotImplementedError

    def read(self, text: str) -> dict[str, Any]:
        """A message, checked.  Raises BadMessage."""
        return read_message(text)

    async def begin(self, message: dict[str, Any]) -> None:
        """The first hello: make a partner and ``attach`` it."""
        raise NotImplementedError

    async def connect(self) -> None:
        """Accept whoever may converse."""
        self._partner: Partner | None = None
        self._allowance = (BURST, wall_now())
        self._ready = asyncio.Event()
        self._sender: asyncio.Task[None] | None = None
        self._heard = wall_now()
        await self.accept()
        found = await self.identify()
        if isinstance(found, int):
            await self.close(code=found)
            return
        self.learner = found

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """One message."""
        if not self._allowed():
            await self.close(code=CLOSE_TOO_FAST)
            return
        self._heard = wall_now()
        try:
            message = self.read(text_data if text_data is not None else "")
        except BadMessage as error:
            await self._refuse(error)
            return
        if message["t"] == "hello":
            await self._hello(message)
        elif self._partner is None:
            await self._refuse(BadMessage("not-ready", "say hello first"))
        elif message["t"] == "ack":
            self._partner.outlet.acknowledge(message["seen"])
            self._ready.set()
        else:
            await self._partner.handle(message)

    async def disconnect(self, code: int) -> None:
        """Leave; the partner listens on for a while, in case its page comes back."""
        if self._sender is not None:
            self._sender.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._sender
        if self._partner is None:
            return
        partner, self._partner = self._partner, None
        if len(self.parked) >= MAX_PARKED:
            await partner.close()
            return
        self.parked[partner.stream] = partner
        asyncio.get_running_loop().call_later(PARK_SECONDS, self._forget, partner.stream)

    def expel(self) -> None:
        """Close the socket of somebody who may converse no more; what was said is not kept."""
        self._partner, partner = None, self._partner
        if partner is not None:
            ending = asyncio.ensure_future(self._end(partner))
            self._closing.add(ending)
            ending.add_done_callback(self._closing.discard)

    async def _end(self, partner: Partner) -> None:
        await partner.close()
        await self.close(code=CLOSE_NOT_ALLOWED)

    def attach(self, partner: Partner) -> None:
        """Begin to send what the partner has to say."""
        self._partner = partner
        partner.wake = self._ready.set
        self._sender = asyncio.create_task(self._send_all(partner))
        self._ready.set()

    def introduce(self, partner: Partner, message: dict[str, Any]) -> None:
        """Give a new partner its stream, owner and language, and attach it."""
        partner.learner = self.learner
        partner.stream = secrets.token_urlsafe(12)
        partner.language = message["lang"] if message["lang"] in ("zh-hans", "en") else "zh-hans"
        self.attach(partner)

    async def _refuse(self, error: BadMessage) -> None:
        """Say what was wrong; to a page that has not said hello, outside of any stream."""
        if self._partner is not None:
            self._partner.refuse(error, None)
            return
        await self.send(text_data=json.dumps({**error.message(None), "n": 0}))

    @classmethod
    def _forget(cls, stream: str) -> None:
        partner = cls.parked.pop(stream, None)
        if partner is not None:
            closing = asyncio.ensure_future(partner.close())
            cls._closing.add(closing)
            closing.add_done_callback(cls._closing.discard)

    async def _hello(self, message: dict[str, Any]) -> None:
        if self._partner is not None:
            return
        known = self.parked.get(message["stream"])
        if known is not None and known.learner == self.learner:
            del self.parked[message["stream"]]
            await self._resume(known, message["seen"])
        else:
            await self.begin(message)

    async def _resume(self, partner: Partner, seen: int) -> None:
        missed = partner.outlet.missed(seen)
        self.attach(partner)
        if missed is None:
            await partner.refresh()
            return
        for text in missed:
            await self.send(text_data=text)
        partner.resume()

    async def _send_all(self, partner: Partner) -> None:
        while True:
            try:
                await asyncio.wait_for(self._ready.wait(), TICK_SECONDS)
            except TimeoutError:
                if partner.outlet.on_its_way and wall_now() - self._heard > SILENT_SECONDS:
                    await self.close()
                    return
            self._ready.clear()
            if partner.outlet.overflowed:
                await partner.refresh()
            while (text := partner.outlet.take()) is not None:
                await self.send(text_data=text)

    def _allowed(self) -> bool:
        left, since = self._allowance
        now = wall_now()
        left = min(BURST, left + (now - since) * MESSAGES_A_SECOND) - 1
        self._allowance = (left, now)
        return left > 0
