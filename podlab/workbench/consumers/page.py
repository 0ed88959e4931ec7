"""The page's socket: which learner it is, which of their clusters it shows first.

Not here: the conversation itself (``consumers.conversation``), or messages (``workbench.page``).
"""

import uuid
from typing import Any, ClassVar

from channels.db import database_sync_to_async

from podlab.hosting.registry import TooManyClusters, UnknownCluster
from podlab.workbench.consumers.conversation import (
    CLOSE_FULL,
    CLOSE_NO_LEARNER,
    ConversationConsumer,
    Partner,
)
from podlab.workbench.directory import LearnerDirectory
from podlab.workbench.hosted import Host
from podlab.workbench.learners import COOKIE, learner_id
from podlab.workbench.outlet import Outlet
from podlab.workbench.page import Page


class PageConsumer(ConversationConsumer):
    """One page's socket."""

    parked: ClassVar[dict[str, Partner]] = {}

    async def identify(self) -> str | int:
        """A page brings a learner's cookie."""
        self._host = Host.current()
        cookie = self.scope.get("cookies", {}).get(COOKIE)
        learner: uuid.UUID | None = await database_sync_to_async(learner_id)(cookie)
        if learner is None:
            return CLOSE_NO_LEARNER
        self._learner = learner
        return str(learner)

    async def begin(self, message: dict[str, Any]) -> None:
        """A new page."""
        directory = LearnerDirectory(self._learner, self._host.purposes)
        page = Page(self._host.registry, directory, Outlet(), self._host.extensions())
        page.kubernetes_path = self._host.kubernetes_path
        self.introduce(page, message)
        try:
            await page.show(await self._first_purpose(directory))
        except UnknownCluster:
            await self.close(code=CLOSE_NO_LEARNER)
        except TooManyClusters:
            await self.close(code=CLOSE_FULL)

    async def _first_purpose(self, directory: LearnerDirectory) -> str:
        """The lesson in the page's address, else the one that was open last, else the first."""
        asked = self._host.asked_purpose(self.scope)
        if asked is not None:
            return asked
        last = await directory.last_purpose()
        if last is None or not self._host.knows(last):
            return self._host.first_purpose
        return last
