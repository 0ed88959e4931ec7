"""How rooms above the workbench take part in a page: lessons, later the classroom.

Here: the Protocol.  ``podlab.asgi`` says which extensions there are.
"""

from typing import Any, Protocol

from podlab.hosting.session import Session


class PagePort(Protocol):
    """What an extension may do with a page."""

    learner: str
    language: str
    purpose: str
    """Which of the learner's clusters the page shows: a lesson's name, '' for the free one."""

    def send(self, message: dict[str, Any]) -> None:
        """Queue a message for the page."""

    async def show(self, purpose: str, *, fresh: bool = False) -> None:
        """Go to another of the learner's clusters; ``fresh`` replaces it by a new one first."""


class PageExtension(Protocol):
    """One room's part of a page; an instance belongs to one page."""

    messages: frozenset[str]
    """The message types that it handles."""

    async def opened(self, page: PagePort, session: Session) -> None:
        """The page shows a cluster (again): send what it must know."""

    def permit(self, page: PagePort, session: Session, message: dict[str, Any]) -> None:
        """The page is about to carry out a message of any type.  Raises BadMessage to forbid it."""

    async def handle(self, page: PagePort, session: Session, message: dict[str, Any]) -> None:
        """Carry out a message.  Raises BadMessage."""

    def changed(self, page: PagePort, session: Session) -> None:
        """The cluster may have changed.  Must be quick."""

    def closed(self) -> None:
        """The page is gone."""
