"""One open dashboard: what it shows of which class, and what it asks.

Between the socket (``consumers.dashboard``) and the class: knows messages and who may send which.
Not here: what each of them does (``classroom.orders``).
"""

import asyncio
from collections.abc import Callable
from typing import Any

from lessons.api import lessons
from podlab.classroom.classes import ClassRefused
from podlab.classroom.live.extension import titles
from podlab.classroom.live.live import LiveClass
from podlab.classroom.live.orders import NEEDS, ORDERS, Order
from podlab.classroom.live.rooms import Rooms
from podlab.classroom.live.telling import class_shown
from podlab.classroom.models import Membership
from podlab.classroom.moment import now_ms
from podlab.classroom.permissions import Action, may
from podlab.engine.faults import FAULTS
from podlab.workbench.api import BadMessage
from podlab.workbench.outlet import Outlet

Message = dict[str, Any]


class Dashboard:
    """A dashboard of a class."""

    def __init__(self, rooms: Rooms, live: LiveClass, member: Membership, outlet: Outlet) -> None:
        self.learner = ""
        self.stream = ""
        self.language = "zh-hans"
        self.lesson = ""
        self.outlet = outlet
        self.wake: Callable[[], None] = _nobody
        self.expel: Callable[[], None] = _nobody
        """Ends the socket of somebody who may see the class no more."""
        self._rooms = rooms
        self._live = live
        self._member = member.id
        self._shown: Message = {}
        self._asked = asyncio.Lock()

    # --- life -------------------------------------------------------------------------------
    async def open(self) -> None:
        """Look on from now."""
        self._live.viewers.append(self)
        await self._live.fresh()
        await self.refresh()

    async def close(self) -> None:
        """The dashboard is gone."""
        self._live.hide(self)
        if self in self._live.viewers:
            self._live.viewers.remove(self)
        self._live.check_empty()

    async def refresh(self) -> None:
        """Send everything again."""
        self.outlet.clear()
        self.send(self._welcome(fresh=True))
        self._shown = {}
        self._send_class()
        await self._show(self.lesson or self._first_lesson())

    def resume(self) -> None:
        """Go on after a short absence."""
        self.send(self._welcome(fresh=False))

    # --- to the dashboard -------------------------------------------------------------------
    def send(self, message: Message) -> None:
        """Queue a message."""
        self.outlet.put(message)
        self.wake()

    def refuse(self, error: BadMessage, id: int | None) -> None:
        """Say that a message was not carried out."""
        self.send(error.message(id))

    def class_changed(self) -> None:
        """See ``live.ClassViewer``: whoever may see the class no more leaves."""
        if not may(self._role(), Action.SEE_DASHBOARD):
            self.expel()
            return
        self._send_class()

    def _send_class(self) -> None:
        message = class_shown(self._live.facts, titles(), self.language)
        if message != self._shown:
            self._shown = message
            self.send(message)

    def _welcome(self, *, fresh: bool) -> Message:
        role = self._role()
        return {
            "t": "welcome",
            "stream": self.stream,
            "fresh": fresh,
            "now": now_ms(),
            "me": self._member,
            "role": role or "",
            "may": sorted(kind for kind, action in NEEDS.items() if may(role, action)),
            "lessons": [_choice(one, self.language) for one in lessons()],
            "faults": [" ".join((name, *fault.arguments)) for name, fault in FAULTS.items()],
        }

    def _role(self) -> str | None:
        member = self._live.facts.members.get(self._member)
        return member.role if member else None

    def _first_lesson(self) -> str:
        """The exercise that is out, else what most have open, else the course's first lesson."""
        out = [one for one in self._live.facts.assignments if one.handed_out and not one.collected]
        if out:
            return out[0].lesson
        names = {one.name for one in lessons()}
        opened = [seat.place.purpose for seat in self._live.seats.values()]
        known = [name for name in opened if name in names]
        return max(known, key=known.count) if known else lessons()[0].name

    async def _show(self, name: str) -> None:
        board = await self._live.show(self, name)
        if board is None:
            raise BadMessage("unknown-lesson", name=name)
        for message in board.shown(self.language, now_ms()):
            self.send(message)

    # --- from the dashboard -----------------------------------------------------------------
    async def handle(self, message: Message) -> None:
        """Carry out one checked message."""
        id = message.get("id")
        try:
            await self._dispatch(message)
        except BadMessage as error:
            self.refuse(error, id)
        except ClassRefused as error:
            self.refuse(BadMessage(error.code, **error.params), id)

    async def _dispatch(self, message: Message) -> None:
        kind = message["t"]
        member = self._live.facts.members.get(self._member)
        if member is None or not may(member.role, NEEDS[kind]):
            raise BadMessage("not-allowed", what=kind)
        if kind == "lang":
            await self._language(message["lang"])
        elif kind == "dash.show":
            await self._show(message["lesson"])
        else:
            order = Order(self._rooms, self._live, member, self.language, self.lesson)
            self._reply(message["id"], **await ORDERS[kind](order, message))

    async def _language(self, language: str) -> None:
        if language not in ("zh-hans", "en"):
            raise BadMessage("bad-message", "field lang")
        self.language = language
        await self.refresh()

    def _reply(self, id: int, **fields: Any) -> None:
        self.send({"t": "reply", "id": id, "ok": True, **fields})


def _choice(one: Any, language: str) -> Message:
    exam = one.place.exam
    return {
        "name": one.name,
        "number": one.number,
        "title": one.title[language],
        "minutes": exam.minutes if exam else 0,
    }


def _nobody() -> None:
    """No socket is there."""
