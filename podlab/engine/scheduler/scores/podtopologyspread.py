"""PodTopologySpread: domains with fewer of the Pods are better."""

import json
from math import floor, log
from typing import Any, NamedTuple

from podlab.engine.scheduler.cycle import MAX_SCORE, Cycle
from podlab.engine.scheduler.nodeinfo import NodeInfo
from podlab.engine.scheduler.spread import (
    HOSTNAME,
    Constraint,
    constraints,
    has_all_topologies,
)

Object = dict[str, Any]

ZONE = "topology.kubernetes.io/zone"


_Compared = tuple[Constraint, dict[str, int], float]
"""A row whose topology any node is in, the Pods by domain (not by host), its weight."""


class _Found(NamedTuple):
    rows: list[Constraint]
    ignored: set[str]
    compared: list[_Compared]


class PodTopologySpread:
    """The Pod's own soft constraints; without any, spreading over hosts and zones."""

    name = "PodTopologySpread"
    local = False
    weight = 2

    def prepare(self, cycle: Cycle, feasible: list[NodeInfo]) -> bool:
        """Count the Pods of each domain that a feasible node is in."""
        own = bool(cycle.pod.pod["spec"].get("topologySpreadConstraints"))
        rows = constraints(cycle.pod, "ScheduleAnyway") if own else _defaults(cycle)
        if not rows:
            return False
        ignored = {n.name for n in feasible if not has_all_topologies(n, rows)} if own else set()
        counted = [node for node in feasible if node.name not in ignored] if ignored else feasible
        compared = [
            _domains(row, counted) for row in rows if _is_known_topology(cycle, row.topology)
        ]
        found = _Found(rows, ignored, compared)
        self._count(cycle, found, own)
        cycle.notes["spread-score"] = found
        if not ignored and all(row.topology == HOSTNAME for row, _, _ in found.compared):
            told = [(row.max_skew, row.selector_key, weight) for row, _, weight in found.compared]
            cycle.memos[self.name] = f"spread/{cycle.pod.namespace}/{told}"
        return True

    def _count(self, cycle: Cycle, found: _Found, own: bool) -> None:
        counted = [(row, counts) for row, counts, _ in found.compared if counts]
        for node in cycle.nodes if counted else ():
            if own and not has_all_topologies(node, found.rows):
                continue
            for row, counts in counted:
                value = node.labels.get(row.topology)
                if value is not None and value in counts and row.counts(cycle.pod, node):
                    counts[value] += row.matching(cycle.pod, node)

    def score(self, cycle: Cycle, node: NodeInfo) -> int:
        """Pods in the node's domains, weighed by how many domains there are."""
        found: _Found = cycle.notes["spread-score"]
        if found.ignored and node.name in found.ignored:
            return 0
        total = 0.0
        for row, counts, weight in found.compared:
            value = node.labels.get(row.topology)
            if value is None:
                continue
            many = row.matching(cycle.pod, node) if row.topology == HOSTNAME else counts[value]
            total += many * weight + (row.max_skew - 1)
        return floor(total + 0.5)

    def normalize(self, cycle: Cycle, nodes: list[NodeInfo], scores: list[int]) -> list[int]:
        """The fewest are the best; nodes without the labels get nothing."""
        found: _Found = cycle.notes["spread-score"]
        if not found.ignored:
            low, high = min(scores), max(scores)
            if not high:
                return [MAX_SCORE] * len(scores)
            # hundreds of nodes have few different scores
            told = {value: MAX_SCORE * (low + high - value) // high for value in set(scores)}
            return [told[value] for value in scores]
        out = [node.name in found.ignored for node in nodes]
        counted = [value for value, ignored in zip(scores, out) if not ignored]
        low, high = min(counted, default=0), max(counted, default=0)
        best = high + low
        return [
            0 if ignored else MAX_SCORE * (best - value) // high if high else MAX_SCORE
            for value, ignored in zip(scores, out)
        ]


def _is_known_topology(cycle: Cycle, topology: str) -> bool:
    """Whether any node has a label."""
    key = f"topology/{topology}"
    if key not in cycle.shared:
        cycle.shared[key] = any(topology in node.labels for node in cycle.nodes)
    known: bool = cycle.shared[key]
    return known


def _domains(row: Constraint, nodes: list[NodeInfo]) -> _Compared:
    """A row with the domains that nodes are in, not counted yet."""
    if row.topology == HOSTNAME:
        return row, {}, log(len(nodes) + 2)
    counts = dict.fromkeys((node.labels.get(row.topology, "") for node in nodes), 0)
    return row, counts, log(len(counts) + 2)


def _defaults(cycle: Cycle) -> list[Constraint]:
    """Spread what belongs together over hosts and zones."""
    selector = _default_selector(cycle)
    if selector is None:
        return []
    key = json.dumps(selector, sort_keys=True)
    return [
        Constraint(3, HOSTNAME, selector, 1, True, False, key),
        Constraint(5, ZONE, selector, 1, True, False, key),
    ]


def _default_selector(cycle: Cycle) -> Object | None:
    """What the Pod's services and its owner select, all at once."""
    pod = cycle.pod
    labels: dict[str, str] = {}
    expressions: list[Object] = []
    for (namespace, _), service in cycle.informers.state.caches["services"].items():
        wanted = service["spec"].get("selector")
        if namespace == pod.namespace and wanted and wanted.items() <= pod.labels.items():
            labels.update(wanted)
    selector = _owner_selector(cycle)
    labels.update(selector.get("matchLabels") or {})
    expressions += selector.get("matchExpressions") or []
    if not labels and not expressions:
        return None
    return {"matchLabels": labels, "matchExpressions": expressions}


_OWNERS = {"ReplicaSet": "replicasets.apps", "StatefulSet": "statefulsets.apps"}


def _owner_selector(cycle: Cycle) -> Object:
    for reference in cycle.pod.pod["metadata"].get("ownerReferences") or ():
        if not reference.get("controller"):
            continue
        kind, name = reference["kind"], reference["name"]
        if kind == "ReplicationController":
            owner = cycle.informers.get("replicationcontrollers", cycle.pod.namespace, name)
            return {"matchLabels": (owner or {"spec": {}})["spec"].get("selector") or {}}
        if kind in _OWNERS:
            owner = cycle.informers.get(_OWNERS[kind], cycle.pod.namespace, name)
            return (owner or {"spec": {}})["spec"].get("selector") or {}
    return {}
