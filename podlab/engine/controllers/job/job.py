"""The Job controller: runs Pods to completion, counts each exactly once, gives up in time.

Here: the loop, creation with back-off, the two-step counting by finalizer.  Not here: what single
Pods tell (``jobpods``), the verdict on the whole (``joboutcome``).
"""

from dataclasses import dataclass, field
from typing import Any

from podlab.engine.controllers.conditions import find_condition, without_zeros
from podlab.engine.controllers.context import ControllerContext, key_of, split_key
from podlab.engine.controllers.job.joboutcome import (
    Tally,
    finished_row,
    is_finished_job,
    outcome,
    pending_row,
    tally,
)
from podlab.engine.controllers.job.jobpods import (
    TRACKING,
    failure_rule,
    finished_at,
    index_of,
    is_indexed,
    is_tracked,
    new_pod,
    write_indexes,
)
from podlab.engine.controllers.podcontrol import PodControl
from podlab.engine.controllers.pods import is_ready, pods_by_owner
from podlab.engine.kernel.clock import SECOND, parse_rfc3339, rfc3339
from podlab.engine.objects.meta import controller_of, uid_of
from podlab.engine.objects.status import ApiError

Object = dict[str, Any]

NAME = "job-controller"
JOBS = "jobs.batch"
BATCH = SECOND
"""Changes of Pods are gathered for so long (recorded: scenarios/job)."""
BACKOFF = 10 * SECOND
BURST = 500
"""How many Pods one sync makes or deletes at most."""
MAX_BACKOFF = 600 * SECOND
_KEEP = ("terminating", "ready", "uncountedTerminatedPods", "failedIndexes")


@dataclass(slots=True)
class JobState:
    """Plain data: (failures since the last success, time of the last one) per Job."""

    backoff: dict[str, tuple[int, int]] = field(default_factory=dict)


class JobController:
    """Reconciles Jobs."""

    def __init__(self, context: ControllerContext) -> None:
        self._sim = context.sim
        self._informers = context.informers
        self._pods = PodControl(context, NAME)
        self._by_owner = pods_by_owner(context)
        self.state = context.state(NAME, JobState)
        self.queue = context.queue(NAME, self.reconcile)
        context.informers.watch(JOBS, self._on_job)
        context.informers.watch("pods", self._on_pod)

    def _on_job(self, type_: str, obj: Object, _previous: Object | None) -> None:
        if type_ == "DELETED":
            self.state.backoff.pop(key_of(obj), None)
            self._pods.expectations.forget(key_of(obj))
            for pod in self._by_owner.objects(uid_of(obj)):
                self._release(pod)
            return
        self.queue.add(key_of(obj))

    def _on_pod(self, type_: str, pod: Object, _previous: Object | None) -> None:
        owner = controller_of(pod)
        if owner is None or owner["kind"] != "Job":
            return
        key = f"{pod['metadata']['namespace']}/{owner['name']}"
        job = self._informers.get(JOBS, *split_key(key))
        gone = job is None or uid_of(job) != owner["uid"]
        if gone and type_ != "DELETED":
            self._release(pod)
        self.queue.add_after(key, BATCH)

    def reconcile(self, key: str) -> None:
        """One step of one Job."""
        job = self._informers.get(JOBS, *split_key(key))
        if job is None or not self._pods.expectations.satisfied(key):
            return
        pods = self._by_owner.objects(uid_of(job))
        if is_finished_job(job):
            for pod in pods:
                self._release(pod)
            return
        if "deletionTimestamp" in job["metadata"]:
            return
        job = self._started(key, job)
        counts = tally(job, pods)
        self._note_failures(key, job, counts)
        verdict = outcome(job, counts, self._sim.now)
        active: list[Object] = []
        if verdict is not None and verdict["type"] == "SuccessCriteriaMet":
            self._dismiss(key, job, counts.active, counts)
            counts.active = []
        elif verdict is not None:
            self._delete(key, job, counts.active, counts)
        else:
            job, active = self._manage(key, job, counts)
        self._account(key, job, counts, active, verdict)

    def _started(self, key: str, job: Object) -> Object:
        """The Job with its start time; one that is suspended has none."""
        status = job.get("status") or {}
        if job["spec"].get("suspend") or status.get("startTime"):
            self._plan_deadline(key, job)
            return job
        started = {**status, "startTime": rfc3339(self._sim.now)}
        job = {**job, "status": started}
        self._plan_deadline(key, job)
        return job

    def _plan_deadline(self, key: str, job: Object) -> None:
        seconds = job["spec"].get("activeDeadlineSeconds")
        start = (job.get("status") or {}).get("startTime")
        if seconds is not None and start and not job["spec"].get("suspend"):
            due = parse_rfc3339(start) + seconds * SECOND
            if due > self._sim.now:
                self.queue.add_after(key, due - self._sim.now)

    def _note_failures(self, key: str, job: Object, counts: Tally) -> None:
        known = (job.get("status") or {}).get("uncountedTerminatedPods") or {}
        failed = [p for p in counts.failed if uid_of(p) not in (known.get("failed") or ())]
        number, last = self.state.backoff.get(key, (0, 0))
        for pod in counts.succeeded:
            if finished_at(pod, self._sim.now) > last:
                number = 0
        for pod in failed:
            number += 1
            last = max(last, finished_at(pod, self._sim.now))
        if failed or number != self.state.backoff.get(key, (0, 0))[0]:
            self.state.backoff[key] = (number, last)

    def _manage(self, key: str, job: Object, counts: Tally) -> tuple[Object, list[Object]]:
        spec = job["spec"]
        if spec.get("suspend"):
            self._dismiss(key, job, counts.active, counts)
            return self._note_suspension(job, True), []
        job = self._note_suspension(job, False)
        missing, surplus = (min(number, BURST) for number in counts.wanted(job))
        if surplus:
            ordered = sorted(counts.active, key=lambda p: (is_ready(p), index_of(p)))
            self._dismiss(key, job, ordered[:surplus], counts)
            return job, ordered[surplus:]
        if missing <= 0:
            return job, counts.active
        wait = self._backoff_left(key)
        if wait > 0:
            self.queue.add_after(key, wait)
            return job, counts.active
        return job, [*counts.active, *self._create(key, job, counts, missing)]

    def _backoff_left(self, key: str) -> int:
        number, last = self.state.backoff.get(key, (0, 0))
        if number == 0:
            return 0
        return last + min(BACKOFF << min(number - 1, 10), MAX_BACKOFF) - self._sim.now

    def _create(self, key: str, job: Object, counts: Tally, missing: int) -> list[Object]:
        made = []
        indexes = counts.free_indexes(job, missing) if is_indexed(job) else [None] * missing
        for index in indexes:
            made.append(self._pods.create(key, job, new_pod(job, index)))
        return made

    def _delete(self, key: str, job: Object, doomed: list[Object], counts: Tally) -> None:
        """Delete active Pods of a Job that failed: they count as failed from now on."""
        for pod in doomed:
            self._pods.delete(key, job, pod)
            counts.terminating += 1
            counts.failed.append(pod)
        counts.active = []

    def _dismiss(self, key: str, job: Object, doomed: list[Object], counts: Tally) -> None:
        """Delete Pods that are not wanted now; they never count."""
        for pod in doomed:
            self._release(pod)
            self._pods.delete(key, job, pod)
            counts.terminating += 1

    def _note_suspension(self, job: Object, suspended: bool) -> Object:
        status = job.get("status") or {}
        conditions = list(status.get("conditions") or ())
        known = find_condition(conditions, "Suspended")
        if suspended == (known is not None and known["status"] == "True"):
            return job
        word = "suspended" if suspended else "resumed"
        now = rfc3339(self._sim.now)
        row = {
            "type": "Suspended",
            "status": "True" if suspended else "False",
            "lastProbeTime": now,
            "lastTransitionTime": now,
            "reason": f"Job{word.capitalize()}",
            "message": f"Job {word}",
        }
        rest = [each for each in conditions if each["type"] != "Suspended"]
        status = {**status, "conditions": [*rest, row]}
        if suspended:
            status.pop("startTime", None)
        else:
            status["startTime"] = now
        self._pods.recorder.event(job, "Normal", word.capitalize(), f"Job {word}")
        return {**job, "status": status}

    def _account(
        self, key: str, job: Object, counts: Tally, active: list[Object], verdict: Object | None
    ) -> None:
        """Write down what finished, let the Pods go, then count them: nothing is lost or doubled
        if this stops half-way."""
        status = dict(job.get("status") or {})
        conditions = list(status.get("conditions") or ())
        if verdict is not None and find_condition(conditions, verdict["type"]) is None:
            conditions = [*conditions, pending_row(verdict, self._sim.now)]
        status["conditions"] = conditions
        status["active"] = len(active)
        status["ready"] = sum(1 for pod in active if is_ready(pod))
        status["terminating"] = counts.terminating
        pending = self._uncounted(job, counts, status)
        if is_indexed(job):
            status["succeeded"] = len(counts.completed)
            status["completedIndexes"] = write_indexes(counts.completed)
            if job["spec"].get("backoffLimitPerIndex") is not None:
                status["failedIndexes"] = write_indexes(counts.failed_indexes)
        status["uncountedTerminatedPods"] = pending
        job = self._write(key, job, status)
        for pod in (*counts.succeeded, *counts.failed):
            self._release(pod)
        status = dict(job.get("status") or {})
        for kind in ("succeeded", "failed"):
            status[kind] = status.get(kind, 0) + len(pending.get(kind) or ())
        status["uncountedTerminatedPods"] = {}
        done = verdict is not None and counts.terminating == 0 and not active
        if done and verdict is not None:
            row = finished_row(verdict, self._sim.now)
            status["conditions"] = [*(status.get("conditions") or ()), row]
            if row["type"] == "Complete":
                status["completionTime"] = row["lastTransitionTime"]
        job = self._write(key, job, status)
        if done and verdict is not None:
            self._tell_end(job, verdict)

    def _uncounted(self, job: Object, counts: Tally, status: Object) -> Object:
        pending: Object = {}
        if not is_indexed(job):
            uids = [uid_of(pod) for pod in counts.succeeded if is_tracked(pod)]
            if uids:
                pending["succeeded"] = uids
        failed = []
        for pod in counts.failed:
            rule = failure_rule(job, pod)
            if is_tracked(pod) and (rule is None or rule[0] != "Ignore"):
                failed.append(uid_of(pod))
        if failed:
            pending["failed"] = failed
        return pending

    def _write(self, key: str, job: Object, status: Object) -> Object:
        status = without_zeros(status, _KEEP)
        if status == self._last_status(job):
            return {**job, "status": status}
        told = self._pods.client.update_status(JOBS, {**job, "status": status})
        self._pods.expectations.wrote(key, told)
        return told

    def _last_status(self, job: Object) -> Object:
        """The status as it was last written or seen (``job`` may carry news not written yet)."""
        metadata = job["metadata"]
        known = self._informers.get(JOBS, metadata["namespace"], metadata["name"])
        same = known and known["metadata"]["resourceVersion"] == metadata["resourceVersion"]
        found: Object = (known if known is not None and same else job).get("status") or {}
        return found

    def _tell_end(self, job: Object, verdict: Object) -> None:
        if verdict["type"] == "SuccessCriteriaMet":
            self._pods.recorder.event(job, "Normal", "Completed", "Job completed")
        else:
            reason, message = verdict["reason"], verdict["message"]
            self._pods.recorder.event(job, "Warning", reason, message)

    def _release(self, pod: Object) -> None:
        """Take the tracking finalizer off a Pod."""
        if not is_tracked(pod):
            return
        metadata = pod["metadata"]
        left = [each for each in metadata["finalizers"] if each != TRACKING]
        patch = {"metadata": {"finalizers": left or None}}
        try:
            self._pods.client.patch("pods", metadata["namespace"], metadata["name"], patch, "merge")
        except ApiError as error:
            if error.reason != "NotFound":
                raise
