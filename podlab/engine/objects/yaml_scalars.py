"""What a plain YAML scalar means to Kubernetes' YAML library: bool, number, null or text.

Here: YAML 1.1 booleans (``y``, ``no``, ``on`` …), Go's number forms, timestamps (which stay
text), and how numbers print.  Not here: documents (``yaml``, ``yaml_dump``).
"""

import math
import re
from datetime import datetime
from decimal import Decimal
from typing import Any

_TRUE = ("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON")
_FALSE = ("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF")
_NULL = ("", "~", "null", "Null", "NULL")
WORDS: dict[str, Any] = {
    **dict.fromkeys(_TRUE, True),
    **dict.fromkeys(_FALSE, False),
    **dict.fromkeys(_NULL),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), math.nan),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), math.inf),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), -math.inf),
}
"""Plain words that are no text."""

_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_INTEGER = re.compile(r"([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|(0|[1-9][0-9]*))")
_DATE = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})"
    r"(?:([Tt ])(\d{1,2}):(\d{1,2}):(\d{1,2})(?:\.\d+)?(Z|[+-]\d\d:\d\d)?)?"
)
_NUMBER_START = frozenset("0123456789+-.")
MAX_NUMBER = 400
"""Longer digits are text: no number of Kubernetes has so many."""


def resolve(text: str) -> Any:
    """The value of a plain scalar; dates stay text."""
    if text in WORDS:
        return WORDS[text]
    if text[0] not in _NUMBER_START or len(text) > MAX_NUMBER or is_timestamp(text):
        return text
    if text[0] == ".":
        return _number(float(text)) if _FLOAT.fullmatch(text) else text
    plain = text.replace("_", "")
    if match := _INTEGER.fullmatch(plain):
        value = _integer(match)
        if -(2**63) <= value < 2**64:
            return value
    if _FLOAT.fullmatch(plain):
        return _number(float(plain))
    return text


def _integer(match: re.Match[str]) -> int:
    sign, hexadecimal, binary, octal, decimal = match.groups()
    digits, base = decimal or "0", 10
    for found, other in ((hexadecimal, 16), (binary, 2), (octal, 8)):
        if found:
            digits, base = found, other
    return int(digits, base) * (-1 if sign == "-" else 1)


def _number(value: float) -> int | float:
    """A float as JSON carries it: whole numbers lose the point."""
    if value.is_integer() and abs(value) < 2**63:
        return int(value)
    return value


def is_timestamp(text: str) -> bool:
    """Whether the library would read a date: it keeps the text, and quotes it when printing."""
    if len(text) < 6 or text[4] != "-" or not text[:4].isdigit():
        return False
    match = _DATE.fullmatch(text)
    if match is None:
        return False
    year, month, day, between, hour, minute, second, zone = match.groups()
    if between and (between == " ") == bool(zone):
        return False
    hours, minutes, seconds = (int(part or 0) for part in (hour, minute, second))
    try:
        datetime(int(year), int(month), int(day), hours, minutes, seconds)
    except ValueError:
        return False
    return True


def is_plain_text(text: str) -> bool:
    """Whether the text, written without quotes, would be read back as text."""
    if text in WORDS or is_timestamp(text) or _is_base60(text):
        return False
    return text[0] not in _NUMBER_START or isinstance(resolve(text), str)


_BASE60 = re.compile(r"[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?")


def _is_base60(text: str) -> bool:
    return ":" in text and text[0] in "+-0123456789" and bool(_BASE60.fullmatch(text))


def go_float(value: float) -> str:
    """A float as Go's ``%g`` prints it in full precision."""
    if math.isnan(value):
        return ".nan"
    if math.isinf(value):
        return ".inf" if value > 0 else "-.inf"
    text = repr(value)
    _, digits, shift = Decimal(text).normalize().as_tuple()
    exponent = len(digits) - 1 + int(shift)
    if -4 <= exponent < 6:
        return text.removesuffix(".0")
    whole, rest = str(digits[0]), "".join(map(str, digits[1:]))
    mantissa = ("-" if value < 0 else "") + (f"{whole}.{rest}" if rest else whole)
    return f"{mantissa}e{'-' if exponent < 0 else '+'}{abs(exponent):02d}"
