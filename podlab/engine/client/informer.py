"""Shared informers: a component's own, slightly late copy of some resources.

A component process (controller manager, scheduler, a kubelet) has one ``Informers``: for each
resource that it asks for, a cache and handlers.  Changes reach it a few milliseconds after they
are committed (``LATENCY``), in order, in batches: one event of the simulation per batch.
Not here: work queues or reconciling.
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
    """Plain data: caches by resource, the revision up to which changes were delivered, and
    the one before the first that waits."""

    caches: dict[str, dict[tuple[str, str], Stored]] = field(default_factory=dict)
    delivered: int = 0
    noticed: int = 0
    waiting: bool = False


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
        self.state.delivered = self._store.revision
        for resource, handlers in self._handlers.items():
            wanted = self._filters.get(resource)
            for obj in self._store.list(resource):
                if wanted is None or wanted(obj):
                    self._keep(resource, obj)
                    for handler in handlers:
                        handler("ADDED", obj, None)

    def stop(self) -> None:
        """Hear nothing more (a stopped process)."""
        self._stopped = True
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
        for change in self._news():
            self.state.delivered = change.revision
            if change.key.resource in self._handlers:
                self._sim.cause = change.cause
                self._hand_over(change)

    def _news(self) -> tuple[Change, ...]:
        """The changes since the last delivery.  Where the log no longer reaches back to it, those
        since the first that was noticed: what lies between was for others."""
        try:
            return tuple(self._store.changes_since(self.state.delivered))
        except Compacted:
            return tuple(self._store.changes_since(self.state.noticed))

    def _hand_over(self, change: Change) -> None:
        resource = change.key.resource
        cache = self.state.caches[resource]
        place = (change.key.namespace, change.key.name)
        before = cache.get(place)
        wanted = self._filters.get(resource)
        if change.type == "DELETED" or (wanted is not None and not wanted(change.object)):
            if before is None:
                return
            del cache[place]
            type_ = "DELETED"
        else:
            type_ = "MODIFIED" if before is not None else "ADDED"
            cache[place] = change.object
        for handler in self._handlers[resource]:
            handler(type_, change.object, before)

    def _keep(self, resource: str, obj: Object) -> None:
        metadata = obj["metadata"]
        place = (metadata.get("namespace", ""), metadata["name"])
        self.state.caches[resource][place] = obj
