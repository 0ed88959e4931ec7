"""Who is there: the open pages of one member, what they do, since when something is wrong.

In memory only, made afresh after a restart.  Not here: records (``classroom.facts``), sending.
"""

import logging
from dataclasses import dataclass, field
from typing import Protocol

from podlab.classroom.live.trouble import troubles
from podlab.classroom.moment import now_ms
from podlab.hosting.session import Session

log = logging.getLogger("podlab.classroom")

IDLE_MS = 180_000
GRACE_MS = 20_000
"""A container that crashes again and again runs in between: its trouble has not ended before."""
ODD = (LookupError, TypeError, ValueError, AttributeError)
"""What an object of an odd shape raises: its learner's row says nothing, the others' go on."""


class Place(Protocol):
    """One open page of a member (``classroom.extension``)."""

    purpose: str

    @property
    def session(self) -> Session:
        """The cluster that it shows."""

    def tell(self) -> None:
        """Something of the class changed: send it."""


@dataclass(slots=True)
class Span:
    """A state that Pods are in: how many, since when, when it was seen last (ms)."""

    pods: int
    since: int
    seen: int

    def is_over(self, reason: str, now: int) -> bool:
        """Whether it was not seen just now, and is none that comes and goes."""
        grace = GRACE_MS if reason.endswith("CrashLoopBackOff") else 0
        return now - self.seen > grace


@dataclass(slots=True)
class Seat:
    """A member who is there.  The page that was used last counts."""

    places: list[Place] = field(default_factory=list)
    active: int = field(default_factory=now_ms)
    progressed: int = field(default_factory=now_ms)
    spans: dict[str, Span] = field(default_factory=dict)
    looked: tuple[str, int, int] = ("", -1, -1)
    """Cluster, turns and revision that ``spans`` were made from."""

    @property
    def place(self) -> Place:
        """The page that was used last."""
        return self.places[-1]

    def used(self, place: Place) -> bool:
        """Somebody did something on a page; whether they used another one before."""
        self.active = now_ms()
        if self.places[-1] is place:
            return False
        self.places.remove(place)
        self.places.append(place)
        return True

    def idle(self, now: int) -> bool:
        """Whether nothing was done for a while."""
        return now - self.active >= IDLE_MS

    def look(self, now: int, *, again: bool = False) -> None:
        """See what is wrong in the cluster now; ``again`` even if nothing was written."""
        session = self.place.session
        store = session.cluster.store
        name, turns, revision = self.looked
        seen = (session.name, session.turns, store.revision)
        if seen == (name, turns, revision) and not again:
            return
        if (name, turns) != seen[:2]:
            self.spans.clear()
        self.looked = seen
        try:
            states = session.read(troubles)
        except ODD:
            log.exception("cluster %s cannot be looked at", session.name)
            return
        for reason, found in states.items():
            span = self.spans.get(reason)
            if span is None:
                since = now - found.age // 1000
                self.spans[reason] = Span(found.pods, since, now)
            else:
                span.pods, span.seen = found.pods, now
        for reason in [one for one, span in self.spans.items() if span.is_over(one, now)]:
            del self.spans[reason]

    def longest(self, now: int) -> int:
        """For how many milliseconds the oldest trouble has lasted; -1 without any."""
        return max((now - span.since for span in self.spans.values()), default=-1)
