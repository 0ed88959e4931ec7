"""Quantities: ``500m``, ``1.5Gi``, ``1e3``: parsing, comparing, the canonical form.

Here: exact numbers (no floats), the suffix families, Kubernetes' own words for nonsense.  Not
here: which resource may have which quantity (``validation``).
"""

import re
from decimal import ROUND_UP, Decimal, localcontext
from functools import lru_cache
from typing import NamedTuple

FORM_ERROR = (
    "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
)
SUFFIX_ERROR = "unable to parse quantity's suffix"
MAX_TEXT = 512

_DECIMAL = {"n": -9, "u": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}
_BINARY = {"Ki": 10, "Mi": 20, "Gi": 30, "Ti": 40, "Pi": 50, "Ei": 60}
_DECIMAL_NAMES = {exponent: suffix for suffix, exponent in _DECIMAL.items()}
_SHAPE = re.compile(r"([+-]?)([0-9]*)(?:\.([0-9]*))?([a-zA-Z]*[-+]?[0-9]*)")
_EXPONENT = re.compile(r"[eE]([+-]?[0-9]{1,3})")
_LIMIT = 2**63 - 1
NANO = Decimal(1).scaleb(-9)


class QuantityError(ValueError):
    """Text that is no quantity, in the words of Kubernetes."""


class Quantity(NamedTuple):
    """A number and the family in which it prints: ``decimal`` (m, k, M), ``binary`` (Ki, Mi) or
    ``exponent`` (e3)."""

    value: Decimal
    family: str

    def __str__(self) -> str:
        return _canonical(self)


@lru_cache(maxsize=4096)
def parse(text: str) -> Quantity:
    """The quantity that a text means; smaller than a billionth is rounded up.

    Raises:
        QuantityError: with the words of Kubernetes.
    """
    match = _SHAPE.fullmatch(text) if 0 < len(text) <= MAX_TEXT else None
    if match is None or not (match[2] or match[3]):
        raise QuantityError(FORM_ERROR)
    sign, whole, part, suffix = match.groups()
    scale, family = _suffix(suffix)
    with localcontext() as context:
        context.prec = 2 * MAX_TEXT
        value = Decimal(f"{sign}{whole or '0'}.{part or '0'}") * scale
        value = value.quantize(NANO, rounding=ROUND_UP)
        if family == "binary" and 0 < abs(value) < 1:
            family = "decimal"
    limit = Decimal(_LIMIT)
    return Quantity(max(-limit, min(limit, value)) if abs(value) > limit else value, family)


def _suffix(suffix: str) -> tuple[Decimal, str]:
    if suffix in _BINARY:
        return Decimal(2 ** _BINARY[suffix]), "binary"
    if suffix in _DECIMAL:
        return Decimal(1).scaleb(_DECIMAL[suffix]), "decimal"
    if match := _EXPONENT.fullmatch(suffix):
        return Decimal(1).scaleb(int(match[1])), "exponent"
    known = set("eEinumkKMGTP")
    letters = suffix.rstrip("0123456789").rstrip("+-")
    raise QuantityError(SUFFIX_ERROR if set(letters) <= known else FORM_ERROR)


def _canonical(quantity: Quantity) -> str:
    value, family = quantity
    if value == 0:
        return "0"
    if family == "binary" and abs(value) >= 1024 and value == value.to_integral_value():
        return _binary(int(value))
    digits, exponent = _thousands(value)
    if family == "exponent":
        return f"{digits}e{exponent}" if exponent else f"{digits}"
    return f"{digits}{_DECIMAL_NAMES[exponent]}"


def _binary(value: int) -> str:
    suffix = ""
    for name in _BINARY:
        if value % 1024:
            break
        value //= 1024
        suffix = name
    return f"{value}{suffix}"


def _thousands(value: Decimal) -> tuple[int, int]:
    """The number as a whole and a power of a thousand, as large as keeps it whole."""
    number, exponent = int(value.scaleb(9)), -9
    while exponent < 18 and number % 1000 == 0:
        number, exponent = number // 1000, exponent + 3
    return number, exponent


def canonical(text: str) -> str:
    """The canonical form that the API server stores: ``0.5`` as ``500m``, ``1024Mi`` as ``1Gi``.

    Raises:
        QuantityError: the text is no quantity.
    """
    return str(parse(text))


def value_of(text: str | int) -> int:
    """The quantity as whole number, rounded up (bytes, Pods)."""
    value = parse(str(text)).value
    whole = int(value)
    return whole + 1 if value > whole else whole


def milli(text: str | int) -> int:
    """The quantity in thousandths, rounded up (millicores)."""
    value = parse(str(text)).value * 1000
    whole = int(value)
    return whole + 1 if value > whole else whole


def add(one: str, other: str) -> str:
    """The sum, in the first one's family."""
    first, second = parse(one), parse(other)
    family = second.family if first.value == 0 else first.family
    return str(Quantity(first.value + second.value, family))


def compare(one: str | int, other: str | int) -> int:
    """-1, 0 or 1."""
    first, second = parse(str(one)).value, parse(str(other)).value
    return (first > second) - (first < second)
