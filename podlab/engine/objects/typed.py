"""Objects seen through their schema: comparing, merging and cutting by fields, as apply does.

Here: shapes (which parts are atomic, how list items are told apart), the fields of an object, what
changed between two, merging an applied configuration, removing fields.  Unchanged parts that two
objects share are skipped, so comparing costs what changed.  Not here: managers (``managedfields``).
"""

import json
from typing import Any, Literal, NamedTuple

from podlab.engine.objects.fieldset import FieldSet, children_of, is_member, node_of
from podlab.engine.objects.schema import TypeNode
from podlab.engine.objects.status import ApiError

ABSENT: Any = object()
Form = Literal["leaf", "struct", "map", "list", "set"]


class Shape:
    """How one place of an object behaves; children are made when first asked for."""

    __slots__ = ("_children", "_item", "defaults", "form", "keys", "node")

    def __init__(self, node: TypeNode | None, untyped: bool = False) -> None:
        self.node = node
        self.keys: tuple[str, ...] = ()
        self.defaults: dict[str, Any] = {}
        self.form: Form = _form(node, untyped)
        self._children: dict[str, Shape] = {}
        self._item: Shape | None = None
        if self.form == "list" and node is not None:
            self.keys = node.list_keys
            item = node.items
            found = {key: item.default_of(key) for key in self.keys} if item else {}
            self.defaults = {key: value for key, value in found.items() if value is not None}

    def child(self, key: str) -> "Shape":
        """The shape of a field or of a map's value."""
        known = self._children.get(key)
        if known is None:
            node = self.node.child(key) if self.node is not None else None
            known = Shape(node, untyped=node is None)
            if len(self._children) < 500:
                self._children[key] = known
        return known

    @property
    def item(self) -> "Shape":
        """The shape of a list's items."""
        if self._item is None:
            self._item = Shape(self.node.items if self.node is not None else None)
        return self._item

    def is_field(self, key: str) -> bool:
        """Whether a key is a declared field (not a map's key)."""
        return self.node is not None and key in self.node.fields


def _form(node: TypeNode | None, untyped: bool) -> Form:
    if node is None:
        return "map" if untyped else "leaf"
    if node.is_atomic:
        return "leaf"
    target = node.target
    if target.get("x-kubernetes-preserve-unknown-fields") and not node.is_struct:
        return "map"
    if node.is_struct:
        return "struct"
    if isinstance(target.get("additionalProperties"), dict):
        return "map"
    if "items" in target:
        return {"map": "list", "set": "set"}.get(node.list_type, "leaf")  # type: ignore[return-value]
    return "leaf"


class Comparison(NamedTuple):
    """What changed between two objects."""

    removed: FieldSet
    modified: FieldSet
    added: FieldSet


_Nodes = tuple[FieldSet | None, FieldSet | None, FieldSet | None]
_NOTHING: _Nodes = (None, None, None)


def compare(shape: Shape, old: Any, new: Any) -> Comparison:
    """The fields removed, changed and added on the way from one object to another."""
    removed, modified, added = _compare_items(shape, old or {}, new or {})
    return Comparison(removed, modified, added)


def _compare(shape: Shape, old: Any, new: Any) -> _Nodes:
    if old is new:
        return _NOTHING
    form = shape.form
    if form in ("struct", "map") and _is(dict, old, new):
        items = _compare_items(shape, _or(old, {}), _or(new, {}))
    elif form in ("list", "set") and _is(list, old, new):
        items = _compare_lists(shape, _or(old, []), _or(new, []))
    else:
        return _compare_leaf(old, new)
    removed, modified, added = items
    return (
        node_of(new is ABSENT, removed),
        node_of(False, modified),
        node_of(old is ABSENT, added),
    )


def _is(kind: type, old: Any, new: Any) -> bool:
    """Whether both are of a kind (or absent, or null) and at least one has something in it."""
    fits = all(one is ABSENT or one is None or isinstance(one, kind) for one in (old, new))
    return fits and any(one is not ABSENT and one for one in (old, new))


def _or(value: Any, default: Any) -> Any:
    return default if value is ABSENT or value is None else value


def _compare_leaf(old: Any, new: Any) -> _Nodes:
    if old is ABSENT:
        return None, None, {}
    if new is ABSENT:
        return {}, None, None
    return _NOTHING if old == new and type(old) is type(new) else (None, {}, None)


def _compare_items(shape: Shape, old: Any, new: Any) -> tuple[FieldSet, FieldSet, FieldSet]:
    found: tuple[FieldSet, FieldSet, FieldSet] = ({}, {}, {})
    for key, value in new.items():
        before = old.get(key, ABSENT)
        if before is not value:
            _collect(found, "f:" + key, _compare(shape.child(key), before, value))
    for key, value in old.items():
        if key not in new:
            _collect(found, "f:" + key, _compare(shape.child(key), value, ABSENT))
    return found


def _collect(found: tuple[FieldSet, FieldSet, FieldSet], key: str, nodes: _Nodes) -> None:
    for target, node in zip(found, nodes):
        if node is not None:
            target[key] = node


def _compare_lists(shape: Shape, old: Any, new: Any) -> tuple[FieldSet, FieldSet, FieldSet]:
    before, after = index(shape, old), index(shape, new)
    found: tuple[FieldSet, FieldSet, FieldSet] = ({}, {}, {})
    for key, value in after.items():
        _collect(found, key, _compare(shape.item, before.get(key, ABSENT), value))
    for key, value in before.items():
        if key not in after:
            _collect(found, key, _compare(shape.item, value, ABSENT))
    return found


def index(shape: Shape, items: list[Any]) -> dict[str, Any]:
    """A list's items by path element; of repeated ones the first counts."""
    found: dict[str, Any] = {}
    for item in items:
        found.setdefault(element_of(shape, item), item)
    return found


def element_of(shape: Shape, item: Any) -> str:
    """The path element of a list item: ``k:{"name":"c"}`` or ``v:"x"``."""
    if shape.form == "set" or not isinstance(item, dict):
        return "v:" + _compact(item)
    keys = {}
    for key in sorted(shape.keys):
        value = item.get(key)
        keys[key] = shape.defaults.get(key) if value is None else value
    return "k:" + _compact(keys)


def _compact(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


# --- the fields of an applied configuration ---------------------------------------------------


def fields_of(shape: Shape, value: Any) -> FieldSet:
    """All fields that an object sets: what its applier owns."""
    return _map_fields(shape, value)


def _fields(shape: Shape, value: Any) -> tuple[bool, FieldSet]:
    """Whether the place itself is owned, and what is below it."""
    if shape.form in ("struct", "map") and isinstance(value, dict):
        return not value, _map_fields(shape, value)
    if shape.form in ("list", "set") and isinstance(value, list):
        return False, _list_fields(shape, value)
    return True, {}


def _map_fields(shape: Shape, value: dict[str, Any]) -> FieldSet:
    found: FieldSet = {}
    for key, item in value.items():
        member, children = _fields(shape.child(key), item)
        member = member or item is None or not shape.is_field(key)
        node = node_of(member, children)
        if node is not None:
            found["f:" + key] = node
    return found


def _list_fields(shape: Shape, value: list[Any]) -> FieldSet:
    found: FieldSet = {}
    for item in value:
        _, children = _fields(shape.item, item)
        found[element_of(shape, item)] = node_of(True, children) or {}
    return found


def with_named_fields(shape: Shape, fields: FieldSet) -> FieldSet:
    """The set with every declared field on a path made a member too."""
    found: FieldSet = {}
    for key, node in fields.items():
        if key == ".":
            continue
        inner = shape.child(key[2:]) if key.startswith("f:") else shape.item
        children = with_named_fields(inner, children_of(node))
        named = key.startswith("f:") and shape.is_field(key[2:])
        found[key] = node_of(is_member(node) or named, children) or {}
    return found


# --- merging and removing ---------------------------------------------------------------------


def merge(shape: Shape, live: Any, config: Any) -> Any:
    """The live object with an applied configuration laid over it."""
    if live is ABSENT or live is None or config is None:
        return config
    if shape.form in ("struct", "map") and isinstance(live, dict) and isinstance(config, dict):
        result = dict(live)
        for key, value in config.items():
            result[key] = merge(shape.child(key), live.get(key, ABSENT), value)
        return result
    if shape.form in ("list", "set") and isinstance(live, list) and isinstance(config, list):
        return _merge_lists(shape, live, config)
    return config


def _merge_lists(shape: Shape, live: list[Any], config: list[Any]) -> list[Any]:
    """Items by key, in the configuration's order with the live ones woven in between."""
    left, right = index(shape, live), index(shape, config)
    wanted = list(right)
    if len(wanted) != len(config):
        raise ApiError(500, "", "failed to create typed patch object: duplicate entries for key")
    shared = [key for key in wanted if key in left]
    merged: dict[str, Any] = {}
    theirs = [element_of(shape, item) for item in live]
    l, r, s = 0, 0, 0  # noqa: E741
    while l < len(theirs) or r < len(wanted):
        key = theirs[l] if l < len(theirs) else ""
        if l < len(theirs) and r < len(wanted):
            if key == wanted[r]:
                merged[key] = merge(shape.item, left[key], right[key])
                l, r, s = l + 1, r + 1, s + 1  # noqa: E741
                continue
            if key in right and s < len(shared) and shared[s] != key:
                l += 1  # noqa: E741
                continue
        if l < len(theirs):
            if key not in right:
                merged.setdefault(key, left[key])
                l += 1  # noqa: E741
                continue
            if key in merged:
                l += 1  # noqa: E741
        if r < len(wanted):
            key = wanted[r]
            merged[key] = merge(shape.item, left.get(key, ABSENT), right[key])
            s += s < len(shared) and shared[s] == key
            r += 1
    return list(merged.values())


def remove(shape: Shape, value: Any, fields: FieldSet) -> Any:
    """The object without the fields of a set; None if nothing of it is left."""
    if not fields:
        return value
    if shape.form in ("struct", "map") and isinstance(value, dict):
        return _remove_items(shape, value, fields)
    if shape.form in ("list", "set") and isinstance(value, list):
        return _remove_from_list(shape, value, fields)
    return value


def _remove_items(shape: Shape, value: dict[str, Any], fields: FieldSet) -> Any:
    kept = {}
    for key, item in value.items():
        node = fields.get("f:" + key)
        if node is None:
            kept[key] = item
        elif not is_member(node):
            kept[key] = remove(shape.child(key), item, children_of(node))
    return kept or None


def _remove_from_list(shape: Shape, value: list[Any], fields: FieldSet) -> Any:
    kept = []
    for item in value:
        node = fields.get(element_of(shape, item))
        if node is None:
            kept.append(item)
        elif not is_member(node):
            kept.append(remove(shape.item, item, children_of(node)))
    return kept or None
