"""A Deployment's status: counts, Available and Progressing, the progress deadline.

Here: what the status should be.  Not here: writing it (``deployment``).
"""

from typing import Any

from podlab.engine.controllers.conditions import (
    find_condition,
    set_condition,
    without,
    without_zeros,
)
from podlab.engine.controllers.deployment.rollout import (
    count,
    max_unavailable,
    replicas,
    total,
    total_replicas,
)
from podlab.engine.kernel.clock import SECOND, parse_rfc3339, rfc3339

Object = dict[str, Any]

NO_DEADLINE = 2**31 - 1
KEEP = ("terminatingReplicas",)
_ENOUGH = ("True", "MinimumReplicasAvailable", "Deployment has minimum availability.")
_TOO_FEW = (
    "False",
    "MinimumReplicasUnavailable",
    "Deployment does not have minimum availability.",
)


def progress_condition(status: str, reason: str, message: str, now: int) -> Object:
    """A Progressing condition as of now."""
    return _condition("Progressing", status, reason, message, now)


def _condition(type_: str, status: str, reason: str, message: str, now: int) -> Object:
    text = rfc3339(now)
    return {
        "type": type_,
        "status": status,
        "lastUpdateTime": text,
        "lastTransitionTime": text,
        "reason": reason,
        "message": message,
    }


def deadline(deployment: Object) -> int | None:
    """``spec.progressDeadlineSeconds``; None if there is none."""
    seconds = deployment["spec"].get("progressDeadlineSeconds")
    return None if seconds is None or seconds == NO_DEADLINE else int(seconds)


def conditions_of(deployment: Object) -> list[Object]:
    """The Deployment's conditions as they stand."""
    return list((deployment.get("status") or {}).get("conditions") or ())


def counted(deployment: Object, sets: list[Object], new: Object | None, now: int) -> Object:
    """The status by the ReplicaSets, with the Available condition."""
    available = total(sets, "availableReplicas")
    status: Object = {
        "observedGeneration": deployment["metadata"].get("generation", 0),
        "replicas": total(sets, "replicas"),
        "updatedReplicas": count(new, "replicas"),
        "readyReplicas": total(sets, "readyReplicas"),
        "availableReplicas": available,
        "unavailableReplicas": max(0, total_replicas(sets) - available),
        "terminatingReplicas": _terminating(sets),
        "collisionCount": (deployment.get("status") or {}).get("collisionCount"),
    }
    enough = available >= replicas(deployment) - max_unavailable(deployment)
    condition = _condition("Available", *(_ENOUGH if enough else _TOO_FEW), now)
    status["conditions"] = set_condition(conditions_of(deployment), condition)
    return status


def _terminating(sets: list[Object]) -> int | None:
    known = [(each.get("status") or {}).get("terminatingReplicas") for each in sets]
    told = [number for number in known if number is not None]
    return sum(told) if told or not sets else 0


def is_complete(deployment: Object, status: Object) -> bool:
    """Whether all Pods are new and available, and the spec was seen."""
    wanted = replicas(deployment)
    return bool(
        status.get("updatedReplicas", 0) == wanted
        and status.get("replicas", 0) == wanted
        and status.get("availableReplicas", 0) == wanted
        and status.get("observedGeneration", 0) >= deployment["metadata"].get("generation", 0)
    )


def rollout_status(deployment: Object, sets: list[Object], new: Object | None, now: int) -> Object:
    """The whole status during a rollout."""
    status = counted(deployment, sets, new, now)
    conditions = status["conditions"]
    if deadline(deployment) is None:
        conditions = without(conditions, "Progressing")
    else:
        conditions = _progress(deployment, status, new, now)
    failures = _failures(sets, new)
    if failures:
        conditions = set_condition(conditions, failures[0])
    else:
        conditions = without(conditions, "ReplicaFailure")
    status["conditions"] = conditions
    return finished(status)


def finished(status: Object) -> Object:
    """The status as it is written: without zeros."""
    return without_zeros(status, KEEP)


def _progress(deployment: Object, status: Object, new: Object | None, now: int) -> list[Object]:
    conditions: list[Object] = status["conditions"]
    current = find_condition(conditions, "Progressing")
    if (
        current is not None
        and current.get("reason") == "NewReplicaSetAvailable"
        and status["replicas"] == status["updatedReplicas"]
    ):
        return conditions
    about = (
        f'ReplicaSet "{new["metadata"]["name"]}"'
        if new
        else (f'Deployment "{deployment["metadata"]["name"]}"')
    )
    if is_complete(deployment, status):
        message = f"{about} has successfully progressed."
        row = progress_condition("True", "NewReplicaSetAvailable", message, now)
        return set_condition(conditions, row)
    if _progressed(deployment, status):
        row = progress_condition("True", "ReplicaSetUpdated", f"{about} is progressing.", now)
        if current is not None and current["status"] == "True":
            row["lastTransitionTime"] = current["lastTransitionTime"]
        return set_condition(without(conditions, "Progressing"), row)
    if _timed_out(deployment, current, now):
        message = f"{about} has timed out progressing."
        row = progress_condition("False", "ProgressDeadlineExceeded", message, now)
        return set_condition(conditions, row)
    return conditions


def _progressed(deployment: Object, status: Object) -> bool:
    old = deployment.get("status") or {}
    old_rest = old.get("replicas", 0) - old.get("updatedReplicas", 0)
    return bool(
        status["updatedReplicas"] > old.get("updatedReplicas", 0)
        or status["replicas"] - status["updatedReplicas"] < old_rest
        or status["readyReplicas"] > old.get("readyReplicas", 0)
        or status["availableReplicas"] > old.get("availableReplicas", 0)
    )


def _timed_out(deployment: Object, current: Object | None, now: int) -> bool:
    seconds = deadline(deployment)
    if seconds is None or current is None:
        return False
    if current.get("reason") == "NewReplicaSetAvailable":
        return False
    if current.get("reason") == "ProgressDeadlineExceeded":
        return True
    return parse_rfc3339(current["lastUpdateTime"]) + seconds * SECOND < now


def progress_check_delay(deployment: Object, status: Object, now: int) -> int | None:
    """After how long the deadline must be looked at; None if it need not be."""
    seconds = deadline(deployment)
    current = find_condition(conditions_of(deployment), "Progressing")
    if seconds is None or current is None or is_complete(deployment, status):
        return None
    if current.get("reason") == "ProgressDeadlineExceeded":
        return None
    after = parse_rfc3339(current["lastUpdateTime"]) + seconds * SECOND - now
    return after + SECOND if after >= SECOND else SECOND


def _failures(sets: list[Object], new: Object | None) -> list[Object]:
    found = []
    for each in ([new] if new else []) + sets:
        for row in (each.get("status") or {}).get("conditions") or ():
            if row["type"] == "ReplicaFailure":
                found.append({**row, "lastUpdateTime": row["lastTransitionTime"]})
    return found
