"""PodTopologySpread: domains may not differ by more than the allowed skew."""

from podlab.engine.client.selecting import selects
from podlab.engine.scheduler.cycle import Cycle, Refusal
from podlab.engine.scheduler.nodeinfo import NodeInfo
from podlab.engine.scheduler.spread import Constraint, constraints, has_all_topologies

_MISSING = "node(s) didn't match pod topology spread constraints (missing required label)"
_SKEWED = "node(s) didn't match pod topology spread constraints"
Counts = list[tuple[Constraint, dict[str, int], int, int]]


class PodTopologySpread:
    """Refuses nodes whose domain has too many of the Pods already."""

    name = "PodTopologySpread"
    local = False

    def prepare(self, cycle: Cycle) -> Refusal | bool:
        """Count the Pods of each domain."""
        rows = constraints(cycle.pod, "DoNotSchedule")
        if not rows:
            return False
        eligible = [node for node in cycle.nodes if has_all_topologies(node, rows)]
        found: Counts = []
        for row in rows:
            domains: dict[str, int] = {}
            for node in eligible:
                if row.counts(cycle.pod, node):
                    value = node.labels[row.topology]
                    domains[value] = domains.get(value, 0) + row.matching(cycle.pod, node)
            least = min(domains.values(), default=2**31 - 1)
            if len(domains) < row.min_domains:
                least = 0
            own = 1 if selects(row.selector, cycle.pod.labels) else 0
            found.append((row, domains, least, own))
        cycle.notes[self.name] = found
        return True

    def check(self, cycle: Cycle, node: NodeInfo) -> Refusal | None:
        """The skew if the Pod came here must be allowed."""
        found: Counts = cycle.notes[self.name]
        for row, domains, least, own in found:
            value = node.labels.get(row.topology)
            if value is None:
                return Refusal(self.name, (_MISSING,), True)
            if domains.get(value, 0) + own - least > row.max_skew:
                return Refusal(self.name, (_SKEWED,), False)
        return None
