"""Values of flags as pflag reads them: bool, int, duration, string, slice (comma separated), array.

Here: text to value and the words of what is wrong with it.  Not here: which flags there are
(``commandline``).
"""

import re
from typing import Any

_TRUE = {"1", "t", "T", "TRUE", "true", "True"}
_FALSE = {"0", "f", "F", "FALSE", "false", "False"}
_UNITS = {
    "ns": 0.001, "us": 1.0, "µs": 1.0, "μs": 1.0, "ms": 1e3, "s": 1e6, "m": 60e6, "h": 3600e6,
}  # fmt: skip
_PART = re.compile(r"(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h)")
MAX_TEXT = 1 << 20


def quote(text: str) -> str:
    """Go's ``%q`` for ordinary text."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'.replace("\t", "\\t")


def parse_bool(text: str) -> bool:
    """``strconv.ParseBool``."""
    if text in _TRUE:
        return True
    if text in _FALSE:
        return False
    raise ValueError(f"strconv.ParseBool: parsing {quote(text)}: invalid syntax")


def parse_int(text: str) -> int:
    """``strconv.ParseInt`` with base 0."""
    digits = text.lstrip("+-")
    if not digits.isascii() or not digits or len(text) - len(digits) > 1:
        raise ValueError(f"strconv.ParseInt: parsing {quote(text)}: invalid syntax")
    try:
        value = int(text, 0) if not re.fullmatch(r"[+-]?0\d+", text) else int(text, 8)
    except ValueError:
        raise ValueError(f"strconv.ParseInt: parsing {quote(text)}: invalid syntax") from None
    if not -(1 << 63) <= value < 1 << 63:
        raise ValueError(f"strconv.ParseInt: parsing {quote(text)}: value out of range")
    return value


def parse_duration(text: str) -> int:
    """``time.ParseDuration`` in microseconds."""
    body = text[1:] if text[:1] in "+-" else text
    sign = -1 if text.startswith("-") else 1
    if body == "0":
        return 0
    total, end = 0.0, 0
    while end < len(body) and (part := _PART.match(body, end)):
        total += float(part[1]) * _UNITS[part[2]]
        end = part.end()
    if body and end == len(body):
        return sign * round(total)
    if re.fullmatch(r"[\d.]+", body[end:]):
        raise ValueError(f"time: missing unit in duration {quote(text)}")
    if unit := re.match(r"[\d.]+([^\d.]+)", body[end:]):
        raise ValueError(f"time: unknown unit {quote(unit[1])} in duration {quote(text)}")
    raise ValueError(f"time: invalid duration {quote(text)}")


def split_commas(text: str) -> list[str]:
    """One line of CSV, as pflag's StringSlice reads it."""
    if not text:
        return []
    items, current, quoted, position = [], "", False, 0
    while position < len(text):
        letter = text[position]
        if quoted and letter == '"' and text[position + 1 : position + 2] == '"':
            current, position = current + '"', position + 1
        elif letter == '"' and (quoted or not current):
            quoted = not quoted
        elif letter == '"':
            column = position + 1
            raise ValueError(f'parse error on line 1, column {column}: bare " in non-quoted-field')
        elif letter == "," and not quoted:
            items.append(current)
            current = ""
        else:
            current += letter
        position += 1
    return [*items, current]


def parse_value(kind: str, text: str, name: str) -> Any:
    """The value of a flag's text.

    Raises:
        ValueError: with Go's words.
    """
    if len(text) > MAX_TEXT:
        raise ValueError("value is too long")
    if kind == "bool":
        return parse_bool(text)
    if kind == "int":
        return parse_int(text)
    if kind == "duration":
        return parse_duration(text)
    if kind == "slice":
        return split_commas(text)
    if kind == "array":
        return [text] if name else []
    return text
