"""Carrying out handlers: exec, httpGet, tcpSocket, sleep, for hooks and for probes alike.

Here: one ``Attempt`` each, moved on by its session's notices, ended by its answer or its timeout.
The outcome comes back as an event with (problem, output): '' as problem is success.
Not here: what a failure means (``probes``, ``starting``, ``stopping``).
"""

import re
from contextlib import suppress
from typing import Any, NamedTuple

from podlab.engine.kernel.clock import SECOND
from podlab.engine.kubelet.backoff import go_duration
from podlab.engine.kubelet.context import Context
from podlab.engine.kubelet.pods import host_network
from podlab.engine.kubelet.state import Attempt, PodRecord
from podlab.engine.kubelet.status.podstatus import pod_ip
from podlab.engine.machine.net import tls
from podlab.engine.runtime.cri import CriError

Object = dict[str, Any]

MAX_OUTPUT = 10 * 1024
HTTP2 = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
"""What a gRPC client says first; only who answers in frames speaks gRPC."""

ANSWERED = re.compile(r"HTTP probe failed with statuscode: \d+\Z")
"""An answer of any status satisfies a hook, though not a probe."""

EXITED = "command exited with "
ERRORED = "errored: "
CANCELED = ERRORED + "context canceled"
"""Before the words of a probe that could not even be carried out."""

FOREVER = 0


class Reply(NamedTuple):
    """Where the outcome goes: the event's payload is ``(*payload, problem, output)``."""

    target: str
    kind: str
    payload: tuple[Any, ...]


class HandlerRunner:
    """Runs the handlers of one node's containers."""

    def __init__(self, context: Context) -> None:
        self._context = context
        context.sim.register(context.target("handler"), self._handle)

    def run(
        self,
        record: PodRecord,
        instance: str,
        container: Object,
        handler: Object,
        reply: Reply,
        timeout: int = FOREVER,
    ) -> None:
        """Begin; ``timeout`` in seconds, 0 for none."""
        number = self._context.serial()
        if handler.get("sleep"):
            self._sleep(number, int(handler["sleep"]["seconds"]), reply)
            return
        try:
            attempt = self._begin(record, instance, container, handler)
        except CriError as error:
            self._answer(reply, _dial_problem(record, container, handler, self._context, error), "")
            return
        attempt.reply = (reply.target, reply.kind, reply.payload)
        attempt.timeout = timeout
        self._context.state.attempts[number] = attempt
        self._wait(number, attempt)
        if timeout:
            target = self._context.target("handler")
            self._context.sim.after(timeout * SECOND, target, "late", number)

    def _sleep(self, number: int, seconds: int, reply: Reply) -> None:
        told = (reply.target, reply.kind, reply.payload)
        self._context.state.attempts[number] = Attempt("sleep", "", "", told, 0)
        self._context.sim.after(seconds * SECOND, self._context.target("handler"), "slept", number)

    def cancel(self, uid: str, kind: str) -> None:
        """Give up a Pod's handlers that answer with this kind."""
        for number, attempt in list(self._context.state.attempts.items()):
            _, asked, payload = attempt.reply
            if asked == kind and payload[0] == uid:
                self._end(number, attempt, CANCELED)

    def fail(self, record: PodRecord, container: Object, handler: Object, reply: Reply) -> None:
        """Answer as a handler that finds its program ill (a fault was injected)."""
        if handler.get("exec"):
            problem = f"{EXITED}1"
        elif handler.get("httpGet"):
            problem = "HTTP probe failed with statuscode: 500"
        else:
            refused = CriError("connection refused")
            problem = _dial_problem(record, container, handler, self._context, refused)
        self._answer(reply, problem, "")

    def _begin(
        self, record: PodRecord, instance: str, container: Object, handler: Object
    ) -> Attempt:
        runtime = self._context.runtime
        nowhere: tuple[str, str, tuple[Any, ...]] = ("", "", ())
        if handler.get("exec"):
            command = handler["exec"].get("command") or []
            session = runtime.exec(instance, command, stdin=False, tty=False)
            return Attempt("exec", " ".join(command), session, nowhere, 0)
        if _asks_the_node(record, handler):
            raise CriError("connection refused")
        sandbox = runtime.container(instance).sandbox_id
        if handler.get("tcpSocket"):
            port = port_of(container, handler["tcpSocket"]["port"])
            session = runtime.forward(sandbox, port, dial=True)
            return Attempt(
                "tcp", _address(record, container, handler, self._context), session, nowhere, 0
            )
        if handler.get("grpc"):
            address = _address(record, container, handler, self._context)
            session = runtime.forward(sandbox, int(handler["grpc"]["port"]))
            runtime.session_write(session, HTTP2)
            return Attempt("grpc", address, session, nowhere, 0)
        http = handler["httpGet"]
        session = runtime.forward(sandbox, port_of(container, http["port"]))
        address = _address(record, container, handler, self._context)
        runtime.session_write(session, request_bytes(http, address))
        return Attempt("http", url_of(http, address), session, nowhere, 0)

    def _wait(self, number: int, attempt: Attempt) -> None:
        context = self._context
        target = context.target("handler")
        context.sim.wait_for(f"session/{attempt.session}", target, "look", number)
        context.sim.after(0, target, "look", number)

    def _handle(self, kind: str, number: int) -> None:
        attempt = self._context.state.attempts.get(number)
        if attempt is None:
            return
        if kind in ("late", "slept"):
            self._end(number, attempt, _late(attempt) if kind == "late" else "")
            return
        problem = self._look(attempt)
        if problem is None:
            target = self._context.target("handler")
            self._context.sim.wait_for(f"session/{attempt.session}", target, "look", number)
        else:
            self._end(number, attempt, problem)

    def _look(self, attempt: Attempt) -> str | None:
        """What came of it: a problem, '' for success, None if that is still open."""
        runtime = self._context.runtime
        try:
            for channel, data in runtime.session_read(attempt.session):
                if channel == 1 or attempt.how == "exec":
                    attempt.output = (attempt.output + data)[:MAX_OUTPUT]
            status = runtime.session_exit(attempt.session)
        except CriError as error:
            return str(error)
        if attempt.how == "exec":
            if status is None:
                return None
            return "" if status == 0 else f"{EXITED}{status}"
        if attempt.how == "grpc":
            return "" if attempt.output[3:4] == b"\x04" else None
        if attempt.how == "tcp":
            if status is None:
                return None
            return f"dial tcp {attempt.words}: connect: connection refused" if status else ""
        return _http_outcome(attempt, status)

    def drop_all(self) -> None:
        """The kubelet ends: nobody hears what comes of its handlers."""
        for number in list(self._context.state.attempts):
            self._close(number)

    def _close(self, number: int) -> None:
        context = self._context
        attempt = context.state.attempts.pop(number)
        notice, target = f"session/{attempt.session}", context.target("handler")
        context.sim.stop_waiting(notice, target, "look", number)
        with suppress(CriError):
            # What is late is killed, whatever it does with other signals.
            context.runtime.session_close(attempt.session, kill=attempt.how == "exec")

    def _end(self, number: int, attempt: Attempt, problem: str) -> None:
        self._close(number)
        output = attempt.output.decode("utf-8", "replace")
        self._answer(Reply(*attempt.reply), problem, output)

    def _answer(self, reply: Reply, problem: str, output: str) -> None:
        payload = (*reply.payload, problem, output)
        self._context.sim.after(0, reply.target, reply.kind, payload)


def port_of(container: Object, port: Any) -> int:
    """A port by number or by its name in the container; CriError if there is none."""
    if isinstance(port, int):
        return port
    for row in container.get("ports") or ():
        if row.get("name") == port:
            return int(row["containerPort"])
    if str(port).isdigit():
        return int(port)
    raise CriError(f'port "{port}" not found')


def _asks_the_node(record: PodRecord, handler: Object) -> bool:
    """A handler's ``host`` is seen from the node: its own address is not the Pod's."""
    host = str(_target(handler).get("host") or "")
    local = host == "localhost" or host.startswith("127.")
    return local and not host_network(record.pod)


def _target(handler: Object) -> Object:
    found: Object = handler.get("httpGet") or handler.get("tcpSocket") or handler.get("grpc") or {}
    return found


def _address(record: PodRecord, container: Object, handler: Object, context: Context) -> str:
    part = _target(handler)
    host = part.get("host") or pod_ip(record, context.node.internal_ip)
    return f"{host}:{port_of(container, part['port'])}"


def _dial_problem(
    record: PodRecord, container: Object, handler: Object, context: Context, error: CriError
) -> str:
    if handler.get("exec"):
        lead = "failed to exec in container: "
        words = lead + str(error).removeprefix(lead)
        return f"{ERRORED}rpc error: code = {error.code} desc = {words}"
    try:
        address = _address(record, container, handler, context)
    except CriError as unknown:
        return f"{ERRORED}{unknown}"
    problem = f"dial tcp {address}: connect: connection refused"
    if handler.get("httpGet"):
        return f'Get "{url_of(handler["httpGet"], address)}": {problem}'
    return problem


def url_of(http: Object, address: str) -> str:
    """The address of an ``httpGet`` as the kubelet writes it."""
    scheme = str(http.get("scheme") or "HTTP").lower()
    path = str(http.get("path") or "/")
    return f"{scheme}://{address}{path if path.startswith('/') else '/' + path}"


def request_bytes(http: Object, address: str) -> bytes:
    """The request of a probe or hook."""
    path = str(http.get("path") or "/")
    path = path if path.startswith("/") else "/" + path
    headers = {"Host": address, "User-Agent": "kube-probe/1.37", "Accept": "*/*"}
    for row in http.get("httpHeaders") or ():
        headers[row["name"]] = row.get("value", "")
    headers["Connection"] = "close"
    lines = [f"GET {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    greeting = tls.client_hello("") if http.get("scheme") == "HTTPS" else b""
    return greeting + ("\r\n".join(lines) + "\r\n\r\n").encode()


def _http_outcome(attempt: Attempt, status: int | None) -> str | None:
    output = attempt.output
    if attempt.words.startswith("https:"):
        try:
            greeting = tls.read_server_hello(output) if output else None
            output = output[greeting[1] :] if greeting is not None else b""
        except tls.NotTls:
            # A server of HTTP finds the greeting wrong; what is not simulated answers anything.
            if output.startswith(b"HTTP/1.1 400"):
                return f'Get "{attempt.words}": http: server gave HTTP response to HTTPS client'
    head, found, _ = output.partition(b"\r\n")
    words = head.split()
    if not found or len(words) < 2 or not words[1].isdigit():
        if status is None:
            return None
        address = attempt.words.split("/")[2]
        if attempt.output:
            return f'Get "{attempt.words}": net/http: HTTP/1.x transport connection broken'
        if status == 0:
            return f'Get "{attempt.words}": EOF'
        return f'Get "{attempt.words}": dial tcp {address}: connect: connection refused'
    code = int(words[1])
    return "" if 200 <= code < 400 else f"HTTP probe failed with statuscode: {code}"


def _late(attempt: Attempt) -> str:
    if attempt.how == "exec":
        text = go_duration(attempt.timeout * SECOND)
        return f'command timed out: "{attempt.words}" timed out after {text}'
    if attempt.how == "tcp":
        return f"dial tcp {attempt.words}: i/o timeout"
    if attempt.how == "grpc":
        return (
            f'timeout: failed to connect service "{attempt.words}" within '
            f"{go_duration(attempt.timeout * SECOND)}: context deadline exceeded"
        )
    return (
        f'Get "{attempt.words}": context deadline exceeded '
        "(Client.Timeout exceeded while awaiting headers)"
    )
