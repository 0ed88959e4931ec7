"""Where the Pod spec of an object stands, and changing it by path copy.

Here: Pods, workloads, cron jobs.  Not here: what is changed (``set``, ``rollout``).
"""

from collections.abc import Callable
from typing import Any

from podlab.engine.objects.meta import Object, dig, put

PATHS = {
    "Pod": ("spec",), "CronJob": ("spec", "jobTemplate", "spec", "template", "spec"),
}  # fmt: skip
TEMPLATED = ("ReplicationController", "Deployment", "DaemonSet", "ReplicaSet", "StatefulSet", "Job",
             "PodTemplate")  # fmt: skip


def path_of(obj: Object) -> tuple[str, ...] | None:
    """The path of the Pod spec; None if the kind has none."""
    kind = obj["kind"]
    if kind in PATHS:
        return PATHS[kind]
    if kind == "PodTemplate":
        return ("template", "spec")
    return ("spec", "template", "spec") if kind in TEMPLATED else None


def pod_spec(obj: Object) -> Object | None:
    """The Pod spec of an object."""
    path = path_of(obj)
    return None if path is None else dig(obj, *path, default={})


def with_pod_spec(obj: Object, change: Callable[[Object], Object]) -> Object | None:
    """The object with its Pod spec changed; None if the kind has none."""
    path = path_of(obj)
    if path is None:
        return None
    return put(obj, path, change(dig(obj, *path, default={})))


def change_containers(spec: Object, change: Callable[[Any], Any], *, init: bool = True) -> Object:
    """The spec with each container changed."""
    new = dict(spec)
    for key in ("initContainers", "containers") if init else ("containers",):
        if spec.get(key):
            new[key] = [change(container) for container in spec[key]]
    return new
