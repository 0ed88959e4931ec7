"""nginx's answers: locations, static files, returns, error pages, log lines.

Here: nginx 1.22's headers, pages and log lines as recorded (scenarios/shell, walk2); later versions
differ in the number.  Not here: processes (``nginx``), other servers (``nginxproxy``).
Directives that ``nginxconf`` knows and that are not read here have no effect.
"""

from functools import lru_cache
from typing import Any

from podlab.engine.kernel.clock import SECOND, moment
from podlab.engine.machine.digits import is_number
from podlab.engine.machine.images import nginxconf, nginxproxy, webserver
from podlab.engine.machine.images.nginxconf import (
    Directive,
    blocks,
    listening_ports_of,
    servers,
    value,
)
from podlab.engine.machine.images.webserver import Client
from podlab.engine.machine.net.http import Request, Response, http_date
from podlab.engine.machine.program import Proc, Stat, SystemCallError

ERRNO = {"ENOENT": 2, "EACCES": 13, "EROFS": 30, "ENOSPC": 28, "ENOTDIR": 20, "EADDRINUSE": 98}


def version(p: Proc) -> str:
    """The version: what the image's environment says, else that of the small image."""
    return p.env.get("NGINX_VERSION", "1.22.1")


def answer(p: Proc, request: Request, client: Client) -> Response | None:
    """Answer a request; None when another server must be asked first."""
    config = configuration(p)
    p.memory["requests"] += 1
    p.charge(cpu=150)
    http = blocks(config, "http")[0]["block"] or []
    server = _server(p, config, request, client)
    if not request.method:
        return _finish(p, request, client, [http], _page(p, 400))
    rows = server["block"] if server is not None else []
    if _is_plain(p, client):
        return _finish(p, request, client, [rows, http], _page(p, 400, _PLAIN))
    location = _location(rows, request.path)
    inner = location["block"] if location is not None else []
    scopes = [inner, rows, http]
    returned = blocks(inner, "return") or blocks(rows, "return")
    if returned:
        return _finish(p, request, client, scopes, _return(p, request, returned[0], client))
    target = value(inner, "proxy_pass")
    if target:
        started = nginxproxy.begin(p, request, client, target, location, config, scopes)
        return None if started else _finish(p, request, client, scopes, _page(p, 502))
    if blocks(inner, "stub_status"):
        return _finish(p, request, client, scopes, _stub_status(p))
    return _finish(p, request, client, scopes, _static(p, request, client, scopes, location))


def _is_plain(p: Proc, client: Client) -> bool:
    """Whether somebody speaks plain HTTP where TLS is expected."""
    expected = p.local_port(client.fd) in p.memory["secure"]
    return expected and not webserver.is_secure(p, client.fd)


def _server(p: Proc, config: list[Directive], request: Request, client: Client) -> Directive | None:
    port = p.local_port(client.fd)
    name = request.header("Host").partition(":")[0].lower()
    here = [row for row in servers(config) if port in (listening_ports_of(row) or [80])]
    for row in here:
        for names in blocks(row["block"], "server_name"):
            if name and any(_name_matches(name, pattern.lower()) for pattern in names["args"]):
                return row
    for row in here:
        if any("default_server" in listen["args"] for listen in blocks(row["block"], "listen")):
            return row
    return here[0] if here else None


def _name_matches(name: str, pattern: str) -> bool:
    if pattern.startswith("*."):
        return name.endswith(pattern[1:])
    return name == pattern


def _location(rows: list[Directive], path: str) -> Directive | None:
    best, length = None, -1
    for row in blocks(rows, "location"):
        args = [arg for arg in row["args"] if arg not in ("^~",)]
        if args[:1] == ["="] and args[1:] == [path]:
            return row
        if len(args) == 1 and path.startswith(args[0]) and len(args[0]) > length:
            best, length = row, len(args[0])
        if args[:1] in (["~"], ["~*"]) and len(args) > 1 and _suffix(args[1], path):
            return row
    return best


def _suffix(pattern: str, path: str) -> bool:
    r"""Regular expressions of the kind ``\.php$``, ``^/api``; others match nothing."""
    if pattern.startswith("^") and pattern[1:].replace("/", "").isalnum():
        return path.startswith(pattern[1:])
    if pattern.startswith("\\.") and pattern.endswith("$"):
        endings = pattern[2:-1].strip("()").split("|")
        return any(path.endswith(f".{ending}") for ending in endings if ending.isalnum())
    return False


def _return(p: Proc, request: Request, row: Directive, client: Client) -> Response:
    args = row["args"]
    if not args or not is_number(args[0]):
        return Response(302, _headers(p, "text/html"), b"")
    status = int(args[0])
    text = _expand(p, " ".join(args[1:]), request, client, None)
    if status in (301, 302, 303, 307, 308):
        page = _page(p, status)
        page.headers.append(("Location", text))
        return page
    if not text:
        return _page(p, status)
    body = text.encode()
    headers = _headers(p, "text/plain" if len(args) > 1 else "text/html", len(body))
    return Response(status, headers, body)


def _stub_status(p: Proc) -> Response:
    count, active = p.memory["requests"], len(p.memory["connections"])
    text = (
        f"Active connections: {active} \nserver accepts handled requests\n {count} {count} {count} "
        f"\nReading: 0 Writing: 1 Waiting: {max(active - 1, 0)} \n"
    ).encode()
    return Response(200, _headers(p, "text/plain", len(text)), text)


def _static(
    p: Proc,
    request: Request,
    client: Client,
    scopes: list[list[Directive]],
    location: Directive | None,
) -> Response:
    if request.method not in ("GET", "HEAD"):
        return _page(p, 405)
    path = _file_path(request.path, scopes, location)
    if path is None:
        return _page(p, 400)
    try:
        stat = p.files.stat(path)
        if stat.type == "directory":
            if not request.path.endswith("/"):
                page = _page(p, 301)
                host = request.header("Host") or "localhost"
                page.headers.append(("Location", f"http://{host}{request.path}/"))
                return page
            return _index(p, request, client, path, scopes)
        return _file(p, path, stat, scopes)
    except SystemCallError as error:
        return _failed(p, request, client, f'open() "{path}" failed', error)


def _file_path(
    target: str, scopes: list[list[Directive]], location: Directive | None
) -> str | None:
    parts = target.split("/")
    if ".." in parts or "\0" in target:
        return None
    alias = value(scopes[0], "alias")
    if alias and location is not None:
        return alias + target[len(location["args"][-1]) :]
    root = next((found for scope in scopes if (found := value(scope, "root"))), "")
    return (root or "/etc/nginx/html").rstrip("/") + target


def _index(
    p: Proc, request: Request, client: Client, path: str, scopes: list[list[Directive]]
) -> Response:
    names = next((rows[-1]["args"] for scope in scopes if (rows := blocks(scope, "index"))), None)
    for name in names or ["index.html"]:
        candidate = f"{path.rstrip('/')}/{name}"
        if p.files.exists(candidate):
            return _file(p, candidate, p.files.stat(candidate), scopes)
    if any(value(scope, "autoindex") == "on" for scope in scopes):
        return _listing(p, request, path)
    words = f'directory index of "{path}" is forbidden'
    p.write(2, stamp(p, "error", _about(p, request, client, words)))
    return _page(p, 403)


def _listing(p: Proc, request: Request, path: str) -> Response:
    rows = [f'<a href="{name}">{name}</a>' for name in p.files.listdir(path)]
    title = f"Index of {request.path}"
    text = (
        f"<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n<h1>{title}</h1><hr><pre>"
        f'<a href="../">../</a>\r\n' + "\r\n".join(rows) + "\r\n</pre><hr></body>\r\n</html>\r\n"
    ).encode()
    return Response(200, _headers(p, "text/html", len(text)), text)


def _file(p: Proc, path: str, stat: Stat, scopes: list[list[Directive]]) -> Response:
    body = p.files.read(path)
    seconds = stat.mtime // 1_000_000
    headers = _headers(p, _mime(path, scopes), len(body))
    headers.insert(4, ("Last-Modified", http_date(stat.mtime)))
    headers.append(("ETag", f'"{seconds:x}-{len(body):x}"'))
    headers.append(("Accept-Ranges", "bytes"))
    return Response(200, headers, body)


def _mime(path: str, scopes: list[list[Directive]]) -> str:
    ending = path.rpartition("/")[2].rpartition(".")[2]
    for scope in scopes:
        for types in blocks(scope, "types"):
            for row in types["block"] or []:
                if ending in row["args"]:
                    return str(row["name"])
    default = (value(scope, "default_type") for scope in scopes)
    return next((found for found in default if found), "text/plain")


def _failed(
    p: Proc, request: Request, client: Client, words: str, error: SystemCallError
) -> Response:
    number = ERRNO.get(error.name, 5)
    text = _about(p, request, client, f"{words} ({number}: {error})")
    p.write(2, stamp(p, "error", text))
    return _page(p, 403 if error.name == "EACCES" else 404)


def _about(p: Proc, request: Request, client: Client, words: str) -> str:
    line = f"{request.method} {request.target} {request.version}"
    return (
        f"*{p.memory['requests']} {words}, client: {client.address}, server: localhost, "
        f'request: "{line}", host: "{request.header("Host")}"'
    )


# --- answers and log lines ----------------------------------------------------------------------
def _headers(p: Proc, kind: str, size: int | None = None) -> list[tuple[str, str]]:
    rows = [("Server", f"nginx/{version(p)}"), ("Date", http_date(p.now)), ("Content-Type", kind)]
    if size is not None:
        rows.append(("Content-Length", str(size)))
    return [*rows, ("Connection", "keep-alive")]


_PLAIN = "The plain HTTP request was sent to HTTPS port"
_TITLES = {
    400: "Bad Request", 403: "Forbidden", 404: "Not Found", 405: "Not Allowed",
    301: "Moved Permanently", 302: "Found", 303: "See Other", 307: "Temporary Redirect",
    308: "Permanent Redirect", 500: "Internal Server Error", 502: "Bad Gateway",
    503: "Service Temporarily Unavailable", 504: "Gateway Time-out", 401: "Authorization Required",
}  # fmt: skip


def _page(p: Proc, status: int, why: str = "") -> Response:
    if status not in _TITLES:
        return Response(status, _headers(p, "text/plain", 0))
    title = head = f"{status} {_TITLES[status]}"
    middle = ""
    if why:
        head, middle = f"{status} {why}", f"<center>{why}</center>\r\n"
    text = (
        f"<html>\r\n<head><title>{head}</title></head>\r\n<body>\r\n<center><h1>{title}</h1>"
        f"</center>\r\n{middle}<hr><center>nginx/{version(p)}</center>\r\n</body>\r\n</html>\r\n"
    ).encode()
    return Response(status, _headers(p, "text/html", len(text)), text, _TITLES[status])


def finish_proxy(
    p: Proc, request: Request, client: Client, scopes: list[list[Directive]], answer: Any
) -> None:
    """Send on what another server answered (or the status of its failure)."""
    response = answer if isinstance(answer, Response) else _page(p, int(answer))
    if isinstance(answer, Response):
        kept = [
            row for row in answer.headers
            if row[0].lower() not in ("server", "date", "connection", "transfer-encoding",
                                      "content-length", "keep-alive")
        ]  # fmt: skip
        head = [("Server", f"nginx/{version(p)}"), ("Date", http_date(p.now))]
        length = [("Content-Length", str(len(answer.body))), ("Connection", "keep-alive")]
        response = Response(answer.status, head + kept + length, answer.body, answer.reason)
    webserver.send(p, client.fd, request, _finish(p, request, client, scopes, response))


def _finish(
    p: Proc, request: Request, client: Client, scopes: list[list[Directive]], response: Response
) -> Response:
    for scope in scopes:
        rows = blocks(scope, "add_header")
        for row in rows:
            if len(row["args"]) > 1 and (response.status < 400 or "always" in row["args"]):
                text = _expand(p, row["args"][1], request, client, response)
                response.headers.append((row["args"][0], text))
        if rows:
            break
    if not request.keep_alive:
        response.headers = [
            (name, "close" if name == "Connection" else text) for name, text in response.headers
        ]
    if all(value(scope, "access_log") != "off" for scope in scopes):
        p.write(1, _expand(p, _format(scopes), request, client, response) + "\n")
    return response


_COMBINED = (
    '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent '
    '"$http_referer" "$http_user_agent"'
)


def _format(scopes: list[list[Directive]]) -> str:
    for scope in scopes:
        rows = blocks(scope, "access_log")
        if rows and len(rows[-1]["args"]) > 1:
            wanted = rows[-1]["args"][1]
            for row in blocks(scopes[-1], "log_format"):
                if row["args"][:1] == [wanted]:
                    return "".join(arg for arg in row["args"][1:] if not arg.startswith("escape="))
    return _COMBINED


def _expand(p: Proc, text: str, request: Request, client: Client, response: Response | None) -> str:
    if "$" not in text:
        return text
    host = request.header("Host")
    body = len(response.body) if response is not None and request.method != "HEAD" else 0
    values = {
        "remote_addr": client.address, "remote_port": str(client.port), "remote_user": "-",
        "time_local": moment(p.now).strftime("%d/%b/%Y:%H:%M:%S +0000"),
        "request": f"{request.method} {request.target} {request.version}",
        "status": str(response.status) if response is not None else "",
        "body_bytes_sent": str(body), "request_uri": request.target, "uri": request.path,
        "host": host.partition(":")[0] or "localhost", "http_host": host, "hostname": p.hostname,
        "scheme": "https" if webserver.is_secure(p, client.fd) else "http",
        "request_method": request.method, "args": request.target[len(
            request.path) + 1 :], "query_string": request.target[len(request.path) + 1 :],
        "server_port": str(p.local_port(client.fd)), "server_addr": "", "nginx_version": version(p),
        "proxy_add_x_forwarded_for": client.address, "request_time": "0.000",
    }  # fmt: skip
    return nginxproxy.substitute(text, values, request)


def configuration(p: Proc) -> list[Directive]:
    """The configuration that this process was started with."""
    return nginxconf.parsed(tuple((path, text) for path, text in p.memory["texts"]))


def stamp(p: Proc, level: str, text: str) -> str:
    """A line of the error log."""
    pid = p.pid
    return f"{_second(p.now // SECOND)} [{level}] {pid}#{pid}: {text}\n"


@lru_cache(maxsize=64)
def _second(seconds: int) -> str:
    return moment(seconds * SECOND).strftime("%Y/%m/%d %H:%M:%S")


def log(p: Proc, *texts: str) -> None:
    """Write notices into the error log."""
    p.write(2, "".join([stamp(p, "notice", text) for text in texts]))
