"""Indexes over an informer's cache: which objects have a key (an owner's uid, a label, a node).

Derived data: rebuilt from the cache whenever the component is built, never part of a snapshot.
Not here: which keys there are (``pods`` and the controllers say).
"""

from collections.abc import Callable, Iterable
from typing import Any

from podlab.engine.client.informer import Informers

Object = dict[str, Any]
Place = tuple[str, str]
KeysOf = Callable[[Object], list[str]]


class Index:
    """Places of a resource's objects by the keys that a function gives them."""

    def __init__(self, informers: Informers, resource: str, keys_of: KeysOf) -> None:
        self._informers = informers
        self._resource = resource
        self._keys_of = keys_of
        self._places: dict[str, dict[Place, None]] = {}
        self._ordered: dict[str, list[Place]] = {}  # by key, until an object comes or goes
        informers.watch(resource, self._on_change)
        for place, obj in informers.state.caches[resource].items():
            self._add(place, keys_of(obj))

    def objects(self, key: str) -> list[Object]:
        """The objects that have a key, in order of namespace and name."""
        places = self._ordered.get(key)
        if places is None:
            known = self._places.get(key)
            if not known:
                return []
            places = self._ordered[key] = sorted(known)
        cache = self._informers.state.caches[self._resource]
        return [cache[place] for place in places]

    def places(self, key: str) -> Iterable[Place]:
        """Where the objects are that have a key, in any order."""
        return self._places.get(key, ())

    def find(self, key: str, place: Place) -> Object | None:
        """The object of a place, if it has a key."""
        if place not in self._places.get(key, ()):
            return None
        return self._informers.state.caches[self._resource][place]

    def count(self, key: str) -> int:
        """How many objects have a key."""
        return len(self._places.get(key, ()))

    def _on_change(self, type_: str, obj: Object, previous: Object | None) -> None:
        before = self._keys_of(previous) if previous is not None else []
        after = self._keys_of(obj) if type_ != "DELETED" else []
        if before == after:
            return
        metadata = obj["metadata"]
        place = (metadata.get("namespace", ""), metadata["name"])
        for key in before:
            self._remove(place, key)
        self._add(place, after)

    def _add(self, place: Place, keys: list[str]) -> None:
        for key in keys:
            self._places.setdefault(key, {})[place] = None
            self._ordered.pop(key, None)

    def _remove(self, place: Place, key: str) -> None:
        places = self._places.get(key)
        self._ordered.pop(key, None)
        if places is not None:
            places.pop(place, None)
            if not places:
                del self._places[key]
