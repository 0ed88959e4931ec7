"""The grid's rows and the summary: members, their presence and their progress, put together.

Pure functions; shapes are those of ``classroom.shapes``.  Not here: when rows are made afresh
(``classroom.board``).
"""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from lessons.api import Lesson, Progress, shares
from podlab.classroom.live.facts import ClassFacts
from podlab.classroom.live.presence import Seat
from podlab.classroom.live.telling import look_row
from podlab.classroom.models import Membership
from podlab.classroom.moment import in_ms
from podlab.classroom.permissions import Role

Row = dict[str, Any]

ACTIVE_STEP_MS = 10_000
"""How exactly a row says when somebody did something last: a typist does not change it with
every key."""
STUCK_MS = 600_000
"""No check for so long, though at work in the lesson, is stuck too; or for ``STUCK_FACTOR`` times
as long as the class allows a Pod to be in trouble."""
STUCK_FACTOR = 4


def row_of(
    facts: ClassFacts,
    member: Membership,
    seat: Seat | None,
    standing: tuple[Lesson, Progress],
    now: int,
) -> Row:
    """One learner."""
    group = next((one.name for one in facts.groups if one.id == member.group_id), "")
    looks = facts.open_looks(member.id)
    lesson, done = standing
    cells = shares(lesson, done)
    return {
        "id": member.id,
        "name": member.name,
        "group": group,
        "role": member.role,
        "state": state_of(facts, seat, lesson, cells, now),
        "lesson": seat.place.purpose if seat else "",
        "cells": cells,
        "met": len(set(done.met)),
        "hints": sum(done.hints.values()),
        "hand": in_ms(member.hand),
        "active": seat.active // ACTIVE_STEP_MS * ACTIVE_STEP_MS if seat else 0,
        "paused": seat.place.session.pace.paused if seat else False,
        "trouble": [
            {"reason": reason, "pods": span.pods, "since": span.since}
            for reason, span in (seat.spans.items() if seat else ())
        ],
        "watched": any(look.state == "allowed" and look.kind == "view" for look in looks),
        "looks": [look_row(look) for look in looks],
    }


def state_of(
    facts: ClassFacts, seat: Seat | None, lesson: Lesson, cells: list[float], now: int
) -> str:
    """away, done, stuck, idle or working."""
    if seat is None:
        return "away"
    if is_done(lesson, cells):
        return "done"
    limit = facts.room.stuck_seconds * 1_000
    if seat.longest(now) >= limit:
        return "stuck"
    if seat.idle(now):
        return "idle"
    quiet = now - seat.progressed
    if seat.place.purpose == lesson.name and quiet >= max(limit * STUCK_FACTOR, STUCK_MS):
        return "stuck"
    return "working"


def is_done(lesson: Lesson, cells: list[float]) -> bool:
    """Whether every step that must be done is."""
    return all(share >= 1.0 for step, share in zip(lesson.steps, cells) if not step.optional)


def summary_of(rows: Iterable[Row], stuck_ms: int, now: int) -> Row:
    """``summary``: the class in numbers."""
    learners = [row for row in rows if row["role"] == Role.LEARNER]
    states = Counter(row["state"] for row in learners)
    count: Counter[str] = Counter()
    long: Counter[str] = Counter()
    for row in learners:
        for trouble in row["trouble"]:
            count[trouble["reason"]] += 1
            long[trouble["reason"]] += now - trouble["since"] >= stuck_ms
    return {
        "t": "summary",
        "members": len(learners),
        "present": len(learners) - states["away"],
        "idle": states["idle"],
        "stuck": states["stuck"],
        "hands": sum(row["hand"] > 0 for row in learners),
        "done": states["done"],
        "reasons": [
            {"reason": reason, "count": number, "long": long[reason]}
            for reason, number in sorted(count.items(), key=lambda item: (-item[1], item[0]))
        ],
    }
