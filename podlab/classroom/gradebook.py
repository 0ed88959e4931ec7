"""The one door through which results leave: rows without a format, and CSV made of them.

Other formats (a learning platform's scores, activity statements) are further functions of
``export``'s rows.  Not here: who may take them (``classroom.permissions``).
"""

import csv
import io
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from podlab.classroom.models import Assignment, Membership, Result
from podlab.classroom.permissions import Role

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""With these a spreadsheet takes a cell for a formula."""


@dataclass(frozen=True, slots=True)
class Grade:
    """One learner's result in one exercise; ``learner`` is None for a place of the roster that
    nobody has taken, ``collected`` None while it runs (then points are still nought)."""

    member: int
    learner: uuid.UUID | None
    name: str
    number: str
    email: str
    group: str
    exercise: int
    lesson: str
    kind: str
    points: float
    possible: float
    handed_out: datetime | None
    collected: datetime | None


def export(room: uuid.UUID) -> list[Grade]:
    """All results of a class: exercises in order, learners by name."""
    members = Membership.objects.filter(classroom_id=room, role=Role.LEARNER)
    learners = list(members.select_related("group").order_by("name", "id"))
    assignments = Assignment.objects.filter(classroom_id=room).exclude(handed_out=None)
    found = {
        (row.assignment_id, row.member_id): row
        for row in Result.objects.filter(assignment__classroom_id=room)
    }
    return [
        _grade(assignment, member, found.get((assignment.id, member.id)))
        for assignment in assignments.order_by("handed_out", "id")
        for member in learners
        if assignment.group_id in (None, member.group_id)
    ]


def _grade(assignment: Assignment, member: Membership, result: Result | None) -> Grade:
    return Grade(
        member=member.id,
        learner=member.learner_id,
        name=member.name,
        number=member.number,
        email=member.email,
        group=member.group.name if member.group else "",
        exercise=assignment.id,
        lesson=assignment.lesson,
        kind=assignment.kind,
        points=result.points if result else 0.0,
        possible=result.possible if result else 0.0,
        handed_out=assignment.handed_out,
        collected=assignment.collected,
    )


COLUMNS = (
    "name",
    "number",
    "email",
    "group",
    "exercise",
    "lesson",
    "kind",
    "points",
    "possible",
    "handed_out",
    "collected",
)


def as_csv(rows: Iterable[Grade]) -> str:
    """Rows as CSV that spreadsheets open as it is, in Chinese too."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([_cell(getattr(row, column)) for column in COLUMNS])
    return "\ufeff" + out.getvalue()


def _cell(value: object) -> str:
    """A cell as text; one that a spreadsheet would calculate is made a text."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, float):
        return f"{value:g}"
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
