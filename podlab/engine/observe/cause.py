"""The life of one object: each change, who wrote it, and the chain of causes behind it.

Built from recorded causes alone.  Not here: words for learners (``observe.narrate``).
"""

from collections.abc import Iterator
from typing import Any

from podlab.engine.kernel.causes import Cause
from podlab.engine.kernel.simulation import Simulation
from podlab.engine.objects.kinds import KindTable
from podlab.engine.observe.snapshot import item_of
from podlab.engine.store.store import Change, Store

MAX_ROWS = 200
MAX_CAUSES = 2_000


def timeline(sim: Simulation, store: Store, kinds: KindTable, uid: str) -> list[dict[str, Any]]:
    """The changes of an object that are still kept, oldest first (``TimelineRow`` shapes)."""
    rows = [change for change in store.state.changes if change.object["metadata"].get("uid") == uid]
    return [_row(sim, kinds, change) for change in rows[-MAX_ROWS:]]


def _row(sim: Simulation, kinds: KindTable, change: Change) -> dict[str, Any]:
    kind = kinds.by_resource(change.key.resource)
    status = item_of(change.object, kind)["status"] if kind is not None else ""
    chain = sim.state.causes.chain(change.cause)
    return {
        "time": change.time,
        "revision": change.revision,
        "status": "Deleted" if change.type == "DELETED" else status,
        "component": change.component,
        "causes": list(_distinct(chain)),
    }


def _distinct(chain: list[Cause]) -> Iterator[list[str]]:
    """The causes without repetitions: a container that crashes for hours has thousands of them."""
    last: list[str] = []
    for cause in chain[:MAX_CAUSES]:
        row = [cause.component, cause.action, cause.subject]
        if row != last:
            yield row
        last = row
