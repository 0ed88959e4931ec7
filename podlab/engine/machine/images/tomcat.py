"""tomcat: the servlet container of the official image, which has no page of its own.

Here: its files, a start that takes a JVM's time, Tomcat's headers and error page, static files
below webapps/ROOT.  Not here: servlets and JSPs (answered as not simulated).
"""

from collections.abc import Iterator

from podlab.engine.kernel.clock import moment
from podlab.engine.machine import signals
from podlab.engine.machine.filesystem import Entry
from podlab.engine.machine.images import debian, webserver
from podlab.engine.machine.images.webserver import Client
from podlab.engine.machine.loader import marker
from podlab.engine.machine.net.http import Request, Response, http_date
from podlab.engine.machine.program import (
    SIGNAL,
    Proc,
    Step,
    SystemCallError,
    first_of,
    until,
)

HOME = "/usr/local/tomcat"
START = 1_400_000
_MEMORY = 140 << 20
_STYLE = (
    "body {font-family:Tahoma,Arial,sans-serif;} h1, h2, h3, b {color:white;background-color:"
    "#525D76;} h1 {font-size:22px;} h2 {font-size:16px;} h3 {font-size:14px;} p {font-size:12px;} "
    "a {color:black;} .line {height:1px;background-color:#525D76;border:none;}"
)
_TITLES = {404: "Not Found", 405: "Method Not Allowed", 400: "Bad Request",
           501: "Not Implemented"}  # fmt: skip
_WORDS = {
    404: "The origin server did not find a current representation for the target resource or is "
    "not willing to disclose that one exists.",
    405: "The method received in the request-line is known by the origin server but not supported "
    "by the target resource.",
    400: "The server cannot or will not process the request due to something that is perceived to "
    "be a client error (e.g., malformed request syntax, invalid request message framing, or "
    "deceptive request routing).",
    501: "The server does not support the functionality required to fulfill the request.",
}
_TYPES = {"html": "text/html", "htm": "text/html", "txt": "text/plain", "css": "text/css",
          "js": "text/javascript", "json": "application/json", "png": "image/png"}  # fmt: skip


def entries() -> Iterator[Entry]:
    """The image's files."""
    yield from debian.entries()
    yield from debian.programs(["curl", "wget"])
    for name in ("catalina.sh", "startup.sh", "shutdown.sh", "version.sh"):
        yield Entry(f"{HOME}/bin/{name}", data=marker("tomcat"), mode=0o755)
    yield Entry("/opt/java/openjdk/bin/java", data=marker("opaque"), mode=0o755)
    for name in ("conf", "lib", "logs", "temp", "webapps", "webapps.dist", "work"):
        yield Entry(f"{HOME}/{name}", "directory", mode=0o755)
    yield Entry(f"{HOME}/webapps.dist/ROOT/index.jsp", data=b"<%-- Tomcat's home page --%>\n")
    yield Entry(f"{HOME}/conf/server.xml", data=b'<Server port="8005"/>\n')


def main(p: Proc) -> Step:
    """catalina.sh run."""
    memory = p.memory
    if p.argv[1:2] == ["version"] or p.argv[0].endswith("version.sh"):
        p.write(1, f"Server version: Apache Tomcat/{_version(p)}\n")
        return 0
    if "until" not in memory:
        p.handle_signal(signals.TERM)
        memory["until"] = p.now + START + p.chance(600_000)
        memory["begun"] = p.now
        p.charge(cpu=2_200_000, memory=_MEMORY)
        _log(p, "main", "org.apache.catalina.startup.VersionLoggerListener.log",
             f"Server version name:   Apache Tomcat/{_version(p)}")  # fmt: skip
    for _ in p.signals():
        _log(p, "Thread-1", "org.apache.coyote.AbstractProtocol.pause",
             'Pausing ProtocolHandler ["http-nio-8080"]')  # fmt: skip
        return 143
    if "listening" not in memory:
        if p.now < memory["until"]:
            return first_of(SIGNAL, until(memory["until"]))
        webserver.start(p, [8080])
        _started(p)
    return first_of(SIGNAL, *webserver.serve(p, _answer))


def _started(p: Proc) -> None:
    took = (p.now - p.memory["begun"]) // 1000
    _log(p, "main", "org.apache.coyote.AbstractProtocol.start",
         'Starting ProtocolHandler ["http-nio-8080"]')  # fmt: skip
    _log(p, "main", "org.apache.catalina.startup.Catalina.start",
         f"Server startup in [{took}] milliseconds")  # fmt: skip


def _answer(p: Proc, request: Request, client: Client) -> Response:
    p.charge(cpu=800)
    if not request.method:
        return _page(p, 400)
    if request.method not in ("GET", "HEAD", "POST", "OPTIONS"):
        return _page(p, 405)
    parts = [part for part in request.path.split("/") if part]
    if ".." in parts:
        return _page(p, 400)
    base = f"{HOME}/webapps"
    below = "/".join(parts)
    known = bool(parts) and p.files.is_dir(f"{base}/{parts[0]}")
    path = f"{base}/{below}" if known else f"{base}/ROOT/{below}"
    return _file(p, path)


def _file(p: Proc, path: str) -> Response:
    try:
        if p.files.is_dir(path):
            folder = path.rstrip("/")
            names = [f"{folder}/index.{ending}" for ending in ("html", "htm", "jsp")]
            path = next((name for name in names if p.files.exists(name)), names[0])
        if path.endswith(".jsp") and p.files.exists(path):
            return _page(p, 501)
        stat, body = p.files.stat(path), p.files.read(path)
    except SystemCallError:
        return _page(p, 404)
    millis = stat.mtime // 1000
    headers = [
        ("Accept-Ranges", "bytes"), ("ETag", f'W/"{len(body)}-{millis}"'),
        ("Last-Modified", http_date(stat.mtime)),
        ("Content-Type", _TYPES.get(path.rpartition(".")[2], "application/octet-stream")),
        ("Content-Length", str(len(body))), ("Date", http_date(p.now)),
    ]  # fmt: skip
    return Response(200, headers, body, " ")


def _page(p: Proc, status: int) -> Response:
    title = f"HTTP Status {status} \N{EN DASH} {_TITLES[status]}"
    text = (
        f'<!doctype html><html lang="en"><head><title>{title}</title><style type="text/css">'
        f'{_STYLE}</style></head><body><h1>{title}</h1><hr class="line" /><p><b>Type</b> Status '
        f'Report</p><p><b>Description</b> {_WORDS[status]}</p><hr class="line" /><h3>Apache '
        f"Tomcat/{_version(p)}</h3></body></html>"
    ).encode()
    headers = [
        ("Content-Type", "text/html;charset=utf-8"), ("Content-Language", "en"),
        ("Content-Length", str(len(text))), ("Date", http_date(p.now)),
    ]  # fmt: skip
    return Response(status, headers, text, " ")


def _version(p: Proc) -> str:
    return p.env.get("TOMCAT_VERSION", "11.0.2")


def _log(p: Proc, thread: str, where: str, text: str) -> None:
    when = moment(p.now).strftime("%d-%b-%Y %H:%M:%S.%f")[:-3]
    p.write(2, f"{when} INFO [{thread}] {where} {text}\n")
