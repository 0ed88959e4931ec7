"""Rewinding: a cluster as it was at a moment of its past, from snapshot and journal.

The replay runs in slices, so that other clusters keep the event loop.  Not here: what is kept of
the branch that is left (``journal.Fork``), or swapping a session's cluster (``session``).
"""

import asyncio
from typing import Any

from podlab.engine.cluster import Cluster
from podlab.engine.commands import CommandRefused, perform
from podlab.engine.kernel.sharing import share
from podlab.engine.kernel.snapshot import in_pieces
from podlab.hosting.journal import Past, Position
from podlab.hosting.moments import LiveMoment
from podlab.hosting.pacer import wall_now

SLICE_SECONDS = 0.004
EVENTS_AT_ONCE = 50


def advance_to(cluster: Cluster, position: Position) -> None:
    """Run exactly the events that had run at a position."""
    state = cluster.sim.state
    while state.steps < position.steps and cluster.sim.step():
        pass
    cluster.sim.next_time()  # as a live run does after its last event: forgets cancelled ones
    state.now = max(state.now, position.time)


def replay(cluster: Cluster, command: dict[str, object]) -> None:
    """Carry out a journalled command again; what was refused then is refused now."""
    if str(command.get("do", "")).startswith("clock."):
        return  # a matter of pace: what time passed is in the positions of the rows
    try:
        perform(cluster, command)
    except CommandRefused:
        return


class _Slices:
    """Lets others have the event loop now and then."""

    def __init__(self) -> None:
        self._end = wall_now() + SLICE_SECONDS

    async def breathe(self) -> None:
        if wall_now() >= self._end:
            await asyncio.sleep(0)
            self._end = wall_now() + SLICE_SECONDS


async def written_out(state: Any) -> bytes:
    """A snapshot of a state that does not change meanwhile."""
    slices = _Slices()
    pieces = []
    for piece in in_pieces(state):
        pieces.append(piece)
        await slices.breathe()
    return b"".join(pieces)


async def bring_back(past: Past, near: LiveMoment | None = None) -> Cluster:
    """The cluster as it was at a moment; ``near`` is an earlier one that is still in memory, with
    which the new cluster shares what has not changed.

    Where the journal knows how many events had run (before a command), exactly these run; else all
    that were due up to the time.
    """
    cluster = _nearest(past) if near is None else Cluster(share(near.state))
    slices = _Slices()
    for row in past.rows:
        if near is not None and row.position.sequence <= near.at.sequence:
            continue
        await _run_to(cluster, row.position, slices)
        replay(cluster, row.command)
    if past.steps is not None:
        await _run_to(cluster, Position(past.sequence, past.steps, past.time), slices)
        return cluster
    while not cluster.sim.run_until(past.time, EVENTS_AT_ONCE):
        await slices.breathe()
    return cluster


def _nearest(past: Past) -> Cluster:
    if past.snapshot is not None:
        return Cluster.restore(past.snapshot)
    return Cluster.create(past.birth.spec, past.birth.seed, past.birth.start)


async def _run_to(cluster: Cluster, position: Position, slices: _Slices) -> None:
    state = cluster.sim.state
    while state.steps < position.steps:
        for _ in range(min(EVENTS_AT_ONCE, position.steps - state.steps)):
            if not cluster.sim.step():
                break
        else:
            await slices.breathe()
            continue
        break
    cluster.sim.next_time()  # forgets cancelled events, see ``advance_to``
    state.now = max(state.now, position.time)
