"""JSON texts as jq reads them: values one after the other, and its words for what is none.

Not here: files and standard input (``input``).
"""

import json
import re
from typing import Any, NamedTuple

from podlab.engine.machine.userland.jq.parser import number
from podlab.engine.machine.userland.jq.values import Budget

_SPACE = re.compile(r"[ \t\r\n\ufeff\x1e]*")
_WORD = re.compile(r"[^\s,:\[\]{}\"]+")
_DEPTH = "Exceeds depth limit for parsing"


class JsonFault(Exception):
    """The text is not JSON; ``str()`` is jq's words."""


class Read(NamedTuple):
    """A value and where the text goes on."""

    value: Any
    at: int


def _int(text: str) -> int | float:
    return number(text[:400])


def _float(text: str) -> int | float:
    found = float(text)
    return number(text) if found == found and abs(found) != float("inf") else found


def _constant(text: str) -> float | None:
    return None if text == "NaN" else float(text.replace("Infinity", "inf"))


_DECODER = json.JSONDecoder(
    parse_int=_int, parse_float=_float, parse_constant=_constant, strict=False
)


def read(text: str, at: int, budget: Budget) -> Read | None:
    """The next value of a text; None at its end.

    Raises:
        JsonFault: there is something else.
    """
    at = _SPACE.match(text, at).end()  # type: ignore[union-attr]
    if at >= len(text):
        return None
    word = _WORD.match(text, at)
    if word is not None and word[0] == "nan":
        return Read(float("nan"), word.end())
    try:
        value, end = _DECODER.raw_decode(text, at)
    except json.JSONDecodeError as error:
        raise _fault(text, error) from None
    except RecursionError:
        raise JsonFault(f"{_DEPTH} at line 1, column 257") from None
    if word is not None and word.end() != end:
        raise JsonFault(f"Invalid numeric literal{_place(text, word.end())}")
    budget.spend((end - at) // 200)
    return Read(value, end)


def read_one(text: str, budget: Budget) -> Any:
    """The only value of a text.

    Raises:
        JsonFault: there is none, or more.
    """
    found = read(text, 0, budget)
    if found is None:
        return None
    if _SPACE.match(text, found.at).end() < len(text):  # type: ignore[union-attr]
        raise JsonFault("Unexpected extra JSON values")
    return found.value


def _fault(text: str, error: json.JSONDecodeError) -> JsonFault:
    at = error.pos
    if "Unterminated string" in error.msg:
        return JsonFault(f"Unfinished string{_place(text, len(text), ended=True)}")
    if at >= len(text.rstrip()):
        return JsonFault(f"Unfinished JSON term{_place(text, len(text), ended=True)}")
    word = _WORD.match(text, at)
    if word is not None:
        return JsonFault(f"Invalid numeric literal{_place(text, word.end())}")
    if "delimiter" in error.msg and text[at] != ":" and "':'" not in error.msg:
        return JsonFault(f"Expected separator between values{_place(text, at)}")
    if "property name" in error.msg or "':'" in error.msg or text[at] == ":":
        return JsonFault(f"Objects must consist of key:value pairs{_place(text, at)}")
    if text[at] in ",":
        return JsonFault(f"Expected value before ','{_place(text, at)}")
    if text[at] in "]}" and at == len(text[:at].rstrip()) and text[:at].rstrip()[-1:] != ",":
        return JsonFault(f"Unmatched '{text[at]}'{_place(text, at)}")
    return JsonFault(f"Expected another array element{_place(text, at)}")


def _place(text: str, at: int, *, ended: bool = False) -> str:
    """Where jq has noticed it: behind the letter that ended the word, or at the end."""
    last = at + 1 if at < len(text) and not ended else at
    line = text.count("\n", 0, last) + 1
    column = last - (text.rfind("\n", 0, last) + 1)
    at_end = " at EOF" if ended or at >= len(text) else ""
    return f"{at_end} at line {line}, column {column}"
