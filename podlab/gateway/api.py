"""The gateway's public door: applications that serve clusters by path, or one at the root.

Here: from an address to a live cluster.  Not here: what is served there (``http``, ``streams``).
"""

from podlab.engine.apiserver.rest.messages import answer
from podlab.engine.objects.status import ApiError
from podlab.gateway.http import send_response, serve_http
from podlab.gateway.ports import AsgiApp, Door, HostedDoor, Receive, Scope, Send
from podlab.gateway.streams import serve_websocket
from podlab.gateway.tokens import cluster_of, split
from podlab.hosting.registry import Registry, TooManyClusters, UnknownCluster


async def serve(door: Door, scope: Scope, path: str, receive: Receive, send: Send) -> None:
    """Serve one connection to one cluster."""
    if scope["type"] == "websocket":
        await serve_websocket(door, scope, path, receive, send)
    else:
        await serve_http(door, scope, path, receive, send)


class ClusterPaths:
    """Serves every cluster of a registry below its secret address."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    def or_else(self, other: AsgiApp) -> AsgiApp:
        """An application that serves clusters' addresses, and leaves the rest to another."""

        async def application(scope: Scope, receive: Receive, send: Send) -> None:
            place = split(scope.get("path", ""))
            if place is None:
                await other(scope, receive, send)
            else:
                await self._serve(place, scope, receive, send)

        return application

    async def _serve(
        self, place: tuple[str, str], scope: Scope, receive: Receive, send: Send
    ) -> None:
        token, path = place
        cluster = cluster_of(token)
        if cluster is None:
            await _refuse(scope, receive, send)
            return
        try:
            async with self._registry.use(cluster) as session:
                await serve(HostedDoor(session), scope, path, receive, send)
        except (UnknownCluster, TooManyClusters):
            await _refuse(scope, receive, send)


class OneCluster:
    """Serves one cluster at the root."""

    def __init__(self, door: Door) -> None:
        self._door = door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        await serve(self._door, scope, scope["path"], receive, send)


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    """404 without a word on what might be there."""
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 4404})
        return
    error = ApiError(404, "NotFound", "the server could not find the requested resource", {})
    await send_response(send, answer(error.status(), 404), scope["method"])
