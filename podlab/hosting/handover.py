"""Python's interpreter lock, told what this process is like.  Not here: any thread.

The event loop computes most of the time; the thread that writes the journal asks for the lock
again after each statement, and nothing is shown before its row is written.  With Python's own
interval a busy loop let it wait 5 ms a statement, 18 ms a row; with this one a row takes 1 to 2.
"""

import sys

INTERVAL = 0.0005
"""Seconds after which a thread that computes gives way to one that waits."""


def give_way() -> None:
    """Call once, when a process is built up."""
    sys.setswitchinterval(INTERVAL)
