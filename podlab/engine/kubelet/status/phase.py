"""A Pod's phase, out of its containers' states.

Here: the rule by which the kubelet names Pending, Running, Succeeded and Failed.  Not here: the
states themselves (``containerstatus``) or who writes them.
"""

from typing import Any, NamedTuple

from podlab.engine.kubelet.pods import is_sidecar, may_restart

Object = dict[str, Any]


class _Counts(NamedTuple):
    """How many containers are in which state."""

    pending: int = 0
    waiting: int = 0
    running: int = 0
    unknown: int = 0
    stopped: int = 0
    succeeded: int = 0
    final: int = 0


def phase_of(pod: Object, statuses: dict[str, Object], terminal: bool, initialized: bool) -> str:
    """The phase.  ``statuses`` by container name; ``terminal``: everything was stopped for good;
    ``initialized``: an app container of the current sandbox has started."""
    pending, failed = _init_containers(pod, statuses)
    if failed:
        return "Failed"
    sidecars = _sidecars(pod, statuses)
    apps = _app_containers(pod, statuses)
    if pending or (sidecars.pending and not initialized) or sidecars.waiting or apps.waiting:
        return "Pending"
    running, unknown = apps.running + sidecars.running, apps.unknown + sidecars.unknown
    if running and not unknown:
        return "Running"
    if apps.stopped and not unknown:
        return _stopped_phase(apps, terminal)
    return "Pending"


def _stopped_phase(apps: _Counts, terminal: bool) -> str:
    if not terminal and apps.stopped != apps.final:
        return "Running"
    return "Succeeded" if apps.stopped == apps.succeeded else "Failed"


def _exit_code(status: Object) -> int | None:
    ended = status["state"].get("terminated")
    if ended is None and "waiting" in status["state"]:
        ended = status["lastState"].get("terminated")
    return None if ended is None else int(ended["exitCode"])


def _init_containers(pod: Object, statuses: dict[str, Object]) -> tuple[int, bool]:
    pending, failed = 0, False
    for container in pod["spec"].get("initContainers") or ():
        if is_sidecar(container):
            continue
        status = statuses.get(container["name"])
        code = None if status is None else _exit_code(status)
        if code is None:
            pending += 1
        elif code != 0 and not may_restart(pod, container, code):
            failed = True
    return pending, failed


def _sidecars(pod: Object, statuses: dict[str, Object]) -> _Counts:
    pending = waiting = running = unknown = 0
    for container in pod["spec"].get("initContainers") or ():
        if not is_sidecar(container):
            continue
        status = statuses.get(container["name"])
        if status is None:
            unknown += 1
        elif "running" in status["state"]:
            running += 1
            pending += not status.get("started")
        elif _exit_code(status) is None:
            pending += 1
            waiting += 1
    return _Counts(pending=pending, waiting=waiting, running=running, unknown=unknown)


def _app_containers(pod: Object, statuses: dict[str, Object]) -> _Counts:
    waiting = running = unknown = stopped = succeeded = final = 0
    for container in pod["spec"]["containers"]:
        status = statuses.get(container["name"])
        if status is None:
            unknown += 1
        elif "running" in status["state"]:
            running += 1
        elif (code := _exit_code(status)) is None:
            waiting += 1
        else:
            stopped += 1
            final += not may_restart(pod, container, code)
            succeeded += code == 0 and "terminated" in status["state"]
    return _Counts(0, waiting, running, unknown, stopped, succeeded, final)
