"""Topology spread constraints: reading them, and counting Pods per domain.

Shared by the filter and the score of PodTopologySpread.  Not here: either's verdict.
"""

import json
from typing import Any, NamedTuple

from podlab.engine.client.nodematching import matches_required, untolerated
from podlab.engine.client.selecting import selects
from podlab.engine.scheduler.nodeinfo import NodeInfo
from podlab.engine.scheduler.podinfo import PodInfo, with_label_keys

Object = dict[str, Any]

HOSTNAME = "kubernetes.io/hostname"


class Constraint(NamedTuple):
    """One constraint of a Pod."""

    max_skew: int
    topology: str
    selector: Object | None
    min_domains: int
    honor_affinity: bool
    honor_taints: bool
    selector_key: str

    def counts(self, pod: PodInfo, node: NodeInfo) -> bool:
        """Whether a node belongs to the domains that are compared."""
        if self.honor_affinity and not matches_required(pod.pod["spec"], node.labels, node.name):
            return False
        effects = ("NoSchedule", "NoExecute")
        return not (self.honor_taints and untolerated(node.taints, pod.tolerations, effects))

    def matching(self, pod: PodInfo, node: NodeInfo) -> int:
        """How many Pods of a node the constraint means."""
        key = (pod.namespace, self.selector_key)
        known = node.counts.get(key)
        if known is None:
            if not self.selector or not any(self.selector.values()):
                return 0
            known = node.counts[key] = self._count(pod.namespace, node)
        return known

    def _count(self, namespace: str, node: NodeInfo) -> int:
        """Labels that must be equal are compared first: they leave few Pods to look at."""
        selector = self.selector or {}
        wanted = (selector.get("matchLabels") or {}).items()
        found = [
            other
            for other in node.pods.values()
            if wanted <= other.labels.items() and other.namespace == namespace
        ]
        if selector.get("matchExpressions"):
            found = [other for other in found if selects(selector, other.labels)]
        return sum([not other.terminating for other in found])


def constraints(pod: PodInfo, action: str) -> list[Constraint]:
    """The Pod's own constraints of one kind (DoNotSchedule or ScheduleAnyway)."""
    return [
        _constraint(pod, row)
        for row in pod.pod["spec"].get("topologySpreadConstraints") or ()
        if row.get("whenUnsatisfiable") == action
    ]


def _constraint(pod: PodInfo, row: Object) -> Constraint:
    selector = with_label_keys(row, pod.labels)
    return Constraint(
        row.get("maxSkew", 1),
        row["topologyKey"],
        selector,
        row.get("minDomains") or 1,
        row.get("nodeAffinityPolicy", "Honor") == "Honor",
        row.get("nodeTaintsPolicy", "Ignore") == "Honor",
        json.dumps(selector, sort_keys=True),
    )


def has_all_topologies(node: NodeInfo, rows: list[Constraint]) -> bool:
    """Whether a node has every constraint's label."""
    return all(row.topology in node.labels for row in rows)
