"""Manifests by URL: ``-f http://…``, read through the simulated network.

Here: the exchange with its redirects and repetitions, and kubectl's words when it fails; a web
server in the cluster is reached like any other.  Not here: what the texts say (``files``), nor a
way out of the cluster: names outside do not resolve, and the error says what to do instead.
``p.memory["downloads"]`` maps a URL to its ``Download``.
"""

import posixpath
from dataclasses import dataclass

from podlab.engine.kubectl.cli.errors import CommandError
from podlab.engine.machine.net.resolver import candidates, configuration
from podlab.engine.machine.program import Proc, SystemCallError, Wait, until
from podlab.engine.machine.userland.http_client import (
    Exchange,
    HttpFault,
    advance,
    build_request,
    parse_url,
)
from podlab.engine.machine.userland.trust import chain

SCHEMES = ("http://", "https://")
ATTEMPTS = 3
BETWEEN = 1_000_000
DIAL = 30_000_000
"""How long Go's client tries to connect."""
MAX_REDIRECTS = 10
MAX_URLS = 20
REDIRECTS = (301, 302, 303, 307, 308)
BUNDLE = "/etc/ssl/certs/ca-certificates.crt"
_CONNECT = {
    "ECONNREFUSED": "connect: connection refused",
    "EHOSTUNREACH": "connect: no route to host",
    "ENETUNREACH": "connect: network is unreachable",
}


@dataclass(slots=True)
class Download:
    """How far one URL is: ``text`` when it is read, ``problem`` when the last attempt failed."""

    url: str
    at: str = ""
    hops: int = 0
    attempts: int = 0
    again: int = 0
    exchange: Exchange | None = None
    text: str | None = None
    problem: str = ""
    outside: bool = False

    @property
    def done(self) -> bool:
        """Whether nothing more will be tried."""
        return self.text is not None or (bool(self.problem) and self.attempts >= ATTEMPTS)


def is_url(name: str) -> bool:
    """Whether a ``-f`` name is a URL."""
    return name.startswith(SCHEMES)


def fetch(p: Proc, names: list[str]) -> Wait | None:
    """Go on with reading the URLs among the names; None when each is read or has failed."""
    known: dict[str, Download] = p.memory.setdefault("downloads", {})
    for name in [name for name in names if is_url(name)][:MAX_URLS]:
        one = known.setdefault(name, Download(name))
        while not one.done:
            waiting = _attempt(p, one)
            if waiting is not None:
                return waiting
        if one.text is None:
            return None
    return None


def downloaded(p: Proc, name: str) -> str:
    """The text behind a URL.

    Raises:
        CommandError: it could not be read, in kubectl's words.
    """
    one: Download | None = p.memory.get("downloads", {}).get(name)
    if one is None:
        raise CommandError(f"not simulated: more than {MAX_URLS} URLs at once")
    if one.text is not None:
        return one.text
    if one.outside:
        raise CommandError(f"{one.problem}\n{_advice(name)}", prefix="")
    raise CommandError(one.problem, prefix="" if one.problem[0].isupper() else "error: ")


def _advice(name: str) -> str:
    file = posixpath.basename(name.partition("?")[0].rstrip("/")) or "manifest.yaml"
    return (
        "Nothing outside of the cluster can be reached from here: open the address in your "
        f"browser, save its text as {file} (nano {file}) and use -f {file}"
    )


def _attempt(p: Proc, one: Download) -> Wait | None:
    if p.now < one.again:
        return until(one.again)
    try:
        exchange = one.exchange or _begin(p, one)
        waiting = advance(p, exchange)
    except HttpFault as fault:
        _failed(p, one, _words(p, one, fault))
        one.outside = fault.kind == "resolve"
        return None
    if waiting is None:
        _answered(p, one, exchange)
    return waiting


def _begin(p: Proc, one: Download) -> Exchange:
    url = parse_url(one.at or one.url)
    if url is None:
        raise HttpFault("url")
    headers = [("Host", url.authority), ("User-Agent", "Go-http-client/1.1")]
    exchange = Exchange(url, build_request("GET", url.path, headers, b""))
    exchange.checked = True
    exchange.connect_deadline = p.now + DIAL
    try:
        exchange.authorities = p.files.read(BUNDLE).decode("latin-1")
    except SystemCallError:
        exchange.authorities = ""
    one.exchange = exchange
    return exchange


def _answered(p: Proc, one: Download, exchange: Exchange) -> None:
    one.exchange = None
    target = exchange.header("Location")
    if exchange.status in REDIRECTS and target:
        one.hops += 1
        if one.hops > MAX_REDIRECTS:
            _failed(p, one, f"Unable to connect to the server: stopped after {MAX_REDIRECTS} "
                            "redirects")  # fmt: skip
        else:
            one.at = _absolute(exchange, target)
    elif exchange.status == 200:
        one.text = exchange.body.decode(errors="replace")
    else:
        _failed(p, one, f'unable to read URL "{one.url}", server reported {exchange.status} '
                        f"{exchange.reason}, status code={exchange.status}")  # fmt: skip
        if not 500 <= exchange.status < 600:
            one.attempts = ATTEMPTS


def _absolute(exchange: Exchange, target: str) -> str:
    if target.startswith(SCHEMES):
        return target
    base = f"{exchange.url.scheme}://{exchange.url.authority}"
    folder = posixpath.dirname(exchange.url.path)
    return base + (target if target.startswith("/") else posixpath.join(folder, target))


def _failed(p: Proc, one: Download, problem: str) -> None:
    one.problem = problem
    one.exchange = None
    one.at, one.hops = "", 0
    one.attempts += 1
    one.again = p.now + BETWEEN if one.attempts < ATTEMPTS else 0


def _words(p: Proc, one: Download, fault: HttpFault) -> str:
    if fault.kind == "url":
        return f'the URL passed to filename "{one.url}" is not valid'
    url = one.exchange.url if one.exchange else None
    address = f"{one.exchange.address}:{url.port}" if one.exchange and url else ""
    if fault.kind == "connect" and fault.error is not None:
        if fault.error.name == "ECONNREFUSED":
            first = parse_url(one.url)
            host = first.authority if first else one.url
            return (
                f"The connection to the server {host} was refused - did you specify the right "
                "host or port?"
            )
        return _unable(f"dial tcp {address}: {_CONNECT.get(fault.error.name, 'i/o timeout')}")
    if fault.kind == "resolve":
        return _unable(f"dial tcp: lookup {url.host if url else ''}{_resolver(p, one)}")
    if fault.kind == "tls":
        return _unable("http: server gave HTTP response to HTTPS client")
    if fault.kind in ("certificate", "name") and one.exchange:
        return _unable(
            f"tls: failed to verify certificate: x509: {_certificate(one.exchange, fault)}"
        )
    if fault.kind == "timeout":
        return _unable(f"dial tcp {address}: i/o timeout")
    if fault.kind == "reset":
        return _unable(f"read tcp {address}: read: connection reset by peer")
    return _unable("EOF")


def _unable(words: str) -> str:
    return f"Unable to connect to the server: {words}"


def _certificate(exchange: Exchange, fault: HttpFault) -> str:
    if fault.kind == "name":
        names = ", ".join(chain(exchange.certificates)[0].dns)
        if names:
            return f"certificate is valid for {names}, not {exchange.url.host}"
        return f"certificate is not valid for any names, but wanted to match {exchange.url.host}"
    if "expired" in fault.words or "not yet valid" in fault.words:
        return "certificate has expired or is not yet valid"
    return "certificate signed by unknown authority"


def _resolver(p: Proc, one: Download) -> str:
    """Which server was asked for the name, and its answer, as Go's resolver tells it."""
    settings = configuration(p.files)
    server = settings.servers[0] if settings.servers else "127.0.0.1"
    host = one.exchange.url.host if one.exchange else ""
    codes = [p.query(server, name).code for name in candidates(host, settings)[:1]]
    words = "no such host" if codes in (["NXDOMAIN"], ["NOERROR"]) else "server misbehaving"
    return f" on {server}:53: {words}"
