"""Whether the kubelet takes a Pod that was bound to its node.

Here: room for its requests, its ports, its node selector and affinity, in the kubelet's words.  Not
here: the scheduler's choice (``engine.scheduler``), which checks the same beforehand.
"""

from typing import Any

from podlab.engine.kubelet.containers.resources import milli, pod_requests
from podlab.engine.kubelet.context import Context
from podlab.engine.kubelet.pods import TERMINAL
from podlab.engine.kubelet.state import KubeletState

Object = dict[str, Any]

Refusal = tuple[str, str]

COMPARE = {
    "In": lambda value, values: value is not None and value in values,
    "NotIn": lambda value, values: value is None or value not in values,
    "Exists": lambda value, values: value is not None,
    "DoesNotExist": lambda value, values: value is None,
    "Gt": lambda value, values: _number(value) > _number(values[0]),
    "Lt": lambda value, values: _number(value) < _number(values[0]),
}


def refusal(context: Context, state: KubeletState, pod: Object) -> Refusal | None:
    """(reason, message) if the node cannot take the Pod."""
    others = _admitted(state, pod)
    found = (
        _count(context, others)
        or _resources(context, pod, others)
        or _affinity(context, pod)
        or _ports(pod, others)
        or _pressure(state, pod)
    )
    return None if found is None else (found[0], f"Pod was rejected: {found[1]}")


def shortage(context: Context, state: KubeletState, pod: Object) -> str | None:
    """What the node has too little of for the Pod as it is now, beside the others."""
    found = _resources(context, pod, _admitted(state, pod))
    return None if found is None else found[1]


def _admitted(state: KubeletState, pod: Object) -> list[Object]:
    uid = pod["metadata"]["uid"]
    return [
        record.pod
        for record in state.pods.values()
        if record.rejected is None
        and (record.status or {}).get("phase") not in TERMINAL
        and record.pod["metadata"]["uid"] != uid
    ]


def _count(context: Context, others: list[Object]) -> Refusal | None:
    room = int(context.node.allocatable.get("pods", "110"))
    if len(others) < room:
        return None
    return "OutOfpods", (
        "Node didn't have enough resource: pods, "
        f"requested: 1, used: {len(others)}, capacity: {room}"
    )


def _resources(context: Context, pod: Object, others: list[Object]) -> Refusal | None:
    allocatable = context.node.allocatable
    wanted = pod_requests(pod)
    for name in sorted(wanted):
        scale = 1 if name == "cpu" else 1000
        capacity = milli(allocatable.get(name)) // scale
        used = sum(milli(pod_requests(other).get(name)) // scale for other in others)
        ask = milli(wanted[name]) // scale
        if ask and ask + used > capacity:
            return f"OutOf{name}", (
                f"Node didn't have enough resource: {name}, "
                f"requested: {ask}, used: {used}, capacity: {capacity}"
            )
    return None


def _affinity(context: Context, pod: Object) -> Refusal | None:
    labels = (context.feed.get("nodes", "", context.node.name) or {}).get("metadata", {}).get(
        "labels"
    ) or context.node.labels
    spec = pod["spec"]
    selector = spec.get("nodeSelector") or {}
    fits = all(labels.get(key) == value for key, value in selector.items())
    affinity = (spec.get("affinity") or {}).get("nodeAffinity") or {}
    required = affinity.get("requiredDuringSchedulingIgnoredDuringExecution")
    if fits and required:
        terms = required.get("nodeSelectorTerms") or ()
        fits = any(_term(term, labels, context.node.name) for term in terms)
    message = "Predicate NodeAffinity failed: node(s) didn't match Pod's node "
    return None if fits else ("NodeAffinity", message + "affinity/selector")


def _term(term: Object, labels: dict[str, str], name: str) -> bool:
    rows = [(row, labels.get(row["key"])) for row in term.get("matchExpressions") or ()]
    rows += [(row, name) for row in term.get("matchFields") or ()]
    return bool(rows) and all(
        COMPARE[row["operator"]](value, row.get("values") or ()) for row, value in rows
    )


def _number(text: Any) -> int:
    try:
        return int(text)
    except (TypeError, ValueError):
        return 0


def _ports(pod: Object, others: list[Object]) -> Refusal | None:
    taken = {port for other in others for port in _host_ports(other)}
    for port in _host_ports(pod):
        if port in taken:
            return "NodePorts", (
                "Predicate NodePorts failed: node(s) didn't have free ports "
                "for the requested pod ports"
            )
    return None


def _host_ports(pod: Object) -> list[tuple[str, str, int]]:
    return [
        (port.get("hostIP") or "0.0.0.0", port.get("protocol", "TCP"), port["hostPort"])
        for container in pod["spec"]["containers"]
        for port in container.get("ports") or ()
        if port.get("hostPort")
    ]


def _pressure(state: KubeletState, pod: Object) -> Refusal | None:
    pressures = state.node.pressures
    best_effort = (pod.get("status") or {}).get("qosClass") == "BestEffort"
    if not pressures or (list(pressures) == ["MemoryPressure"] and not best_effort):
        return None
    words = " ".join(sorted(pressures))
    return "Evicted", f"The node had condition: [{words}]. "
