"""Branches in the database: going back loses nothing, and one can go back to what was left."""

import pytest
from channels.db import database_sync_to_async

from podlab.engine.commands import CommandRefused
from podlab.engine.kernel.clock import SECOND
from podlab.engine.kernel.snapshot import fingerprint
from podlab.engine.objects.meta import drop
from podlab.engine.spec import default_spec
from podlab.hosting import session as session_module
from podlab.hosting.journal import Position
from podlab.hosting.moments import MAX_MOMENTS
from podlab.hosting.registry import Registry, revive
from podlab.hosting.rewind import bring_back
from podlab.workbench import branches
from podlab.workbench.durable import DatabaseJournal
from podlab.workbench.models import ClusterRecord, JournalRow, Learner, Moment, Snapshot
from tests.patience import until

START = 1_790_000_000_000_000
OPEN = {"do": "terminal.open", "terminal": "1", "columns": 80, "rows": 24}


def run(line):
    return {"do": "run", "argv": ["bash", "-c", line]}


@pytest.fixture
async def journal():
    return DatabaseJournal()


@pytest.fixture
async def name():
    def make():
        learner = Learner.objects.create()
        return ClusterRecord.objects.create(
            learner=learner, purpose="x", spec=default_spec(), seed=7, start=START
        ).name

    return await database_sync_to_async(make)()


async def begin(journal, name):
    session = revive(name, await journal.load(name), journal)
    session.start()
    await session.command({"do": "clock.speed", "speed": 20})
    return session


async def some_time(session):
    """Wait until what was asked for is done: a few seconds of the cluster, unless it stands."""
    begun = session.cluster.sim.now
    await until(lambda: session.pace.paused or session.cluster.sim.now > begun + 4 * SECOND)


async def pause(session):
    """Let a little time pass and stop; (moment, fingerprint)."""
    await some_time(session)
    await session.command({"do": "clock.pause"})
    sim = session.cluster.sim
    return sim.now, fingerprint(session.cluster.state)


def without_revisions(cluster):
    """The fingerprint but for what a branch has of its own."""
    store = cluster.store.state
    kept = store.revision, store.abandoned
    low = store.abandoned[-1][0] if store.abandoned else store.revision
    store.revision, store.abandoned = low, store.abandoned[:-1]
    found = fingerprint(cluster.state)
    store.revision, store.abandoned = kept
    return found


def pods(session):
    return [pod["metadata"]["name"] for pod in session.cluster.store.list("pods", "default")]


async def test_a_rewind_goes_on_from_what_was_and_keeps_what_was_left(journal, name):
    session = await begin(journal, name)
    await session.command(run("kubectl run one --image=nginx"))
    then, print_then = await pause(session)
    await session.command({"do": "clock.resume"})
    await session.command(run("kubectl run two --image=nginx"))
    _, print_left = await pause(session)
    highest = session.cluster.store.revision

    await session.rewind(then)
    assert session.pace.paused
    assert session.cluster.sim.now == then
    assert without_revisions(session.cluster) == print_then
    assert session.cluster.store.revision == highest

    history = await session.history()
    (present, left) = history.branches
    assert (present.current, present.parent, present.begins) == (True, left.name, then)
    kept = revive(left.name, await journal.load(left.name), journal)
    assert fingerprint(kept.cluster.state) == print_left
    await session.close()


async def test_a_branch_comes_back_after_a_restart_and_can_be_left_again(journal, name):
    session = await begin(journal, name)
    await session.command(run("kubectl run one --image=nginx"))
    first, _ = await pause(session)
    await session.command({"do": "clock.resume"})
    await session.command(run("kubectl run two --image=nginx"))
    await pause(session)
    left_end = session.cluster.sim.now
    await session.rewind(first)
    await session.command(run("kubectl run three --image=nginx"))
    await session.command({"do": "clock.resume"})
    await pause(session)
    assert pods(session) == ["one", "three"]
    state = fingerprint(session.cluster.state)
    await session.close()

    again = revive(name, await journal.load(name), journal)
    assert fingerprint(again.cluster.state) == state
    again.start()
    left = next(one for one in (await again.history()).branches if not one.current)
    await again.rewind(left_end, left.name)
    assert pods(again) == ["one", "two"]
    await again.rewind(first)
    assert "two" not in pods(again)
    assert len((await again.history()).branches) == 4
    await again.close()


async def test_undo_takes_the_last_command_back_and_the_one_before_it(journal, name):
    session = await begin(journal, name)
    await session.command(run("kubectl run one --image=nginx"))
    await some_time(session)
    await session.command(OPEN)
    for letter in "kubectl run two --image=nginx\r":
        await session.command({"do": "terminal.input", "terminal": "1", "data": letter})
    await pause(session)
    assert pods(session) == ["one", "two"]
    await session.undo()
    assert pods(session) == ["one"]
    assert b"run two" not in session.cluster.machine.terminal_screen("1")
    await session.undo()
    assert pods(session) == []
    with pytest.raises(CommandRefused):
        await session.undo()
    await session.close()


async def test_what_is_not_in_the_past_is_refused(journal, name):
    session = await begin(journal, name)
    for time, line in ((START - 1, ""), (START + 1, "nonsense")):
        with pytest.raises(CommandRefused) as refused:
            await session.rewind(time, line)
        assert refused.value.code == "no-such-moment"
    await session.command(OPEN)
    await session.close()


async def test_open_watches_of_what_was_left_are_told_that_they_are_too_old(journal, name):
    session = await begin(journal, name)
    then, _ = await pause(session)
    left = session.cluster
    await session.command(run("kubectl run one --image=nginx"))
    await session.command({"do": "clock.resume"})
    await pause(session)
    seen = left.store.revision
    await session.rewind(then)
    for cluster, revision in ((left, seen), (session.cluster, seen)):
        with pytest.raises(Exception, match=str(revision)):
            list(cluster.store.changes_since(revision))
    await session.close()


async def test_the_series_of_moments_is_bounded_and_dense_where_it_is_new(name):
    def fill():
        for number in range(100):
            branches.keep_moment(name, Position(0, number, number * 60_000_000), b"x")
        return list(Moment.objects.filter(cluster_id=name).order_by("time"))

    kept = await database_sync_to_async(fill)()
    assert len(kept) == MAX_MOMENTS
    times = [one.time // 60_000_000 for one in kept]
    assert times[0] == 0
    assert times[-1] == 99
    gaps = [b - a for a, b in zip(times, times[1:])]
    assert gaps[-1] <= 2
    assert max(gaps) <= 20


async def test_rows_of_the_branch_that_is_left_move_with_it(journal, name):
    session = await begin(journal, name)
    then, _ = await pause(session)
    await session.command(OPEN)
    await session.rewind(then)
    count = await database_sync_to_async(JournalRow.objects.filter(cluster_id=name).count)()
    assert count == 0
    await session.command(OPEN)
    await session.close()


async def test_a_branch_whose_snapshot_cannot_be_read_lives_its_life_again(journal, name):
    session = await begin(journal, name)
    await session.command(run("kubectl create deployment web --image=nginx"))
    then, _ = await pause(session)
    await session.command(run("kubectl delete deployment web"))
    await pause(session)
    await session.rewind(then)
    await session.command(run("kubectl scale deployment web --replicas=3"))
    await session.close()

    await database_sync_to_async(Snapshot.objects.filter(cluster=name).update)(data=b"old")
    registry = Registry(journal, idle_seconds=60)
    async with registry.use(name) as again:
        assert again.position == session.position
        assert objects(again) == objects(session)
    await registry.close_all()


def objects(session):
    """All objects but for their resourceVersions."""
    found = {}
    for resource, rows in session.cluster.store.state.objects.items():
        for place, one in rows.items():
            found[resource, *place] = drop(one, ("metadata", "resourceVersion"))
    return found


async def test_a_recent_moment_comes_back_from_memory_and_shares_with_what_was(
    journal, name, monkeypatch
):
    monkeypatch.setattr(session_module, "SNAPSHOT_EVERY", 2)
    session = await begin(journal, name)
    await session.command(run("kubectl create deployment web --image=nginx"))
    await session.command(run("kubectl get pods"))  # a moment is kept here
    then, _ = await pause(session)
    await session.command(run("kubectl delete deployment web"))
    await pause(session)
    used = []

    async def watched(past, near=None):
        used.append(near)
        return await bring_back(past, near)

    monkeypatch.setattr(session_module, "bring_back", watched)
    left = session.cluster
    await session.rewind(then)
    assert used[0] is not None
    assert used[0].at.time <= then
    mine, theirs = ({id(one) for one in cluster.store.state.changes}
                    for cluster in (session.cluster, left))  # fmt: skip
    assert len(mine & theirs) > 0.5 * len(mine)
    await session.close()


async def test_what_a_moment_is_does_not_depend_on_memory(journal, name, monkeypatch):
    monkeypatch.setattr(session_module, "SNAPSHOT_EVERY", 2)
    session = await begin(journal, name)
    await session.command(run("kubectl create deployment web --image=nginx"))
    await session.command(run("kubectl get pods"))
    then, _ = await pause(session)
    await session.command({"do": "clock.resume"})
    await pause(session)
    near = await session.moment(then)
    far = await bring_back(await journal.past(name, then, ""))
    assert fingerprint(near.state) == fingerprint(far.state)
    await session.close()
