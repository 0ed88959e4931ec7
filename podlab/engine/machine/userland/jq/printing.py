"""jq's output: results as JSON with indentation and colours, or raw.

Not here: texts of values inside programs (``values.text_of``).
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from podlab.engine.machine.userland.jq.values import (
    DEEP,
    MAX_TEXT,
    Budget,
    Exhausted,
    quoted,
    scalar_text,
)

_END = "\x1b[0m"
_KEY = "\x1b[34;1m"
_FRAME = "\x1b[1;39m"


class Style(NamedTuple):
    """How results are shown; ``indent`` '' puts them on one line."""

    indent: str = "  "
    colour: bool = False
    sort: bool = False
    ascii_only: bool = False


def printed(value: Any, style: Style, budget: Budget) -> str:
    """A value as it is printed, without its last newline."""
    pieces: list[str] = []
    size = 0
    for piece in _value(value, style, budget, 0):
        pieces.append(piece)
        size += len(piece)
        if size > MAX_TEXT:
            raise Exhausted
    return "".join(pieces)


def _value(value: Any, style: Style, budget: Budget, depth: int) -> Iterator[str]:
    budget.spend(1 + depth // 4)
    if depth > DEEP:
        raise Exhausted
    if not isinstance(value, list | dict):
        text = quoted(value, style.ascii_only) if isinstance(value, str) else scalar_text(value)
        yield f"{_colour(value)}{text}{_END}" if style.colour else text
        return
    frame = _FRAME if style.colour else ""
    ends = "[]" if isinstance(value, list) else "{}"
    if not value:
        yield f"{frame}{ends}" + (_END if style.colour else "")
        return
    yield frame + ends[0]
    if isinstance(value, list):
        yield from _items(value, style, budget, depth + 1)
    else:
        yield from _fields(value, style, budget, depth + 1)
    yield frame + _line(style, depth) + frame + ends[1] + (_END if style.colour else "")


def _items(value: list[Any], style: Style, budget: Budget, depth: int) -> Iterator[str]:
    comma = (_FRAME if style.colour else "") + ","
    for place, one in enumerate(value):
        yield (comma if place else "") + _line(style, depth)
        yield from _value(one, style, budget, depth)


def _fields(value: dict[str, Any], style: Style, budget: Budget, depth: int) -> Iterator[str]:
    frame, end, key_colour = (_FRAME, _END, _KEY) if style.colour else ("", "", "")
    colon = ": " if style.indent else ":"
    for place, key in enumerate(sorted(value) if style.sort else value):
        yield (f"{frame}," if place else "") + _line(style, depth) + end
        yield f"{key_colour}{quoted(key, style.ascii_only)}{end}{frame}{colon}{end}"
        yield from _value(value[key], style, budget, depth)


def _line(style: Style, depth: int) -> str:
    return "\n" + style.indent * depth if style.indent else ""


def _colour(value: Any) -> str:
    if value is None:
        return "\x1b[1;30m"
    return "\x1b[0;32m" if isinstance(value, str) else "\x1b[0;39m"
