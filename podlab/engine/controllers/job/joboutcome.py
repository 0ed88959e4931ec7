"""The verdict on a Job: what its Pods add up to, whether it has succeeded or failed, and why.

Here: counting and conditions.  Not here: writes (``job``).
"""

from dataclasses import dataclass, field
from typing import Any

from podlab.engine.controllers.conditions import find_condition
from podlab.engine.controllers.job.jobpods import (
    MAX_INDEXES,
    failure_rule,
    has_failed,
    index_of,
    is_indexed,
    is_tracked,
    parse_indexes,
)
from podlab.engine.controllers.pods import is_active, is_being_removed, phase
from podlab.engine.kernel.clock import SECOND, parse_rfc3339, rfc3339
from podlab.engine.objects.meta import dig

Object = dict[str, Any]


@dataclass(slots=True)
class Tally:
    """What a Job's Pods add up to; ``succeeded`` and ``failed`` are those not counted before."""

    active: list[Object] = field(default_factory=list)
    succeeded: list[Object] = field(default_factory=list)
    failed: list[Object] = field(default_factory=list)
    terminating: int = 0
    counted_succeeded: int = 0
    counted_failed: int = 0
    completed: set[int] = field(default_factory=set)
    failed_indexes: set[int] = field(default_factory=set)

    def total_succeeded(self, job: Object) -> int:
        """All successes."""
        if is_indexed(job):
            return len(self.completed)
        return self.counted_succeeded + len(self.succeeded)

    def wanted(self, job: Object) -> tuple[int, int]:
        """How many Pods are missing, and how many too many."""
        spec = job["spec"]
        completions, parallelism = spec.get("completions"), spec.get("parallelism", 1)
        have = len(self.active)
        if completions is None:
            want = have if self.total_succeeded(job) > 0 else parallelism
        else:
            settled = self.total_succeeded(job) + len(self.failed_indexes)
            want = min(max(completions - settled, 0), parallelism)
        if have > want:
            return 0, have - want
        if spec.get("podReplacementPolicy") == "Failed":
            want -= self.terminating
        return max(want - have, 0), 0

    def free_indexes(self, job: Object, count: int) -> list[int | None]:
        """The lowest indexes that nobody works on."""
        taken = {index_of(pod) for pod in self.active} | self.completed | self.failed_indexes
        limit = min(job["spec"].get("completions") or 0, MAX_INDEXES)
        found: list[int | None] = []
        for index in range(limit):
            if len(found) >= count:
                break
            if index not in taken:
                found.append(index)
        return found


def tally(job: Object, pods: list[Object]) -> Tally:
    """Sort a Job's Pods."""
    status = job.get("status") or {}
    limit = job["spec"].get("completions") or 0
    counts = Tally(
        counted_succeeded=status.get("succeeded", 0), counted_failed=status.get("failed", 0)
    )
    counts.completed = parse_indexes(status.get("completedIndexes") or "", limit)
    counts.failed_indexes = parse_indexes(status.get("failedIndexes") or "", limit)
    for pod in pods:
        if is_active(pod):
            counts.active.append(pod)
            continue
        if is_being_removed(pod):
            counts.terminating += 1
        if not is_tracked(pod):
            continue
        if phase(pod) == "Succeeded":
            counts.succeeded.append(pod)
            if is_indexed(job) and 0 <= index_of(pod) < limit:
                counts.completed.add(index_of(pod))
        elif has_failed(job, pod):
            counts.failed.append(pod)
            _note_index(job, pod, pods, counts)
    return counts


def _note_index(job: Object, pod: Object, pods: list[Object], counts: Tally) -> None:
    limit = job["spec"].get("backoffLimitPerIndex")
    if limit is None or not is_indexed(job):
        return
    rule = failure_rule(job, pod)
    index = index_of(pod)
    failures = sum(1 for other in pods if index_of(other) == index and has_failed(job, other))
    if failures > limit or (rule is not None and rule[0] == "FailIndex"):
        counts.failed_indexes.add(index)


def is_finished_job(job: Object) -> bool:
    """Whether the Job is Complete or Failed."""
    rows = (job.get("status") or {}).get("conditions") or ()
    return any(r["type"] in ("Complete", "Failed") and r["status"] == "True" for r in rows)


def outcome(job: Object, counts: Tally, now: int) -> Object | None:
    """SuccessCriteriaMet or FailureTarget with reason and message; None while undecided."""
    rows = (job.get("status") or {}).get("conditions") or []
    for type_ in ("SuccessCriteriaMet", "FailureTarget"):
        known = find_condition(rows, type_)
        if known is not None and known["status"] == "True":
            return known
    return _failure(job, counts, now) or _success(job, counts)


def _verdict(type_: str, reason: str, message: str) -> Object:
    return {"type": type_, "reason": reason, "message": message}


def _failure(job: Object, counts: Tally, now: int) -> Object | None:
    spec = job["spec"]
    for pod in counts.failed:
        rule = failure_rule(job, pod)
        if rule is not None and rule[0] == "FailJob":
            return _verdict("FailureTarget", "PodFailurePolicy", rule[1])
    if _past_backoff(job, counts):
        words = "Job has reached the specified backoff limit"
        return _verdict("FailureTarget", "BackoffLimitExceeded", words)
    start, seconds = dig(job, "status", "startTime"), spec.get("activeDeadlineSeconds")
    running = seconds is not None and start and not spec.get("suspend")
    if running and now - parse_rfc3339(start) >= seconds * SECOND:
        words = "Job was active longer than specified deadline"
        return _verdict("FailureTarget", "DeadlineExceeded", words)
    return _failed_indexes(job, counts)


def _failed_indexes(job: Object, counts: Tally) -> Object | None:
    spec = job["spec"]
    if spec.get("backoffLimitPerIndex") is None:
        return None
    most = spec.get("maxFailedIndexes")
    if most is not None and len(counts.failed_indexes) > most:
        words = "Job has exceeded the specified maximal number of failed indexes"
        return _verdict("FailureTarget", "MaxFailedIndexesExceeded", words)
    settled = len(counts.completed) + len(counts.failed_indexes)
    if counts.failed_indexes and settled >= (spec.get("completions") or 0):
        return _verdict("FailureTarget", "FailedIndexes", "Job has failed indexes")
    return None


def _past_backoff(job: Object, counts: Tally) -> bool:
    limit = job["spec"].get("backoffLimit", 6)
    ignored = 0
    for pod in counts.failed:
        rule = failure_rule(job, pod)
        ignored += rule is not None and rule[0] == "Ignore"
    if counts.counted_failed + len(counts.failed) - ignored > limit:
        return True
    if dig(job, "spec", "template", "spec", "restartPolicy") != "OnFailure":
        return False
    restarts = sum(_restarts(pod) for pod in counts.active)
    return restarts > 0 if limit == 0 else restarts >= limit


def _restarts(pod: Object) -> int:
    if phase(pod) not in ("Running", "Pending"):
        return 0
    status = pod.get("status") or {}
    rows = [*(status.get("initContainerStatuses") or ()), *(status.get("containerStatuses") or ())]
    return sum(int(row.get("restartCount", 0)) for row in rows)


def _success(job: Object, counts: Tally) -> Object | None:
    spec = job["spec"]
    words = _success_policy(job, counts)
    if words:
        return _verdict("SuccessCriteriaMet", "SuccessPolicy", words)
    done = counts.total_succeeded(job)
    completions = spec.get("completions")
    if completions is None:
        complete = done > 0 and not counts.active
    else:
        complete = done >= completions
    if not complete or spec.get("suspend"):
        return None
    words = "Reached expected number of succeeded pods"
    return _verdict("SuccessCriteriaMet", "CompletionsReached", words)


def _success_policy(job: Object, counts: Tally) -> str:
    for number, rule in enumerate(dig(job, "spec", "successPolicy", "rules", default=())):
        meant = counts.completed
        if rule.get("succeededIndexes"):
            wanted = parse_indexes(rule["succeededIndexes"], MAX_INDEXES)
            meant = meant & wanted
            enough = rule.get("succeededCount", len(wanted))
        else:
            enough = rule.get("succeededCount", MAX_INDEXES)
        if len(meant) >= enough:
            return f"Matched rules at index {number}"
    return ""


def pending_row(verdict: Object, now: int) -> Object:
    """The condition that announces the end."""
    return _row(verdict["type"], verdict, now)


def finished_row(verdict: Object, now: int) -> Object:
    """The condition that is the end."""
    type_ = "Complete" if verdict["type"] == "SuccessCriteriaMet" else "Failed"
    return _row(type_, verdict, now)


def _row(type_: str, verdict: Object, now: int) -> Object:
    text = rfc3339(now)
    return {
        "type": type_,
        "status": "True",
        "lastProbeTime": text,
        "lastTransitionTime": text,
        "reason": verdict["reason"],
        "message": verdict["message"],
    }
