"""A class of which somebody is there: its facts, who sits where, the dashboards that look on.

One task does all work, at most five times a second: what changed is only marked before.  A class
without a dashboard does nothing but tell its learners what concerns them.  Not here: which classes
are live (``classroom.rooms``), or what a row says (``classroom.rows``).
"""

import asyncio
import contextlib
import logging
import uuid
from collections.abc import Callable
from typing import Protocol

from channels.db import database_sync_to_async
from django.db import DatabaseError

from lessons.api import lesson, progress_in
from podlab.classroom.live.board import Board, Viewer
from podlab.classroom.live.facts import ClassFacts, read_class
from podlab.classroom.live.presence import Place, Seat
from podlab.classroom.moment import now_ms

log = logging.getLogger("podlab.classroom")

TICK_SECONDS = 0.2
SWEEP_SECONDS = 3.0
"""How often everybody is looked at for what only time changes: idle, stuck."""
LOOKS_AT_ONCE = 20
"""Clusters that are looked at before others get the event loop."""


class ClassViewer(Viewer, Protocol):
    """A dashboard, as the live class knows it."""

    def class_changed(self) -> None:
        """The class's own facts are new."""


class Watcher(Protocol):
    """A read-only page on a learner's cluster."""

    look: int

    def class_changed(self) -> None:
        """The class's facts are new: the look may be over."""

    def moved(self) -> None:
        """Somebody has another cluster open."""


class LiveClass:
    """One class in this process."""

    def __init__(self, facts: ClassFacts) -> None:
        self.facts = facts
        self.seats: dict[int, Seat] = {}
        self.viewers: list[ClassViewer] = []
        self.watchers: list[Watcher] = []
        self.on_empty: Callable[[], None] = _nothing
        self._boards: dict[str, Board] = {}
        self._dirty: set[int] = set()
        self._progressed: set[str] = set()
        self._stale = False
        self._swept = 0
        self._wake = asyncio.Event()
        self._task = asyncio.create_task(self._run(), name=f"class {facts.room.id}")

    @property
    def empty(self) -> bool:
        """Whether nobody is there any more."""
        return not (self.seats or self.viewers or self.watchers)

    def close(self) -> None:
        """Nobody is there."""
        self._task.cancel()

    # --- who is there -----------------------------------------------------------------------
    def sit(self, member: int, place: Place) -> None:
        """A member opened a page."""
        seat = self.seats.get(member)
        if seat is None:
            self.seats[member] = Seat([place])
        elif place not in seat.places:
            seat.places.append(place)
        self.touch(member)

    def leave(self, member: int, place: Place) -> None:
        """A member's page is gone."""
        seat = self.seats.get(member)
        if seat is not None and place in seat.places:
            seat.places.remove(place)
            if not seat.places:
                del self.seats[member]
        self.touch(member)
        self.moved()
        self.check_empty()

    def check_empty(self) -> None:
        """Let go of the class if nobody is there."""
        if self.empty:
            self.on_empty()

    # --- what happens -----------------------------------------------------------------------
    def touch(self, member: int) -> None:
        """A member did something, or their cluster did."""
        self._dirty.add(member)
        if self.viewers:
            self._wake.set()

    def moved(self) -> None:
        """A member has another cluster open than before: who looks at theirs follows."""
        for watcher in list(self.watchers):
            watcher.moved()

    def mark_stale(self) -> None:
        """The class's records changed."""
        self._stale = True
        self._wake.set()

    def mark_progress(self, learner: str, lesson_name: str) -> None:
        """Somebody got on in a lesson."""
        member = self.facts.of_learner(learner)
        if member is None:
            return
        if (seat := self.seats.get(member.id)) is not None:
            seat.progressed = now_ms()
        if lesson_name in self._boards:
            self._progressed.add(learner)
            self._wake.set()

    async def fresh(self) -> ClassFacts:
        """The facts as they are in the database now, for who has just changed them."""
        self._stale = True
        await self._read_facts()
        return self.facts

    # --- dashboards -------------------------------------------------------------------------
    async def show(self, viewer: ClassViewer, lesson_name: str) -> Board | None:
        """Give a dashboard the grid of a lesson; None if there is no such lesson."""
        found = lesson(lesson_name)
        if found is None:
            return None
        self.hide(viewer)
        board = self._boards.get(lesson_name)
        if board is None:
            board = self._boards[lesson_name] = Board(found)
            board.viewers.append(viewer)
            await self._read_progress(board, self._learners())
        else:
            board.viewers.append(viewer)
        viewer.lesson = lesson_name
        self._wake.set()
        now = now_ms()
        for seat in self.seats.values():
            seat.look(now)
        board.fill(self.facts, self.seats, now)
        return board

    def hide(self, viewer: ClassViewer) -> None:
        """A dashboard shows its grid no more."""
        for name, board in list(self._boards.items()):
            if viewer in board.viewers:
                board.viewers.remove(viewer)
            if not board.viewers:
                del self._boards[name]

    # --- the one task -----------------------------------------------------------------------
    async def _run(self) -> None:
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), SWEEP_SECONDS if self.viewers else None)
            self._wake.clear()
            try:
                await self._work()
            except DatabaseError:
                log.exception("class %s could not be read; trying again", self.facts.room.id)
                self._stale = True
                self._wake.set()
                await asyncio.sleep(1.0)
            await asyncio.sleep(TICK_SECONDS)

    async def _work(self) -> None:
        if self._stale:
            await self._read_facts()
            self._dirty.update(self.facts.members)
        progressed, self._progressed = self._progressed, set()
        if progressed:
            learners = [uuid.UUID(learner) for learner in progressed]
            for board in list(self._boards.values()):
                await self._read_progress(board, learners)
            self._dirty.update(
                one.id for one in self.facts.members.values() if str(one.learner_id) in progressed
            )
        if self.viewers:
            await self._update()

    async def _update(self) -> None:
        now = now_ms()
        sweep = now - self._swept >= SWEEP_SECONDS * 1_000
        if sweep:
            self._swept = now
        members = set(self.facts.members) if sweep else self._dirty
        self._dirty = set()
        for number, member in enumerate(members):
            if (seat := self.seats.get(member)) is not None:
                seat.look(now, again=sweep)
            if number % LOOKS_AT_ONCE == LOOKS_AT_ONCE - 1:
                await asyncio.sleep(0)
        for board in self._boards.values():
            board.update(self.facts, self.seats, sorted(members), now)

    async def _read_facts(self) -> None:
        self._stale = False
        facts = await database_sync_to_async(read_class)(str(self.facts.room.id))
        if facts is None:
            facts = self.facts
            facts.members = {}
        self.facts = facts
        for board in list(self._boards.values()):
            known = [one for one in self._learners() if one not in board.progress]
            await self._read_progress(board, known)
        for seat in list(self.seats.values()):
            for place in list(seat.places):
                place.tell()
        for viewer in list(self.viewers):
            viewer.class_changed()
        for watcher in list(self.watchers):
            watcher.class_changed()

    async def _read_progress(self, board: Board, learners: list[uuid.UUID]) -> None:
        if learners:
            found = await database_sync_to_async(progress_in)(board.lesson.name, learners)
            board.progress.update(found)

    def _learners(self) -> list[uuid.UUID]:
        return [one.learner_id for one in self.facts.members.values() if one.learner_id]


def _nothing() -> None:
    """Nobody cares yet."""
