"""The table of each decision: which filter refused which node, who scored what.

Here: the last 200 as plain data, and reading them.  Not here: making them.
"""

from dataclasses import dataclass, field
from typing import Any

from podlab.engine.kernel.sharing import Stored
from podlab.engine.scheduler.placing import Placement

Object = dict[str, Any]

KEEP = 200


@dataclass(slots=True)
class DecisionsState:
    """Plain data: decisions by ``namespace/name``, oldest first; scores in the order of nodes."""

    rows: dict[str, Stored] = field(default_factory=dict)


class Decisions:
    """What was decided lately."""

    def __init__(self, state: DecisionsState) -> None:
        self.state = state

    def keep(
        self,
        key: str,
        time: int,
        placement: Placement,
        node: str | None,
        message: str,
        victims: list[str],
    ) -> None:
        """Remember a decision; the oldest is forgotten."""
        before = self.state.rows.pop(key, None)
        gone = victims or (before["victims"] if before and node else [])
        self.state.rows[key] = {
            "node": node,
            "time": time,
            "message": message,
            "filters": {
                name: {"plugin": refusal.plugin, "reasons": list(refusal.reasons)}
                for name, refusal in placement.refused.items()
            },
            "nodes": [node.name for node in placement.feasible] if placement.total else [],
            "scores": dict(placement.scores),
            "total": placement.total,
            "victims": gone,
        }
        if len(self.state.rows) > KEEP:
            self.state.rows.pop(next(iter(self.state.rows)))

    def of(self, namespace: str, pod: str) -> Object | None:
        """The last decision about a Pod: ``node``, ``filters``, ``scores``, ``total``,
        ``victims``, ``message``, ``time``; None if it is not kept."""
        kept = self.state.rows.get(f"{namespace}/{pod}")
        return None if kept is None else _unfolded(kept)


def _unfolded(kept: Object) -> Object:
    nodes: list[str] = kept["nodes"]
    scores = {
        node: {name: row[place] for name, row in kept["scores"].items()}
        for place, node in enumerate(nodes)
    }
    rest = {key: value for key, value in kept.items() if key != "nodes"}
    return {**rest, "scores": scores, "total": dict(zip(nodes, kept["total"]))}
