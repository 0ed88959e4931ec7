"""Builtins that declare: export, readonly, local, declare, unset, alias.

Not here: plain assignments (``simple``).
"""

from typing import Any

from podlab.engine.machine.shell.assignments import is_name
from podlab.engine.machine.shell.context import GiveUp, Shell
from podlab.engine.machine.shell.expand import Expander, ExpansionFault, quote_word
from podlab.engine.machine.shell.state import Variable


def _double(text: str) -> str:
    return '"' + "".join("\\" + char if char in '"\\$`' else char for char in text) + '"'


def _declaration(name: str, variable: Variable) -> str:
    flags = "".join(
        letter
        for letter, on in (
            ("A", variable.associative),
            ("a", variable.items is not None and not variable.associative),
            ("i", variable.integer),
            ("r", variable.readonly),
            ("x", variable.exported),
        )  # fmt: skip
        if on
    )
    head = f"declare -{flags or '-'} {name}"
    if variable.items is not None:
        pairs = " ".join(f"[{key}]={_double(value)}" for key, value in variable.items.items())
        return f"{head}=({pairs})"
    return head if variable.value is None else f"{head}={_double(variable.value)}"


def _list(shell: Shell, ash_word: str, keep: str) -> None:
    for name, variable in sorted(shell.state.variables.items()):
        if keep and not getattr(variable, keep):
            continue
        if shell.ash:
            value = "" if variable.value is None else f"={quote_word(variable.value)}"
            shell.write(f"{ash_word} {name}{value}\n")
        else:
            shell.write(_declaration(name, variable) + "\n")


def _name(shell: Shell, builtin: str, word: str) -> tuple[str, str | None, bool] | None:
    name, equals, value = word.partition("=")
    append = name.endswith("+") and bool(equals)
    name = name[:-1] if append else name
    if not is_name(name.partition("[")[0]):
        if shell.ash:
            shell.builtin_error(builtin, f"{name}: bad variable name")
            raise GiveUp(2, True)
        shell.builtin_error(builtin, f"`{word}': not a valid identifier")
        return None
    return name, value if equals else None, append


def _set(shell: Shell, name: str, value: str | None, append: bool) -> None:
    if value is None:
        return
    if append:
        value = (shell.variables.get(name) or "") + value
    variable = shell.state.variables.get(name)
    if variable is not None and variable.integer:
        try:
            value = str(Expander(shell.state, shell.p, []).calculate(value))
        except ExpansionFault as fault:
            shell.fail(str(fault))
    shell.variables.assign_target(name, value)


def export(shell: Shell, words: list[str], memory: dict[str, Any]) -> int:
    """``export [-n] [-p] name[=value]…``."""
    args = [word for word in words[1:] if word not in ("-p", "-n", "--")]
    if not args:
        _list(shell, "export", "exported")
        return 0
    status = 0
    for word in args:
        found = _name(shell, words[0], word)
        if found is None:
            status = 1
            continue
        _set(shell, *found)
        shell.variables.export(found[0], "-n" not in words)
    return status


def readonly(shell: Shell, words: list[str], memory: dict[str, Any]) -> int:
    """``readonly name[=value]…``."""
    args = [word for word in words[1:] if not word.startswith("-")]
    if not args:
        _list(shell, "readonly", "readonly")
        return 0
    for word in args:
        found = _name(shell, words[0], word)
        if found is None:
            return 1
        _set(shell, *found)
        shell.state.variables.setdefault(found[0], Variable()).readonly = True
    return 0


def local(shell: Shell, words: list[str], memory: dict[str, Any]) -> int:
    """``local name[=value]…``."""
    if not any(frame.kind == "call" for frame in shell.state.frames):
        if shell.ash:
            shell.builtin_error("local", "not in a function")
            raise GiveUp(2, True)
        shell.builtin_error("local", "can only be used in a function")
        return 1
    return declare(shell, words, memory)


def declare(shell: Shell, words: list[str], memory: dict[str, Any]) -> int:
    """``declare [-aAirxpgf] name[=value]…``."""
    flags = {letter for word in words[1:] if word[:1] in "-+" for letter in word[1:]}
    off = {letter for word in words[1:] if word[:1] == "+" for letter in word[1:]}
    args = [word for word in words[1:] if word[:1] not in "-+"]
    if flags & {"f", "F"}:
        return _functions(shell, args)
    if not args:
        _list(shell, "declare", "")
        return 0
    if "p" in flags:
        return _print(shell, args)
    inside = any(frame.kind == "call" for frame in shell.state.frames)
    for word in args:
        found = _name(shell, words[0], word)
        if found is None:
            return 1
        if inside and "g" not in flags:
            shell.variables.localize(found[0])
        variable = shell.state.variables.setdefault(found[0], Variable())
        variable.integer |= "i" in flags
        if flags & {"a", "A"} and variable.items is None:
            variable.items = {}
            variable.associative = "A" in flags
        _set(shell, *found)
        variable.exported = (variable.exported or "x" in flags) and "x" not in off
        variable.readonly |= "r" in flags
    return 0


def _functions(shell: Shell, args: list[str]) -> int:
    names = args or sorted(shell.state.functions)
    for name in names:
        if name not in shell.state.functions:
            return 1
        shell.write(f"{name}\n" if args else f"declare -f {name}\n")
    return 0


def _print(shell: Shell, args: list[str]) -> int:
    status = 0
    for name in args:
        variable = shell.state.variables.get(name)
        if variable is None:
            shell.builtin_error("declare", f"{name}: not found")
            status = 1
        else:
            shell.write(_declaration(name, variable) + "\n")
    return status


def unset(shell: Shell, words: list[str], memory: dict[str, Any]) -> int:
    """``unset [-fv] name…``."""
    for name in words[1:]:
        if name in ("-f", "-v"):
            continue
        if "-f" in words:
            shell.state.functions.pop(name, None)
        elif name.partition("[")[0] in shell.state.variables:
            shell.variables.unset(name)
        elif "-v" not in words:
            shell.state.functions.pop(name, None)
    return 0


def alias(shell: Shell, words: list[str], memory: dict[str, Any]) -> int:
    """``alias [name[=value]…]``."""
    head = "" if shell.ash else "alias "
    aliases, status = shell.state.aliases, 0
    if len(words) == 1:
        for name, value in sorted(aliases.items()):
            shell.write(f"{head}{name}={quote_word(value)}\n")
    for word in words[1:]:
        name, equals, value = word.partition("=")
        if equals:
            aliases[name] = value
        elif name in aliases:
            shell.write(f"{head}{name}={quote_word(aliases[name])}\n")
        elif name != "-p":
            shell.builtin_error("alias", f"{name}: not found")
            status = 1
    return status


def unalias(shell: Shell, words: list[str], memory: dict[str, Any]) -> int:
    """``unalias [-a] name…``."""
    if "-a" in words:
        shell.state.aliases = {}
        return 0
    status = 0
    for name in words[1:]:
        if shell.state.aliases.pop(name, None) is None:
            shell.builtin_error("unalias", f"{name}: not found")
            status = 1
    return status
