"""The start state of a lesson is made once, whatever comes in between."""

import asyncio

import pytest
from asgiref.sync import sync_to_async

from lessons import catalog
from lessons.beginning import begin
from lessons.models import Attempt
from podlab.engine.commands import CommandRefused
from podlab.hosting.registry import Registry
from podlab.workbench.durable import DatabaseJournal
from podlab.workbench.learners import cluster_for
from podlab.workbench.models import JournalRow, Learner

LESSON = "033_broken_selector"
START = 1_790_000_000_000_000


@pytest.fixture
async def registry(_database):
    registry = Registry(DatabaseJournal(), 60)
    yield registry
    await registry.close_all()


@pytest.fixture
async def attempt(_database):
    def make():
        learner = Learner.objects.create()
        record = cluster_for(learner, LESSON, START)
        return Attempt.objects.create(learner=learner, lesson=LESSON, cluster=record.name)

    return await sync_to_async(make)()


async def rows(attempt):
    found = JournalRow.objects.filter(cluster_id=attempt.cluster).order_by("sequence")
    return [row.command async for row in found]


async def test_two_pages_at_once_make_it_once(registry, attempt):
    lesson = catalog.lesson(LESSON, 3)
    async with registry.use(attempt.cluster) as session:
        await asyncio.gather(*(begin(session, lesson, attempt) for _ in range(3)))
    assert len(await rows(attempt)) == len(lesson.start) == 1
    kept = await Attempt.objects.aget(id=attempt.id)
    assert kept.start_time >= START


async def test_a_server_that_ended_in_between_goes_on_where_it_stood(registry, attempt):
    lesson = catalog.load(catalog.CONTENT / LESSON)
    more = {"do": "run", "argv": ["kubectl", "create", "configmap", "second"]}
    object.__setattr__(lesson, "start", (lesson.start[0], more))
    async with registry.use(attempt.cluster) as session:
        await session.command({**lesson.start[0], "start": True})
    await registry.close_all()
    async with registry.use(attempt.cluster) as session:
        await begin(session, lesson, attempt)
    assert [row["argv"][1] for row in await rows(attempt)] == ["apply", "create"]


async def test_it_is_not_made_again_on_a_branch_from_the_very_beginning(registry, attempt):
    lesson = catalog.lesson(LESSON)
    async with registry.use(attempt.cluster) as session:
        await begin(session, lesson, attempt)
        await session.rewind(START)
        kept = await Attempt.objects.aget(id=attempt.id)
        session._progress.sequence = 0  # as a branch whose journal begins anew would have it
        await begin(session, lesson, kept)
        assert session.position.sequence == 0


async def test_it_cannot_be_undone(registry, attempt):
    async with registry.use(attempt.cluster) as session:
        await begin(session, catalog.lesson(LESSON), attempt)
        with pytest.raises(CommandRefused, match="no-such-moment"):
            await session.undo()
