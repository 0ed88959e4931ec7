"""Server-side tables: what ``kubectl get`` asks for and prints.

Here: the ``meta.k8s.io/v1`` Table with columns, rows and what each row includes of its object.
Not here: the cells of each kind (``tables``), lining them up (``kubectl``).
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

from podlab.engine.apiserver.tables import CELLS, custom
from podlab.engine.apiserver.tables.cells import Cell, age
from podlab.engine.apiserver.tables.core import created_at
from podlab.engine.apiserver.tables.pods import pod_conditions
from podlab.engine.apiserver.tables.storage import default_class
from podlab.engine.objects.facts import facts
from podlab.engine.objects.kinds import Kind

Object = dict[str, Any]
Include = str
"""What a row has of its object: ``None``, ``Metadata`` or ``Object``."""

_PLAIN = [["Name", "string", "name", 0, 0], ["Created At", "date", "", -1, 0]]


@cache
def _columns(api_version: str, kind: str) -> list[Object]:
    texts = facts()["columnTexts"]
    rows = facts()["columns"].get(f"{api_version} {kind}", _PLAIN)
    return [
        {
            "name": name,
            "type": type_,
            "format": format_,
            "description": texts[text] if text >= 0 else "",
            "priority": priority,
        }
        for name, type_, format_, text, priority in rows
    ]


def table_of(
    kind: Kind,
    objects: Sequence[Object],
    now: int,
    include: Include = "Metadata",
    custom_columns: list[Object] | None = None,
    single: bool = False,
) -> Object:
    """The Table of some objects, ages as of now; ``single``: it was no list that was asked."""
    if objects and objects[0].get("kind") == "Scale":
        return _scales(objects, now)
    rows = [_row(kind, obj, now, include, custom_columns) for obj in objects]
    if kind.resource == "storageclasses.storage.k8s.io" and not single:
        _mark_default(rows, objects)
    return {
        "kind": "Table",
        "apiVersion": "meta.k8s.io/v1",
        "metadata": {},
        "columnDefinitions": columns_of(kind, custom_columns),
        "rows": rows,
    }


def _scales(objects: Sequence[Object], now: int) -> Object:
    """The Table of ``scale`` subresources, which have columns of their own."""
    names = (
        ("Name", "string"),
        ("Desired", "integer"),
        ("Available", "integer"),
        ("Age", "string"),
    )
    columns = [
        {"name": name, "type": type_, "format": "name" if name == "Name" else "",
         "description": "", "priority": 0}
        for name, type_ in names
    ]  # fmt: skip
    rows = [
        {
            "cells": [
                obj["metadata"]["name"],
                obj["spec"].get("replicas", 0),
                obj["status"].get("replicas", 0),
                age(obj, now),
            ],
            "object": {
                "kind": "PartialObjectMetadata",
                "apiVersion": "meta.k8s.io/v1",
                "metadata": obj["metadata"],
            },
        }
        for obj in objects
    ]
    head = {"kind": "Table", "apiVersion": "meta.k8s.io/v1", "metadata": {}}
    return {**head, "columnDefinitions": columns, "rows": rows}


def columns_of(kind: Kind, custom_columns: list[Object] | None = None) -> list[Object]:
    """The column definitions of a kind's Table."""
    if custom_columns is not None:
        return custom.definitions(custom_columns)
    return _columns(kind.api_version, kind.kind)


def _row(
    kind: Kind, obj: Object, now: int, include: Include, custom_columns: list[Object] | None
) -> Object:
    row: Object = {"cells": _cells(kind, obj, now, custom_columns)}
    if kind.resource == "pods":
        conditions = pod_conditions(obj)
        if conditions:
            row["conditions"] = conditions
    if include == "Metadata":
        row["object"] = {
            "kind": "PartialObjectMetadata",
            "apiVersion": "meta.k8s.io/v1",
            "metadata": obj["metadata"],
        }
    else:
        row["object"] = obj if include == "Object" else None
    return row


def _cells(kind: Kind, obj: Object, now: int, custom_columns: list[Object] | None) -> list[Cell]:
    if custom_columns is not None:
        return [obj["metadata"]["name"], *custom.cells(custom_columns, obj, now)]
    cells = CELLS.get(kind.resource)
    if cells is not None:
        return cells(obj, now)
    names = [column["name"] for column in _columns(kind.api_version, kind.kind)]
    if "Created At" in names:
        return created_at(obj, now)
    return [obj["metadata"]["name"], *("" for _ in names[1:-1]), age(obj, now)]


def _mark_default(rows: list[Object], objects: Sequence[Object]) -> None:
    name = default_class(list(objects))
    for row in rows:
        if name and row["cells"][0] == name:
            row["cells"][0] = f"{name} (default)"
