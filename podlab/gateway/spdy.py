"""SPDY/3.1 frames, as far as Kubernetes' port-forwarding speaks them.

Here: reading and writing frames of one connection; header blocks are compressed with SPDY's
dictionary.  Not here: what streams mean (``portforward``).
"""

import struct
import zlib
from dataclasses import dataclass, field

SYN_STREAM, SYN_REPLY, RST_STREAM, SETTINGS, PING, GOAWAY, HEADERS, WINDOW_UPDATE = (
    1, 2, 3, 4, 6, 7, 8, 9,
)  # fmt: skip
FIN = 1
MAX_FRAME = 1 << 20
MAX_HEADERS = 1 << 16

_WORDS = (
    "options", "head", "post", "put", "delete", "trace", "accept", "accept-charset",
    "accept-encoding", "accept-language", "accept-ranges", "age", "allow", "authorization",
    "cache-control", "connection", "content-base", "content-encoding", "content-language",
    "content-length", "content-location", "content-md5", "content-range", "content-type", "date",
    "etag", "expect", "expires", "from", "host", "if-match", "if-modified-since", "if-none-match",
    "if-range", "if-unmodified-since", "last-modified", "location", "max-forwards", "pragma",
    "proxy-authenticate", "proxy-authorization", "range", "referer", "retry-after", "server", "te",
    "trailer", "transfer-encoding", "upgrade", "user-agent", "vary", "via", "warning",
    "www-authenticate", "method", "get", "status", "200 OK", "version", "HTTP/1.1", "url",
    "public", "set-cookie", "keep-alive", "origin",
)  # fmt: skip
_TAIL = (
    "100101201202205206300302303304305306307402405406407408409410411412413414415416417502504505"
    "203 Non-Authoritative Information204 No Content301 Moved Permanently400 Bad Request401 "
    "Unauthorized403 Forbidden404 Not Found500 Internal Server Error501 Not Implemented503 "
    "Service UnavailableJan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec 00:00:00 Mon, Tue, Wed, "
    "Thu, Fri, Sat, Sun, GMTchunked,text/html,image/png,image/jpg,image/gif,application/xml,"
    "application/xhtml+xml,text/plain,text/javascript,publicprivatemax-age=gzip,deflate,sdch"
    "charset=utf-8charset=iso-8859-1,utf-,*,enq=0."
)
DICTIONARY = (
    b"".join(struct.pack(">I", len(word)) + word.encode() for word in _WORDS) + _TAIL.encode()
)
"""The preset dictionary of the SPDY/3 specification."""


class BadFrame(ValueError):
    """Bytes that are no SPDY."""


@dataclass(slots=True, frozen=True)
class Frame:
    """One frame: ``type`` 0 is data; ``headers`` of SYN_STREAM and SYN_REPLY."""

    type: int
    stream: int
    flags: int
    data: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


class Connection:
    """Both directions of one SPDY connection."""

    def __init__(self) -> None:
        self._buffer = b""
        self._inflate = zlib.decompressobj(zdict=DICTIONARY)
        self._deflate = zlib.compressobj(zdict=DICTIONARY)

    def feed(self, data: bytes) -> list[Frame]:
        """The frames that are complete now.

        Raises:
            BadFrame: the peer does not speak SPDY.
        """
        self._buffer += data
        frames = []
        while len(self._buffer) >= 8:
            length = int.from_bytes(self._buffer[5:8], "big")
            if length > MAX_FRAME:
                raise BadFrame("frame is too long")
            if len(self._buffer) < 8 + length:
                break
            head, body = self._buffer[:8], self._buffer[8 : 8 + length]
            self._buffer = self._buffer[8 + length :]
            frames.append(self._frame(head, body))
        return frames

    def _frame(self, head: bytes, body: bytes) -> Frame:
        flags = head[4]
        if not head[0] & 0x80:
            return Frame(0, int.from_bytes(head[:4], "big"), flags, body)
        type_ = int.from_bytes(head[2:4], "big")
        try:
            return self._control(type_, flags, body)
        except (zlib.error, struct.error, UnicodeDecodeError) as error:
            raise BadFrame(str(error)) from error

    def _control(self, type_: int, flags: int, body: bytes) -> Frame:
        if type_ in (SYN_STREAM, SYN_REPLY, HEADERS):
            skipped = 10 if type_ == SYN_STREAM else 4
            stream = int.from_bytes(body[:4], "big") & 0x7FFFFFFF
            return Frame(type_, stream, flags, b"", self._headers(body[skipped:]))
        if type_ in (RST_STREAM, WINDOW_UPDATE):
            return Frame(type_, int.from_bytes(body[:4], "big") & 0x7FFFFFFF, flags, body[4:])
        return Frame(type_, 0, flags, body)

    def _headers(self, packed: bytes) -> dict[str, str]:
        block = self._inflate.decompress(packed, MAX_HEADERS)
        if self._inflate.unconsumed_tail:
            raise BadFrame("headers are too long")
        (count,) = struct.unpack_from(">I", block)
        place, found = 4, {}
        for _ in range(min(count, 100)):
            name, place = _text(block, place)
            value, place = _text(block, place)
            found[name.lower()] = value
        return found

    def reply(self, stream: int) -> bytes:
        """SYN_REPLY: the stream is accepted."""
        block = self._deflate.compress(struct.pack(">I", 0))
        block += self._deflate.flush(zlib.Z_SYNC_FLUSH)
        return _control(SYN_REPLY, 0, struct.pack(">I", stream) + block)


def _text(block: bytes, place: int) -> tuple[str, int]:
    (length,) = struct.unpack_from(">I", block, place)
    place += 4
    return block[place : place + length].decode(), place + length


def _control(type_: int, flags: int, body: bytes) -> bytes:
    head = struct.pack(">HHI", 0x8003, type_, flags << 24 | len(body))
    return head + body


def data(stream: int, payload: bytes, fin: bool = False) -> bytes:
    """A data frame."""
    return struct.pack(">II", stream, (FIN if fin else 0) << 24 | len(payload)) + payload


def pong(body: bytes) -> bytes:
    """The answer to a PING."""
    return _control(PING, 0, body)
