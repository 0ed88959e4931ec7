"""How the Pods of each set stand, counted as they change.

Derived data: a set's sync reads its numbers instead of looking at each of its Pods again.  Not
here: what a set does about them (``replicas``).
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from podlab.engine.controllers.index import Index, Place
from podlab.engine.objects.meta import uid_of

Object = dict[str, Any]


class Standing(NamedTuple):
    """What one Pod means to the set that owns it; ``own``: active, and meant by its selector."""

    active: bool
    own: bool
    leaving: bool
    ready: bool
    labelled: bool


Stand = Callable[[Object, Object], Standing]
"""``stand(pod, owner)``: may depend on nothing else, of the owner on nothing but its spec."""


class Tally:
    """The Pods of one set, as long as its spec stays the same object."""

    __slots__ = ("_standings", "changed", "counts", "spec")

    def __init__(self, spec: Object) -> None:
        self.spec = spec
        self.changed: dict[Place, None] = {}
        self.counts: dict[Standing, int] = {}
        self._standings: dict[Place, Standing] = {}

    def put(self, place: Place, standing: Standing | None) -> None:
        """A Pod stands so now; None: it is the set's no longer."""
        before = self._standings.pop(place, None)
        if before is not None:
            self.counts[before] -= 1
        if standing is not None:
            self._standings[place] = standing
            self.counts[standing] = self.counts.get(standing, 0) + 1

    @property
    def own(self) -> int:
        """How many are the set's replicas."""
        return sum([number for row, number in self.counts.items() if row.own])

    @property
    def strangers(self) -> int:
        """How many are owned by the set though it does not mean them: it must let them go."""
        return sum([number for row, number in self.counts.items() if row.active and not row.own])

    @property
    def leaving(self) -> int:
        """How many are being removed."""
        return sum([number for row, number in self.counts.items() if row.leaving])

    @property
    def ready(self) -> int:
        """How many replicas are ready."""
        return sum([number for row, number in self.counts.items() if row.own and row.ready])

    @property
    def labelled(self) -> int:
        """How many replicas have all labels of the template."""
        return sum([number for row, number in self.counts.items() if row.own and row.labelled])


class Tallies:
    """The tallies of all sets of a controller; ``pods`` is the index of Pods by owner."""

    def __init__(self, pods: Index, stand: Stand) -> None:
        self._pods = pods
        self._stand = stand
        self._tallies: dict[str, Tally] = {}

    def changed(self, uid: str, place: Place) -> None:
        """A Pod has changed that was or is a set's: it is looked at again when it matters."""
        tally = self._tallies.get(uid)
        if tally is not None:
            tally.changed[place] = None

    def forget(self, uid: str) -> None:
        """A set is gone."""
        self._tallies.pop(uid, None)

    def of(self, owner: Object) -> Tally:
        """A set's tally, as its Pods are known now."""
        uid = uid_of(owner)
        tally = self._tallies.get(uid)
        if tally is None or tally.spec is not owner["spec"]:
            tally = self._tallies[uid] = Tally(owner["spec"])
            tally.changed.update(dict.fromkeys(self._pods.places(uid)))
        for place in tally.changed:
            pod = self._pods.find(uid, place)
            tally.put(place, None if pod is None else self._stand(pod, owner))
        tally.changed.clear()
        return tally
