"""NodeAffinity: nodeSelector and required node affinity."""

from typing import Any

from podlab.engine.client.nodematching import matches_required, required_terms
from podlab.engine.scheduler.cycle import Cycle, Refusal
from podlab.engine.scheduler.nodeinfo import NodeInfo


class NodeAffinity:
    """Refuses nodes that the Pod's selector or affinity does not mean."""

    name = "NodeAffinity"
    local = True

    def prepare(self, cycle: Cycle) -> Refusal | bool:
        """Terms that name nodes narrow the nodes that are looked at."""
        spec = cycle.pod.pod["spec"]
        terms = required_terms(spec)
        if terms is None and not spec.get("nodeSelector"):
            return False
        named = [_named(term) for term in terms or ()]
        if named and all(names is not None for names in named):
            union = frozenset().union(*(names for names in named if names is not None))
            if not union:
                reason = "pod affinity terms conflict"
                return Refusal(self.name, (reason,), True)
            cycle.only_nodes = union
        return True

    def check(self, cycle: Cycle, node: NodeInfo) -> Refusal | None:
        """The node must match."""
        if matches_required(cycle.pod.pod["spec"], node.labels, node.name):
            return None
        return Refusal(self.name, ("node(s) didn't match Pod's node affinity/selector",), True)


def _named(term: dict[str, Any]) -> frozenset[str] | None:
    names: frozenset[str] | None = None
    for row in term.get("matchFields") or ():
        if row.get("key") == "metadata.name" and row.get("operator") == "In":
            values = frozenset(row.get("values") or ())
            names = values if names is None else names & values
    return names
