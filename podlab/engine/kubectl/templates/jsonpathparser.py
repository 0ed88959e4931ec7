"""Reading JSONPath templates into plain tuples.

Here: client-go's grammar and its error words.  Not here: evaluation (``jsonpath``).
"""

import re
from typing import Any, NamedTuple

MAX_LENGTH = 64 << 10
MAX_DEPTH = 60
_SLICE = re.compile(r"^(-?\d{0,9})(:-?\d{0,9})?(:-?\d{0,9})?$")
_TERMINATORS = " \t\r\n.,[]$@{}"
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "\\": "\\", '"': '"', "'": "'", "0": "\0", "a": "\a"}


class JSONPathError(Exception):
    """A template that cannot be read, or that does not fit the data."""


class Node(NamedTuple):
    """One step of a template: text, field, array, filter, wildcard, recursive, union, word,
    number, list."""

    kind: str
    value: Any = None


class Bound(NamedTuple):
    """One part of ``[start:end:step]``."""

    known: bool
    value: int
    derived: bool = False


class _Parser:
    """Reads a template into nodes."""

    def __init__(self, text: str, depth: int = 0) -> None:
        if len(text) > MAX_LENGTH:
            raise JSONPathError("template is too long")
        if depth > MAX_DEPTH:
            raise JSONPathError("template is too deep")
        self.text = text
        self.at = 0
        self.depth = depth

    def template(self) -> list[Node]:
        """Text and actions."""
        nodes: list[Node] = []
        while self.at < len(self.text):
            brace = self.text.find("{", self.at)
            end = brace if brace >= 0 else len(self.text)
            if end > self.at:
                nodes.append(Node("text", self.text[self.at : end]))
            self.at = end
            if brace >= 0:
                self.at += 1
                nodes.append(Node("list", self.action()))
        return nodes

    def action(self) -> list[Node]:
        """What stands between braces."""
        nodes: list[Node] = []
        while not self.text.startswith("}", self.at):
            if self.text.startswith("..", self.at):
                self._recursive(nodes)
            else:
                nodes += self._step()
        self.at += 1
        return nodes

    def _step(self) -> list[Node]:
        letter = self.text[self.at : self.at + 1]
        if not letter or letter in "\r\n":
            raise JSONPathError("unclosed action")
        if letter in " @$":
            self.at += 1
            return []
        if letter == "[":
            filtered = self.text.startswith("[?(", self.at)
            return [self._filter()] if filtered else self._array()
        if letter in "\"'":
            return [Node("text", self._quoted(letter))]
        if letter == ".":
            self.at += 1
            return [self._field()]
        return [self._word(letter)]

    def _recursive(self, nodes: list[Node]) -> None:
        if nodes and nodes[-1].kind == "recursive":
            raise JSONPathError("invalid multiple recursive descent")
        self.at += 2
        nodes.append(Node("recursive"))
        following = self.text[self.at : self.at + 1]
        if following == "_" or following.isalnum():
            nodes.append(self._field())

    def _field(self) -> Node:
        name = ""
        while self.at < len(self.text):
            letter = self.text[self.at]
            if letter == "\\":
                name += self.text[self.at + 1 : self.at + 2]
                self.at += 2
                continue
            if letter in _TERMINATORS:
                break
            name += letter
            self.at += 1
        return Node("wildcard") if name == "*" else Node("field", name)

    def _word(self, letter: str) -> Node:
        start = self.at
        if letter in "+-" or letter.isdigit():
            self.at += 1
            while self.text[self.at : self.at + 1] and self.text[self.at] in "0123456789.":
                self.at += 1
            return Node("number", _number(self.text[start : self.at]))
        if letter != "_" and not letter.isalnum():
            raise JSONPathError(f"unrecognized character in action: U+{ord(letter):04X} '{letter}'")
        while self.at < len(self.text) and self.text[self.at] not in _TERMINATORS:
            self.at += 1
        word = self.text[start : self.at]
        if word in ("true", "false"):
            return Node("number", word == "true")
        return Node("word", word)

    def _quoted(self, quote: str) -> str:
        self.at += 1
        out = ""
        while True:
            letter = self.text[self.at : self.at + 1]
            if not letter or letter == "\n":
                raise JSONPathError("unterminated quoted string")
            self.at += 1
            if letter == quote:
                return out
            if letter == "\\":
                escape = self.text[self.at : self.at + 1]
                if escape not in _ESCAPES:
                    raise JSONPathError(
                        f"unquote string {quote}\\{escape}{quote} error invalid syntax"
                    )
                letter = _ESCAPES[escape]
                self.at += 1
            out += letter

    def _array(self) -> list[Node]:
        end = self.text.find("]", self.at)
        if end < 0 or "\n" in self.text[self.at : end]:
            raise JSONPathError("unterminated array")
        text = self.text[self.at + 1 : end]
        self.at = end + 1
        if text == "*":
            text = ":"
        parts = text.split(",")
        if len(parts) > 1:
            lists = [_Parser(f"[{part.strip()}]}}", self.depth + 1).action() for part in parts]
            return [Node("union", lists)]
        if len(text) > 1 and text[0] == text[-1] == "'" and "'" not in text[1:-1]:
            return _Parser(f".{text[1:-1]}}}", self.depth + 1).action()
        return [Node("array", _bounds(text))]

    def _filter(self) -> Node:
        start = self.at + 3
        end = _filter_end(self.text, start)
        text = self.text[start:end]
        if self.text[end + 1 : end + 2] != "]":
            raise JSONPathError("unclosed array expect ]")
        self.at = end + 2
        match = re.match(r"^([^!<>=]+)([!<>=]+)(.+)$", text)
        if match is None:
            return Node("filter", (_Parser(text + "}", self.depth + 1).action(), "exists", []))
        left = _Parser(match[1] + "}", self.depth + 1).action()
        right = _Parser(match[3] + "}", self.depth + 1).action()
        return Node("filter", (left, match[2], right))


def _number(text: str) -> int | float:
    try:
        return int(text)
    except ValueError:
        pass
    try:
        return float(text)
    except ValueError:
        raise JSONPathError(f"cannot parse number {text}") from None


def _filter_end(text: str, start: int) -> int:
    quote = ""
    for place in range(start, len(text)):
        letter = text[place]
        if letter == "\n":
            break
        if quote:
            if letter == quote and text[place - 1] != "\\":
                quote = ""
        elif letter in "\"'":
            quote = letter
        elif letter == ")":
            return place
    raise JSONPathError("unterminated filter")


def _bounds(text: str) -> tuple[Bound, Bound, Bound]:
    match = _SLICE.match(text)
    if match is None:
        raise JSONPathError(f"invalid array index {text}")
    first, second, third = match.groups()
    start = Bound(bool(first), _index(first))
    if second is None:
        end = Bound(True, start.value + 1, True)
    else:
        end = Bound(len(second) > 1, _index(second[1:]))
    step = Bound(bool(third) and len(third or "") > 1, _index((third or "")[1:]))
    return start, end, step


def _index(text: str | None) -> int:
    if not text:
        return 0
    try:
        return int(text)
    except ValueError:
        raise JSONPathError(f"array index {text} is not a number") from None


def parse(text: str) -> list[Node]:
    """Read a template.

    Raises:
        JSONPathError: with client-go's words.
    """
    return _Parser(text).template()
