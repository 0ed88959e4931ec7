"""The store: objects by key, one growing revision, every change kept for a while.

Rules: stored objects are never mutated, a write builds a new one (``objects.meta`` has the path
copies); each write has a revision of its own, which the object carries as ``resourceVersion``;
deleting is a write too.  Heartbeats are kept for minutes, other changes for as long as there is
room for them.  Not here: what a key's object may contain.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Reversible
from dataclasses import dataclass, field
from heapq import merge
from typing import Any, Literal, NamedTuple

from podlab.engine.kernel.clock import MINUTE, SECOND
from podlab.engine.kernel.sharing import Stored
from podlab.engine.store.bulk import bulk_of
from podlab.engine.store.heartbeats import is_heartbeat

BEATS_TIME = 5 * MINUTE
"""How long heartbeats are kept: what etcd keeps of any change, by default."""

MOST_BULK = 32_000_000
"""Bytes that the log may hold: large objects that change often leave it sooner."""
RECENT = SECOND
"""Younger changes stay whatever they hold: components have yet to hear of them."""

Object = dict[str, Any]
ChangeType = Literal["ADDED", "MODIFIED", "DELETED"]


class Key(NamedTuple):
    """Where an object is kept: ``resource`` as in ``deployments.apps``, namespace or '', name."""

    resource: str
    namespace: str
    name: str


class Change(NamedTuple):
    """One committed write.  ``object`` is the new state (the last one for DELETED), ``previous``
    the state before (None for ADDED), ``cause`` what led to it, ``component`` who wrote."""

    revision: int
    type: ChangeType
    key: Key
    object: Stored
    previous: Stored | None
    time: int
    cause: int
    component: str


class AlreadyExists(Exception):
    """The key is taken."""


class Missing(Exception):
    """Nothing is kept under the key."""


class Compacted(Exception):
    """The change log no longer reaches back to the asked revision (HTTP 410)."""


Listener = Callable[[Change], None]


@dataclass(slots=True)
class StoreState:
    """The plain data of a store: objects by resource, then by (namespace, name)."""

    objects: dict[str, dict[tuple[str, str], Stored]] = field(default_factory=dict)
    changes: deque[Change] = field(default_factory=deque)
    revision: int = 0
    compacted: int = 0
    keep: int = 5_000
    bulk: int = 0
    """The estimated bytes of what the log holds, of all changes and of each."""
    bulks: deque[int] = field(default_factory=deque)
    beats: deque[Change] = field(default_factory=deque)
    """Heartbeats, apart: they would push everything else out of the log."""
    floors: dict[str, int] = field(default_factory=dict)
    """The newest change of each resource, heartbeats too, that is kept no longer."""
    abandoned: list[tuple[int, int]] = field(default_factory=list)
    """Revisions after the first, up to the second, were given on branches that were left."""


class Store:
    """All objects of one cluster."""

    def __init__(self, state: StoreState) -> None:
        self.state = state
        self._listeners: list[Listener] = []
        self._history: dict[str, deque[Change]] = {}
        for change in state.changes:
            self._history.setdefault(change.key.resource, deque()).append(change)

    @property
    def revision(self) -> int:
        """The revision of the newest write."""
        return self.state.revision

    def listen(self, listener: Listener) -> None:
        """Call somebody with each change, right after it is committed.

        Listeners are wiring, not state: whoever builds the cluster registers them again.
        """
        self._listeners.append(listener)

    def get(self, key: Key) -> Object | None:
        """The object under a key, or None."""
        return self.find(*key)

    def find(self, resource: str, namespace: str, name: str) -> Object | None:
        """As ``get``, for who has no key at hand."""
        rows = self.state.objects.get(resource)
        return rows.get((namespace, name)) if rows else None

    def list(self, resource: str, namespace: str | None = None) -> list[Object]:
        """A resource's objects in order of namespace and name; of one namespace if given."""
        rows = self.state.objects.get(resource, {})
        if namespace is None:
            return [rows[place] for place in sorted(rows)]
        return [rows[place] for place in sorted(rows) if place[0] == namespace]

    def find_uid(self, uid: str) -> Object | None:
        """The object with a uid, or None; looks at all of them."""
        for rows in self.state.objects.values():
            for obj in rows.values():
                if obj["metadata"].get("uid") == uid:
                    return obj
        return None

    def size(self) -> int:
        """How many objects there are of all resources together."""
        return sum(map(len, self.state.objects.values()))

    def count(self, resource: str) -> int:
        """How many objects a resource has."""
        return len(self.state.objects.get(resource, {}))

    def create(self, key: Key, obj: Object, time: int, cause: int, component: str) -> Object:
        """Keep a new object; returns it with its resourceVersion.

        Raises:
            AlreadyExists: the key is taken.
        """
        rows = self.state.objects.setdefault(key.resource, {})
        place = (key.namespace, key.name)
        if place in rows:
            raise AlreadyExists(key)
        kept = self._stamp(obj)
        rows[place] = kept
        self._commit("ADDED", key, kept, None, time, cause, component)
        return kept

    def update(self, key: Key, obj: Object, time: int, cause: int, component: str) -> Object:
        """Replace an object; returns it with its new resourceVersion.  The caller has compared
        the versions (``apiserver.verbs``).

        Raises:
            Missing: nothing is kept under the key.
        """
        rows = self.state.objects.get(key.resource, {})
        place = (key.namespace, key.name)
        previous = rows.get(place)
        if previous is None:
            raise Missing(key)
        kept = self._stamp(obj)
        rows[place] = kept
        self._commit("MODIFIED", key, kept, previous, time, cause, component)
        return kept

    def delete(self, key: Key, time: int, cause: int, component: str) -> Object:
        """Remove an object; returns its last state with the revision of the removal.

        Raises:
            Missing: nothing is kept under the key.
        """
        rows = self.state.objects.get(key.resource, {})
        place = (key.namespace, key.name)
        previous = rows.pop(place, None)
        if previous is None:
            raise Missing(key)
        last = self._stamp(previous)
        self._commit("DELETED", key, last, previous, time, cause, component)
        return last

    def before(self, revision: int) -> int:
        """The last revision before one, on this branch."""
        last = revision - 1
        for low, high in self.state.abandoned:
            if low < last <= high:
                return low
        return last

    def changes_since(self, revision: int, resource: str = "") -> Iterator[Change]:
        """The changes after a revision, oldest first; of one resource if given.

        Who asks for all resources may miss heartbeats from before the last minutes.  Who asks for
        one is told when any change of it is missing, and only then: a watch of what seldom changes
        outlives a log that others fill.

        Raises:
            Compacted: the log does not reach back that far.
        """
        state = self.state
        left = any(low < revision <= high for low, high in state.abandoned)
        if left or revision < (state.floors.get(resource, 0) if resource else state.compacted):
            raise Compacted(revision)
        log: Reversible[Change] = self._history.get(resource, ()) if resource else state.changes
        newer = _newer(log, revision)
        beats = _newer(state.beats, revision)
        if not beats:
            return reversed(newer)
        beats = [one for one in beats if resource in ("", one.key.resource)]
        return merge(reversed(newer), reversed(beats))

    def history(self, resource: str) -> Iterable[Change]:
        """The changes of one resource that are kept, oldest first; heartbeats apart."""
        return self._history.get(resource, ())

    def history_since(self, resource: str, revision: int) -> Iterable[Change]:
        """What ``history`` has after a revision, newest first: for who has kept the rest."""
        return _newer(self._history.get(resource, ()), revision)

    def branch_off(self, highest: int) -> None:
        """Go on above the revisions of a branch that is left: whoever saw one of those must list
        again (the change log does not tell what became of them)."""
        if highest > self.state.revision:
            self.state.abandoned.append((self.state.revision, highest))
            self.state.revision = highest

    def _stamp(self, obj: Object) -> Object:
        self.state.revision += 1
        metadata = {**obj["metadata"], "resourceVersion": str(self.state.revision)}
        return {**obj, "metadata": metadata}

    def _commit(
        self,
        type: ChangeType,
        key: Key,
        obj: Object,
        previous: Object | None,
        time: int,
        cause: int,
        component: str,
    ) -> None:
        revision = self.state.revision
        change = Change(revision, type, key, obj, previous, time, cause, component)
        if is_heartbeat(key.resource, obj, previous):
            self._beat(change)
        else:
            self._log(change)
        for listener in self._listeners:
            listener(change)

    def _log(self, change: Change) -> None:
        state = self.state
        size = bulk_of(change.key.resource, change.object, change.previous)
        state.changes.append(change)
        state.bulks.append(size)
        state.bulk += size
        self._history.setdefault(change.key.resource, deque()).append(change)
        while len(state.changes) > state.keep or self._too_bulky(change.time):
            oldest = state.changes.popleft()
            self._history[oldest.key.resource].popleft()
            state.bulk -= state.bulks.popleft()
            state.compacted = oldest.revision
            self._leave(oldest)

    def _too_bulky(self, now: int) -> bool:
        state = self.state
        return state.bulk > MOST_BULK and state.changes[0].time < now - RECENT

    def _beat(self, change: Change) -> None:
        beats, begin = self.state.beats, change.time - BEATS_TIME
        beats.append(change)
        while beats[0].time < begin or len(beats) > self.state.keep:
            self._leave(beats.popleft())

    def _leave(self, change: Change) -> None:
        """A change is kept no longer."""
        floors, resource = self.state.floors, change.key.resource
        floors[resource] = max(change.revision, floors.get(resource, 0))


def _newer(changes: Reversible[Change], revision: int) -> list[Change]:
    """The changes after a revision, newest first."""
    newer = []
    for change in reversed(changes):
        if change.revision <= revision:
            break
        newer.append(change)
    return newer
