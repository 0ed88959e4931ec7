"""Subshells: the state that a forked shell starts with, and command substitution.

Not here: pipelines (``pipelines``).
"""

from copy import copy
from dataclasses import replace
from typing import Any

from podlab.engine.machine.program import Wait, child, readable
from podlab.engine.machine.shell.context import Shell
from podlab.engine.machine.shell.nodes import Process, Subshell
from podlab.engine.machine.shell.state import Frame, ShellState, Variable

OUTPUT_LIMIT = 1 << 20


def child_state(state: ShellState, frames: list[Frame], source: str = "") -> ShellState:
    """The state of a forked copy that will run these frames, or a text."""
    new = copy(state)
    new.frames = frames
    new.source, new.position = source, 0
    if source:
        new.first_line = state.first_line - 1 + state.line
    new.finished_reading = not source
    new.subshell += 1
    new.variables = {name: _copy(variable) for name, variable in state.variables.items()}
    new.scopes = [dict(scope) for scope in state.scopes]
    new.positional = list(state.positional)
    new.functions, new.aliases = dict(state.functions), dict(state.aliases)
    new.options = dict(state.options)
    new.fds = {fd: fd for fd in state.fds}
    new.pipe_status = list(state.pipe_status)
    new.jobs, new.ended, new.pending = {}, {}, []
    new.traps = {name: text for name, text in state.traps.items() if text == ""}
    new.unwind, new.unwind_count = "", 0
    new.directories, new.history = list(state.directories), list(state.history)
    new.exit_trapped = False
    new.may_exec = True
    new.editor = None
    new.read_buffer = {}
    new.interactive = False
    return new


def _copy(variable: Variable) -> Variable:
    if variable.items is None:
        return replace(variable)
    return replace(variable, items=dict(variable.items))


def fork(
    shell: Shell,
    frames: list[Frame],
    fds: dict[int, int],
    *,
    source: str = "",
    group: int | None = None,
) -> int:
    """Start a subshell; returns its pid."""
    state = child_state(shell.state, frames, source)
    state.fds = {fd: fd for fd in fds}
    memory = {"shell": state}
    if "flavour" in shell.p.memory:
        memory["flavour"] = shell.p.memory["flavour"]
    return shell.p.fork(memory, fds=dict(fds), group=group)


def substitution(shell: Shell, frame: Frame) -> Wait | None:
    """One step of ``$(…)``: run it, collect its output for the frame that asked."""
    if frame.step == 0:
        return _start(shell, frame)
    if frame.step == 1:
        return _collect(shell, frame)
    shell.reap()
    pid = frame.data["pid"]
    if pid not in shell.state.ended:
        return child(pid)
    status = shell.state.ended.pop(pid)
    text = b"".join(frame.data["output"]).replace(b"\0", b"").decode("utf-8", "surrogateescape")
    _deliver(shell, frame, text.rstrip("\n"), status)
    return None


def _start(shell: Shell, frame: Frame) -> Wait | None:
    node = frame.node
    if isinstance(node, Process):
        _process(shell, frame, node)
        return None
    reader, writer = shell.p.pipe()
    fds = shell.state.fds | {1: writer}
    frame.data["pid"] = fork(shell, [], fds, source=node.source or ":")
    shell.p.close(writer)
    frame.data["fd"], frame.data["output"], frame.data["size"] = reader, [], 0
    frame.step = 1
    return None


def _collect(shell: Shell, frame: Frame) -> Wait | None:
    data = shell.p.read(frame.data["fd"])
    if data is None:
        return readable(frame.data["fd"])
    frame.data["size"] += len(data)
    if not data or frame.data["size"] > OUTPUT_LIMIT:
        shell.p.close(frame.data["fd"])
        frame.step = 2
    else:
        frame.data["output"].append(data)
    return None


def _process(shell: Shell, frame: Frame, node: Process) -> None:
    """``<(…)`` and ``>(…)``: a pipe under /dev/fd."""
    reader, writer = shell.p.pipe()
    inside, outside = (writer, reader) if node.direction == "<" else (reader, writer)
    fds = shell.state.fds | {1 if node.direction == "<" else 0: inside}
    fork(shell, [], fds, source=node.source or ":")
    shell.p.close(inside)
    shell.state.fds[outside] = outside
    owner = shell.state.frames[frame.data["owner"]]
    owner.data.setdefault("pipes", []).append(outside)
    _deliver(shell, frame, f"/dev/fd/{outside}", shell.state.status)


def _deliver(shell: Shell, frame: Frame, text: str, status: int) -> None:
    owner = shell.state.frames[frame.data["owner"]]
    owner.data["results"].append(text)
    owner.data["substituted"] = status
    shell.pop()


def subshell(shell: Shell, frame: Frame) -> Wait | None:
    """One step of ``( … )``."""
    node: Subshell = frame.node
    if frame.step == 0:
        pid = fork(shell, [Frame("items", node.body)], shell.state.fds)
        frame.step = 1
        shell.push("await", None, pids=[pid])
        return None
    shell.pop()
    return None


def run_text(shell: Shell, text: str, **data: Any) -> None:
    """Run a text here (eval, source, traps)."""
    shell.push("text", None, text=text, position=0, **data)
