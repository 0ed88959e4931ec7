"""The events at the end of a page.

Here: finding and printing them.  Not here: ``kubectl events`` and ``get events``.
"""

from typing import Any

from podlab.engine.kernel.clock import parse_rfc3339
from podlab.engine.kubectl.context import Context
from podlab.engine.kubectl.describers.writer import Page

Object = dict[str, Any]


def events_of(c: Context, obj: Object, uid: str | None = None) -> list[Object]:
    """The events about an object."""
    metadata = obj["metadata"]
    wanted = uid or metadata.get("uid", "")
    space = metadata.get("namespace") or None
    selector = f"involvedObject.name={metadata['name']},involvedObject.uid={wanted}"
    found = c.client.list("events", space, "", selector)
    return [row for row in found if row["involvedObject"].get("kind") == obj["kind"]]


def last_seen(event: Object) -> str:
    """The newest time that an event tells of."""
    series = event.get("series") or {}
    times = (series.get("lastObservedTime"), event.get("lastTimestamp"), event.get("eventTime"),
             event.get("firstTimestamp"), event["metadata"].get("creationTimestamp"))  # fmt: skip
    return next((time for time in times if time), "")


def _order(event: Object) -> int:
    time = event.get("lastTimestamp")
    return parse_rfc3339(time) if time else -(1 << 62)


def print_events(page: Page, events: list[Object]) -> None:
    """``Events:`` with its table, or ``<none>``."""
    if not events:
        page.line("Events:\t<none>")
        return
    page.flush()
    page.line("Events:")
    page.line("Type\tReason\tAge\tFrom\tMessage", 1)
    page.line("----\t------\t----\t----\t-------", 1)
    for event in sorted(events, key=_order):
        source = (event.get("source") or {}).get("component") or event.get("reportingComponent")
        message = str(event.get("message", "")).strip()
        if path := event["involvedObject"].get("fieldPath"):
            message = f"{path}: {message}"
        cells = (event.get("type", ""), event.get("reason", ""), interval(page, event),
                 source or "", message)  # fmt: skip
        page.line("\t".join(cells), 1)


def interval(page: Page, event: Object) -> str:
    """``5s`` or ``5s (x3 over 1m)``."""
    first = page.ago(event.get("eventTime") or event.get("firstTimestamp"))
    if series := event.get("series"):
        return f"{page.ago(series.get('lastObservedTime'))} (x{series.get('count')} over {first})"
    if (event.get("count") or 0) > 1:
        return f"{page.ago(event.get('lastTimestamp'))} (x{event['count']} over {first})"
    return first
