"""Builtins that write or test: echo, printf, test, [.

Not here: the formats (``userland.formats``), the operators (``shell.tests``).
"""

from typing import Any

from podlab.engine.machine.shell.context import Shell
from podlab.engine.machine.shell.tests import TestFault, evaluate
from podlab.engine.machine.userland.formats import echo_text, format_text


def echo(shell: Shell, words: list[str], memory: dict[str, Any]) -> int:
    """``echo [-neE] words``."""
    shell.write(echo_text(words[1:]))
    return 0


def printf(shell: Shell, words: list[str], memory: dict[str, Any]) -> int:
    """``printf [-v name] format args``."""
    args = words[1:]
    name = ""
    if args[:1] == ["-v"] and len(args) > 1 and not shell.ash:
        name, args = args[1], args[2:]
    if args[:1] == ["--"]:
        args = args[1:]
    if not args:
        shell.builtin_error("printf", "usage: printf [-v var] format [arguments]")
        return 2
    text, faults = format_text(args[0], args[1:])
    if name:
        shell.variables.assign_target(name, text)
    else:
        shell.write(text)
    for fault in faults:
        if shell.ash:
            shell.complain(f"{shell.short_name()}: {_ash_words(fault)}")
        else:
            shell.builtin_error("printf", fault)
    return 1 if faults else 0


def _ash_words(fault: str) -> str:
    value, _, words = fault.rpartition(": ")
    return f"invalid number '{value}'" if words == "invalid number" else fault


def test(shell: Shell, words: list[str], memory: dict[str, Any]) -> int:
    """``test`` and ``[``."""
    args = words[1:]
    if words[0] == "[":
        if args[-1:] != ["]"]:
            _say(shell, "[", TestFault("missing `]'", "missing ]"))
            return 2
        args = args[:-1]
    if args[:1] == ["-v"] and len(args) == 2:
        return 0 if shell.variables.get(args[1]) is not None else 1
    try:
        return 0 if evaluate(shell.p, args) else 1
    except TestFault as fault:
        _say(shell, words[0], fault)
        return 2


def _say(shell: Shell, name: str, fault: TestFault) -> None:
    if shell.ash:
        shell.complain(f"{shell.short_name()}: {fault.ash}")
    else:
        shell.builtin_error(name, str(fault))
