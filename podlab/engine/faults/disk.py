"""Faults of a machine's disk: something fills it, something frees it.

Here: the space that is taken.  Not here: what fails then (``machine.filesystem``: ENOSPC) or who is
evicted (``kubelet.eviction``).
"""

from podlab.engine.faults.field import FaultRefused, Field, node_of

LEFT = 20
"""One part in so many of the disk is left."""


def fill_disk(field: Field, words: list[str]) -> None:
    """Fill a machine's disk to 95 %."""
    space = field.machines[node_of(field, words[0])].state.vfs.space
    wanted = space.size - space.size // LEFT - space.used
    if wanted <= 0:
        raise FaultRefused("already-so", f"the disk of {words[0]} is full", node=words[0])
    space.used += wanted
    space.ballast += wanted


def free_disk(field: Field, words: list[str]) -> None:
    """Take away what filled the disk."""
    space = field.machines[node_of(field, words[0])].state.vfs.space
    if not space.ballast:
        raise FaultRefused("already-so", f"nothing fills the disk of {words[0]}", node=words[0])
    space.used -= space.ballast
    space.ballast = 0
