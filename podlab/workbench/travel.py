"""A page's looks into the past: two moments side by side, links to a moment, names of branches.

One costly look at a time and page.  Not here: going back (``hosting.session``), the timeline
(``workbench.past``), opening a link (``workbench.permalinks``).
"""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from channels.db import database_sync_to_async

from podlab.engine.cluster import Cluster
from podlab.engine.kernel.sharing import share
from podlab.engine.observe.compare import differences, own_events
from podlab.engine.observe.snapshot import picture
from podlab.hosting.journal import Position
from podlab.hosting.rewind import written_out
from podlab.hosting.session import Session
from podlab.workbench import permalinks
from podlab.workbench.messages import BadMessage

Message = dict[str, Any]
MOMENT_PATH = "/moment/"


class Travel:
    """One page's looks into the past."""

    def __init__(self) -> None:
        self._busy = False

    async def compare(self, session: Session, message: Message) -> Message:
        """``comparison`` of two moments, each of any branch."""
        with self._alone():
            left = await _at(session, message["leftTime"], message["leftBranch"])
            right = await _at(session, message["rightTime"], message["rightBranch"])
            return {"comparison": _comparison(left, right)}

    async def share(self, session: Session, message: Message, learner: str) -> Message:
        """A link to a moment, as ``text``."""
        with self._alone():
            cluster = await _at(session, message["time"], message["branch"])
            state = share(cluster.state)
            at = Position(0, state.simulation.steps, state.simulation.now)
            data = await written_out(state)
            keep = database_sync_to_async(permalinks.keep)
            try:
                signed: str = await keep(session.name, uuid.UUID(learner), at, data)
            except permalinks.TooLarge as error:
                raise BadMessage("too-large", limit=permalinks.MAX_BYTES) from error
        return {"text": f"{MOMENT_PATH}{signed}"}

    @contextmanager
    def _alone(self) -> Iterator[None]:
        if self._busy:
            raise BadMessage("busy")
        self._busy = True
        try:
            yield
        finally:
            self._busy = False


async def _at(session: Session, time: int, branch: str) -> Cluster:
    """The live cluster for the end of the present branch, else the moment brought back."""
    if not branch and time >= session.cluster.sim.now:
        return session.cluster
    return await session.moment(time, branch)


def _comparison(left: Cluster, right: Cluster) -> Message:
    return {
        "left": _side(left),
        "right": _side(right),
        "objects": [
            {**row._asdict(), "fields": [one._asdict() for one in row.fields]}
            for row in differences(left.store, right.store, left.kinds)
        ],
        "events": [row._asdict() for row in own_events(left.store, right.store)],
    }


def _side(cluster: Cluster) -> Message:
    items = picture(cluster.store, cluster.kinds)
    pods = [item for item in items if item["kind"] == "Pod"]
    return {
        "time": cluster.sim.now,
        "objects": len(items),
        "pods": len(pods),
        "ready": sum(bool(item["ready"]) for item in pods),
    }
