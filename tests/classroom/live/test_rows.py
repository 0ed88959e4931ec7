"""Rows and summary: what makes somebody away, done, stuck, idle or working."""

from types import SimpleNamespace

import pytest

from lessons.api import Progress, lessons
from podlab.classroom.live.presence import GRACE_MS, IDLE_MS, Seat, Span
from podlab.classroom.live.rows import STUCK_MS, row_of, state_of, summary_of

LESSON = lessons()[0]
NOW = 10_000_000
OPEN = [0.0] * len(LESSON.steps)
DONE = [0.0 if step.optional else 1.0 for step in LESSON.steps]
FACTS = SimpleNamespace(
    room=SimpleNamespace(stuck_seconds=180), groups=[], open_looks=lambda member: []
)


def a_seat(quiet=0, idle=0, trouble=None, purpose=LESSON.name):
    session = SimpleNamespace(pace=SimpleNamespace(paused=False))
    place = SimpleNamespace(purpose=purpose, session=session)
    seat = Seat([place], active=NOW - idle, progressed=NOW - quiet)
    if trouble is not None:
        seat.spans["ImagePullBackOff"] = Span(1, NOW - trouble, NOW)
    return seat


@pytest.mark.parametrize(
    ("seat", "cells", "state"),
    [
        (None, OPEN, "away"),
        (None, DONE, "away"),
        (a_seat(), OPEN, "working"),
        (a_seat(trouble=179_000), OPEN, "working"),
        (a_seat(trouble=180_000), OPEN, "stuck"),
        (a_seat(trouble=180_000), DONE, "done"),
        (a_seat(trouble=180_000, idle=IDLE_MS), OPEN, "stuck"),
        (a_seat(idle=IDLE_MS), OPEN, "idle"),
        (a_seat(quiet=max(STUCK_MS, 720_000)), OPEN, "stuck"),
        (a_seat(quiet=STUCK_MS - 1), OPEN, "working"),
        (a_seat(quiet=10 * STUCK_MS, purpose=""), OPEN, "working"),
    ],
)
def test_a_state_follows_from_presence_trouble_and_progress(seat, cells, state):
    assert state_of(FACTS, seat, LESSON, cells, NOW) == state


def test_typing_does_not_change_a_row_with_every_key():
    member = SimpleNamespace(id=1, name="Ada", role="learner", group_id=None, hand=None)
    rows = [
        row_of(FACTS, member, a_seat(idle=idle), (LESSON, Progress()), NOW) for idle in (0, 900)
    ]
    assert rows[0]["active"] in (rows[1]["active"], rows[1]["active"] + 10_000)
    assert {**rows[0], "active": 0} == {**rows[1], "active": 0}


def test_the_summary_counts_learners_only():
    def a_row(**fields):
        return {"role": "learner", "state": "working", "hand": 0, "trouble": [], **fields}

    trouble = [{"reason": "ImagePullBackOff", "pods": 2, "since": NOW - 200_000}]
    new = [{"reason": "ImagePullBackOff", "pods": 1, "since": NOW - 1_000}]
    rows = [
        a_row(state="stuck", trouble=trouble),
        a_row(trouble=new, hand=5),
        a_row(state="away"),
        a_row(role="instructor", hand=7, trouble=trouble),
    ]
    summary = summary_of(rows, 180_000, NOW)
    assert (summary["members"], summary["present"], summary["hands"]) == (3, 2, 1)
    assert summary["reasons"] == [{"reason": "ImagePullBackOff", "count": 2, "long": 1}]


def test_a_container_that_runs_between_crashes_stays_in_trouble_for_a_while():
    span = Span(1, NOW - 60_000, NOW - GRACE_MS)
    assert not span.is_over("CrashLoopBackOff", NOW)
    assert not span.is_over("Init:CrashLoopBackOff", NOW)
    assert span.is_over("CrashLoopBackOff", NOW + 1)
    assert span.is_over("ImagePullBackOff", NOW)
