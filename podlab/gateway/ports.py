"""What the gateway needs of a live cluster, and how it reaches one.

Here: the Protocol and its fulfilment by a hosted session.  Not here: sockets.
"""

import base64
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Protocol

from podlab.engine.apiserver.nodeproxy import NodeProxy
from podlab.engine.apiserver.rest.messages import Request, Response, Session, Stream, answer
from podlab.engine.commands import CommandRefused
from podlab.engine.objects.status import ApiError
from podlab.hosting.session import Session as HostedSession

Answer = Response | Stream | Session
Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]
AsgiApp = Callable[[Scope, Receive, Send], Awaitable[None]]

_READS = ("GET", "HEAD")


class Door(Protocol):
    """One live cluster, as the gateway sees it."""

    async def answer(self, request: Request) -> Answer:
        """Answer a request; a write is durable when this returns."""

    def read(self, stream: Stream) -> tuple[bytes, bool]:
        """What a stream has, and whether it has ended."""

    async def node(self, action: str, *arguments: Any, **options: Any) -> Any:
        """Call the nodes' proxy: ``exec``, ``attach``, ``forward``, ``write``, ``close`` …"""

    def peek(self, session: str) -> tuple[list[tuple[int, bytes]], dict[str, Any] | None]:
        """What a session has written since the last call, and its result once it is over."""

    def decision(self, namespace: str, pod: str) -> dict[str, Any] | None:
        """How a Pod was placed, node by node."""

    async def command(self, command: dict[str, Any]) -> Any:
        """Carry out a journalled command; raises ``CommandRefused``."""

    def subscribe(self, wake: Callable[[], None]) -> Callable[[], None]:
        """Be called whenever something may have changed; returns how to stop it."""


class HostedDoor:
    """The door of a hosted session: reads are free, writes are journalled commands."""

    def __init__(self, session: HostedSession) -> None:
        self._session = session

    async def answer(self, request: Request) -> Answer:
        """See ``Door.answer``."""
        if request.method in _READS:
            return self._session.read(lambda cluster: cluster.api.handle(request))
        body = base64.b64encode(request.body).decode()
        command = {
            "do": "request",
            "method": request.method,
            "path": request.path,
            "query": request.query,
            "headers": dict(request.headers),
            "body": body,
        }
        try:
            response: Response = await self._session.command(command)
        except CommandRefused:
            error = ApiError(400, "BadRequest", "Upgrade request required")
            return answer(error.status(), 400)
        return response

    def read(self, stream: Stream) -> tuple[bytes, bool]:
        """See ``Door.read``."""
        return self._session.read(lambda _cluster: (stream.read(), stream.ended))

    async def node(self, action: str, *arguments: Any, **options: Any) -> Any:
        """See ``Door.node``."""
        plain = [
            base64.b64encode(one).decode() if isinstance(one, bytes) else one for one in arguments
        ]
        found = await self._session.command(
            {"do": "node", "action": action, "arguments": plain, "options": options}
        )
        if "error" in found:
            error = found["error"]
            raise ApiError(
                error["code"], error.get("reason", ""), error["message"], error.get("details")
            )
        return found["result"]

    def peek(self, session: str) -> tuple[list[tuple[int, bytes]], dict[str, Any] | None]:
        """See ``Door.peek``."""

        def look(cluster: Any) -> tuple[list[tuple[int, bytes]], dict[str, Any] | None]:
            nodes: NodeProxy = cluster.api.nodes
            try:
                return nodes.read(session), nodes.result(session)
            except ApiError as error:  # the cluster was turned back to before the session
                return [], error.status()

        return self._session.read(look)

    def decision(self, namespace: str, pod: str) -> dict[str, Any] | None:
        """See ``Door.decision``."""
        return self._session.read(lambda cluster: cluster.scheduler.decisions.of(namespace, pod))

    async def command(self, command: dict[str, Any]) -> Any:
        """See ``Door.command``."""
        return await self._session.command(command)

    def subscribe(self, wake: Callable[[], None]) -> Callable[[], None]:
        """See ``Door.subscribe``."""
        listener = _Listener(wake)
        self._session.listeners.append(listener)

        def stop() -> None:
            if listener in self._session.listeners:
                self._session.listeners.remove(listener)

        return stop


class _Listener:
    """Wakes a socket's task when its cluster may have changed."""

    def __init__(self, wake: Callable[[], None]) -> None:
        self._wake = wake

    def changed(self, _session: HostedSession) -> None:
        """See ``hosting.session.Listener``."""
        self._wake()

    def ended(self, _session: HostedSession, _crashed: bool) -> None:
        """See ``hosting.session.Listener``."""
        self._wake()
