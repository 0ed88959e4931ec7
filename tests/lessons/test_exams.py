"""Timed exams: begun on a new cluster, handed in or ended by the bell, judged, judged again."""

from datetime import timedelta

import pytest
from asgiref.sync import sync_to_async
from django.utils import timezone

from lessons import catalog, exams, selectors
from lessons.bell import Bell
from lessons.exams import ExamRefused
from lessons.models import Attempt, Mark
from podlab.hosting.registry import Registry
from podlab.workbench.durable import DatabaseJournal
from podlab.workbench.models import ClusterRecord, Learner

EXAM = "050_exam_workloads"
SHOP = "kubectl create deployment {app} --image=nginx:1.27 --replicas={replicas}"


@pytest.fixture
async def learner(_database):
    return await Learner.objects.acreate()


@pytest.fixture
async def registry(_database):
    registry = Registry(DatabaseJournal(), 60)
    yield registry
    await registry.close_all()


async def run(registry, attempt, line):
    """Run a line in the exam's cluster, and let it take effect."""
    async with registry.use(attempt.cluster) as session:
        await session.command({"do": "run", "argv": ["bash", "-c", line]})
        session.cluster.sim.run_until(session.cluster.sim.now + 30_000_000)


async def begun(registry, learner, **more):
    return await exams.start_exam(registry, str(learner.id), EXAM, **more)


async def overdue(attempt):
    past = timezone.now() - timedelta(seconds=1)
    await Attempt.objects.filter(id=attempt.id).aupdate(deadline=past)


async def test_an_exam_is_marked_check_by_check_with_evidence(registry, learner):
    attempt = await begun(registry, learner, variant=0)
    values = catalog.lesson(EXAM, 0).values
    await run(registry, attempt, SHOP.format(**values))
    found = await exams.submit(registry, attempt.id)
    by_check = {(row.step, row.check_name): row for row in found.rows}
    assert by_check["deploy", "ready"].points == 10
    assert by_check["expose", "answers"].points == 0
    assert by_check["expose", "answers"].code == "object-missing"
    assert 0 < found.points < found.most_points
    sitting = found.attempt
    assert (sitting.end, sitting.end_branch) == ("submitted", attempt.cluster)
    assert sitting.end_sequence >= 1
    assert sitting.end_time > sitting.start_time
    assert sitting.evidence


async def test_something_half_done_brings_its_share(registry, learner):
    attempt = await begun(registry, learner, variant=0)
    values = {**catalog.lesson(EXAM, 0).values, "replicas": "1"}
    await run(registry, attempt, SHOP.format(**values))
    found = await exams.submit(registry, attempt.id)
    ready = next(row for row in found.rows if row.check_name == "ready")
    assert 0 < ready.points < 10
    assert ready.code == "too-few-pods"


async def test_what_is_handed_in_stays(registry, learner):
    attempt = await begun(registry, learner)
    first = await exams.submit(registry, attempt.id)
    await run(registry, attempt, SHOP.format(**catalog.lesson(EXAM, attempt.variant).values))
    again = await exams.submit(registry, attempt.id)
    assert again.points == first.points == 0


async def test_marked_again_from_what_was_kept(registry, learner):
    attempt = await begun(registry, learner)
    await run(registry, attempt, SHOP.format(**catalog.lesson(EXAM, attempt.variant).values))
    first = await exams.submit(registry, attempt.id)
    await run(registry, attempt, "kubectl delete deployments --all")
    await Mark.objects.filter(attempt=attempt.id).aupdate(points=0)  # as if the check was wrong
    again = await sync_to_async(exams.remark)(attempt.id)
    assert again.points == first.points > 0
    assert {row.marking for row in again.rows} == {2}
    assert await Mark.objects.filter(attempt=attempt.id, marking=1).aexists()


async def test_the_bell_rings_for_exams_that_ended_while_nobody_was_there(registry, learner):
    attempt = await begun(registry, learner)
    await run(registry, attempt, SHOP.format(**catalog.lesson(EXAM, attempt.variant).values))
    await registry.close_all()
    await overdue(attempt)
    later = Registry(DatabaseJournal(), 60)  # the server starts again
    bell = Bell(later)
    await bell.start()
    await bell.close()
    found = await sync_to_async(exams.marks)(attempt.id)
    assert found.attempt.end == "bell"
    assert found.points > 0
    await later.close_all()


async def test_the_bell_waits_for_what_is_still_running(registry, learner):
    attempt = await begun(registry, learner, minutes=5)
    await (
        Attempt.objects.exclude(id=attempt.id)
        .filter(finished=None)
        .aupdate(finished=timezone.now())
    )
    left = await Bell(registry).ring()
    assert 200 < left <= 300
    with pytest.raises(ExamRefused, match="exam-not-over"):
        await sync_to_async(exams.marks)(attempt.id)


async def test_refusals(registry, learner):
    with pytest.raises(ExamRefused, match="unknown-exam"):
        await exams.start_exam(registry, str(learner.id), "001_a_bare_pod")
    with pytest.raises(ExamRefused, match="unknown-exam"):
        await exams.start_exam(registry, str(learner.id), "no-such-lesson")
    with pytest.raises(ExamRefused, match="unknown-attempt"):
        await exams.submit(registry, "00000000-0000-0000-0000-000000000000")
    await begun(registry, learner)
    with pytest.raises(ExamRefused, match="exam-running"):
        await begun(registry, learner)


async def test_a_second_sitting_has_a_new_cluster_and_forgets_answers(registry, learner):
    first = await begun(registry, learner)
    await exams.submit(registry, first.id)
    second = await begun(registry, learner)
    assert second.cluster != first.cluster
    assert await ClusterRecord.objects.filter(name=first.cluster, archived=True).aexists()
    found = await sync_to_async(selectors.attempts_of)(str(learner.id), EXAM)
    assert [row.end for row, _ in found] == ["", "submitted"]


async def test_neighbours_get_other_variants(registry):
    seeds = []
    for _ in range(3):
        learner = await Learner.objects.acreate()
        attempt = await begun(registry, learner)
        seeds.append(attempt.variant)
    assert len({str(catalog.lesson(EXAM, seed).values) for seed in seeds}) == 3
