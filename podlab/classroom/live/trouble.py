"""What is wrong in a learner's cluster, as kubectl would say it: Pods by the state that they are in
and should not be.

A pure question to a cluster.  Not here: since when (``classroom.presence``).
"""

from dataclasses import dataclass
from typing import Any

from podlab.engine.apiserver.tables.pods import pod_row
from podlab.engine.cluster import Cluster
from podlab.engine.kernel.clock import parse_rfc3339
from podlab.engine.objects.meta import dig

Object = dict[str, Any]

SLOW_US = 60_000_000
"""A Pod that is on its way for longer is in trouble."""
SYSTEM = frozenset({"kube-system", "kube-public", "kube-node-lease", "ingress-nginx"})
_FAILURES = frozenset(
    {
        "ImagePullBackOff",
        "ErrImageNeverPull",
        "InvalidImageName",
        "RegistryUnavailable",
        "CrashLoopBackOff",
        "Error",
        "OOMKilled",
        "RunContainerError",
        "CreateContainerConfigError",
        "CreateContainerError",
        "PostStartHookError",
        "StartError",
        "ContainerCannotRun",
        "ContainerStatusUnknown",
        "DeadlineExceeded",
        "Evicted",
        "NodeLost",
        "NodeAffinity",
        "UnexpectedAdmissionError",
        "OutOfcpu",
        "OutOfmemory",
        "OutOfpods",
        "Unknown",
    }
)
_SAME = {"ErrImagePull": "ImagePullBackOff"}
"""States between which a Pod goes to and fro are one."""
_OVER = frozenset({"Completed", "Succeeded"})


@dataclass(slots=True)
class Found:
    """One state: how many Pods are in it, and for how long the first has been (virtual µs)."""

    pods: int = 0
    age: int = 0


def troubles(cluster: Cluster) -> dict[str, Found]:
    """The states that something is in and should not be, the worst first by number of Pods."""
    found: dict[str, Found] = {}
    now = cluster.sim.now
    for pod in cluster.store.list("pods"):
        if pod["metadata"].get("namespace") in SYSTEM:
            continue
        age = now - _since(pod)
        if reason := _reason(pod, age):
            row = found.setdefault(reason, Found())
            row.pods += 1
            row.age = max(row.age, age)
    down = sum(not _is_ready(node) for node in cluster.store.list("nodes"))
    if down:
        found["NodeNotReady"] = Found(down, 0)
    return dict(sorted(found.items(), key=lambda item: -item[1].pods))


def _reason(pod: Object, age: int) -> str:
    """The state of a Pod if it is a wrong one, else ''."""
    row = pod_row(pod)
    word = row.status
    prefix, _, bare = word.rpartition(":")
    bare = _SAME.get(bare, bare)
    if bare == "Error" and row.restarts:
        bare = "CrashLoopBackOff"
    if bare in _FAILURES or bare.startswith(("ExitCode", "Signal")):
        return f"{prefix}:{bare}" if prefix else bare
    if word in _OVER or age < SLOW_US:
        return _unschedulable(pod)
    if word == "Running":
        return "" if row.ready >= row.total else "NotReady"
    return word


def _unschedulable(pod: Object) -> str:
    for condition in dig(pod, "status", "conditions", default=[]):
        if condition["type"] == "PodScheduled" and condition.get("reason") == "Unschedulable":
            return "Pending"
    return ""


def _since(pod: Object) -> int:
    """Since when a Pod is not ready (or is being deleted)."""
    deleted = pod["metadata"].get("deletionTimestamp")
    if deleted:
        return parse_rfc3339(deleted)
    stamps = [
        row["lastTransitionTime"]
        for row in dig(pod, "status", "conditions", default=[])
        if row["type"] == "Ready" and row.get("lastTransitionTime")
    ]
    return parse_rfc3339(stamps[0] if stamps else pod["metadata"]["creationTimestamp"])


def _is_ready(node: Object) -> bool:
    return any(
        row["type"] == "Ready" and row["status"] == "True"
        for row in dig(node, "status", "conditions", default=[])
    )
