"""The ingress controller's image: nginx before the cluster's Services.

Here: listening, passing requests on, nginx's own pages, access and error log lines in
ingress-nginx's form.  Not here: rules, which the component behind it knows (``machine.ingress``).
"""

from collections.abc import Iterator
from typing import Any

from podlab.engine.kernel.clock import SECOND, moment
from podlab.engine.machine import signals
from podlab.engine.machine.filesystem import Entry
from podlab.engine.machine.images import debian, nginxproxy, webserver
from podlab.engine.machine.images.nginxproxy import TIMEOUT
from podlab.engine.machine.images.webserver import Client
from podlab.engine.machine.ingress import NEWS, Asked, IngressGate, Route
from podlab.engine.machine.loader import marker
from podlab.engine.machine.net.http import REASONS, Request, Response, http_date
from podlab.engine.machine.program import (
    SIGNAL,
    YIELD,
    Proc,
    Step,
    SystemCallError,
    Wait,
    first_of,
    notice,
    until,
)

HTTP, HTTPS, HEALTH = 80, 443, 10254
TRIES = 3
LEAVING = 10 * SECOND
"""How long the controller stays after it has closed its ports."""
_MEMORY = 74 << 20
_NOWHERE = "127.0.0.1:8181"
"""Where the page for hosts and paths that nobody has comes from."""
_TITLES = {308: "Permanent Redirect", 301: "Moved Permanently", 302: "Found"}
_PLAIN = "The plain HTTP request was sent to HTTPS port"
_HOP = ("host", "connection", "x-request-id", "x-real-ip", "x-forwarded-for", "x-forwarded-host",
        "x-forwarded-port", "x-forwarded-proto", "x-forwarded-scheme", "x-scheme")  # fmt: skip


def entries() -> Iterator[Entry]:
    """The image's files."""
    yield from debian.entries()
    yield Entry("/usr/bin/dumb-init", data=marker("run-after-dashes"), mode=0o755)
    yield Entry("/nginx-ingress-controller", data=marker("ingress-nginx"), mode=0o755)


def run_after_dashes(p: Proc) -> Step:
    """dumb-init: become the command line behind ``--``."""
    words = p.argv[1:]
    p.exec(words[1:] if words[:1] == ["--"] else words)
    return YIELD


def main(p: Proc) -> Step:
    """The controller: its log, its ports, its end."""
    gate: IngressGate = p.service("ingress")
    if "news" not in p.memory:
        _begin(p, gate)
    for number, line in gate.news(p.memory["news"]):
        p.memory["news"] = number
        p.write(2, f"{line}\n")
    if p.signals() and not p.memory["until"]:
        _leave(p)
    if p.memory["until"]:
        if p.now < p.memory["until"]:
            return until(p.memory["until"])
        _say(p, "sigterm.go:47", '"Exiting" code=0')
        return 0
    waits = webserver.serve(p, answer, _certificate)
    waits += _advance(p)
    return first_of(SIGNAL, notice(NEWS), *waits)


def _begin(p: Proc, gate: IngressGate) -> None:
    for signal in (signals.TERM, signals.INT, signals.QUIT):
        p.handle_signal(signal)
    last = gate.news(0)
    p.memory.update(news=last[-1][0] if last else 0, until=0, proxies=[], requests=0,
                    secure=[HTTPS])  # fmt: skip
    p.charge(memory=_MEMORY, cpu=120_000)
    webserver.start(p, [HTTP, HTTPS, HEALTH])
    gate.begin()


def _leave(p: Proc) -> None:
    for source, words in (
        ("sigterm.go:36", '"Received SIGTERM, shutting down"'),
        ("nginx.go:393", '"Shutting down controller queues"'),
        ("nginx.go:409", '"Stopping NGINX process"'),
        ("nginx.go:422", '"NGINX process has stopped"'),
        ("sigterm.go:42", "Handled quit, delaying controller exit for 10 seconds"),
    ):
        _say(p, source, words)
    webserver.stop(p)
    p.memory["until"] = p.now + LEAVING


def _say(p: Proc, source: str, words: str) -> None:
    when = moment(p.now).strftime("%m%d %H:%M:%S.%f")
    p.write(2, f"I{when}       7 {source}] {words}\n")


def _certificate(p: Proc, server_name: str) -> bytes:
    gate: IngressGate = p.service("ingress")
    return gate.certificate(server_name)


# --- requests -----------------------------------------------------------------------------------
def answer(p: Proc, request: Request, client: Client) -> Response | None:
    """Answer a request; None when a backend must be asked first."""
    port = p.local_port(client.fd)
    p.charge(cpu=150)
    if port == HEALTH:
        status = 200 if request.path == "/healthz" else 404
        return Response(status, [("Content-Length", "0"), ("Date", http_date(p.now))])
    p.memory["requests"] += 1
    scheme = "https" if port == HTTPS else "http"
    row = {"started": p.now, "scheme": scheme, "length": len(request.to_bytes()), "tried": [],
           "number": p.memory["requests"], "id": _identity(p)}  # fmt: skip
    if not request.method or not request.header("Host"):
        return _finish(p, request, client, row, Route(), _page(p, 400))
    if scheme == "https" and not webserver.is_secure(p, client.fd):
        return _finish(p, request, client, row, Route(), _page(p, 400, _PLAIN))
    gate: IngressGate = p.service("ingress")
    route = gate.route(_asked(request, client, scheme))
    if route.status:
        return _finish(p, request, client, row, route, _own(p, route, row))
    row["route"] = list(route)
    return _pass_on(p, request, client, row)


def _identity(p: Proc) -> str:
    return "".join(f"{p.chance(1 << 32):08x}" for _ in range(4))


def _asked(request: Request, client: Client, scheme: str) -> Asked:
    cookies = {}
    for part in request.header("Cookie").split(";"):
        name, _, value = part.strip().partition("=")
        cookies[name] = value
    headers = {name.lower(): value for name, value in request.headers}
    host = request.header("Host")
    return Asked(host, request.target, scheme, client.address, headers, cookies)


def _own(p: Proc, route: Route, row: dict[str, Any]) -> Response:
    page = _page(p, route.status)
    if route.location:
        page.headers.append(("Location", route.location))
    if route.status == 404:
        row["tried"] = [[_NOWHERE, str(len(page.body)), 404]]
    return page


def _pass_on(p: Proc, request: Request, client: Client, row: dict[str, Any]) -> Response | None:
    """Ask the next endpoint that has not been tried; 502 when none is left."""
    route = Route(*row["route"])
    number = len(row["tried"])
    if number >= min(TRIES, len(route.endpoints)) or len(p.memory["proxies"]) >= 256:
        return _finish(p, request, client, row, route, _page(p, 502))
    address, port = route.endpoints[number]
    row["tried"].append([f"{address}:{port}", "0", 502])
    try:
        fd = p.connect(address, port)
    except SystemCallError:
        return _pass_on(p, request, client, row)
    headers = _headers(request, client, row, route)
    passed = Request(request.method, route.target, headers, request.body)
    p.memory["proxies"].append(
        {"fd": fd, "request": request, "client": list(client), "scopes": row,
         "bytes": passed.to_bytes(), "sent": False, "buffer": b"", "until": p.now + TIMEOUT}
    )  # fmt: skip
    return None


def _headers(
    request: Request, client: Client, row: dict[str, Any], route: Route
) -> list[tuple[str, str]]:
    host, scheme = request.header("Host"), row["scheme"]
    port = str(HTTPS if scheme == "https" else HTTP)
    rows = {
        "Host": host, "X-Request-ID": row["id"], "X-Real-IP": client.address,
        "X-Forwarded-For": client.address, "X-Forwarded-Host": host, "X-Forwarded-Port": port,
        "X-Forwarded-Proto": scheme, "X-Forwarded-Scheme": scheme, "X-Scheme": scheme,
        **dict(route.replaced),
    }  # fmt: skip
    return list(rows.items()) + [pair for pair in request.headers if pair[0].lower() not in _HOP]


def _advance(p: Proc) -> list[Wait]:
    """Go on with what is passed on; a second try begins within the same call."""
    while True:
        before = [row["fd"] for row in p.memory["proxies"]]
        waits = nginxproxy.advance(p, _came)
        if all(row["fd"] in before for row in p.memory["proxies"]):
            return waits


def _came(p: Proc, request: Request, client: Client, row: Any, answer_: Any) -> None:
    """A backend has answered, or failed with a status."""
    route = Route(*row["route"])
    if not isinstance(answer_, Response):
        row["tried"][-1][2] = int(answer_)
        _complain(p, request, client, row, int(answer_))
        again = request.method in ("GET", "HEAD", "PUT", "DELETE", "OPTIONS")
        response = (_pass_on(p, request, client, row) if again else
                    _finish(p, request, client, row, route, _page(p, int(answer_))))  # fmt: skip
    else:
        row["tried"][-1][1:] = [str(len(answer_.body)), answer_.status]
        dropped = ("server", "date", "connection", "transfer-encoding", "content-length",
                   "keep-alive")  # fmt: skip
        kept = [pair for pair in answer_.headers if pair[0].lower() not in dropped]
        ends = [("Content-Length", str(len(answer_.body))), ("Connection", "keep-alive")]
        headers = [("Date", http_date(p.now)), *kept, *ends]
        made = Response(answer_.status, headers, answer_.body, answer_.reason)
        response = _finish(p, request, client, row, route, made)
    if response is not None:
        webserver.send(p, client.fd, request, response)


# --- pages and log lines --------------------------------------------------------------------------
def _page(p: Proc, status: int, why: str = "") -> Response:
    head = title = f"{status} {_TITLES.get(status) or REASONS.get(status, '')}"
    middle = ""
    if why:
        head, middle = f"{status} {why}", f"<center>{why}</center>\r\n"
    text = (
        f"<html>\r\n<head><title>{head}</title></head>\r\n<body>\r\n<center><h1>{title}</h1>"
        f"</center>\r\n{middle}<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
    ).encode()
    headers = [("Date", http_date(p.now)), ("Content-Type", "text/html"),
               ("Content-Length", str(len(text))), ("Connection", "keep-alive")]  # fmt: skip
    return Response(status, headers, text)


def _finish(
    p: Proc,
    request: Request,
    client: Client,
    row: dict[str, Any],
    route: Route,
    response: Response,
) -> Response:
    """The last touches, and the line of the access log."""
    response.headers += route.secure
    if not request.keep_alive:
        response.headers = [
            (name, "close" if name == "Connection" else text) for name, text in response.headers
        ]
    took = f"{(p.now - row['started']) / SECOND:.3f}"
    tried = row["tried"]
    upstream = " ".join((", ".join(str(each[place]) for each in tried) or "-") for place in (0, 1))
    when = moment(p.now).strftime("%d/%b/%Y:%H:%M:%S +0000")
    size = len(response.body) if request.method != "HEAD" else 0
    p.write(
        1,
        f'{client.address} - - [{when}] "{request.method} {request.target} {request.version}" '
        f'{response.status} {size} "{request.header("Referer") or "-"}" '
        f'"{request.header("User-Agent") or "-"}" {row["length"]} {took} [{route.upstream}] '
        f"[{route.alternative}] {upstream} {', '.join(took for _ in tried) or '-'} "
        f"{', '.join(str(each[2]) for each in tried) or '-'} {row['id']}\n",
    )
    return response


def _complain(p: Proc, request: Request, client: Client, row: dict[str, Any], status: int) -> None:
    when = moment(p.now).strftime("%Y/%m/%d %H:%M:%S")
    words = "connect() failed (111: Connection refused) while connecting to upstream"
    if status == 504:
        words = "upstream timed out (110: Operation timed out) while connecting to upstream"
    route, line = Route(*row["route"]), f"{request.method} {request.target} {request.version}"
    p.write(
        2,
        f"{when} [error] {p.pid}#{p.pid}: *{row['number']} {words}, client: {client.address}, "
        f'server: {route.server}, request: "{line}", upstream: '
        f'"http://{row["tried"][-1][0]}{route.target}", host: "{request.header("Host")}"\n',
    )
