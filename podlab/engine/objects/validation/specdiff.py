"""Two specs as the API server prints their difference when it refuses an update.

The server prints its own (internal) type, with Go's field names and every empty field.  Here:
that form and the unified difference.  Not here: what may change (``podupdate``).
"""

import difflib
import json
from typing import Any

from podlab.engine.objects.facts import facts

_EMPTY = {"string": "", "bool": False, "int32": 0, "int64": 0, "int": 0}
MAX_DIFFERENCE = 64 * 1024


def difference(old: dict[str, Any], new: dict[str, Any], type_: str = "PodSpec") -> str:
    """The unified difference of two Pod specs, or of two specs of another type."""
    before, after = (_lines(internal(type_, spec)) for spec in (old, new))
    lines = list(difflib.unified_diff(before, after, n=3))
    return "".join(lines[2:])[:MAX_DIFFERENCE]


def _lines(value: Any) -> list[str]:
    text = json.dumps(value, indent=1, ensure_ascii=False)
    return [line + "\n" for line in text.split("\n")]


def internal(name: str, value: dict[str, Any]) -> dict[str, Any]:
    """An object of a v1 type as the internal type prints."""
    shown: dict[str, Any] = {}
    for word in facts()["internal"][name]:
        field, json_name, kind = word.split("|")
        if not json_name:
            shown.update(internal(kind, value))
        else:
            shown[field] = _shown(kind, value.get(json_name))
    return shown


def _shown(kind: str, value: Any) -> Any:
    structs = facts()["internal"]
    if value is None:
        if kind in structs:
            return internal(kind, {})
        pointer = kind.startswith(("*", "[]", "map[")) or kind.endswith("List")
        return None if pointer else _EMPTY.get(kind, "")
    plain = kind.removeprefix("*").removeprefix("[]").removeprefix("*")
    if plain in structs and isinstance(value, list):
        return [internal(plain, item) for item in value]
    if plain in structs and isinstance(value, dict):
        return internal(plain, value)
    if isinstance(value, dict):
        return {key: value[key] for key in sorted(value)}
    return value
