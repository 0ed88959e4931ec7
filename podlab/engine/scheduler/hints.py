"""Queueing hints: which happenings may help a Pod that some plugin refused.

Here: a table and the checks that spare vain attempts.  Not here: the queue.
"""

from typing import Any

from podlab.engine.client.selecting import selects
from podlab.engine.scheduler.cycle import Cycle, Filter
from podlab.engine.scheduler.filters.nodeaffinity import NodeAffinity
from podlab.engine.scheduler.filters.nodeunschedulable import NodeUnschedulable
from podlab.engine.scheduler.filters.tainttoleration import TaintToleration
from podlab.engine.scheduler.nodeinfo import NodeInfo
from podlab.engine.scheduler.podinfo import PodInfo, Term
from podlab.engine.scheduler.spread import constraints

Object = dict[str, Any]

NODE = "node"
POD_ADDED = "pod-added"
POD_GONE = "pod-gone"
CLAIM = "claim"
VOLUME = "volume"
CLASS = "class"

HELPED_BY: dict[str, tuple[str, ...]] = {
    "NodeName": (NODE,),
    "NodeUnschedulable": (NODE,),
    "TaintToleration": (NODE,),
    "NodeAffinity": (NODE,),
    "NodePorts": (NODE, POD_GONE),
    "NodeResourcesFit": (NODE, POD_GONE),
    "VolumeBinding": (NODE, CLAIM, VOLUME, CLASS),
    "PodTopologySpread": (NODE, POD_ADDED, POD_GONE),
    "InterPodAffinity": (NODE, POD_ADDED, POD_GONE),
}
_STATIC: dict[str, Filter] = {
    "NodeUnschedulable": NodeUnschedulable(),
    "TaintToleration": TaintToleration(),
    "NodeAffinity": NodeAffinity(),
}


def may_help(plugins: list[str], happening: str) -> bool:
    """Whether something may help a Pod that these plugins refused."""
    return not plugins or any(happening in HELPED_BY.get(name, ()) for name in plugins)


def pod_may_help(waiting: PodInfo, plugins: list[str], other: PodInfo, happening: str) -> bool:
    """Whether a Pod that came to a node, changed there or left one may help another."""
    if not plugins:
        return True
    if not may_help(plugins, happening):
        return False
    return any(_pod_helps(waiting, name, other, happening) for name in plugins)


def _pod_helps(waiting: PodInfo, plugin: str, other: PodInfo, happening: str) -> bool:
    if happening not in HELPED_BY.get(plugin, ()):
        return False
    if plugin == "InterPodAffinity":
        near = any(_may_mean(term, other) for term in waiting.required)
        if happening == POD_ADDED:
            return near
        foes = any(_may_mean(term, other) for term in waiting.required_anti)
        return near or foes or any(_may_mean(term, waiting) for term in other.required_anti)
    if plugin == "PodTopologySpread":
        rows = constraints(waiting, "DoNotSchedule")
        return other.namespace == waiting.namespace and any(
            selects(row.selector, other.labels) for row in rows
        )
    if plugin == "NodeResourcesFit" and other.requests:
        return any(other.requests.get(name) for name in waiting.requests) or not waiting.requests
    return plugin != "NodePorts" or bool(other.ports)


def _may_mean(term: Term, pod: PodInfo) -> bool:
    """Terms that select namespaces by label are given the benefit of the doubt."""
    return term.namespace_selector is not None or term.matches(pod, {})


def node_may_help(cycle: Cycle, plugins: list[str], node: NodeInfo, before: Object | None) -> bool:
    """Whether a node that is new or has changed may take a Pod now."""
    return not plugins or any(_helps(cycle, name, node, before) for name in plugins)


def _helps(cycle: Cycle, plugin: str, node: NodeInfo, before: Object | None) -> bool:
    if plugin == "NodeResourcesFit":
        return _could_fit(cycle.pod, node) and (before is None or _grew(node, before))
    if plugin in ("InterPodAffinity", "PodTopologySpread"):
        return _topology_changed(cycle.pod, node, before)
    check = _STATIC.get(plugin)
    if check is None:
        return before is None or (before["metadata"].get("labels") or {}) != node.labels
    if check.check(cycle, node) is not None:
        return False
    if before is None:
        return True
    former = NodeInfo(node.name)
    former.set_node(before)
    return check.check(cycle, former) is not None


def _topology_changed(pod: PodInfo, node: NodeInfo, before: Object | None) -> bool:
    """Whether a label changed over which the Pod's terms or constraints reach."""
    keys = [term.topology for term in (*pod.required, *pod.required_anti)]
    keys += [row.topology for row in constraints(pod, "DoNotSchedule")]
    former = (before or {"metadata": {}})["metadata"].get("labels") or {}
    return before is None or any(former.get(key) != node.labels.get(key) for key in keys)


def _could_fit(pod: PodInfo, node: NodeInfo) -> bool:
    return all(node.allocatable.get(name, 0) >= asked for name, asked in pod.requests.items())


def _grew(node: NodeInfo, before: Object) -> bool:
    former = NodeInfo(node.name)
    former.set_node(before)
    return any(node.allocatable[n] > former.allocatable.get(n, 0) for n in node.allocatable)
