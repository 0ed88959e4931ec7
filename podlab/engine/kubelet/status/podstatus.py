"""A Pod's whole status, as the kubelet would write it now.

Here: phase, conditions, container statuses, addresses and resources put together from what the
kubelet sees.  Not here: the writing (``statuswriter``).
"""

from typing import Any

from podlab.engine.kernel.clock import SECOND, rfc3339
from podlab.engine.kubelet.containers.resize import Resizer
from podlab.engine.kubelet.containers.resources import pod_requests, status_resources
from podlab.engine.kubelet.context import Context
from podlab.engine.kubelet.pods import (
    TERMINAL,
    any_app_started,
    host_network,
    is_sidecar,
    uid_of,
)
from podlab.engine.kubelet.state import PodRecord
from podlab.engine.kubelet.status.conditions import OWN, RESIZE, condition, pod_conditions
from podlab.engine.kubelet.status.containerstatus import container_statuses
from podlab.engine.kubelet.status.phase import phase_of

Object = dict[str, Any]


class StatusMaker:
    """Makes statuses of one node's Pods."""

    def __init__(self, context: Context, resizer: Resizer) -> None:
        self._context = context
        self._resizer = resizer

    def make(self, record: PodRecord, terminal: bool = False) -> Object:
        """The status now.  ``terminal``: everything was stopped for good."""
        pod = record.pod
        known = pod.get("status") or {}
        old = record.status or known
        status = self._containers(record, old)
        rows = _by_name(status)
        was_started = any_app_started(pod, record.view)
        phase = phase_of(pod, rows, terminal, was_started)
        phase = _never_back(phase, old, known)
        status["phase"] = phase
        self._reason(record, status, old, known)
        self._readiness(record, status)  # of the same rows
        others = [row for row in known.get("conditions") or () if row["type"] not in OWN]
        others += self._resizer.conditions(record)
        others = _disrupted(record, others)
        was = _is_true(old, "Initialized")
        told = phase if _evicted(record) and not terminal else status["phase"]
        status["conditions"] = pod_conditions(pod, record.view, told, rows, others, was)
        self._addresses(record, status)
        status["qosClass"] = known.get("qosClass") or "BestEffort"
        requests = pod_requests(pod)
        status["resources"] = status_resources(pod, known.get("phase", "Pending"), requests)
        if requests:
            status["allocatedResources"] = requests
        return status

    def _containers(self, record: PodRecord, old: Object) -> Object:
        spec = record.pod["spec"]
        status: Object = {}
        if spec.get("initContainers"):
            status["initContainerStatuses"] = container_statuses(
                record, spec["initContainers"], old.get("initContainerStatuses") or [], init=True
            )
        status["containerStatuses"] = container_statuses(
            record, spec["containers"], old.get("containerStatuses") or []
        )
        if spec.get("ephemeralContainers"):
            status["ephemeralContainerStatuses"] = container_statuses(
                record, spec["ephemeralContainers"], old.get("ephemeralContainerStatuses") or []
            )
        return status

    def _reason(self, record: PodRecord, status: Object, old: Object, known: Object) -> None:
        if status["phase"] == old.get("phase"):
            for field in ("reason", "message"):
                text = old.get(field) or known.get(field)
                if text:
                    status[field] = text
        if record.rejected is not None:
            status["phase"] = "Failed"
            status["reason"], status["message"] = record.rejected

    def _readiness(self, record: PodRecord, status: Object) -> None:
        spec = record.pod["spec"]
        specs = {row["name"]: row for row in spec.get("initContainers") or ()}
        for row in status["containerStatuses"]:
            self._probe_results(record, row)
        for row in status.get("initContainerStatuses") or ():
            self._probe_results(record, row)
            if not is_sidecar(specs[row["name"]]):
                ended = row["state"].get("terminated")
                row["ready"] = ended is not None and ended["exitCode"] == 0

    def _probe_results(self, record: PodRecord, row: Object) -> None:
        """``started`` and ``ready``: what probes found, true where nobody probes (any more)."""
        instance = row.get("containerID", "")[13:]
        running = "running" in row["state"]
        row["started"] = running and self._passed(record, row["name"], "startup", instance)
        row["ready"] = row["started"] and self._passed(record, row["name"], "readiness", instance)

    def _passed(self, record: PodRecord, name: str, kind: str, instance: str) -> bool:
        state = self._context.state
        if f"{uid_of(record.pod)}/{name}/{kind}" not in state.probes:
            return True
        return state.results.get(f"{kind}/{instance}") == "success"

    def _addresses(self, record: PodRecord, status: Object) -> None:
        node_ip = self._context.node.internal_ip
        status["hostIP"] = node_ip
        status["hostIPs"] = [{"ip": node_ip}]
        ip = pod_ip(record, node_ip)
        if ip:
            status["podIP"] = ip
            status["podIPs"] = [{"ip": ip}]


def pod_ip(record: PodRecord, node_ip: str) -> str:
    """The Pod's address, '' while it has none."""
    if host_network(record.pod):
        return node_ip
    old = record.status or record.pod.get("status") or {}
    return record.ip or str(old.get("podIP", ""))


def finish(status: Object, old: Object, generation: int, now: int) -> Object:
    """Times and generations: a condition that did not change keeps its own.  Static
    Pods have no generation (0)."""
    times = {row["type"]: row for row in old.get("conditions") or ()}
    text = rfc3339(now)
    for row in status["conditions"]:
        before = times.get(row["type"])
        same = before is not None and before["status"] == row["status"]
        if row["type"] in OWN or "lastTransitionTime" not in row:
            row["lastTransitionTime"] = before["lastTransitionTime"] if same and before else text
            if generation:
                row["observedGeneration"] = generation
        if row["type"] in RESIZE:
            row["lastProbeTime"] = before.get("lastProbeTime") if same and before else text
    status["startTime"] = old.get("startTime") or text
    if generation:
        status["observedGeneration"] = generation
    return status


def _evicted(record: PodRecord) -> bool:
    """Whether containers are being ended by an eviction: it decides about the phase after the
    conditions were made, which so stay what they were until nothing runs any more (recorded)."""
    why = record.rejected
    return why is not None and why[0] == "Evicted" and bool(record.view.containers)


def _disrupted(record: PodRecord, others: list[Object]) -> list[Object]:
    """The conditions of others, and ``DisruptionTarget`` where the node's need ended the Pod."""
    if not record.disruption:
        return others
    row = condition("DisruptionTarget", True, "TerminationByKubelet", record.disruption)
    return [*(row for row in others if row["type"] != "DisruptionTarget"), row]


def _never_back(phase: str, old: Object, known: Object) -> str:
    if known.get("phase") in TERMINAL:
        return str(known["phase"])
    if phase not in TERMINAL and old.get("phase") in TERMINAL:
        return str(old["phase"])
    return phase


def _by_name(status: Object) -> dict[str, Object]:
    rows = {row["name"]: row for row in status.get("initContainerStatuses") or ()}
    rows.update((row["name"], row) for row in status["containerStatuses"])
    return rows


def _is_true(status: Object, type_: str) -> bool:
    rows = status.get("conditions") or ()
    return any(row["type"] == type_ and row["status"] == "True" for row in rows)


def deadline_of(record: PodRecord) -> int:
    """When the Pod's ``activeDeadlineSeconds`` are over, 0 if it has none."""
    seconds = record.pod["spec"].get("activeDeadlineSeconds")
    if seconds is None or not record.started_at:
        return 0
    return record.started_at + int(seconds) * SECOND
