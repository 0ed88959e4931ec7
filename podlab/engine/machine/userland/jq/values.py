"""jq's values: their order, arithmetic, access and texts, each step counted against a budget.

Here: plain functions on JSON values, and the errors that they end in.  Not here: programs
(``interpreter``) or the command's options.
"""

import json
import math
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

STEPS = 300_000
"""What one command may compute; about half a second."""
MAX_TEXT = 4 << 20
MAX_ITEMS = 200_000
SHOWN = 14
"""Letters of a value in an error."""
DEEP = 256
Path = tuple[Any, ...]


class JqFault(Exception):
    """An error value that ``try`` may catch."""

    def __init__(self, value: Any) -> None:
        super().__init__(value if isinstance(value, str) else "")
        self.value = value


class Exhausted(Exception):
    """The program computes more than is simulated; nothing catches it."""


class Budget:
    """Steps that are left."""

    def __init__(self, steps: int = STEPS) -> None:
        self.left = steps

    def spend(self, steps: int = 1) -> None:
        """Count steps.

        Raises:
            Exhausted: there are no more.
        """
        self.left -= steps
        if self.left < 0:
            raise Exhausted


def type_name(value: Any) -> str:
    """null, boolean, number, string, array or object."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, str):
        return "string"
    return "array" if isinstance(value, list) else "object"


_ORDER = {"null": 0, "boolean": 1, "number": 3, "string": 4, "array": 5, "object": 6}


def truth(value: Any) -> bool:
    """Everything but false and null."""
    return value is not None and value is not False


def compare(one: Any, other: Any, budget: Budget) -> int:
    """-1, 0 or 1 in jq's order of all values."""
    budget.spend()
    if one is other:
        return 0
    first, second = type_name(one), type_name(other)
    if first != second:
        return -1 if _ORDER[first] < _ORDER[second] else 1
    if first == "array":
        return _compare_items(one, other, budget)
    if first == "object":
        keys, others = sorted(one), sorted(other)
        if keys != others:
            return -1 if keys < others else 1
        return _compare_items([one[k] for k in keys], [other[k] for k in keys], budget)
    if first == "number" and one != one:
        return -1
    return int(one > other) - int(one < other)


def _compare_items(one: list[Any], other: list[Any], budget: Budget) -> int:
    for left, right in zip(one, other, strict=False):
        found = compare(left, right, budget)
        if found:
            return found
    return (len(one) > len(other)) - (len(one) < len(other))


def shown(value: Any) -> str:
    """The beginning of a value, as errors show it."""
    pieces: list[str] = []
    size = 0
    for piece in _pieces(value, Budget(2_000), 0):
        pieces.append(piece)
        size += len(piece)
        if size > SHOWN:
            break
    text = "".join(pieces)
    return text if len(text) <= SHOWN else text[: SHOWN - 3] + "..."


def described(value: Any) -> str:
    """``array ([1,2])``."""
    return f"{type_name(value)} ({shown(value)})"


# --- texts -----------------------------------------------------------------------------------
def number_text(value: float) -> str:
    """A number as jq prints it: 17 digits of a double."""
    if isinstance(value, int) and abs(value) < 10**15:
        return str(value)
    if value != value:
        return "null"
    if value == 0:
        return "-0" if math.copysign(1, value) < 0 else "0"
    if math.isinf(value):
        return number_text(math.copysign(1.7976931348623157e308, value))
    sign, numbers, exponent = Decimal(repr(float(value))).normalize().as_tuple()
    digits = "".join(map(str, numbers))
    point = len(digits) + int(exponent)
    minus = "-" if sign else ""
    if point <= -4 or point > len(digits) + 15:
        rest = f".{digits[1:]}" if digits[1:] else ""
        return f"{minus}{digits[0]}{rest}e{point - 1:+03d}"
    if point <= 0:
        return f"{minus}0.{'0' * -point}{digits}"
    if point >= len(digits):
        return minus + digits + "0" * (point - len(digits))
    return f"{minus}{digits[:point]}.{digits[point:]}"


def text_of(value: Any, budget: Budget, *, ascii_only: bool = False, sort: bool = False) -> str:
    """A value as JSON on one line."""
    return "".join(_limited(_pieces(value, budget, 0, ascii_only, sort)))


def _limited(pieces: Iterator[str]) -> Iterator[str]:
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > MAX_TEXT:
            raise Exhausted
        yield piece


def quoted(text: str, ascii_only: bool = False) -> str:
    """A string as JSON."""
    found = json.dumps(text, ensure_ascii=ascii_only)
    return found.replace("\x7f", "\\u007f")


def _pieces(
    value: Any, budget: Budget, depth: int, ascii_only: bool = False, sort: bool = False
) -> Iterator[str]:
    budget.spend(1 + depth // 4)  # each piece passes through as many generators
    if depth > DEEP:
        raise Exhausted
    if isinstance(value, str):
        yield quoted(value, ascii_only)
    elif isinstance(value, list):
        yield "["
        for place, item in enumerate(value):
            if place:
                yield ","
            yield from _pieces(item, budget, depth + 1, ascii_only, sort)
        yield "]"
    elif isinstance(value, dict):
        yield "{"
        for place, key in enumerate(sorted(value) if sort else value):
            yield f"{',' if place else ''}{quoted(key, ascii_only)}:"
            yield from _pieces(value[key], budget, depth + 1, ascii_only, sort)
        yield "}"
    else:
        yield scalar_text(value)


def scalar_text(value: Any) -> str:
    """null, a boolean or a number as JSON."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    return number_text(value)


# --- arithmetic ------------------------------------------------------------------------------
def normal(value: float) -> int | float:
    """A number as it is held: exact while a double is."""
    if isinstance(value, int):
        return value if abs(value) < 1 << 53 else float(value)
    return int(value) if value.is_integer() and abs(value) < 1 << 53 else value


def _numbers(*values: Any) -> bool:
    return all(isinstance(one, int | float) and not isinstance(one, bool) for one in values)


def checked(value: Any) -> Any:
    """The value, unless it is larger than is simulated."""
    limit = MAX_TEXT if isinstance(value, str) else MAX_ITEMS
    if isinstance(value, str | list | dict) and len(value) > limit:
        raise Exhausted
    return value


def calculate(operator: str, left: Any, right: Any, budget: Budget) -> Any:
    """``left OPERATOR right``.

    Raises:
        JqFault: the values do not fit.
    """
    budget.spend()
    if operator in _COMPARED:
        return _COMPARED[operator](compare(left, right, budget))
    return checked(_ARITHMETIC[operator](left, right, budget))


_COMPARED = {
    "==": lambda sign: sign == 0, "!=": lambda sign: sign != 0, "<": lambda sign: sign < 0,
    "<=": lambda sign: sign <= 0, ">": lambda sign: sign > 0, ">=": lambda sign: sign >= 0,
}  # fmt: skip


def _refused(left: Any, right: Any, verb: str) -> JqFault:
    return JqFault(f"{described(left)} and {described(right)} cannot be {verb}")


def add(left: Any, right: Any, budget: Budget) -> Any:
    """``+``."""
    if left is None or right is None:
        return right if left is None else left
    if _numbers(left, right):
        return normal(left + right)
    if isinstance(left, dict) and isinstance(right, dict):
        budget.spend((len(left) + len(right)) // 20)
        return {**left, **right}
    if isinstance(left, str) and isinstance(right, str):
        budget.spend((len(left) + len(right)) // 1000)
        return left + right
    if isinstance(left, list) and isinstance(right, list):
        budget.spend((len(left) + len(right)) // 100)
        return left + right
    raise _refused(left, right, "added")


def _subtract(left: Any, right: Any, budget: Budget) -> Any:
    if _numbers(left, right):
        return normal(left - right)
    if isinstance(left, list) and isinstance(right, list):
        return [one for one in left
                if all(compare(one, gone, budget) for gone in right)]  # fmt: skip
    raise _refused(left, right, "subtracted")


def _multiply(left: Any, right: Any, budget: Budget) -> Any:
    if _numbers(left, right):
        return normal(float(left) * right)
    if isinstance(left, str) and _numbers(right):
        return _repeated(left, right)
    if isinstance(right, str) and _numbers(left):
        return _repeated(right, left)
    if isinstance(left, dict) and isinstance(right, dict):
        return _merged(left, right, budget, 0)
    raise _refused(left, right, "multiplied")


def _repeated(text: str, times: float) -> str | None:
    if times <= 0 or times != times:
        return None
    if times * len(text) > MAX_TEXT:
        raise Exhausted
    return text * max(1, math.ceil(times))


def _merged(left: dict[str, Any], right: dict[str, Any], budget: Budget, depth: int) -> Any:
    budget.spend(len(left) + len(right))
    if depth > DEEP:
        raise Exhausted
    found = dict(left)
    for key, value in right.items():
        old = found.get(key)
        both = isinstance(old, dict) and isinstance(value, dict)
        found[key] = _merged(old, value, budget, depth + 1) if both and old is not None else value
    return found


def _divide(left: Any, right: Any, budget: Budget) -> Any:
    if _numbers(left, right):
        if not right:
            raise _refused(left, right, "divided because the divisor is zero")
        return normal(left / right)
    if isinstance(left, str) and isinstance(right, str):
        return split(left, right)
    raise _refused(left, right, "divided")


def split(text: str, separator: str) -> list[str]:
    """The parts of a text; its letters if the separator is empty."""
    return [] if not text else text.split(separator) if separator else list(text)


def _remainder(left: Any, right: Any, budget: Budget) -> Any:
    if not _numbers(left, right):
        raise _refused(left, right, "divided")
    divisor = abs(_whole(right))
    if not divisor:
        raise _refused(left, right, "divided because the divisor is zero")
    value = _whole(left)
    return -(-value % divisor) if value < 0 else value % divisor


def _whole(value: float) -> int:
    return int(max(-9.2e18, min(9.2e18, value))) if value == value else 0


_ARITHMETIC = {
    "+": add, "-": _subtract, "*": _multiply, "/": _divide, "%": _remainder,
}  # fmt: skip
