"""JSONPath templates as kubectl reads them: ``{range .items[*]}{.metadata.name}{"\\n"}{end}``.

Here: evaluation on plain JSON values, printing.  Not here: reading templates (``jsonpathparser``)
or where they come from (``printers``, ``wait``, ``sorter``).  Input is hostile: depth and results
are bounded.
"""

import json
import re
from dataclasses import dataclass, field
from typing import Any

from podlab.engine.kubectl.templates.jsonpathparser import (
    MAX_DEPTH,
    Bound,
    JSONPathError,
    Node,
    parse,
)

MAX_RESULTS = 200_000


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


__all__ = ["JSONPathError", "Node", "evaluate", "find", "parse", "relaxed", "render"]
