"""Why a field has its value: who owns it, which write gave it the value, what led to that write.

A field is named by a JSON pointer (RFC 6901) into the object as its YAML shows it.  Not here: what
the field means.
"""

import json
from typing import Any

from podlab.engine.observe.facts import Fact, Params, Records, stamp
from podlab.engine.observe.origins import origin
from podlab.engine.store.store import Change, Object

MAX_DEPTH = 40
MAX_SHOWN = 80
_NAMES = ("name", "type", "key", "containerPort", "port", "mountPath", "ip", "uid")
"""Fields by which an item of a list is known again when the list has changed."""
_ABSENT = object()


def field_facts(records: Records, obj: Object, pointer: str) -> list[Fact]:
    """Facts about one field of an object."""
    path = parts_of(pointer)
    value = _follow(obj, path)
    ref = records.ref(obj)
    told: Params = {"path": _text(obj, path), "kind": ref.kind, "name": ref.name}
    if value is _ABSENT:
        facts = [Fact("field-unset", told, (ref,))]
    else:
        facts = [Fact("field", {**told, "value": _short(value)}, (ref,))]
        facts += _owners(records, obj, path)
    return facts + _written(records, obj, path, value)


def parts_of(pointer: str) -> list[str]:
    """The parts of a JSON pointer."""
    parts = pointer.split("/")[1 : MAX_DEPTH + 1]
    return [part.replace("~1", "/").replace("~0", "~") for part in parts]


def _follow(value: Any, path: list[str]) -> Any:
    for part in path:
        if isinstance(value, dict) and part in value:
            value = value[part]
        elif isinstance(value, list) and part.isdecimal() and int(part) < len(value):
            value = value[int(part)]
        else:
            return _ABSENT
    return value


def _text(value: Any, path: list[str]) -> str:
    """The path as people write it, items of lists by their names."""
    text = ""
    for part in path:
        inner = _follow(value, [part])
        named = _named(inner) if isinstance(value, list) else None
        if named is not None:
            text += f"[{named[0]}={named[1]}]"
        else:
            text += f"[{part}]" if isinstance(value, list) else f".{part}"
        value = inner
    return text or "."


def _named(item: Any) -> tuple[str, Any] | None:
    if not isinstance(item, dict):
        return None
    return next(((key, item[key]) for key in _NAMES if key in item), None)


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))
    return text if len(text) <= MAX_SHOWN else f"{text[: MAX_SHOWN - 1]}…"


# --- who owns it ------------------------------------------------------------------------------
def _owners(records: Records, obj: Object, path: list[str]) -> list[Fact]:
    """The managers of the field, by ``metadata.managedFields``."""
    facts = []
    for entry in records.managed(obj):
        if _owns(entry.get("fieldsV1") or {}, obj, path):
            told: Params = {
                "manager": entry.get("manager", ""),
                "operation": " ".join(
                    filter(None, (entry.get("operation"), entry.get("subresource")))
                ),
            }
            facts.append(Fact("field-owned", told, (), stamp(entry.get("time"))))
    return facts or [Fact("field-unowned")]


def _owns(fields: Object, value: Any, path: list[str]) -> bool:
    """Whether a set of fields has the field, something in it, or all around it."""
    for part in path:
        if set(fields) <= {"."} and fields is not None:
            return "." in fields or not fields
        inner = _follow(value, [part])
        element = _element(fields, value, part, inner)
        if element is None:
            return False
        fields, value = fields[element], inner
    return True


def _element(fields: Object, value: Any, part: str, inner: Any) -> str | None:
    if not isinstance(value, list):
        return f"f:{part}" if f"f:{part}" in fields else None
    for element in fields:
        sort, _, rest = element.partition(":")
        if sort == "k" and isinstance(inner, dict):
            if json.loads(rest).items() <= inner.items():
                return element
        elif (sort == "v" and json.loads(rest) == inner) or element == f"i:{part}":
            return element
    return None


# --- who wrote it -----------------------------------------------------------------------------
def _written(records: Records, obj: Object, path: list[str], value: Any) -> list[Fact]:
    """The write since which the field is as it is, and what led to it."""
    changes = records.changes(obj["metadata"]["uid"])
    places = _places(obj, path)
    since: Change | None = None
    for change in reversed(changes):
        if _find(change.object, places) != value:
            break
        since = change
    if since is None:
        return [Fact("not-recorded")]
    before = _ABSENT if since.previous is None else _find(since.previous, places)
    if since.previous is not None and before == value:
        return [Fact("field-older"), Fact("not-recorded")]
    facts = origin(records, since)
    if since.previous is None:
        return [Fact("field-from-start", {}, (), since.time), *facts]
    old = "" if before is _ABSENT else _short(before)
    return [Fact("field-set", {"before": old}, (), since.time), *facts]


_Place = str | tuple[str, Any]


def _places(value: Any, path: list[str]) -> list[_Place]:
    """The path with items of lists by what they are called rather than by where they stand."""
    found: list[_Place] = []
    for part in path:
        inner = _follow(value, [part])
        named = _named(inner) if isinstance(value, list) else None
        found.append(part if named is None else named)
        value = inner
    return found


def _find(value: Any, places: list[_Place]) -> Any:
    for place in places:
        if isinstance(place, tuple):
            items = value if isinstance(value, list) else ()
            key, wanted = place
            value = next(
                (one for one in items if isinstance(one, dict) and one.get(key) == wanted), _ABSENT
            )
        else:
            value = _follow(value, [place])
        if value is _ABSENT:
            return value
    return value
