"""sleep: wait."""

from podlab.engine.machine.program import Proc, Step, until
from podlab.engine.machine.userland.faults import CommandFault
from podlab.engine.machine.userland.flavour import is_busybox
from podlab.engine.machine.userland.options import BANNER, duration


def main(p: Proc) -> Step:
    """sleep seconds…"""
    if "until" not in p.memory:
        if len(p.argv) < 2:
            if is_busybox(p):
                raise CommandFault(f"{BANNER}\n\nUsage: sleep [N]...\n\n"
                                   "Pause for a time equal to the total of the args given, where "
                                   "each arg can\nhave an optional suffix of (s)econds, "
                                   "(m)inutes, (h)ours, or (d)ays")  # fmt: skip
            raise CommandFault("sleep: missing operand\nTry 'sleep --help' for more information.")
        p.memory["until"] = p.now + sum(duration(p, arg) for arg in p.argv[1:])
    return 0 if p.now >= p.memory["until"] else until(p.memory["until"])
