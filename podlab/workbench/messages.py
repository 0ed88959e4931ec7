"""Reading what a page sends: shape, types and sizes, from ``workbench.protocol`` itself.

Not here: what messages do (``workbench.page``).
"""

import json
from typing import Any, Literal, get_args, get_origin, get_type_hints

from podlab.workbench import protocol

MAX_MESSAGE = 1_100_000
"""Longest message in characters: a file of 1 MiB and a little."""
MAX_TEXT = 1_048_576
MAX_SHORT = 4_096
MAX_LIST = 200
LONG_FIELDS = {"text", "data"}


class BadMessage(Exception):
    """A message that is refused; ``code`` as in ``protocol.Refused``."""

    def __init__(self, code: str, text: str = "", **params: Any) -> None:
        super().__init__(text or code)
        self.code = code
        self.text = text
        self.params = params

    def message(self, id: int | None) -> dict[str, Any]:
        """The refusal as ``protocol.Refused``, of the message with that id."""
        told = {"t": "refused", "code": self.code, "params": self.params, "text": self.text}
        return told if id is None else {**told, "id": id}


Shapes = dict[str, dict[str, Any]]


def shapes_of(union: Any) -> Shapes:
    """The fields and types of every message of a union, by message type."""
    shapes: Shapes = {}
    for record in get_args(union):
        hints = get_type_hints(record)
        (kind,) = get_args(hints.pop("t"))
        shapes[kind] = hints
    return shapes


SHAPES = shapes_of(protocol.ClientMessage)


def read_message(raw: str, shapes: Shapes = SHAPES) -> dict[str, Any]:
    """A message of the page (or of another protocol's shapes), checked.

    Raises:
        BadMessage: too large, not JSON, of no known type, or a field is missing or odd.
    """
    if len(raw) > MAX_MESSAGE:
        raise BadMessage("too-large", limit=MAX_TEXT)
    try:
        message = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise BadMessage("bad-message", "not JSON") from error
    if not isinstance(message, dict) or not isinstance(message.get("t"), str):
        raise BadMessage("bad-message", "no type")
    shape = shapes.get(message["t"])
    if shape is None:
        raise BadMessage("bad-message", "unknown type")
    return {"t": message["t"], **{name: _field(message, name, shape[name]) for name in shape}}


def _field(message: dict[str, Any], name: str, hint: Any) -> Any:
    value = message.get(name)
    if get_origin(hint) is Literal:
        good = value in get_args(hint)
    elif get_origin(hint) is list:
        good = _is_list(value, get_args(hint)[0])
    elif hint is str:
        good = isinstance(value, str) and _fits(name, value)
    elif hint is int:
        good = isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**53
    elif hint is float:
        good = isinstance(value, int | float) and not isinstance(value, bool)
    else:
        good = isinstance(value, hint)
    if not good:
        raise BadMessage("bad-message", f"field {name}")
    return value


def _is_list(value: Any, kind: type) -> bool:
    """Whether a value is a short list of short words, or of numbers."""
    if not isinstance(value, list) or len(value) > MAX_LIST:
        return False
    if kind is str:
        return all(isinstance(one, str) and _fits("", one) for one in value)
    return all(isinstance(one, kind) and not isinstance(one, bool) for one in value)


def _fits(name: str, value: str) -> bool:
    limit = MAX_TEXT if name in LONG_FIELDS else MAX_SHORT
    if len(value) > limit:
        raise BadMessage("too-large", limit=limit)
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise BadMessage("bad-message", f"field {name}: lone surrogates") from error
    return True
