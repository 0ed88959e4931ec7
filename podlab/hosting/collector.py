"""Python's cycle collector, told what a process of clusters is like.  Not here: any cluster.

Clusters make no cycles: counting references frees what they drop.  What the collector costs is
visiting everything that lives, again and again, so it is asked to come seldom, and never to look
at what was built before the first cluster.
"""

import gc

YOUNG, MIDDLE, OLD = 50_000, 20, 50
"""So many new containers, and so many collections of one generation until one of the next."""
NEVER = 1_000_000


def settle(alone: bool = False) -> None:
    """Call once, when a process is built up: what lives now lives as long as the process.

    Where a cluster is ``alone`` nothing old ever goes but the process: what has outlived one
    collection is not looked at again, however large the cluster grows.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, NEVER if alone else MIDDLE, OLD)
