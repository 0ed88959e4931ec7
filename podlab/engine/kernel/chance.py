"""Chance: named streams of numbers, all decided by the cluster's seed.

Here: a counter-based generator (splitmix64 over a hash of the stream's name), whose whole state
is one integer a stream.  Not here: global randomness; the engine uses ``random`` nowhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeVar

T = TypeVar("T")

_MASK = (1 << 64) - 1
_GOLDEN = 0x9E3779B97F4A7C15


def _mix(value: int) -> int:
    value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & _MASK
    return value ^ (value >> 31)


@lru_cache(maxsize=4096)
def stable_hash(text: str) -> int:
    """A 64-bit FNV-1a hash that is the same in every process (``hash`` is not)."""
    value = 0xCBF29CE484222325
    for byte in text.encode():
        value = ((value ^ byte) * 0x100000001B3) & _MASK
    return value


@lru_cache(maxsize=4096)
def _origin(seed: int, stream: str) -> int:
    """Where a stream of a seed begins."""
    return _mix(seed & _MASK) ^ stable_hash(stream)


@dataclass(slots=True)
class Chance:
    """The cluster's streams of chance.  A stream is named after who draws from it."""

    seed: int
    drawn: dict[str, int] = field(default_factory=dict)

    def bits(self, stream: str) -> int:
        """The next 64 bits of a stream."""
        count = self.drawn.get(stream, 0) + 1
        self.drawn[stream] = count
        value = _origin(self.seed, stream) + count * _GOLDEN & _MASK
        value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & _MASK  # _mix, without its call
        value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & _MASK
        return value ^ (value >> 31)

    def below(self, stream: str, limit: int) -> int:
        """A whole number from 0 to limit - 1."""
        return self.bits(stream) % limit

    def between(self, stream: str, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        return low + self.below(stream, high - low + 1)

    def choice(self, stream: str, items: Sequence[T]) -> T:
        """One of the items."""
        return items[self.below(stream, len(items))]

    def letters(self, stream: str, alphabet: str, length: int) -> str:
        """A text of letters out of an alphabet."""
        return "".join(self.choice(stream, alphabet) for _ in range(length))

    def uuid(self, stream: str) -> str:
        """A version 4 UUID."""
        number = (self.bits(stream) << 64 | self.bits(stream)) & ~(0xF << 76) & ~(0x3 << 62)
        digits = f"{number | 4 << 76 | 2 << 62:032x}"
        parts = (digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:])
        return "-".join(parts)
