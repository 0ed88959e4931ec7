"""HTTP/1.1 between simulated programs: messages as bytes and back.

Here: a codec without I/O, for servers (images) and clients (curl, wget, probes).  Not here:
connections, or what a server answers.
"""

import re
from dataclasses import dataclass, field

from podlab.engine.kernel.clock import moment
from podlab.engine.machine.digits import is_number

_OLDEST = re.compile(rb"GET (/[^\s]{0,8000})\r?\n")
"""A request of HTTP/0.9, as people type it: one line, answered by a bare body."""

_FIRST = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz\r\n"
"""With what a request may begin: anything else, TLS for example, is refused at once."""

MAX_HEAD = 32 << 10
MAX_BODY = 8 << 20

REASONS = {
    100: "Continue", 101: "Switching Protocols", 200: "OK", 201: "Created", 202: "Accepted",
    204: "No Content", 206: "Partial Content", 301: "Moved Permanently", 302: "Found",
    303: "See Other", 304: "Not Modified", 307: "Temporary Redirect", 308: "Permanent Redirect",
    400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found",
    405: "Method Not Allowed", 408: "Request Timeout", 409: "Conflict",
    411: "Length Required", 413: "Request Entity Too Large", 414: "Request-URI Too Large",
    429: "Too Many Requests", 500: "Internal Server Error", 501: "Not Implemented",
    502: "Bad Gateway", 503: "Service Temporarily Unavailable", 504: "Gateway Time-out",
}  # fmt: skip


class BadMessage(ValueError):
    """Bytes that are no HTTP message."""


@dataclass(slots=True)
class Request:
    """A request; header names keep their case, ``header`` finds them by any."""

    method: str
    target: str
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""
    version: str = "HTTP/1.1"

    def header(self, name: str, default: str = "") -> str:
        """A header's value."""
        return find(self.headers, name, default)

    @property
    def path(self) -> str:
        """The target without its query."""
        return self.target.partition("?")[0]

    @property
    def keep_alive(self) -> bool:
        """Whether the connection may stay open after the answer."""
        wanted = self.header("Connection").lower()
        return wanted != "close" if self.version == "HTTP/1.1" else wanted == "keep-alive"

    def to_bytes(self) -> bytes:
        """The request as it is sent; a body gets its length."""
        rows = list(self.headers)
        if self.body and not self.header("Content-Length"):
            rows.append(("Content-Length", str(len(self.body))))
        return _message(f"{self.method} {self.target} {self.version}", rows, self.body)


@dataclass(slots=True)
class Response:
    """An answer; a ``reason`` of one space means none, '' the usual one."""

    status: int
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""
    reason: str = ""
    version: str = "HTTP/1.1"

    def header(self, name: str, default: str = "") -> str:
        """A header's value."""
        return find(self.headers, name, default)

    def head_bytes(self) -> bytes:
        """The status line and headers as they are sent."""
        reason = self.reason.strip() if self.reason else REASONS.get(self.status, "")
        return _message(f"{self.version} {self.status} {reason}", self.headers, b"")

    def to_bytes(self) -> bytes:
        """The answer as it is sent."""
        return self.head_bytes() + self.body


def find(headers: list[tuple[str, str]], name: str, default: str = "") -> str:
    """A header's value by its name in any case."""
    wanted = name.lower()
    return next((value for key, value in headers if key.lower() == wanted), default)


def read_request(buffer: bytes) -> tuple[Request, int] | None:
    """The first request in a buffer and how many bytes it took; None while it is incomplete.
    Raises BadMessage."""
    if buffer[:1] and buffer[:1] not in _FIRST:
        raise BadMessage("400")
    oldest = _OLDEST.match(buffer)
    if oldest is not None:
        return Request("GET", oldest[1].decode("latin-1"), [], b"", "HTTP/0.9"), oldest.end()
    head = _head(buffer)
    if head is None:
        return None
    start, headers, size = head
    words = start.split(" ")
    if len(words) != 3 or not words[2].startswith("HTTP/"):
        raise BadMessage("400")
    request = Request(words[0], words[1], headers, b"", words[2])
    body = _body(buffer, size, headers, None)
    if body is None:
        return None
    request.body = body[0]
    return request, body[1]


def read_response(
    buffer: bytes, ended: bool, *, head_only: bool = False
) -> tuple[Response, int] | None:
    """The first answer in a buffer and how many bytes it took; None while it is incomplete.
    ``ended``: the connection is closed; ``head_only``: it answers a HEAD.  Raises BadMessage."""
    head = _head(buffer)
    if head is None:
        if ended:
            raise BadMessage("empty reply")
        return None
    start, headers, size = head
    version, _, rest = start.partition(" ")
    code, _, reason = rest.partition(" ")
    if not version.startswith("HTTP/") or not is_number(code):
        raise BadMessage("not HTTP")
    response = Response(int(code), headers, b"", reason, version)
    if head_only or response.status in (204, 304) or response.status < 200:
        return response, size
    body = _body(buffer, size, headers, ended)
    if body is None:
        return None
    response.body = body[0]
    return response, body[1]


def http_date(time: int) -> str:
    """``Mon, 23 Nov 2026 17:41:47 GMT``"""
    return moment(time).strftime("%a, %d %b %Y %H:%M:%S GMT")


def _message(start: str, headers: list[tuple[str, str]], body: bytes) -> bytes:
    rows = "".join(f"{name}: {value}\r\n" for name, value in headers)
    return f"{start}\r\n{rows}\r\n".encode(errors="replace") + body


def _head(buffer: bytes) -> tuple[str, list[tuple[str, str]], int] | None:
    end = buffer.find(b"\r\n\r\n")
    skip = 4
    if end < 0:
        end, skip = buffer.find(b"\n\n"), 2
    if end < 0:
        if len(buffer) > MAX_HEAD:
            raise BadMessage("400")
        return None
    rows = buffer[:end].decode("latin-1").splitlines()
    headers = []
    for row in rows[1:100]:
        name, colon, value = row.partition(":")
        if not colon:
            raise BadMessage("400")
        headers.append((name, value.strip()))
    return (rows[0] if rows else ""), headers, end + skip


def _body(
    buffer: bytes, start: int, headers: list[tuple[str, str]], ended: bool | None
) -> tuple[bytes, int] | None:
    if find(headers, "Transfer-Encoding").lower() == "chunked":
        return _chunked(buffer, start)
    length = find(headers, "Content-Length")
    if length:
        if not is_number(length) or int(length) > MAX_BODY:
            raise BadMessage("413")
        end = start + int(length)
        if len(buffer) < end and not ended:
            return None
        return buffer[start:end], end
    if ended is None:
        return b"", start
    return (buffer[start:], len(buffer)) if ended else None


def _chunked(buffer: bytes, position: int) -> tuple[bytes, int] | None:
    parts: list[bytes] = []
    while True:
        end = buffer.find(b"\r\n", position)
        if end < 0:
            return None
        try:
            size = int(buffer[position:end].partition(b";")[0], 16)
        except ValueError as error:
            raise BadMessage("400") from error
        if not 0 <= size <= MAX_BODY:
            raise BadMessage("413")
        position = end + 2
        if len(buffer) < position + size + 2:
            return None
        if size == 0:
            return b"".join(parts), position + 2
        parts.append(buffer[position : position + size])
        position += size + 2
