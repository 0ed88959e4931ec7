"""Why Pods are not as a check wants them: the first thing that is seen to be in the way.

Facts are codes with data (``lessons.hinting.words``) and Kubernetes' own words.  Not here: what a
check wants (``lessons.goals``).
"""

from typing import Any

from lessons.goals.pods import is_ready
from lessons.goals.verdict import Verdict, missing
from lessons.observation import Observation, container_statuses
from podlab.engine.objects.meta import dig

Object = dict[str, Any]

MOST_NAMED = 3
_NO_IMAGE = frozenset({"ErrImagePull", "ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull"})
_NO_CONFIG = frozenset({"CreateContainerConfigError", "CreateContainerError", "RunContainerError"})


def of_labels(seen: Observation, namespace: str, labels: str) -> Verdict | None:
    """What keeps Pods with these labels from being there and ready; None if nothing is seen."""
    refused = _not_made(seen, namespace, labels)
    if refused is not None:
        return refused
    found = seen.objects("pods", namespace, labels)
    if not found and (others := told_labels(seen.objects("pods", namespace))):
        return missing("labels-other", labels=labels, others=others)
    return of_pods(seen, found)


def of_pods(seen: Observation, pods: list[Object]) -> Verdict | None:
    """What is the matter with the first of these Pods that has something the matter."""
    for pod in sorted(pods, key=is_ready):
        fact = _not_placed(pod) or _of_containers(pod) or _of_events(seen, pod)
        if fact is not None:
            return fact
    return None


def told_labels(pods: list[Object]) -> str:
    """The labels of some Pods, each once, as kubectl shows them."""
    rows = (dig(pod, "metadata", "labels", default={}) for pod in pods)
    told = {_told(row): None for row in rows if row}
    return "; ".join(list(told)[:MOST_NAMED])


def _told(labels: dict[str, str]) -> str:
    shown = {name: one for name, one in labels.items() if name != "pod-template-hash"}
    return ",".join(f"{name}={one}" for name, one in shown.items())


def _not_made(seen: Observation, namespace: str, labels: str) -> Verdict | None:
    """A ReplicaSet that may not make its Pods."""
    for owner in seen.objects("replicasets.apps", namespace, labels):
        wanted = dig(owner, "spec", "replicas", default=0)
        if dig(owner, "status", "replicas", default=0) >= wanted:
            continue
        said = _last(seen, owner, "FailedCreate")
        if said:
            return missing("pods-not-made", said, name=owner["metadata"]["name"])
    return None


def _not_placed(pod: Object) -> Verdict | None:
    for row in dig(pod, "status", "conditions", default=[]):
        if row["type"] == "PodScheduled" and row["status"] == "False":
            return missing("nowhere-to-go", row.get("message", ""), name=pod["metadata"]["name"])
    return None


def _of_containers(pod: Object) -> Verdict | None:
    for row in container_statuses(pod):
        state = row.get("state") or {}
        waiting = state.get("waiting") or {}
        reason = waiting.get("reason", "")
        if reason in _NO_IMAGE:
            return missing("image-not-there", container=row["name"], image=row["image"])
        if reason in _NO_CONFIG:
            return missing("config-not-there", waiting.get("message", ""), container=row["name"])
        fact = _ended(pod, row, state)
        if fact is not None:
            return fact
    for row in dig(pod, "status", "initContainerStatuses", default=[]):
        if not row.get("ready") and "running" in (row.get("state") or {}):
            return missing("init-not-done", container=row["name"], pod=pod["metadata"]["name"])
    return None


def _ended(pod: Object, row: Object, state: Object) -> Verdict | None:
    """A container that ended badly and is not running again."""
    ended = state.get("terminated") or dig(row, "lastState", "terminated", default={})
    if "running" in state or not ended.get("exitCode"):
        return None
    if ended.get("reason") == "OOMKilled":
        return missing("out-of-memory", container=row["name"])
    names = {"container": row["name"], "pod": pod["metadata"]["name"]}
    return missing("container-ends", status=ended["exitCode"], **names)


def _of_events(seen: Observation, pod: Object) -> Verdict | None:
    name = pod["metadata"]["name"]
    said = _last(seen, pod, "Unhealthy")
    if said and said.startswith("Liveness"):
        return missing("probe-kills", said, name=name)
    if is_ready(pod):
        return None
    if said:
        return missing("probe-fails", said, name=name)
    mount = _last(seen, pod, "FailedMount")
    return missing("volume-not-there", mount, name=name) if mount else None


def _last(seen: Observation, obj: Object, reason: str) -> str:
    """What the last Event of a reason about an object says; '' if there is none."""
    found = [one for one in seen.events(obj["metadata"]["uid"]) if one.get("reason") == reason]
    return str(found[-1].get("message", "")) if found else ""
