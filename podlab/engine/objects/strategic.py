"""Strategic merge patches: lists of objects merge by key, as ``kubectl set`` and ``edit`` rely on.

Here: applying (with ``$patch``, ``$setElementOrder``, ``$deleteFromPrimitiveList``,
``$retainKeys``), making one out of two objects, and the three-way patch of ``kubectl apply``.
Not here: other patches (``patch``).  Inputs are never changed.
"""

from dataclasses import dataclass
from typing import Any

from podlab.engine.objects.schema import TypeNode
from podlab.engine.objects.status import ApiError, bad_request

MARKER = "$patch"
RETAIN = "$retainKeys"
ORDER = "$setElementOrder/"
DELETE = "$deleteFromPrimitiveList/"
MAX_PAIRS = 4_000_000
"""Items of two lists that are compared in one merge."""

_ORDER_FORMAT = "invalid patch format of setElementOrder list"
_RETAIN_FORMAT = "invalid patch format of retainKeys"
Object = dict[str, Any]


def strategic_merge(node: TypeNode | None, original: Object, patch: Any) -> Object:
    """The object with a strategic merge patch applied.

    Raises:
        ApiError: 400, a directive makes no sense.
    """
    if not isinstance(patch, dict):
        raise bad_request("invalid JSON document")
    return _Merger(serving=True).maps(node, original, patch)


def three_way(node: TypeNode | None, last: Object, modified: Object, current: Object) -> Object:
    """The patch that ``kubectl apply`` sends: changes from what is there (``current``), deletions
    from what was applied last (``last``)."""
    delta = _Differ(deletions=False, changes=True).maps(node, current, modified, False)
    deletions = _Differ(deletions=True, changes=False).maps(node, last, modified, False)
    return _Merger(serving=False).maps(node, deletions, delta)


def diff(node: TypeNode | None, original: Object, modified: Object) -> Object:
    """The strategic merge patch that leads from one object to another (``kubectl edit``)."""
    return _Differ(deletions=True, changes=True).maps(node, original, modified, False)


@dataclass(frozen=True, slots=True)
class _Meta:
    """How a field's list or map merges: strategy ('', ``merge``, ``replace``), key, retainKeys."""

    node: TypeNode | None
    strategy: str
    key: str
    retain: bool


def _meta(node: TypeNode | None, field: str) -> _Meta:
    child = node.child(field) if node is not None else None
    if child is None:
        return _Meta(None, "", "", False)
    words = [word for word in child.strategies if word]
    plain = [word for word in words if word != "retainKeys"]
    return _Meta(child, plain[0] if plain else "", child.merge_key, "retainKeys" in words)


def _item_node(meta: _Meta) -> TypeNode | None:
    return meta.node.items if meta.node is not None else None


class _Merger:
    """Applies a patch to an object (``serving``) or merges two patches into one."""

    def __init__(self, serving: bool) -> None:
        self.serving = serving

    def maps(self, node: TypeNode | None, original: Object, patch: Object) -> Object:
        if MARKER in patch:
            return _directive(patch)
        result = dict(original)
        rest = self._retain(result, dict(patch))
        for key in [key for key in rest if key.startswith(ORDER)]:
            self._ordered(node, result, rest, key)
        for key, value in rest.items():
            self._field(node, result, key, value)
        return result

    def _retain(self, result: Object, patch: Object) -> Object:
        if RETAIN not in patch:
            return patch
        keep = patch.pop(RETAIN)
        if not self.serving:
            result.setdefault(RETAIN, keep)
            return patch
        if not isinstance(keep, list):
            raise bad_request(_RETAIN_FORMAT)
        for key, value in patch.items():
            special = value is None or key.startswith((ORDER, DELETE))
            if not special and key not in keep:
                raise bad_request(_RETAIN_FORMAT)
        for key in [key for key in result if key not in keep]:
            del result[key]
        return patch

    def _field(self, node: TypeNode | None, result: Object, key: str, value: Any) -> None:
        deleting = key.startswith(DELETE)
        if deleting:
            if not self.serving:
                result[key] = value
                return
            key = key.removeprefix(DELETE)
        if value is None:
            result.pop(key, None)
            if self.serving:
                return
        old = result.get(key)
        mergeable = isinstance(value, (dict, list)) and type(old) is type(value)
        if deleting and not mergeable:
            return
        if not mergeable:
            self._take(result, key, value)
        elif isinstance(value, dict):
            meta = _meta(node, key)
            replaced = meta.strategy == "replace"
            result[key] = value if replaced else self.maps(meta.node, old or {}, value)
        else:
            result[key] = self._list(_meta(node, key), old or [], value, deleting)

    def _take(self, result: Object, key: str, value: Any) -> None:
        value = _without_nulls(value) if self.serving else value
        taken, keep = _without_markers(value)
        if keep:
            result[key] = taken
        else:
            result.pop(key, None)

    def _ordered(self, node: TypeNode | None, result: Object, patch: Object, key: str) -> None:
        """A list with the order that the patch asks for."""
        order = patch.pop(key)
        if not isinstance(order, list):
            raise bad_request(_ORDER_FORMAT)
        if not self.serving:
            result.setdefault(key, order)
        field = key.removeprefix(ORDER)
        meta = _meta(node, field)
        old, new = result.get(field), patch.get(field)
        if not isinstance(old or [], list) or not isinstance(new or [], list):
            raise bad_request(_ORDER_FORMAT)
        _check_order(new or [], order, meta.key)
        if old is None and new is None:
            return
        merged = self._merged(meta, old, new)
        mine, theirs = _partition(merged, order, meta.key)
        result[field] = _arranged(mine, theirs, order, old or [], meta.key)
        patch.pop(field, None)

    def _merged(self, meta: _Meta, old: Any, new: Any) -> list[Any]:
        if new is None:
            return list(old)
        if old is None:
            return list(_without_markers(new)[0])
        return self._list(meta, old, new, False)

    def _list(self, meta: _Meta, old: list[Any], new: list[Any], deleting: bool) -> list[Any]:
        if meta.strategy != "merge" and not deleting:
            return new
        if not old and not new:
            return old
        _check_work(old, new)
        if not any(isinstance(item, dict) for item in [*old, *new]):
            if deleting:
                return [item for item in old if item not in new]
            merged = _unique([*old, *new])
        else:
            old, new = _special_items(old, new, meta.key)
            merged = self._objects(meta, old, new)
        mine, theirs = _partition(merged, new, meta.key)
        return _arranged(mine, theirs, new, old, meta.key)

    def _objects(self, meta: _Meta, old: list[Any], new: list[Any]) -> list[Any]:
        merged = list(old)
        node = _item_node(meta)
        for item in new:
            value = _key_of(item, meta.key)
            place = _find(merged, meta.key, value)
            if place < 0:
                merged.append(item)
            else:
                merged[place] = self.maps(node, merged[place], item)
        return merged


def _check_work(old: list[Any], new: list[Any]) -> None:
    """Items are looked for one by one, so two long lists would take minutes."""
    if (len(old) + len(new)) * len(new) > MAX_PAIRS:
        raise ApiError(
            413, "RequestEntityTooLarge", "not simulated: merging lists of so many items"
        )


def _directive(patch: Object) -> Object:
    if patch[MARKER] == "replace":
        return {key: value for key, value in patch.items() if key != MARKER}
    if patch[MARKER] == "delete":
        return {}
    raise bad_request(f"unknown patch type: {patch[MARKER]} in map: {go_text(patch)}")


def go_text(value: Any) -> str:
    """A value as Go's ``%v`` prints it."""
    if isinstance(value, dict):
        return "map[" + " ".join(f"{key}:{go_text(value[key])}" for key in sorted(value)) + "]"
    if isinstance(value, list):
        return "[" + " ".join(go_text(item) for item in value) + "]"
    if value is None:
        return "<nil>"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _key_of(item: Any, key: str) -> Any:
    if not isinstance(item, dict) or key not in item:
        raise bad_request(f"map: {go_text(item)} does not contain declared merge key: {key}")
    return item[key]


def _find(items: list[Any], key: str, value: Any) -> int:
    for place, item in enumerate(items):
        if isinstance(item, dict) and item.get(key) == value:
            return place
    return -1


def _special_items(old: list[Any], new: list[Any], key: str) -> tuple[list[Any], list[Any]]:
    """Items with ``$patch``: deletions are carried out, ``replace`` forgets the old list."""
    plain = []
    replace = False
    for item in new:
        marker = item.get(MARKER) if isinstance(item, dict) else None
        if marker is None:
            plain.append(item)
        elif marker == "delete":
            value = _key_of(item, key)
            old = [one for one in old if not (isinstance(one, dict) and one.get(key) == value)]
        elif marker == "replace":
            replace = True
        else:
            raise bad_request(f"unknown patch type: {marker} in map: {go_text(item)}")
    return (plain, []) if replace else (old, plain)


def _unique(items: list[Any]) -> list[Any]:
    found: list[Any] = []
    for item in items:
        if item not in found:
            found.append(item)
    return found


def _index(items: list[Any], item: Any, key: str) -> int:
    if isinstance(item, dict):
        return _find(items, key, item.get(key))
    return items.index(item) if item in items else -1


def _partition(items: list[Any], by: list[Any], key: str) -> tuple[list[Any], list[Any]]:
    """The items that another list names too, and the others."""
    mine = [item for item in items if _index(by, item, key) >= 0]
    return mine, [item for item in items if _index(by, item, key) < 0]


def _sorted_like(items: list[Any], order: list[Any], key: str) -> list[Any]:
    deleted = [one for one in items if isinstance(one, dict) and one.get(MARKER) == "delete"]
    kept = [one for one in items if not (isinstance(one, dict) and one.get(MARKER) == "delete")]
    return sorted(kept, key=lambda item: _index(order, item, key)) + deleted


def _arranged(
    mine: list[Any], theirs: list[Any], order: list[Any], server: list[Any], key: str
) -> list[Any]:
    """The patch's items in its order, woven into the server's items by the server's order."""
    right = _sorted_like(mine, order, key)
    left = _sorted_like(theirs, server, key)
    woven: list[Any] = []
    while left and right:
        first, second = _index(server, left[0], key), _index(server, right[0], key)
        woven.append((left if 0 <= first < second else right).pop(0))
    return woven + left + right


def _check_order(patch: list[Any], order: list[Any], key: str) -> None:
    """Every item of the patch must stand in the order list, in that order."""
    wanted = [one for one in patch if not (isinstance(one, dict) and MARKER in one)]
    if not order or not wanted:
        return
    place = 0
    for one in order:
        want = wanted[place]
        both = isinstance(one, dict) and isinstance(want, dict)
        same = one.get(key) == want.get(key) if both else one == want
        place += same
        if place == len(wanted):
            return
    words = f"The order in patch list:\n{go_text(patch)}\n doesn't match "
    words += f"$setElementOrder list:\n{go_text(order)}\n"
    raise ApiError(500, "", words)


def _without_markers(value: Any) -> tuple[Any, bool]:
    """A value without its ``$patch`` parts, and whether anything is left."""
    if isinstance(value, dict):
        if MARKER in value:
            return None, False
        pairs = ((key, _without_markers(item)) for key, item in value.items())
        return {key: item for key, (item, keep) in pairs if keep}, True
    if isinstance(value, list):
        return [item for item, keep in map(_without_markers, value) if keep], True
    return value, True


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_nulls(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [_without_nulls(item) for item in value]
    return value


class _Differ:
    """Makes a patch: with deletions, with changes and additions, or both."""

    def __init__(self, deletions: bool, changes: bool) -> None:
        self.deletions = deletions
        self.changes = changes

    def maps(self, node: TypeNode | None, old: Object, new: Object, retain: bool) -> Object:
        patch: Object = {}
        for key, value in new.items():
            if key not in old or type(old[key]) is not type(value):
                if self.changes:
                    patch[key] = value
            elif isinstance(value, dict):
                self._map(node, key, old[key], value, patch)
            elif isinstance(value, list):
                self._list(_meta(node, key), key, old[key], value, patch)
            elif self.changes and value != old[key]:
                patch[key] = value
        if self.deletions:
            patch.update({key: None for key in old if key not in new})
        if retain and new and (patch or any(key not in old for key in new)):
            patch[RETAIN] = sorted(key for key, value in new.items() if value is not None)
        return patch

    def _map(
        self, node: TypeNode | None, key: str, old: Object, new: Object, patch: Object
    ) -> None:
        meta = _meta(node, key)
        if meta.strategy == "replace":
            if self.changes:
                patch[key] = new
        elif inner := self.maps(meta.node, old, new, meta.retain):
            patch[key] = inner

    def _list(self, meta: _Meta, key: str, old: list[Any], new: list[Any], patch: Object) -> None:
        if meta.strategy != "merge":
            if self.changes and old != new:
                patch[key] = new
        elif not old:
            if new and self.changes:
                patch[key] = new
        elif any(isinstance(item, dict) for item in [*old, *new]):
            _check_work(old, new)
            self._objects(meta, key, old, new, patch)
        else:
            _check_work(old, new)
            self._scalars(key, old, new, patch)

    def _scalars(self, key: str, old: list[Any], new: list[Any], patch: Object) -> None:
        added = [item for item in new if item not in old] if self.changes else []
        gone = _unique([item for item in old if item not in new]) if self.deletions else []
        if added:
            patch[key] = added
        if gone:
            patch[DELETE + key] = sorted(gone, key=str)
        if gone or (self.changes and old != new):
            patch[ORDER + key] = new

    def _objects(
        self, meta: _Meta, key: str, old: list[Any], new: list[Any], patch: Object
    ) -> None:
        node = _item_node(meta)
        listed = []
        for item in new:
            value = _key_of(item, meta.key)
            place = _find(old, meta.key, value)
            if place < 0:
                listed += [item] if self.changes else []
            elif inner := self.maps(node, old[place], item, meta.retain):
                listed.append({**inner, meta.key: value})
        gone = [_key_of(item, meta.key) for item in old]
        gone = [value for value in gone if _find(new, meta.key, value) < 0]
        if self.deletions:
            listed += [{MARKER: "delete", meta.key: value} for value in sorted(gone, key=str)]
        same = [item.get(meta.key) for item in old] == [item.get(meta.key) for item in new]
        if listed:
            patch[key] = listed
        if listed or (self.changes and not same):
            patch[ORDER + key] = [{meta.key: item[meta.key]} for item in new]
