"""The live classes of this process, and the learners' pages that may belong to one.

One instance, made by the composition (``podlab.asgi``).  Not here: what a class does.
"""

import asyncio
import contextvars
from collections.abc import Callable
from typing import Any, ClassVar, Protocol

from channels.db import database_sync_to_async

from podlab.classroom.live.facts import read_class
from podlab.classroom.live.live import LiveClass
from podlab.classroom.live.news import class_changed, place_changed, progressed
from podlab.hosting.registry import Registry


class Visitor(Protocol):
    """A learner's page, in a class or not."""

    def place_changed(self) -> None:
        """The learner came into a class or left one."""


class Rooms:
    """The live classes."""

    _current: ClassVar["Rooms | None"] = None

    def __init__(self, registry: Registry) -> None:
        self.registry = registry
        self._live: dict[str, LiveClass] = {}
        self._opening: dict[str, asyncio.Lock] = {}
        self._visitors: dict[str, list[Visitor]] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        class_changed.connect(self._class_changed)
        place_changed.connect(self._place_changed)
        progressed.connect(self._progressed)

    @classmethod
    def install(cls, rooms: "Rooms") -> None:
        """Make these the process's own."""
        cls._current = rooms

    @classmethod
    def current(cls) -> "Rooms":
        """The process's classes.

        Raises:
            RuntimeError: none were installed.
        """
        if cls._current is None:
            raise RuntimeError("no rooms are installed: podlab.asgi does it")
        return cls._current

    async def enter(self, room: str) -> LiveClass | None:
        """A class, live; None if there is none.  Whoever enters sits, views or watches next."""
        self._loop = asyncio.get_running_loop()
        async with self._opening.setdefault(room, asyncio.Lock()):
            if room not in self._live:
                facts = await database_sync_to_async(read_class)(room)
                if facts is None:
                    self._opening.pop(room, None)
                    return None
                live = LiveClass(facts)
                live.on_empty = lambda: self._let_go(room)
                self._live[room] = live
            return self._live[room]

    def live(self, room: str) -> LiveClass | None:
        """A class if it is live."""
        return self._live.get(room)

    def visit(self, learner: str, visitor: Visitor) -> None:
        """A learner's page is open."""
        self._loop = asyncio.get_running_loop()
        self._visitors.setdefault(learner, []).append(visitor)

    def part(self, learner: str, visitor: Visitor) -> None:
        """A learner's page is gone."""
        visitors = self._visitors.get(learner, [])
        if visitor in visitors:
            visitors.remove(visitor)
        if not visitors:
            self._visitors.pop(learner, None)

    def _let_go(self, room: str) -> None:
        live = self._live.pop(room, None)
        self._opening.pop(room, None)
        if live is not None:
            live.close()

    # --- news, from any thread --------------------------------------------------------------
    def _class_changed(self, room: str, **kwargs: Any) -> None:
        self._soon(lambda: self._mark(room))

    def _place_changed(self, learner: str, **kwargs: Any) -> None:
        self._soon(lambda: self._tell_visitors(learner))

    def _progressed(self, learner: str, lesson: str, **kwargs: Any) -> None:
        self._soon(lambda: self._mark_progress(learner, lesson))

    def _tell_visitors(self, learner: str) -> None:
        for visitor in list(self._visitors.get(learner, ())):
            visitor.place_changed()

    def _mark_progress(self, learner: str, lesson: str) -> None:
        for live in self._live.values():
            live.mark_progress(learner, lesson)

    def _mark(self, room: str) -> None:
        if (live := self._live.get(room)) is not None:
            live.mark_stale()

    def _soon(self, action: Callable[[], object]) -> None:
        if self._loop is not None and not self._loop.is_closed():
            # In a context of its own: that of a database thread is bound to this thread.
            self._loop.call_soon_threadsafe(action, context=contextvars.Context())
