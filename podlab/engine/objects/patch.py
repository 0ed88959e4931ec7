"""Patches: JSON patch (RFC 6902), merge patch (RFC 7386), and the dispatcher by type.

Here: applying and, for merge patches, making them.  Not here: strategic merge (``strategic``) or
server-side apply (``managedfields``).  Results share what did not change with the original.
"""

import re
from typing import Any

from podlab.engine.objects.status import ApiError, bad_request
from podlab.engine.objects.strategic import diff as strategic_diff
from podlab.engine.objects.strategic import strategic_merge as strategic_merge
from podlab.engine.objects.strategic import three_way as strategic_three_way

__all__ = [
    "PatchError",
    "json_patch",
    "make_merge_patch",
    "merge_patch",
    "strategic_diff",
    "strategic_merge",
    "strategic_three_way",
    "three_way_merge",
]

MAX_OPERATIONS = 10_000
MAX_DEPTH = 500
MAX_COPIED = 3 << 20
"""Bytes that all the copies of one JSON patch may add, as the API server has it."""


class PatchError(ApiError):
    """A JSON patch that does not fit: the answer says no more than that, ``cause`` does."""

    def __init__(self, cause: str) -> None:
        words = "the server rejected our request due to an error in our request"
        super().__init__(422, "Invalid", words, {})
        self.cause = cause


def merge_patch(original: Any, patch: Any) -> Any:
    """The value with a merge patch applied: null deletes, lists replace."""
    if not isinstance(patch, dict):
        return patch
    result = dict(original) if isinstance(original, dict) else {}
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = merge_patch(result.get(key), value)
    return result


def make_merge_patch(old: Any, new: Any) -> Any:
    """The merge patch that leads from one object to another."""
    patch: dict[str, Any] = {}
    for key, value in new.items():
        if key not in old:
            patch[key] = value
        elif isinstance(value, dict) and isinstance(old[key], dict):
            if inner := make_merge_patch(old[key], value):
                patch[key] = inner
        elif value != old[key]:
            patch[key] = value
    for key in old:
        if key not in new:
            patch[key] = None
    return patch


def three_way_merge(last: Any, modified: Any, current: Any) -> Any:
    """The merge patch that ``kubectl apply`` sends for custom resources: changes from what is
    there, deletions from what was applied last."""
    changes = _without_deletions(make_merge_patch(current, modified))
    return merge_with_nulls(changes, _only_deletions(last, modified))


def _without_deletions(patch: dict[str, Any]) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    for key, value in patch.items():
        if isinstance(value, dict):
            inner = _without_deletions(value)
            if inner or not value:
                kept[key] = inner
        elif value is not None:
            kept[key] = value
    return kept


def _only_deletions(last: Any, modified: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in last.items():
        if key not in modified:
            found[key] = None
        elif isinstance(value, dict) and isinstance(modified[key], dict):
            inner = _only_deletions(value, modified[key])
            if inner:
                found[key] = inner
    return found


def merge_with_nulls(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """Both patches in one; nulls are kept."""
    result = dict(one)
    for key, value in other.items():
        old = result.get(key)
        both = isinstance(old, dict) and isinstance(value, dict)
        result[key] = merge_with_nulls(old, value) if both else value  # type: ignore[arg-type]
    return result


# --- JSON patch ------------------------------------------------------------------------------


def json_patch(original: Any, operations: Any) -> Any:
    """The value with a JSON patch applied.

    Raises:
        ApiError: 400, the patch is no list of operations.
        PatchError: an operation does not fit the value.
    """
    if not isinstance(operations, list):
        raise bad_request(
            "error decoding patch: json: cannot unmarshal object into Go value of type "
            "[]handlers.jsonPatchOp"
        )
    if len(operations) > MAX_OPERATIONS:
        raise ApiError(
            413,
            "RequestEntityTooLarge",
            f"The allowed maximum operations in a JSON patch is {MAX_OPERATIONS}, "
            f"got {len(operations)}",
        )
    result = original
    copied = 0
    for operation in operations:
        if not isinstance(operation, dict):
            raise bad_request("json: cannot unmarshal into Go value of type jsonpatch.Operation")
        if operation.get("op") == "copy":
            copied += _copied(result, str(operation.get("from") or ""), MAX_COPIED - copied)
        result = _operate(result, operation)
    return result


def _copied(value: Any, source: str, left: int) -> int:
    """What a copy adds, about as many bytes as its JSON has; it shares its parts with its source,
    so that what is copied twice over and over would grow without costing anything here."""
    size = 0
    todo = [_get(value, source, "copy")]
    while todo:
        one = todo.pop()
        size += len(one) + 2 if isinstance(one, str) else 4
        if isinstance(one, dict):
            size += sum(map(len, one)) + 4 * len(one)
            todo += one.values()
        elif isinstance(one, list):
            todo += one
        if size > left:
            raise PatchError(
                "Unable to complete the copy, the accumulated size increase of copy is "
                f"{MAX_COPIED - left + size}, exceeding the limit {MAX_COPIED}"
            )
    return size


def _operate(value: Any, operation: dict[str, Any]) -> Any:
    name = operation.get("op")
    path = operation.get("path")
    if not isinstance(path, str):
        raise PatchError(f"{name} operation does not apply: missing path")
    if name in ("add", "replace", "test"):
        given = operation.get("value")
        if name == "test":
            return _test(value, path, given)
        return _change(value, path, given, str(name))
    if name == "remove":
        return _change(value, path, None, "remove")
    if name in ("move", "copy"):
        return _move(value, path, str(operation.get("from") or ""), name)
    raise PatchError(f"Unexpected kind: {name}")


def _move(value: Any, path: str, source: str, name: str) -> Any:
    taken = _get(value, source, name)
    if name == "move":
        value = _change(value, source, None, "remove")
    return _change(value, path, taken, "add")


def _test(value: Any, path: str, wanted: Any) -> Any:
    missing = object()
    try:
        found = _get(value, path, "test")
    except PatchError:
        found = missing
    if found is missing and wanted is None:
        return value
    if not _equal(found, wanted):
        raise PatchError(f"testing value {path} failed: test failed")
    return value


def _equal(one: Any, other: Any) -> bool:
    return type(one) is type(other) and bool(one == other)


def _parts(path: str) -> list[str]:
    if path and not path.startswith("/"):
        path = "/" + path
    return [part.replace("~1", "/").replace("~0", "~") for part in path.split("/")[1:]]


def _get(value: Any, path: str, name: str) -> Any:
    for part in _parts(path):
        if isinstance(value, dict) and part in value:
            value = value[part]
        elif isinstance(value, list):
            value = value[_index(value, part, name, path)]
        else:
            raise PatchError(f'{name} operation does not apply: doc is missing path: "{path}": '
                             "missing value")  # fmt: skip
    return value


def _index(items: list[Any], part: str, name: str, path: str, grow: bool = False) -> int:
    if grow and part == "-":
        return len(items)
    if not re.fullmatch(r"-?[0-9]{1,9}", part):
        raise PatchError(
            f'{name} operation does not apply: doc is missing path: "{path}": '
            f'strconv.Atoi: parsing "{part}": invalid syntax'
        )
    place = int(part)
    limit = len(items) + (1 if grow else 0)
    if not -limit <= place < limit:
        raise PatchError(
            f'{name} operation does not apply: doc is missing path: "{path}": '
            f"Unable to access invalid index: {place}: invalid index referenced"
        )
    return place % limit if place < 0 else place


def _change(value: Any, path: str, given: Any, name: str) -> Any:
    parts = _parts(path)
    if not parts:
        return given
    if len(parts) > MAX_DEPTH:
        raise PatchError(f"{name} operation does not apply: path is too long")
    return _change_at(value, parts, given, name, path)


def _change_at(value: Any, parts: list[str], given: Any, name: str, path: str) -> Any:
    head, rest = parts[0], parts[1:]
    if isinstance(value, list):
        return _change_list(value, parts, given, name, path)
    if not isinstance(value, dict) or ((rest or name == "remove") and head not in value):
        raise PatchError(_missing(name, path, bool(rest)))
    if rest:
        return {**value, head: _change_at(value[head], rest, given, name, path)}
    if name == "remove":
        return {key: item for key, item in value.items() if key != head}
    return {**value, head: given}


def _missing(name: str, path: str, parent: bool) -> str:
    if name == "remove" and not parent:
        last = _parts(path)[-1]
        return (f'remove operation does not apply: doc is missing path: "{path}": '
                f"Unable to remove nonexistent key: {last}: missing value")  # fmt: skip
    return f'{name} operation does not apply: doc is missing path: "{path}": missing value'


def _change_list(value: list[Any], parts: list[str], given: Any, name: str, path: str) -> list[Any]:
    head, rest = parts[0], parts[1:]
    place = _index(value, head, name, path, grow=name == "add" and not rest)
    if rest:
        inner = _change_at(value[place], rest, given, name, path)
        return [*value[:place], inner, *value[place + 1 :]]
    if name == "add":
        return [*value[:place], given, *value[place:]]
    if name == "remove":
        return [*value[:place], *value[place + 1 :]]
    return [*value[:place], given, *value[place + 1 :]]
