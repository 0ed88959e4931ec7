"""``@text``, ``@json``, ``@csv`` …: values as texts for other programs.

Not here: the printing of results (``printing``).
"""

import base64
import binascii
from typing import Any
from urllib.parse import quote

from podlab.engine.machine.userland.jq.values import (
    Budget,
    JqFault,
    described,
    scalar_text,
    text_of,
)

_HTML = {"<": "&lt;", ">": "&gt;", "&": "&amp;", "'": "&#39;", '"': "&quot;"}
_TSV = {"\t": "\\t", "\n": "\\n", "\r": "\\r", "\\": "\\\\"}


def formatted(form: str, value: Any, budget: Budget) -> str:
    """A value in a format; '' is a string's own ``\\(…)``.

    Raises:
        JqFault: the format has no way to write the value, or there is no such format.
    """
    rule = _FORMATS.get(form)
    if rule is None:
        raise JqFault(f"{form[1:]} is not a valid format")
    budget.spend()
    return rule(value, budget)


def text(value: Any, budget: Budget) -> str:
    """A string itself, another value as JSON."""
    return value if isinstance(value, str) else text_of(value, budget)


def _row(value: Any, name: str) -> list[Any]:
    if not isinstance(value, list):
        raise JqFault(f"{described(value)} cannot be {name}-formatted, only an array can be")
    return value


def _csv(value: Any, budget: Budget) -> str:
    return ",".join(_cell(one, "csv", lambda s: '"' + s.replace('"', '""') + '"')
                    for one in _row(value, "csv"))  # fmt: skip


def _tsv(value: Any, budget: Budget) -> str:
    def escaped(word: str) -> str:
        return "".join(_TSV.get(char, char) for char in word)

    return "\t".join(_cell(one, "tsv", escaped) for one in _row(value, "tsv"))


def _cell(value: Any, name: str, string: Any) -> str:
    if isinstance(value, str):
        return str(string(value))
    if isinstance(value, list | dict):
        raise JqFault(f"{described(value)} is not valid in a csv row")
    return "" if value is None else scalar_text(value)


def _html(value: Any, budget: Budget) -> str:
    return "".join(_HTML.get(char, char) for char in text(value, budget))


def _uri(value: Any, budget: Budget) -> str:
    return quote(text(value, budget), safe="~")


def _sh(value: Any, budget: Budget) -> str:
    return " ".join(_word(one) for one in (value if isinstance(value, list) else [value]))


def _word(value: Any) -> str:
    if isinstance(value, str):
        return "'" + value.replace("'", "'\\''") + "'"
    if isinstance(value, list | dict):
        raise JqFault(f"{described(value)} can not be escaped for shell")
    return scalar_text(value)


def _base64(value: Any, budget: Budget) -> str:
    return base64.b64encode(text(value, budget).encode("utf-8", "replace")).decode()


def _base64d(value: Any, budget: Budget) -> str:
    data = text(value, budget)
    try:
        body = data.rstrip("=").encode("ascii")
        body = body[:-1] if len(body) % 4 == 1 else body
        return base64.b64decode(body + b"=" * (-len(body) % 4), validate=True).decode(
            errors="replace"
        )
    except (binascii.Error, UnicodeError):
        raise JqFault(f"{described(value)} is not valid base64 data") from None


_FORMATS = {
    "": text, "@text": text, "@json": text_of, "@csv": _csv, "@tsv": _tsv, "@html": _html,
    "@uri": _uri, "@sh": _sh, "@base64": _base64, "@base64d": _base64d,
}  # fmt: skip
