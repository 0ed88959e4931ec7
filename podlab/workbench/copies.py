"""Copies of clusters: what one is now, or was at a moment, as a new cluster of somebody's own.

The copy begins a life of its own where it was made; the original does not notice.  Not here: who
may copy whose cluster.
"""

import uuid
from typing import Any

from channels.db import database_sync_to_async
from django.db import transaction

from podlab.hosting.journal import Position
from podlab.hosting.registry import Registry
from podlab.hosting.rewind import bring_back, written_out
from podlab.workbench.branches import keep_moment
from podlab.workbench.models import ClusterRecord, SharedMoment, Snapshot

LATEST = 2**62
"""As a time: the end of a cluster's life so far."""


async def copy_now(
    registry: Registry, cluster: str, owner: uuid.UUID, purpose: str, *, running: bool = False
) -> str:
    """A copy of a cluster as it is, paused if it is not to be ``running``; its name."""
    async with registry.use(cluster) as session:
        at = session.position
        data = session.cluster.snapshot()
    name: str = await database_sync_to_async(_keep)(cluster, owner, purpose, (at, data))
    if running:
        await database_sync_to_async(_let_run)(name)
    return name


async def copy_at(
    registry: Registry, cluster: str, time: int, owner: uuid.UUID, purpose: str
) -> str:
    """A copy of a cluster as it was at a virtual time (what is to come is as it is now); its name.

    Raises:
        NoSuchMoment: the time is not in the cluster's past, or there is no such cluster.
    """
    if time >= await database_sync_to_async(_reached)(cluster):
        return await copy_now(registry, cluster, owner, purpose)
    past = await registry.journal.past(cluster, time, "")
    was = await bring_back(past)
    at = Position(past.sequence, was.sim.state.steps, was.sim.now)
    data = await written_out(was.state)
    name: str = await database_sync_to_async(_keep)(cluster, owner, purpose, (at, data))
    return name


def _reached(cluster: str) -> int:
    """How far a cluster is known to have got: nobody is made to wait for its future.  Of a
    new one nothing may be known yet but when it began."""
    found = ClusterRecord.objects.filter(name=cluster).values_list("start", "reached_time")
    return max((max(times) for times in found), default=0)


def _let_run(name: str) -> None:
    ClusterRecord.objects.filter(name=name).update(paused=False, speed=1.0)


def _keep(cluster: str, owner: uuid.UUID, purpose: str, what: tuple[Position, bytes]) -> str:
    """Keep a copy in the place of the owner's last one for the purpose, which is archived."""
    at, data = what
    with transaction.atomic():
        original = ClusterRecord.objects.get(name=cluster)
        last = ClusterRecord.objects.filter(learner_id=owner, purpose=purpose, archived=False)
        last.update(archived=True)
        copy = begin_at(original, at, data, learner_id=owner, purpose=purpose, speed=original.speed)
        return copy.name


def begin_at(
    origin: ClusterRecord | SharedMoment, at: Position, data: bytes, **own: Any
) -> ClusterRecord:
    """A new cluster that goes on from a moment of another's life, paused; ``own`` are the fields
    that it does not have from its origin."""
    copy = ClusterRecord.objects.create(
        spec=origin.spec,
        seed=origin.seed,
        start=origin.start,
        reached_sequence=at.sequence,
        reached_steps=at.steps,
        reached_time=at.time,
        branch_time=at.time,
        paused=True,
        **own,
    )
    values = {"sequence": at.sequence, "steps": at.steps, "time": at.time}
    Snapshot.objects.create(cluster=copy, data=data, **values)
    keep_moment(copy.name, at, data)
    return copy
