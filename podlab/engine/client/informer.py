"""Shared informers: a component's own, slightly late copy of some resources.

A component process (controller manager, scheduler, a kubelet) has one ``Informers``: for each
resource that it asks for, a cache and handlers.  Changes reach it a few milliseconds after they
are committed (``LATENCY``), in order, in batches: one event of the simulation per batch.  Where
the store's log no longer tells what was missed, they list again, as after a watch that ended with
"410 Gone"; so does a component that was stopped.  Not here: work queues or reconciling.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from podlab.engine.kernel.sharing import Stored
from podlab.engine.kernel.simulation import Simulation
from podlab.engine.store.store import Change, Compacted, Object, Store

LATENCY = 1_500
"""Microseconds from commit to an informer's handlers: what watch costs on one machine."""

OnChange = Callable[[str, Object, Object | None], None]
"""``on_change(type, object, previous)`` with type ADDED, MODIFIED or DELETED."""

Filter = Callable[[Object], bool]


@dataclass(slots=True)
class InformersState:
    """Plain data: caches by resource, the revision up to which changes were delivered, the one
    before the first that waits, and whether nobody has listened for a while."""

    caches: dict[str, dict[tuple[str, str], Stored]] = field(default_factory=dict)
    delivered: int = 0
    noticed: int = 0
    waiting: bool = False
    stopped: bool = False


class Informers:
    """The informers of one component process.  Register every ``watch`` before ``start``."""

    def __init__(self, name: str, state: InformersState, store: Store, sim: Simulation) -> None:
        self.name = name
        self.target = f"informers/{name}"
        self.state = state
        self._store = store
        self._sim = sim
        self._handlers: dict[str, list[OnChange]] = {}
        self._filters: dict[str, Filter] = {}
        self._stopped = False
        sim.register(self.target, self._deliver)
        store.listen(self._notice)

    def watch(
        self, resource: str, handler: OnChange | None = None, only: Filter | None = None
    ) -> None:
        """Keep a cache of a resource, and call a handler with each of its changes.

        ``only`` narrows what this component sees, as a field selector would (one per resource).
        """
        self._handlers.setdefault(resource, [])
        if handler is not None:
            self._handlers[resource].append(handler)
        if only is not None:
            self._filters[resource] = only
        self.state.caches.setdefault(resource, {})

    def start(self) -> None:
        """List everything that is watched: handlers are called with ADDED for what exists."""
        self._list()

    def stop(self) -> None:
        """Hear nothing more (a stopped process).  Informers that are built around the same state
        later list again when something of theirs changes."""
        self._stopped = True
        self.state.stopped = True
        self.state.waiting = False
        self._sim.unregister(self.target)

    def get(self, resource: str, namespace: str, name: str) -> Object | None:
        """An object as this component knows it."""
        return self.state.caches[resource].get((namespace, name))

    def list(self, resource: str, namespace: str | None = None) -> list[Object]:
        """A resource's objects as this component knows them, by namespace and name."""
        cache = self.state.caches[resource]
        if namespace is None:
            return [cache[place] for place in sorted(cache)]
        return [cache[place] for place in sorted(cache) if place[0] == namespace]

    def _notice(self, change: Change) -> None:
        if self._stopped or self.state.waiting or change.key.resource not in self._handlers:
            return
        self.state.waiting = True
        self.state.noticed = self._store.before(change.revision)
        self._sim.after(LATENCY, self.target, "deliver")

    def _deliver(self, _kind: str, _payload: Any) -> None:
        self.state.waiting = False
        try:
            news = self._news()
        except Compacted:
            self._list()
            return
        for change in news:
            self.state.delivered = change.revision
            if change.key.resource in self._handlers:
                self._sim.cause = change.cause
                self._hand_over(change)

    def _news(self) -> tuple[Change, ...]:
        """The changes since the last delivery.  Where the log no longer reaches back to it, those
        since the first that was noticed: what lies between was for others.

        Raises:
            Compacted: changes of what is watched may have gone by.
        """
        if self.state.stopped:
            raise Compacted(self.state.delivered)
        try:
            return tuple(self._store.changes_since(self.state.delivered))
        except Compacted:
            return tuple(self._store.changes_since(self.state.noticed))

    def _list(self) -> None:
        """Replace the caches by what the store holds now; handlers hear of every difference."""
        self.state.delivered = self._store.revision
        self.state.stopped = False
        for resource in self._handlers:
            wanted = self._filters.get(resource)
            found = self._store.list(resource)
            listed = {_place(obj): obj for obj in found if wanted is None or wanted(obj)}
            self._forget_others(resource, listed)
            for place, obj in listed.items():
                before = self.state.caches[resource].get(place)
                if before is None or _version(before) != _version(obj):
                    self._keep(resource, place, obj)

    def _forget_others(self, resource: str, listed: dict[tuple[str, str], Object]) -> None:
        """Drop what is gone, with its last known state, and what has a successor by that name."""
        cache = self.state.caches[resource]
        for place, known in sorted(cache.items(), key=lambda row: row[0]):
            now = listed.get(place)
            if now is None or now["metadata"].get("uid") != known["metadata"].get("uid"):
                self._drop(resource, place, known)

    def _hand_over(self, change: Change) -> None:
        resource = change.key.resource
        place = (change.key.namespace, change.key.name)
        wanted = self._filters.get(resource)
        if change.type == "DELETED" or (wanted is not None and not wanted(change.object)):
            self._drop(resource, place, change.object)
        else:
            self._keep(resource, place, change.object)

    def _keep(self, resource: str, place: tuple[str, str], obj: Object) -> None:
        cache = self.state.caches[resource]
        before = cache.get(place)
        cache[place] = obj
        type_ = "MODIFIED" if before is not None else "ADDED"
        for handler in self._handlers[resource]:
            handler(type_, obj, before)

    def _drop(self, resource: str, place: tuple[str, str], last: Object) -> None:
        before = self.state.caches[resource].pop(place, None)
        if before is not None:
            for handler in self._handlers[resource]:
                handler("DELETED", last, before)


def _place(obj: Object) -> tuple[str, str]:
    metadata = obj["metadata"]
    return metadata.get("namespace", ""), metadata["name"]


def _version(obj: Object) -> str:
    version: str = obj["metadata"]["resourceVersion"]
    return version
