"""An exam of a class: handed out, begun by learners, collected at the bell, judged again."""

import pytest
from channels.db import database_sync_to_async

from lessons.api import ExamRefused, lessons, start_exam
from podlab.classroom import assignments
from podlab.classroom.models import Assignment, Result
from tests.classroom.school import a_class, a_member

EXAM = next((one for one in lessons() if one.place.exam is not None), None)

pytestmark = pytest.mark.skipif(EXAM is None, reason="the course has no exam")


async def test_what_runs_at_the_bell_is_handed_in_and_can_be_judged_again(school):
    def prepare():
        room = a_class()
        ada, grace = a_member(room, "Ada"), a_member(room, "Grace")
        teacher = room.members.get(role="instructor")
        return assignments.hand_out_now(teacher, EXAM.name, "exam", 0, 10), ada, grace

    made, ada, grace = await database_sync_to_async(prepare)()
    attempt = await start_exam(school.registry, str(ada.learner_id), EXAM.name)
    with pytest.raises(ExamRefused):
        await start_exam(school.registry, str(ada.learner_id), EXAM.name)
    await assignments.collect(school.registry, made.classroom_id, made.id)

    def results():
        rows = Result.objects.filter(assignment=made).select_related("member")
        return {row.member.name: (row.detail["attempt"], row.possible > 0) for row in rows}

    assert await database_sync_to_async(results)() == {
        "Ada": (str(attempt.id), True),
        "Grace": ("", True),
    }

    def again():
        Result.objects.filter(assignment=made, member=ada).update(points=-1.0)
        return assignments.mark_again(Assignment.objects.get(id=made.id))

    assert await database_sync_to_async(again)() == 1
    assert await database_sync_to_async(again)() == 1


async def test_a_collected_exam_is_over_on_the_learners_page_too(school):
    def prepare():
        room = a_class()
        ada = a_member(room, "Ada")
        teacher = room.members.get(role="instructor")
        return assignments.hand_out_now(teacher, EXAM.name, "exam", 0, 10), ada

    made, ada = await database_sync_to_async(prepare)()
    page = await school.page(ada, EXAM.name)
    await page.say(t="lesson.begin")
    await page.until(lambda m: m["t"] == "lesson" and _exam_of(m) == "running")
    await assignments.collect(school.registry, made.classroom_id, made.id)
    await page.until(lambda m: m["t"] == "lesson" and _exam_of(m) == "over")


def _exam_of(message):
    exam = message["lesson"]["exam"]
    return exam and exam["state"]
