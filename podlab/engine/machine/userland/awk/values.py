"""awk's values: numbers and texts, and texts from input that look like numbers.

Not here: expressions (``interpreter``).
"""

import math
from typing import Any

from podlab.engine.machine.digits import is_number
from podlab.engine.machine.userland.escapes import character
from podlab.engine.machine.userland.formats import format_float, format_number

Value = float | str

_LARGEST = float(1 << 62)
_WIDEST = 9999
"""Characters that a conversion may ask for, written out or by ``*``."""


class Strnum(str):
    """A text from input: a number when it looks like one."""

    __slots__ = ()


def number(value: Any) -> float:
    """A value as a number: the longest numeric beginning."""
    if isinstance(value, float):
        return value
    text = str(value).strip()[:60]
    for end in range(len(text), 0, -1):
        piece = text[:end]
        if piece[-1] in "0123456789." and not any(c in "xXnNiI_" for c in piece):
            try:
                return float(piece)
            except ValueError:
                continue
    return 0.0


def whole(value: Any) -> int:
    """A value as an integer: without its fraction, and no larger than a machine's numbers."""
    return int(_bounded(number(value)))


def rounded(value: Any) -> int:
    """A value as the integer next to it."""
    return round(_bounded(number(value)))


def _bounded(found: float) -> float:
    return 0.0 if math.isnan(found) else max(-_LARGEST, min(found, _LARGEST))


def text_of(value: Any, form: str = "%.6g") -> str:
    """A value as a text."""
    if not isinstance(value, float):
        return str(value)
    if value == int(value) if math.isfinite(value) else False:
        return str(int(value))
    return form % value if form in ("%.6g", "%.2f") else f"{value:.6g}"


def looks_numeric(text: str) -> bool:
    """Whether an input text is a number."""
    stripped = text.strip()
    if not stripped or stripped[0] not in "+-.0123456789" or any(c in "xX_" for c in stripped):
        return False
    try:
        float(stripped)
    except ValueError:
        return False
    return True


def conversion(pattern: str, at: int, values: list[Any]) -> tuple[str, int]:
    """One conversion of printf; takes its values from the list."""
    start = at
    while pattern[at : at + 1] in ("-", "+", " ", "#", "0") and at < len(pattern):
        at += 1
    flags, sizes = pattern[start:at], [0, -1]
    for part in (0, 1):
        if part and pattern[at : at + 1] != ".":
            break
        at += part
        if pattern[at : at + 1] == "*":
            asked = whole(values.pop(0) if values else 0.0)
            sizes[part], at = max(-_WIDEST, min(asked, _WIDEST)), at + 1
            continue
        end = at
        while is_number(pattern[end : end + 1]):
            end += 1
        sizes[part] = int(pattern[at : min(end, at + 4)] or 0)
        at = end
    kind = pattern[at : at + 1]
    if kind == "%":
        return "%", at + 1
    if not kind or kind not in "dioxXucsfFeEgG":
        return "%" + pattern[start:at], at
    value = values.pop(0) if values else ""
    size = (sizes[0], sizes[1] if sizes[1] >= 0 else None)
    if kind in "dioxXu":
        return format_number(kind, flags, size, whole(value)), at + 1
    if kind in "fFeEgG":
        return format_float(kind, flags, size, number(value)), at + 1
    text = text_of(value)
    if kind == "c":
        text = character(whole(value)) if isinstance(value, float) else text[:1]
    elif size[1] is not None:
        text = text[: size[1]]
    return (text.ljust(size[0]) if "-" in flags else text.rjust(size[0])), at + 1


def fill(new: str, match: str) -> str:
    """A replacement with its ``&`` filled in."""
    return new.replace("\\&", "\0").replace("&", match).replace("\0", "&")


def compare(op: str, a: Any, b: Any) -> bool:
    """Numbers when both are (or look like) numbers, else texts."""
    numeric = all(isinstance(x, float) or (isinstance(x, Strnum) and (looks_numeric(x) or x == ""))
                  for x in (a, b))  # fmt: skip
    if numeric and not (a == "" and b == "" and isinstance(a, str)):
        x, y = number(a), number(b)
        return {"<": x < y, "<=": x <= y, "==": x == y, "!=": x != y, ">": x > y, ">=": x >= y}[op]
    s, t = text_of(a), text_of(b)
    return {"<": s < t, "<=": s <= t, "==": s == t, "!=": s != t, ">": s > t, ">=": s >= t}[op]
