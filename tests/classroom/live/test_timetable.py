"""The timetable: what is planned is handed out, what is due is collected, once, also after a
restart."""

from datetime import timedelta

import pytest
from channels.db import database_sync_to_async
from django.utils import timezone

from lessons.api import lessons
from lessons.models import Attempt, PassedCheck
from podlab.classroom import assignments, gradebook
from podlab.classroom.classes import ClassRefused
from podlab.classroom.live.timetable import Timetable
from podlab.classroom.models import Assignment, Group, Membership, Notice, Result
from podlab.hosting.registry import Registry
from podlab.workbench.durable import DatabaseJournal
from tests.classroom.school import a_class, a_member

LESSON = next(one for one in lessons() if one.place.exam is None and one.steps[0].checks)


def a_plan(opens=-10, due=None, group=0):
    """A class with two learners and an exercise that opens and is due so many seconds from now."""
    room = a_class()
    ada, grace = a_member(room, "Ada"), a_member(room, "Grace")
    teacher = room.members.get(role="instructor")
    now = timezone.now()
    times = (now + timedelta(seconds=opens), now + timedelta(seconds=due) if due else None, 0)
    return assignments.plan(teacher, LESSON.name, "lesson", group, times), ada, grace


def stand(learner, points, check=None):
    Attempt.objects.create(
        learner=learner, lesson=LESSON.name, cluster="c", points=points, most_points=40
    )
    if check:
        PassedCheck.objects.create(
            learner=learner,
            lesson=LESSON.name,
            step=LESSON.steps[0].name,
            check_name=LESSON.steps[0].checks[0].name,
            cluster="c",
            virtual_time=1,
        )


async def look():
    return await Timetable(Registry(DatabaseJournal(), 60.0)).look()


def reloaded(assignment):
    assignment.refresh_from_db()
    return assignment


async def test_an_exercise_is_handed_out_when_its_time_comes_and_not_before():
    early, _, _ = await database_sync_to_async(a_plan)(opens=3_600)
    assert early.handed_out is None
    await look()
    assert (await database_sync_to_async(reloaded)(early)).handed_out is None
    now = timezone.now()
    await database_sync_to_async(Assignment.objects.filter(id=early.id).update)(opens=now)
    assert await look() <= 10.0
    assert (await database_sync_to_async(reloaded)(early)).handed_out is not None
    await look()
    told = await database_sync_to_async(list)(
        Notice.objects.filter(classroom=early.classroom_id, kind="exercise")
    )
    assert [one.text for one in told] == [LESSON.name]


async def test_what_came_due_while_nobody_looked_is_collected_once_and_stays():
    def prepare():
        made, ada, grace = a_plan(opens=-60, due=3_600)
        stand(ada.learner, 30, check=True)
        Assignment.objects.filter(id=made.id).update(due=timezone.now() - timedelta(seconds=1))
        return made, ada, grace

    made, ada, _ = await database_sync_to_async(prepare)()
    await look()

    def results():
        stand_later = Attempt.objects.filter(learner=ada.learner)
        stand_later.update(points=40)
        return {row.member.name: (row.points, row.possible) for row in found()}

    def found():
        return Result.objects.filter(assignment=made).select_related("member")

    assert await database_sync_to_async(results)() == {"Ada": (30.0, 40.0), "Grace": (0.0, 40.0)}
    await look()
    assert (await database_sync_to_async(results)())["Ada"] == (30.0, 40.0)


def test_the_gradebook_has_a_row_for_everybody_and_formulas_are_text():
    made, ada, _ = a_plan()
    Membership.objects.filter(id=ada.id).update(name="=cmd()", number="+1")
    stand(ada.learner, 20)
    assignments.record(made)
    rows = gradebook.export(made.classroom_id)
    assert [(row.name, row.points, row.possible) for row in rows] == [
        ("=cmd()", 20.0, 40.0),
        ("Grace", 0.0, 40.0),
    ]
    lines = gradebook.as_csv(rows).splitlines()
    assert lines[0].startswith("\ufeffname,number")
    assert lines[1].startswith("'=cmd(),'+1,")


def test_an_exercise_of_a_group_is_for_that_group():
    made, ada, grace = a_plan()
    group = Group.objects.create(classroom_id=made.classroom_id, name="A")
    Membership.objects.filter(id=ada.id).update(group=group)
    Assignment.objects.filter(id=made.id).update(group=group)
    made.refresh_from_db()
    assignments.record(made)
    assert [row.member_id for row in Result.objects.filter(assignment=made)] == [ada.id]
    assert [row.name for row in gradebook.export(made.classroom_id)] == ["Ada"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"name": "no-such"}, "unknown-lesson"),
        ({"kind": "exam"}, "no-exam"),
        ({"due": -20}, "bad-dates"),
        ({"group": 10**9}, "unknown-group"),
    ],
)
def test_a_plan_that_cannot_be_is_refused(change, code):
    room = a_class()
    now = timezone.now()
    due = now + timedelta(seconds=change["due"]) if "due" in change else None
    with pytest.raises(ClassRefused) as refused:
        assignments.plan(
            room.members.get(),
            change.get("name", LESSON.name),
            change.get("kind", "lesson"),
            change.get("group", 0),
            (now, due, 0),
        )
    assert refused.value.code == code
