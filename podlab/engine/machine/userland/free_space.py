"""How full a filesystem is.

The simulation counts bytes where it has a budget; elsewhere a machine's disk is shown as a fixed
one.  Not here: the layout of ``df``.
"""

from typing import NamedTuple

from podlab.engine.machine.program import Proc, SystemCallError

DISK = 252 << 30
USED = 23 << 30


class Space(NamedTuple):
    """Bytes of a filesystem."""

    size: int
    used: int
    available: int


def space(p: Proc, point: str, kind: str) -> Space:
    """The space of what is mounted at a point."""
    measure = getattr(p.files, "space", None)
    if measure is not None:
        try:
            size, used, available = measure(point)
        except SystemCallError:
            size = used = available = 0
        return Space(size, used, available)
    if kind in ("tmpfs", "devtmpfs"):
        size = 64 << 20
        return Space(size, 0, size)
    return Space(DISK, USED, DISK - USED - (13 << 30))
