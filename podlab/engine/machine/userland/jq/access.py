"""Places in jq's values: reading, setting and deleting by key, index, slice and path.

Here: functions that leave their arguments as they are.  Not here: which places a program means
(``interpreter``).
"""

import math
from functools import cmp_to_key
from typing import Any

from podlab.engine.machine.userland.jq.values import (
    MAX_ITEMS,
    Budget,
    Exhausted,
    JqFault,
    Path,
    compare,
    type_name,
)


def is_number(value: Any) -> bool:
    """Whether it is one (booleans are not)."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def item(value: Any, key: Any) -> Any:
    """``value[key]``.

    Raises:
        JqFault: the value has no such keys.
    """
    if isinstance(key, str) and (value is None or isinstance(value, dict)):
        return value.get(key) if value else None
    if is_number(key) and (value is None or isinstance(value, list)):
        place = _place(key, value or [])
        return value[place] if value and 0 <= place < len(value) else None
    if isinstance(key, dict) and (value is None or isinstance(value, list | str)):
        return sliced(value, key.get("start"), key.get("end"))
    word = f'string "{key}"' if isinstance(key, str) else type_name(key)
    raise JqFault(f"Cannot index {type_name(value)} with {word}")


def _place(key: float, value: list[Any]) -> int:
    if key != key or math.isinf(key):
        return -1
    place = math.floor(key)
    return place + len(value) if place < 0 else place


def bounds(value: Any, start: Any, end: Any) -> tuple[int, int]:
    """A slice's two ends within a value."""
    if not all(one is None or is_number(one) for one in (start, end)):
        raise JqFault("Start and end indices of an array slice must be numbers")
    size = len(value)
    first, last = start if start is not None else 0, end if end is not None else size
    first = max(0, first + size) if first < 0 else first
    last = last + size if last < 0 else last
    low = min(math.floor(min(first, size)), size)
    return low, max(low, min(math.ceil(min(last, size)), size))


def sliced(value: Any, start: Any, end: Any) -> Any:
    """``value[start:end]``."""
    if value is None:
        return None
    if not isinstance(value, list | str):
        raise JqFault(f"Cannot index {type_name(value)} with object")
    low, high = bounds(value, start, end)
    return value[low:high]


def get_path(value: Any, path: Path) -> Any:
    """What stands at a path; null where the way ends."""
    for key in path:
        if value is None:
            return None
        value = item(value, key)
    return value


def set_path(value: Any, path: Path, new: Any, budget: Budget) -> Any:
    """The value with something else at a path."""
    if not path:
        return new
    budget.spend(1 + (len(value) // 50 if isinstance(value, list | dict) else 0))
    key = path[0]
    inner = set_path(item(value, key), path[1:], new, budget)
    if isinstance(key, str):
        return {**(value or {}), key: inner}
    if isinstance(key, dict):
        return _set_slice(value, key, inner)
    rows = list(value or [])
    place = math.floor(key) + (len(rows) if key < 0 else 0)
    if place < 0:
        raise JqFault("Out of bounds negative array index")
    if place >= MAX_ITEMS:
        raise Exhausted
    rows += [None] * (place + 1 - len(rows))
    rows[place] = inner
    return rows


def _set_slice(value: Any, key: dict[str, Any], inner: Any) -> list[Any]:
    if not isinstance(inner, list):
        raise JqFault("A slice of an array can only be assigned another array")
    rows = list(value or [])
    low, high = bounds(rows, key.get("start"), key.get("end"))
    return rows[:low] + inner + rows[high:]


def delete_paths(value: Any, paths: list[Path], budget: Budget) -> Any:
    """The value without what stands at the paths, the last first."""

    def order(one: Path, other: Path) -> int:
        return compare(list(one), list(other), budget)

    ordered = sorted(paths, key=cmp_to_key(order))
    for path in reversed(ordered):
        value = _deleted(value, path, budget)
    return value


def _deleted(value: Any, path: Path, budget: Budget) -> Any:
    if not path or value is None:
        return None
    budget.spend(1 + (len(value) // 50 if isinstance(value, list | dict) else 0))
    key = path[0]
    if len(path) > 1:
        inner = item(value, key)
        if inner is None:
            return value
        return set_path(value, (key,), _deleted(inner, path[1:], budget), budget)
    if isinstance(value, dict) and isinstance(key, str):
        return {name: one for name, one in value.items() if name != key}
    if isinstance(value, list) and isinstance(key, dict):
        low, high = bounds(value, key.get("start"), key.get("end"))
        return value[:low] + value[high:]
    if isinstance(value, list) and is_number(key):
        place = _place(key, value)
        return [one for at, one in enumerate(value) if at != place]
    kind = "object" if isinstance(value, dict) else type_name(value)
    word = "field" if isinstance(key, str) else "element"
    raise JqFault(f"Cannot delete {word} at {_kind(key)} of {kind}")


def _kind(key: Any) -> str:
    return "object key" if isinstance(key, str) else "array index"
