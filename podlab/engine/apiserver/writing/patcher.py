"""Patching objects: what each kind of patch makes of the stored object.

Here: from patch to new object, and server-side apply.  Not here: the algorithms
(``objects.patch``, ``objects.managedfields``), storing (``writer``).
"""

import json
import re
from typing import Any

from podlab.engine.apiserver.world import World
from podlab.engine.apiserver.writing import rules
from podlab.engine.apiserver.writing.managed import ManagedFields, with_entries
from podlab.engine.apiserver.writing.write import Write
from podlab.engine.apiserver.writing.writer import MODIFIED, Writer
from podlab.engine.objects import managedfields, status
from podlab.engine.objects import patch as patches
from podlab.engine.objects.decode import DecodeError
from podlab.engine.objects.fielderror import go_json, show
from podlab.engine.objects.meta import dig, drop, put
from podlab.engine.objects.status import ApiError
from podlab.engine.objects.strategic import go_text

Object = dict[str, Any]

_UNKNOWN = re.compile(r'^unknown field "(.*)"$')

TYPES = ("json", "merge", "strategic", "apply")


class Patcher:
    """Applies patches to objects."""

    def __init__(self, world: World, writer: Writer, managed: ManagedFields) -> None:
        self._world = world
        self._writer = writer
        self._managed = managed

    def patch(self, write: Write, patch: Any, patch_type: str) -> Object:
        """Write the object as the patch makes it; ApiError NotFound, Conflict, Invalid."""
        kind = write.kind
        old = self._world.get(kind, write.namespace, write.name)
        new = self.patched(write, old, patch, patch_type)
        owners = _named_owners(patch, patch_type)
        if owners is not None and not write.dry_run:
            return self._disowned(write, new, old, owners)
        version = dig(new, "metadata", "resourceVersion", default="")
        if version and version != old["metadata"]["resourceVersion"]:
            raise status.conflict(kind.group, kind.plural, write.name, MODIFIED)
        if write.trusted:
            return self._writer.replace(write, new, old)
        try:
            decoded = rules.decoded(self._world, kind, new, write.field_validation)
        except ApiError as error:
            if patch_type == "strategic":
                raise _unconvertible(error, patch) from error
            raise _unfit(go_json(new), error.message.partition(": ")[2]) from error
        return self._writer.update(write, decoded)

    def _disowned(self, write: Write, new: Object, old: Object, owners: list[Object]) -> Object:
        """A JSON patch that says itself who owns what (as kubectl does to migrate)."""
        version = dig(new, "metadata", "resourceVersion", default="")
        if version and version != old["metadata"]["resourceVersion"]:
            raise status.conflict(write.kind.group, write.kind.plural, write.name, MODIFIED)
        stored = self._writer.touch(write, old)
        self._managed.replace(stored["metadata"]["uid"], owners)
        return stored

    def apply(self, write: Write, config: Any, force: bool) -> Object:
        """Server-side apply: the object with the configuration merged in; it may be new."""
        kind, world = write.kind, self._world
        config = _checked(write, config)
        self._check_fields(write, config)
        live = world.find(kind.resource, write.namespace, write.name)
        if live is None and write.subresource:
            raise status.not_found(kind.group, kind.plural, write.name)
        merged, entries = self._managed.applied(write, live or {}, config, force)
        if live is not None:
            merged = _annotated(write, live, merged, config)
        if live is None:
            new = self._writer.create(write, drop(merged, ("metadata", "managedFields")))
        elif merged is live:
            new = self._touched(write, live, entries)
        else:
            decoded = rules.decoded(world, kind, merged, "Ignore")
            new = self._writer.update(write, decoded)
        if write.dry_run:
            return with_entries(new, entries)
        if world.find(kind.resource, write.namespace, write.name) is not None:
            self._managed.replace(new["metadata"]["uid"], entries)
        return new

    def _touched(self, write: Write, live: Object, entries: list[Object]) -> Object:
        """An apply that changes nothing but who owns what is a write all the same."""
        if write.dry_run or _owners(entries) == _owners(self._managed.entries(live)):
            return live
        return self._writer.touch(write, live)

    def _check_fields(self, write: Write, config: Object) -> None:
        kind = write.kind
        _, unknown = rules.strictly(self._world, kind, config)
        fields = [
            _UNKNOWN.sub(r".\1: field not declared in schema", text)
            for text in unknown
            if text.startswith("unknown field")
        ]
        if fields:
            where = f"{write.namespace}/{write.name}" if write.namespace else f"/{write.name}"
            group = f"{kind.group}/{kind.version}" if kind.group else f"{kind.version}"
            found = (
                fields[0]
                if len(fields) == 1
                else "errors:\n" + "".join(f"  {text}\n" for text in fields)
            )
            words = (
                f"failed to create typed patch object ({where}; {group}, Kind={kind.kind}): {found}"
            )
            raise ApiError(500, "", words)

    def patched(self, write: Write, old: Object, patch: Any, patch_type: str) -> Object:
        """The object with a JSON, merge or strategic merge patch applied."""
        new: Any
        if patch_type == "json":
            new = patches.json_patch(self._managed.shown(old), patch)
        elif patch_type == "merge":
            new = patches.merge_patch(old, patch)
        elif patch_type == "strategic":
            if write.kind.custom:
                raise unsupported_type()
            node = self._world.schema.type_of(write.kind.api_version, write.kind.kind)
            new = patches.strategic_merge(node, old, patch)
        else:
            raise unsupported_type()
        if not isinstance(new, dict) or not isinstance(new.get("metadata"), dict):
            raise status.bad_request("the patch leaves no object")
        return drop(new, ("metadata", "managedFields"))


def _named_owners(patch: Any, patch_type: str) -> list[Object] | None:
    """The ``managedFields`` that a JSON patch sets, if setting them is all that it does."""
    if patch_type != "json" or not isinstance(patch, list):
        return None
    owners = None
    for step in patch:
        path = step.get("path") if isinstance(step, dict) else None
        if path == "/metadata/managedFields" and step.get("op") == "replace":
            owners = step.get("value")
        elif path != "/metadata/resourceVersion":
            return None
    if not isinstance(owners, list) or not all(_is_owner(row) for row in owners):
        return None
    return managedfields.sorted_entries(owners)


def _is_owner(row: Any) -> bool:
    return (
        isinstance(row, dict)
        and all(isinstance(row.get(key), str) for key in ("manager", "operation", "apiVersion"))
        and isinstance(row.get("fieldsV1"), dict)
    )


def _annotated(write: Write, live: Object, merged: Object, config: Object) -> Object:
    """The merged object; kubectl's own annotation follows what kubectl applies."""
    key = managedfields.LAST_APPLIED
    kept = dig(live, "metadata", "annotations", key)
    if write.caller.manager != managedfields.KUBECTL or kept is None:
        return merged
    bare = drop(config, ("metadata", "annotations", key))
    text = json.dumps(bare, separators=(",", ":"), sort_keys=True, ensure_ascii=False) + "\n"
    if dig(merged, "metadata", "annotations", key) == text:
        return merged
    return put(merged, ("metadata", "annotations", key), text)


def _checked(write: Write, config: Any) -> Object:
    """The configuration, if it speaks of the object that the request names."""
    if not isinstance(config, dict):
        raise status.bad_request("error decoding YAML: the body is no object")
    metadata = config.get("metadata")
    metadata = dict(metadata) if isinstance(metadata, dict) else {}
    name = metadata.get("name") or write.name
    if name != write.name:
        raise status.bad_request(
            f"the name of the object ({name}) does not match the name on the URL ({write.name})"
        )
    metadata["name"] = name
    if write.namespace:
        metadata.setdefault("namespace", write.namespace)
    return {**config, "metadata": metadata}


def _unconvertible(error: ApiError, patch: Any) -> ApiError:
    """422: a strategic patch whose value does not fit its field.  Go converts it from a generic
    map, so the words are those of the conversion, not of a JSON decoder."""
    cause = error.__cause__
    why = error.message.partition(": ")[2]
    if isinstance(cause, DecodeError) and cause.mismatch:
        why = _conversion(cause.mismatch[0], cause.mismatch[2], cause.form)
    return _unfit(go_text(patch), why)


def _conversion(found: str, wanted: str, form: str) -> str:
    source = {"number": "int64", "array": "slice", "object": "map"}.get(found, found)
    if form == "map":
        return f"cannot restore map from {source}"
    if form == "list":
        return f"cannot restore slice from {source}"
    if form == "struct":
        return f"cannot restore struct from: {source}"
    if found.startswith("number ") or (found == "number" and form == "string"):
        source = "float64" if found.startswith("number ") else source
        return f"cannot convert {source} to {wanted}"
    return f"unrecognized type: {form if form in ('string', 'bool') else wanted}"


def _unfit(value: str, why: str) -> ApiError:
    """422: the patch leads to something that is no object of the kind."""
    words = f"{show(value)[:4000]}: {why}"
    causes = [
        {"reason": "FieldValueInvalid", "message": f"Invalid value: {words}", "field": "patch"}
    ]
    return ApiError(
        422, "Invalid", f' "" is invalid: patch: Invalid value: {words}', {"causes": causes}
    )


def _owners(entries: list[Object]) -> list[Object]:
    return [{key: value for key, value in entry.items() if key != "time"} for entry in entries]


def unsupported_type() -> ApiError:
    """415: the resource takes no such patch."""
    return ApiError(
        415, "UnsupportedMediaType",
        "the body of the request was in an unknown format - accepted media types include: "
        "application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml, "
        "application/apply-patch+cbor",
    )  # fmt: skip
