"""A live class: what dashboards see of learners' clusters."""

import pytest
from channels.db import database_sync_to_async

from podlab.classroom.models import Classroom
from tests.classroom.desk import apply, room, row
from tests.classroom.school import a_class, a_member


@pytest.fixture
async def people():
    """A class with its instructor and two learners."""

    def make():
        found = a_class()
        teacher = found.members.get()
        return found, teacher, a_member(found, "Ada"), a_member(found, "Grace")

    return await database_sync_to_async(make)()


async def test_the_grid_shows_everybody_and_who_is_there(school, people):
    _, teacher, ada, grace = people
    dashboard = await school.dashboard(teacher)
    states = {one["name"]: one["state"] for one in dashboard.grid["rows"]}
    assert states == {"Teacher": "away", "Ada": "away", "Grace": "away"}
    await school.page(ada)
    shown = await row(dashboard, ada, lambda one: one["state"] == "working")
    assert shown["trouble"] == []
    summary = await dashboard.until(lambda m: m["t"] == "summary" and m["present"] == 1)
    assert summary["members"] == 2


async def test_a_pod_in_trouble_shows_and_goes_when_mended(school, people):
    found, teacher, ada, _ = people
    await database_sync_to_async(Classroom.objects.filter(id=found.id).update)(stuck_seconds=0)
    dashboard = await school.dashboard(teacher)
    page = await school.page(ada)
    await page.say(t="clock.speed", speed=20.0)
    await apply(page, "no-such-image-at-all:1")
    shown = await row(dashboard, ada, lambda one: bool(one["trouble"]))
    assert shown["trouble"][0]["reason"] == "ImagePullBackOff"
    assert shown["state"] == "stuck"
    summary = await dashboard.until(lambda m: m["t"] == "summary" and m["reasons"])
    assert summary["reasons"] == [{"reason": "ImagePullBackOff", "count": 1, "long": 1}]
    await apply(page, "nginx:1.27")
    await row(dashboard, ada, lambda one: not one["trouble"] and one["state"] == "working")


async def test_a_hand_goes_up_and_is_lowered_by_who_helps(school, people):
    found, teacher, ada, _ = people
    dashboard = await school.dashboard(teacher)
    page = await school.page(ada)
    await page.say(t="class.hand", room=str(found.id), up=True)
    assert (await row(dashboard, ada, lambda one: one["hand"] > 0))["name"] == "Ada"
    assert (await room(page, lambda one: one["hand"]))["me"] == "Ada"
    await dashboard.ask(t="dash.hand", member=ada.id)
    await row(dashboard, ada, lambda one: one["hand"] == 0)
    await room(page, lambda one: not one["hand"])


async def test_held_clocks_are_the_classs_and_are_given_back(school, people):
    found, teacher, ada, grace = people
    dashboard = await school.dashboard(teacher)
    page = await school.page(ada)
    await dashboard.ask(t="dash.hold", hold="paused", speed=1.0)
    assert (await room(page, lambda one: one["hold"] == "paused"))["hold"] == "paused"
    await page.until(lambda m: m["t"] == "clock" and m["clock"]["paused"])
    await page.say(t="clock.resume")
    assert (await page.hear("refused"))["code"] == "held"
    late = await school.page(grace)
    await late.until(lambda m: m["t"] == "clock" and m["clock"]["paused"])
    await dashboard.ask(t="dash.hold", hold="", speed=1.0)
    await page.until(lambda m: m["t"] == "clock" and not m["clock"]["paused"])
    await late.until(lambda m: m["t"] == "clock" and not m["clock"]["paused"])


async def test_a_member_who_leaves_is_away_and_a_removed_one_is_gone(school, people):
    _, teacher, ada, grace = people
    dashboard = await school.dashboard(teacher)
    number = grace.id
    await database_sync_to_async(grace.delete)()
    gone = await dashboard.until(lambda m: m["t"] == "grid.change" and m["delta"]["drop"])
    assert gone["delta"]["drop"] == [number]


async def test_somebody_who_joins_in_another_tab_sits_down_at_once(school, people):
    found, teacher, _, _ = people
    from podlab.classroom.classes import join
    from podlab.workbench.models import Learner

    learner = await database_sync_to_async(Learner.objects.create)(language="en")
    dashboard = await school.dashboard(teacher)

    class Stranger:
        learner_id = learner.id

    page = await school.page(Stranger)
    member = await database_sync_to_async(join)(found, learner, "Linus")
    assert (await room(page, lambda one: True))["me"] == "Linus"
    await row(dashboard, member, lambda one: one["state"] == "working")


async def test_a_clock_that_was_given_back_meanwhile_goes_on_and_an_own_pause_stays(school, people):
    _, teacher, ada, grace = people
    dashboard = await school.dashboard(teacher)
    page, own = await school.page(ada), await school.page(grace)
    await own.say(t="clock.pause")
    await own.until(lambda m: m["t"] == "clock" and m["clock"]["paused"])
    await dashboard.ask(t="dash.hold", hold="paused", speed=1.0)
    await page.until(lambda m: m["t"] == "clock" and m["clock"]["paused"])
    for tab in (page, own):
        await tab.leave()
        school.tabs.remove(tab)
    await school.forget_pages()
    await dashboard.ask(t="dash.hold", hold="", speed=1.0)
    again = await school.page(ada)
    await again.until(lambda m: m["t"] == "clock" and not m["clock"]["paused"])
    mine = await school.page(grace)
    await room(mine, lambda one: True)
    seat = school.rooms.live(str(grace.classroom_id)).seats[grace.id]
    assert seat.place.session.pace.paused


async def test_a_speed_that_is_given_back_is_the_learners_own_again(school, people):
    _, teacher, ada, grace = people
    dashboard = await school.dashboard(teacher)
    fast, stopped = await school.page(ada), await school.page(grace)
    await fast.say(t="clock.speed", speed=5.0)
    await stopped.say(t="clock.pause")
    await fast.until(lambda m: m["t"] == "clock" and m["clock"]["speed"] == 5.0)
    await stopped.until(lambda m: m["t"] == "clock" and m["clock"]["paused"])
    await dashboard.ask(t="dash.hold", hold="speed", speed=2.0)
    for page in (fast, stopped):
        await page.until(
            lambda m: m["t"] == "clock" and m["clock"]["speed"] == 2.0 and not m["clock"]["paused"]
        )
    await dashboard.ask(t="dash.hold", hold="", speed=1.0)
    await fast.until(lambda m: m["t"] == "clock" and m["clock"]["speed"] == 5.0)
    await stopped.until(
        lambda m: m["t"] == "clock" and m["clock"]["speed"] == 1.0 and m["clock"]["paused"]
    )
