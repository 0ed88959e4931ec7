"""Goals about Kubernetes Events."""

from typing import Any

from lessons.goals import arguments as are
from lessons.goals.verdict import PASSED, Goal, Verdict, missing
from lessons.observation import Object, Observation


def _seen(seen: Observation, wanted: dict[str, Any]) -> Verdict:
    events = seen.all_events(wanted.get("namespace", "default"))
    found = sum(int(event.get("count") or 1) for event in events if _matches(event, wanted))
    if found >= wanted.get("count", 1):
        return PASSED
    return missing("event-missing", reason=wanted["reason"])


def _matches(event: Object, wanted: dict[str, Any]) -> bool:
    about = event["involvedObject"]
    return (
        event.get("reason") == wanted["reason"]
        and about.get("kind") == wanted.get("kind", about.get("kind"))
        and str(about.get("name", "")).startswith(wanted.get("prefix", ""))
        and wanted.get("contains", "") in str(event.get("message", ""))
    )


SEEN = Goal(
    _seen,
    {"reason": are.text},
    {
        "kind": are.text,
        "prefix": are.prefix,
        "contains": are.text,
        "count": are.count,
        "namespace": are.namespace,
    },
)
"""Events with this reason were recorded about an object of that kind and beginning of a name."""
