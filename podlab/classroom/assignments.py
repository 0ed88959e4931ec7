"""Exercises of a class: planned, handed out, collected; what counts is a row, written once.

Not here: when the time comes (``classroom.timetable``), the gradebook (``classroom.gradebook``).
"""

import logging
import uuid
from datetime import datetime, timedelta
from typing import Any

from channels.db import database_sync_to_async
from django.db import transaction
from django.utils import timezone

from lessons.api import Attempt, ExamRefused, lesson, progress_in, remark, shares, submit
from podlab.classroom.classes import ClassRefused
from podlab.classroom.groups import addressed
from podlab.classroom.live.facts import for_group
from podlab.classroom.models import Assignment, Membership, Notice, Result
from podlab.classroom.permissions import Role
from podlab.classroom.results import possible
from podlab.hosting.registry import Registry, TooManyClusters, UnknownCluster
from podlab.hosting.session import Crashed

log = logging.getLogger("podlab.classroom")

MAX_OPEN = 100
MAX_MINUTES = 24 * 60


def hand_out_now(by: Membership, name: str, kind: str, group: int, minutes: int) -> Assignment:
    """Hand an exercise out, for so many minutes (0: no limit)."""
    now = timezone.now()
    due = now + timedelta(minutes=minutes) if minutes else None
    return plan(by, name, kind, group, (now, due, minutes))


def plan(
    by: Membership,
    name: str,
    kind: str,
    group: int,
    times: tuple[datetime, datetime | None, int],
) -> Assignment:
    """Plan an exercise; one whose time has come is handed out at once.  ``times`` are when it
    opens, when it is due, and the minutes that were asked for."""
    opens, due, minutes = times
    found = lesson(name)
    if found is None:
        raise ClassRefused("unknown-lesson", name=name[:100])
    if kind == "exam" and found.place.exam is None:
        raise ClassRefused("no-exam", name=name)
    if not 0 <= minutes <= MAX_MINUTES or (due is not None and due <= opens):
        raise ClassRefused("bad-dates")
    with transaction.atomic():
        mine = Assignment.objects.filter(classroom_id=by.classroom_id)
        if mine.filter(collected=None).count() >= MAX_OPEN:
            raise ClassRefused("too-many-exercises", limit=MAX_OPEN)
        made = Assignment.objects.create(
            classroom_id=by.classroom_id,
            lesson=name,
            kind=kind,
            group=addressed(by, group),
            opens=opens,
            due=due,
            minutes=minutes,
        )
        if opens <= timezone.now():
            hand_out(made, by)
        return made


def hand_out(assignment: Assignment, by: Membership | None = None) -> None:
    """The learners see it from now on."""
    with transaction.atomic():
        held = Assignment.objects.select_for_update().filter(id=assignment.id).first()
        if held is None or held.handed_out is not None:
            return
        held.handed_out = timezone.now()
        held.save(update_fields=["handed_out"])
        Notice.objects.create(
            classroom_id=held.classroom_id,
            sender=by,
            group=held.group,
            kind="exercise",
            text=held.lesson,
        )


async def collect(registry: Registry, room: uuid.UUID, assignment_id: int) -> None:
    """Collect an exercise: running exams are handed in, then what everybody has is written down.
    One that was collected stays as it is.

    Raises:
        ClassRefused: the class has no such exercise.
    """
    assignment = await database_sync_to_async(_find)(room, assignment_id)
    if assignment.collected is not None:
        return
    if assignment.kind == "exam":
        for attempt in await database_sync_to_async(_running)(assignment):
            await _hand_in(registry, attempt)
    await database_sync_to_async(record)(assignment)


def _find(room: uuid.UUID, assignment_id: int) -> Assignment:
    found = Assignment.objects.filter(classroom_id=room, id=assignment_id).first()
    if found is None:
        raise ClassRefused("unknown-exercise")
    return found


async def _hand_in(registry: Registry, attempt: Attempt) -> None:
    """One exam that cannot be judged now does not keep the others from being so."""
    try:
        await submit(registry, attempt.id, "bell")
    except (ExamRefused, UnknownCluster, TooManyClusters, Crashed) as error:
        log.warning("exam %s could not be collected: %s", attempt.id, error)


def _takers(assignment: Assignment) -> list[Membership]:
    learners = Membership.objects.filter(classroom_id=assignment.classroom_id, role=Role.LEARNER)
    return for_group(assignment.group_id, learners)


def _sittings(assignment: Assignment) -> Any:
    """The attempts that count for an exercise, without what they were judged by."""
    learners = [one.learner_id for one in _takers(assignment) if one.learner_id]
    mine = Attempt.objects.filter(learner_id__in=learners, lesson=assignment.lesson)
    return mine.defer("evidence").order_by("points", "started")


def _running(assignment: Assignment) -> list[Attempt]:
    return list(_sittings(assignment).filter(exam=True, finished=None))


def record(assignment: Assignment) -> None:
    """Write down what everybody has; in one transaction with the exercise being collected."""
    found = lesson(assignment.lesson)
    exam = assignment.kind == "exam"
    best: dict[Any, Attempt] = {}
    for attempt in _sittings(assignment).filter(exam=exam):
        if not exam or assignment.handed_out is None or attempt.started >= assignment.handed_out:
            best[attempt.learner_id] = attempt
    takers = _takers(assignment)
    learners = [one.learner_id for one in takers if one.learner_id]
    progress = progress_in(assignment.lesson, learners)
    with transaction.atomic():
        held = Assignment.objects.select_for_update().filter(id=assignment.id).first()
        if held is None or held.collected is not None:
            return
        held.collected = timezone.now()
        held.save(update_fields=["collected"])
        for member in takers:
            attempt = best.get(member.learner_id)
            detail: dict[str, Any] = {"attempt": str(attempt.id) if attempt else ""}
            if found is not None and member.learner_id in progress:
                steps = [step.name for step in found.steps]
                detail["steps"] = dict(zip(steps, shares(found, progress[member.learner_id])))
            Result.objects.update_or_create(
                assignment=held,
                member=member,
                defaults={
                    "points": float(attempt.points) if attempt else 0.0,
                    "possible": possible(found, attempt),
                    "detail": detail,
                },
            )


def mark_again(assignment: Assignment) -> int:
    """Judge a collected exam again by the checks as they are now, from the state that was kept of
    each attempt; how many results changed.  What cannot be judged again stays as it is."""
    changed = 0
    for result in Result.objects.filter(assignment=assignment).exclude(detail__attempt=""):
        try:
            again = remark(result.detail["attempt"])
        except ExamRefused:
            continue
        if result.points != again.points:
            result.points, result.possible = float(again.points), float(again.most_points)
            result.save(update_fields=["points", "possible", "recorded"])
            changed += 1
    return changed


def due_by(now: datetime) -> tuple[list[Assignment], list[Assignment]]:
    """The exercises to be handed out and those to be collected at a time."""
    waiting = Assignment.objects.filter(handed_out=None, opens__lte=now, classroom__ended=None)
    over = Assignment.objects.filter(collected=None, due__lte=now).exclude(handed_out=None)
    return list(waiting.order_by("opens")[:100]), list(over.order_by("due")[:100])


def next_time(now: datetime) -> datetime | None:
    """When the next exercise opens or is due."""
    opens = Assignment.objects.filter(handed_out=None, opens__gt=now).order_by("opens")
    due = Assignment.objects.filter(collected=None, due__gt=now).order_by("due")
    times = [*opens.values_list("opens", flat=True)[:1], *due.values_list("due", flat=True)[:1]]
    return min((time for time in times if time is not None), default=None)
