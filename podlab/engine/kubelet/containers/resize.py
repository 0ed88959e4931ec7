"""In-place resize: a running Pod's requests and limits change.

Here: whether the node has room (allocation), bringing it to the cgroups (actuation), conditions and
events about both.  Not here: who may ask for it (``apiserver``); Pod-level resources and resizes of
memory-backed volumes are not simulated.
"""

import json
from typing import Any

from podlab.engine.kubelet.admission import shortage
from podlab.engine.kubelet.containers.resources import (
    cpu_quota,
    cpu_shares,
    memory_limit,
    milli,
    pod_requests,
)
from podlab.engine.kubelet.context import Context
from podlab.engine.kubelet.state import PodRecord
from podlab.engine.kubelet.status.conditions import condition
from podlab.engine.runtime.cri import CriError

Object = dict[str, Any]


class Resizer:
    """Resizes the Pods of one node."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def admit(self, record: PodRecord) -> None:
        """A new Pod: what it asks for is what it gets."""
        record.allocated = desired(record.pod)

    def consider(self, record: PodRecord) -> None:
        """The Pod changed: allocate what it asks for now, if there is room."""
        wanted = desired(record.pod)
        if wanted == record.allocated:
            record.resize_pending = None
            return
        verdict = self._verdict(record)
        context = self._context
        if verdict is None:
            record.allocated = wanted
            record.resize_pending = None
            record.resize_generation = record.pod["metadata"].get("generation", 0)
            words = f"Pod resize started: {summary(record.pod, record.resize_generation)}"
            context.pod_event(record, "Normal", "ResizeStarted", words)
        elif verdict != record.resize_pending:
            record.resize_pending = verdict
            generation = record.pod["metadata"].get("generation", 0)
            words = f"Pod resize {verdict[0]}: {summary(record.pod, generation, verdict[1])}"
            context.pod_event(record, "Warning", f"Resize{verdict[0]}", words)

    def retry(self) -> list[str]:
        """Room has become free: look again at resizes that were put off; whose were accepted."""
        accepted: list[str] = []
        for uid, record in self._context.state.pods.items():
            if record.resize_pending is not None and record.phase == "syncing":
                self.consider(record)
                if record.resize_pending is None:
                    accepted.append(uid)
        return accepted

    def is_done(self, record: PodRecord) -> bool:
        """Whether a resize that was begun has been carried out and not yet been told."""
        return bool(record.resize_generation) and not self._unfinished(record)

    def check_done(self, record: PodRecord) -> bool:
        """Whether a resize that was begun has just been carried out; an Event says so."""
        if not self.is_done(record):
            return False
        words = f"Pod resize completed: {summary(record.pod, record.resize_generation)}"
        record.resize_generation = 0
        self._context.pod_event(record, "Normal", "ResizeCompleted", words)
        return True

    def actuate(self, record: PodRecord) -> list[tuple[str, str, str, str]]:
        """Bring running containers' cgroups up to date; the kills of those that must restart
        (what these were given counts when their successors are created)."""
        kills = []
        for name in self._unfinished(record):
            view = record.view.latest(name)
            container = _container(record.pod, name)
            before, after = record.actuated.get(name) or {}, record.allocated[name]
            if view is None or container is None:
                continue
            if _must_restart(container, before, after):
                message = f"Container {name} resize requires restart"
                kills.append((view.id, name, message, ""))
            else:
                self._update(view.id, after)
                record.actuated[name] = after
        return kills

    def conditions(self, record: PodRecord) -> list[Object]:
        """``PodResizePending`` and ``PodResizeInProgress``, as far as they hold."""
        rows = []
        if record.resize_pending is not None:
            reason, message = record.resize_pending
            rows.append(condition("PodResizePending", True, reason, message))
        if record.resize_generation:
            rows.append(condition("PodResizeInProgress", True))
        return rows

    def _update(self, container: str, resources: Object) -> None:
        try:
            self._context.runtime.update_resources(
                container, cpu_shares(resources), cpu_quota(resources), memory_limit(resources)
            )
        except CriError:
            return  # it has just ended; its successor is created with the new resources

    def _unfinished(self, record: PodRecord) -> list[str]:
        names = []
        for name, resources in record.allocated.items():
            view = record.view.latest(name)
            running = view is not None and view.state == "running"
            if running and name in record.actuated and record.actuated[name] != resources:
                names.append(name)
        return names

    def _verdict(self, record: PodRecord) -> tuple[str, str] | None:
        allocatable = self._context.node.allocatable
        wanted = pod_requests(record.pod)
        for name in sorted(wanted):
            scale = 1 if name == "cpu" else 1000
            ask, capacity = milli(wanted[name]) // scale, milli(allocatable.get(name)) // scale
            if ask > capacity:
                return "Infeasible", (
                    f"Node didn't have enough capacity: {name}, requested: {ask}, "
                    f"capacity: {capacity}"
                )
        short = shortage(self._context, self._context.state, record.pod)
        return None if short is None else ("Deferred", short)


def desired(pod: Object) -> dict[str, Object]:
    """What a Pod's containers ask for, by name."""
    spec = pod["spec"]
    rows = [*(spec.get("initContainers") or ()), *spec["containers"]]
    return {row["name"]: row.get("resources") or {} for row in rows}


def _container(pod: Object, name: str) -> Object | None:
    for row in [*pod["spec"]["containers"], *(pod["spec"].get("initContainers") or ())]:
        if row["name"] == name:
            found: Object = row
            return found
    return None


def _must_restart(container: Object, before: Object, after: Object) -> bool:
    for policy in container.get("resizePolicy") or ():
        if policy.get("restartPolicy") != "RestartContainer":
            continue
        name = policy["resourceName"]
        for field in ("requests", "limits"):
            if (before.get(field) or {}).get(name) != (after.get(field) or {}).get(name):
                return True
    return False


def summary(pod: Object, generation: int, error: str = "") -> str:
    """The resources that a Pod asks for, as the events of a resize tell them."""
    spec = pod["spec"]
    told: Object = {}
    for field in ("initContainers", "containers"):
        rows = [
            {"name": row["name"], "resources": row.get("resources") or {}}
            for row in spec.get(field) or ()
        ]
        if rows:
            told[field] = rows
    told["generation"] = generation
    if error:
        told["error"] = error
    return json.dumps(told, separators=(",", ":"))
