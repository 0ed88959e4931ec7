"""One attempt to place one Pod: what plugins see, and the words in which they refuse.

Here: the vocabulary of plugins.  Not here: any plugin.
"""

from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from podlab.engine.client.informer import Informers
from podlab.engine.scheduler.columns import Columns
from podlab.engine.scheduler.nodeinfo import NodeInfo
from podlab.engine.scheduler.podinfo import PodInfo

Object = dict[str, Any]

MAX_SCORE = 100
AFFINE = "affine"
"""Under this ``Cycle.shared`` has the nodes whose Pods have terms towards others."""


class Refusal(NamedTuple):
    """Why a plugin refuses; ``final`` when no preemption could help."""

    plugin: str
    reasons: tuple[str, ...]
    final: bool


@dataclass(slots=True)
class Cycle:
    """The Pod, all nodes as they are, and what plugins have worked out on the way."""

    pod: PodInfo
    nodes: list[NodeInfo]
    informers: Informers
    notes: dict[str, Any] = field(default_factory=dict)
    only_nodes: frozenset[str] | None = None
    shared: dict[str, Any] = field(default_factory=dict)
    """What plugins found out about all nodes together, until one of them changes."""
    columns: Columns = field(default_factory=Columns)
    """What plugins found out about each node, until it changes."""
    memos: dict[str, str] = field(default_factory=dict)
    """By score: the question whose answer is remembered until a node changes."""

    def namespaces(self) -> dict[str, dict[str, str]]:
        """The labels of each namespace."""
        found: dict[str, dict[str, str]] | None = self.notes.get("namespaces")
        if found is None:
            cache = self.informers.state.caches["namespaces"]
            found = {name: o["metadata"].get("labels") or {} for (_, name), o in cache.items()}
            self.notes["namespaces"] = found
        return found

    def affine(self) -> list[NodeInfo]:
        """The nodes that have Pods with terms towards other Pods."""
        found: list[NodeInfo] | None = self.shared.get(AFFINE)
        if found is None:
            found = self.shared[AFFINE] = [node for node in self.nodes if node.affine]
        return found


class Filter(Protocol):
    """A plugin that may refuse nodes.  Plugins keep nothing: their notes go to the cycle.

    ``local`` ones look at nothing but the Pod's own wishes and the one node (``PodInfo.asks``).
    """

    name: str
    local: bool

    def prepare(self, cycle: Cycle) -> Refusal | bool:
        """Work out what all nodes need.  A refusal refuses them all; False: nothing to check."""

    def check(self, cycle: Cycle, node: NodeInfo) -> Refusal | None:
        """Whether the Pod may run on a node."""


class Score(Protocol):
    """A plugin that likes some nodes better; ``local`` as of filters.

    One that is not may still say in ``Cycle.memos`` what its score depends on but for the node.
    """

    name: str
    local: bool
    weight: int

    def prepare(self, cycle: Cycle, feasible: list[NodeInfo]) -> bool:
        """Work out what all nodes need; False: the plugin has no opinion."""

    def score(self, cycle: Cycle, node: NodeInfo) -> int:
        """The raw score of a node."""

    def normalize(self, cycle: Cycle, nodes: list[NodeInfo], scores: list[int]) -> list[int]:
        """The nodes' raw scores brought to 0 to 100."""


def proportional(scores: list[int], reverse: bool) -> list[int]:
    """Scores in proportion to the greatest, the least the best when reversed."""
    top = max(scores, default=0)
    if top == 0:
        return [MAX_SCORE] * len(scores) if reverse else scores
    if reverse:
        return [MAX_SCORE - MAX_SCORE * value // top for value in scores]
    return [MAX_SCORE * value // top for value in scores]
