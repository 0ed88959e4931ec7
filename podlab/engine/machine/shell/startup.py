"""How a shell starts: its arguments, its environment, where its commands come from.

Not here: the loop (``interpreter``), the prompt (``interactive``).
"""

import posixpath

from podlab.engine.machine import signals
from podlab.engine.machine.digits import is_number
from podlab.engine.machine.program import Proc
from podlab.engine.machine.shell.assignments import is_name
from podlab.engine.machine.shell.builtins.option import LETTERS
from podlab.engine.machine.shell.state import Flavour, ShellState, Variable
from podlab.engine.machine.userland.flavour import is_busybox


def start(p: Proc) -> ShellState:
    """The state of a new shell process.

    Raises:
        SystemCallError: the script cannot be read.
    """
    flavour: Flavour = "ash" if is_busybox(p) else "bash"
    state = ShellState(flavour, p.argv[0], pid=p.pid, started=p.now, may_exec=True)
    _environment(state, p)
    _arguments(state, p, p.argv[1:])
    if state.interactive:
        for number in (signals.INT, signals.TERM, signals.TSTP, signals.QUIT, signals.WINCH):
            p.handle_signal(number)
    return state


def _environment(state: ShellState, p: Proc) -> None:
    for name, value in p.env.items():
        if is_name(name):
            state.variables[name] = Variable(value, exported=True)
    state.variables["PWD"] = Variable(p.cwd, exported=True)
    state.variables["IFS"] = Variable(" \t\n")
    state.variables.setdefault("OPTIND", Variable("1"))
    state.variables.setdefault(
        "PATH", Variable("/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")
    )
    level = state.variables.setdefault("SHLVL", Variable("0", exported=True))
    number = level.value or "0"
    level.value = str(int(number[:4]) + 1 if is_number(number) and number.isascii() else 1)
    state.variables.setdefault("HOME", Variable("/root" if p.uid == 0 else "/", exported=True))


def _arguments(state: ShellState, p: Proc, args: list[str]) -> None:
    command = forced = False
    while args and args[0][:1] in ("-", "+") and len(args[0]) > 1:
        word, args = args[0], args[1:]
        if word == "--":
            break
        if word.startswith("--"):
            continue
        for letter in word[1:]:
            command |= letter == "c"
            forced |= letter == "i"
            if letter == "o" and args:
                state.options[args[0]] = word[0] == "-"
                args = args[1:]
            elif letter in LETTERS:
                state.options[LETTERS[letter]] = word[0] == "-"
    if command and args:
        state.origin, state.source = "command", args[0]
        state.finished_reading = True
        state.name = args[1] if len(args) > 1 else state.name
        state.positional = args[2:]
    elif args:
        _script(state, p, args)
    elif forced or (p.isatty(0) and p.isatty(2)):
        state.origin, state.interactive, state.may_exec = "interactive", True, False
        state.name = posixpath.basename(state.name)
        state.interactive = p.isatty(0)
        state.origin = "interactive" if state.interactive else "stdin"
    else:
        state.origin = "stdin"


def _script(state: ShellState, p: Proc, args: list[str]) -> None:
    state.source = p.files.read(args[0]).decode("utf-8", "surrogateescape")
    state.name, state.origin, state.positional = args[0], "file", args[1:]
    state.finished_reading = True
