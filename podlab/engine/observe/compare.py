"""Two states of a cluster side by side: objects and fields that differ, events of one side.

What differs in any two lives (uids, times, versions) is left out.  Not here: bringing moments back
(``hosting.rewind``).
"""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from podlab.engine.objects.kinds import KindTable
from podlab.engine.objects.meta import labels_of
from podlab.engine.observe.facts import event_time
from podlab.engine.observe.snapshot import DRAWN, drawn_kind, is_drawn, item_of
from podlab.engine.store.store import Object, Store

MAX_OBJECTS = 200
MAX_FIELDS = 12
MAX_EVENTS = 60
MAX_SHOWN = 80
_NAMES = ("name", "type", "key", "containerPort", "port", "mountPath", "ip")
_ALWAYS_DIFFERENT = frozenset(
    {
        "uid", "resourceVersion", "creationTimestamp", "generation", "observedGeneration",
        "managedFields", "containerID", "imageID", "startTime", "startedAt", "finishedAt",
        "lastTransitionTime", "lastUpdateTime", "lastHeartbeatTime", "lastProbeTime",
        "lastScheduleTime", "lastSuccessfulTime", "completionTime", "lastTimestamp",
        "deletionTimestamp", "ownerReferences", "timeAdded", "renewTime",
    }
)  # fmt: skip


class FieldDifference(NamedTuple):
    """A field with its two values; '' where it is not set."""

    path: str
    left: str
    right: str


class Difference(NamedTuple):
    """An object that is not the same on both sides: ``code`` left, right (there alone) or both;
    statuses are the words that kubectl shows."""

    code: str
    kind: str
    resource: str
    namespace: str
    name: str
    left: str
    right: str
    fields: tuple[FieldDifference, ...]


class OwnEvent(NamedTuple):
    """An Event that only one side has."""

    side: str
    time: int
    type: str
    reason: str
    message: str
    kind: str
    name: str


def differences(left: Store, right: Store, kinds: KindTable) -> list[Difference]:
    """The drawn objects that differ, resource by resource, by name."""
    found = []
    for resource in DRAWN:
        kind = drawn_kind(kinds, resource)
        one, other = _by_place(left, resource), _by_place(right, resource)
        for place in sorted({*one, *other}):
            mine, theirs = one.get(place), other.get(place)
            fields = tuple(_fields(mine, theirs))[:MAX_FIELDS] if mine and theirs else ()
            words = [str(item_of(obj, kind)["status"]) if obj else "" for obj in (mine, theirs)]
            code = "left" if theirs is None else "right" if mine is None else "both"
            if code != "both" or fields or words[0] != words[1]:
                namespace, name = place
                found.append(
                    Difference(code, kind.kind, resource, namespace, name, words[0], words[1],
                               fields)
                )  # fmt: skip
    return found[:MAX_OBJECTS]


def _by_place(store: Store, resource: str) -> dict[tuple[str, str], Object]:
    found = {}
    for obj in store.list(resource):
        if is_drawn(obj):
            found[obj["metadata"].get("namespace", ""), obj["metadata"]["name"]] = obj
    return found


def _fields(left: Object, right: Object) -> Iterator[FieldDifference]:
    if labels_of(left) != labels_of(right):
        yield from _walk(".metadata.labels", labels_of(left), labels_of(right))
    for part in sorted({*left, *right} - {"metadata", "apiVersion", "kind"}):
        yield from _walk(f".{part}", left.get(part), right.get(part))


def _walk(path: str, left: Any, right: Any) -> Iterator[FieldDifference]:
    if left == right:
        return
    if isinstance(left, dict) and isinstance(right, dict):
        for key in sorted({*left, *right} - _ALWAYS_DIFFERENT):
            yield from _walk(f"{path}.{key}", left.get(key), right.get(key))
    elif isinstance(left, list) and isinstance(right, list) and _named(left) and _named(right):
        ours, theirs = _named(left), _named(right)
        for name in dict.fromkeys((*ours, *theirs)):
            yield from _walk(f"{path}[{name}]", ours.get(name), theirs.get(name))
    else:
        yield FieldDifference(path, _short(left), _short(right))


def _named(items: list[Any]) -> dict[str, Any]:
    """The items by what they are called; nothing if they have no names."""
    found = {}
    for item in items:
        key = next((key for key in _NAMES if isinstance(item, dict) and key in item), None)
        if key is None:
            return {}
        found[str(item[key])] = item
    return found


def _short(value: Any) -> str:
    if value is None:
        return ""
    text = value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))
    return text if len(text) <= MAX_SHOWN else f"{text[: MAX_SHOWN - 1]}…"


def own_events(left: Store, right: Store) -> list[OwnEvent]:
    """The Events that only one side has, oldest first."""
    ours, theirs = _events(left), _events(right)
    found = [_own("left", event) for what, event in ours.items() if what not in theirs]
    found += [_own("right", event) for what, event in theirs.items() if what not in ours]
    return sorted(found, key=lambda row: (row.time, row.side))[-MAX_EVENTS:]


_What = tuple[str, str, str, str, str]


def _events(store: Store) -> dict[_What, Object]:
    found: dict[_What, Object] = {}
    for event in store.list("events"):
        about = event["involvedObject"]
        what = (about.get("kind", ""), about.get("namespace", ""), about.get("name", ""),
                event.get("reason", ""), event.get("message", ""))  # fmt: skip
        found[what] = event
    return found


def _own(side: str, event: Object) -> OwnEvent:
    about = event["involvedObject"]
    return OwnEvent(
        side,
        event_time(event),
        event.get("type", ""),
        event.get("reason", ""),
        event.get("message", ""),
        about.get("kind", ""),
        about.get("name", ""),
    )
