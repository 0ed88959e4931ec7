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


class _Found(NamedTuple):
    rows: list[Constraint]
    domains: list[dict[str, int]]
    ignored: set[str]
    compared: list[tuple[Constraint, dict[str, int], float]]
    """The rows whose topology any node is in, with their counts and weights."""


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
        ignored = {n.name for n in feasible if own and not has_all_topologies(n, rows)}
        domains: list[dict[str, int]] = [{} for _ in rows]
        weights = []
        for row, counts in zip(rows, domains):
            if row.topology != HOSTNAME:
                labels = [n.labels.get(row.topology, "") for n in feasible if n.name not in ignored]
                counts.update(dict.fromkeys(labels, 0))
            size = len(feasible) - len(ignored) if row.topology == HOSTNAME else len(counts)
            weights.append(log(size + 2))
        found = _Found(rows, domains, ignored, _compared(cycle, rows, domains, weights))
        self._count(cycle, found, own)
        cycle.notes["spread-score"] = found
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

    def normalize(self, cycle: Cycle, scores: dict[str, int]) -> dict[str, int]:
        """The fewest are the best; nodes without the labels get nothing."""
        found: _Found = cycle.notes["spread-score"]
        counted = [value for name, value in scores.items() if name not in found.ignored]
        low, high = min(counted, default=0), max(counted, default=0)
        result = {}
        for name, value in scores.items():
            if name in found.ignored:
                result[name] = 0
            elif high == 0:
                result[name] = MAX_SCORE
            else:
                result[name] = MAX_SCORE * (high + low - value) // high
        return result


def _compared(
    cycle: Cycle, rows: list[Constraint], domains: list[dict[str, int]], weights: list[float]
) -> list[tuple[Constraint, dict[str, int], float]]:
    known = [any(row.topology in node.labels for node in cycle.nodes) for row in rows]
    return [row for row, some in zip(zip(rows, domains, weights), known) if some]


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
