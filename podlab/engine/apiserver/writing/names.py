"""Names that the API server makes up, and identifiers of new objects."""

from podlab.engine.kernel.chance import Chance
from podlab.engine.objects.meta import MAX_GENERATED_BASE, NAME_ALPHABET

SUFFIX_LENGTH = 5


def generated_name(chance: Chance, base: str) -> str:
    """``generateName`` completed by five letters."""
    suffix = chance.letters("apiserver/names", NAME_ALPHABET, SUFFIX_LENGTH)
    return base[:MAX_GENERATED_BASE] + suffix


def new_uid(chance: Chance) -> str:
    """The uid of a new object."""
    return chance.uuid("apiserver/uid")
