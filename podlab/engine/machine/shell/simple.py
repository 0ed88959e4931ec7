"""Simple commands: expand, redirect, then a function, a builtin or a program.

Not here: the builtins themselves (``builtins``).
"""

from typing import NamedTuple

from podlab.engine.machine.digits import is_number
from podlab.engine.machine.program import BrokenPipe, SystemCallError, Wait
from podlab.engine.machine.shell import redirects
from podlab.engine.machine.shell.builtins import SPECIAL
from podlab.engine.machine.shell.context import GiveUp, Shell
from podlab.engine.machine.shell.expand import Expander, ExpansionFault, quote_word
from podlab.engine.machine.shell.lookup import Missing, find_program
from podlab.engine.machine.shell.nodes import Assign, Simple
from podlab.engine.machine.shell.state import Frame
from podlab.engine.machine.shell.subshell import fork
from podlab.engine.machine.shell.variables import ReadOnly

_SAFE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=./:,@%^")


class Expanded(NamedTuple):
    """A simple command after expansion."""

    words: list[str]
    redirects: list[redirects.Resolved]
    assigns: list[tuple[Assign, str, list[str]]]


def simple(shell: Shell, frame: Frame) -> Wait | None:
    """One step of a simple command."""
    if frame.step == 0:
        return _begin(shell, frame)
    if frame.step == 1:
        return _builtin_step(shell, frame)
    _finish(shell, frame)
    return None


def _begin(shell: Shell, frame: Frame) -> Wait | None:
    node: Simple = frame.node
    shell.state.line = node.line
    expanded = shell.expand(frame, lambda expander: _expand(expander, node))
    _trace(shell, expanded)
    frame.data["fds"] = dict(shell.state.fds)
    frame.data["opened"] = redirects.apply(shell, expanded.redirects)
    frame.step = 2
    words = expanded.words
    if not words:
        _assign_all(shell, expanded)
        shell.state.status = frame.data.get("substituted", 0)
        return None
    if words[0] in shell.state.functions:
        _call(shell, frame, words, expanded)
        return None
    if words[0] in shell.builtins and not (shell.ash and words[0] in _BASH_ONLY):
        return _start_builtin(shell, frame, words, expanded)
    _program(shell, frame, words, _environment(expanded))
    return None


_BASH_ONLY = frozenset(("declare", "typeset", "pushd", "popd", "dirs", "shopt", "disown", "compgen",
                        "mapfile", "readarray", "builtin", "enable", "complete"))  # fmt: skip


def _expand(expander: Expander, node: Simple) -> Expanded:
    words = expander.fields(node.words)
    resolved = redirects.resolve(expander, node.redirects)
    assigns = []
    for assign in node.assigns:
        if assign.values is not None:
            assigns.append((assign, "", expander.fields(assign.values)))
            continue
        text = expander.assignment_text(assign.value) if assign.value else ""
        variable = expander.state.variables.get(assign.name)
        if variable is not None and variable.integer:
            text = str(expander.calculate(text))
        if assign.subscript is None and not assign.append:
            expander.assigned[assign.name] = text
        index = expander.text(assign.subscript) if assign.subscript else ""
        assigns.append((assign, text, [index]))
    if words:
        for assign, _, _ in assigns:
            expander.assigned.pop(assign.name, None)
    return Expanded(words, resolved, assigns)


def _environment(expanded: Expanded) -> dict[str, str]:
    return {assign.name: text for assign, text, _ in expanded.assigns}


def _trace(shell: Shell, expanded: Expanded) -> None:
    if not shell.state.options.get("xtrace"):
        return
    mark = shell.variables.get("PS4") or "+ "
    mark = mark[:1] * shell.state.subshell + mark if not shell.ash else mark
    pieces = [f"{assign.name}={_show(text)}" for assign, text, _ in expanded.assigns]
    pieces += [_show(word) for word in expanded.words]
    if pieces:
        shell.complain(mark + " ".join(pieces))


def _show(text: str) -> str:
    return text if text and all(char in _SAFE for char in text) else quote_word(text)


def _assign_all(shell: Shell, expanded: Expanded) -> None:
    for assign, text, values in expanded.assigns:
        try:
            _assign(shell, assign, text, values)
        except ReadOnly as fault:
            shell.fail(str(fault), 2 if shell.ash else 1, True)
        except ExpansionFault as fault:
            shell.fail(str(fault), 1, True)


def _assign(shell: Shell, assign: Assign, text: str, values: list[str]) -> None:
    variables = shell.variables
    if assign.values is not None:
        if variables.is_associative(assign.name) or any(v.startswith("[") for v in values):
            _assign_pairs(shell, assign, values)
        else:
            variables.assign_list(assign.name, values, assign.append)
        return
    if assign.subscript is not None:
        key: int | str = values[0]
        if not variables.is_associative(assign.name):
            key = Expander(shell.state, shell.p, []).calculate(values[0])
        old = (variables.item(assign.name, key) or "") if assign.append else ""
        variables.assign_item(assign.name, key, old + text)
        return
    variable = shell.state.variables.get(assign.name)
    integer = variable is not None and variable.integer
    if assign.append:
        text = (variables.get(assign.name) or "") + ("+" if integer else "") + text
    if integer:
        text = str(Expander(shell.state, shell.p, []).calculate(text))
    variables.assign(assign.name, text)


def _assign_pairs(shell: Shell, assign: Assign, values: list[str]) -> None:
    variable = shell.variables.writable(assign.name)
    if not assign.append or variable.items is None:
        variable.items = {}
    for value in values:
        key, _, text = value.removeprefix("[").partition("]=")
        numeric = not variable.associative and is_number(key)
        variable.items[int(key) if numeric else key] = text


# --- functions and builtins --------------------------------------------------------------------
def _call(shell: Shell, frame: Frame, words: list[str], expanded: Expanded) -> None:
    shell.state.depth += 1
    if shell.state.depth > 200:
        shell.state.depth = 0
        shell.error(f"{words[0]}: maximum function nesting level exceeded (200)")
        raise GiveUp(1, True)
    saved = list(shell.state.positional)
    shell.state.scopes.append({})
    for name, text in _environment(expanded).items():
        shell.variables.localize(name)
        shell.variables.assign(name, text)
        shell.variables.export(name)
    shell.state.positional = words[1:]
    shell.push("call", None, saved=saved)
    shell.push("node", shell.state.functions[words[0]])


def call(shell: Shell, frame: Frame) -> Wait | None:
    """A function ended."""
    leave_call(shell, frame)
    shell.pop()
    return None


def leave_call(shell: Shell, frame: Frame) -> None:
    """Put back what a function call had changed."""
    shell.state.positional = frame.data["saved"]
    shell.variables.leave_scope()
    shell.state.depth = max(0, shell.state.depth - 1)


def _start_builtin(shell: Shell, frame: Frame, words: list[str], expanded: Expanded) -> Wait | None:
    declares = any(assign.values is not None for assign, _, _ in expanded.assigns)
    if words[0] in SPECIAL and not declares:
        _assign_all(shell, expanded)
    elif expanded.assigns and not declares:
        shell.state.scopes.append({})
        frame.data["scoped"] = True
        for name, text in _environment(expanded).items():
            shell.variables.localize(name)
            shell.variables.assign(name, text)
            shell.variables.export(name)
    frame.data["words"] = words
    frame.data["memory"] = {}
    frame.step = 1
    wait = _builtin_step(shell, frame)
    if declares:
        _assign_all(shell, expanded)
    return wait


def _builtin_step(shell: Shell, frame: Frame) -> Wait | None:
    words = frame.data["words"]
    try:
        result = shell.builtins[words[0]](shell, words, frame.data["memory"])
    except BrokenPipe:
        raise
    except SystemCallError as failure:
        shell.builtin_error(words[0], f"write error: {failure}")
        result = 1
    except ReadOnly as fault:
        shell.error(str(fault))
        raise GiveUp(2 if shell.ash else 1, shell.ash) from None
    if isinstance(result, Wait):
        return result
    shell.state.status = result
    frame.step = 2
    if words[0] == "exec" and len(words) == 1:
        frame.data["fds"], frame.data["opened"] = None, []
    return None


def _finish(shell: Shell, frame: Frame) -> None:
    leave_simple(shell, frame)
    shell.pop()


def leave_simple(shell: Shell, frame: Frame) -> None:
    """Put back descriptors (also when the command is left in the middle)."""
    if frame.data.pop("scoped", False):
        shell.variables.leave_scope()
    if frame.data.get("fds") is not None:
        shell.state.fds = frame.data["fds"]
        frame.data["fds"] = None
        redirects.close(shell, frame.data.get("opened", []))
    for fd in frame.data.pop("pipes", []):
        shell.state.fds.pop(fd, None)
        shell.p.close(fd)


# --- programs ----------------------------------------------------------------------------------
def _program(shell: Shell, frame: Frame, words: list[str], extra: dict[str, str]) -> None:
    try:
        path = find_program(shell, words[0], extra.get("PATH"))
    except Missing as missing:
        shell.error(missing.words)
        shell.state.status = missing.status
        return
    env = shell.environment(extra)
    if shell.state.flavour == "bash":
        env["_"] = path
    try:
        if _is_last(shell):
            _exec(shell, words, env)
        else:
            _spawn(shell, words, env)
    except SystemCallError as failure:
        _failed(shell, words, path, failure)


def _failed(shell: Shell, words: list[str], path: str, failure: SystemCallError) -> None:
    if failure.name == "ENOEXEC":
        _script(shell, words, path)
        return
    shell.error(f"{words[0]}: {failure}")
    shell.state.status = 127 if failure.name == "ENOENT" else 126


def _script(shell: Shell, words: list[str], path: str) -> None:
    """A file without ``#!``: run by a subshell as a script."""
    text = shell.p.files.read(path)
    if b"\0" in text[:80]:
        shell.error(f"{words[0]}: cannot execute binary file: Exec format error")
        shell.state.status = 126
        return
    source = text.decode("utf-8", "replace")
    state = shell.state
    saved = state.positional, state.name, state.origin, state.line
    state.positional, state.name, state.origin, state.line = words[1:], words[0], "file", 1
    pid = fork(shell, [], state.fds, source=source or ":")
    state.positional, state.name, state.origin, state.line = saved
    shell.push("await", None, pids=[pid])


def _spawn(shell: Shell, words: list[str], env: dict[str, str]) -> None:
    interactive = shell.state.interactive
    pid = shell.p.spawn(
        words, env=env, cwd=shell.p.cwd, fds=dict(shell.state.fds), group=0 if interactive else None
    )
    if interactive:
        shell.p.foreground(0, pid)
    shell.push("await", None, pids=[pid], text=" ".join(words))


def _is_last(shell: Shell) -> bool:
    """Whether nothing is left to do after this command, so that the shell becomes it."""
    state = shell.state
    if not state.may_exec or state.interactive or state.traps or state.jobs:
        return False
    for frame in state.frames[:-1]:
        if frame.kind == "items" and frame.step >= len(frame.node.items):
            continue
        if frame.kind != "node":
            return False
    more_comes = state.origin == "stdin" and not state.finished_reading
    return not more_comes and not state.source[state.position :].strip()


def _exec(shell: Shell, words: list[str], env: dict[str, str]) -> None:
    move_descriptors(shell)
    shell.p.exec(words, env)
    shell.unwind("replaced")


def move_descriptors(shell: Shell) -> None:
    """Put the descriptors where a program expects them (before ``exec``)."""
    wanted = dict(shell.state.fds)
    spare: dict[int, int] = {}
    top = 200
    for fd, actual in wanted.items():
        if fd != actual:
            top += 1
            shell.p.dup2(actual, top)
            spare[fd] = top
    for fd, temporary in spare.items():
        shell.p.dup2(temporary, fd)
        shell.p.close(temporary)
    for fd in set(wanted.values()) - set(wanted):
        shell.p.close(fd)
    shell.state.fds = {fd: fd for fd in wanted}
    for fd in (0, 1, 2):
        if fd not in wanted:
            shell.p.close(fd)
