"""test and [ as programs.  Not here: the operators (``shell.tests``)."""

from podlab.engine.machine.program import Proc, Step
from podlab.engine.machine.shell.tests import TestFault, evaluate
from podlab.engine.machine.userland.options import command_name


def main(p: Proc) -> Step:
    """test expression"""
    args, name = p.argv[1:], command_name(p)
    if name == "[":
        if args[-1:] != ["]"]:
            p.write(2, "[: missing ']'\n")
            return 2
        args = args[:-1]
    try:
        return 0 if evaluate(p, args) else 1
    except TestFault as fault:
        p.write(2, f"{name}: {fault}\n")
        return 2
