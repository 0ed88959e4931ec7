"""A page on somebody else's cluster, live: it shows everything and changes nothing.

What may pass is a list of questions; every other message is refused here, whatever the browser
says.  Not here: consent (``classroom.looks``), the socket (``consumers.looks``).
"""

from collections.abc import Callable
from typing import Any

from channels.db import database_sync_to_async

from podlab.classroom import looks
from podlab.classroom.live import LiveClass
from podlab.engine.queries import terminal_since, terminal_size
from podlab.hosting.registry import Registry
from podlab.hosting.session import Session
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
        self._name = name

    async def cluster(self, purpose: str, *, fresh: bool) -> str:
        """The cluster; there is no other, and none is made."""
        return self._name


class WatchingPage(Page):
    """A read-only page under a look."""

    def __init__(self, registry: Registry, cluster: str, live: LiveClass, look: int) -> None:
        super().__init__(registry, OneCluster(cluster), Outlet(), [])
        self.look = look
        self.expel: Callable[[], None] = _nobody
        """Ends the socket when the learner allows the look no more."""
        self._live = live
        self._sizes: dict[str, tuple[int, int]] = {}
        self._names: list[str] = []

    async def open(self) -> None:
        """Show the cluster; everything that the learner has open in it."""
        self._live.watchers.append(self)
        await self.show("")
        self._names = self._session().cluster.terminals()

    async def close(self) -> None:
        """See ``Page.close``: nobody looks any more, which the learner is told."""
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
