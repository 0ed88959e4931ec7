"""A page on somebody else's cluster, live: it shows everything and changes nothing.

It follows the learner from lesson to lesson, who sees all the while that somebody looks and can end
it.  What may pass is a list of questions; every other message is refused here, whatever the browser
says.  Not here: consent (``classroom.looks``), the socket (``consumers.looks``).
"""

import asyncio
from collections.abc import Callable
from typing import Any

from channels.db import database_sync_to_async

from podlab.classroom.live import looks
from podlab.classroom.live.live import LiveClass
from podlab.engine.queries import terminal_since, terminal_size
from podlab.hosting.registry import Registry, TooManyClusters, UnknownCluster
from podlab.hosting.session import Crashed, Session
from podlab.workbench.api import BadMessage
from podlab.workbench.outlet import Outlet
from podlab.workbench.page import Page

QUESTIONS = frozenset(
    {"lang", "inspect", "why", "history", "file.list", "file.read", "validate", "terminal.open"}
)
"""The messages that only ask."""


class OneCluster:
    """A directory that knows one cluster (see ``workbench.page.Directory``)."""

    def __init__(self, name: str) -> None:
        self.name = name

    async def cluster(self, purpose: str, *, fresh: bool) -> str:
        """The cluster; there is no other, and none is made."""
        return self.name


class WatchingPage(Page):
    """A read-only page under a look."""

    def __init__(self, registry: Registry, cluster: str, live: LiveClass, look: int) -> None:
        self._shows = OneCluster(cluster)
        super().__init__(registry, self._shows, Outlet(), [])
        self.look = look
        self.expel: Callable[[], None] = _nobody
        """Ends the socket when the learner allows the look no more."""
        self._live = live
        self._sizes: dict[str, tuple[int, int]] = {}
        self._names: list[str] = []
        self._following: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Show the cluster that the learner has open now; everything that is open in it."""
        self._live.watchers.append(self)
        self._shows.name = self._wanted() or self._shows.name
        await self._show_it()

    async def _show_it(self) -> None:
        self._sizes.clear()
        # Written down before anything of it is seen.
        await database_sync_to_async(looks.note_cluster)(self.look, self._shows.name)
        await self.show("")
        self._names = self._session().cluster.terminals()

    def moved(self) -> None:
        """See ``live.Watcher``: the learner has another cluster open, perhaps."""
        if self._following is None and self._wanted() not in ("", self._shows.name):
            self._following = asyncio.ensure_future(self._follow())

    async def _follow(self) -> None:
        try:
            while (wanted := self._wanted()) not in ("", self._shows.name):
                self._shows.name = wanted
                await self._show_it()
        except (UnknownCluster, TooManyClusters, Crashed):
            self.expel()
        finally:
            self._following = None

    def _wanted(self) -> str:
        """The cluster that the learner has open; '' while they are away."""
        look = self._live.facts.look(self.look)
        seat = self._live.seats.get(look.member_id) if look is not None else None
        return seat.place.session.name if seat is not None else ""

    async def close(self) -> None:
        """See ``Page.close``: nobody looks any more, which the learner is told."""
        if self._following is not None:
            self._following.cancel()
        if self in self._live.watchers:
            self._live.watchers.remove(self)
            if all(other.look != self.look for other in self._live.watchers):
                await database_sync_to_async(looks.end)(self.look)
        self._live.check_empty()
        await super().close()

    def class_changed(self) -> None:
        """See ``live.Watcher``."""
        look = self._live.facts.look(self.look)
        if look is None or look.state != "allowed":
            self.expel()

    def changed(self, session: Session) -> None:
        """See ``Listener.changed``: terminals that the learner opens, closes or resizes, too."""
        names = session.cluster.terminals()
        if names != self._names:
            self._names = names
            self.send(self._welcome(session, fresh=False))
        for name, size in list(self._sizes.items()):
            if name in names and terminal_size(session.cluster, name) != size:
                self._watch_terminal(session, name)
        super().changed(session)

    async def _dispatch(self, message: dict[str, Any]) -> None:
        kind = message["t"]
        look = self._live.facts.look(self.look)
        if look is None or look.state != "allowed":
            raise BadMessage("look-over")
        if kind not in QUESTIONS:
            raise BadMessage("read-only")
        if kind == "terminal.open":
            self._watch_terminal(self._session(), message["terminal"])
            return
        await super()._dispatch(message)

    def _watch_terminal(self, session: Session, name: str) -> None:
        """A terminal that the learner has: its size stays theirs."""
        if name not in session.cluster.terminals():
            raise BadMessage("no-such-terminal", terminal=name)
        data, offset = terminal_since(session.cluster, name, 0)
        self._shown.terminals[name] = offset
        self._sizes[name] = size = terminal_size(session.cluster, name)
        text = data.decode("utf-8", "replace")
        screen = {"t": "terminal.screen", "terminal": name, "data": text}
        self.send({**screen, "columns": size[0], "rows": size[1]})


def _nobody() -> None:
    """No socket is there."""
