"""The dashboard's socket: coming back, bad messages, too many of them."""

import asyncio

import pytest
from channels.db import database_sync_to_async

from podlab.classroom.classes import raise_hand
from podlab.classroom.consumers.dashboard import DashboardConsumer
from podlab.workbench.consumers import conversation
from tests.classroom.desk import row
from tests.classroom.school import a_class, a_member
from tests.patience import PATIENCE


@pytest.fixture
async def people():
    """A class, its instructor, a learner."""

    def make():
        found = a_class()
        return found, found.members.get(), a_member(found, "Ada")

    return await database_sync_to_async(make)()


async def test_a_dashboard_that_comes_back_gets_what_it_missed(school, people):
    found, teacher, ada = people
    first = await school.dashboard(teacher)
    stream, seen = first.welcome["stream"], first.last
    await first.leave()
    school.tabs.remove(first)
    await database_sync_to_async(raise_hand)(ada, True)
    parked = DashboardConsumer.parked[stream]
    async with asyncio.timeout(PATIENCE):
        while not parked.outlet.waiting:
            await asyncio.sleep(0.05)
    again = await school.socket(f"/ws/class/{found.id}/", teacher.learner_id, hello=False)
    await again.say(t="hello", stream=stream, seen=seen, lang="en")
    assert (await row(again, ada, lambda one: one["hand"] > 0))["name"] == "Ada"
    greetings = [one for one in again.heard if one["t"] == "welcome"]
    assert all(not one["fresh"] for one in greetings)
    assert not [one for one in again.heard if one["t"] == "grid"]


async def test_another_persons_stream_is_not_taken_up(school, people):
    found, teacher, _ = people
    first = await school.dashboard(teacher)
    stream = first.welcome["stream"]
    await first.leave()
    school.tabs.remove(first)
    helper = await database_sync_to_async(a_member)(found, "Helper", "assistant")
    other = await school.socket(f"/ws/class/{found.id}/", helper.learner_id, hello=False)
    await other.say(t="hello", stream=stream, seen=0, lang="en")
    welcome = await other.hear("welcome")
    assert (welcome["fresh"], welcome["role"]) == (True, "assistant")
    assert welcome["stream"] != stream


@pytest.mark.parametrize(
    "text", [" ", "{", "[]", '{"t":"dash.fault"}', '{"t":"terminal.input"}', '{"t":"no.such"}']
)
async def test_a_bad_message_is_refused_and_the_dashboard_goes_on(school, people, text):
    _, teacher, ada = people
    tab = await school.dashboard(teacher)
    await tab.raw(text)
    assert (await tab.hear("refused"))["code"] == "bad-message"
    assert (await tab.ask(t="dash.member", member=ada.id))["member"]["name"] == "Ada"


async def test_before_hello_nothing_is_done(school, people):
    found, teacher, ada = people
    tab = await school.socket(f"/ws/class/{found.id}/", teacher.learner_id, hello=False)
    await tab.say(t="dash.member", id=1, member=ada.id)
    assert (await tab.hear("refused"))["code"] == "not-ready"


async def test_a_flood_ends_the_socket(school, people, monkeypatch):
    _, teacher, _ = people
    monkeypatch.setattr(conversation, "BURST", 20.0)
    monkeypatch.setattr(conversation, "MESSAGES_A_SECOND", 1.0)
    tab = await school.dashboard(teacher)
    for _ in range(40):
        await tab.say(t="ack", seen=0)
    assert await tab.closed() == conversation.CLOSE_TOO_FAST


async def test_the_lesson_that_is_shown_can_be_changed_and_must_be_one(school, people):
    _, teacher, _ = people
    tab = await school.dashboard(teacher)
    second = tab.welcome["lessons"][1]["name"]
    await tab.say(t="dash.show", lesson=second)
    grid = await tab.hear("grid")
    assert grid["lesson"] == second
    assert all(len(one["cells"]) == len(grid["steps"]) for one in grid["rows"])
    await tab.say(t="dash.show", lesson="no-such")
    assert (await tab.hear("refused"))["code"] == "unknown-lesson"


async def test_the_language_changes_titles(school, people):
    _, teacher, _ = people
    tab = await school.dashboard(teacher)
    english = tab.grid["steps"]
    await tab.say(t="lang", lang="zh-hans")
    assert (await tab.hear("grid"))["steps"] != english
