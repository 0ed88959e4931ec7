"""InterPodAffinity: required terms towards other Pods, and theirs towards this one."""

from typing import NamedTuple

from podlab.engine.scheduler.cycle import Cycle, Refusal
from podlab.engine.scheduler.nodeinfo import NodeInfo
from podlab.engine.scheduler.podinfo import PodInfo, Term

Pair = tuple[str, str]


class _Found(NamedTuple):
    near: dict[Pair, int]
    far: dict[Pair, int]
    against: dict[Pair, int]


class InterPodAffinity:
    """Refuses nodes by topology: too far from friends, or too near to foes."""

    name = "InterPodAffinity"
    local = False

    def prepare(self, cycle: Cycle) -> Refusal | bool:
        """Count matching Pods per topology pair."""
        pod, found = cycle.pod, _Found({}, {}, {})
        asks = bool(pod.required or pod.required_anti)
        for node in cycle.nodes if asks else cycle.affine():
            for other in (node.pods if asks else node.affine).values():
                if other.required_anti:
                    self._note_against(cycle, found, node, other)
                if pod.required and _matches_all(cycle, pod.required, other):
                    _count(found.near, node, pod.required)
                if pod.required_anti:
                    terms = [t for t in pod.required_anti if t.matches(other, cycle.namespaces())]
                    _count(found.far, node, terms)
        if not (pod.required or pod.required_anti or found.against):
            return False
        cycle.notes[self.name] = found
        return True

    def _note_against(self, cycle: Cycle, found: _Found, node: NodeInfo, other: PodInfo) -> None:
        names = cycle.namespaces()
        terms = [term for term in other.required_anti if term.matches(cycle.pod, names)]
        _count(found.against, node, terms)

    def check(self, cycle: Cycle, node: NodeInfo) -> Refusal | None:
        """Affinity first, then anti-affinity, then that of the Pods that are there."""
        found: _Found = cycle.notes[self.name]
        if not self._near_enough(cycle, found, node):
            return Refusal(self.name, ("node(s) didn't match pod affinity rules",), True)
        for term in cycle.pod.required_anti:
            value = node.labels.get(term.topology)
            if value is not None and found.far.get((term.topology, value), 0) > 0:
                return Refusal(self.name, ("node(s) didn't match pod anti-affinity rules",), False)
        if found.against and any(found.against.get(pair, 0) > 0 for pair in node.labels.items()):
            reason = "node(s) didn't satisfy existing pods anti-affinity rules"
            return Refusal(self.name, (reason,), False)
        return None

    def _near_enough(self, cycle: Cycle, found: _Found, node: NodeInfo) -> bool:
        terms = cycle.pod.required
        if any(term.topology not in node.labels for term in terms):
            return False
        pairs = [(term.topology, node.labels[term.topology]) for term in terms]
        if all(found.near.get(pair, 0) > 0 for pair in pairs):
            return True
        return not found.near and _matches_all(cycle, terms, cycle.pod)


def _matches_all(cycle: Cycle, terms: tuple[Term, ...], pod: PodInfo) -> bool:
    names = cycle.namespaces()
    return bool(terms) and all(term.matches(pod, names) for term in terms)


def _count(pairs: dict[Pair, int], node: NodeInfo, terms: tuple[Term, ...] | list[Term]) -> None:
    for term in terms:
        value = node.labels.get(term.topology)
        if value is not None:
            pair = (term.topology, value)
            pairs[pair] = pairs.get(pair, 0) + 1
