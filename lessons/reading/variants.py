"""Variants of a lesson: names, numbers and faults that a seed chooses, so that neighbours get
different ones from the same folder.

``variants.yaml`` in the folder has ``any`` (a list of values for each name, chosen each for itself)
and ``one`` (rows of values, one of which is chosen as a whole: a fault, say).  ``{{name}}`` stands
for the value in every other file of the lesson; a row's values may contain names of ``any``.
Seeds that follow each other get different rows.  Not here: who gets which seed (``services``).
"""

import re
from dataclasses import dataclass
from math import lcm
from typing import Any

FILE = "variants.yaml"
MOST_VALUES = 100
_NAME = re.compile(r"^[a-z][a-z_]*$")
_PLACE = re.compile(r"\{\{([a-z][a-z_]*)\}\}")


class BadVariants(ValueError):
    """Variants that cannot be used, and why."""


@dataclass(frozen=True, slots=True)
class Variants:
    """What a seed chooses from; a lesson without variants has none of either."""

    any: tuple[tuple[str, tuple[str, ...]], ...] = ()
    one: tuple[tuple[tuple[str, str], ...], ...] = ()

    @property
    def count(self) -> int:
        """How many seeds show everything that there is: every row and every value once."""
        return max([1, len(self.one), *(len(values) for _, values in self.any)])

    def values(self, seed: int) -> dict[str, str]:
        """What the names stand for under a seed."""
        found = {}
        for name, values in self.any:
            # Neighbours differ in names too, and a row meets other names each time round.
            rounds = seed // lcm(len(values), len(self.one) or 1)
            found[name] = values[(seed + rounds) % len(values)]
        if self.one:
            for name, value in self.one[seed % len(self.one)]:
                found[name] = fill(value, found)
        return found


def read_variants(data: Any) -> Variants:
    """The variants out of the file's data.

    Raises:
        BadVariants: something in them is wrong.
    """
    if not isinstance(data, dict) or set(data) - {"any", "one"} or not data:
        raise BadVariants("it has 'any', 'one' or both")
    lists, rows = data.get("any", {}), data.get("one", [])
    if not isinstance(lists, dict) or not isinstance(rows, list):
        raise BadVariants("'any' is a mapping of lists, 'one' a list of mappings")
    return Variants(
        tuple((_name(name), _values(name, values)) for name, values in lists.items()),
        tuple(_row(row, rows[0], lists) for row in rows),
    )


def _name(name: Any) -> str:
    if not isinstance(name, str) or not _NAME.match(name):
        raise BadVariants(f"{name!r} is no name: small letters and underscores")
    return name


def _values(name: str, values: Any) -> tuple[str, ...]:
    if not isinstance(values, list) or not 1 <= len(values) <= MOST_VALUES:
        raise BadVariants(f"'any': {name} needs a list of up to {MOST_VALUES} values")
    return tuple(_scalar(name, value) for value in values)


def _row(row: Any, first: Any, lists: Any) -> tuple[tuple[str, str], ...]:
    if not isinstance(row, dict) or not row or set(row) != set(first):
        raise BadVariants(f"'one': every row has the same names: {row!r}")
    twice = sorted(set(row) & set(lists))
    if twice:
        raise BadVariants(f"'one': {twice[0]} is in 'any' as well")
    return tuple((_name(name), _scalar(name, value)) for name, value in row.items())


def _scalar(name: str, value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise BadVariants(f"{name}: {value!r} is no text or number")
    return str(value)


def fill(text: str, values: dict[str, str]) -> str:
    """A text with the values in place of their names; a name that nobody knows stays."""
    if not values:
        return text
    return _PLACE.sub(lambda found: values.get(found[1], found[0]), text)
