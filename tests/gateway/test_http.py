"""Requests and streams over ASGI."""

import asyncio
from typing import Any

from podlab.engine.apiserver.rest.messages import MAX_BODY, Response
from podlab.gateway.http import serve_http
from tests.patience import PATIENCE, until

from .fake_door import FakeDoor, FakeStream, Socket


def scope(method: str = "GET", query: bytes = b"") -> dict[str, Any]:
    """A connection's scope."""
    return {
        "type": "http",
        "method": method,
        "path": "/x",
        "query_string": query,
        "headers": [(b"Accept", b"application/json"), (b"X-A", b"1"), (b"X-A", b"2")],
    }


def serve(door: FakeDoor, socket: Socket, **words: Any) -> None:
    """One request, answered."""
    asyncio.run(serve_http(door, scope(**words), "/api/v1/pods", socket.receive, socket.send))


def test_a_request_becomes_an_answer() -> None:
    door = FakeDoor(Response(201, b"{}", headers=[("Warning", "299 - x")]))
    socket = Socket(
        {"type": "http.request", "body": b"ab", "more_body": True},
        {"type": "http.request", "body": b"c"},
    )
    serve(door, socket, method="POST", query=b"dryRun=All")
    request = door.asked[0]
    assert (request.method, request.path, request.query, request.body) == (
        "POST", "/api/v1/pods", "dryRun=All", b"abc",
    )  # fmt: skip
    assert request.headers["x-a"] == "1,2"
    assert socket.sent[0]["status"] == 201
    assert (b"warning", b"299 - x") in socket.sent[0]["headers"]
    assert socket.body == b"{}"


def test_head_has_no_body() -> None:
    socket = Socket({"type": "http.request"})
    serve(FakeDoor(Response(200, b"{}")), socket, method="HEAD")
    assert socket.body == b""


def test_too_large_a_body_is_refused_before_it_is_read() -> None:
    chunk = {"type": "http.request", "body": b"x" * (MAX_BODY // 2 + 1), "more_body": True}
    door = FakeDoor(Response(200, b""))
    socket = Socket(chunk, chunk, chunk)
    serve(door, socket, method="POST")
    assert socket.sent[0]["status"] == 413
    assert door.asked == []


def test_a_stream_sends_what_comes_and_stops_with_its_client() -> None:
    stream = FakeStream()
    door = FakeDoor(stream)
    socket = Socket({"type": "http.request"})

    async def play() -> None:
        task = asyncio.create_task(serve_http(door, scope(), "/w", socket.receive, socket.send))
        await until(lambda: door.wakers)
        for line in (b"one\n", b"two\n"):
            stream.waiting.append(line)
            door.wake()
            await until(lambda: not stream.waiting)
        socket.incoming.put_nowait({"type": "http.disconnect"})
        await asyncio.wait_for(task, PATIENCE)

    asyncio.run(play())
    assert socket.body == b"one\ntwo\n"
    assert door.wakers == []


def test_a_streams_time_is_limited() -> None:
    stream = FakeStream()
    stream.timeout = 0.02
    socket = Socket({"type": "http.request"})
    serve(FakeDoor(stream), socket)
    assert socket.sent[-1] == {"type": "http.response.body", "body": b""}
