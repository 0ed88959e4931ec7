"""The CronJob controller: starts a Job at each time of a schedule.

Here: missed times, concurrency policies, history.  Not here: reading schedules
(``cronschedule``) or running Jobs (``job``).
"""

from typing import Any

from podlab.engine.controllers.context import ControllerContext, key_of, split_key
from podlab.engine.controllers.job.cronschedule import BadSchedule, Schedule, parse_schedule
from podlab.engine.controllers.job.joboutcome import is_finished_job
from podlab.engine.kernel.clock import MINUTE, SECOND, parse_rfc3339, rfc3339
from podlab.engine.objects.meta import controller_of, dig, owner_reference, uid_of
from podlab.engine.objects.status import ApiError

Object = dict[str, Any]

NAME = "cronjob-controller"
CRONJOBS = "cronjobs.batch"
JOBS = "jobs.batch"
MANY_MISSED = 100
FORBIDDEN = "Not starting job because prior execution is running and concurrency policy is Forbid"
JITTER = SECOND // 10
SCHEDULED_AT = "batch.kubernetes.io/cronjob-scheduled-timestamp"


class CronJobController:
    """Reconciles CronJobs."""

    def __init__(self, context: ControllerContext) -> None:
        self._sim = context.sim
        self._informers = context.informers
        self._client = context.client(NAME)
        self._recorder = context.recorder(NAME)
        self._jobs = context.index("jobs-by-owner", JOBS, _owner_key)
        self.queue = context.queue(NAME, self.reconcile)
        context.informers.watch(CRONJOBS, self._on_cronjob)
        context.informers.watch(JOBS, self._on_job)

    def _on_cronjob(self, type_: str, obj: Object, _previous: Object | None) -> None:
        if type_ != "DELETED":
            self.queue.add(key_of(obj))

    def _on_job(self, _type: str, obj: Object, _previous: Object | None) -> None:
        owner = controller_of(obj)
        if owner is not None and owner["kind"] == "CronJob":
            self.queue.add(f"{obj['metadata']['namespace']}/{owner['name']}")

    def reconcile(self, key: str) -> None:
        """One CronJob: look after its Jobs, start the next if it is time."""
        cron = self._informers.get(CRONJOBS, *split_key(key))
        if cron is None:
            return
        jobs = self._jobs.objects(uid_of(cron))
        gone = self._clean(cron, jobs)
        jobs = [job for job in jobs if uid_of(job) not in gone]
        cron = self._look_after(cron, jobs)
        if "deletionTimestamp" in cron["metadata"] or cron["spec"].get("suspend"):
            return
        schedule = self._schedule(cron)
        if schedule is not None:
            self._start_if_due(key, cron, jobs, schedule)

    def _schedule(self, cron: Object) -> Schedule | None:
        spec = cron["spec"]
        try:
            return parse_schedule(spec.get("schedule", ""), spec.get("timeZone"))
        except BadSchedule as error:
            message = f'unparseable schedule "{spec.get("schedule", "")}": {error}'
            self._recorder.event(cron, "Warning", "UnparseableSchedule", message)
            return None

    def _look_after(self, cron: Object, jobs: list[Object]) -> Object:
        """Note Jobs that have finished, forget those that are gone."""
        status = dict(cron.get("status") or {})
        active = list(status.get("active") or ())
        known = {row["uid"] for row in active}
        by_uid = {uid_of(job): job for job in jobs}
        for job in jobs:
            name, uid = job["metadata"]["name"], uid_of(job)
            finished = is_finished_job(job)
            if uid not in known and not finished:
                message = f"Saw a job that the controller did not create or forgot: {name}"
                self._recorder.event(cron, "Warning", "UnexpectedJob", message)
            elif uid in known and finished:
                active = [row for row in active if row["uid"] != uid]
                self._note_end(cron, job, status)
        for row in list(active):
            if row["uid"] not in by_uid:
                message = f"Active job went missing: {row['name']}"
                self._recorder.event(cron, "Normal", "MissingJob", message)
                active = [each for each in active if each is not row]
        status["active"] = active
        return self._write(cron, status)

    def _note_end(self, cron: Object, job: Object, status: Object) -> None:
        rows = dig(job, "status", "conditions", default=())
        word = next(r["type"] for r in rows if r["type"] in ("Complete", "Failed"))
        name = job["metadata"]["name"]
        message = f"Saw completed job: {name}, condition: {word}"
        self._recorder.event(cron, "Normal", "SawCompletedJob", message)
        ended = dig(job, "status", "completionTime")
        if word == "Complete" and ended and ended > (status.get("lastSuccessfulTime") or ""):
            status["lastSuccessfulTime"] = ended

    def _write(self, cron: Object, status: Object) -> Object:
        status = {key: value for key, value in status.items() if value}
        if status == (cron.get("status") or {}):
            return cron
        return self._client.update_status(CRONJOBS, {**cron, "status": status})

    def _clean(self, cron: Object, jobs: list[Object]) -> set[str]:
        """Delete what is beyond the history's limits, before anybody looks at it; the uids."""
        spec, gone = cron["spec"], set()
        for word, limit in (
            ("Complete", spec.get("successfulJobsHistoryLimit", 3)),
            ("Failed", spec.get("failedJobsHistoryLimit", 1)),
        ):
            ended = [job for job in jobs if _has_condition(job, word)]
            ended.sort(
                key=lambda job: (
                    dig(job, "status", "startTime", default=""),
                    job["metadata"]["name"],
                )
            )
            for job in ended[: max(0, len(ended) - limit)]:
                self._delete(cron, job)
                gone.add(uid_of(job))
        return gone

    def _delete(self, cron: Object, job: Object) -> None:
        metadata = job["metadata"]
        try:
            self._client.delete(
                JOBS, metadata["namespace"], metadata["name"], propagation="Background"
            )
        except ApiError as error:
            if error.reason == "NotFound":
                return
            message = f"Deleted job: {error.message}"
            self._recorder.event(cron, "Warning", "FailedDelete", message)
            raise
        self._recorder.event(cron, "Normal", "SuccessfulDelete", f"Deleted job {metadata['name']}")

    def _start_if_due(self, key: str, cron: Object, jobs: list[Object], schedule: Schedule) -> None:
        now = self._sim.now
        due = self._latest_missed(cron, schedule)
        following = schedule.next_after(now)
        if following is not None:
            self.queue.add_after(key, following - now + JITTER)
        if due is None:
            return
        deadline = cron["spec"].get("startingDeadlineSeconds")
        if deadline is not None and due + deadline * SECOND < now:
            message = f"Missed scheduled time to start a job: {_long_time(due)}"
            self._recorder.event(cron, "Warning", "MissSchedule", message)
            return
        if any(job["metadata"]["name"] == _job_name(cron, due) for job in jobs):
            return
        if dig(cron, "status", "lastScheduleTime") == rfc3339(due):
            return
        policy = cron["spec"].get("concurrencyPolicy", "Allow")
        active = dig(cron, "status", "active", default=[])
        if policy == "Forbid" and active:
            message = FORBIDDEN
            self._recorder.event(cron, "Normal", "JobAlreadyActive", message)
            return
        if policy == "Replace":
            running = {row["uid"] for row in active}
            for job in jobs:
                if uid_of(job) in running:
                    self._delete(cron, job)
            active = []
        self._start(cron, due, active)

    def _latest_missed(self, cron: Object, schedule: Schedule) -> int | None:
        """The latest time since the last start that has come; far back only the end is searched."""
        now = self._sim.now
        text = dig(cron, "status", "lastScheduleTime") or cron["metadata"]["creationTimestamp"]
        earliest = parse_rfc3339(text)
        deadline = cron["spec"].get("startingDeadlineSeconds")
        if deadline is not None:
            earliest = max(earliest, now - deadline * SECOND)
        found, count = None, 0
        at = schedule.next_after(earliest)
        while at is not None and at <= now:
            found, count = at, count + 1
            if count > MANY_MISSED:
                message = (
                    "too many missed start times. Set or decrease .spec.startingDeadlineSeconds "
                    "or check clock skew"
                )
                self._recorder.event(cron, "Warning", "TooManyMissedTimes", message)
                return self._latest_before(schedule, now, found)
            at = schedule.next_after(at)
        return found

    def _latest_before(self, schedule: Schedule, now: int, at_least: int) -> int:
        reach = MINUTE
        while reach < now - at_least:
            found = schedule.next_after(now - reach)
            latest = None
            while found is not None and found <= now:
                latest, found = found, schedule.next_after(found)
            if latest is not None:
                return latest
            reach *= 2
        return at_least

    def _start(self, cron: Object, due: int, active: list[Object]) -> None:
        namespace = cron["metadata"]["namespace"]
        body = _job(cron, due)
        try:
            job = self._client.create(JOBS, namespace, body)
        except ApiError as error:
            if error.reason != "AlreadyExists":
                message = f"Error creating job: {error.message}"
                self._recorder.event(cron, "Warning", "FailedCreate", message)
                raise
            return
        name = job["metadata"]["name"]
        self._recorder.event(cron, "Normal", "SuccessfulCreate", f"Created job {name}")
        reference = {
            "kind": "Job",
            "namespace": namespace,
            "name": name,
            "uid": uid_of(job),
            "apiVersion": "batch/v1",
            "resourceVersion": job["metadata"]["resourceVersion"],
        }
        status = dict(cron.get("status") or {})
        status["active"] = [*active, reference]
        status["lastScheduleTime"] = rfc3339(due)
        self._write(cron, status)


def _owner_key(obj: Object) -> list[str]:
    owner = controller_of(obj)
    return [owner["uid"]] if owner else []


def _has_condition(job: Object, word: str) -> bool:
    rows = dig(job, "status", "conditions", default=())
    return any(row["type"] == word and row["status"] == "True" for row in rows)


def _job_name(cron: Object, due: int) -> str:
    return f"{cron['metadata']['name']}-{due // MINUTE}"


def _long_time(time: int) -> str:
    text = rfc3339(time)
    return f"{text[:10]} {text[11:19]} +0000 UTC"


def _job(cron: Object, due: int) -> Object:
    template = cron["spec"]["jobTemplate"]
    source = template.get("metadata") or {}
    metadata: Object = {
        "name": _job_name(cron, due),
        "namespace": cron["metadata"]["namespace"],
        "annotations": {**(source.get("annotations") or {}), SCHEDULED_AT: rfc3339(due)},
        "ownerReferences": [owner_reference(cron)],
    }
    if source.get("labels"):
        metadata["labels"] = source["labels"]
    return {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": metadata,
        "spec": template.get("spec") or {},
    }
