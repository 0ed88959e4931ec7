"""The journal in the database: two owners, group commit, what comes back."""

import asyncio
import uuid

import pytest
from channels.db import database_sync_to_async

from podlab.engine.spec import default_spec
from podlab.hosting.journal import Position, Row, StaleOwner
from podlab.workbench import durable
from podlab.workbench.durable import DatabaseJournal
from podlab.workbench.models import ClusterRecord, Learner


@pytest.fixture
async def cluster():
    def make():
        learner = Learner.objects.create()
        record = ClusterRecord.objects.create(
            learner=learner, purpose="x", spec=default_spec(), seed=7, start=1_000
        )
        return record.name

    return await database_sync_to_async(make)()


def row(sequence, do="terminal.input", **fields):
    return Row(Position(sequence, sequence * 10, sequence * 1_000), {"do": do, **fields})


async def test_what_was_appended_is_loaded_in_order(cluster):
    journal = DatabaseJournal()
    for number in (1, 2, 3):
        await journal.append(cluster, row(number))
    record = await DatabaseJournal().load(cluster)
    assert [one.position.sequence for one in record.rows] == [1, 2, 3]
    assert record.birth.seed == 7
    assert record.snapshot is None
    assert record.reached is None


async def test_a_name_that_is_not_kept_is_none():
    assert await DatabaseJournal().load(uuid.uuid4().hex) is None


async def test_of_two_writers_one_is_told_that_it_is_not_the_owner(cluster):
    first, second = DatabaseJournal(), DatabaseJournal()
    outcomes = await asyncio.gather(
        first.append(cluster, row(1)), second.append(cluster, row(1)), return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in outcomes) == ["NoneType", "StaleOwner"]


async def test_one_bad_row_does_not_undo_its_neighbours(cluster):
    journal = DatabaseJournal()
    await journal.append(cluster, row(1))
    outcomes = await asyncio.gather(
        *(journal.append(cluster, row(number)) for number in (2, 1, 3)), return_exceptions=True
    )
    assert isinstance(outcomes[1], StaleOwner)
    assert [one.position.sequence for one in (await journal.load(cluster)).rows] == [1, 2, 3]


async def test_what_comes_together_is_written_together(cluster, monkeypatch):
    sizes = []
    original = durable._run_batch

    def counted(batch):
        sizes.append(len(batch))
        original(batch)

    monkeypatch.setattr(durable, "_run_batch", counted)
    journal = DatabaseJournal()
    await asyncio.gather(*(journal.append(cluster, row(number)) for number in range(1, 101)))
    assert sum(sizes) == 100
    assert len(sizes) < 50


async def test_a_snapshot_replaces_the_rows_before_it(cluster):
    journal = DatabaseJournal()
    for number in (1, 2, 3):
        await journal.append(cluster, row(number))
    await journal.snapshot(cluster, Position(2, 20, 2_000), b"bytes")
    record = await journal.load(cluster)
    assert (record.snapshot, record.snapshot_at.sequence) == (b"bytes", 2)
    assert [one.position.sequence for one in record.rows] == [3]
    await journal.snapshot(cluster, Position(3, 30, 3_000), b"newer")
    assert (await journal.load(cluster)).snapshot == b"newer"


async def test_a_mark_never_goes_back(cluster):
    journal = DatabaseJournal()
    await journal.mark(cluster, Position(1, 50, 5_000), False, 2.0)
    await journal.mark(cluster, Position(1, 40, 4_000), True, 1.0)
    record = await journal.load(cluster)
    assert record.reached == Position(1, 50, 5_000)
    assert (record.paused, record.speed) == (False, 2.0)


@pytest.mark.parametrize(("command", "paused", "speed"), [
    ({"do": "clock.pause"}, True, 1.0),
    ({"do": "clock.step"}, True, 1.0),
    ({"do": "clock.speed", "speed": 4.0}, False, 4.0),
])  # fmt: skip
async def test_the_pace_is_kept_with_the_command_that_changed_it(cluster, command, paused, speed):
    journal = DatabaseJournal()
    await journal.append(cluster, row(1, **command))
    record = await journal.load(cluster)
    assert (record.paused, record.speed) == (paused, speed)


async def test_a_transaction_that_fails_fails_every_one_of_its_writers(cluster, monkeypatch):
    journal = DatabaseJournal()

    def broken(*_):
        raise ZeroDivisionError

    monkeypatch.setattr(durable, "_append", broken)
    outcomes = await asyncio.gather(
        journal.append(cluster, row(1)), journal.append(cluster, row(2)), return_exceptions=True
    )
    assert [type(one) for one in outcomes] == [ZeroDivisionError] * 2
    monkeypatch.undo()
    await journal.append(cluster, row(1))


async def test_the_rows_of_a_cluster_that_was_deleted_hurt_nobody_else(cluster):
    journal = DatabaseJournal()
    gone = uuid.uuid4().hex
    outcomes = await asyncio.gather(
        journal.append(cluster, row(1)),
        journal.append(gone, row(1)),
        journal.snapshot(gone, Position(1, 10, 1_000), b"x"),
        journal.append(cluster, row(2)),
        return_exceptions=True,
    )
    assert [type(one) for one in outcomes] == [type(None), StaleOwner, StaleOwner, type(None)]
    assert len((await journal.load(cluster)).rows) == 2
