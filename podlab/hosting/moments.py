"""Which moments of a cluster's past are kept: a thinned series, dense where it is new.

Not here: where they are kept (a ``journal.Journal``), or bringing one back (``rewind``).
"""

MAX_MOMENTS = 32


def most_dispensable(times: list[int]) -> int:
    """The place of the moment whose loss widens a gap least, in proportion to its age: never the
    first or the last.  ``times`` in order, at least three."""
    now = times[-1]
    inner = range(1, len(times) - 1)
    return min(inner, key=lambda i: (times[i + 1] - times[i - 1]) / (now - times[i] + 1))
