"""One attempt to place one Pod: what plugins see, and the words in which they refuse.

Here: the vocabulary of plugins.  Not here: any plugin.
"""

from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from podlab.engine.client.informer import Informers
from podlab.engine.scheduler.nodeinfo import NodeInfo
from podlab.engine.scheduler.podinfo import PodInfo

Object = dict[str, Any]

MAX_SCORE = 100


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

    def namespaces(self) -> dict[str, dict[str, str]]:
        """The labels of each namespace."""
        found: dict[str, dict[str, str]] | None = self.notes.get("namespaces")
        if found is None:
            cache = self.informers.state.caches["namespaces"]
            found = {name: o["metadata"].get("labels") or {} for (_, name), o in cache.items()}
            self.notes["namespaces"] = found
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
    """A plugin that likes some nodes better; ``local`` as of filters."""

    name: str
    local: bool
    weight: int

    def prepare(self, cycle: Cycle, feasible: list[NodeInfo]) -> bool:
        """Work out what all nodes need; False: the plugin has no opinion."""

    def score(self, cycle: Cycle, node: NodeInfo) -> int:
        """The raw score of a node."""

    def normalize(self, cycle: Cycle, scores: dict[str, int]) -> dict[str, int]:
        """Raw scores brought to 0 to 100."""


def proportional(scores: dict[str, int], reverse: bool) -> dict[str, int]:
    """Scores in proportion to the greatest, the least the best when reversed."""
    top = max(scores.values(), default=0)
    if top == 0:
        return dict.fromkeys(scores, MAX_SCORE) if reverse else scores
    scaled = {name: MAX_SCORE * value // top for name, value in scores.items()}
    return {name: MAX_SCORE - v for name, v in scaled.items()} if reverse else scaled
