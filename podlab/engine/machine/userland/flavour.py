"""Whether a program runs as a busybox applet: outputs differ.

Not here: which image has which (``machine.images``).
"""

from podlab.engine.machine.program import Proc


def is_busybox(p: Proc) -> bool:
    """Whether the process is an applet of busybox (``commands.busybox`` marks it)."""
    return p.memory.get("flavour") == "busybox"
