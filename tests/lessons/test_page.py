"""A lesson on a page: its start state and specification, questions, hints, beginning again."""

import pytest
from asgiref.sync import sync_to_async

from lessons.models import GivenAnswer
from podlab.workbench.models import ClusterRecord, JournalRow, Learner


@pytest.fixture
async def learner(_database):
    return await Learner.objects.acreate()


async def opened(workbench, learner, lesson):
    tab = await workbench.tab(learner=learner.id, query=f"?lesson={lesson}")
    await tab.hello()
    return tab, await tab.hear("lesson")


async def commands(learner):
    rows = JournalRow.objects.filter(cluster__learner=learner)
    return [row.command["do"] async for row in rows]


async def test_the_start_state_is_made_once(workbench, learner):
    tab, _ = await opened(workbench, learner, "008_labels")
    shop = lambda m: any(one["name"] == "shop" for one in m.get("delta", {}).get("set", ()))  # noqa: E731
    await tab.until(shop, 20)
    await tab.leave()
    tab, _ = await opened(workbench, learner, "008_labels")
    assert await commands(learner) == ["run"]
    await tab.leave()


async def test_a_lessons_cluster_begins_with_its_specification(workbench, learner):
    tab, _ = await opened(workbench, learner, "032_autoscaling")
    record = await ClusterRecord.objects.aget(learner=learner)
    assert record.spec["metricsServer"] == {"resolutionSeconds": 15}
    await tab.leave()


async def test_answers_are_judged_and_kept(workbench, learner):
    tab, shown = await opened(workbench, learner, "009_phase_and_status")
    assert shown["lesson"]["steps"][0]["questions"][0]["chosen"] == -1
    answer = {"t": "lesson.answer", "step": "compare", "question": "phase"}
    await tab.say(**answer, choice=0)
    wrong = (await tab.hear("lesson.checks"))["steps"][0]["questions"][0]
    assert (wrong["passed"], wrong["chosen"]) == (False, 0)
    await tab.say(**answer, choice=1)
    right = (await tab.hear("lesson.checks"))["steps"][0]["questions"][0]
    assert right["passed"]
    await tab.say(**answer, choice=9)
    assert (await tab.hear("refused"))["code"] == "bad-message"
    await tab.leave()
    tab, shown = await opened(workbench, learner, "009_phase_and_status")
    assert shown["lesson"]["steps"][0]["questions"][0]["passed"]
    assert await sync_to_async(GivenAnswer.objects.filter(learner=learner).count)() == 2
    await tab.leave()
