"""Who is live: opening once, sleeping when idle."""

import asyncio

import pytest

from podlab.engine.spec import default_spec
from podlab.hosting.registry import Registry, UnknownCluster
from tests.hosting.memory_journal import MemoryJournal


async def test_two_users_share_one_session():
    registry = Registry(MemoryJournal(default_spec()), idle_seconds=60)
    async with registry.use("mine") as first, registry.use("mine") as second:
        assert first is second
    assert len(registry) == 1
    await registry.close_all()


async def test_an_idle_cluster_leaves_memory_and_comes_back():
    journal = MemoryJournal(default_spec())
    registry = Registry(journal, idle_seconds=0.05)
    async with registry.use("mine") as session:
        now = session.cluster.sim.now
    await asyncio.sleep(0.3)
    assert len(registry) == 0
    assert journal.snapshots
    async with registry.use("mine") as again:
        assert again is not session
        assert again.cluster.sim.now >= now
    await registry.close_all()


async def test_a_cluster_that_is_used_again_in_time_stays():
    registry = Registry(MemoryJournal(default_spec()), idle_seconds=0.2)
    async with registry.use("mine") as session:
        pass
    async with registry.use("mine") as again:
        await asyncio.sleep(0.4)
        assert again is session
    await registry.close_all()


async def test_a_name_that_is_not_kept_is_refused():
    registry = Registry(MemoryJournal(default_spec()), idle_seconds=1)
    with pytest.raises(UnknownCluster):
        async with registry.use("other"):
            pass
