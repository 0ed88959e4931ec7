"""JSONPath templates as kubectl reads them: ``{range .items[*]}{.metadata.name}{"\\n"}{end}``.

Here: parsing, evaluation on plain JSON values, printing.  Not here: where templates come from
(``printers``, ``wait``, ``sorter``).  Input is hostile: depth and results are bounded.
"""

import json
import re
from dataclasses import dataclass, field
from typing import Any, NamedTuple

MAX_LENGTH = 64 << 10
MAX_RESULTS = 200_000
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
        while True:
            rest = self.text[self.at : self.at + 3]
            letter = rest[:1]
            if letter == "}":
                self.at += 1
                return nodes
            if rest == "[?(":
                nodes.append(self._filter())
            elif rest.startswith(".."):
                self._recursive(nodes)
            elif not letter or letter in "\r\n":
                raise JSONPathError("unclosed action")
            elif letter in " @$":
                self.at += 1
            elif letter == "[":
                nodes += self._array()
            elif letter in "\"'":
                nodes.append(Node("text", self._quoted(letter)))
            elif letter == ".":
                self.at += 1
                nodes.append(self._field())
            else:
                nodes.append(self._word(letter))

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


@dataclass(slots=True)
class _Run:
    """One evaluation: what is allowed, and how much was found."""

    allow_missing: bool
    found: int = 0
    groups: list[list[Any]] = field(default_factory=list)


def evaluate(nodes: list[Node], data: Any, allow_missing: bool = True) -> list[list[Any]]:
    """The results of a template, one group for each text or action."""
    run = _Run(allow_missing)
    _block(run, nodes, data, 0)
    return run.groups


def _is_word(node: Node, word: str) -> bool:
    return node.kind == "list" and bool(node.value) and node.value[0] == Node("word", word)


def _matching_end(nodes: list[Node], start: int) -> int:
    depth = 0
    for place in range(start, len(nodes)):
        if _is_word(nodes[place], "range"):
            depth += 1
        elif _is_word(nodes[place], "end"):
            if depth == 0:
                return place
            depth -= 1
    return len(nodes)


def _block(run: _Run, nodes: list[Node], data: Any, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise JSONPathError("ranges are too deep")
    place = 0
    while place < len(nodes):
        node = nodes[place]
        if _is_word(node, "end"):
            raise JSONPathError("not in range, nothing to end")
        if _is_word(node, "range"):
            end = _matching_end(nodes, place + 1)
            for value in _walk_all(run, [data], node.value[1:], 0):
                _block(run, nodes[place + 1 : end], value, depth + 1)
            place = end + 1
            continue
        run.groups.append(_walk(run, [data], node, 0))
        place += 1


def _walk_all(run: _Run, values: list[Any], nodes: list[Node], depth: int) -> list[Any]:
    for node in nodes:
        values = _walk(run, values, node, depth)
    return values


def _walk(run: _Run, values: list[Any], node: Node, depth: int) -> list[Any]:
    results = _STEPS[node.kind](run, values, node.value, depth)
    run.found += len(results) + 1
    if run.found > MAX_RESULTS or depth > MAX_DEPTH:
        raise JSONPathError("too many results")
    return results


def _text(run: _Run, values: list[Any], value: Any, depth: int) -> list[Any]:
    return [value]


def _numbers(run: _Run, values: list[Any], value: Any, depth: int) -> list[Any]:
    return [value] * len(values)


def _list(run: _Run, values: list[Any], value: Any, depth: int) -> list[Any]:
    return _walk_all(run, values, value, depth + 1)


def _fields(run: _Run, values: list[Any], value: Any, depth: int) -> list[Any]:
    if not values:
        return []
    if value == "":
        return values
    results = [row[value] for row in values if isinstance(row, dict) and value in row]
    if not results and not run.allow_missing:
        raise JSONPathError(f"{value} is not found")
    return results


def _slice(run: _Run, values: list[Any], value: Any, depth: int) -> list[Any]:
    results: list[Any] = []
    for row in values:
        if row is None:
            continue
        if not isinstance(row, list):
            raise JSONPathError(f"{_go_type(row)} is not array or slice")
        results += _cut(row, value)
    return results


def _cut(row: list[Any], bounds: tuple[Bound, Bound, Bound]) -> list[Any]:
    first, last, step = bounds
    size = len(row)
    start = first.value if first.known else 0
    start = start + size if start < 0 else start
    end = last.value if last.known else size
    if end < 0 or (end == 0 and last.derived):
        end += size
    if start == end:
        return []
    if not 0 <= start < size:
        raise JSONPathError(f"array index out of bounds: index {start}, length {size}")
    if not 0 <= end <= size:
        raise JSONPathError(f"array index out of bounds: index {end - 1}, length {size}")
    if start > end:
        raise JSONPathError(f"starting index {start} is greater than ending index {end}")
    if step.known and step.value <= 0:
        raise JSONPathError("step must be > 0")
    return row[start : end : step.value if step.known else 1]


def _go_type(value: Any) -> str:
    names = {
        dict: "map[string]interface {}",
        str: "string",
        bool: "bool",
        int: "int64",
        float: "float64",
    }
    return names.get(type(value), "interface {}")


def _children(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [value[key] for key in sorted(value)]
    return list(value) if isinstance(value, list) else []


def _wildcard(run: _Run, values: list[Any], value: Any, depth: int) -> list[Any]:
    return [child for row in values for child in _children(row)]


def _descend(run: _Run, values: list[Any], value: Any, depth: int) -> list[Any]:
    results: list[Any] = []
    for row in values:
        below = _children(row)
        if below:
            results.append(row)
            results += _walk(run, below, Node("recursive"), depth + 1)
    return results


def _union(run: _Run, values: list[Any], value: Any, depth: int) -> list[Any]:
    return [found for nodes in value for found in _walk_all(run, values, nodes, depth + 1)]


def _words(run: _Run, values: list[Any], value: Any, depth: int) -> list[Any]:
    raise JSONPathError(f"unrecognized identifier {value}")


def _filters(run: _Run, values: list[Any], value: Any, depth: int) -> list[Any]:
    left, operator, right = value
    results: list[Any] = []
    for row in values:
        if not isinstance(row, list):
            raise JSONPathError(f"{_show(row)} is not array or slice and cannot be filtered")
        results += [item for item in row if _passes(run, item, (left, operator, right), depth)]
    return results


def _passes(run: _Run, item: Any, test: tuple[Any, str, Any], depth: int) -> bool:
    left, operator, right = test
    lefts = _walk_all(_Run(True, run.found), [item], left, depth + 1)
    run.found += 1
    if operator == "exists":
        return bool(lefts)
    rights = _walk_all(run, [item], right, depth + 1)
    if not lefts or not rights:
        return False
    if len(lefts) > 1 or len(rights) > 1:
        raise JSONPathError("can only compare one element at a time")
    return _compare(lefts[0], operator, rights[0])


def _compare(left: Any, operator: str, right: Any) -> bool:
    numbers = all(isinstance(x, int | float) and not isinstance(x, bool) for x in (left, right))
    if not numbers and type(left) is not type(right):
        if operator in ("==", "!="):
            raise JSONPathError("incompatible types for comparison")
        raise JSONPathError("incompatible types for comparison")
    if operator == "==":
        return bool(left == right)
    if operator == "!=":
        return bool(left != right)
    if not numbers and not isinstance(left, str):
        raise JSONPathError("invalid type for comparison")
    if operator == "<":
        return bool(left < right)
    if operator == ">":
        return bool(left > right)
    if operator == "<=":
        return bool(left <= right)
    if operator == ">=":
        return bool(left >= right)
    raise JSONPathError(f"unrecognized filter operator {operator}")


_STEPS = {
    "text": _text, "number": _numbers, "list": _list, "field": _fields, "array": _slice,
    "wildcard": _wildcard, "recursive": _descend, "union": _union, "word": _words,
    "filter": _filters,
}  # fmt: skip


def _show(value: Any) -> str:
    if isinstance(value, dict | list):
        text = json.dumps(value, separators=(",", ":"), sort_keys=True, ensure_ascii=False)
        return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value == int(value):
        return str(int(value))
    return str(value)


def render(nodes: list[Node], data: Any, allow_missing: bool = True) -> str:
    """The template's output."""
    groups = evaluate(nodes, data, allow_missing)
    return "".join(" ".join(_show(value) for value in group) for group in groups)


def render_json(nodes: list[Node], data: Any, allow_missing: bool = True) -> str:
    """The results as JSON arrays (``-o jsonpath-as-json``)."""
    groups = evaluate(nodes, data, allow_missing)
    return "".join(
        json.dumps(group, indent=4, sort_keys=True, ensure_ascii=False) + "\n" for group in groups
    )


_RELAXED = re.compile(r"^\{\.?([^{}]+)\}$|^\.?([^{}]+)$")


def relaxed(text: str) -> str:
    """``name``, ``.name``, ``{name}`` or ``{.name}`` as ``{.name}``.

    Raises:
        JSONPathError: it is none of these.
    """
    if not text:
        return text
    match = _RELAXED.match(text)
    if match is None:
        raise JSONPathError(
            "unexpected path string, expected a 'name1.name2' or '.name1.name2' or "
            "'{name1.name2}' or '{.name1.name2}'"
        )
    return "{." + (match[1] or match[2]) + "}"


def find(path: str, data: Any) -> list[Any]:
    """The values at a relaxed path."""
    return [value for group in evaluate(parse(relaxed(path)), data) for value in group]
