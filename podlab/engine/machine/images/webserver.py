"""What the web servers among the images share: accepting, reading requests, sending answers.

Here: a server's connections as plain data in a program's memory; TLS on some of its ports.  Not
here: what is answered (``nginx``, ``httpd``, ``tomcat``).
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from podlab.engine.machine.net import tls
from podlab.engine.machine.net.http import BadMessage, Request, Response, read_request
from podlab.engine.machine.program import Proc, SystemCallError, Wait, readable

MAX_CONNECTIONS = 512


class Client(NamedTuple):
    """Who sent a request."""

    address: str
    port: int
    fd: int


Certificate = Callable[[Proc, str], bytes]
"""The certificates (PEM) for a host that a client asks for as it begins TLS."""

Answer = Callable[[Proc, Request, Client], Response | None]
"""Makes the answer; None when it will come later (``send``)."""


def start(p: Proc, ports: list[int], address: str = "0.0.0.0") -> None:
    """Listen; raises SystemCallError when a port is taken.  Ports in ``memory["secure"]`` expect
    TLS."""
    p.memory["listening"] = [p.listen(port, address) for port in ports]
    p.memory["connections"] = {}


def serve(p: Proc, answer: Answer, certificate: Certificate | None = None) -> list[Wait]:
    """Answer everything that has come; returns what to wait for next."""
    secure = p.memory.get("secure", ())
    connections: dict[int, list[Any]] = p.memory["connections"]
    for listening in p.memory["listening"]:
        while (accepted := p.accept(listening)) is not None:
            fd, address, port = accepted
            if len(connections) >= MAX_CONNECTIONS:
                p.close(fd)
                continue
            connections[fd] = [address, port, b"", ""]
            if certificate is not None and p.local_port(fd) in secure:
                connections[fd][3] = "greeting"
    for fd in list(connections):
        _read(p, connections, fd, answer, certificate)
    waits = [readable(fd) for fd in p.memory["listening"]]
    return waits + [readable(fd) for fd in connections]


def is_secure(p: Proc, fd: int) -> bool:
    """Whether a connection has begun with TLS."""
    row = p.memory["connections"].get(fd)
    return row is not None and row[3] == "secure"


def stop(p: Proc) -> None:
    """Close everything."""
    for fd in [*p.memory.get("listening", ()), *p.memory.get("connections", ())]:
        p.close(fd)
    p.memory["listening"], p.memory["connections"] = [], {}


def _read(
    p: Proc,
    connections: dict[int, list[Any]],
    fd: int,
    answer: Answer,
    certificate: Certificate | None,
) -> None:
    row = connections[fd]
    try:
        while data := p.read(fd):
            row[2] += data
        if row[3] == "greeting" and row[2] and certificate is not None:
            _greet(p, fd, row, certificate)
        if row[3] != "greeting":
            _requests(p, connections, fd, answer)
        if data == b"" and fd in connections:
            _drop(p, connections, fd)
    except SystemCallError:
        _drop(p, connections, fd)


def _greet(p: Proc, fd: int, row: list[Any], certificate: Certificate) -> None:
    """Answer a client's first message; one that does not speak TLS is heard as it is."""
    try:
        found = tls.read_client_hello(row[2])
    except tls.NotTls:
        row[3] = "plain"
        return
    if found is not None:
        row[2] = row[2][found[1] :]
        row[3] = "secure"
        p.write(fd, tls.server_hello(certificate(p, found[0])))


def _requests(p: Proc, connections: dict[int, list[Any]], fd: int, answer: Answer) -> None:
    row = connections[fd]
    while fd in connections and row[2]:
        try:
            found = read_request(row[2])
        except BadMessage:
            response = answer(p, Request("", "", version="HTTP/0.9"), Client(row[0], row[1], fd))
            if response is not None:
                p.write(fd, response.to_bytes())
            _drop(p, connections, fd)
            return
        if found is None:
            return
        request, size = found
        row[2] = row[2][size:]
        response = answer(p, request, Client(row[0], row[1], fd))
        if response is not None:
            send(p, fd, request, response)


def send(p: Proc, fd: int, request: Request, response: Response) -> None:
    """Send an answer, and close the connection if it is not to be kept."""
    connections = p.memory["connections"]
    try:
        if request.version == "HTTP/0.9":
            p.write(fd, response.body)
            _drop(p, connections, fd)
            return
        body = request.method != "HEAD"
        p.write(fd, response.to_bytes() if body else response.head_bytes())
    except SystemCallError:
        _drop(p, connections, fd)
        return
    if not request.keep_alive or response.header("Connection").lower() == "close":
        _drop(p, connections, fd)


def _drop(p: Proc, connections: dict[int, list[Any]], fd: int) -> None:
    if connections.pop(fd, None) is not None:
        p.close(fd)
