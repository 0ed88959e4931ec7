"""Table columns of custom resources: their ``additionalPrinterColumns``, simple JSON paths.

Here: ``.spec.a``, ``.a[0].b``, ``.a[*].b``, ``.a[?(@.type=="Ready")].status`` and ``['a.b']``.
Other expressions show nothing, as a path without a result does.
"""

import re
from typing import Any

from podlab.engine.apiserver.tables.cells import Cell, Object, since

_STEP = re.compile(
    r"\.((?:[^.\[\\]|\\.)+)|\[(\d+)\]|\[(\*)\]|\['([^']+)'\]"
    r"|\[\?\(@\.([A-Za-z0-9_]+)\s*==\s*[\"']([^\"']*)[\"']\)\]"
)
MAX_PATH = 1024
DEFAULT: list[Object] = [{"name": "Age", "type": "date", "jsonPath": ".metadata.creationTimestamp"}]
"""The columns of a custom resource that declares none."""

_NAME = (
    "Name must be unique within a namespace. Is required when creating resources, although some "
    "resources may allow a client to request the generation of an appropriate name automatically. "
    "Name is primarily intended for creation idempotence and configuration definition. Cannot be "
    "updated. More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/"
    "names#names"
)


def definitions(columns: list[Object]) -> list[Object]:
    """The Table's column definitions."""
    rows = [
        {"name": "Name", "type": "string", "format": "name", "description": _NAME, "priority": 0}
    ]
    for column in columns:
        described = column.get("description") or (
            f"Custom resource definition column (in JSONPath format): {column['jsonPath']}"
        )
        rows.append({
            "name": column["name"], "type": column["type"], "format": column.get("format", ""),
            "description": described, "priority": column.get("priority", 0),
        })  # fmt: skip
    return rows


def cells(columns: list[Object], obj: Object, now: int) -> list[Cell | None]:
    """A row's cells, without the name."""
    return [_cell(column, obj, now) for column in columns]


def _cell(column: Object, obj: Object, now: int) -> Cell | None:
    found = lookup(obj, column["jsonPath"])
    if not found:
        return None
    value, type_ = found[0], column["type"]
    if type_ == "date":
        return _date(value, now)
    if type_ in ("integer", "number", "boolean"):
        fits = isinstance(value, int | float) and isinstance(value, bool) == (type_ == "boolean")
        return value if fits else None
    if isinstance(value, str):
        return value
    return _text(found)


def _date(value: Any, now: int) -> str:
    if not isinstance(value, str):
        return "<unknown>"
    try:
        return since(value, now)
    except ValueError:
        return "<invalid>"


def _text(found: list[Any]) -> str:
    words = []
    for value in found:
        if isinstance(value, bool):
            words.append("true" if value else "false")
        elif isinstance(value, str | int | float):
            words.append(str(value))
        else:
            words.append(repr(value))
    return " ".join(words)


def lookup(obj: Any, path: str) -> list[Any]:
    """Everything that a simple JSON path finds."""
    found, place = [obj], 0
    if len(path) > MAX_PATH:
        return []
    while place < len(path) and found:
        match = _STEP.match(path, place)
        if match is None:
            return []
        found = [value for one in found for value in _step(one, match)]
        place = match.end()
    return [value for value in found if value is not None]


def _step(value: Any, match: re.Match[str]) -> list[Any]:
    name, number, star, quoted, key, wanted = match.groups()
    if key is not None:
        rows = value if isinstance(value, list) else []
        return [row for row in rows if isinstance(row, dict) and str(row.get(key)) == wanted]
    if star:
        return list(value.values()) if isinstance(value, dict) else list(value or [])
    if number is not None:
        rows = value if isinstance(value, list) else []
        return rows[int(number) : int(number) + 1]
    field = quoted or name.replace("\\", "")
    return [value[field]] if isinstance(value, dict) and field in value else []
