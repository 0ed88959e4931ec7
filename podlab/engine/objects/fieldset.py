"""Sets of fields in the form of ``FieldsV1``: which fields a manager owns.

A set is a plain nested dict, exactly as stored: ``{"f:spec": {"f:replicas": {}}}``.  A path is a
member if its node is empty or has ``"."``.  Here: union, difference, intersection, listing.  Not
here: how objects give rise to sets (``typed``) or who owns what (``managedfields``).
"""

import json
from collections.abc import Iterator
from typing import Any

FieldSet = dict[str, Any]
SELF = "."


def is_member(node: FieldSet) -> bool:
    """Whether the path to a node is itself in the set."""
    return not node or SELF in node


def node_of(member: bool, children: FieldSet) -> FieldSet | None:
    """A node out of its parts; None if nothing is left of it."""
    if not children:
        return {} if member else None
    return {SELF: {}, **children} if member else children


def children_of(node: FieldSet) -> FieldSet:
    """A node's children by path element."""
    return {key: child for key, child in node.items() if key != SELF} if SELF in node else node


def union(one: FieldSet, other: FieldSet) -> FieldSet:
    """Fields in either set (at the top, where the empty set has no members)."""
    if not one or not other:
        return one or other
    result = dict(one)
    for key, node in other.items():
        mine = result.get(key)
        result[key] = node if mine is None else _union_nodes(mine, node)
    return result


def _union_nodes(one: FieldSet, other: FieldSet) -> FieldSet:
    if one is other or one == other:
        return one
    member = is_member(one) or is_member(other)
    children = union(children_of(one), children_of(other))
    found = node_of(member, children)
    return {} if found is None else found


def difference(one: FieldSet, other: FieldSet) -> FieldSet:
    """Fields of the first set that are not in the other."""
    if not one or not other:
        return one
    result = {}
    for key, node in one.items():
        theirs = other.get(key)
        left = node if theirs is None or key == SELF else _difference_nodes(node, theirs)
        if left is not None:
            result[key] = left
    return result


def _difference_nodes(one: FieldSet, other: FieldSet) -> FieldSet | None:
    member = is_member(one) and not is_member(other)
    return node_of(member, difference(children_of(one), children_of(other)))


def intersection(one: FieldSet, other: FieldSet) -> FieldSet:
    """Fields in both sets."""
    result = {}
    for key, node in one.items():
        theirs = other.get(key)
        if theirs is None or key == SELF:
            continue
        member = is_member(node) and is_member(theirs)
        found = node_of(member, intersection(children_of(node), children_of(theirs)))
        if found is not None:
            result[key] = found
    return result


def paths(fields: FieldSet) -> Iterator[tuple[str, ...]]:
    """The members in Kubernetes' order: a level's own members before what is below them."""
    ordered = sorted(((key, node) for key, node in fields.items() if key != SELF), key=_order)
    for key, node in ordered:
        if is_member(node):
            yield (key,)
    for key, node in ordered:
        for rest in paths(children_of(node)):
            yield (key, *rest)


_RANK = {"f": 0, "k": 1, "v": 2, "i": 3}


def _order(pair: tuple[str, FieldSet]) -> tuple[int, Any]:
    """Field names first, then keyed items by their keys (numbers by value), then values."""
    sort, _, rest = pair[0].partition(":")
    if sort == "f":
        return 0, rest
    return _RANK.get(sort, 4), _comparable(json.loads(rest)) if sort in "kvi" else rest


def _comparable(value: Any) -> Any:
    if isinstance(value, dict):
        return tuple((key, _comparable(value[key])) for key in sorted(value))
    number = isinstance(value, (int, float))
    return (0, value, "") if number else (1, 0, value if isinstance(value, str) else "")


def path_text(path: tuple[str, ...]) -> str:
    """A path as conflicts name it: ``.spec.containers[name="c"].image``."""
    return "".join(_element_text(element) for element in path)


def _element_text(element: str) -> str:
    sort, _, rest = element.partition(":")
    if sort == "f":
        return "." + rest
    if sort == "k":
        pairs = sorted(json.loads(rest).items())
        return "[" + ",".join(f"{key}={json.dumps(value)}" for key, value in pairs) + "]"
    return f"[={rest}]" if sort == "v" else f"[{rest}]"


def in_order(fields: FieldSet) -> FieldSet:
    """The set with its elements in the order in which the API server writes them."""
    ordered = sorted(fields.items(), key=lambda pair: (pair[0] != SELF, _order(pair)))
    return {key: in_order(node) for key, node in ordered}
