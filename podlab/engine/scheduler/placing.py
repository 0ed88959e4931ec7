"""Where could this Pod go, and where best: all plugins over all nodes.

Here: one decision as plain data.  Not here: acting on it (``scheduler``).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import repeat
from operator import add
from typing import Any

from podlab.engine.scheduler.columns import Chosen, Column
from podlab.engine.scheduler.cycle import Cycle, Filter, Refusal, Score
from podlab.engine.scheduler.filters import FILTERS
from podlab.engine.scheduler.nodeinfo import NodeInfo
from podlab.engine.scheduler.podinfo import PodInfo
from podlab.engine.scheduler.scores import SCORES

Object = dict[str, Any]

ENOUGH_AT_LEAST = 100
"""With more nodes than this, not all that fit are looked for (percentageOfNodesToScore)."""


@dataclass(slots=True)
class Placement:
    """What the plugins said about one Pod."""

    feasible: list[NodeInfo] = field(default_factory=list)
    refused: dict[str, Refusal] = field(default_factory=dict)
    early: Refusal | None = None
    looked_at: int = 0
    scores: dict[str, list[int]] = field(default_factory=dict)
    """Weighted scores by plugin, in the order of the feasible nodes."""
    total: list[int] = field(default_factory=list)
    """Their sums; none when there was nothing to choose."""


def enough(nodes: int) -> int:
    """How many feasible nodes are enough."""
    if nodes <= ENOUGH_AT_LEAST:
        return nodes
    share = max(5, 50 - nodes // 125)
    return max(ENOUGH_AT_LEAST, nodes * share // 100)


def prepared_filters(cycle: Cycle) -> list[Filter] | Refusal:
    """The filters that have something to check, or an early refusal of every node."""
    found = []
    for plugin in FILTERS:
        verdict = plugin.prepare(cycle)
        if isinstance(verdict, Refusal):
            return verdict
        if verdict:
            found.append(plugin)
    return found


def first_refusal(filters: list[Filter], cycle: Cycle, node: NodeInfo) -> Refusal | None:
    """The first plugin's refusal of a node."""
    for plugin in filters:
        refusal = plugin.check(cycle, node)
        if refusal is not None:
            return refusal
    return None


class Placer:
    """Runs filters and scores.  ``nominated`` says which Pods are promised a place where."""

    def __init__(self, cycle: Cycle, nominated: dict[str, list[PodInfo]]) -> None:
        self._cycle = cycle
        self._nominated = nominated
        self._asks = cycle.pod.asks()

    def place(self, start: int) -> Placement:
        """Filter from a node on, round robin, until enough are found; then score."""
        cycle, result = self._cycle, Placement()
        filters = prepared_filters(cycle)
        if isinstance(filters, Refusal):
            result.early = filters
            return result
        nodes = cycle.nodes
        self._local = [plugin for plugin in filters if plugin.local]
        self._others = [plugin for plugin in filters if not plugin.local]
        first = start % len(nodes) if nodes else 0
        order = [*range(first, len(nodes)), *range(first)]
        chosen = self._all(order[: enough(len(nodes))], result) or self._some(order, result)
        result.feasible = chosen.of(nodes)
        if len(result.feasible) > 1:
            self._score(chosen, result)
        return result

    def _all(self, order: list[int], result: Placement) -> Chosen | None:
        """A row of nodes if all suit, as they mostly do when nothing but themselves counts."""
        if self._nominated or self._others or self._cycle.only_nodes is not None:
            return None
        chosen = Chosen(order, len(self._cycle.nodes))
        if any(self._told().answers(chosen, self._asked)):
            return None
        result.looked_at = len(order)
        return chosen

    def _some(self, order: list[int], result: Placement) -> Chosen:
        """Enough nodes that suit, one by one."""
        nodes, left, found = self._cycle.nodes, enough(len(order)), list[int]()
        for place in order:
            if not left:
                break
            result.looked_at += 1
            refusal = self._refusal(place)
            if refusal is not None:
                result.refused[nodes[place].name] = refusal
                continue
            found.append(place)
            left -= 1
        return Chosen(found, len(nodes))

    def _refusal(self, place: int) -> Refusal | None:
        node = self._cycle.nodes[place]
        only = self._cycle.only_nodes
        if only is not None and node.name not in only:
            return Refusal(
                "NodeAffinity", ("node(s) didn't satisfy plugin(s) [NodeAffinity]",), True
            )
        refusal: Refusal | None = None
        if self._nominated:
            refusal = self._refusal_with_promised(node)
            if refusal is not None:
                return refusal
        refusal = self._told().answer(place, self._asked)
        if refusal is not None or not self._others:
            return refusal
        return first_refusal(self._others, self._cycle, node)

    def _told(self) -> Column:
        """What local filters have said of such a Pod."""
        return self._cycle.columns.of(self._asks, len(self._cycle.nodes))

    def _asked(self, place: int) -> Refusal | None:
        return first_refusal(self._local, self._cycle, self._cycle.nodes[place])

    def _refusal_with_promised(self, node: NodeInfo) -> Refusal | None:
        promised = [
            pod
            for pod in self._nominated.get(node.name, ())
            if pod.priority >= self._cycle.pod.priority and pod.key != self._cycle.pod.key
        ]
        if not promised:
            return None
        trial = node.copy()
        for pod in promised:
            trial.add(pod)
        return try_on(self._cycle, trial)

    def _score(self, chosen: Chosen, result: Placement) -> None:
        for plugin in SCORES:
            if not plugin.prepare(self._cycle, result.feasible):
                continue
            raw, weight = self._raw(plugin, chosen, result.feasible), plugin.weight
            normal = plugin.normalize(self._cycle, result.feasible, raw)
            if weight != 1:
                normal = list(map(weight.__mul__, normal))
            result.scores[plugin.name] = normal
        result.total = _sums([*result.scores.values()])

    def _raw(self, plugin: Score, chosen: Chosen, nodes: list[NodeInfo]) -> list[int]:
        cycle = self._cycle
        if plugin.local:
            question = f"{plugin.name}/{self._asks}"
        elif plugin.name in cycle.memos:
            question = cycle.memos[plugin.name]
        else:
            return [plugin.score(cycle, node) for node in nodes]
        column = cycle.columns.of(question, len(cycle.nodes))
        return column.answers(chosen, lambda place: plugin.score(cycle, cycle.nodes[place]))


def _sums(rows: list[list[int]]) -> list[int]:
    """The sums by node; a score that is the same for all of them is added once."""
    same = [row[0] if row.count(row[0]) == len(row) else None for row in rows]
    values: Iterable[int] = repeat(sum([one for one in same if one is not None]), len(rows[0]))
    for row, one in zip(rows, same):
        if one is None:
            values = map(add, values, row)
    return list(values)


def try_on(cycle: Cycle, trial: NodeInfo) -> Refusal | None:
    """Whether a Pod would fit if one node were different."""
    nodes = [trial if node.name == trial.name else node for node in cycle.nodes]
    other = Cycle(cycle.pod, nodes, cycle.informers)
    filters = prepared_filters(other)
    if isinstance(filters, Refusal):
        return filters
    return first_refusal(filters, other, trial)


def refusal_words(count: int, reasons: list[str]) -> str:
    """``0/3 nodes are available: 1 reason, 2 other.`` as the scheduler says it."""
    histogram: dict[str, int] = {}
    for reason in reasons:
        histogram[reason] = histogram.get(reason, 0) + 1
    rows = sorted(f"{number} {reason}" for reason, number in histogram.items())
    words = f"0/{count} nodes are available:"
    return f"{words} {', '.join(rows)}." if rows else words
