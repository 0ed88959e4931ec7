"""Results of a lesson over a class: per learner, and per step with its misconceptions.

Reading only.  Not here: what was collected (``classroom.assignments``), the formats in which
results leave (``classroom.gradebook``).
"""

import uuid
from collections import Counter
from typing import Any

from lessons.api import Attempt, Lesson, Progress, lesson, most_points, progress_in, shares
from podlab.classroom.classes import ClassRefused
from podlab.classroom.live.rows import is_done
from podlab.classroom.models import Membership
from podlab.classroom.permissions import Role

Row = dict[str, Any]


def table(room: uuid.UUID, name: str, language: str) -> Row:
    """``ResultTable``: how a class stands in a lesson now."""
    shown = lesson(name)
    if shown is None:
        raise ClassRefused("unknown-lesson", name=name[:100])
    members = list(Membership.objects.filter(classroom_id=room, role=Role.LEARNER).order_by("name"))
    learners = [one.learner_id for one in members if one.learner_id]
    progress = progress_in(name, learners)
    best = best_attempts(name, learners)
    return {
        "lesson": name,
        "title": shown.title[language],
        "steps": steps_of(shown, list(progress.values()), language),
        "rows": [_row(member, shown, progress, best) for member in members],
    }


def best_attempts(name: str, learners: list[uuid.UUID]) -> dict[uuid.UUID, Attempt]:
    """Each learner's attempt with the most points."""
    found = Attempt.objects.filter(learner_id__in=learners, lesson=name).defer("evidence")
    return {attempt.learner_id: attempt for attempt in found.order_by("points", "started")}


def possible(of: Lesson | None, attempt: Attempt | None) -> float:
    """The most points that an attempt can bring; a lesson's own where nothing was judged yet."""
    judged = attempt.most_points if attempt else 0
    return float(judged or (most_points(of) if of else 0))


def _row(
    member: Membership,
    shown: Lesson,
    progress: dict[uuid.UUID, Progress],
    best: dict[uuid.UUID, Attempt],
) -> Row:
    learner = member.learner_id
    attempt = best.get(learner) if learner else None
    cells = shares(shown, progress[learner]) if learner else []
    return {
        "member": member.id,
        "name": member.name,
        "points": float(attempt.points) if attempt else 0.0,
        "possible": possible(shown, attempt),
        "done": bool(cells) and is_done(shown, cells),
    }


def steps_of(shown: Lesson, progress: list[Progress], language: str) -> list[Row]:
    """``StepResult`` of every step."""
    every = [shares(shown, one) for one in progress]
    rows = []
    for place, step in enumerate(shown.steps):
        cells = [cells[place] for cells in every]
        met = Counter(
            name
            for one in progress
            for name in {bare for owner, bare in one.met if owner == step.name}
        )
        says = {one.name: one.say[language] for one in step.watched}
        rows.append(
            {
                "step": step.name,
                "title": step.text[language].title,
                "done": sum(cell >= 1.0 for cell in cells),
                "partly": sum(0.0 < cell < 1.0 for cell in cells),
                "hints": sum(one.hints.get(step.name, 0) > 0 for one in progress),
                "misconceptions": [
                    {"name": name, "say": says.get(name, name), "count": count}
                    for name, count in met.most_common()
                ],
            }
        )
    return rows
