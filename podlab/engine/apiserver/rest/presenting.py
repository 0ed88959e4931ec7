"""How objects are shown to REST clients: plain, as tables, as metadata only; one or a list.

Here: reading ``Accept``, list chunks.  Not here: a table's cells (``tables``).
"""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from typing import Any

from podlab.engine.apiserver.rest.call import Call
from podlab.engine.apiserver.rest.conversion import from_storage
from podlab.engine.apiserver.rest.messages import JSON, Response, answer
from podlab.engine.apiserver.rest.table import table_of
from podlab.engine.apiserver.world import World
from podlab.engine.apiserver.writing.managed import ManagedFields
from podlab.engine.objects import status
from podlab.engine.objects.kinds import Kind

Object = dict[str, Any]

_TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io"
_PARTIAL = "as=partialobjectmetadata"


class Form:
    """What an Accept header asks for: ``table``, ``metadata`` or ``object``."""

    def __init__(self, accept: str) -> None:
        self.kind = "object"
        self.content_type = JSON
        for part in accept.split(","):
            words = part.replace(" ", "").lower()
            if "as=table" in words:
                self.kind = "table"
                return
            if _PARTIAL in words:
                self.kind = "metadata"
                return
            if words.partition(";")[0] in (JSON, "*/*", "application/*", "", "application/yaml"):
                return
        raise status.ApiError(
            406, "NotAcceptable",
            "only the following media types are accepted: application/json, application/yaml, "
            "application/vnd.kubernetes.protobuf, application/cbor",
        )  # fmt: skip


class Presenter:
    """Shows objects."""

    def __init__(self, world: World, managed: ManagedFields) -> None:
        self._world = world
        self._managed = managed

    def one(self, call: Call, obj: Object, code: int = 200) -> Response:
        """One object."""
        form = Form(call.request.headers.get("accept", ""))
        if obj.get("kind") == "Scale":
            return answer(obj, code)
        shown = self._shown(call.kind, obj)
        if form.kind == "table":
            return answer(self._table(call, [shown], single=True), code)
        return answer(_partial(shown) if form.kind == "metadata" else shown, code)

    def many(self, call: Call, objects: Sequence[Object]) -> Response:
        """A list, or the chunk of it that ``limit`` and ``continue`` ask for."""
        form = Form(call.request.headers.get("accept", ""))
        chunk, metadata = self._chunk(call, objects)
        rows = [self._shown(call.kind, obj) for obj in chunk]
        if form.kind == "table":
            table = self._table(call, rows)
            return answer({**table, "metadata": metadata})
        if form.kind == "metadata":
            return answer({
                "kind": "PartialObjectMetadataList", "apiVersion": "meta.k8s.io/v1",
                "metadata": metadata, "items": [_partial(row) for row in rows],
            })  # fmt: skip
        items = rows if call.kind.custom else [_bare(row) for row in rows]
        return answer({"kind": call.kind.list_kind, "apiVersion": call.kind.api_version,
                       "metadata": metadata, "items": items})  # fmt: skip

    def per_event(self, call: Call) -> Callable[[Object, bool], Object]:
        """How a watch shows each object; the flag says whether it is the first."""
        form = Form(call.request.headers.get("accept", ""))

        def show(obj: Object, first: bool) -> Object:
            if "name" not in obj["metadata"]:
                return _bookmark(obj, form.kind)
            shown = self._shown(call.kind, obj)
            if form.kind == "metadata":
                return _partial(shown)
            if form.kind != "table":
                return shown
            table = self._table(call, [shown], single=True)
            version = obj["metadata"].get("resourceVersion", "")
            table = {**table, "metadata": {"resourceVersion": version}}
            return table if first else {**table, "columnDefinitions": None}

        return show

    def _shown(self, kind: Kind, obj: Object) -> Object:
        if "managedFields" not in obj["metadata"]:
            obj = self._managed.shown(obj)
        return from_storage(kind, obj)

    def _table(self, call: Call, rows: list[Object], single: bool = False) -> Object:
        include = call.one("includeObject") or "Metadata"
        columns = printer_columns(self._world, call.kind)
        return table_of(call.kind, rows, self._world.now, include, columns, single)

    def _chunk(self, call: Call, objects: Sequence[Object]) -> tuple[Sequence[Object], Object]:
        version = str(self._world.store.revision)
        start = _continued(call.one("continue"))
        if start is not None:
            version, after = start
            objects = [obj for obj in objects if _place(obj) > after]
        limit = int(call.one("limit")) if call.one("limit").isdigit() else 0
        metadata: Object = {"resourceVersion": version}
        if not limit or len(objects) <= limit:
            return objects, metadata
        chunk = objects[:limit]
        token = json.dumps(
            {"v": "meta.k8s.io/v1", "rv": int(version), "start": "/".join(_place(chunk[-1]))}
        )
        metadata["continue"] = base64.urlsafe_b64encode(token.encode()).decode()
        if not call.one("labelSelector") and not call.one("fieldSelector"):
            metadata["remainingItemCount"] = len(objects) - limit
        return chunk, metadata


def printer_columns(world: World, kind: Kind) -> list[Object] | None:
    """The table columns of a custom kind; None for a built-in one."""
    if not kind.custom:
        return None
    definition = world.find(
        "customresourcedefinitions.apiextensions.k8s.io", "", f"{kind.plural}.{kind.group}"
    )
    for version in ((definition or {}).get("spec") or {}).get("versions") or ():
        if version["name"] == kind.version and version.get("additionalPrinterColumns"):
            return list(version["additionalPrinterColumns"])
    return [{"name": "Age", "type": "date", "jsonPath": ".metadata.creationTimestamp"}]


def _place(obj: Object) -> tuple[str, str]:
    return obj["metadata"].get("namespace", ""), obj["metadata"]["name"]


def _continued(token: str) -> tuple[str, tuple[str, str]] | None:
    if not token:
        return None
    try:
        found = json.loads(base64.urlsafe_b64decode(token.encode()))
        namespace, _, name = str(found["start"]).partition("/")
        return str(int(found["rv"])), (namespace, name)
    except (binascii.Error, ValueError, KeyError, TypeError) as error:
        raise status.bad_request("continue key is not valid") from error


def _bookmark(obj: Object, form: str) -> Object:
    if form == "object":
        return obj
    partial = _partial(obj)
    if form == "metadata":
        return partial
    version = {"resourceVersion": obj["metadata"]["resourceVersion"]}
    return {
        "kind": "Table",
        "apiVersion": "meta.k8s.io/v1",
        "metadata": version,
        "columnDefinitions": None,
        "rows": [{"cells": [], "object": partial}],
    }


def _partial(obj: Object) -> Object:
    return {
        "kind": "PartialObjectMetadata",
        "apiVersion": "meta.k8s.io/v1",
        "metadata": obj["metadata"],
    }


def _bare(obj: Object) -> Object:
    return {key: value for key, value in obj.items() if key not in ("kind", "apiVersion")}
