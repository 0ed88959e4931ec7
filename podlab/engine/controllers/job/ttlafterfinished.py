"""TTL after finished: finished Jobs are deleted when their time is up."""

from typing import Any

from podlab.engine.controllers.context import ControllerContext, key_of, split_key
from podlab.engine.controllers.job.joboutcome import is_finished_job
from podlab.engine.kernel.clock import SECOND, parse_rfc3339
from podlab.engine.objects.status import ApiError

Object = dict[str, Any]

NAME = "ttl-after-finished-controller"
JOBS = "jobs.batch"


class TtlAfterFinishedController:
    """Watches Jobs with ``ttlSecondsAfterFinished``."""

    def __init__(self, context: ControllerContext) -> None:
        self._sim = context.sim
        self._informers = context.informers
        self._client = context.client(NAME)
        self.queue = context.queue(NAME, self.reconcile)
        context.informers.watch(JOBS, self._on_job)

    def _on_job(self, type_: str, obj: Object, _previous: Object | None) -> None:
        if type_ != "DELETED" and "ttlSecondsAfterFinished" in obj["spec"]:
            self.queue.add(key_of(obj))

    def reconcile(self, key: str) -> None:
        """Delete a Job, or wait for its time."""
        job = self._informers.get(JOBS, *split_key(key))
        if job is None or "deletionTimestamp" in job["metadata"] or not is_finished_job(job):
            return
        seconds = job["spec"].get("ttlSecondsAfterFinished")
        if seconds is None:
            return
        due = _finished_at(job) + seconds * SECOND
        if due > self._sim.now:
            self.queue.add_after(key, due - self._sim.now)
            return
        metadata = job["metadata"]
        try:
            self._client.delete(
                JOBS,
                metadata["namespace"],
                metadata["name"],
                uid=metadata["uid"],
                propagation="Foreground",
            )
        except ApiError as error:
            if error.reason != "NotFound":
                raise


def _finished_at(job: Object) -> int:
    for row in job["status"]["conditions"]:
        if row["type"] in ("Complete", "Failed") and row["status"] == "True":
            return parse_rfc3339(row["lastTransitionTime"])
    return 0
