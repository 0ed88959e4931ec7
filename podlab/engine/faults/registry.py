"""Faults of the registries outside: slow, or not there.

Not here: how a pull fails then (``runtime.registry``).
"""

from podlab.engine.faults.field import Field, number

SLOWEST = 1_000


def slow_registry(field: Field, words: list[str]) -> None:
    """Let pulls take so many times as long; 1 heals.  Pulls that go on are not changed."""
    field.registry.slow = float(number(words[0], 1, SLOWEST, "FACTOR"))


def registry_down(field: Field, words: list[str]) -> None:
    """No registry can be reached."""
    field.registry.down = True


def registry_up(field: Field, words: list[str]) -> None:
    """Registries are there again."""
    field.registry.down = False
