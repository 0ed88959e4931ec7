"""A lesson on a page: its start state, questions, hints, attempts, beginning again, exams."""

import asyncio

import pytest
from asgiref.sync import sync_to_async
from django.utils import timezone

from benchmarks.checks import MAKE
from lessons import catalog
from lessons.models import Attempt, GivenAnswer
from podlab.workbench.models import ClusterRecord, JournalRow, Learner
from tests.patience import PATIENCE


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
    await tab.until(shop)
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


async def test_a_look_that_would_come_too_soon_is_taken_later(workbench, learner, monkeypatch):
    monkeypatch.setattr("lessons.page.JUDGE_SECONDS", 0.5)
    tab, _ = await opened(workbench, learner, "002_a_deployment")
    await tab.say(t="terminal.open", terminal="1", columns=100, rows=30)
    await tab.until(lambda m: "]# " in m.get("data", ""))
    await tab.say(t="clock.pause")
    await tab.say(t="terminal.input", terminal="1", data=MAKE + "\r")
    for _ in range(20):
        await tab.say(t="clock.step")
    await tab.until(is_created, 20)
    await tab.leave()


def is_created(message):
    steps = message["steps"] if message["t"] == "lesson.checks" else []
    return any(one["id"] == "created" and one["passed"] for step in steps for one in step["checks"])


async def attempts(tab, lesson=""):
    return (await tab.ask(t="lesson.attempts", lesson=lesson))["attempts"]


async def told(tab, wanted, lesson=""):
    """The attempts, once what happens in them is written down as wanted."""
    async with asyncio.timeout(PATIENCE):
        while not wanted(rows := await attempts(tab, lesson)):
            await asyncio.sleep(0.05)
    return rows


async def test_an_attempt_keeps_what_happened_in_it(workbench, learner):
    tab, _ = await opened(workbench, learner, "012_resources")
    answer = {"t": "lesson.answer", "step": "qos", "question": "limits"}
    await tab.say(**answer, choice=0)
    await tab.say(**answer, choice=2)
    await tab.say(t="lesson.hint", step="oom")
    await tab.until(lambda m: m["t"] == "lesson.checks" and m["steps"][1]["hints"])
    (row,) = await told(tab, lambda rows: len(rows[0]["events"]) == 4)
    kinds = [event["kind"] for event in row["events"]]
    assert sorted(kinds) == ["answer", "answer", "check", "hint"]
    assert (row["end"], row["points"], row["mostPoints"]) == ("", 8, 70)
    await tab.leave()


async def test_a_reset_ends_the_attempt_and_leaves_the_free_cluster_alone(workbench, learner):
    tab = await workbench.tab(learner=learner.id, query="?lesson=")
    free = (await tab.hello())["cluster"]
    await tab.say(t="lesson.open", name="008_labels")
    first = (await tab.hear("welcome"))["cluster"]
    await tab.hear("lesson")
    await tab.say(t="lesson.reset")
    second = (await tab.hear("welcome"))["cluster"]
    await tab.hear("lesson")
    await tab.say(t="lesson.open", name="")
    assert (await tab.hear("welcome"))["cluster"] == free
    assert len({free, first, second}) == 3
    assert [row["end"] for row in await attempts(tab, "008_labels")] == ["", "reset"]
    await tab.leave()


async def test_learners_side_by_side_get_other_variants_and_keep_theirs(workbench):
    shown = []
    for _ in range(2):
        learner = await Learner.objects.acreate()
        tab, lesson = await opened(workbench, learner, "035_broken_crash")
        shown.append(lesson["lesson"]["steps"][0]["html"])
        await tab.say(t="lesson.reset")
        again = await tab.hear("lesson")
        assert again["lesson"]["steps"][0]["html"] == shown[-1]
        await tab.leave()
    assert shown[0] != shown[1]


async def test_nobody_goes_back_to_before_the_lessons_beginning(workbench, learner):
    tab, _ = await opened(workbench, learner, "008_labels")
    record = await ClusterRecord.objects.aget(learner=learner, archived=False)
    refused = await tab.ask(t="clock.rewind", time=record.start, branch="")
    assert refused["code"] == "before-lesson"
    assert (await tab.ask(t="clock.undo"))["code"] == "no-such-moment"
    await tab.leave()


async def test_checks_say_which_branch_they_judge(workbench, learner):
    tab, shown = await opened(workbench, learner, "001_a_bare_pod")
    assert shown["lesson"]["branch"] == {"number": 1, "begins": 0}
    await tab.say(t="terminal.open", terminal="1", columns=80, rows=24)
    await tab.screen("]# ")
    await tab.say(t="terminal.input", terminal="1", data="echo d''one\r")
    await tab.screen("done")
    await tab.say(t="clock.undo", id=9)
    again = await tab.hear("lesson")
    assert again["lesson"]["branch"]["number"] == 2
    assert again["lesson"]["branch"]["begins"] > 0
    await tab.leave()


async def test_an_exam_on_the_page(workbench, learner):
    tab, ready = await opened(workbench, learner, "050_exam_workloads")
    assert ready["lesson"]["exam"]["state"] == "ready"
    assert ready["lesson"]["steps"] == []
    await tab.say(t="lesson.begin")
    running = (await tab.hear("lesson"))["lesson"]
    assert running["exam"]["state"] == "running"
    assert running["exam"]["deadline"] > running["exam"]["now"]
    for kind, code in [("clock.pause", "exam-clock"), ("clock.undo", "exam-rewind"),
                       ("lesson.hint", "bad-message"), ("lesson.reset", "exam-running"),
                       ("lesson.begin", "exam-running")]:  # fmt: skip
        await tab.say(t=kind, id=3, step="deploy")
        assert (await tab.hear("refused"))["code"] == code, kind
    await tab.say(t="lesson.answer", step="job", question="limit", choice=1)
    told = next(one for one in (await tab.hear("lesson.checks"))["steps"] if one["id"] == "job")[
        "questions"
    ][0]
    assert (told["chosen"], told["passed"], told["reply"]) == (1, False, "")
    await tab.say(t="lesson.submit")
    over = (await tab.hear("lesson"))["lesson"]
    assert (over["exam"]["state"], over["exam"]["end"]) == ("over", "submitted")
    assert over["points"] == 10  # the question
    assert [one["points"] for one in over["exam"]["marks"]].count(10) == 1
    await tab.leave()


async def test_the_bell_hands_in_before_the_learners_eyes(workbench, learner):
    tab, _ = await opened(workbench, learner, "050_exam_workloads")
    await tab.say(t="lesson.begin")
    await tab.hear("lesson")
    await Attempt.objects.filter(learner=learner).aupdate(deadline=timezone.now())
    await tab.say(t="lang", lang="en")  # the page reads the new deadline
    state = lambda message: message["t"] == "lesson" and message["lesson"]["exam"]["state"]  # noqa: E731
    over = await tab.until(lambda message: state(message) == "over")
    assert over["lesson"]["exam"]["end"] == "bell"
    await tab.leave()


async def test_a_finished_lesson_ends_its_attempt_and_stays_done(workbench, learner):
    tab, shown = await opened(workbench, learner, "035_broken_crash")
    variant = (await Attempt.objects.aget(learner=learner)).variant
    values = catalog.lesson("035_broken_crash", variant).values
    made = f"kubectl wait --for=create deployment/{values['app']}"  # the start state goes on yet
    mend = f"{made} && kubectl set env deployment/{values['app']} {values['mend']}"
    await tab.say(t="clock.speed", speed=20)
    await tab.say(t="terminal.open", terminal="1", columns=80, rows=24)
    await tab.say(t="terminal.input", terminal="1", data=mend + "\r")
    done = await tab.until(lambda m: m["t"] == "lesson.checks" and m["done"])
    assert done["points"] == done["mostPoints"]
    await told(tab, lambda rows: rows[-1]["end"] == "done", "035_broken_crash")
    await tab.say(t="lesson.reset")
    listed = await tab.hear("lessons")
    entry = next(one for one in listed["lessons"] if one["name"] == "035_broken_crash")
    assert (entry["done"], entry["points"]) == (True, 10)
    assert [row["end"] for row in await attempts(tab, "035_broken_crash")][1:] == ["done"]
    await tab.leave()
