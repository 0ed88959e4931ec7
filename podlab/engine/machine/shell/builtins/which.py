"""Builtins about commands: type, command, builtin.

Not here: the search through PATH (``lookup``).
"""

from typing import Any

from podlab.engine.machine.program import Wait
from podlab.engine.machine.shell.context import Shell
from podlab.engine.machine.shell.lookup import Missing, find_program
from podlab.engine.machine.shell.parser import RESERVED


def describe(shell: Shell, name: str) -> tuple[str, str] | None:
    """(kind, text) of what a name is: alias, keyword, function, builtin, file."""
    if name in shell.state.aliases:
        return "alias", shell.state.aliases[name]
    if name in RESERVED:
        return "keyword", name
    if name in shell.state.functions:
        return "function", name
    if name in shell.builtins:
        return "builtin", name
    try:
        return "file", find_program(shell, name)
    except Missing:
        return None


def _sentence(shell: Shell, name: str, kind: str, text: str) -> str:
    if kind == "alias":
        return f"{name} is an alias for {text}" if shell.ash else f"{name} is aliased to `{text}'"
    article = {"keyword": "a shell keyword", "function": "a function",
               "builtin": "a shell builtin"}.get(kind)  # fmt: skip
    return f"{name} is {article or text}"


def type_(shell: Shell, words: list[str], memory: dict[str, Any]) -> int:
    """``type [-tpP] names``."""
    status = 0
    for name in words[1:]:
        if name in ("-t", "-p", "-P", "-a"):
            continue
        found = describe(shell, name)
        if found is None:
            status = _not_found(shell, words, name)
        elif "-t" in words:
            shell.write(found[0] + "\n")
        elif "-p" in words or "-P" in words:
            shell.write(found[1] + "\n" if found[0] == "file" else "")
        else:
            shell.write(_sentence(shell, name, *found) + "\n")
    return status


def _not_found(shell: Shell, words: list[str], name: str) -> int:
    if shell.ash:
        shell.write(f"{name}: not found\n")
        return 127
    if "-t" not in words and "-p" not in words:
        shell.builtin_error("type", f"{name}: not found")
    return 1


def command(shell: Shell, words: list[str], memory: dict[str, Any]) -> int | Wait:
    """``command [-vV] name [args]``."""
    args = words[1:]
    verbose = args[:1] in (["-v"], ["-V"])
    if verbose:
        return _describe_all(shell, args)
    if args[:1] in (["-p"], ["--"]):
        args = args[1:]
    return _run(shell, args, memory)


def _describe_all(shell: Shell, args: list[str]) -> int:
    status = 1
    for name in args[1:]:
        found = describe(shell, name)
        if found is None:
            if args[0] == "-V":
                shell.builtin_error("command", f"{name}: not found")
            continue
        status = 0
        kind, text = found
        plain = f"alias {name}='{text}'" if kind == "alias" else text if kind == "file" else name
        shell.write((plain if args[0] == "-v" else _sentence(shell, name, kind, text)) + "\n")
    return status if not shell.ash or status == 0 else 127


def _run(shell: Shell, args: list[str], memory: dict[str, Any]) -> int | Wait:
    if not args:
        return 0
    if args[0] in shell.builtins:
        return shell.builtins[args[0]](shell, args, memory)
    if memory.get("begun"):
        return shell.state.status
    memory["begun"] = True
    shell.push("program", None, words=args)
    return Wait("ran")


def builtin(shell: Shell, words: list[str], memory: dict[str, Any]) -> int | Wait:
    """``builtin name [args]``."""
    if len(words) < 2:
        return 0
    if words[1] not in shell.builtins:
        shell.builtin_error("builtin", f"{words[1]}: not a shell builtin")
        return 1
    return shell.builtins[words[1]](shell, words[1:], memory)
