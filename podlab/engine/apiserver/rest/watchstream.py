"""Watches: what has changed since a revision, as a stream of events.

A stream is read by pulling: ``read`` gives what has come, the notice says when to read again.
Not here: informers (``client``), who wakes a socket (``podlab.gateway``).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from podlab.engine.apiserver.rest.conversion import stored_resource
from podlab.engine.apiserver.rest.messages import JSON, to_json
from podlab.engine.apiserver.rest.selection import Selection
from podlab.engine.apiserver.world import World
from podlab.engine.objects.kinds import Kind
from podlab.engine.objects.status import ApiError, bad_request, gone
from podlab.engine.store.store import Compacted

Object = dict[str, Any]
Show = Callable[[Object, bool], Object]

INITIAL_END = "k8s.io/initial-events-end"


@dataclass(slots=True, frozen=True)
class WatchOptions:
    """A watch's parameters."""

    namespace: str | None
    labels: str = ""
    fields: str = ""
    version: str = ""
    initial_events: bool = False
    bookmarks: bool = False
    timeout: int | None = None


class WatchStream:
    """One watch of one resource."""

    content_type = JSON

    def __init__(self, world: World, kind: Kind, options: WatchOptions, show: Show) -> None:
        self._world = world
        self._kind = kind
        self._options = options
        self._show = show
        self._resource = stored_resource(kind.resource)
        self._selection = Selection(kind, options.labels, options.fields)
        self._first = True
        self._ended = False
        self._waiting: list[bytes] = []
        self.timeout = options.timeout
        self._revision = self._begin()

    @property
    def notice(self) -> str:
        """Posted at each write of the resource."""
        return f"watch/{self._resource}"

    @property
    def ended(self) -> bool:
        """Whether the watch was closed by an error."""
        return self._ended and not self._waiting

    def read(self) -> bytes:
        """The events since the last call, one JSON document a line."""
        if not self._ended:
            self._collect()
        data, self._waiting = b"".join(self._waiting), []
        return data

    def _begin(self) -> int:
        version = self._options.version
        store = self._world.store
        if version not in ("", "0") and not self._options.initial_events:
            if not version.isascii() or not version.isdigit() or len(version) > 18:
                raise bad_request(f'Invalid value: "{version}": resourceVersion')
            return int(version)
        for obj in self._world.list(self._resource, self._options.namespace):
            if self._selection.matches(obj):
                self._event("ADDED", obj)
        if self._options.initial_events and self._options.bookmarks:
            self._bookmark({INITIAL_END: "true"})
        return store.revision

    def _collect(self) -> None:
        store = self._world.store
        try:
            changes = list(store.changes_since(self._revision, self._resource))
        except Compacted:
            error = gone(f"too old resource version: {self._revision} ({store.state.compacted})")
            self._fail(error)
            return
        self._revision = max(self._revision, store.revision)
        space = self._options.namespace
        mine = [one for one in changes if space in (None, one.key.namespace)]
        for type_, obj in self._selection.events(mine):
            self._event(type_, obj)

    def _event(self, type_: str, obj: Object) -> None:
        shown = self._show(obj, self._first)
        self._first = False
        self._waiting.append(to_json({"type": type_, "object": shown}) + b"\n")

    def _bookmark(self, annotations: dict[str, str]) -> None:
        version = str(self._world.store.revision)
        metadata = {
            "resourceVersion": version,
            "creationTimestamp": None,
            "annotations": annotations,
        }
        obj = {"kind": self._kind.kind, "apiVersion": self._kind.api_version, "metadata": metadata}
        marked = self._show(obj, False)
        self._waiting.append(to_json({"type": "BOOKMARK", "object": marked}) + b"\n")

    def _fail(self, error: ApiError) -> None:
        self._ended = True
        self._waiting.append(to_json({"type": "ERROR", "object": error.status()}) + b"\n")
