"""All programs that a machine knows by name: the commands, and those of the images.

Here: the two lists as one.  Not here: the programs.
"""

from podlab.engine.machine import commands, images
from podlab.engine.machine.program import SIGNAL, Main, Proc, Step


def not_simulated(p: Proc) -> Step:
    """What runs when an executable's program is not known."""
    name = p.argv[0].rpartition("/")[2] if p.argv else "?"
    p.write(2, f"{name}: not simulated in PodLab\n")
    return 127


def daemon(p: Proc) -> Step:
    """A system daemon that only is there: it waits for signals, for ever."""
    return SIGNAL


PROGRAMS: dict[str, Main] = {
    "daemon": daemon,
    **images.PROGRAMS,
    **getattr(commands, "PROGRAMS", {}),
}
