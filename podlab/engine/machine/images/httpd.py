"""httpd: the Apache web server of the official image.

Here: its files, start and stop, static pages, log lines.  Not here: its configuration language
(only ``Listen`` and ``DocumentRoot`` of httpd.conf are read).
"""

from collections.abc import Iterator

from podlab.engine.kernel.clock import moment
from podlab.engine.machine import signals
from podlab.engine.machine.digits import is_number
from podlab.engine.machine.filesystem import Entry
from podlab.engine.machine.images import debian, webserver
from podlab.engine.machine.images.webserver import Client
from podlab.engine.machine.loader import marker
from podlab.engine.machine.net.http import REASONS, Request, Response, http_date
from podlab.engine.machine.program import SIGNAL, Proc, Step, SystemCallError, first_of

ROOT = "/usr/local/apache2"
PAGE = b"<html><body><h1>It works!</h1></body></html>\n"
_CONFIGURATION = f"""\
ServerRoot "{ROOT}"
Listen 80
DocumentRoot "{ROOT}/htdocs"
ErrorLog /proc/self/fd/2
CustomLog /proc/self/fd/1 common
"""
_TYPES = {"html": "text/html", "htm": "text/html", "txt": "text/plain", "css": "text/css",
          "js": "text/javascript", "json": "application/json", "png": "image/png"}  # fmt: skip


def entries() -> Iterator[Entry]:
    """The image's files."""
    yield from debian.entries()
    for name in ("httpd", "httpd-foreground"):
        yield Entry(f"{ROOT}/bin/{name}", data=marker("httpd"), mode=0o755)
    yield Entry(f"{ROOT}/htdocs/index.html", data=PAGE)
    yield Entry(f"{ROOT}/conf/httpd.conf", data=_CONFIGURATION.encode())
    for name in ("logs", "cgi-bin", "modules"):
        yield Entry(f"{ROOT}/{name}", "directory", mode=0o755)


def main(p: Proc) -> Step:
    """httpd in the foreground."""
    if "-v" in p.argv[1:]:
        p.write(1, f"Server version: {_server(p)}\n")
        return 0
    if "listening" not in p.memory:
        status = _begin(p)
        if status:
            return status
    for signal in p.signals():
        if signal == signals.WINCH:
            _log(p, "mpm_event", "AH00492: caught SIGWINCH, shutting down gracefully")
        else:
            _log(p, "mpm_event", f"AH00491: caught SIG{signals.NAMES[signal]}, shutting down")
        return 0
    return first_of(SIGNAL, *webserver.serve(p, _answer))


def _begin(p: Proc) -> int:
    for signal in (signals.TERM, signals.WINCH, signals.INT):
        p.handle_signal(signal)
    port, p.memory["root"] = _settings(p)
    own = p.resolve(p.hostname)
    name = own[0] if own else "127.0.0.1"
    warning = (
        "AH00558: httpd: Could not reliably determine the server's fully qualified domain name, "
        f"using {name}. Set the 'ServerName' directive globally to suppress this message\n"
    )
    p.write(2, warning * 2)
    try:
        webserver.start(p, [port])
    except SystemCallError as error:
        number = 98 if error.name == "EADDRINUSE" else 13
        p.write(
            2,
            f"({number}){error}: AH00072: make_sock: could not bind to address 0.0.0.0:{port}\n"
            "no listening sockets available, shutting down\nAH00015: Unable to open logs\n",
        )
        return 1
    p.charge(memory=9 << 20)
    _log(p, "mpm_event", f"AH00489: {_server(p)} configured -- resuming normal operations")
    _log(p, "core", "AH00094: Command line: 'httpd -D FOREGROUND'")
    return 0


def _settings(p: Proc) -> tuple[int, str]:
    port, root = 80, f"{ROOT}/htdocs"
    try:
        text = p.files.read(f"{ROOT}/conf/httpd.conf").decode(errors="replace")
    except SystemCallError:
        return port, root
    for line in text.splitlines()[:2000]:
        words = line.split()
        if len(words) == 2 and words[0] == "Listen" and is_number(words[1].rpartition(":")[2]):
            port = int(words[1].rpartition(":")[2])
        elif len(words) == 2 and words[0] == "DocumentRoot":
            root = words[1].strip('"')
    return port, root


def _answer(p: Proc, request: Request, client: Client) -> Response:
    response = _respond(p, request)
    when = moment(p.now).strftime("%d/%b/%Y:%H:%M:%S +0000")
    line = f"{request.method} {request.target} {request.version}"
    size = len(response.body) if request.method != "HEAD" else 0
    p.write(1, f'{client.address} - - [{when}] "{line}" {response.status} {size or "-"}\n')
    p.charge(cpu=200)
    return response


def _respond(p: Proc, request: Request) -> Response:
    if not request.method:
        return _page(p, 400)
    if request.method not in ("GET", "HEAD", "POST"):
        return _page(p, 405)
    path = p.memory["root"] + request.path
    if ".." in request.path.split("/"):
        return _page(p, 400)
    try:
        if p.files.is_dir(path):
            path = f"{path.rstrip('/')}/index.html"
        stat, body = p.files.stat(path), p.files.read(path)
    except SystemCallError as error:
        return _page(p, 403 if error.name == "EACCES" else 404)
    kind = _TYPES.get(path.rpartition(".")[2], "text/plain")
    headers = [
        ("Date", http_date(p.now)), ("Server", _server(p)),
        ("Last-Modified", http_date(stat.mtime)), ("ETag", f'"{len(body):x}-{stat.mtime:x}"'),
        ("Accept-Ranges", "bytes"), ("Content-Length", str(len(body))), ("Content-Type", kind),
    ]  # fmt: skip
    return Response(200, headers, body)


_WORDS = {
    404: "The requested URL was not found on this server.",
    403: "You don't have permission to access this resource.",
    400: "Your browser sent a request that this server could not understand.<br />",
    405: "The requested method is not allowed for this URL.",
}


def _page(p: Proc, status: int) -> Response:
    title = REASONS[status]
    text = (
        '<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">\n<html><head>\n'
        f"<title>{status} {title}</title>\n</head><body>\n<h1>{title}</h1>\n"
        f"<p>{_WORDS[status]}</p>\n</body></html>\n"
    ).encode()
    headers = [
        ("Date", http_date(p.now)), ("Server", _server(p)),
        ("Content-Length", str(len(text))), ("Content-Type", "text/html; charset=iso-8859-1"),
    ]  # fmt: skip
    return Response(status, headers, text)


def _server(p: Proc) -> str:
    return f"Apache/{p.env.get('HTTPD_VERSION', '2.4.62')} (Unix)"


def _log(p: Proc, module: str, text: str) -> None:
    when = moment(p.now).strftime("%a %b %d %H:%M:%S.%f %Y")
    p.write(2, f"[{when}] [{module}:notice] [pid {p.pid}:tid {p.pid}] {text}\n")
