"""The annotation in which client-side apply keeps what it last applied.

Here: writing and reading it.  Not here: the patch that follows from it (``apply``).
"""

import json
from typing import Any

from podlab.engine.kubectl.printers.structured import to_json
from podlab.engine.objects.meta import Object, put

ANNOTATION = "kubectl.kubernetes.io/last-applied-configuration"


def bare(obj: Object) -> Object:
    """The object without the annotation; its annotations are there, if only as an empty map."""
    metadata = obj.get("metadata") or {}
    notes = {k: v for k, v in _annotations(metadata).items() if k != ANNOTATION}
    return {**obj, "metadata": {**metadata, "annotations": notes}}


def _annotations(metadata: Object) -> dict[str, str]:
    """An object's annotations; none when they are no map of strings (null counts as empty).

    kubectl too drops malformed ones here without a word: the server never sees them.
    """
    notes = metadata.get("annotations")
    if not isinstance(notes, dict):
        return {}
    kept = {key: "" if value is None else value for key, value in notes.items()}
    return kept if all(isinstance(value, str) for value in kept.values()) else {}


def annotated(obj: Object) -> Object:
    """The object carrying its own JSON (without the annotation) as the annotation."""
    kept = bare(obj)
    text = to_json(kept, indent=None) + "\n"
    return put(kept, ("metadata", "annotations", ANNOTATION), text)


def original_of(obj: Object) -> Any:
    """What was last applied; None if that is not known.

    Raises:
        ValueError: the annotation is no JSON.
    """
    text = (obj.get("metadata", {}).get("annotations") or {}).get(ANNOTATION)
    return json.loads(text) if text else None


def has_annotation(obj: Object) -> bool:
    """Whether the object was applied before."""
    return ANNOTATION in (obj.get("metadata", {}).get("annotations") or {})


def without_nulls(value: Any) -> Any:
    """A value without the fields of maps that are null."""
    if isinstance(value, dict):
        return {key: without_nulls(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [without_nulls(item) for item in value]
    return value
