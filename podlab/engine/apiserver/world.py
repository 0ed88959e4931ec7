"""What the API server's parts share: the store, the clock, the kinds, reading what is stored.

Here: plain reading and the rules' vocabulary.  Not here: writing (``writer``, ``deleter``) or
who may do what (``authz``).
"""

from typing import Any, Protocol

from podlab.engine.apiserver.rest.conversion import stored_resource
from podlab.engine.apiserver.state import ApiServerState
from podlab.engine.kernel.clock import rfc3339
from podlab.engine.kernel.simulation import Simulation
from podlab.engine.objects import status
from podlab.engine.objects.kinds import Kind, KindTable
from podlab.engine.objects.schema import Schema
from podlab.engine.store.store import Store

Object = dict[str, Any]


class Virtual(Protocol):
    """Where the objects of a resource come from that is not stored."""

    def find(self, namespace: str, name: str) -> Object | None:
        """One object, or None."""

    def list(self, namespace: str | None) -> list[Object]:
        """All objects, or one namespace's."""


class World:
    """One cluster, as the API server's parts see it."""

    def __init__(
        self, state: ApiServerState, store: Store, sim: Simulation, kinds: KindTable, schema: Schema
    ) -> None:
        self.state = state
        self.store = store
        self.sim = sim
        self.kinds = kinds
        self.schema = schema
        self.warnings: list[str] = []
        self.virtual: dict[str, Virtual] = {}

    @property
    def now(self) -> int:
        """Virtual time in microseconds."""
        return self.sim.now

    @property
    def now_text(self) -> str:
        """Virtual time as ``metav1.Time``."""
        return rfc3339(self.sim.now)

    def warn(self, text: str) -> None:
        """Give the client of the call in progress a warning (each text once)."""
        if text not in self.warnings:
            self.warnings.append(text)

    def take_warnings(self) -> list[str]:
        """The warnings given since the last call; forgets them."""
        warnings, self.warnings = self.warnings, []
        return warnings

    def kind(self, resource: str) -> Kind:
        """The kind that a resource name means; ApiError 404."""
        kind = self.kinds.by_resource(stored_resource(resource))
        if kind is None:
            raise status.page_not_found()
        return kind

    def find(self, resource: str, namespace: str, name: str) -> Object | None:
        """A stored object, or None."""
        return self.store.find(stored_resource(resource), namespace, name)

    def get(self, kind: Kind, namespace: str, name: str) -> Object:
        """A stored object; ApiError NotFound."""
        source = self.virtual.get(kind.resource)
        if source is not None:
            found = source.find(namespace, name)
        else:
            found = self.store.find(kind.resource, namespace, name)
        if found is None:
            raise status.not_found(kind.group, kind.plural, name)
        return found

    def list(self, resource: str, namespace: str | None = None) -> list[Object]:
        """A resource's objects, all of them or one namespace's."""
        source = self.virtual.get(resource)
        if source is not None:
            return source.list(namespace)
        return self.store.list(stored_resource(resource), namespace)
