"""nginx's proxy_pass: upstreams, connections to them, and what goes back.

Here: requests that wait for another server, as plain data in the worker's memory.  Not here: the
rest of nginx.
"""

import re
from collections.abc import Callable
from typing import Any

from podlab.engine.machine.digits import is_number
from podlab.engine.machine.images.nginxconf import Directive, blocks
from podlab.engine.machine.images.webserver import Client
from podlab.engine.machine.net.http import BadMessage, Request, read_response
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

MAX_PROXIES = 256
TIMEOUT = 60_000_000
_VARIABLE = re.compile(r"\$\{?([a-z0-9_]{1,64})\}?")

Finish = Callable[[Proc, Request, Client, list[list[Directive]], Any], None]


def substitute(text: str, values: dict[str, str], request: Request) -> str:
    """Replace nginx's variables in a text."""

    def one(match: re.Match[str]) -> str:
        name = match.group(1)
        if name.startswith("http_") and name not in values:
            return request.header(name[5:].replace("_", "-"), "-")
        return values.get(name, "")

    return _VARIABLE.sub(one, text)


def begin(
    p: Proc,
    request: Request,
    client: Client,
    target: str,
    location: Directive | None,
    config: list[Directive],
    scopes: list[list[Directive]],
) -> bool:
    """Start to pass a request on; False when there is nobody to pass it to."""
    match = re.match(r"https?://([^/]{1,255})(/.*)?\Z", target)
    if match is None or len(p.memory["proxies"]) >= MAX_PROXIES:
        return False
    host, _, port = _upstream(p, match.group(1), config).partition(":")
    addresses = [host] if number(host) >= 0 else p.resolve(host)
    if not addresses:
        return False
    path = request.target
    if match.group(2) is not None and location is not None:
        path = match.group(2) + path[len(location["args"][-1]) :]
    try:
        fd = p.connect(addresses[0], int(port) if is_number(port) else 80)
    except SystemCallError:
        return False
    passed = Request(request.method, path, _headers(request, client, scopes, match.group(1)),
                     request.body, "HTTP/1.0")  # fmt: skip
    p.memory["proxies"].append(
        {"fd": fd, "request": request, "client": list(client), "scopes": scopes,
         "bytes": passed.to_bytes(), "sent": False, "buffer": b"", "until": p.now + TIMEOUT}
    )  # fmt: skip
    return True


def _upstream(p: Proc, name: str, config: list[Directive]) -> str:
    for http in blocks(config, "http"):
        for row in blocks(http["block"] or [], "upstream"):
            if row["args"][:1] == [name]:
                return _turn(p, name, row["block"] or [])
    return name


def _turn(p: Proc, name: str, rows: list[Directive]) -> str:
    choices: list[str] = []
    for server in blocks(rows, "server"):
        weight = next((arg[7:] for arg in server["args"] if arg.startswith("weight=")), "1")
        if "down" not in server["args"] and "backup" not in server["args"] and is_number(weight):
            choices.extend([server["args"][0]] * min(int(weight), 100))
    turns = p.memory.setdefault("turns", {})
    turns[name] = turns.get(name, -1) + 1
    return choices[turns[name] % len(choices)] if choices else name


def _headers(
    request: Request, client: Client, scopes: list[list[Directive]], host: str
) -> list[tuple[str, str]]:
    values = {"host": request.header("Host"), "remote_addr": client.address, "scheme": "http",
              "http_host": request.header("Host"), "proxy_host": host,
              "proxy_add_x_forwarded_for": client.address}  # fmt: skip
    rows = {"Host": host, "Connection": "close"}
    for scope in reversed(scopes):
        for row in blocks(scope, "proxy_set_header"):
            if len(row["args"]) > 1:
                rows[row["args"][0]] = substitute(row["args"][1], values, request)
    kept = [
        row for row in request.headers
        if row[0].lower() not in ("host", "connection") and row[0] not in rows
    ]  # fmt: skip
    return [(name, text) for name, text in rows.items() if text] + kept


def advance(p: Proc, finish: Finish) -> list[Wait]:
    """Go on with all passed requests; returns what to wait for."""
    waits: list[Wait] = []
    for row in list(p.memory["proxies"]):
        wait = _step(p, row, finish)
        if wait is None:
            p.memory["proxies"].remove(row)
            p.close(row["fd"])
        else:
            waits.append(first_of(wait, until(row["until"])))
    return [part for wait in waits for part in wait.argument]


def _step(p: Proc, row: dict[str, Any], finish: Finish) -> Wait | None:
    fd: int = row["fd"]
    client = Client(*row["client"])
    try:
        if not row["sent"]:
            if p.connected(fd) is None and p.now < row["until"]:
                return writable(fd)
            p.write(fd, row["bytes"])
            row["sent"] = True
        ended = False
        while (data := p.read(fd)) is not None:
            row["buffer"] += data
            if not data:
                ended = True
                break
        head = row["request"].method == "HEAD"
        found = read_response(row["buffer"], ended, head_only=head)
        if found is None:
            if p.now < row["until"]:
                return readable(fd)
            finish(p, row["request"], client, row["scopes"], 504)
            return None
        finish(p, row["request"], client, row["scopes"], found[0])
    except SystemCallError as error:
        status = 504 if error.name == "ETIMEDOUT" else 502
        finish(p, row["request"], client, row["scopes"], status)
    except BadMessage:
        finish(p, row["request"], client, row["scopes"], 502)
    return None
