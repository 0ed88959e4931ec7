"""Filling empty fields by path copies: what has everything comes back as the same object.

Here: the three small movements that all defaults are made of.  Not here: any default.
"""

from collections.abc import Callable
from typing import Any

Object = dict[str, Any]
Change = Callable[[Object], Object]


def fill(obj: Object, **defaults: Any) -> Object:
    """The object with what is missing or empty text taken from the defaults."""
    missing = {key: value for key, value in defaults.items() if obj.get(key) in (None, "")}
    return {**obj, **missing} if missing else obj


def at(obj: Object, field: str, change: Change) -> Object:
    """The object with one nested object changed, if it is there."""
    old = obj.get(field)
    if not isinstance(old, dict):
        return obj
    new = change(old)
    return obj if new is old else {**obj, field: new}


def each(obj: Object, field: str, change: Change) -> Object:
    """The object with every item of a list changed, if the list is there."""
    old = obj.get(field)
    if not old:
        return obj
    new = [change(item) if isinstance(item, dict) else item for item in old]
    same = all(a is b for a, b in zip(old, new))
    return obj if same else {**obj, field: new}


def at_path(obj: Object, path: tuple[str, ...], change: Change) -> Object:
    """The object with something deeper changed, if it is there."""
    if not path:
        return change(obj)
    return at(obj, path[0], lambda inner: at_path(inner, path[1:], change))
