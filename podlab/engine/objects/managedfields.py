"""Who owns which field: managedFields after an update, and server-side apply with conflicts.

Here: the entries of ``metadata.managedFields`` as plain data, one function for updates, one for
apply.  The objects given are those before the server's own additions (allocated addresses, status
at creation): the manager owns what it wrote after defaulting.  Not here: sets (``fieldset``),
comparing (``typed``).
"""

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from podlab.engine.objects import typed
from podlab.engine.objects.fieldset import (
    FieldSet,
    difference,
    in_order,
    intersection,
    path_text,
    paths,
    union,
)
from podlab.engine.objects.schema import Schema, TypeNode, zero_object
from podlab.engine.objects.status import ApiError, bad_request

Object = dict[str, Any]
Entry = dict[str, Any]
MAX_UPDATE_MANAGERS = 10
KUBECTL = "kubectl"
LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"

_STRIPPED: FieldSet = {
    "f:apiVersion": {},
    "f:kind": {},
    "f:metadata": {
        ".": {}, "f:name": {}, "f:namespace": {}, "f:creationTimestamp": {}, "f:selfLink": {},
        "f:uid": {}, "f:clusterName": {}, "f:generation": {}, "f:managedFields": {},
        "f:resourceVersion": {},
    },
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Writer:
    """Who writes: its name, API version and subresource, and when (RFC 3339).  ``reset`` are
    fields that this write does not concern: ``status`` for the main resource of a kind with a
    status subresource, ``spec`` for the status subresource."""

    manager: str
    api_version: str
    time: str
    subresource: str = ""
    reset: tuple[str, ...] = ()


@lru_cache(maxsize=512)
def _builtin_shape(api_version: str, kind: str) -> typed.Shape:
    return typed.Shape(Schema().type_of(api_version, kind), untyped=True)


def shape_of(api_version: str, kind: str, node: TypeNode | None = None) -> typed.Shape:
    """The shape of a built-in kind, or of a custom type."""
    return _builtin_shape(api_version, kind) if node is None else typed.Shape(node, untyped=True)


def updated(
    shape: typed.Shape, entries: list[Entry], old: Object, new: Object, writer: Writer
) -> list[Entry]:
    """The entries after a create (``old`` empty), update or patch."""
    change = typed.compare(shape, _bare(old) or _empty(new), _bare(new))
    skip = {"f:" + name for name in writer.reset}
    removed, modified, added = (
        {key: node for key, node in part.items() if key not in skip} for part in change
    )
    touched = union(modified, added)
    if not touched and not removed:
        return entries
    kept = _without(entries, union(touched, removed))
    mine = difference(touched, _STRIPPED)
    if not mine:
        return kept
    return sorted_entries(_capped(_owned(kept, writer, mine, "Update")))


def _empty(new: Object) -> Object:
    """What an update is compared with at creation: the kind's empty object."""
    return zero_object(new.get("apiVersion", ""), new.get("kind", "")) if new else {}


def _bare(obj: Object) -> Object:
    metadata = obj.get("metadata")
    if not metadata or "managedFields" not in metadata:
        return obj
    rest = {key: value for key, value in metadata.items() if key != "managedFields"}
    return {**obj, "metadata": rest}


def _without(entries: list[Entry], fields: FieldSet) -> list[Entry]:
    """The entries without some fields; those that own nothing any more are gone."""
    kept = []
    for entry in entries:
        left = difference(entry["fieldsV1"], fields)
        if left:
            kept.append(entry if left == entry["fieldsV1"] else {**entry, "fieldsV1": left})
    return kept


def _identity(entry: Entry) -> tuple[str, str, str, str]:
    """An applier is the same one across versions, an updater is not."""
    version = "" if entry["operation"] == "Apply" else entry["apiVersion"]
    return entry["manager"], entry["operation"], version, entry.get("subresource", "")


def _entry(writer: Writer, fields: FieldSet, operation: str) -> Entry:
    entry = {
        "manager": writer.manager or "unknown",
        "operation": operation,
        "apiVersion": writer.api_version,
        "time": writer.time,
        "fieldsType": "FieldsV1",
        "fieldsV1": in_order(fields),
    }
    if writer.subresource:
        entry["subresource"] = writer.subresource
    return entry


def _owned(entries: list[Entry], writer: Writer, fields: FieldSet, operation: str) -> list[Entry]:
    """The entries with a writer's own entry grown by some fields."""
    entry = _entry(writer, fields, operation)
    identity = _identity(entry)
    rest = []
    for other in entries:
        if _identity(other) == identity:
            entry = {**entry, "fieldsV1": in_order(union(other["fieldsV1"], fields))}
        else:
            rest.append(other)
    return [*rest, entry]


def _capped(entries: list[Entry]) -> list[Entry]:
    """At most ten updaters: the oldest ones become ``ancient-changes``."""
    updaters = [entry for entry in entries if entry["operation"] == "Update"]
    if len(updaters) <= MAX_UPDATE_MANAGERS:
        return entries
    updaters.sort(key=lambda entry: (entry["time"], entry["manager"]))
    count = len(updaters)
    buckets: dict[str, Entry] = {}
    first: dict[str, Entry] = {}
    gone: list[Entry] = []
    for entry in updaters:
        if count <= MAX_UPDATE_MANAGERS:
            break
        version = entry["apiVersion"]
        if version not in first:
            first[version] = entry
            continue
        bucket = buckets.get(version) or {**first[version], "manager": "ancient-changes"}
        bucket.pop("subresource", None)
        fields = in_order(union(bucket["fieldsV1"], entry["fieldsV1"]))
        buckets[version] = {**bucket, "fieldsV1": fields, "time": entry["time"]}
        gone += [entry] if first[version] in gone else [entry, first[version]]
        count -= 1
    kept = [entry for entry in entries if not any(entry is one for one in gone)]
    return [*kept, *buckets.values()]


def sorted_entries(entries: list[Entry]) -> list[Entry]:
    """Entries in the API server's order."""
    return sorted(
        entries,
        key=lambda entry: (
            entry["operation"],
            entry.get("time", ""),
            entry["manager"],
            entry["apiVersion"],
            entry.get("subresource", ""),
        ),
    )


# --- server-side apply ------------------------------------------------------------------------


def applied(
    shape: typed.Shape,
    entries: list[Entry],
    live: Object,
    config: Object,
    writer: Writer,
    force: bool,
) -> tuple[Object, list[Entry]]:
    """The object after an apply and its entries; the very ``live`` object if nothing changes.

    The result is neither defaulted nor decoded: the caller does that, as for any write.

    Raises:
        ApiError: 409 with the conflicts; 400 for a configuration with managedFields.
    """
    if (config.get("metadata") or {}).get("managedFields"):
        raise bad_request("metadata.managedFields must be nil")
    if not entries and live:
        before = Writer("before-first-apply", writer.api_version, writer.time)
        entries = updated(shape, [], {}, live, before)
    live, config = _bare(live), _bare(config)
    last = _last_applied(entries, writer)
    skip = {"f:" + name for name in writer.reset}
    fields = typed.fields_of(shape, config)
    fields = {key: node for key, node in fields.items() if key not in skip}
    others = [entry for entry in entries if not _is_mine(entry, writer)]
    merged = typed.merge(shape, live, config)
    merged = _pruned(shape, merged, last, [*(e["fieldsV1"] for e in others), fields])
    change = typed.compare(shape, live, merged)
    allowed = _last_applied_by_client(shape, live) if writer.manager == KUBECTL else {}
    others = _resolve(others, change, force, allowed)
    mine = difference(fields, _STRIPPED)
    kept = [*others, _entry(writer, mine, "Apply")] if mine else others
    if merged == live:
        return live, sorted_entries(_same_time(kept, entries))
    return merged, sorted_entries(kept)


def _is_mine(entry: Entry, writer: Writer) -> bool:
    same = entry["manager"] == writer.manager and entry["operation"] == "Apply"
    return bool(same) and entry.get("subresource", "") == writer.subresource


def _last_applied(entries: list[Entry], writer: Writer) -> FieldSet:
    for entry in entries:
        if _is_mine(entry, writer):
            return dict(entry["fieldsV1"])
    return {}


def _same_time(kept: list[Entry], entries: list[Entry]) -> list[Entry]:
    """An apply that changes nothing keeps its old time; a new applier then has none."""
    times = {_identity(entry): entry.get("time") for entry in entries}
    rows = []
    for entry in kept:
        time = times.get(_identity(entry))
        rest = {key: value for key, value in entry.items() if key != "time"}
        rows.append({**rest, "time": time} if time else rest)
    return rows


def _last_applied_by_client(shape: typed.Shape, live: Object) -> FieldSet:
    """The fields that kubectl applied client-side, by its annotation, and nobody changed since:
    kubectl may take them over when it applies server-side."""
    text = ((live.get("metadata") or {}).get("annotations") or {}).get(LAST_APPLIED)
    try:
        last = json.loads(text) if text else None
    except (ValueError, RecursionError):
        return {}
    if not isinstance(last, dict):
        return {}
    removed, modified, added = typed.compare(shape, last, live)
    fields = typed.fields_of(shape, last)
    return difference(fields, union(union(removed, modified), added))


def _resolve(
    others: list[Entry], change: typed.Comparison, force: bool, allowed: FieldSet
) -> list[Entry]:
    """The other managers' entries, without what they lose; a conflict unless it is forced or
    ``allowed``."""
    touched = union(change.modified, change.added)
    conflicts = []
    for entry in others:
        found = difference(intersection(entry["fieldsV1"], touched), allowed)
        if found:
            conflicts.append((entry, list(paths(found))))
    if conflicts and not force:
        raise _conflict(conflicts)
    return _without(others, union(touched, change.removed))


def _conflict(conflicts: list[tuple[Entry, list[tuple[str, ...]]]]) -> ApiError:
    causes = [
        {
            "reason": "FieldManagerConflict",
            "message": f"conflict with {_who(entry)}",
            "field": path_text(path),
        }
        for entry, found in conflicts
        for path in found
    ]
    return ApiError(409, "Conflict", _conflict_words(conflicts, len(causes)), {"causes": causes})


def _conflict_words(conflicts: list[tuple[Entry, list[tuple[str, ...]]]], count: int) -> str:
    if count == 1:
        entry, found = conflicts[0]
        who, where = _who(entry), path_text(found[0])
        return f"Apply failed with 1 conflict: conflict with {who}: {where}"
    lines = []
    for entry, found in sorted(conflicts, key=lambda pair: _identity(pair[0])):
        lines.append(f"conflicts with {_who(entry)}:")
        lines += [f"- {path_text(path)}" for path in found]
    return f"Apply failed with {count} conflicts: " + "\n".join(lines)


def _who(entry: Entry) -> str:
    who = f'"{entry["manager"]}"'
    if entry.get("subresource"):
        who += f' with subresource "{entry["subresource"]}"'
    return who if entry["operation"] == "Apply" else f"{who} using {entry['apiVersion']}"


def _pruned(shape: typed.Shape, merged: Any, last: FieldSet, owned: list[FieldSet]) -> Any:
    """The merged object without what its applier no longer sets and nobody else owns."""
    if not last:
        return merged
    named_last = typed.with_named_fields(shape, last)
    pruned = typed.remove(shape, merged, named_last) or {}
    everybody: FieldSet = {}
    for fields in owned:
        everybody = union(everybody, fields)
    everything = typed.with_named_fields(shape, typed.fields_of(shape, merged))
    left = typed.with_named_fields(shape, typed.fields_of(shape, pruned))
    keep = union(left, typed.with_named_fields(shape, everybody))
    pruned = typed.remove(shape, merged, difference(everything, keep)) or {}
    left = typed.with_named_fields(shape, typed.fields_of(shape, pruned))
    gone = intersection(difference(everything, left), named_last)
    return typed.remove(shape, merged, gone) or {}
