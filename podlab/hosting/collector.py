"""Python's cycle collector, told what a process of clusters is like.  Not here: any cluster.

A living cluster makes no cycles: counting references frees what it drops.  What the collector
costs is visiting everything that lives, again and again, so it is asked to come seldom, and never
to look at what was built before the first cluster.  A cluster that leaves memory is a cycle as a
whole: it is collected when enough of them have gone.
"""

import gc

YOUNG, MIDDLE, OLD = 50_000, 2, 500
"""So many new containers, and so many collections of one generation until one of the next.  A
collection holds everybody up: 100,000 containers for some 30 ms, a million would for 300."""
NEVER = 1_000_000
GONE_QUIET, GONE_BUSY = 20, 500
"""Clusters that have left memory until all is collected: when nobody is there, and in any case."""


def settle(alone: bool = False) -> None:
    """Call once, when a process is built up: what lives now lives as long as the process.

    Where a cluster is ``alone`` nothing old ever goes but the process: what has outlived one
    collection is not looked at again, however large the cluster grows.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, NEVER if alone else MIDDLE, OLD)


class Sweeper:
    """Collects the clusters that have left memory, at best while nobody waits."""

    def __init__(self) -> None:
        self.gone = 0

    def left(self, *, busy: bool) -> None:
        """A cluster has left memory; ``busy``: others are in use."""
        self.gone += 1
        if self.gone >= (GONE_BUSY if busy else GONE_QUIET):
            self.gone = 0
            gc.collect()
