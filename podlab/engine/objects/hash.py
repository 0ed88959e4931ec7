"""The hash that names ReplicaSets: stable, short, of letters that make no words.

Here: hashing any JSON value as ``pod-template-hash`` and ``controller-revision-hash`` look.  Not
here: Go's own dump of a template: the value differs from a real cluster's, the alphabet does not.
"""

import json
from typing import Any

_ALPHABET = "bcdfghjklmnpqrstvwxz2456789"
_FNV_OFFSET = 0x811C9DC5
_FNV_PRIME = 0x01000193
_FNV128_OFFSET = 0x6C62272E07BB014262B821756295C58D
_FNV128_PRIME = 0x0000000001000000000000000000013B


def template_hash(template: Any, collisions: int = 0) -> str:
    """The hash of a Pod template; ``collisions`` is the owner's ``collisionCount``."""
    text = json.dumps(template, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    value = fnv32a(text.encode())
    if collisions:
        value = fnv32a(collisions.to_bytes(4, "little"), value)
    return safe_encode(str(value))


def fnv32a(data: bytes, value: int = _FNV_OFFSET) -> int:
    """FNV-1a in 32 bits."""
    for byte in data:
        value = ((value ^ byte) * _FNV_PRIME) & 0xFFFFFFFF
    return value


def fnv128a(data: bytes) -> int:
    """FNV-1a in 128 bits."""
    value = _FNV128_OFFSET
    for byte in data:
        value = ((value ^ byte) * _FNV128_PRIME) & ((1 << 128) - 1)
    return value


def safe_encode(text: str) -> str:
    """A text in the safe alphabet, letter by letter."""
    return "".join(_ALPHABET[ord(char) % len(_ALPHABET)] for char in text)
