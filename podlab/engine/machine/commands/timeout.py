"""timeout, nohup, watch, time-like wrappers around another program."""

from podlab.engine.machine import signals
from podlab.engine.machine.program import (
    YIELD,
    Proc,
    Step,
    SystemCallError,
    child,
    first_of,
    readable,
    until,
)
from podlab.engine.machine.userland.clock import strftime
from podlab.engine.machine.userland.faults import CommandFault
from podlab.engine.machine.userland.flavour import is_busybox
from podlab.engine.machine.userland.options import BANNER, command_name, duration, getopt
from podlab.engine.machine.userland.widths import cut


def _missing(p: Proc, name: str, failure: SystemCallError) -> CommandFault:
    command = command_name(p)
    if is_busybox(p):
        return CommandFault(f"{command}: can't execute '{name}': {failure}", 127)
    return CommandFault(f"{command}: failed to run command ‘{name}’: {failure}",
                        127 if failure.name == "ENOENT" else 126)  # fmt: skip


def main(p: Proc) -> Step:
    """timeout [-s signal] [-k duration] duration command"""
    options = getopt(p, "s:k:v", {"signal=": "s", "kill-after=": "k", "preserve-status": "P",
                                  "foreground": "F"}, early=True,
                     usage="[-s SIG] SECS PROG ARGS", status=125)  # fmt: skip
    memory = p.memory
    if "child" not in memory:
        if len(options.args) < 2:
            raise CommandFault(f"{BANNER}\n\nUsage: timeout [-s SIG] SECS PROG ARGS" if
                               is_busybox(p) else "timeout: missing operand\n"
                               "Try 'timeout --help' for more information.", 125)  # fmt: skip
        memory["until"] = p.now + duration(p, options.args[0])
        memory["late"] = False
        try:
            memory["child"] = p.spawn(options.args[1:])
        except SystemCallError as failure:
            raise _missing(p, options.args[1], failure) from None
    ended = p.reap(memory["child"])
    if ended is not None:
        late = memory["late"] and not options.has("P") and ended[1] != 137
        return (143 if is_busybox(p) else 124) if late else ended[1]
    if p.now >= memory["until"]:
        number = signals.number(options.last("s") or "TERM") or signals.TERM
        if memory["late"]:
            number = signals.KILL
        p.kill(memory["child"], number)
        memory["until"] = 10**18
        if options.has("k") and not memory["late"]:
            memory["until"] = p.now + duration(p, options.last("k"))
        memory["late"] = True
    return first_of(child(memory["child"]), until(memory["until"]))


def nohup(p: Proc) -> Step:
    """nohup command"""
    if len(p.argv) < 2:
        raise CommandFault("nohup: missing operand\nTry 'nohup --help' for more information.", 125)
    if p.isatty(1):
        p.write(2, "nohup: ignoring input and appending output to 'nohup.out'\n")
        p.dup2(p.open("nohup.out", "a"), 1)
    try:
        p.exec(p.argv[1:])
    except SystemCallError as failure:
        raise _missing(p, p.argv[1], failure) from None
    return YIELD


def setsid(p: Proc) -> Step:
    """setsid, nice, ionice, stdbuf: run the command, the setting changes nothing here."""
    args = p.argv[1:]
    while args and args[0].startswith("-"):
        args = args[2:] if args[0] in ("-n", "-c") else args[1:]
    if not args:
        return 0
    try:
        p.exec(args)
    except SystemCallError as failure:
        raise _missing(p, args[0], failure) from None
    return YIELD


def watch(p: Proc) -> Step:
    """watch [-n seconds] [-t] command"""
    options = getopt(p, "n:tdexc", {"interval=": "n", "no-title": "t", "differences=?": "d"},
                     early=True, usage="[-n SEC] [-t] PROG ARGS")  # fmt: skip
    if not options.args:
        raise CommandFault("Usage:\n watch [options] command")
    memory = p.memory
    p.handle_signal(signals.INT)
    if signals.INT in p.signals():
        p.write(1, "\x1b[?1049l" if p.isatty(1) else "")
        return 0
    every = duration(p, options.last("n", "2"))
    if "child" not in memory and p.now >= memory.get("next", 0):
        _launch(p, options.args, "next" not in memory)
        memory["next"] = p.now + every
    if "child" not in memory:
        return until(memory["next"])
    return _gather(p, " ".join(options.args), options.has("t"), every)


def _launch(p: Proc, args: list[str], first: bool) -> None:
    memory = p.memory
    if first and p.isatty(1):
        p.write(1, "\x1b[?1049h")
    reader, writer = p.pipe()
    words = args if " " in " ".join(args) and len(args) > 1 else ["sh", "-c", args[0]]
    memory["child"] = p.spawn(words, fds={0: 0, 1: writer, 2: writer})
    p.close(writer)
    memory["fd"], memory["data"] = reader, b""


def _gather(p: Proc, title: str, bare: bool, every: int) -> Step:
    memory = p.memory
    while memory["fd"] >= 0:
        data = p.read(memory["fd"])
        if data is None:
            return readable(memory["fd"])
        if not data:
            p.close(memory["fd"])
            memory["fd"] = -1
        elif len(memory["data"]) < 65_536:
            memory["data"] += data
    if p.reap(memory["child"]) is None:
        return child(memory["child"])
    del memory["child"]
    columns, rows = p.window(1) if p.isatty(1) else (80, 24)
    lines = memory["data"].decode("utf-8", "replace").splitlines()
    if not bare:
        right = f"{p.hostname}: {strftime(p.now, '%a %b %e %H:%M:%S %Y')}"
        left = f"Every {every / 1_000_000:.1f}s: {title}"
        gap = max(1, columns - len(left) - len(right))
        lines = [cut(left + " " * gap + right, columns), "", *lines]
    shown = "\r\n".join(cut(line.expandtabs(), columns) for line in lines[:rows])
    p.write(1, f"\x1b[H\x1b[J{shown}" if p.isatty(1) else shown + "\n")
    return until(memory["next"])
