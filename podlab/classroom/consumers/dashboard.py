"""The dashboard's socket: who it is, of which class.

Not here: the conversation itself (``workbench.consumers.conversation``), or messages.
"""

import uuid
from typing import Any, ClassVar

from channels.db import database_sync_to_async

from podlab.classroom import protocol
from podlab.classroom.live.dashboard import Dashboard
from podlab.classroom.live.rooms import Rooms
from podlab.classroom.models import Membership
from podlab.classroom.permissions import Action, may
from podlab.classroom.selectors import place_in
from podlab.workbench.consumers.conversation import (
    CLOSE_NO_LEARNER,
    CLOSE_NOT_ALLOWED,
    ConversationConsumer,
    Partner,
)
from podlab.workbench.learners import COOKIE, learner_id
from podlab.workbench.messages import read_message, shapes_of
from podlab.workbench.outlet import Outlet

SHAPES = shapes_of(protocol.ClientMessage)


class DashboardConsumer(ConversationConsumer):
    """One dashboard's socket."""

    parked: ClassVar[dict[str, Partner]] = {}

    def read(self, text: str) -> dict[str, Any]:
        """See ``ConversationConsumer.read``: the dashboard's own messages."""
        return read_message(text, SHAPES)

    async def identify(self) -> str | int:
        """A member of the class whose role shows it the dashboard."""
        cookie = self.scope.get("cookies", {}).get(COOKIE)
        learner: uuid.UUID | None = await database_sync_to_async(learner_id)(cookie)
        if learner is None:
            return CLOSE_NO_LEARNER
        room = self.scope["url_route"]["kwargs"]["room"]
        member: Membership | None = await database_sync_to_async(place_in)(room, learner)
        if member is None or not may(member.role, Action.SEE_DASHBOARD):
            return CLOSE_NOT_ALLOWED
        self._room, self._member = str(room), member
        return f"{learner} {room}"

    async def begin(self, message: dict[str, Any]) -> None:
        """A new dashboard."""
        rooms = Rooms.current()
        live = await rooms.enter(self._room)
        if live is None:
            await self.close(code=CLOSE_NOT_ALLOWED)
            return
        dashboard = Dashboard(rooms, live, self._member, Outlet())
        dashboard.expel = self.expel
        self.introduce(dashboard, message)
        await dashboard.open()
