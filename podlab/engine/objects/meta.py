"""Reading and rebuilding objects: stored objects are never mutated, so a change is a path copy.

Here: path copies, owner references, names.  Not here: timestamps' meaning or defaults.
"""

from typing import Any

Object = dict[str, Any]

NAME_ALPHABET = "bcdfghjklmnpqrstvwxz2456789"
"""Letters of generated names (notes of the recordings, section 3.6)."""

MAX_GENERATED_BASE = 58


def put(obj: Object, path: tuple[str, ...], value: Any) -> Object:
    """The object with one field replaced; everything beside the path is shared with the old one."""
    head, *rest = path
    if not rest:
        return {**obj, head: value}
    return {**obj, head: put(obj.get(head) or {}, tuple(rest), value)}


def drop(obj: Object, path: tuple[str, ...]) -> Object:
    """The object without one field; the same object if it has none."""
    head, *rest = path
    if head not in obj:
        return obj
    if not rest:
        return {key: value for key, value in obj.items() if key != head}
    inner = drop(obj[head], tuple(rest))
    return obj if inner is obj[head] else {**obj, head: inner}


def dig(obj: Any, *path: str, default: Any = None) -> Any:
    """A nested field, or the default where any part of the path is missing or null."""
    for name in path:
        if not isinstance(obj, dict):
            return default
        obj = obj.get(name)
    return default if obj is None else obj


def name_of(obj: Object) -> str:
    """``metadata.name``, '' if it has none."""
    return str(obj["metadata"].get("name", ""))


def uid_of(obj: Object) -> str:
    """``metadata.uid``, '' if it has none."""
    return str(obj["metadata"].get("uid", ""))


def labels_of(obj: Object) -> dict[str, str]:
    """``metadata.labels``, empty if it has none."""
    return obj["metadata"].get("labels") or {}


def is_terminating(obj: Object) -> bool:
    """Whether deletion was asked for and something still holds the object."""
    return "deletionTimestamp" in obj["metadata"]


def controller_of(obj: Object) -> dict[str, Any] | None:
    """The owner reference that has ``controller: true``, or None."""
    for reference in obj["metadata"].get("ownerReferences") or ():
        if reference.get("controller"):
            return dict(reference)
    return None


def owner_reference(owner: Object) -> dict[str, Any]:
    """The reference by which a controller owns what it makes (blockOwnerDeletion, controller)."""
    return {
        "apiVersion": owner["apiVersion"],
        "kind": owner["kind"],
        "name": name_of(owner),
        "uid": uid_of(owner),
        "controller": True,
        "blockOwnerDeletion": True,
    }
