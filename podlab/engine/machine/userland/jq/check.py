"""Names in a jq program that nothing defines, found before anything runs.

Not here: running (``interpreter``).
"""

from collections.abc import Collection, Iterator
from typing import Any

from podlab.engine.machine.userland.jq.parser import Node

Names = frozenset[str]


def undefined(node: Node, known: Names, functions: Collection[str]) -> Iterator[str]:
    """The names that are used without being bound, as jq shows them."""
    kind = node[0]
    if kind == "function":
        inner = known | {f"{node[1]}/{len(node[2])}"}
        yield from undefined(node[3], inner | {f"{one}/0" for one in node[2]}, functions)
        yield from undefined(node[4], inner, functions)
    elif kind == "as":
        yield from undefined(node[1], known, functions)
        yield from _pattern(node[2], known, functions)
        yield from undefined(node[3], known | set(_bound(node[2])), functions)
    elif kind in ("reduce", "foreach"):
        yield from undefined(node[1], known, functions)
        yield from undefined(node[3], known, functions)
        inner = known | set(_bound(node[2]))
        for one in node[4:]:
            yield from undefined(one, inner, functions)
    elif kind == "label":
        yield from undefined(node[2], known | {f"*{node[1]}"}, functions)
    else:
        yield from _used(node, known, functions)
        for one in node[1:]:
            yield from _below(one, known, functions)


def _used(node: Node, known: Names, functions: Collection[str]) -> Iterator[str]:
    if node[0] == "call":
        name = f"{node[1]}/{len(node[2])}"
        if name not in known and name not in functions:
            yield name
    elif node[0] == "variable" and f"${node[1]}" not in known:
        yield f"${node[1]}"
    elif node[0] == "break" and f"*{node[1]}" not in known:
        yield f"$*label-{node[1]}"


def _below(part: Any, known: Names, functions: Collection[str]) -> Iterator[str]:
    """The nodes in a part of a node, which may be a tuple of nodes or of pairs."""
    if not isinstance(part, tuple) or not part:
        return
    if isinstance(part[0], str) and part[0] in _KINDS:
        yield from undefined(part, known, functions)
        return
    for one in part:
        yield from _below(one, known, functions)


def _pattern(pattern: Node, known: Names, functions: Collection[str]) -> Iterator[str]:
    if pattern[0] == "items":
        for one in pattern[1]:
            yield from _pattern(one, known, functions)
    elif pattern[0] == "fields":
        for key, _, inner in pattern[1]:
            yield from undefined(key, known | set(_bound(pattern)), functions)
            if inner is not None:
                yield from _pattern(inner, known, functions)


def _bound(pattern: Node) -> Iterator[str]:
    """The variables that a pattern binds."""
    if pattern[0] == "variable":
        yield f"${pattern[1]}"
    elif pattern[0] == "items":
        for one in pattern[1]:
            yield from _bound(one)
    else:
        for _, own, inner in pattern[1]:
            if own is not None:
                yield f"${own[1]}"
            if inner is not None:
                yield from _bound(inner)


_KINDS = frozenset((
    "identity", "index", "slice", "each", "literal", "string", "format", "array", "object",
    "negate", "binary", "or", "and", "pipe", "comma", "alternative", "if", "try", "reduce",
    "foreach", "as", "variable", "function", "call", "label", "break", "assign",
))  # fmt: skip
