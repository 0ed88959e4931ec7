"""A door without a cluster: answers what it is told, remembers what is asked."""

import asyncio
from collections.abc import Callable
from typing import Any

from podlab.engine.apiserver.rest.messages import Request
from podlab.engine.commands import CommandRefused
from podlab.gateway.ports import Answer


class FakeStream:
    """A stream that is fed by the test."""

    content_type = "application/json"
    notice = "watch/pods"

    def __init__(self) -> None:
        self.waiting: list[bytes] = []
        self.ended = False
        self.timeout: float | None = None

    def read(self) -> bytes:
        """What the test has put there."""
        data, self.waiting = b"".join(self.waiting), []
        return data


class FakeDoor:
    """Fulfils ``gateway.ports.Door``."""

    def __init__(self, answer: Answer | None = None) -> None:
        self.given = answer
        self.asked: list[Request] = []
        self.calls: list[tuple[Any, ...]] = []
        self.output: list[tuple[int, bytes]] = []
        self.result: dict[str, Any] | None = None
        self.wakers: list[Callable[[], None]] = []

    async def answer(self, request: Request) -> Answer:
        """What the test has prepared."""
        self.asked.append(request)
        assert self.given is not None
        return self.given

    def read(self, stream: Any) -> tuple[bytes, bool]:
        """The stream's own."""
        return stream.read(), stream.ended

    async def node(self, action: str, *arguments: Any, **options: Any) -> Any:
        """Remember the call; a session's name is always s1."""
        self.calls.append((action, *arguments, *sorted(options.items())))
        return "s1"

    def peek(self, _session: str) -> tuple[list[tuple[int, bytes]], dict[str, Any] | None]:
        """What the test has prepared."""
        output, self.output = self.output, []
        return output, None if output else self.result

    def decision(self, namespace: str, pod: str) -> dict[str, Any] | None:
        """Only the Pod web is known."""
        return {"node": "node1", "of": f"{namespace}/{pod}"} if pod == "web" else None

    async def command(self, command: dict[str, Any]) -> Any:
        """Refuse what is called bad."""
        if command.get("kind") == "bad":
            raise CommandRefused("unknown-fault", {"kind": "bad"})
        self.calls.append(("command", command))

    def subscribe(self, wake: Callable[[], None]) -> Callable[[], None]:
        """Remember who waits."""
        self.wakers.append(wake)
        return lambda: self.wakers.remove(wake)

    def wake(self) -> None:
        """Something has changed."""
        for waker in list(self.wakers):
            waker()


class Socket:
    """An ASGI connection: what comes in, what goes out."""

    def __init__(self, *messages: dict[str, Any]) -> None:
        self.incoming: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        for message in messages:
            self.incoming.put_nowait(message)
        self.sent: list[dict[str, Any]] = []

    async def receive(self) -> dict[str, Any]:
        """The next message."""
        return await self.incoming.get()

    async def send(self, message: dict[str, Any]) -> None:
        """Keep a message."""
        self.sent.append(message)

    @property
    def body(self) -> bytes:
        """The answer's body so far."""
        return b"".join(message.get("body", b"") for message in self.sent)
