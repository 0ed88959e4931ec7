"""The classroom's part of a learner's page: presence, hand, held clocks, looks, help, notices.

Fulfils ``workbench.PageExtension``.  Not here: what a class is told of the learner
(``classroom.rows``), or what may be asked of them (``classroom.permissions``).
"""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from channels.db import database_sync_to_async

from lessons.api import lessons
from podlab.classroom import classes, help
from podlab.classroom.live import clocks, deliveries, looks
from podlab.classroom.live.facts import ClassFacts, rooms_of
from podlab.classroom.live.live import LiveClass
from podlab.classroom.live.rooms import Rooms
from podlab.classroom.live.telling import LESSON_TITLES, has_collected, learner_room
from podlab.classroom.models import Membership
from podlab.classroom.moment import now_ms
from podlab.classroom.permissions import Action, may
from podlab.engine.commands import CommandRefused
from podlab.hosting.session import Crashed, Session
from podlab.workbench.api import BadMessage, PagePort

Message = dict[str, Any]


@dataclass(slots=True)
class _Joined:
    live: LiveClass
    member: int


def titles() -> LESSON_TITLES:
    """The titles of all lessons."""
    return {one.name: dict(one.title) for one in lessons()}


class ClassroomExtension:
    """One page of a learner, and the classes that it belongs to."""

    messages = frozenset({"class.hand", "class.look", "class.proposal", "class.seen"})

    def __init__(self, rooms: Rooms) -> None:
        self.purpose = ""
        self._rooms = rooms
        self._page: PagePort | None = None
        self._session: Session | None = None
        self._joined: list[_Joined] = []
        self._told: list[Message] | None = None
        self._held = ("", 1.0)
        self._entering = asyncio.Lock()
        self._tasks: set[asyncio.Task[Any]] = set()

    @property
    def session(self) -> Session:
        """The cluster that the page shows."""
        if self._session is None:
            raise BadMessage("not-ready")
        return self._session

    # --- the page's life --------------------------------------------------------------------
    async def opened(self, page: PagePort, session: Session) -> None:
        """See ``PageExtension.opened``."""
        first = self._page is None
        self._page, self._session, self.purpose = page, session, page.purpose
        if first:
            self._rooms.visit(page.learner, self)
        self._told = None
        self._held = ("", 1.0)
        await self._enter()

    def permit(self, page: PagePort, session: Session, message: Message) -> None:
        """See ``PageExtension.permit``: a held clock is the class's."""
        for one in self._joined:
            seat = one.live.seats.get(one.member)
            if seat is not None and self in seat.places and seat.used(self):
                one.live.moved()
            one.live.touch(one.member)
        if message["t"].startswith("clock.") and self._hold()[0]:
            raise BadMessage("held")

    async def handle(self, page: PagePort, session: Session, message: Message) -> None:
        """See ``PageExtension.handle``."""
        try:
            await _HANDLERS[message["t"]](self, page, message)
        except classes.ClassRefused as error:
            raise BadMessage(error.code, **error.params) from error

    def changed(self, page: PagePort, session: Session) -> None:
        """See ``PageExtension.changed``."""
        for one in self._joined:
            one.live.touch(one.member)

    def closed(self) -> None:
        """See ``PageExtension.closed``."""
        if self._page is not None:
            self._rooms.part(self._page.learner, self)
        joined, self._joined = self._joined, []
        for one in joined:
            one.live.leave(one.member, self)
        self._page = None

    # --- from the class ---------------------------------------------------------------------
    def place_changed(self) -> None:
        """The learner came into a class or left one."""
        self._later(self._enter())

    def tell(self) -> None:
        """Something of a class changed."""
        if self._page is None:
            return
        rooms = []
        for one in self._joined:
            facts = one.live.facts
            member = facts.members.get(one.member)
            if member is not None and facts.room.ended is None:
                rooms.append(learner_room(facts, member, titles(), self._page.language))
        if rooms != self._told and (rooms or self._told):
            self._page.send({"t": "class", "now": now_ms(), "rooms": rooms})
        before, self._told = self._told or [], rooms
        if has_collected(before, rooms, self.purpose):
            # It was handed in behind the page's back: it shows the marks, and works on no more.
            self._later(self._page.show(self.purpose))
        if self._hold() != self._held:
            self._later(self._keep_hold())
        if any(one.live.facts.room.ended for one in self._joined):
            self._later(self._enter())

    async def _enter(self) -> None:
        """Sit down in every class that the learner is in now."""
        async with self._entering:
            if self._page is None:
                return
            learner = self._page.learner
            wanted = await database_sync_to_async(rooms_of)(learner)
            for one in [one for one in self._joined if str(one.live.facts.room.id) not in wanted]:
                self._joined.remove(one)
                one.live.leave(one.member, self)
            present = {str(one.live.facts.room.id) for one in self._joined}
            for room in wanted:
                if room not in present:
                    await self._sit(room, learner)
            for one in self._joined:
                one.live.touch(one.member)
                one.live.moved()
        self.tell()
        await self._take_deliveries()
        await self._give_back()

    async def _sit(self, room: str, learner: str) -> None:
        live = await self._rooms.enter(room)
        if live is None:
            return
        member = live.facts.of_learner(learner) or (await live.fresh()).of_learner(learner)
        if member is None or self._page is None:
            live.check_empty()
            return
        live.sit(member.id, self)
        self._joined.append(_Joined(live, member.id))

    # --- held clocks ------------------------------------------------------------------------
    def _hold(self) -> tuple[str, float]:
        """How the clock is held: by the first class that does."""
        for one in self._joined:
            room = one.live.facts.room
            if room.hold and _is_held(one.live.facts, one.member):
                return room.hold, room.hold_speed
        return "", 1.0

    async def _keep_hold(self) -> None:
        """Make the cluster's clock what the class wants, by journalled commands."""
        self._held = hold, speed = self._hold()
        if hold:
            await self._set_clock(clocks.held(hold, speed, paused=self.session.pace.paused))
        else:
            await self._give_back()

    async def _give_back(self) -> None:
        """Make a clock its learner's again that the class held, now or while nobody was here."""
        if self._joined and not self._hold()[0]:
            given_back = database_sync_to_async(clocks.given_back)
            await self._set_clock(await given_back(self.session.name))

    async def _set_clock(self, commands: list[Message]) -> None:
        for command in commands:
            await self.session.command(command)

    # --- deliveries -------------------------------------------------------------------------
    async def _take_deliveries(self) -> None:
        """Files that were sent while the learner was away."""
        for one in self._joined:
            await deliveries.deliver_waiting(one.member, self.session)

    # --- from the page ----------------------------------------------------------------------
    def _member(self, room: str) -> tuple[LiveClass, Membership]:
        for one in self._joined:
            if str(one.live.facts.room.id) == room:
                return one.live, _present(one)
        raise BadMessage("unknown-class")

    async def _hand(self, page: PagePort, message: Message) -> None:
        _, member = self._member(message["room"])
        await database_sync_to_async(classes.raise_hand)(member, message["up"])

    async def _look(self, page: PagePort, message: Message) -> None:
        answer = database_sync_to_async(looks.answer)
        await answer(page.learner, message["look"], message["allow"])

    async def _proposal(self, page: PagePort, message: Message) -> None:
        done = await help.answer(
            self._rooms.registry, page.learner, message["proposal"], message["accept"]
        )
        page.send({"t": "reply", "id": message["id"], "ok": done})

    async def _seen(self, page: PagePort, message: Message) -> None:
        _, member = self._member(message["room"])
        await database_sync_to_async(classes.note_seen)(member, message["notice"])

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(self._quietly(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _quietly(self, work: Coroutine[Any, Any, None]) -> None:
        """A cluster that has ended meanwhile is no error: its page is told so elsewhere."""
        try:
            await work
        except (Crashed, CommandRefused, BadMessage):
            return


def _present(one: _Joined) -> Membership:
    member = one.live.facts.members.get(one.member)
    if member is None or not may(member.role, Action.TAKE_PART):
        raise BadMessage("unknown-class")
    return member


def _is_held(facts: ClassFacts, member: int) -> bool:
    """Learners' clocks are held; who holds them keeps their own."""
    found = facts.members.get(member)
    return found is not None and not may(found.role, Action.HOLD)


Handler = Callable[[ClassroomExtension, PagePort, Message], Coroutine[Any, Any, None]]
_HANDLERS: dict[str, Handler] = {
    "class.hand": ClassroomExtension._hand,
    "class.look": ClassroomExtension._look,
    "class.proposal": ClassroomExtension._proposal,
    "class.seen": ClassroomExtension._seen,
}
