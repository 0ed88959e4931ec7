"""Goals about objects: made as wanted, gone for good."""

from typing import Any

from lessons.goals.verdict import PASSED, Goal, Verdict, missing
from lessons.observation import Observation
from podlab.engine.kernel.clock import SECOND

Object = dict[str, Any]


def _created(seen: Observation, wanted: dict[str, Any]) -> Verdict:
    name, namespace = wanted["name"], wanted.get("namespace", "default")
    fields = wanted.get("fields", {})
    best: Verdict | None = None
    for change in seen.history(wanted["resource"], namespace):
        if change.key.name != name or change.type == "DELETED":
            continue
        best = _differs(change.object, fields)
        if best.passed:
            return PASSED
    return best or missing("object-missing", resource=wanted["resource"], name=name)


def _differs(obj: Object, fields: dict[str, Any]) -> Verdict:
    for path, value in fields.items():
        actual = look_up(obj, path)
        allowed = value if isinstance(value, list) else [value]
        if actual not in allowed:
            expected = " / ".join(str(one) for one in allowed)
            found = "—" if actual is None else str(actual)
            return missing("field-differs", path=path, expected=expected, actual=found)
    return PASSED


def look_up(obj: Any, path: str) -> Any:
    """A field by a path such as ``spec.containers.0.image``; None if it is not there."""
    for part in path.replace("\\.", "\0").split("."):
        part = part.replace("\0", ".")
        if isinstance(obj, list):
            if not part.isdigit() or int(part) >= len(obj):
                return None
            obj = obj[int(part)]
        elif isinstance(obj, dict):
            obj = obj.get(part)
        else:
            return None
    return obj


def _gone(seen: Observation, wanted: dict[str, Any]) -> Verdict:
    namespace = wanted.get("namespace", "default")
    removed = [
        change.time
        for change in seen.history(wanted["resource"], namespace)
        if change.key.name == wanted["name"] and change.type == "DELETED"
    ]
    if any(
        obj["metadata"]["name"] == wanted["name"]
        for obj in seen.objects(wanted["resource"], namespace)
    ):
        return missing("object-still-there", name=wanted["name"])
    if not removed:
        return missing("object-never-deleted", name=wanted["name"])
    if seen.objects(wanted["resource"], namespace, wanted.get("labels", "")):
        return missing("others-still-there", labels=wanted.get("labels", ""))
    if seen.now - removed[-1] < wanted.get("seconds", 0) * SECOND:
        return missing("wait-and-see", seconds=wanted["seconds"])
    return PASSED


CREATED = Goal(_created, needs=("resource", "name"), takes=("namespace", "fields"))
"""An object of that name stood in the cluster once, with those fields (a list: any of them)."""

GONE = Goal(_gone, needs=("resource", "name"), takes=("namespace", "labels", "seconds"))
"""It was deleted, nothing with these labels is there, and so it has been for some seconds."""
