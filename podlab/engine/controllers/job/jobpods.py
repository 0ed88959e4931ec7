"""What a Job's Pods tell: which count, which index they have, what the failure policy says.

Here: pure functions over Jobs and Pods.  Not here: writes (``job``).
"""

from typing import Any

from podlab.engine.controllers.podcontrol import pod_from_template
from podlab.engine.controllers.pods import phase
from podlab.engine.kernel.clock import parse_rfc3339
from podlab.engine.objects.meta import dig, put

Object = dict[str, Any]

TRACKING = "batch.kubernetes.io/job-tracking"
INDEX = "batch.kubernetes.io/job-completion-index"
MAX_INDEXES = 100_000


def is_indexed(job: Object) -> bool:
    """Whether the Job's Pods have indexes."""
    return bool(job["spec"].get("completionMode") == "Indexed")


def index_of(pod: Object) -> int:
    """The Pod's completion index, -1 if it has none."""
    text = (pod["metadata"].get("annotations") or {}).get(INDEX, "")
    return int(text) if text.isdigit() else -1


def is_tracked(pod: Object) -> bool:
    """Whether the Pod has not been counted for good yet."""
    return TRACKING in (pod["metadata"].get("finalizers") or ())


def has_failed(job: Object, pod: Object) -> bool:
    """Whether a Pod counts as failed; a terminating one does too, unless only failed Pods are
    replaced."""
    if phase(pod) == "Failed":
        return True
    if job["spec"].get("podReplacementPolicy") == "Failed":
        return False
    return "deletionTimestamp" in pod["metadata"] and phase(pod) != "Succeeded"


def finished_at(pod: Object, now: int) -> int:
    """When a Pod finished: the latest end of a container, its deletion, or now."""
    ends = []
    for row in (pod.get("status") or {}).get("containerStatuses") or ():
        text = dig(row, "state", "terminated", "finishedAt")
        if text:
            ends.append(parse_rfc3339(text))
    if ends:
        return max(ends)
    deleted = pod["metadata"].get("deletionTimestamp")
    return min(now, parse_rfc3339(deleted)) if deleted else now


def parse_indexes(text: str, limit: int) -> set[int]:
    """``0-2,5`` as numbers below a limit."""
    found: set[int] = set()
    for part in text.split(",") if text else ():
        first, _, last = part.partition("-")
        found.update(range(int(first), min(int(last or first), limit - 1) + 1))
    return found


def write_indexes(numbers: set[int]) -> str:
    """Numbers as ``0-2,5``; two neighbours are written apart."""
    parts: list[str] = []
    ordered = sorted(numbers)
    place = 0
    while place < len(ordered):
        end = place
        while end + 1 < len(ordered) and ordered[end + 1] == ordered[end] + 1:
            end += 1
        first, last = ordered[place], ordered[end]
        if end == place:
            parts.append(str(first))
        else:
            parts.append(f"{first},{last}" if last == first + 1 else f"{first}-{last}")
        place = end + 1
    return ",".join(parts)


def new_pod(job: Object, index: int | None) -> Object:
    """A Pod of the Job, with its finalizer and, if indexed, its index."""
    pod = pod_from_template(job["spec"]["template"], job)
    metadata = pod["metadata"]
    finalizers = [*(metadata.get("finalizers") or ()), TRACKING]
    pod = put(pod, ("metadata", "finalizers"), finalizers)
    if index is None:
        return pod
    name = job["metadata"]["name"]
    notes = {**(metadata.get("annotations") or {}), INDEX: str(index)}
    labels = {**(metadata.get("labels") or {}), INDEX: str(index)}
    pod = put(pod, ("metadata", "annotations"), notes)
    pod = put(pod, ("metadata", "labels"), labels)
    pod = put(pod, ("metadata", "generateName"), f"{name}-{index}-")
    spec = {**pod["spec"]}
    for part in ("initContainers", "containers"):
        if spec.get(part):
            spec[part] = [_with_index(container) for container in spec[part]]
    spec.setdefault("hostname", f"{name}-{index}")
    return {**pod, "spec": spec}


def _with_index(container: Object) -> Object:
    known = container.get("env") or []
    if any(row["name"] == "JOB_COMPLETION_INDEX" for row in known):
        return container
    path = f"metadata.labels['{INDEX}']"
    row = {
        "name": "JOB_COMPLETION_INDEX",
        "valueFrom": {"fieldRef": {"apiVersion": "v1", "fieldPath": path}},
    }
    return {**container, "env": [*known, row]}


def failure_rule(job: Object, pod: Object) -> tuple[str, str] | None:
    """The action of the first rule of the failure policy that a failed Pod meets, and its words."""
    rules = dig(job, "spec", "podFailurePolicy", "rules", default=())
    for number, rule in enumerate(rules):
        words = _meets(rule, pod)
        if words:
            return rule["action"], f"{words} matching {rule['action']} rule at index {number}"
    return None


def _meets(rule: Object, pod: Object) -> str:
    name = f"{pod['metadata']['namespace']}/{pod['metadata']['name']}"
    codes = rule.get("onExitCodes")
    if codes is not None:
        found = _matching_exit(codes, pod)
        return (
            f"Container {found[0]} for pod {name} failed with exit code {found[1]}" if found else ""
        )
    for wanted in rule.get("onPodConditions") or ():
        for row in (pod.get("status") or {}).get("conditions") or ():
            if (row["type"], row["status"]) == (wanted["type"], wanted.get("status", "True")):
                return f"Pod {name} has condition {row['type']}"
    return ""


def _matching_exit(codes: Object, pod: Object) -> tuple[str, int] | None:
    status = pod.get("status") or {}
    rows = [*(status.get("containerStatuses") or ()), *(status.get("initContainerStatuses") or ())]
    for row in rows:
        code = dig(row, "state", "terminated", "exitCode")
        if not code or codes.get("containerName") not in (None, row["name"]):
            continue
        inside = code in (codes.get("values") or ())
        if inside == (codes.get("operator") == "In"):
            return row["name"], code
    return None
