"""Facts: what an answer to "why?" is made of, and the records that they are read from.

A fact is a code with data and the objects that it is about; words are chosen where it is shown.
Not here: which facts answer what (``observe.narrate``), or any word for learners.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from podlab.engine.kernel.causes import CauseLog
from podlab.engine.kernel.clock import parse_rfc3339
from podlab.engine.kernel.simulation import Simulation
from podlab.engine.objects.kinds import KindTable
from podlab.engine.scheduler.decisions import Decisions
from podlab.engine.store.store import Change, Key, Object, Store

Params = dict[str, str | int]


class Ref(NamedTuple):
    """An object that a fact is about; ``uid`` is '' when there is no such object."""

    resource: str
    kind: str
    namespace: str
    name: str
    uid: str


class NodeVerdict(NamedTuple):
    """What a decision of the scheduler said of one node: the filter that refused it, or scores."""

    node: str
    plugin: str
    reasons: tuple[str, ...]
    total: int
    scores: tuple[tuple[str, int], ...]
    chosen: bool


@dataclass(slots=True)
class Fact:
    """One link of an answer.  ``time`` 0: it is so, and no moment of it is recorded."""

    code: str
    params: Mapping[str, str | int] = field(default_factory=dict)
    refs: tuple[Ref, ...] = ()
    time: int = 0
    table: tuple[NodeVerdict, ...] = ()


class Records:
    """The records of one cluster: changes, causes, Events, decisions; ``managed`` gives an
    object's ``managedFields``."""

    def __init__(
        self,
        sim: Simulation,
        store: Store,
        kinds: KindTable,
        decisions: Decisions,
        managed: Callable[[Object], list[Object]],
    ) -> None:
        self.sim = sim
        self.store = store
        self.kinds = kinds
        self.decisions = decisions
        self.managed = managed
        self._by_cause: dict[int, list[Change]] | None = None

    @property
    def causes(self) -> CauseLog:
        """The log of causes."""
        return self.sim.state.causes

    def changes(self, uid: str) -> list[Change]:
        """The changes of an object that are still kept, oldest first."""
        log = self.store.state.changes
        return [change for change in log if change.object["metadata"].get("uid") == uid]

    def last_of(self, key: Key) -> Change | None:
        """The newest change under a key that is still kept."""
        for change in reversed(self.store.state.changes):
            if change.key == key:
                return change
        return None

    def written_under(self, cause: int) -> list[Change]:
        """What was written under a cause, oldest first."""
        if self._by_cause is None:
            self._by_cause = {}
            for change in self.store.state.changes:
                self._by_cause.setdefault(change.cause, []).append(change)
        return self._by_cause.get(cause, [])

    def events(self, uid: str, *reasons: str, container: str = "") -> list[Object]:
        """The Events about an object, newest first, of some reasons and one container if given."""
        found = []
        for event in self.store.list("events"):
            about = event["involvedObject"]
            if about.get("uid") != uid or (reasons and event.get("reason") not in reasons):
                continue
            path = about.get("fieldPath", "")
            if not container or path.endswith(f"{{{container}}}"):
                found.append(event)
        return sorted(found, key=event_time, reverse=True)

    def resource_of(self, api_version: str, kind: str) -> str:
        """The resource of a kind, '' if it is not served."""
        found = self.kinds.by_kind(api_version, kind)
        return found.resource if found is not None else ""

    def ref(self, obj: Object) -> Ref:
        """A reference to a stored object."""
        metadata = obj["metadata"]
        kind = str(obj.get("kind", ""))
        resource = self.resource_of(str(obj.get("apiVersion", "")), kind)
        return Ref(resource, kind, metadata.get("namespace", ""), metadata["name"], metadata["uid"])

    def ref_by_key(self, resource: str, namespace: str, name: str) -> Ref:
        """A reference to an object by its key, whether or not it exists."""
        obj = self.store.get(Key(resource, namespace, name))
        if obj is not None:
            return self.ref(obj)
        kind = self.kinds.by_resource(resource)
        return Ref(resource, kind.kind if kind else resource, namespace, name, "")


def event_time(event: Object) -> int:
    """When an Event happened last."""
    return stamp(event.get("lastTimestamp") or event["metadata"].get("creationTimestamp"))


def stamp(text: Any) -> int:
    """Microseconds of an RFC 3339 text, 0 of nothing."""
    return parse_rfc3339(text) if isinstance(text, str) and text else 0


def conditions(obj: Object) -> Iterator[Object]:
    """The conditions of an object's status."""
    yield from (obj.get("status") or {}).get("conditions") or ()


def condition(obj: Object, name: str) -> Object | None:
    """One condition of an object's status."""
    return next((row for row in conditions(obj) if row["type"] == name), None)
