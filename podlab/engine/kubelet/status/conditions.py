"""A Pod's conditions, as the kubelet writes them.

Here: the five conditions, their reasons and messages, in their recorded order (scenarios/walk1).
Not here: when a condition last changed (``podstatus`` keeps the time of the old one).
"""

from typing import Any

from podlab.engine.kubelet.pods import is_sidecar, sandbox_change
from podlab.engine.kubelet.state import PodView

Object = dict[str, Any]

OWN = (
    "PodReadyToStartContainers",
    "Initialized",
    "Ready",
    "ContainersReady",
    "PodScheduled",
    "PodResizePending",
    "PodResizeInProgress",
)
"""Condition types that the kubelet writes; all others belong to somebody else."""

RESIZE = ("PodResizePending", "PodResizeInProgress")
"""The two of them that say when they were looked at."""


def condition(type_: str, status: bool, reason: str = "", message: str = "") -> Object:
    """One condition, without its time and generation."""
    row: Object = {"type": type_, "status": "True" if status else "False", "lastProbeTime": None}
    if reason:
        row["reason"] = reason
    if message:
        row["message"] = message
    return row


def pod_conditions(
    pod: Object,
    view: PodView,
    phase: str,
    statuses: dict[str, Object],
    others: list[Object],
    was_initialized: bool,
) -> list[Object]:
    """All conditions: ``others`` (not the kubelet's) first, then the kubelet's own."""
    needed, _, _, why = sandbox_change(pod, view)
    reason = "PodSandboxNotReady" if needed else ""
    ready = containers_ready(pod, phase, statuses)
    return [
        *others,
        condition("PodReadyToStartContainers", not needed, reason, why),
        _initialized(pod, phase, statuses, was_initialized),
        _ready(pod, others, ready),
        ready,
        condition("PodScheduled", True),
    ]


def containers_ready(pod: Object, phase: str, statuses: dict[str, Object]) -> Object:
    """``ContainersReady``: whether every app container and sidecar is."""
    if phase == "Failed":
        return condition("ContainersReady", False, "PodFailed")
    unknown, unready = [], []
    for container in _long_running(pod):
        status = statuses.get(container["name"])
        if status is None:
            unknown.append(container["name"])
        elif not status["ready"]:
            unready.append(container["name"])
    if phase == "Succeeded" and not unknown:
        return condition("ContainersReady", False, "PodCompleted")
    message = _lists(unknown, "unready", unready)
    if message:
        return condition("ContainersReady", False, "ContainersNotReady", message)
    return condition("ContainersReady", True)


def ready_conditions(
    pod: Object, phase: str, statuses: dict[str, Object], conditions: list[Object]
) -> tuple[Object, Object]:
    """``Ready`` and ``ContainersReady`` afresh (a readiness probe found something)."""
    ready = containers_ready(pod, phase, statuses)
    return _ready(pod, conditions, ready), ready


def _long_running(pod: Object) -> list[Object]:
    spec = pod["spec"]
    sidecars = [row for row in spec.get("initContainers") or () if is_sidecar(row)]
    return [*sidecars, *spec["containers"]]


def _lists(unknown: list[str], word: str, others: list[str]) -> str:
    parts = []
    if unknown:
        parts.append(f"containers with unknown status: [{' '.join(unknown)}]")
    if others:
        parts.append(f"containers with {word} status: [{' '.join(others)}]")
    return ", ".join(parts)


def _ready(pod: Object, conditions: list[Object], ready: Object) -> Object:
    if ready["status"] != "True":
        return {**ready, "type": "Ready"}
    messages = []
    known = {row["type"]: row for row in conditions}
    for gate in pod["spec"].get("readinessGates") or ():
        type_ = gate["conditionType"]
        if type_ not in known:
            messages.append(
                f'corresponding condition of pod readiness gate "{type_}" does not exist.'
            )
        elif known[type_]["status"] != "True":
            messages.append(
                f'the status of pod readiness gate "{type_}" is not "True", '
                f"but {known[type_]['status']}"
            )
    if messages:
        return condition("Ready", False, "ReadinessGatesNotReady", ", ".join(messages))
    return condition("Ready", True)


def _initialized(pod: Object, phase: str, statuses: dict[str, Object], was: bool) -> Object:
    unknown, incomplete = [], []
    for container in pod["spec"].get("initContainers") or ():
        status = statuses.get(container["name"])
        if status is None:
            unknown.append(container["name"])
        elif not (status.get("started") if is_sidecar(container) else status["ready"]):
            incomplete.append(container["name"])
    if phase == "Succeeded" and not unknown:
        return condition("Initialized", True, "PodCompleted")
    if was or _any_app_ran(pod, statuses):
        return condition("Initialized", True)
    message = _lists(unknown, "incomplete", incomplete)
    if message:
        return condition("Initialized", False, "ContainersNotInitialized", message)
    return condition("Initialized", True)


def _any_app_ran(pod: Object, statuses: dict[str, Object]) -> bool:
    for container in pod["spec"]["containers"]:
        status = statuses.get(container["name"])
        if status is None:
            continue
        if status.get("started") or "terminated" in status["lastState"]:
            return True
        if "running" in status["state"] or "terminated" in status["state"]:
            return True
    return False
