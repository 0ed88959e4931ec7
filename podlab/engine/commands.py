"""Commands: everything by which somebody outside changes a cluster, as plain data.

A command is a JSON object with ``do``; carrying it out is deterministic, so a journal of commands
and their moments brings a cluster back.  A command that is refused has changed nothing.
Here: the table of commands.  Not here: time (the session's pace), or questions (``queries``).
"""

import base64
import binascii
from collections.abc import Callable
from typing import Any, NamedTuple

from podlab.engine.apiserver.rest.messages import Request, Response
from podlab.engine.cluster import Cluster
from podlab.engine.faults.field import FaultRefused
from podlab.engine.faults.injection import inject
from podlab.engine.machine.program import SystemCallError
from podlab.engine.objects.status import ApiError

Command = dict[str, Any]

MAX_FILE = 1_048_576
MAX_INPUT = 1_048_576
MAX_WORDS = 10


class CommandRefused(Exception):
    """A command that was not carried out; ``code`` names the fact, ``params`` its data."""

    def __init__(self, code: str, params: dict[str, Any] | None = None, text: str = "") -> None:
        super().__init__(text or code)
        self.code = code
        self.params = params or {}


def perform(cluster: Cluster, command: Command) -> Any:
    """Carry out a command; returns its result (plain data).

    Raises:
        CommandRefused: unknown, malformed or impossible.
    """
    known = _COMMANDS.get(str(command.get("do")))
    if known is None:
        raise CommandRefused("unknown-command", {"do": str(command.get("do"))[:100]})
    for name, kind in known.fields.items():
        if not isinstance(command.get(name), kind):
            text = f"the field {name} is missing or is no {kind.__name__}"
            raise CommandRefused("bad-command", {"field": name}, text)
    causes = cluster.sim.state.causes
    last = causes.last
    try:
        return known.handler(cluster, command)
    except CommandRefused:
        causes.forget_after(last)
        raise


def _terminal_open(cluster: Cluster, command: Command) -> None:
    size = _size(command)
    cluster.because("learner", "open-terminal", command["terminal"])
    cluster.machine.open_terminal(command["terminal"], *size)


def _terminal_input(cluster: Cluster, command: Command) -> None:
    data = command["data"].encode()
    if len(data) > MAX_INPUT:
        raise CommandRefused("too-large", {"limit": MAX_INPUT})
    _known_terminal(cluster, command["terminal"])
    cluster.because("learner", "type", f"terminal/{command['terminal']}")
    cluster.machine.terminal_input(command["terminal"], data)


def _terminal_resize(cluster: Cluster, command: Command) -> None:
    size = _size(command)
    _known_terminal(cluster, command["terminal"])
    cluster.machine.terminal_resize(command["terminal"], *size)


def _terminal_close(cluster: Cluster, command: Command) -> None:
    _known_terminal(cluster, command["terminal"])
    cluster.machine.close_terminal(command["terminal"])


def _known_terminal(cluster: Cluster, name: str) -> None:
    if name not in cluster.terminals():
        raise CommandRefused("no-such-terminal", {"terminal": name})


def _size(command: Command) -> tuple[int, int]:
    columns, rows = int(command["columns"]), int(command["rows"])
    return min(max(columns, 10), 500), min(max(rows, 4), 300)


def _file_write(cluster: Cluster, command: Command) -> None:
    data = command["text"].encode()
    if len(data) > MAX_FILE:
        raise CommandRefused("too-large", {"limit": MAX_FILE})
    cluster.because("learner", "write-file", command["path"])
    try:
        cluster.machine.write_file(command["path"], data)
    except SystemCallError as error:
        raise CommandRefused("file-error", {"path": command["path"]}, str(error)) from error


def _run(cluster: Cluster, command: Command) -> str:
    """Run a program on the terminal's machine; the token asks ``queries.command_outcome``."""
    argv = [str(word) for word in command["argv"]]
    cluster.because("learner", "run", " ".join(argv)[:200])
    stdin = str(command.get("stdin", "")).encode()
    cwd = str(command.get("cwd", "/root"))
    try:
        return cluster.machine.run_command(argv, stdin=stdin, cwd=cwd)
    except SystemCallError as error:
        raise CommandRefused("cannot-run", {"argv": argv}, str(error)) from error


def _request(cluster: Cluster, command: Command) -> Response:
    """A request to the Kubernetes API that may write: its answer.  Watches and sessions are asked
    without a command."""
    try:
        body = base64.b64decode(command.get("body", ""), validate=True)
    except (binascii.Error, ValueError) as error:
        raise CommandRefused("bad-command", {"field": "body"}) from error
    cluster.because("client", command["method"], command["path"][:200])
    request = Request(
        command["method"], command["path"], command.get("query", ""), command["headers"], body
    )
    answer = cluster.api.handle(request)
    if not isinstance(answer, Response):
        raise CommandRefused("not-a-write", {"path": command["path"]})
    return answer


def _node(cluster: Cluster, command: Command) -> dict[str, Any]:
    """A call to the nodes' proxy (exec, attach, forward and their input): ``result`` or
    ``error``, the API's Status."""
    words = list(command["arguments"])
    cluster.because("learner", str(command["action"]), "/".join(map(str, words[:2]))[:200])
    try:
        result = cluster.api.node_call(str(command["action"]), words, command["options"])
    except ApiError as error:
        return {"error": error.status()}
    return {"result": result}


def _fault(cluster: Cluster, command: Command) -> None:
    """Put a fault or load on the cluster: ``["stop-kubelet", "node1"]``."""
    words = [str(word) for word in command["fault"]]
    if len(words) > MAX_WORDS:
        raise CommandRefused("bad-command", {"field": "fault"}, "the fault has too many words")
    cluster.because("learner", "fault", " ".join(words)[:200])
    try:
        inject(cluster, words)
    except FaultRefused as error:
        raise CommandRefused(error.code, error.params, str(error)) from error


class _Known(NamedTuple):
    """A command: what carries it out, and the fields that it must have."""

    handler: Callable[[Cluster, Command], Any]
    fields: dict[str, type]


_SIZED: dict[str, type] = {"terminal": str, "columns": int, "rows": int}
_COMMANDS: dict[str, _Known] = {
    "terminal.open": _Known(_terminal_open, _SIZED),
    "terminal.input": _Known(_terminal_input, {"terminal": str, "data": str}),
    "terminal.resize": _Known(_terminal_resize, _SIZED),
    "terminal.close": _Known(_terminal_close, {"terminal": str}),
    "file.write": _Known(_file_write, {"path": str, "text": str}),
    "run": _Known(_run, {"argv": list}),
    "request": _Known(_request, {"method": str, "path": str, "headers": dict}),
    "node": _Known(_node, {"action": str, "arguments": list, "options": dict}),
    "fault": _Known(_fault, {"fault": list}),
}
