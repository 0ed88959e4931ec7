"""Live preview: an author edits a lesson's folder, the page shows the lesson at once, or what is
wrong with it.

Only with ``PODLAB_PREVIEW`` set to a folder: that is for authors, on their own machine.  Not here:
reading and proving (``lessons.reading``, ``proving``), the pane (``lessons.page``).
"""

import asyncio
from pathlib import Path
from typing import Any

from django.conf import settings

from lessons import catalog
from lessons.authoring.proving import prove
from lessons.catalog import BadLesson, Lesson
from lessons.mistakes import Mistake
from podlab.hosting.session import Session
from podlab.workbench.api import PagePort

LOOK_SECONDS = 0.5
"""How often the folder is looked at."""

Fingerprint = tuple[tuple[str, int, int], ...]


def fingerprint(folder: Path) -> Fingerprint:
    """What changes whenever a file of the folder does; empty if there is no folder."""
    rows = []
    for path in sorted((*folder.glob("*"), *folder.glob("wrong/*"))):
        try:
            status = path.lstat()
        except OSError:
            continue
        rows.append((str(path.relative_to(folder)), status.st_mtime_ns, status.st_size))
    return tuple(rows)


def same_scene(one: Lesson | None, other: Lesson | None) -> bool:
    """Whether two states of a lesson begin with the same cluster."""
    if one is None or other is None:
        return False
    return (one.spec, one.start) == (other.spec, other.start)


class PreviewExtension:
    """One page's eye on the folder that its author edits."""

    messages: frozenset[str] = frozenset()

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or Path(settings.PODLAB_PREVIEW).absolute()
        self._task: asyncio.Task[None] | None = None
        self._seen: Fingerprint | None = None
        self._lesson: Lesson | None = None
        self._mistakes: list[Mistake] = []
        self._proved = False

    async def opened(self, page: PagePort, session: Session) -> None:
        """See ``PageExtension.opened``."""
        self._tell(page)
        if self._task is None:
            self._task = asyncio.ensure_future(self._watch(page))

    def permit(self, page: PagePort, session: Session, message: dict[str, Any]) -> None:
        """See ``PageExtension.permit``: it forbids nothing."""

    async def handle(self, page: PagePort, session: Session, message: dict[str, Any]) -> None:
        """See ``PageExtension.handle``: no message is its own."""

    def changed(self, page: PagePort, session: Session) -> None:
        """See ``PageExtension.changed``: the folder matters here, not the cluster."""

    def closed(self) -> None:
        """See ``PageExtension.closed``."""
        if self._task is not None:
            self._task.cancel()
            self._task = None

    async def _watch(self, page: PagePort) -> None:
        self._seen = fingerprint(self._folder)
        await self._look(page)
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            found = fingerprint(self._folder)
            if found != self._seen:
                self._seen = found
                catalog.forget()
                await self._look(page)

    async def _look(self, page: PagePort) -> None:
        """Read the folder, show it, then prove it: the second takes a moment."""
        self._proved = False
        try:
            lesson: Lesson | None = await asyncio.to_thread(catalog.load, self._folder)
            self._mistakes = []
        except BadLesson as error:
            lesson, self._mistakes = None, list(error.mistakes)
        before, self._lesson = self._lesson, lesson or self._lesson
        if lesson is not None and before is not None and page.purpose == lesson.name:
            await page.show(lesson.name, fresh=not same_scene(before, lesson))
        self._tell(page)
        if lesson is not None:
            self._mistakes = await asyncio.to_thread(prove, self._folder)
            self._proved = True
            self._tell(page)

    def _tell(self, page: PagePort) -> None:
        name = self._folder.name
        told = [one.told(name, page.language) for one in self._mistakes]
        page.send({"t": "lesson.preview", "name": name, "mistakes": told, "proved": self._proved})
