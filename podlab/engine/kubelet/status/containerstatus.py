"""``containerStatuses``: what the kubelet says of each container.

Here: state, lastState, images, resources and mounts of each.  Not here: readiness (``podstatus``
adds what probes found) or the Pod's phase.
"""

from typing import Any

from podlab.engine.kernel.clock import rfc3339
from podlab.engine.kubelet.pods import any_app_created, is_sidecar, should_be_restarted
from podlab.engine.kubelet.state import ContainerView, PodRecord

Object = dict[str, Any]

UNKNOWN = "ContainerStatusUnknown"
LOST = "The container could not be located when the pod was terminated"
LOST_RUNNING = (
    "The container could not be located when the pod was deleted.  The container used to be Running"
)


def container_statuses(
    record: PodRecord, containers: list[Object], previous: list[Object], init: bool = False
) -> list[Object]:
    """The statuses of some of a Pod's containers.  ``previous``: what was said before."""
    has_init = bool(record.pod["spec"].get("initContainers"))
    old = {status["name"]: status for status in previous}
    rows = []
    for container in containers:
        name = container["name"]
        status = _from_runtime(record, container, old.get(name))
        if status is None:
            status = _unseen(record, container, old.get(name), has_init)
        if init and _init_settled(record, container, status):
            rows.append(status)
            continue
        rows.append(_with_failure(record, container, status))
    if init:
        return rows
    return rows if len(rows) < 2 else sorted(rows, key=_name)


def _name(status: Object) -> str:
    return str(status["name"])


def _mounts(container: Object) -> list[Object]:
    rows = []
    for mount in container.get("volumeMounts") or ():
        row = {"name": mount["name"], "mountPath": mount["mountPath"]}
        if mount.get("readOnly"):
            row["readOnly"] = True
            mode = mount.get("recursiveReadOnly") or "Disabled"
            row["recursiveReadOnly"] = "Disabled" if mode == "IfPossible" else mode
        rows.append(row)
    return rows


def _last_state(instances: list[ContainerView], old: Object | None) -> Object:
    """How the instance before ended, also when the runtime has forgotten it."""
    if len(instances) > 1:
        return _state(instances[1])
    if old is None:
        return {}
    changed = old.get("containerID") != f"containerd://{instances[0].id}"
    if changed and "terminated" in old["state"]:
        return dict(old["state"])
    return dict(old["lastState"])


def _from_runtime(record: PodRecord, container: Object, old: Object | None) -> Object | None:
    instances = [view for view in record.view.containers if view.name == container["name"]][:2]
    if not instances:
        return None
    newest = instances[0]
    status: Object = {
        "name": newest.name,
        "state": _state(newest),
        "lastState": _last_state(instances, old),
        "ready": False,
        "restartCount": newest.attempt,
        "image": newest.image,
        "imageID": newest.image_ref,
        "containerID": f"containerd://{newest.id}",
    }
    status.update(_resources(record, container))
    mounts = _mounts(container)
    if mounts:
        status["volumeMounts"] = mounts
    return status


def _resources(record: PodRecord, container: Object) -> Object:
    name = container["name"]
    allocated = record.allocated.get(name) or container.get("resources") or {}
    row: Object = {"resources": record.actuated.get(name) or allocated}
    if allocated.get("requests"):
        row["allocatedResources"] = allocated["requests"]
    return row


def _state(view: ContainerView) -> Object:
    if view.state == "running":
        return {"running": {"startedAt": rfc3339(view.started)}}
    if view.state == "created":
        return {"waiting": {}}
    ended: Object = {"exitCode": view.exit_code, "reason": view.reason}
    if view.message:
        ended["message"] = view.message
    ended["startedAt"] = rfc3339(view.started)
    ended["finishedAt"] = rfc3339(view.finished)
    ended["containerID"] = f"containerd://{view.id}"
    return {"terminated": ended}


def _unseen(record: PodRecord, container: Object, old: Object | None, has_init: bool) -> Object:
    if old is not None and "terminated" in old["state"]:
        return old
    status: Object = {
        "name": container["name"],
        "state": {"waiting": {"reason": "PodInitializing" if has_init else "ContainerCreating"}},
        "lastState": {} if old is None else old["lastState"],
        "ready": False,
        "restartCount": 0 if old is None else old["restartCount"],
        "image": container["image"],
        "imageID": "",
    }
    mounts = _mounts(container)
    if mounts:
        status["volumeMounts"] = mounts
    if old is not None and "running" in old["state"] and not status["lastState"]:
        lost = {"exitCode": 137, "reason": UNKNOWN, "message": LOST_RUNNING}
        status["lastState"] = {"terminated": _never(lost)}
        if "deletionTimestamp" not in record.pod["metadata"]:
            status["restartCount"] += 1
    return status


def _never(ended: Object) -> Object:
    return {**ended, "startedAt": None, "finishedAt": None}


def _init_settled(record: PodRecord, container: Object, status: Object) -> bool:
    latest = record.view.latest(container["name"])
    if latest is not None:
        return latest.state == "exited" and latest.exit_code == 0
    if is_sidecar(container) or "waiting" not in status["state"]:
        return False
    if not any_app_created(record.pod, record.view):
        return False
    message = (
        "Unable to get init container status from container runtime and pod has been "
        "initialized, treat it as exited normally"
    )
    done = {"exitCode": 0, "reason": "Completed", "message": message}
    status["state"] = {"terminated": _never(done)}
    return True


def _with_failure(record: PodRecord, container: Object, status: Object) -> Object:
    failure = record.failures.get(container["name"])
    if failure is None or not should_be_restarted(record.pod, container, record.view):
        return status
    status = dict(status)
    if "terminated" in status["state"]:
        status["lastState"] = status["state"]
    waiting = {"reason": failure.reason}
    if failure.message:
        waiting["message"] = failure.message
    status["state"] = {"waiting": waiting}
    return status


def terminate_lost(statuses: list[Object]) -> list[Object]:
    """The same statuses, where whatever did not end is said to be lost."""
    rows = []
    for status in statuses:
        if "terminated" not in status["state"]:
            lost = {"exitCode": 137, "reason": UNKNOWN, "message": LOST}
            status = {**status, "state": {"terminated": _never(lost)}}
        rows.append(status)
    return rows
