"""The loop of a session with a container: what comes out is printed, what is typed goes in.

Here: one step of it, and what its end means.  Not here: beginning one (exec, attach, run).
State: ``memory["session"]``, ``memory["stdin"]`` open or not.
"""

from typing import Any

from podlab.engine.kubectl.cli.errors import CommandError
from podlab.engine.kubectl.context import Context
from podlab.engine.machine.program import (
    BrokenPipe,
    Step,
    SystemCallError,
    Wait,
    first_of,
    notice,
    readable,
)
from podlab.engine.objects.status import ApiError

SIGWINCH = 28
CHUNK = 32_768


def begin(c: Context, session: str, *, stdin: bool, tty: bool) -> None:
    """Remember a session; a terminal is switched to raw and its size is told."""
    memory = c.memory
    memory["session"] = session
    memory["stdin"] = stdin
    memory["tty"] = tty
    if tty and c.p.isatty(0):
        c.p.set_raw(0, True)
        c.p.memory["raw"] = True
        c.p.handle_signal(SIGWINCH)
        _resize(c)


def _resize(c: Context) -> None:
    try:
        columns, rows = c.p.window(0)
    except SystemCallError:
        return
    c.kube.nodes.resize(c.memory["session"], columns, rows)


def step(c: Context) -> Wait | None:
    """Move what there is to move; None when the session has ended."""
    memory, nodes = c.memory, c.kube.nodes
    session = memory["session"]
    if memory["tty"] and SIGWINCH in c.p.signals():
        _resize(c)
    _output(c)
    if nodes.result(session) is not None:
        _output(c)
        return None
    waits = [notice(f"session/{session}")]
    if memory["stdin"] and _input(c):
        waits.append(readable(0))
    return first_of(*waits) if len(waits) > 1 else waits[0]


def _output(c: Context) -> None:
    for channel, data in c.kube.nodes.read(c.memory["session"]):
        try:
            c.p.write(2 if channel == 2 else 1, data)
        except BrokenPipe:
            c.kube.nodes.close(c.memory["session"])
            raise


def _input(c: Context) -> bool:
    for _ in range(8):
        data = c.p.read(0, CHUNK)
        if data is None:
            return True
        if not data:
            c.memory["stdin"] = False
            c.kube.nodes.close_input(c.memory["session"])
            return False
        c.kube.nodes.write(c.memory["session"], data)
    return True


def finish(c: Context) -> dict[str, Any]:
    """Give the terminal back, forget the session, return its final Status."""
    result = c.kube.nodes.result(c.memory["session"]) or {}
    c.kube.nodes.close(c.memory["session"])
    if c.p.memory.pop("raw", None):
        c.p.set_raw(0, False)
    return result


def exit_code(result: dict[str, Any]) -> Step:
    """The exit status that a final Status means.

    Raises:
        CommandError: the command failed, with kubectl's words and the command's own status.
    """
    if result.get("status") != "Failure":
        return 0
    message = str(result.get("message", ""))
    if result.get("reason") == "NonZeroExitCode":
        for cause in (result.get("details") or {}).get("causes") or []:
            if cause.get("reason") == "ExitCode":
                code = int(cause.get("message", "1"))
                raise CommandError(f"command terminated with exit code {code}", code, prefix="")
    raise CommandError(message)


def upgrade_error(error: ApiError) -> CommandError | ApiError:
    """What kubectl says when a session could not begin."""
    if error.code == 404 and error.message.startswith("pods "):
        return error
    if error.reason in ("Forbidden", "Unauthorized"):
        return error
    ill = ("container not found", "error dialing backend")
    if error.reason == "NotFound" or error.message.startswith(ill):
        return CommandError(f"unable to upgrade connection: {error.message}")
    if error.reason == "InternalError":
        words = error.message
        prefix = "Internal error occurred: "
        if not words.startswith(prefix):
            words = prefix + words
        return CommandError(words)
    return error
