"""What changed in the picture since a revision: the old picture plus the delta is the new one.

Not here: the items themselves (``observe.snapshot``).
"""

from typing import Any

from podlab.engine.objects.kinds import KindTable
from podlab.engine.observe.snapshot import DRAWN, drawn_kind, is_drawn, item_of
from podlab.engine.store.store import Object, Store

_DRAWN = frozenset(DRAWN)


def delta_since(store: Store, kinds: KindTable, revision: int) -> dict[str, Any] | None:
    """Items to set and identifiers to drop since a revision; None if nothing changed.

    Raises:
        Compacted: the change log does not reach back that far: make a picture afresh.
    """
    latest: dict[str, tuple[str, Object]] = {}
    gone: dict[str, None] = {}
    for change in store.changes_since(revision):
        if change.key.resource not in _DRAWN or not is_drawn(change.object):
            continue
        uid = change.object["metadata"]["uid"]
        if change.type == "DELETED":
            latest.pop(uid, None)
            gone[uid] = None
        else:
            latest[uid] = (change.key.resource, change.object)
    if not latest and not gone:
        return None
    items = [item_of(obj, drawn_kind(kinds, resource)) for resource, obj in latest.values()]
    return {"set": items, "drop": list(gone)}


def apply_delta(items: list[dict[str, Any]], delta: dict[str, Any]) -> list[dict[str, Any]]:
    """A picture with a delta worked in, as a page does it."""
    by_id = {item["id"]: item for item in items}
    for item in delta["set"]:
        by_id[item["id"]] = item
    for uid in delta["drop"]:
        by_id.pop(uid, None)
    return list(by_id.values())
