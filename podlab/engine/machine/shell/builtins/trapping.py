"""The builtin trap.

Not here: when traps run (``interpreter``).
"""

from typing import Any

from podlab.engine.machine import signals
from podlab.engine.machine.digits import is_number
from podlab.engine.machine.shell.context import Shell
from podlab.engine.machine.shell.expand import quote_word

_PSEUDO = ("EXIT", "ERR", "DEBUG", "RETURN")


def trap_name(text: str) -> str | None:
    """The canonical name (TERM, EXIT) of a trap's signal; None if there is none."""
    upper = text.upper()
    if upper in ("0", "EXIT"):
        return "EXIT"
    if upper in _PSEUDO:
        return upper
    number = signals.number(text)
    return None if number is None else signals.NAMES[number]


def trap(shell: Shell, words: list[str], memory: dict[str, Any]) -> int:
    """``trap [action] signals``."""
    args = [word for word in words[1:] if word != "--"]
    if not args or args[0] == "-p":
        _show(shell)
        return 0
    if args[0] == "-l":
        shell.write(" ".join(f"{n}) SIG{name}" for n, name in signals.NAMES.items()) + "\n")
        return 0
    reset = len(args) == 1 or args[0] == "-" or is_number(args[0])
    action, names = (None, args if args[0] != "-" else args[1:]) if reset else (args[0], args[1:])
    status = 0
    for text in names:
        name = trap_name(text)
        if name is None:
            words_ = "invalid signal specification"
            shell.builtin_error("trap", f"{text}: {words_}")
            status = 1
        else:
            _set(shell, name, action)
    return status


def _show(shell: Shell) -> None:
    for name, action in sorted(shell.state.traps.items(), key=lambda item: _order(item[0])):
        shown = name if name in _PSEUDO or shell.ash else "SIG" + name
        shell.write(f"trap -- {quote_word(action)} {shown}\n")


def _order(name: str) -> int:
    return -1 if name == "EXIT" else signals.number(name) or 99


def _set(shell: Shell, name: str, action: str | None) -> None:
    number = signals.number(name) if name not in _PSEUDO else None
    if action is None:
        shell.state.traps.pop(name, None)
    else:
        shell.state.traps[name] = action
    if number is not None and number not in signals.UNSTOPPABLE:
        keep = shell.state.interactive and name in ("INT", "TERM", "TSTP")
        shell.p.handle_signal(number, action is not None or keep)
