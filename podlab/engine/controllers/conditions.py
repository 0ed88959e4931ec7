"""Condition lists as controllers keep them: changed ones go to the end, equal ones stay.

Here: ``set_condition`` in the manners of the workload controllers.  Not here: which conditions
there are.
"""

from typing import Any

Object = dict[str, Any]
Conditions = list[Object]


def find_condition(conditions: Conditions, type_: str) -> Object | None:
    """A condition by its type."""
    for row in conditions:
        if row["type"] == type_:
            return row
    return None


def without(conditions: Conditions, type_: str) -> Conditions:
    """The conditions but for one type."""
    return [row for row in conditions if row["type"] != type_]


def set_condition(conditions: Conditions, new: Object) -> Conditions:
    """Put a condition at the end, unless status and reason are what they were.

    Its transition time is kept when only the reason changed.
    """
    current = find_condition(conditions, new["type"])
    if current is not None and current["status"] == new["status"]:
        if current.get("reason") == new.get("reason"):
            return conditions
        new = {**new, "lastTransitionTime": current["lastTransitionTime"]}
    return [*without(conditions, new["type"]), new]


def replica_condition(type_: str, status: str, reason: str, message: str, now: str) -> Object:
    """A condition without ``lastUpdateTime`` (ReplicaSet, StatefulSet, Job's have probes too)."""
    return {
        "type": type_,
        "status": status,
        "lastTransitionTime": now,
        "reason": reason,
        "message": message,
    }


def without_zeros(status: Object, keep: tuple[str, ...] = ()) -> Object:
    """A status as Go writes it: empty and zero fields left out, but for those to keep."""
    return {
        key: value
        for key, value in status.items()
        if value is not None and (key in keep or value not in (0, "", [], {}))
    }
