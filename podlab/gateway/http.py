"""The Kubernetes API over ASGI: requests, answers and streams of one cluster.

Not here: WebSockets (``streams``), finding the cluster (``api``).
"""

import asyncio
import logging
from typing import Any

from podlab.engine.apiserver.rest.messages import (
    MAX_BODY,
    Request,
    Response,
    Session,
    Stream,
    answer,
)
from podlab.engine.objects.status import ApiError
from podlab.gateway.extras import PREFIX, serve_extra
from podlab.gateway.ports import Door, Receive, Scope, Send
from podlab.hosting.session import Crashed

log = logging.getLogger("podlab.gateway")


class TooLarge(Exception):
    """The client sends more than a request may hold."""


async def serve_http(door: Door, scope: Scope, path: str, receive: Receive, send: Send) -> None:
    """Answer one HTTP request to a cluster; ``path`` is below the cluster's address."""
    try:
        found = await _answer(door, scope, path, receive)
    except TooLarge:
        message = f"Request body is too large: limit is {MAX_BODY}"
        found = answer(ApiError(413, "RequestEntityTooLarge", message).status(), 413)
    except Crashed:
        error = ApiError(503, "ServiceUnavailable", "the cluster has crashed")
        found = answer(error.status(), 503)
    except Exception:
        log.exception("a request failed: %s %s", scope["method"], path)
        error = ApiError(500, "InternalError", "Internal error occurred: see the server's log")
        found = answer(error.status(), 500)
    if isinstance(found, Response):
        await send_response(send, found, scope["method"])
    elif isinstance(found, Session):
        refusal = ApiError(400, "BadRequest", "Upgrade request required")
        await send_response(send, answer(refusal.status(), 400), scope["method"])
    else:
        await _send_stream(door, found, scope, receive, send)


async def _answer(
    door: Door, scope: Scope, path: str, receive: Receive
) -> Response | Stream | Session:
    request = request_of(scope, path, await _body(receive))
    if path.startswith(PREFIX):
        return await serve_extra(door, request)
    return await door.answer(request)


def request_of(scope: Scope, path: str, body: bytes = b"") -> Request:
    """The request that an ASGI scope describes."""
    headers: dict[str, str] = {}
    for name, value in scope["headers"]:
        key, text = name.decode("latin-1").lower(), value.decode("latin-1")
        headers[key] = f"{headers[key]},{text}" if key in headers else text
    query = scope.get("query_string", b"").decode("latin-1")
    return Request(scope.get("method", "GET"), path, query, headers, body)


async def _body(receive: Receive) -> bytes:
    chunks, size = [], 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            break
        chunk = message.get("body", b"")
        size += len(chunk)
        if size > MAX_BODY:
            raise TooLarge
        chunks.append(chunk)
        if not message.get("more_body"):
            break
    return b"".join(chunks)


async def send_response(send: Send, response: Response, method: str = "GET") -> None:
    """Send a complete answer."""
    headers = [
        (b"content-type", response.content_type.encode()),
        (b"content-length", str(len(response.body)).encode()),
        *((name.lower().encode(), value.encode("utf-8")) for name, value in response.headers),
    ]
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    body = b"" if method == "HEAD" else response.body
    await send({"type": "http.response.body", "body": body})


async def _send_stream(
    door: Door, stream: Stream, scope: Scope, receive: Receive, send: Send
) -> None:
    """Send a stream until it ends, its time is over, or its client is gone."""
    headers = [(b"content-type", stream.content_type.encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    timeout: int | None = getattr(stream, "timeout", None)
    gone = asyncio.ensure_future(_disconnected(receive))
    changed = asyncio.Event()
    stop = door.subscribe(changed.set)
    try:
        await asyncio.wait_for(_pump(door, stream, send, changed, gone), timeout)
    except TimeoutError:
        log.debug("a stream's time is over: %s", scope["path"])
    finally:
        stop()
        gone.cancel()
    await send({"type": "http.response.body", "body": b""})


async def _pump(
    door: Door, stream: Stream, send: Send, changed: asyncio.Event, gone: "asyncio.Future[Any]"
) -> None:
    first = True
    while not gone.done():
        changed.clear()
        data, ended = door.read(stream)
        if data or first:
            await send({"type": "http.response.body", "body": data, "more_body": True})
        first = False
        if ended:
            return
        waiting = asyncio.ensure_future(changed.wait())
        await asyncio.wait({waiting, gone}, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        continue
