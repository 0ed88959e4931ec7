"""curl: HTTP from the command line.  Not here: the exchange (``userland.http_client``)."""

import base64
import json
import posixpath
from typing import Any

from podlab.engine.machine.program import Proc, Step, SystemCallError
from podlab.engine.machine.userland.faults import CommandFault
from podlab.engine.machine.userland.formats import unescape
from podlab.engine.machine.userland.http_client import (
    Exchange,
    HttpFault,
    Url,
    advance,
    build_request,
    parse_url,
)
from podlab.engine.machine.userland.options import Options, getopt
from podlab.engine.machine.userland.trust import chain, shown_name, shown_time

LONG = {"silent": "s", "show-error": "S", "head": "I", "include": "i", "verbose": "v",
        "insecure": "k", "location": "L", "output=": "o", "remote-name": "O", "header=": "H",
        "request=": "X", "data=": "d", "data-raw=": "d", "data-binary=": "d", "write-out=": "w",
        "max-time=": "m", "connect-timeout=": "ct", "fail": "f", "user=": "u", "user-agent=": "A",
        "get": "G", "compressed": "z", "cacert=": "cacert", "cert=": "E", "key=": "key",
        "resolve=": "resolve", "retry=": "retry", "retry-delay=": "rd", "url=": "url", "ipv4": "4",
        "noproxy=": "noproxy", "http1.1": "h11", "no-progress-meter": "npm", "version": "V",
        "no-buffer": "N", "referer=": "e", "cookie=": "b", "form=": "F", "range=": "r",
        "upload-file=": "T", "json=": "json"}  # fmt: skip
AGENT = "curl/7.88.1"
BUNDLE = "/etc/ssl/certs/ca-certificates.crt"
_MORE = (
    "More details here: https://curl.se/docs/sslcerts.html\n\n"
    "curl failed to verify the legitimacy of the server and therefore could not\n"
    "establish a secure connection to it. To learn more about this situation and\n"
    "how to fix it, please visit the web page mentioned above.\n"
)


def main(p: Proc) -> Step:
    """curl [options] url…"""
    options = getopt(p, "sSIivkLo:OH:X:d:w:m:fu:A:GzE:4N6e:b:F:r:T:V#gj", LONG, status=2)
    if options.has("V"):
        p.write(1, "curl 7.88.1 (x86_64-pc-linux-gnu) libcurl/7.88.1\n"
                   "Release-Date: 2023-02-20\nProtocols: http https\n")  # fmt: skip
        return 0
    urls = options.args + options.all("url")
    if not urls:
        raise CommandFault("curl: try 'curl --help' or 'curl --manual' for more information", 2)
    memory = p.memory
    memory.setdefault("number", 0)
    memory.setdefault("status", 0)
    while memory["number"] < len(urls):
        result = _fetch(p, options, urls[memory["number"]])
        if not isinstance(result, int):
            return result
        memory["status"] = result
        memory["number"] += 1
        for key in ("exchange", "hops"):
            memory.pop(key, None)
    return int(memory["status"])


def _fetch(p: Proc, options: Options, url: str) -> Step:
    memory = p.memory
    while True:
        if "exchange" not in memory:
            memory["exchange"] = _begin(p, options, memory.get("next", url))
            memory.setdefault("first", p.now)
        exchange: Exchange = memory["exchange"]
        _narrate_start(p, options, exchange)
        try:
            waiting = advance(p, exchange)
        except HttpFault as fault:
            return _failed(p, options, exchange, fault)
        if waiting is not None:
            return waiting
        target = exchange.header("Location")
        hops = memory.setdefault("hops", 0)
        if options.has("L") and exchange.status in (301, 302, 303, 307, 308) and target:
            if hops >= 50:
                return _error(p, options, 47, "Maximum (50) redirects followed")
            if options.has("i") or options.has("I"):
                p.write(1, exchange.head)
            memory["hops"] = hops + 1
            memory["next"] = _absolute(exchange, target)
            del memory["exchange"]
            continue
        memory.pop("next", None)
        return _finish(p, options, exchange)


def _absolute(exchange: Exchange, target: str) -> str:
    if "://" in target:
        return target
    base = f"{exchange.url.scheme}://{exchange.url.authority}"
    folder = posixpath.dirname(exchange.url.path)
    return base + (target if target.startswith("/") else posixpath.join(folder, target))


def _begin(p: Proc, options: Options, text: str) -> Exchange:
    url = parse_url(text)
    if url is None:
        raise CommandFault("curl: (3) URL using bad/illegal format or missing URL", 3)
    if url.scheme not in ("http", "https"):
        raise CommandFault(f'curl: (1) Protocol "{url.scheme}" not supported or disabled in '
                           "libcurl", 1)  # fmt: skip
    body = _body(p, options)
    if options.has("G") and body:
        url.path += ("&" if "?" in url.path else "?") + body.decode("utf-8", "surrogateescape")
        body = b""
    sends = (options.has("d") or options.has("json")) and not options.has("G")
    method = options.last("X") or ("HEAD" if options.has("I") else "POST" if sends else "GET")
    headers = [("Host", url.authority)]
    user = options.last("u") or url.user
    if user:
        token = base64.b64encode(user.encode()).decode()
        headers.append(("Authorization", f"Basic {token}"))
    headers += [("User-Agent", options.last("A") or AGENT), ("Accept", "*/*")]
    if options.last("b"):
        headers.append(("Cookie", _cookies(options)))
    if options.has("json"):
        headers.append(("Content-Type", "application/json"))
    for given in options.all("H"):
        headers = _header(headers, given)
    if body:
        headers.append(("Content-Length", str(len(body))))
        if not any(name.lower() == "content-type" for name, _ in headers):
            headers.append(("Content-Type", "application/x-www-form-urlencoded"))
    exchange = Exchange(url, build_request(method, url.path, headers, body), method)
    exchange.addresses = _resolved(options, exchange.url)
    exchange.checked = not options.has("k")
    exchange.authorities = _authorities(p, options)
    exchange.connect_deadline = _deadline(p, options.last("ct"))
    exchange.deadline = _deadline(p, options.last("m"))
    return exchange


def _authorities(p: Proc, options: Options) -> str:
    """The certificates that are trusted: ``--cacert``, else the system's."""
    path = options.last("cacert")
    try:
        return p.files.read(path or BUNDLE).decode("latin-1")
    except SystemCallError:
        if not path:
            return ""
        raise CommandFault(
            f"curl: (77) error setting certificate verify locations:  CAfile: {path} CApath: none",
            77,
        ) from None


def _cookies(options: Options) -> str:
    """``-b``: cookies themselves; what has no = names a file, which here holds none."""
    return "; ".join(text for text in options.all("b") if "=" in text)


def _resolved(options: Options, url: Url) -> list[str]:
    """``--resolve HOST:PORT:ADDRESS``: addresses that no resolver is asked for."""
    for text in options.all("resolve"):
        host, _, rest = text.lstrip("+").partition(":")
        port, _, address = rest.partition(":")
        if host in (url.host, "*") and port == str(url.port) and address:
            return address.strip("[]").split(",")
    return []


def _body(p: Proc, options: Options) -> bytes:
    pieces = []
    for text in options.all("d") + options.all("json"):
        if text.startswith("@"):
            try:
                pieces.append(p.files.read(text[1:]).replace(b"\n", b""))
            except SystemCallError:
                raise CommandFault(
                    "curl: option -d: error encountered when reading a file\n"
                    "curl: try 'curl --help' for more information",
                    26,
                ) from None
        else:
            pieces.append(text.encode("utf-8", "surrogateescape"))
    return b"&".join(pieces)


def _header(headers: list[tuple[str, str]], given: str) -> list[tuple[str, str]]:
    name, _, value = given.partition(":")
    kept = [row for row in headers if row[0].lower() != name.strip().lower()]
    if not value.strip():
        return kept
    if name.strip().lower() == "host":
        return [(name.strip(), value.strip()), *kept]
    return [*kept, (name.strip(), value.strip())]


def _deadline(p: Proc, text: str) -> int:
    try:
        return p.now + int(float(text) * 1_000_000) if text else 0
    except (ValueError, OverflowError):
        raise CommandFault("curl: expected a proper numerical parameter", 2) from None


def _narrate_start(p: Proc, options: Options, exchange: Exchange) -> None:
    if options.has("v") and exchange.phase == "resolve":
        shown = exchange.url.host
        found = p.resolve(shown)
        if found:
            p.write(2, f"*   Trying {found[0]}:{exchange.url.port}...\n")


def _narrate(p: Proc, exchange: Exchange) -> None:
    p.write(2, f"* Connected to {exchange.url.host} ({exchange.address}) port "
               f"{exchange.url.port} (#0)\n")  # fmt: skip
    if exchange.certificates:
        p.write(2, _about_tls(exchange))
    head, _, body = exchange.request.partition(b"\r\n\r\n")
    p.write(2, b"".join(b"> " + line + b"\r\n" for line in head.split(b"\r\n")) + b"> \r\n")
    p.write(
        2,
        b"".join(
            b"< " + line + b"\r\n"
            for line in exchange.head.removesuffix(b"\r\n").split(b"\r\n")[:-1]
        ),
    )
    p.write(2, b"< \r\n")


def _about_tls(exchange: Exchange) -> str:
    rows = ["ALPN: offers h2,http/1.1", "SSL connection using TLSv1.3 / TLS_AES_256_GCM_SHA384",
            "ALPN: server accepted http/1.1", "Server certificate:"]  # fmt: skip
    for own in chain(exchange.certificates)[:1]:
        rows += [f" subject: {shown_name(own.subject)}", f" start date: {shown_time(own.begins)}",
                 f" expire date: {shown_time(own.ends)}",
                 f" issuer: {shown_name(own.issuer)}"]  # fmt: skip
    verdict = f"result: {exchange.trouble}, continuing anyway." if exchange.trouble else "ok."
    rows.append(f" SSL certificate verify {verdict}")
    return "".join(f"* {row}\n" for row in rows)


def _finish(p: Proc, options: Options, exchange: Exchange) -> int:
    if options.has("v"):
        _narrate(p, exchange)
    if options.has("f") and exchange.status >= 400:
        _write_out(p, options, exchange)
        return _error(p, options, 22, "The requested URL returned error: " + str(exchange.status))
    data = b""
    if options.has("i") or options.has("I"):
        data += exchange.head
    data += exchange.body
    target = options.last("o")
    if options.has("O"):
        target = posixpath.basename(exchange.url.path)
        if not target:
            return _error(p, options, 23, "Remote file name has no length!")
    try:
        if target and target != "-":
            _meter(p, options, len(data))
            p.files.write(target, data)
        else:
            if not p.isatty(1) and not options.has("s"):
                _meter(p, options, len(data))
            p.write(1, data)
    except SystemCallError:
        return _error(p, options, 23, "Failed writing body (0 != " + str(len(data)) + ")")
    if options.has("v"):
        p.write(2, f"* Connection #0 to host {exchange.url.host} left intact\n")
    _write_out(p, options, exchange)
    return 0


def _meter(p: Proc, options: Options, size: int) -> None:
    if options.has("s") or options.has("npm"):
        return
    p.write(2, "  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current\n"
               "                                 Dload  Upload   Total   Spent    Left  Speed\n"
               "\r  0     0    0     0    0     0      0      0 --:--:-- --:--:-- --:--:--     0\r"
               f"100 {size:5d}  100 {size:5d}    0     0  {size * 300:5d}      0 --:--:-- --:--:-- "
               f"--:--:-- {size * 300:5d}\n")  # fmt: skip


def _write_out(p: Proc, options: Options, exchange: Exchange) -> None:
    form = options.last("w")
    if not form:
        return
    total = (p.now - p.memory.get("first", exchange.started)) / 1_000_000
    values: dict[str, Any] = {
        "http_code": f"{exchange.status:03d}", "response_code": f"{exchange.status:03d}",
        "time_total": f"{total:.6f}", "size_download": str(len(exchange.body)),
        "remote_ip": exchange.address, "remote_port": str(exchange.url.port),
        "url_effective": f"{exchange.url.scheme}://{exchange.url.authority}{exchange.url.path}",
        "content_type": exchange.header("Content-Type"), "num_redirects": str(p.memory["hops"])
        if "hops" in p.memory else "0", "method": exchange.method,
        "time_connect": f"{(exchange.connected - exchange.started) / 1e6:.6f}",
        "json": json.dumps({"http_code": exchange.status}),
        "exitcode": "0", "http_version": "1.1", "scheme": exchange.url.scheme.upper(),
    }  # fmt: skip
    text = unescape(form)[0]
    for name, value in values.items():
        text = text.replace("%{" + name + "}", value)
    p.write(1, text)


def _failed(p: Proc, options: Options, exchange: Exchange, fault: HttpFault) -> int:
    host, port = exchange.url.host, exchange.url.port
    millis = (p.now - exchange.started) // 1000
    code, words = 56, "Recv failure: Connection reset by peer"
    if fault.kind == "resolve":
        code, words = 6, f"Could not resolve host: {host}"
    elif fault.kind == "timeout":
        code = 28
        if exchange.phase == "connecting":
            limit = exchange.connect_deadline
            words = (
                f"Failed to connect to {host} port {port} after {millis} ms: Timeout was reached"
                if limit
                else f"Connection timed out after {millis} milliseconds"
            )
        else:
            words = f"Operation timed out after {millis} milliseconds with 0 bytes received"
    elif fault.kind == "connect":
        slow = fault.error is not None and fault.error.name == "ETIMEDOUT"
        code = 28 if slow else 7
        words = f"Failed to connect to {host} port {port} after {millis} ms: " + (
            "Couldn't connect to server"
        )
    elif fault.kind == "empty":
        code, words = 52, "Empty reply from server"
    elif fault.kind == "tls":
        code, words = 35, f"error:0A00010B:SSL routines::{fault.words}"
    elif fault.kind == "name":
        code = 60
        words = f"SSL: no alternative certificate subject name matches target host name '{host}'"
    elif fault.kind == "certificate":
        code, words = 60, f"SSL certificate problem: {fault.words}"
    _write_out(p, options, exchange)
    _error(p, options, code, words)
    if code == 60 and (not options.has("s") or options.has("S")):
        p.write(2, _MORE)
    return code


def _error(p: Proc, options: Options, code: int, words: str) -> int:
    if not options.has("s") or options.has("S"):
        p.write(2, f"curl: ({code}) {words}\n")
    return code
