"""A cluster's history as checks ask for it: of one resource, narrowed by name and labels.

A page looks at its checks again and again while the history grows; what was narrowed once is kept,
and only newer changes are looked at.  Not here: what a change means (``lessons.goals``).
"""

from collections import deque
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

from podlab.engine.objects.labels import Selector, matches, parse
from podlab.engine.store.store import Change, Store

Object = dict[str, Any]


class Which(NamedTuple):
    """Which objects: of this name, with this beginning of a name, with these labels; '' is any."""

    name: str = ""
    prefix: str = ""
    labels: str = ""

    def takes(self, obj: Object) -> bool:
        """Whether an object is one of them."""
        name = obj["metadata"]["name"]
        if self.name and name != self.name:
            return False
        return name.startswith(self.prefix) and selected(obj, self.labels)


ALL = Which()


def selected(obj: Object, labels: str) -> bool:
    """Whether an object's labels match a selector such as ``app=tomcat``."""
    return not labels or matches(_selector(labels), obj["metadata"].get("labels") or {})


@lru_cache(maxsize=256)
def _selector(labels: str) -> Selector:
    return parse(labels)


@dataclass(slots=True)
class _Known:
    """What a question has brought so far, and the newest revision that was looked at for it."""

    changes: deque[Change] = field(default_factory=deque)
    revision: int = 0


class NarrowedHistory:
    """The history of one store; it must not outlive its cluster (a rewind makes another)."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[tuple[str, str, Which], _Known] = {}

    def changes(self, resource: str, namespace: str, which: Which) -> Collection[Change]:
        """The changes of these objects that the store still keeps, oldest first."""
        question = (resource, namespace, which)
        known = self._known.get(question)
        if known is None:
            known = self._known[question] = _Known()
        self._catch_up(known, question)
        compacted = self._store.state.compacted
        while known.changes and known.changes[0].revision <= compacted:
            known.changes.popleft()
        return known.changes

    def _catch_up(self, known: _Known, question: tuple[str, str, Which]) -> None:
        resource, namespace, which = question
        newer = [
            change
            for change in self._store.history_since(resource, known.revision)
            if change.key.namespace == namespace and which.takes(change.object)
        ]
        known.changes.extend(reversed(newer))
        known.revision = self._store.revision
