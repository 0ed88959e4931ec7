"""Looking for a prime, a few numbers at a time, so that nobody waits for it.

Not here: where the first number comes from, keys (``keys``).
"""

import math
from typing import NamedTuple

TESTS = 3
"""Numbers of which one step makes sure."""


class Search(NamedTuple):
    """Where a search stands: the next number to look at, and whether it is the one."""

    number: int
    found: bool = False


def begin(number: int, bits: int) -> Search:
    """A search that begins near a number, for a prime of so many bits (the two highest set)."""
    top = 3 << (bits - 2)
    return Search(number % (1 << (bits - 2)) | top | 1)


def step(search: Search) -> Search:
    """Look at some numbers more."""
    number, tests = search.number, 0
    while tests < TESTS:
        if math.gcd(number, _SMALL) == 1:
            tests += 1
            # One round to the base 2: a composite that passes is rarer than any other accident.
            if pow(2, number - 1, number) == 1 and (number - 1) % 65537:
                return Search(number, True)
        number += 2
    return Search(number)


def _product(limit: int) -> int:
    whole = 1
    for number in range(3, limit, 2):
        if all(number % other for other in range(3, math.isqrt(number) + 1, 2)):
            whole *= number
    return whole


_SMALL = _product(2_000)
