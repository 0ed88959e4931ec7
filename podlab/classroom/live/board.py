"""One lesson's grid of a live class, and the dashboards that show it.

Rows are kept as they were sent; what differs goes out as one change.  Not here: how a row is made
(``classroom.rows``), or when (``classroom.live``).
"""

import uuid
from collections.abc import Collection
from typing import Any, Protocol

from lessons.api import Lesson, Progress
from podlab.classroom.live.facts import ClassFacts
from podlab.classroom.live.presence import Seat
from podlab.classroom.live.rows import Row, row_of, summary_of

Message = dict[str, Any]


class Viewer(Protocol):
    """A dashboard."""

    lesson: str

    def send(self, message: Message) -> None:
        """Queue a message."""


class Board:
    """The grid of one lesson."""

    def __init__(self, lesson: Lesson) -> None:
        self.lesson = lesson
        self.progress: dict[uuid.UUID, Progress] = {}
        self.viewers: list[Viewer] = []
        self._rows: dict[int, Row] = {}
        self._summary: Message = {}

    def fill(self, facts: ClassFacts, seats: dict[int, Seat], now: int) -> None:
        """Make every row."""
        self._rows = {member: self._row(facts, seats, member, now) for member in facts.members}
        self._summary = summary_of(self._rows.values(), facts.room.stuck_seconds * 1_000, now)

    def shown(self, language: str, now: int) -> list[Message]:
        """``grid`` and ``summary``, whole."""
        steps = [
            {"id": step.name, "title": step.text[language].title, "optional": step.optional}
            for step in self.lesson.steps
        ]
        rows = list(self._rows.values())
        grid = {"t": "grid", "now": now, "lesson": self.lesson.name, "steps": steps, "rows": rows}
        return [grid, self._summary]

    def update(
        self, facts: ClassFacts, seats: dict[int, Seat], members: Collection[int], now: int
    ) -> None:
        """Make some rows afresh and send what differs."""
        changed = []
        for member in members:
            if member in facts.members:
                row = self._row(facts, seats, member, now)
                if row != self._rows.get(member):
                    self._rows[member] = row
                    changed.append(row)
        dropped = [member for member in self._rows if member not in facts.members]
        for member in dropped:
            del self._rows[member]
        if changed or dropped:
            delta = {"set": changed, "drop": dropped}
            self._send({"t": "grid.change", "now": now, "delta": delta})
        summary = summary_of(self._rows.values(), facts.room.stuck_seconds * 1_000, now)
        if summary != self._summary:
            self._summary = summary
            self._send(summary)

    def _row(self, facts: ClassFacts, seats: dict[int, Seat], member: int, now: int) -> Row:
        who = facts.members[member]
        done = self.progress.get(who.learner_id) if who.learner_id else None
        return row_of(facts, who, seats.get(member), (self.lesson, done or Progress()), now)

    def _send(self, message: Message) -> None:
        for viewer in self.viewers:
            viewer.send(message)
