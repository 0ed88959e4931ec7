"""Waiting until objects are gone (or replaced by others of the same name).

Here: the loop for delete, replace --force, run --rm, drain, wait --for=delete.  Not here: deleting.
"""

from typing import Any

from podlab.engine.kubectl.context import Context
from podlab.engine.machine.program import Wait, first_of, notice, until
from podlab.engine.objects.status import ApiError

Row = list[str]
"""[resource, namespace, name, uid]: plain data, kept in a process's memory."""


def remaining(c: Context, rows: list[Row]) -> list[Row]:
    """Those of the objects that still exist."""
    return [row for row in rows if _exists(c, row)]


def _exists(c: Context, row: Row) -> bool:
    resource, namespace, name, uid = row
    try:
        obj: dict[str, Any] = c.client.get(resource, namespace, name)
    except ApiError as error:
        if error.code in (403, 405):
            return False
        if error.code == 404:
            return False
        raise
    return not uid or obj["metadata"].get("uid") == uid


def wait_gone(rows: list[Row], deadline: int | None) -> Wait:
    """What to wait for until the first of the objects may be gone."""
    notices = [notice(f"watch/{resource}") for resource in dict.fromkeys(row[0] for row in rows)]
    if deadline is not None:
        notices.append(until(deadline))
    return first_of(*notices) if len(notices) > 1 else notices[0]
