"""Builtins of control flow: exit, return, break, eval, source, exec, shift, let.

Not here: the unwinding itself (``interpreter``).
"""

from typing import Any

from podlab.engine.machine.digits import is_number
from podlab.engine.machine.program import SystemCallError, Wait
from podlab.engine.machine.shell.context import GiveUp, Shell
from podlab.engine.machine.shell.expand import Expander, ExpansionFault
from podlab.engine.machine.shell.lookup import Missing, find_program, search
from podlab.engine.machine.shell.subshell import run_text

LOOPS = frozenset(("for", "while", "forarithmetic"))


def true(shell: Shell, words: list[str], memory: dict[str, Any]) -> int:
    """``:`` and ``true``."""
    return 0


def false(shell: Shell, words: list[str], memory: dict[str, Any]) -> int:
    """``false``."""
    return 1


def _status(shell: Shell, words: list[str]) -> int:
    if len(words) < 2:
        return shell.state.status
    try:
        return int(words[1][:20]) & 255
    except ValueError:
        text = "numeric argument required"
        shell.builtin_error(
            words[0], f"Illegal number: {words[1]}" if shell.ash else f"{words[1]}: {text}"
        )
        return 2


def exit_(shell: Shell, words: list[str], memory: dict[str, Any]) -> int:
    """``exit [n]``."""
    status = _status(shell, words)
    if shell.state.interactive:
        shell.complain("logout" if shell.p.argv[0].startswith("-") else "exit")
    shell.unwind("exit")
    return status


def return_(shell: Shell, words: list[str], memory: dict[str, Any]) -> int:
    """``return [n]``."""
    inside = any(frame.kind in ("call", "text") for frame in shell.state.frames)
    if not inside:
        if shell.ash:
            return exit_(shell, words, memory)
        shell.builtin_error("return", "can only `return' from a function or sourced script")
        return 2
    status = _status(shell, words)
    shell.unwind("return")
    return status


def break_(shell: Shell, words: list[str], memory: dict[str, Any]) -> int:
    """``break [n]`` and ``continue [n]``."""
    if not any(frame.kind in LOOPS for frame in shell.state.frames):
        if not shell.ash:
            shell.builtin_error(words[0], "only meaningful in a `for', `while', or `until' loop")
        return 0
    count = int(words[1][:6]) if len(words) > 1 and is_number(words[1]) else 1
    shell.unwind(words[0], max(1, count))
    return 0


def eval_(shell: Shell, words: list[str], memory: dict[str, Any]) -> int | Wait:
    """``eval words``."""
    text = " ".join(words[1:])
    if memory or not text.strip():
        return shell.state.status if memory else 0
    memory["begun"] = True
    _nested(shell)
    run_text(shell, text)
    return RAN


RAN = Wait("ran")
"""Not a real wait: another frame was pushed and runs first."""


def _nested(shell: Shell) -> None:
    if sum(frame.kind == "text" for frame in shell.state.frames) > 100:
        shell.error("maximum eval nesting level exceeded (100)")
        raise GiveUp(1, True)


def source(shell: Shell, words: list[str], memory: dict[str, Any]) -> int | Wait:
    """``. file [args]``."""
    if memory:
        return shell.state.status
    if len(words) < 2:
        shell.builtin_error(words[0], "filename argument required")
        return 2
    path = words[1]
    if "/" not in path and not shell.file_exists(path):
        path = search(shell, path) or path
    try:
        text = shell.p.files.read(path).decode("utf-8", "replace")
    except SystemCallError as failure:
        if shell.ash:
            shell.builtin_error(words[0], f"{words[1]}: not found")
            raise GiveUp(2, True) from None
        shell.error(f"{words[1]}: {failure}")
        return 1
    memory["begun"] = True
    _nested(shell)
    saved = None
    if len(words) > 2:
        saved = list(shell.state.positional)
        shell.state.positional = words[2:]
    run_text(shell, text, name=words[1], saved=saved)
    return RAN


def exec_(shell: Shell, words: list[str], memory: dict[str, Any]) -> int:
    """``exec command`` (without one, its redirections stay)."""
    args = words[1:]
    if args[:1] == ["-a"] and len(args) > 2:
        args = args[2:]
    if not args:
        return 0
    try:
        find_program(shell, args[0])
    except Missing as missing:
        words_ = (
            f"{args[0]}: not found"
            if missing.status == 127 and "/" not in args[0]
            else (missing.words)
        )
        shell.builtin_error("exec", words_)
        if shell.state.interactive:
            return missing.status
        raise GiveUp(missing.status, True) from None
    from_here = shell.environment()
    shell.push("exec", None, words=args, env=from_here)
    return 0


def shift(shell: Shell, words: list[str], memory: dict[str, Any]) -> int:
    """``shift [n]``."""
    count = int(words[1][:6]) if len(words) > 1 and is_number(words[1]) else 1
    if count > len(shell.state.positional):
        return 1
    shell.state.positional = shell.state.positional[count:]
    return 0


def let(shell: Shell, words: list[str], memory: dict[str, Any]) -> int:
    """``let expression…``."""
    value = 0
    for text in words[1:]:
        expander = Expander(shell.state, shell.p, [])
        try:
            value = expander.calculate(text)
        except ExpansionFault as fault:
            shell.builtin_error("let", str(fault))
            return 1
        expander.commit()
    return 0 if value else 1
