"""wget: GNU's and busybox's."""

import posixpath

from podlab.engine.machine.digits import is_number
from podlab.engine.machine.program import Proc, Step
from podlab.engine.machine.userland.clock import strftime
from podlab.engine.machine.userland.faults import CommandFault
from podlab.engine.machine.userland.flavour import is_busybox
from podlab.engine.machine.userland.http_client import (
    Exchange,
    HttpFault,
    advance,
    build_request,
    parse_url,
)
from podlab.engine.machine.userland.options import BANNER, Options, getopt

LONG = {"quiet": "q", "output-document=": "O", "timeout=": "T", "tries=": "t", "header=": "H",
        "spider": "spider", "server-response": "S", "post-data=": "post",
        "no-check-certificate": "k", "user-agent=": "U", "no-verbose": "n",
        "content-on-error": "ce"}  # fmt: skip


def main(p: Proc) -> Step:
    """wget [-q] [-O file] [-S] [--spider] [-T seconds] url"""
    options = getopt(p, "qO:T:t:SU:cP:n:vY:b", LONG, usage="[-cqS] [--spider] [-O FILE] URL...")
    if not options.args:
        if is_busybox(p):
            raise CommandFault(f"{BANNER}\n\nUsage: wget [-cqS] [--spider] [-O FILE] URL...")
        raise CommandFault("wget: missing URL\nUsage: wget [OPTION]... [URL]...\n\n"
                           "Try `wget --help' for more options.")  # fmt: skip
    memory = p.memory
    if "exchange" not in memory:
        memory["exchange"] = _begin(p, options, memory.get("next", options.args[0]))
        if "next" not in memory:
            _announce(p, options, memory["exchange"])
    exchange: Exchange = memory["exchange"]
    try:
        waiting = advance(p, exchange)
    except HttpFault as fault:
        return _failed(p, options, exchange, fault)
    if waiting is not None:
        return waiting
    target = exchange.header("Location")
    if exchange.status in (301, 302, 303, 307, 308) and target:
        memory["hops"] = memory.get("hops", 0) + 1
        if memory["hops"] > 20:
            raise CommandFault("wget: too many redirections")
        base = f"{exchange.url.scheme}://{exchange.url.authority}"
        memory["next"] = target if "://" in target else base + target
        del memory["exchange"]
        return main(p)
    return _finish(p, options, exchange)


def _begin(p: Proc, options: Options, text: str) -> Exchange:
    url = parse_url(text)
    if url is None or url.scheme not in ("http", "https"):
        words = "not an http or ftp url" if is_busybox(p) else "Invalid URL"
        raise CommandFault(f"wget: {words}: {text}")
    agent = options.last("U") or ("Wget" if is_busybox(p) else "Wget/1.21.3")
    headers = [("Host", url.authority), ("User-Agent", agent)]
    if not is_busybox(p):
        headers += [("Accept", "*/*"), ("Accept-Encoding", "identity")]
    headers += [(n.strip(), v.strip()) for n, _, v in
                (each.partition(":") for each in options.all("H"))]  # fmt: skip
    body = options.last("post").encode()
    if body:
        headers += [("Content-Length", str(len(body))),
                    ("Content-Type", "application/x-www-form-urlencoded")]  # fmt: skip
    headers.append(("Connection", "close" if is_busybox(p) else "Keep-Alive"))
    method = "POST" if body else "HEAD" if options.has("spider") else "GET"
    exchange = Exchange(url, build_request(method, url.path, headers, body), method)
    if options.has("T"):
        seconds = float(options.last("T")) if is_number(options.last("T")) else 900.0
        exchange.connect_deadline = exchange.deadline = p.now + int(seconds * 1_000_000)
    return exchange


def _announce(p: Proc, options: Options, exchange: Exchange) -> None:
    if options.has("q"):
        return
    url = exchange.url
    found = p.resolve(url.host)
    if is_busybox(p):
        if found:
            p.write(2, f"Connecting to {url.authority} ({found[0]}:{url.port})\n")
        return
    p.write(2, f"--{strftime(p.now, '%Y-%m-%d %H:%M:%S')}--  {url.scheme}://{url.authority}"
               f"{url.path}\n")  # fmt: skip
    if not is_number(url.host.replace(".", "")):
        shown = ", ".join(found) if found else "failed: Name or service not known."
        p.write(2, f"Resolving {url.host} ({url.host})... {shown}\n")
    if found:
        name = f"{url.host} ({url.host})|{found[0]}|" if found[0] != url.host else url.host
        p.write(2, f"Connecting to {name}:{url.port}... ")


def _failed(p: Proc, options: Options, exchange: Exchange, fault: HttpFault) -> int:
    quiet, host = options.has("q"), exchange.url.host
    if is_busybox(p):
        words = str(fault.error) if fault.error is not None else "error getting response"
        if fault.kind == "resolve":
            text = f"bad address '{host}'"
        elif fault.kind == "timeout":
            text = "download timed out"
        elif fault.kind == "tls":
            text = "error getting response: Connection reset by peer"
        elif fault.kind == "connect":
            text = f"can't connect to remote host ({exchange.address}): {words}"
        else:
            text = "error getting response"
        p.write(2, f"wget: {text}\n")
        return 1
    if fault.kind == "resolve":
        p.write(2, "" if quiet else f"wget: unable to resolve host address ‘{host}’\n")
    elif not quiet:
        words = f"{fault.error}." if fault.error is not None else "Connection timed out."
        if fault.kind == "tls":
            words = "OpenSSL: error:0A00010B:SSL routines::wrong version number"
        p.write(2, f"failed: {words}\n")
    return 4


def _finish(p: Proc, options: Options, exchange: Exchange) -> int:
    busybox, quiet = is_busybox(p), options.has("q")
    if not busybox and not quiet:
        p.write(2, "connected.\nHTTP request sent, awaiting response... "
                   f"{exchange.status} {exchange.reason}\n")  # fmt: skip
    if options.has("S"):
        lines = exchange.head.decode("latin-1").split("\r\n")
        p.write(2, "".join(f"  {line}\n" for line in lines if line))
    if exchange.status >= 400:
        if busybox:
            p.write(2, f"wget: server returned error: {exchange.version} {exchange.status} "
                       f"{exchange.reason}\n")  # fmt: skip
            return 1
        if not quiet:
            p.write(2, f"{strftime(p.now, '%Y-%m-%d %H:%M:%S')} ERROR {exchange.status}: "
                       f"{exchange.reason}.\n")  # fmt: skip
        return 8
    if options.has("spider"):
        p.write(2, "" if quiet else "remote file exists\n" if busybox else
                "Remote file exists.\n\n")  # fmt: skip
        return 0
    return _save(p, options, exchange)


def _save(p: Proc, options: Options, exchange: Exchange) -> int:
    name = options.last("O") or posixpath.basename(exchange.url.path) or "index.html"
    if name == "-":
        p.write(1, exchange.body)
    else:
        p.files.write(name, exchange.body)
    size = len(exchange.body)
    if options.has("q"):
        return 0
    if is_busybox(p):
        shown = name if name != "-" else "-"
        p.write(2, (f"saving to '{name}'\n" if name != "-" else "writing to stdout\n")
                + f"{shown:<20} 100% |{'*' * 32}|{size:6d}  0:00:00 ETA\n"
                + (f"'{name}' saved\n" if name != "-" else "written to stdout\n"))  # fmt: skip
        return 0
    kind = exchange.header("Content-Type").partition(";")[0]
    shown = "STDOUT" if name == "-" else name
    length = f"{size}" if exchange.length >= 0 else "unspecified"
    p.write(2, f"Length: {length} [{kind}]\nSaving to: ‘{shown}’\n\n"
               f"{shown[:19]:<19} 100%[===================>] {size:7d}  --.-KB/s    in 0s\n\n"
               f"{strftime(p.now, '%Y-%m-%d %H:%M:%S')} (10.0 MB/s) - "
               + (f"written to stdout [{size}/{size}]\n\n" if name == "-"
                  else f"‘{name}’ saved [{size}/{size}]\n\n"))  # fmt: skip
    return 0
