"""Pieces of table cells that several kinds share: ages, lists cut short, selectors, containers."""

from typing import Any

from podlab.engine.kernel.clock import SECOND, parse_rfc3339
from podlab.engine.objects import labels
from podlab.engine.objects.durations import human_duration

Object = dict[str, Any]
Cell = str | int | bool
NONE = "<none>"
UNSET = "<unset>"


def since(stamp: Any, now: int) -> str:
    """How long ago a time was, ``<unknown>`` if it was never."""
    if not stamp:
        return "<unknown>"
    return human_duration((now - parse_rfc3339(stamp)) // SECOND)


def age(obj: Object, now: int) -> str:
    """An object's age."""
    return since(obj["metadata"].get("creationTimestamp"), now)


def selector_text(selector: Object | None) -> str:
    """A ``LabelSelector``: ``<none>`` if it selects by nothing."""
    if selector is None:
        return NONE
    try:
        return labels.to_text(labels.from_object(selector) or ()) or NONE
    except labels.SelectorError:
        return "<error>"


def labels_text(pairs: dict[str, str] | None) -> str:
    """Labels as ``a=b,c=d``, ``<none>`` if there are none."""
    return ",".join(f"{key}={value}" for key, value in sorted((pairs or {}).items())) or NONE


def containers(spec: Object) -> tuple[str, str]:
    """Names and images of a Pod spec's containers."""
    rows = spec.get("containers") or ()
    names = ",".join(row.get("name", "") for row in rows)
    return names, ",".join(row.get("image", "") for row in rows)


def cut_short(items: list[str], limit: int = 3) -> str:
    """The first few of a list and how many more there are."""
    if not items:
        return UNSET
    shown = ",".join(items[:limit])
    return shown if len(items) <= limit else f"{shown} + {len(items) - limit} more..."


def has_condition(obj: Object, type_: str) -> bool:
    """Whether a condition is True."""
    rows = (obj.get("status") or {}).get("conditions") or ()
    return any(row["type"] == type_ and row["status"] == "True" for row in rows)
