"""Sockets of pages on clusters of a class: a learner's, read-only; a copy, to work in.

They speak the page's protocol.  Not here: consent (``classroom.looks``), messages.
"""

import uuid
from typing import Any, ClassVar

from channels.db import database_sync_to_async

from podlab.classroom import help
from podlab.classroom.live import looks
from podlab.classroom.live.rooms import Rooms
from podlab.classroom.live.watching import OneCluster, WatchingPage
from podlab.classroom.models import Look
from podlab.classroom.permissions import Action, may
from podlab.hosting.registry import TooManyClusters, UnknownCluster
from podlab.workbench.consumers.conversation import (
    CLOSE_FULL,
    CLOSE_NO_LEARNER,
    CLOSE_NOT_ALLOWED,
    ConversationConsumer,
    Partner,
)
from podlab.workbench.learners import COOKIE, learner_id
from podlab.workbench.outlet import Outlet
from podlab.workbench.page import Page


class _LookConsumer(ConversationConsumer):
    """A socket under a look that is allowed, of the one who looks."""

    kinds: ClassVar[frozenset[str]]
    action: ClassVar[Action]

    async def identify(self) -> str | int:
        """Who looks, as long as it is allowed and their role still lets them."""
        cookie = self.scope.get("cookies", {}).get(COOKIE)
        learner: uuid.UUID | None = await database_sync_to_async(learner_id)(cookie)
        if learner is None:
            return CLOSE_NO_LEARNER
        number = self.scope["url_route"]["kwargs"]["look"]
        look: Look | None = await database_sync_to_async(looks.of_mine)(str(learner), number)
        if look is None or look.kind not in self.kinds or look.by is None:
            return CLOSE_NOT_ALLOWED
        if not may(look.by.role, self.action):
            return CLOSE_NOT_ALLOWED
        self._look, self._learner = look, learner
        return f"{learner} {number}"

    async def begin(self, message: dict[str, Any]) -> None:
        """Show the cluster."""
        try:
            await self.show(message)
        except UnknownCluster:
            await self.close(code=CLOSE_NOT_ALLOWED)
        except TooManyClusters:
            await self.close(code=CLOSE_FULL)

    async def show(self, message: dict[str, Any]) -> None:
        """Make the page and open it."""
        raise NotImplementedError


class WatchingConsumer(_LookConsumer):
    """A learner's cluster, live and read-only."""

    parked: ClassVar[dict[str, Partner]] = {}
    kinds = frozenset({"view"})
    action = Action.SEE_LEARNER

    async def show(self, message: dict[str, Any]) -> None:
        """See ``_LookConsumer.show``."""
        rooms = Rooms.current()
        live = await rooms.enter(str(self._look.member.classroom_id))
        if live is None:
            await self.close(code=CLOSE_NOT_ALLOWED)
            return
        if live.facts.look(self._look.id) is None:
            await live.fresh()
        page = WatchingPage(rooms.registry, self._look.cluster, live, self._look.id)
        page.expel = self.expel
        self.introduce(page, message)
        await page.open()


class CopyConsumer(_LookConsumer):
    """A copy that belongs to the one who looks: theirs to change."""

    parked: ClassVar[dict[str, Partner]] = {}
    kinds = frozenset({"copy", "replay"})
    action = Action.SEE_LEARNER

    async def show(self, message: dict[str, Any]) -> None:
        """See ``_LookConsumer.show``."""
        registry = Rooms.current().registry
        copy = await help.make_copy(registry, self._look, self._learner)
        page = Page(registry, OneCluster(copy.name), Outlet(), [])
        self.introduce(page, message)
        await page.show("")
