"""Packets that get lost, as TCP shows it: later, or in the end not at all.

Here: how long a segment takes until one of its copies arrives.
Not here: connections (``network``).
"""

from podlab.engine.kernel.chance import Chance

STREAM = "network/loss"
SYN_TRIES = 7
FIRST_SYN = 1_000_000
DATA_TRIES = 10
FIRST_DATA = 200_000


def rate(losses: dict[str, int], source: str, destination: str) -> int:
    """The percent of packets from one address to another that get lost."""
    if not losses:
        return 0
    pairs = (f"{source} {destination}", f"{source} any", f"any {destination}")
    return max(losses.get(pair, 0) for pair in pairs)


def lost(chance: Chance, percent: int) -> bool:
    """Whether one packet gets lost."""
    return percent > 0 and chance.below(STREAM, 100) < percent


def syn_delay(chance: Chance, percent: int) -> int | None:
    """What losses add to the opening of a connection; None: it never opens."""
    return _retransmitted(chance, percent, SYN_TRIES, FIRST_SYN)


def data_delay(chance: Chance, percent: int) -> int:
    """What losses add to a segment's way; in the end it counts as passed, late as it is."""
    found = _retransmitted(chance, percent, DATA_TRIES, FIRST_DATA)
    return FIRST_DATA * 2**DATA_TRIES if found is None else found


def _retransmitted(chance: Chance, percent: int, tries: int, first: int) -> int | None:
    if percent <= 0:
        return 0
    total, wait = 0, first
    for _ in range(tries):
        if not lost(chance, percent):
            return total
        total += wait
        wait *= 2
    return None
