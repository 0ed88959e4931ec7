"""The functions of Go's templates, and how Go prints JSON values.

Here: len, index, printf, comparisons and the like.  Not here: the language (``templateparser``).
"""

import base64
import re
from typing import Any

MAX_ITEMS = 200_000


class TemplateError(Exception):
    """A template that cannot be read or run."""


class Missing:
    """A key that a map does not have: prints as ``<no value>``."""


MISSING = Missing()


def dig(value: Any, path: tuple[str, ...]) -> Any:
    """The field at a path."""
    for name in path:
        if value is MISSING or value is None:
            raise TemplateError(f"nil pointer evaluating interface {{}}.{name}")
        if not isinstance(value, dict):
            raise TemplateError(f"can't evaluate field {name} in type {type_name(value)}")
        value = value.get(name, MISSING)
    return value


def type_name(value: Any) -> str:
    """How Go names a JSON value's type."""
    names = {
        str: "string",
        int: "int64",
        float: "float64",
        bool: "bool",
        list: "[]interface {}",
        dict: "map[string]interface {}",
    }
    return names.get(type(value), "interface {}")


def pairs(value: Any) -> list[tuple[Any, Any]]:
    """What ``range`` goes over, with its keys."""
    if value is None or value is MISSING:
        return []
    if isinstance(value, dict):
        return [(key, value[key]) for key in sorted(value)]
    if isinstance(value, list):
        return list(enumerate(value))
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MAX_ITEMS:
        return [(place, place) for place in range(value)]
    raise TemplateError(f"range can't iterate over {sprint(value)}")


def truth(value: Any) -> bool:
    """Whether Go's templates take a value as true: not zero, not empty."""
    return value is not MISSING and bool(value)


def sprint(value: Any) -> str:
    """``fmt.Sprint`` of a JSON value."""
    if value is None:
        return "<nil>"
    if value is MISSING:
        return "<no value>"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "map[" + " ".join(f"{key}:{sprint(value[key])}" for key in sorted(value)) + "]"
    if isinstance(value, list):
        return "[" + " ".join(sprint(item) for item in value) + "]"
    if isinstance(value, float) and value == int(value) and abs(value) < 1e21:
        return str(int(value))
    return str(value)


def _len(value: Any) -> int:
    if not isinstance(value, str | list | dict):
        raise TemplateError(f"error calling len: len of type {type_name(value)}")
    return len(value.encode()) if isinstance(value, str) else len(value)


def _index(value: Any, *keys: Any) -> Any:
    for key in keys:
        if isinstance(value, dict):
            value = value.get(key, MISSING)
        elif isinstance(value, list) and isinstance(key, int):
            if not 0 <= key < len(value):
                raise TemplateError(f"error calling index: index out of range: {key}")
            value = value[key]
        else:
            raise TemplateError(f"error calling index: can't index item of type {type_name(value)}")
    return value


def _slice(value: Any, *bounds: int) -> Any:
    return value[slice(*bounds)] if bounds else value


def _printf(form: str, *values: Any) -> str:
    rest = list(values)

    def one(match: re.Match[str]) -> str:
        if match[2] == "%":
            return "%"
        if not rest:
            return f"%!{match[2]}(MISSING)"
        value = rest.pop(0)
        width = min(abs(int(re.sub(r"\D.*", "", match[1].lstrip("-0+ ")) or 0)), 500)
        text = _verb(match[2], match[1], value)
        if match[1].startswith("-"):
            return text.ljust(width)
        return text.rjust(width, "0" if match[1].startswith("0") else " ")

    return re.sub(r"%([-+ 0]?\d{0,3}(?:\.\d{0,2})?)([a-zA-Z%])", one, form)


def _verb(verb: str, flags: str, value: Any) -> str:
    if verb == "q":
        return '"' + sprint(value).replace("\\", "\\\\").replace('"', '\\"') + '"'
    if verb in "xX" and isinstance(value, int):
        return format(value, verb)
    if verb == "f" and isinstance(value, int | float):
        digits = flags.partition(".")[2]
        return f"{value:.{int(digits) if digits else 6}f}"
    if verb == "T":
        return type_name(value)
    return sprint(value)


def _equal(first: Any, *others: Any) -> bool:
    return any(type(first) is type(other) and first == other or _numbers(first, other)
               and first == other for other in others)  # fmt: skip


def _numbers(*values: Any) -> bool:
    return all(isinstance(v, int | float) and not isinstance(v, bool) for v in values)


def _less(one: Any, other: Any) -> bool:
    if _numbers(one, other) or (isinstance(one, str) and isinstance(other, str)):
        return bool(one < other)
    raise TemplateError("error calling lt: incompatible types for comparison")


def _base64decode(text: str) -> str:
    try:
        return base64.b64decode(text, validate=True).decode(errors="replace")
    except ValueError:
        raise TemplateError("error calling base64decode: illegal base64 data") from None


def _exists(value: Any, *keys: Any) -> bool:
    try:
        return _index(value, *keys) is not MISSING
    except TemplateError:
        return False


def _html(*values: Any) -> str:
    text = "".join(sprint(value) for value in values)
    for one, other in (("&", "&amp;"), ("'", "&#39;"), ("<", "&lt;"), (">", "&gt;"),
                       ('"', "&#34;")):  # fmt: skip
        text = text.replace(one, other)
    return text


def _print(*values: Any) -> str:
    out = ""
    for place, value in enumerate(values):
        both = place and not isinstance(value, str) and not isinstance(values[place - 1], str)
        out += (" " if both else "") + sprint(value)
    return out


FUNCTIONS: dict[str, Any] = {
    "len": _len, "index": _index, "slice": _slice, "printf": _printf, "html": _html,
    "print": _print,
    "println": lambda *values: " ".join(sprint(value) for value in values) + "\n",
    "not": lambda value: not truth(value),
    "eq": _equal, "ne": lambda one, other: not _equal(one, other),
    "lt": _less, "gt": lambda one, other: _less(other, one),
    "le": lambda one, other: not _less(other, one), "ge": lambda one, other: not _less(one, other),
    "base64decode": _base64decode, "exists": _exists,
}  # fmt: skip
