"""An HTTP/1.1 client for curl and wget, as a machine of steps over plain data.

Not here: options and messages of the commands.
"""

from dataclasses import dataclass, field

from podlab.engine.machine.digits import is_number
from podlab.engine.machine.net import tls
from podlab.engine.machine.net.interfaces import number
from podlab.engine.machine.program import (
    Proc,
    SystemCallError,
    Wait,
    first_of,
    readable,
    until,
    writable,
)
from podlab.engine.machine.userland.trust import chain, problem

LIMIT = 8 << 20


@dataclass(slots=True)
class Url:
    """The parts of an address."""

    scheme: str
    host: str
    port: int
    path: str
    user: str = ""

    @property
    def authority(self) -> str:
        """What the Host header says."""
        usual = {"http": 80, "https": 443}.get(self.scheme)
        return self.host if self.port == usual else f"{self.host}:{self.port}"


def parse_url(text: str) -> Url | None:
    """An address's parts; None if it is none."""
    scheme, separator, rest = text.partition("://")
    if not separator:
        scheme, rest = "http", text
    for mark in ("/", "?", "#"):
        at = rest.find(mark)
        if at >= 0:
            break
    cut = min((at for at in (rest.find(mark) for mark in "/?#") if at >= 0), default=len(rest))
    authority, path = rest[:cut], rest[cut:].partition("#")[0]
    user, at_sign, host = authority.rpartition("@")
    host, _, port = (host or authority).partition(":")
    if not path.startswith("/"):
        path = "/" + path
    usual = {"http": "80", "https": "443"}.get(scheme, "80")
    if not host or not is_number(port or usual) or int((port or usual)[:6]) > 65535:
        return None
    return Url(scheme.lower(), host, int(port or usual), path, user if at_sign else "")


class HttpFault(Exception):
    """The exchange failed: ``kind`` is resolve, connect, timeout, empty, reset, tls, certificate or
    name; ``error`` the system call's error, ``words`` what is wrong with TLS."""

    def __init__(self, kind: str, error: SystemCallError | None = None, words: str = "") -> None:
        super().__init__(kind)
        self.kind = kind
        self.error = error
        self.words = words


@dataclass(slots=True)
class Exchange:
    """One request and its answer.  ``checked``: certificates must be vouched for by one of
    ``authorities`` (PEM) and be for the host."""

    url: Url
    request: bytes
    method: str = "GET"
    address: str = ""
    addresses: list[str] = field(default_factory=list)
    fd: int = -1
    phase: str = "resolve"
    started: int = 0
    connected: int = 0
    connect_deadline: int = 0
    deadline: int = 0
    data: bytes = b""
    status: int = 0
    reason: str = ""
    version: str = ""
    headers: list[tuple[str, str]] = field(default_factory=list)
    head: bytes = b""
    body: bytes = b""
    length: int = -1
    chunked: bool = False
    checked: bool = False
    authorities: str = ""
    certificates: str = ""
    trouble: str = ""
    """What would be wrong with the certificate if it were checked."""

    def header(self, name: str) -> str:
        """A header's value, '' if there is none."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")


def build_request(method: str, path: str, headers: list[tuple[str, str]], body: bytes) -> bytes:
    """The bytes of a request."""
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers)]
    return "\r\n".join(lines).encode("utf-8", "surrogateescape") + b"\r\n\r\n" + body


def advance(p: Proc, exchange: Exchange) -> Wait | None:
    """Go on with an exchange; None when the answer is complete.

    Raises:
        HttpFault: it failed.
    """
    while True:
        waiting = _PHASES[exchange.phase](p, exchange)
        if waiting is not None:
            return waiting
        if exchange.phase == "done":
            return None


def _resolve(p: Proc, exchange: Exchange) -> Wait | None:
    exchange.started = p.now
    exchange.addresses = exchange.addresses or p.resolve(exchange.url.host)
    if not exchange.addresses:
        raise HttpFault("resolve")
    exchange.phase = "connect"
    return None


def _connect(p: Proc, exchange: Exchange) -> Wait | None:
    exchange.address = exchange.addresses.pop(0)
    try:
        exchange.fd = p.connect(exchange.address, exchange.url.port)
    except SystemCallError as failure:
        _next_address(exchange, failure)
        return None
    exchange.phase = "connecting"
    return None


def _next_address(exchange: Exchange, failure: SystemCallError) -> None:
    if not exchange.addresses:
        raise HttpFault("connect", failure)
    exchange.phase = "connect"


def _limited(p: Proc, exchange: Exchange, wait: Wait, deadline: int) -> Wait:
    times = [time for time in (deadline, exchange.deadline) if time]
    if not times:
        return wait
    if p.now >= min(times):
        raise HttpFault("timeout")
    return first_of(wait, until(min(times)))


def _connecting(p: Proc, exchange: Exchange) -> Wait | None:
    try:
        done = p.connected(exchange.fd)
    except SystemCallError as failure:
        p.close(exchange.fd)
        _next_address(exchange, failure)
        return None
    if done is None:
        return _limited(p, exchange, writable(exchange.fd), exchange.connect_deadline)
    exchange.connected = p.now
    exchange.phase = "tls" if exchange.url.scheme == "https" else "send"
    return None


def _tls(p: Proc, exchange: Exchange) -> Wait | None:
    host = exchange.url.host
    try:
        p.write(exchange.fd, tls.client_hello("" if number(host) >= 0 else host))
    except SystemCallError as failure:
        raise HttpFault("empty", failure) from None
    exchange.phase = "greeting"
    return None


def _greeting(p: Proc, exchange: Exchange) -> Wait | None:
    data = _read(p, exchange)
    if isinstance(data, Wait):
        return data
    exchange.data += data
    try:
        found = tls.read_server_hello(exchange.data)
    except tls.NotTls as wrong:
        raise HttpFault("tls", None, str(wrong)) from None
    if found is None:
        if not data:
            raise HttpFault("tls", None, "unexpected eof while reading")
        return None
    exchange.certificates, exchange.data = found[0], exchange.data[found[1] :]
    presented = chain(exchange.certificates)
    exchange.trouble = problem(presented, chain(exchange.authorities), p.now)
    if exchange.checked and exchange.trouble:
        raise HttpFault("certificate", None, exchange.trouble)
    if exchange.checked and not presented[0].names(exchange.url.host.lower()):
        raise HttpFault("name")
    exchange.phase = "send"
    return None


def _send(p: Proc, exchange: Exchange) -> Wait | None:
    try:
        p.write(exchange.fd, exchange.request)
    except SystemCallError as failure:
        raise HttpFault("empty", failure) from None
    exchange.phase = "head"
    return None


def _read(p: Proc, exchange: Exchange) -> bytes | Wait:
    try:
        data = p.read(exchange.fd)
    except SystemCallError as failure:
        raise HttpFault("reset", failure) from None
    if data is None:
        return _limited(p, exchange, readable(exchange.fd), 0)
    return data


def _head(p: Proc, exchange: Exchange) -> Wait | None:
    end = exchange.data.find(b"\r\n\r\n")
    if end < 0:
        data = _read(p, exchange)
        if isinstance(data, Wait):
            return data
        if not data:
            raise HttpFault("empty")
        exchange.data += data
        if len(exchange.data) > 1 << 16 and b"\r\n\r\n" not in exchange.data:
            raise HttpFault("empty")
        return None
    exchange.head, exchange.data = exchange.data[: end + 4], exchange.data[end + 4 :]
    lines = exchange.head.decode("latin-1").split("\r\n")
    words = lines[0].split(" ", 2)
    exchange.version = words[0]
    exchange.status = int(words[1]) if len(words) > 1 and is_number(words[1]) else 0
    exchange.reason = words[2] if len(words) > 2 else ""
    exchange.headers = [(n.strip(), v.strip()) for n, _, v in
                        (line.partition(":") for line in lines[1:] if line)]  # fmt: skip
    length = exchange.header("Content-Length")
    exchange.length = int(length) if is_number(length) else -1
    exchange.chunked = exchange.header("Transfer-Encoding").lower() == "chunked"
    bodyless = exchange.method == "HEAD" or exchange.status in (204, 304)
    exchange.phase = "close" if bodyless else "body"
    return None


def _body(p: Proc, exchange: Exchange) -> Wait | None:
    if _complete(exchange):
        exchange.phase = "close"
        return None
    data = _read(p, exchange)
    if isinstance(data, Wait):
        return data
    if not data or len(exchange.data) > LIMIT:
        if exchange.length < 0 and not exchange.chunked:
            exchange.body = exchange.data
        exchange.phase = "close"
    exchange.data += data
    return None


def _complete(exchange: Exchange) -> bool:
    if exchange.chunked:
        return _chunks(exchange)
    if 0 <= exchange.length <= len(exchange.data):
        exchange.body = exchange.data[: exchange.length]
        return True
    return False


def _chunks(exchange: Exchange) -> bool:
    while True:
        end = exchange.data.find(b"\r\n")
        if end < 0:
            return False
        try:
            size = int(exchange.data[:end].split(b";")[0] or b"0", 16)
        except ValueError:
            return True
        if size == 0:
            return True
        if len(exchange.data) < end + 2 + size + 2:
            return False
        exchange.body += exchange.data[end + 2 : end + 2 + size]
        exchange.data = exchange.data[end + 2 + size + 2 :]


def _close(p: Proc, exchange: Exchange) -> Wait | None:
    p.close(exchange.fd)
    exchange.phase = "done"
    return None


_PHASES = {"resolve": _resolve, "connect": _connect, "connecting": _connecting, "tls": _tls,
           "greeting": _greeting,
           "send": _send, "head": _head, "body": _body, "close": _close}  # fmt: skip
