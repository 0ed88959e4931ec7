"""The status manager: keeps each Pod's latest status and brings it to the API server.

Here: noticing changes, writing them, the final deletion of a Pod that has ended.  Not here: what
the status says (``podstatus``).
"""

from collections.abc import Callable
from typing import Any

from podlab.engine.kubelet.context import Context
from podlab.engine.kubelet.pods import TERMINAL, is_sidecar, uid_of
from podlab.engine.kubelet.state import PodRecord
from podlab.engine.kubelet.status.conditions import OWN, condition, ready_conditions
from podlab.engine.kubelet.status.containerstatus import terminate_lost
from podlab.engine.kubelet.status.podstatus import finish
from podlab.engine.kubelet.timings import STATUS_WRITE
from podlab.engine.objects.status import ApiError

Object = dict[str, Any]


class StatusWriter:
    """Writes the statuses of one node's Pods.  ``on_deleted(uid)``: a Pod is gone for good."""

    def __init__(self, context: Context, on_deleted: Callable[[str], None]) -> None:
        self._context = context
        self._on_deleted = on_deleted
        context.sim.register(context.target("status"), self._write)

    def set(
        self, record: PodRecord, status: Object, force: bool = False, observed: int | None = None
    ) -> None:
        """Keep a new status, and write it soon if it says anything new.  ``observed``: of which
        generation it is, the Pod's own by default."""
        old = record.status or record.pod.get("status") or {}
        generation = record.pod["metadata"].get("generation", 0) if observed is None else observed
        status["conditions"] = [dict(row) for row in status["conditions"]]
        status = finish(status, old, generation, self._context.now)
        deleting = "deletionTimestamp" in record.pod["metadata"]
        if record.status == status and not force and not deleting:
            return
        record.status = status
        record.version += 1
        self._schedule(record)

    def sandbox_ready(self, record: PodRecord) -> None:
        """The sandbox stands: ``PodReadyToStartContainers`` is true, ahead of the next sync."""
        if record.status is None:
            return
        ready = condition("PodReadyToStartContainers", True)
        rows = [
            ready if row["type"] == ready["type"] else dict(row)
            for row in record.status["conditions"]
        ]
        observed = record.status.get("observedGeneration", 0)
        self.set(record, {**record.status, "conditions": rows}, observed=observed)

    def set_ready(self, record: PodRecord, container_id: str, ready: bool) -> None:
        """A readiness probe found out about a container."""
        self._change(record, container_id, "ready", ready)

    def set_started(self, record: PodRecord, container_id: str, started: bool) -> None:
        """A startup probe found out about a container."""
        self._change(record, container_id, "started", started)

    def reconcile(self, record: PodRecord) -> None:
        """Somebody else changed whether the Pod is ready: the kubelet knows better."""
        if record.status is None or record.writing or record.written != record.version:
            return
        shown = _ready_row(record.pod.get("status") or {})
        if shown is not None and shown != _ready_row(record.status):
            self._schedule(record)

    def finished(self, record: PodRecord) -> None:
        """The Pod is terminated and nothing of it is left: the last status, then its deletion."""
        status = dict(record.status or {})
        if status.get("containerStatuses") and _initialized(record, status):
            status["containerStatuses"] = terminate_lost(status["containerStatuses"])
        if status.get("phase") not in TERMINAL and not record.static:
            status["phase"] = "Failed"
        status["conditions"] = [dict(row) for row in status.get("conditions") or ()]
        record.finished = True
        self.set(record, status, force=True)

    def again(self, record: PodRecord) -> None:
        """Write what could not be written: the API server was out of reach."""
        if record.status is not None:
            self._schedule(record)

    def _change(self, record: PodRecord, container_id: str, field: str, value: bool) -> None:
        if record.status is None:
            return
        status = dict(record.status)
        for key in ("initContainerStatuses", "containerStatuses"):
            status[key] = [
                {**row, field: value} if row.get("containerID", "")[13:] == container_id else row
                for row in status.get(key) or ()
            ]
            if not status[key]:
                del status[key]
        if field == "ready":
            rows = {row["name"]: row for row in status.get("initContainerStatuses") or ()}
            rows.update((row["name"], row) for row in status["containerStatuses"])
            found = ready_conditions(record.pod, status["phase"], rows, status["conditions"])
            fresh = {row["type"]: row for row in found}
            status["conditions"] = [
                fresh.get(row["type"]) or dict(row) for row in status["conditions"]
            ]
        self.set(record, status)

    def _schedule(self, record: PodRecord) -> None:
        if not record.writing:
            record.writing = True
            context = self._context
            uid = uid_of(record.pod)
            context.sim.after(context.draw(STATUS_WRITE), context.target("status"), "write", uid)

    def _write(self, _kind: str, uid: str) -> None:
        record = self._context.state.pods.get(uid)
        if record is None or record.status is None:
            return
        record.writing = False
        record.written = record.version
        metadata = record.pod["metadata"]
        try:
            pod = self._context.client.get("pods", metadata["namespace"], metadata["name"])
            if uid_of(pod) != uid:
                return
            pod = self._update(record, pod)
            if self._may_delete(record, pod):
                self._delete(uid, pod)
        except ApiError:
            return

    def _update(self, record: PodRecord, pod: Object) -> Object:
        old = pod.get("status") or {}
        assert record.status is not None
        merged = merge(old, record.status, _could_run(record))
        if merged == old:
            return pod
        return self._context.client.update_status("pods", {**pod, "status": merged})

    def _may_delete(self, record: PodRecord, pod: Object) -> bool:
        if "deletionTimestamp" not in pod["metadata"] or record.static:
            return False
        return record.finished and pod["status"].get("phase") in TERMINAL

    def _delete(self, uid: str, pod: Object) -> None:
        metadata = pod["metadata"]
        self._context.client.delete(
            "pods", metadata["namespace"], metadata["name"], uid=metadata["uid"], grace=0
        )
        self._on_deleted(uid)


def merge(old: Object, new: Object, could_run: bool) -> Object:
    """What is written: the kubelet's part over what others have put there."""
    others = [row for row in old.get("conditions") or () if row["type"] not in OWN]
    own = [row for row in new["conditions"] if row["type"] in OWN]
    merged = {**old, **new, "conditions": others + own}
    ending = old.get("phase") not in TERMINAL and new["phase"] in TERMINAL
    if ending and not could_run:
        shared = [row for row in new["conditions"] if row["type"] == "DisruptionTarget"]
        if shared:
            others = [row for row in others if row["type"] != "DisruptionTarget"]
            merged["conditions"] = others + own + shared
    if ending and could_run:
        merged["phase"] = old.get("phase", "Pending")
        for field in ("reason", "message"):
            if old.get(field):
                merged[field] = old[field]
            else:
                merged.pop(field, None)
    elif not new.get("reason"):
        merged.pop("reason", None)
        merged.pop("message", None)
    return merged


def _ready_row(status: Object) -> str | None:
    for row in status.get("conditions") or ():
        if row["type"] == "Ready":
            return str(row["status"])
    return None


def _could_run(record: PodRecord) -> bool:
    """Whether containers of the Pod may still run, so that its end cannot be told yet: one that
    was refused at the door never had any."""
    had = record.rejected is None or bool(record.view.containers)
    return record.phase != "terminated" and not record.finished and had


def _initialized(record: PodRecord, status: Object) -> bool:
    rows = {row["name"]: row for row in status.get("initContainerStatuses") or ()}
    for container in record.pod["spec"].get("initContainers") or ():
        row = rows.get(container["name"])
        if row is None:
            return False
        if not (row.get("started") if is_sidecar(container) else row["ready"]):
            return False
    return True
