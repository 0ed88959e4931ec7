"""Arithmetic of a Deployment's rollout: sizes, revisions and annotations of its ReplicaSets.

Here: pure functions over objects.  Not here: writes (``deployment``) or status
(``deploymentstatus``).
"""

from typing import Any

from podlab.engine.controllers.deployment.scaling import scaled_value

Object = dict[str, Any]

REVISION = "deployment.kubernetes.io/revision"
REVISION_HISTORY = "deployment.kubernetes.io/revision-history"
DESIRED_REPLICAS = "deployment.kubernetes.io/desired-replicas"
MAX_REPLICAS = "deployment.kubernetes.io/max-replicas"
HASH_LABEL = "pod-template-hash"
_NOT_COPIED = (
    "kubectl.kubernetes.io/last-applied-configuration",
    REVISION,
    REVISION_HISTORY,
    DESIRED_REPLICAS,
    MAX_REPLICAS,
    "deprecated.deployment.rollback.to",
)
MAX_HISTORY = 2000
"""Characters of the annotation that remembers former revisions."""


def replicas(obj: Object) -> int:
    """``spec.replicas``."""
    return int(obj["spec"].get("replicas", 1))


def count(obj: Object | None, field: str) -> int:
    """A number of a status, 0 if absent."""
    return int(((obj or {}).get("status") or {}).get(field, 0))


def annotations(obj: Object) -> dict[str, str]:
    """``metadata.annotations``, empty if it has none."""
    return obj["metadata"].get("annotations") or {}


def _rolling(deployment: Object) -> Object | None:
    strategy = deployment["spec"].get("strategy") or {}
    if strategy.get("type", "RollingUpdate") != "RollingUpdate":
        return None
    return strategy.get("rollingUpdate") or {}


def max_surge(deployment: Object) -> int:
    """How many Pods above the number a rolling update may have."""
    rolling = _rolling(deployment)
    if rolling is None:
        return 0
    return scaled_value(rolling.get("maxSurge"), replicas(deployment), True)


def max_unavailable(deployment: Object) -> int:
    """How many Pods may be unavailable during a rolling update."""
    rolling = _rolling(deployment)
    wanted = replicas(deployment)
    if rolling is None or wanted == 0:
        return 0
    allowed = scaled_value(rolling.get("maxUnavailable"), wanted, False)
    if allowed == 0 and max_surge(deployment) == 0:
        allowed = 1
    return min(allowed, wanted)


def total_replicas(sets: list[Object]) -> int:
    """The sum of the sizes that ReplicaSets should have."""
    return sum(replicas(each) for each in sets)


def total(sets: list[Object], field: str) -> int:
    """The sum of a number of the ReplicaSets' statuses."""
    return sum(count(each, field) for each in sets)


def active(sets: list[Object]) -> list[Object]:
    """The ReplicaSets whose size is not 0."""
    return [each for each in sets if replicas(each) > 0]


def by_age(sets: list[Object]) -> list[Object]:
    """Oldest first, then by name."""
    return sorted(sets, key=lambda s: (s["metadata"]["creationTimestamp"], s["metadata"]["name"]))


def revision(obj: Object) -> int:
    """The revision that an object's annotation says, 0 if none."""
    text = annotations(obj).get(REVISION, "0")
    return int(text) if text.isdigit() else 0


def desired_replicas(obj: Object) -> int | None:
    """The size of the Deployment when the ReplicaSet was last scaled."""
    text = annotations(obj).get(DESIRED_REPLICAS, "")
    return int(text) if text.isdigit() else None


def same_template(deployment: Object, replica_set: Object) -> bool:
    """Whether a ReplicaSet's template is the Deployment's, but for the hash label."""
    ours, theirs = deployment["spec"]["template"], replica_set["spec"]["template"]
    if ours.get("spec") != theirs.get("spec"):
        return False
    return _template_metadata(ours) == _template_metadata(theirs)


def _template_metadata(template: Object) -> Object:
    metadata = template.get("metadata") or {}
    labels = {k: v for k, v in (metadata.get("labels") or {}).items() if k != HASH_LABEL}
    return {**metadata, "labels": labels}


def new_set_size(deployment: Object, sets: list[Object], current: int) -> int:
    """How far the new ReplicaSet may grow now."""
    wanted = replicas(deployment)
    if _rolling(deployment) is None:
        return wanted
    room = wanted + max_surge(deployment) - total_replicas(sets)
    if room <= 0:
        return current
    return current + min(room, wanted - current)


def set_annotations(
    deployment: Object, known: dict[str, str], new_revision: int, exists: bool
) -> dict[str, str]:
    """The annotations that the new ReplicaSet should have."""
    result = dict(known)
    for key, value in annotations(deployment).items():
        if key not in _NOT_COPIED:
            result[key] = value
    old = known.get(REVISION, "")
    if old and not old.isdigit():
        return result
    if int(old or 0) < new_revision:
        result[REVISION] = str(new_revision)
        if old:
            _remember(result, old)
    if not exists:
        result.update(size_annotations(deployment))
    return result


def _remember(notes: dict[str, str], old: str) -> None:
    history = notes.get(REVISION_HISTORY, "")
    former = history.split(",") if history else []
    while former and len(",".join([*former, old])) > MAX_HISTORY:
        former.pop(0)
    notes[REVISION_HISTORY] = ",".join([*former, old])


def size_annotations(deployment: Object) -> dict[str, str]:
    """The annotations that say for which sizes a ReplicaSet was scaled."""
    wanted = replicas(deployment)
    return {DESIRED_REPLICAS: str(wanted), MAX_REPLICAS: str(wanted + max_surge(deployment))}


def proportional_sizes(deployment: Object, sets: list[Object]) -> list[tuple[Object, int]]:
    """Sizes of several active ReplicaSets when the Deployment was scaled in mid-rollout."""
    wanted = replicas(deployment)
    allowed = wanted + max_surge(deployment) if wanted > 0 else 0
    add = allowed - total_replicas(sets)
    newest_first = list(reversed(by_age(sets)))
    ordered = newest_first if add > 0 else by_age(sets)
    ordered = sorted(ordered, key=replicas, reverse=True)
    sizes, added = [], 0
    for each in ordered:
        share = _share(deployment, each, add, added) if add else 0
        sizes.append(replicas(each) + share)
        added += share
    if sizes and add:
        sizes[0] = max(0, sizes[0] + add - added)
    return list(zip(ordered, sizes))


def _share(deployment: Object, each: Object, add: int, added: int) -> int:
    size = replicas(each)
    if size == 0 or add == added:
        return 0
    fraction = _fraction(deployment, each, size)
    return min(fraction, add - added) if add > 0 else max(fraction, add - added)


def _fraction(deployment: Object, each: Object, size: int) -> int:
    wanted = replicas(deployment)
    if wanted == 0:
        return -size
    text = annotations(each).get(MAX_REPLICAS, "")
    before = int(text) if text.isdigit() and int(text) else count(deployment, "replicas") or 1
    new = size * (wanted + max_surge(deployment)) / before
    return int(new + 0.5) - size
