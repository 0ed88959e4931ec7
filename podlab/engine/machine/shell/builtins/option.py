"""Builtins of the shell itself: set, shopt, umask, ulimit, hash, history, times.

Not here: what the options do.
"""

from typing import Any

from podlab.engine.machine.digits import is_number
from podlab.engine.machine.shell.context import Shell
from podlab.engine.machine.shell.expand import quote_word

LETTERS = {"e": "errexit", "u": "nounset", "x": "xtrace", "f": "noglob", "a": "allexport",
           "v": "verbose", "n": "noexec", "C": "noclobber", "b": "notify", "m": "monitor",
           "h": "hashall", "B": "braceexpand", "E": "errtrace"}  # fmt: skip
NAMES = sorted({*LETTERS.values(), "pipefail", "posix", "vi", "emacs", "ignoreeof"})
LIMITS = (
    ("-t", "cpu time               (seconds, -t)", "unlimited"),
    ("-f", "file size              (blocks, -f)", "unlimited"),
    ("-s", "stack size             (kbytes, -s)", "8192"),
    ("-c", "core file size         (blocks, -c)", "0"),
    ("-n", "open files                     (-n)", "1048576"),
    ("-u", "max user processes             (-u)", "unlimited"),
    ("-v", "virtual memory         (kbytes, -v)", "unlimited"),
)


def set_(shell: Shell, words: list[str], memory: dict[str, Any]) -> int:
    """``set [-euxo …] [--] [args]``."""
    args = words[1:]
    if not args:
        for name, variable in sorted(shell.state.variables.items()):
            if variable.value is not None:
                shell.write(f"{name}={_shown(variable.value)}\n")
        return 0
    while args and args[0][:1] in ("-", "+") and len(args[0]) > 1:
        if args[0] == "--":
            shell.state.positional = args[1:]
            return 0
        on, letters = args[0][0] == "-", args[0][1:]
        args = args[1:]
        for letter in letters:
            if letter == "o":
                if not args:
                    return _show(shell, on)
                if not _switch(shell, args[0], on):
                    return 2 if shell.ash else 1
                args = args[1:]
            elif letter in LETTERS:
                shell.state.options[LETTERS[letter]] = on
            else:
                shell.builtin_error("set", f"{'-' if on else '+'}{letter}: invalid option")
                return 2
    if args:
        shell.state.positional = args
    return 0


def _shown(value: str) -> str:
    return value if value.replace("_", "").replace("/", "").isalnum() else quote_word(value)


def _switch(shell: Shell, name: str, on: bool) -> bool:
    if name not in NAMES:
        shell.builtin_error("set", f"{name}: invalid option name")
        return False
    shell.state.options[name] = on
    return True


def _show(shell: Shell, on: bool) -> int:
    for name in NAMES:
        value = shell.state.options.get(name, name in ("braceexpand", "hashall"))
        if on:
            shell.write(f"{name:<15}\t{'on' if value else 'off'}\n")
        else:
            shell.write(f"set {'-' if value else '+'}o {name}\n")
    return 0


def shopt(shell: Shell, words: list[str], memory: dict[str, Any]) -> int:
    """``shopt [-su] name…``: remembered, few of them do anything."""
    for name in words[1:]:
        if not name.startswith("-"):
            shell.state.options["shopt " + name] = "-s" in words
    return 0


def umask(shell: Shell, words: list[str], memory: dict[str, Any]) -> int:
    """``umask [-S] [mode]``."""
    args = [word for word in words[1:] if not word.startswith("-")]
    mask = shell.p.umask
    if not args:
        if "-S" not in words:
            shell.write(f"{mask:04o}\n")
            return 0
        pieces = []
        for who, shift in (("u", 6), ("g", 3), ("o", 0)):
            bits = ~mask >> shift & 7
            pieces.append(f"{who}=" + "".join(c for c, b in zip("rwx", (4, 2, 1)) if bits & b))
        shell.write(",".join(pieces) + "\n")
        return 0
    try:
        shell.p.umask = int(args[0][:6], 8) & 0o777
    except ValueError:
        shell.builtin_error("umask", f"{args[0]}: octal number out of range")
        return 1
    return 0


def ulimit(shell: Shell, words: list[str], memory: dict[str, Any]) -> int:
    """``ulimit [-a] [-n …]``: shows limits; setting them changes nothing."""
    if "-a" in words:
        for _, label, value in LIMITS:
            shell.write(f"{label} {value}\n")
        return 0
    if any(is_number(word) or word == "unlimited" for word in words[1:]):
        return 0
    wanted = words[1][-1:] if len(words) > 1 else "f"
    shell.write(next((v for flag, _, v in LIMITS if flag[1] == wanted), "unlimited") + "\n")
    return 0


def hash_(shell: Shell, words: list[str], memory: dict[str, Any]) -> int:
    """``hash`` and ``complete``: there is nothing to remember here."""
    return 0


def history(shell: Shell, words: list[str], memory: dict[str, Any]) -> int:
    """``history [n]``, ``history -c``."""
    if "-c" in words:
        shell.state.history = []
        return 0
    lines = list(enumerate(shell.state.history, 1))
    if len(words) > 1 and is_number(words[1]):
        lines = lines[-int(words[1][:6]) :] if int(words[1][:6]) else []
    for number, line in lines:
        shell.write(f"{number:5d}  {line}\n")
    return 0


def times(shell: Shell, words: list[str], memory: dict[str, Any]) -> int:
    """``times``."""
    shell.write("0m0.000s 0m0.000s\n0m0.000s 0m0.000s\n")
    return 0
