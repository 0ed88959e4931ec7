"""The shell's builtins, one line each.

A builtin gets the shell, its words and a memory of its own; it returns its status, or a Wait and
is then called again.  Not here: programs of the same name (``machine.commands``).
"""

from podlab.engine.machine.shell.builtins import (
    declare,
    directory,
    flow,
    job,
    option,
    output,
    reading,
    trapping,
    which,
)
from podlab.engine.machine.shell.context import Builtin

BUILTINS: dict[str, Builtin] = {
    ":": flow.true,
    "true": flow.true,
    "false": flow.false,
    "exit": flow.exit_,
    "logout": flow.exit_,
    "return": flow.return_,
    "break": flow.break_,
    "continue": flow.break_,
    "eval": flow.eval_,
    ".": flow.source,
    "source": flow.source,
    "exec": flow.exec_,
    "shift": flow.shift,
    "let": flow.let,
    "test": output.test,
    "[": output.test,
    "echo": output.echo,
    "printf": output.printf,
    "read": reading.read,
    "mapfile": reading.mapfile,
    "readarray": reading.mapfile,
    "getopts": reading.getopts,
    "cd": directory.cd,
    "pwd": directory.pwd,
    "pushd": directory.pushd,
    "popd": directory.popd,
    "dirs": directory.dirs,
    "export": declare.export,
    "readonly": declare.readonly,
    "local": declare.local,
    "declare": declare.declare,
    "typeset": declare.declare,
    "unset": declare.unset,
    "alias": declare.alias,
    "unalias": declare.unalias,
    "set": option.set_,
    "shopt": option.shopt,
    "umask": option.umask,
    "ulimit": option.ulimit,
    "hash": option.hash_,
    "history": option.history,
    "times": option.times,
    "complete": option.hash_,
    "trap": trapping.trap,
    "wait": job.wait,
    "jobs": job.jobs,
    "fg": job.fg,
    "bg": job.bg,
    "kill": job.kill,
    "disown": job.disown,
    "type": which.type_,
    "command": which.command,
    "builtin": which.builtin,
}

SPECIAL = frozenset(
    (":", "exit", "return", "break", "continue", "eval", ".", "source", "exec", "shift", "export",
     "readonly", "unset", "set", "trap", "times")
)  # fmt: skip
"""Builtins whose assignments before them stay (in ash; in bash only exec's matter to learners)."""
