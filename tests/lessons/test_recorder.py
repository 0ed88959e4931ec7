"""The recorder writes in order, does not make the page wait, and goes on after a failed write."""

import asyncio
import uuid

import pytest
from asgiref.sync import sync_to_async
from django.db import DatabaseError

from lessons import services
from lessons.checks import Marks
from lessons.cohort import progress_in
from lessons.goals.verdict import missing
from lessons.models import Attempt, AttemptEvent
from lessons.recorder import Recorder
from lessons.selectors import marks_of
from podlab.workbench.models import Learner
from tests.patience import PATIENCE

FACT = missing("image-not-there", "not found", container="c", image="ngnix")
MARKS = Marks(hints={"compare": 1}, observed={"compare": [FACT]})


class Session:
    """Stands at a place of a cluster's life."""

    name = "a-cluster"

    class position:
        sequence, time = 3, 1_790_000_000_000_000


@pytest.fixture
async def attempt(_database):
    def make():
        learner = Learner.objects.create()
        return services.attempt_for(str(learner.id), "009_phase_and_status", "a-cluster", False)

    return await sync_to_async(make)()


async def events(attempt):
    return [(row.kind, row.name, row.sequence) async for row in
            AttemptEvent.objects.filter(attempt=attempt).order_by("id")]  # fmt: skip


async def test_what_happened_is_written_in_its_order(attempt):
    recorder, learner = Recorder(), str(attempt.learner_id)
    recorder.hint(learner, attempt, "compare", MARKS, Session)
    recorder.answer(learner, attempt, ("compare", "phase"), 1, Session)
    recorder.passed(learner, attempt, [("compare", "phase")], Session)
    recorder.misconceptions(learner, attempt, [("compare", "odd")], Session)
    assert await events(attempt) == []
    await recorder.settled()
    assert await events(attempt) == [
        ("hint", "", 3),
        ("answer", "phase", 3),
        ("check", "phase", 3),
        ("misconception", "odd", 3),
    ]


async def test_hints_are_known_again_the_written_and_the_observed(attempt):
    recorder, learner = Recorder(), str(attempt.learner_id)
    recorder.hint(learner, attempt, "compare", MARKS, Session)
    await recorder.settled()
    known = await sync_to_async(marks_of)(learner, attempt.lesson)
    assert known.hints == MARKS.hints
    assert known.observed == MARKS.observed
    assert known.hints_of("compare") == 2
    who = uuid.UUID(learner)
    seen_by_class = await sync_to_async(progress_in)(attempt.lesson, [who])
    assert seen_by_class[who].hints == {"compare": 2}


async def test_a_check_passes_once(attempt):
    recorder, learner = Recorder(), str(attempt.learner_id)
    for _ in range(2):
        recorder.passed(learner, attempt, [("compare", "phase")], Session)
    await recorder.settled()
    assert len(await events(attempt)) == 1


async def test_a_lesson_that_is_done_ends_its_attempt_once(attempt):
    recorder = Recorder()
    recorder.points(attempt, 60, 60, done=True)
    await recorder.settled()
    first = await Attempt.objects.aget(id=attempt.id)
    recorder.points(attempt, 60, 60, done=True)
    await recorder.settled()
    again = await Attempt.objects.aget(id=attempt.id)
    assert (first.end, first.points) == ("done", 60)
    assert again.finished == first.finished


async def test_a_write_that_fails_stops_nothing(attempt, monkeypatch):
    def broken(*words):
        raise DatabaseError("the disk is full")

    recorder = Recorder()
    monkeypatch.setattr(services, "record_hint", broken)
    recorder.hint(str(attempt.learner_id), attempt, "compare", MARKS, Session)
    recorder.points(attempt, 5, 60, done=False)
    async with asyncio.timeout(PATIENCE):
        await recorder.settled()
    assert (await Attempt.objects.aget(id=attempt.id)).points == 5
