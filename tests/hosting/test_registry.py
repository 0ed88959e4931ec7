"""Who is live: opening once, sleeping when idle."""

import asyncio

import pytest

from podlab.engine.spec import default_spec
from podlab.hosting.journal import NoSuchMoment
from podlab.hosting.registry import Registry, TooManyClusters, UnknownCluster
from tests.hosting.memory_journal import MemoryJournal
from tests.patience import until


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
    await until(lambda: journal.snapshots)
    assert len(registry) == 0
    async with registry.use("mine") as again:
        assert again is not session
        assert again.cluster.sim.now >= now
    await registry.close_all()


async def test_what_leaves_memory_is_swept_up_sooner_while_nobody_is_there(monkeypatch):
    told = []
    monkeypatch.setattr("podlab.hosting.registry.Sweeper.left", lambda _, busy: told.append(busy))
    registry = Registry(ManyJournal(default_spec()), idle_seconds=0)
    async with registry.use("mine"):
        async with registry.use("yours"):
            pass
        await until(lambda: told == [True])
    await until(lambda: told == [True, False])
    await registry.close_all()


async def test_who_comes_while_a_cluster_is_written_down_waits_for_it(monkeypatch):
    journal, writing, go_on = MemoryJournal(default_spec()), asyncio.Event(), asyncio.Event()
    write = journal.snapshot

    async def slowly(*what):
        writing.set()
        await go_on.wait()
        await write(*what)

    monkeypatch.setattr(journal, "snapshot", slowly)
    registry = Registry(journal, idle_seconds=0)
    async with registry.use("mine") as before:
        pass
    await writing.wait()
    coming = asyncio.create_task(registry.use("mine").__aenter__())
    for _ in range(100):
        await asyncio.sleep(0)
    assert not coming.done()
    go_on.set()
    again = await coming
    assert again is not before
    assert again.cluster.sim.now >= before.cluster.sim.now
    await registry.close_all()


async def test_a_cluster_that_is_used_again_in_time_stays():
    registry = Registry(MemoryJournal(default_spec()), idle_seconds=1.0)
    async with registry.use("mine") as session:
        pass
    async with registry.use("mine") as again:
        await asyncio.sleep(1.2)
        assert again is session
    await registry.close_all()


async def test_a_name_that_is_not_kept_is_refused():
    registry = Registry(MemoryJournal(default_spec()), idle_seconds=1)
    with pytest.raises(UnknownCluster):
        async with registry.use("other"):
            pass


async def test_a_snapshot_of_another_version_is_made_good_by_the_journal():
    journal = MemoryJournal(default_spec())
    registry = Registry(journal, idle_seconds=60)
    async with registry.use("mine") as session:
        await session.command({"do": "run", "argv": ["kubectl", "run", "web", "--image=nginx"]})
        await session.command({"do": "clock.step"})
    await registry.close_all()
    journal.snapshots[-1] = (journal.snapshots[-1][0], b"of another version")
    async with Registry(journal, idle_seconds=60).use("mine") as again:
        assert again.position == session.position
        assert again.cluster.machine.state.name == session.cluster.machine.state.name
        assert names(again) == names(session)
        assert again.cluster.store.revision > session.cluster.store.revision


async def test_a_copy_whose_snapshot_cannot_be_read_is_not_there_any_more(monkeypatch):
    journal = MemoryJournal(default_spec())
    registry = Registry(journal, idle_seconds=60)
    async with registry.use("mine"):
        pass
    await registry.close_all()
    journal.snapshots[-1] = (journal.snapshots[-1][0], b"of another version")

    async def nothing(cluster):
        raise NoSuchMoment(cluster)

    monkeypatch.setattr(journal, "from_birth", nothing)
    with pytest.raises(UnknownCluster):
        async with Registry(journal, idle_seconds=60).use("mine"):
            pass


def names(session):
    """The uids of all objects."""
    objects = session.cluster.store.state.objects
    return {one["metadata"]["uid"] for rows in objects.values() for one in rows.values()}


class ManyJournal(MemoryJournal):
    """Keeps any cluster."""

    async def load(self, cluster):
        return await super().load("mine")


async def test_who_is_idle_makes_room_and_who_is_in_use_does_not():
    registry = Registry(ManyJournal(default_spec()), idle_seconds=60, most=1)
    async with registry.use("a"):
        with pytest.raises(TooManyClusters):
            async with registry.use("b"):
                pass
    async with registry.use("b"):
        assert len(registry) == 1
    await registry.close_all()
