"""Helpers' copies: kept while they can be opened, deleted afterwards."""

from datetime import timedelta

import pytest
from channels.db import database_sync_to_async
from django.utils import timezone

from podlab.classroom import copies
from podlab.classroom.copies import BEING_MADE, clean_up
from podlab.classroom.models import Look
from podlab.engine.spec import default_spec
from podlab.workbench.models import ClusterRecord
from tests.classroom.desk import row
from tests.classroom.school import a_class, a_member

LONG_AGO = BEING_MADE + timedelta(seconds=5)


class Helper:
    """Somebody who helps in a class, and a learner."""

    def __init__(self):
        self.room = a_class()
        self.member = self.room.members.get()
        self.owner = self.member.learner_id
        self.ada = a_member(self.room, "Ada")

    def copy(self, state, age=LONG_AGO, kind="help"):
        """A copy whose look is in a state."""
        look = Look.objects.create(
            member=self.ada, by=self.member, by_name="T", kind="copy", state=state
        )
        made = self.cluster(f"{kind}:{look.id}", age)
        look.copy = made
        look.save()
        return made.name

    def cluster(self, purpose, age=LONG_AGO, **more):
        made = ClusterRecord.objects.create(
            learner_id=self.owner, purpose=purpose, spec=default_spec(), seed=1, start=1, **more
        )
        ClusterRecord.objects.filter(name=made.name).update(created=timezone.now() - age)
        return made

    def names(self):
        return set(ClusterRecord.objects.filter(learner=self.owner).values_list("name", flat=True))


@pytest.fixture
async def helper():
    return await database_sync_to_async(Helper)()


async def test_what_cannot_be_opened_any_more_is_deleted_and_nothing_else(school, helper):
    def make():
        kept = {
            helper.copy("allowed"),
            helper.copy("allowed", kind="replay"),
            helper.copy("ended", age=timedelta()),
            helper.cluster("").name,
            helper.cluster("001_a_bare_pod").name,
            helper.cluster("helpful").name,
        }
        gone = helper.copy("ended")
        helper.cluster("help:1", left_by=gone, archived=True)
        helper.copy("ended", kind="replay")
        return kept

    kept = await database_sync_to_async(make)()
    assert await clean_up(school.registry, helper.owner) == 2
    assert await database_sync_to_async(helper.names)() == kept
    assert await clean_up(school.registry, helper.owner) == 0


async def test_the_oldest_beyond_the_limit_are_ended(school, helper, monkeypatch):
    monkeypatch.setattr(copies, "MOST_COPIES", 2)

    def make():
        return [helper.copy("allowed") for _ in range(3)]

    oldest, *newer = await database_sync_to_async(make)()
    assert await clean_up(school.registry, helper.owner) == 1
    assert await database_sync_to_async(helper.names)() == set(newer)

    def states():
        looks = Look.objects.filter(member=helper.ada).order_by("id")
        return [(one.state, one.copy_id is not None, one.ended is not None) for one in looks]

    assert await database_sync_to_async(states)() == [
        ("ended", False, True), ("allowed", True, False), ("allowed", True, False),
    ]  # fmt: skip


async def test_another_helpers_copies_are_not_touched(school, helper):
    other = await database_sync_to_async(Helper)()
    name = await database_sync_to_async(other.copy)("ended")
    assert await clean_up(school.registry, helper.owner) == 0
    assert name in await database_sync_to_async(other.names)()


async def test_a_copy_goes_with_the_look_that_its_helper_ends(school, helper):
    dashboard, page = await school.dashboard(helper.member), await school.page(helper.ada)
    asked = await dashboard.ask(t="dash.look", member=helper.ada.id, kind="copy")
    number = asked["look"]["id"]
    await page.say(t="class.look", look=number, allow=True)
    await row(dashboard, helper.ada, lambda one: any(look["url"] for look in one["looks"]))
    copy = await school.socket(f"/ws/copy/{number}/", helper.owner)
    name = (await copy.hear("welcome"))["cluster"]

    def grow_old():
        was = timezone.now() - LONG_AGO
        ClusterRecord.objects.filter(name=name).update(created=was)

    await database_sync_to_async(grow_old)()
    await dashboard.ask(t="dash.look.end", look=number)
    assert name not in await database_sync_to_async(helper.names)()
    assert (await dashboard.ask(t="dash.help", look=number))["code"] == "no-copy"
