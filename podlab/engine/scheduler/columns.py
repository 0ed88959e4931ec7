"""What plugins have found out about each node, kept until the node changes.

Derived data: a column a question, in the order of the nodes, so that the answers of hundreds of
nodes are read in one go.  Not here: which questions there are (``placing``).
"""

from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")

LIMIT = 256
"""How many questions are remembered; then all are forgotten."""
MOST_CHANGES = 2_000


class Chosen:
    """Some nodes by their places, in the order in which they were looked at."""

    __slots__ = ("_members", "_places", "_stretch")

    def __init__(self, places: list[int], total: int) -> None:
        self._places = places
        self._members = frozenset(places)
        self._stretch = _stretch(places, total)

    def of(self, values: list[T]) -> list[T]:
        """Their share of the values of all nodes."""
        if self._stretch is None:
            return [values[place] for place in self._places]
        first, end, over = self._stretch
        return values[first:end] + values[:over]

    def among(self, places: dict[int, None]) -> list[int]:
        """Those of some places that were chosen."""
        if len(places) > len(self._places):
            return [place for place in self._places if place in places]
        return [place for place in places if place in self._members]


def _stretch(places: list[int], total: int) -> tuple[int, int, int] | None:
    """First, end and how far around the end of all nodes, if nobody between was left out."""
    if not places:
        return None
    first, end = places[0], places[0] + len(places)
    if places[-1] != (end - 1) % total:
        return None
    return first, end, max(end - total, 0)


class Column:
    """The answers to one question, by the place of the node."""

    __slots__ = ("_heard", "_unknown", "_values")

    def __init__(self, nodes: int, heard: int) -> None:
        self._values: list[Any] = [None] * nodes
        self._unknown = dict.fromkeys(range(nodes))
        self._heard = heard

    def hear(self, changed: list[int]) -> None:
        """Nodes change: of those in a list that is only ever added to, forget the new ones."""
        if self._heard < len(changed):
            self._unknown.update(dict.fromkeys(changed[self._heard :]))
            self._heard = len(changed)

    def hear_from_start(self) -> None:
        """The next list is a new one."""
        self._heard = 0

    def answer(self, place: int, ask: Callable[[int], Any]) -> Any:
        """A node's answer; it is asked if it has not said yet."""
        if place in self._unknown:
            self._values[place] = ask(place)
            del self._unknown[place]
        return self._values[place]

    def answers(self, chosen: Chosen, ask: Callable[[int], Any]) -> list[Any]:
        """The answers of some nodes, in their order."""
        if self._unknown:
            for place in chosen.among(self._unknown):
                self._values[place] = ask(place)
                del self._unknown[place]
        return chosen.of(self._values)


class Columns:
    """The columns of one set of nodes.  A change is noted once; each column hears of it when it
    is read, which of many may be never."""

    def __init__(self) -> None:
        self._columns: dict[str, Column] = {}
        self._changed: list[int] = []

    def of(self, question: str, nodes: int) -> Column:
        """What is known of a question; ``nodes`` is how many there are."""
        column = self._columns.get(question)
        if column is None:
            if len(self._columns) >= LIMIT:
                self._columns.clear()
            column = self._columns[question] = Column(nodes, len(self._changed))
        column.hear(self._changed)
        return column

    def forget(self, place: int) -> None:
        """One node has changed."""
        self._changed.append(place)
        if len(self._changed) >= MOST_CHANGES:
            for column in self._columns.values():
                column.hear(self._changed)
                column.hear_from_start()
            self._changed.clear()

    def clear(self) -> None:
        """There are other nodes than before."""
        self._columns.clear()
        self._changed.clear()
