"""Field errors: the vocabulary in which validation says what is wrong with which field.

Here: the kinds of field errors, how their values print, and the 422 answer made of them.  Not
here: any rule (``validation``).  Paths are plain strings, ``spec.containers[0].image``.
"""

import json
from typing import Any, NamedTuple

from podlab.engine.objects.status import ApiError


class FieldError(NamedTuple):
    """One cause of a 422: its type as in ``details.causes[].reason``, field and words."""

    type: str
    field: str
    body: str

    def __str__(self) -> str:
        return f"{self.field}: {self.body}"


def quote(text: str) -> str:
    """A string as Go's ``%q`` prints it."""
    out = []
    for char in text:
        if char in '"\\':
            out.append("\\" + char)
        elif char.isprintable():
            out.append(char)
        else:
            out.append(_escape(char))
    return '"' + "".join(out) + '"'


def _escape(char: str) -> str:
    short = {"\n": "\\n", "\t": "\\t", "\r": "\\r", "\a": "\\a", "\b": "\\b", "\f": "\\f"}
    if char in short:
        return short[char]
    code = ord(char)
    if code == 0x0B:
        return "\\v"
    if code < 0x80:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def go_json(value: Any) -> str:
    """A value as Go's ``json.Marshal`` prints it."""
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    for char, escaped in (("&", "\\u0026"), ("<", "\\u003c"), (">", "\\u003e")):
        text = text.replace(char, escaped)
    return text


def show(value: Any) -> str:
    """The wrong value as a field error shows it."""
    return quote(value) if isinstance(value, str) else go_json(value)


def _with(words: str, detail: str) -> str:
    return f"{words}: {detail}" if detail else words


def required(path: str, detail: str = "") -> FieldError:
    """A field that must be there is missing or empty."""
    return FieldError("FieldValueRequired", path, _with("Required value", detail))


def invalid(path: str, value: Any, detail: str) -> FieldError:
    """A value breaks a rule."""
    return FieldError("FieldValueInvalid", path, _with(f"Invalid value: {show(value)}", detail))


def forbidden(path: str, detail: str = "") -> FieldError:
    """A field must not be set (here, or now)."""
    return FieldError("FieldValueForbidden", path, _with("Forbidden", detail))


def duplicate(path: str, value: Any) -> FieldError:
    """A value that must be unique is there twice."""
    return FieldError("FieldValueDuplicate", path, f"Duplicate value: {show(value)}")


def not_found(path: str, value: Any) -> FieldError:
    """A reference within the object points nowhere."""
    return FieldError("FieldValueNotFound", path, f"Not found: {show(value)}")


def unsupported(path: str, value: Any, supported: tuple[str, ...] | list[str]) -> FieldError:
    """A value is none of the known ones."""
    words = f"Unsupported value: {show(value)}"
    if supported:
        words += ": supported values: " + ", ".join(quote(one) for one in supported)
    return FieldError("FieldValueNotSupported", path, words)


def too_long(path: str, limit: int) -> FieldError:
    """A text or a total of texts is longer than allowed."""
    return FieldError("FieldValueTooLong", path, f"Too long: may not be more than {limit} bytes")


def too_many(path: str, count: int, limit: int) -> FieldError:
    """A list has more items than allowed."""
    words = f"Too many: {count}: must have at most {limit} item" + ("s" if limit != 1 else "")
    return FieldError("FieldValueTooMany", path, words)


def joined(messages: list[str]) -> str:
    """Several messages as Go aggregates them: each once, in brackets if there are several."""
    unique = list(dict.fromkeys(messages))
    return unique[0] if len(unique) == 1 else "[" + ", ".join(unique) + "]"


def errors_to_api_error(group: str, kind: str, name: str, errors: list[FieldError]) -> ApiError:
    """The 422 Invalid answer that lists field errors."""
    qualified = f"{kind}.{group}" if group else kind
    message = f"{qualified} {quote(name)} is invalid: {joined([str(e) for e in errors])}"
    details: dict[str, Any] = {"name": name, "group": group, "kind": kind}
    details = {key: value for key, value in details.items() if value}
    details["causes"] = [
        {"reason": error.type, "message": error.body, "field": error.field} for error in errors
    ]
    return ApiError(422, "Invalid", message, details)
