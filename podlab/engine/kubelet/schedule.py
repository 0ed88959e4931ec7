"""When a Pod is synced next, if nothing happens before.

The real kubelet looks once a second which Pods are due: after a phase transition at once, after an
error when its back-off ends, else once a minute or so.  A minute's sync of a Pod that is settled
would change nothing and is left out.  Not here: what a sync does.
"""

from collections.abc import Callable

from podlab.engine.kernel.clock import SECOND
from podlab.engine.kubelet.context import Context
from podlab.engine.kubelet.pods import uid_of
from podlab.engine.kubelet.state import PodRecord
from podlab.engine.kubelet.status.podstatus import deadline_of
from podlab.engine.kubelet.timings import ERROR_BACKOFF, RESYNC, RESYNC_JITTER, SYNC_PERIOD

TOO_LONG = (
    "DeadlineExceeded",
    "Pod was active on the node longer than the specified deadline",
)


class Schedule:
    """The due times of one node's Pods."""

    def __init__(self, context: Context, on_due: Callable[[str], None]) -> None:
        self._context = context
        self._on_due = on_due
        context.sim.register(context.target("due"), self._handle)

    def after_sync(self, record: PodRecord, transition: bool, changed: bool) -> None:
        """A sync has ended: say when the next is due."""
        now = self._context.now
        if transition:
            self.at(record, now)
        elif record.errors:
            self.at(record, now + self._error_wait(record))
        elif record.phase == "syncing" and (record.did or changed or not _steady(record)):
            self.at(record, now + RESYNC + self._context.fraction(RESYNC_JITTER))

    def at(self, record: PodRecord, time: int) -> None:
        """Make a Pod due at the first look after a time; an earlier appointment is replaced."""
        self.cancel(record)
        context = self._context
        tick = time + (context.state.sync_phase - time) % SYNC_PERIOD
        uid = uid_of(record.pod)
        record.due = context.sim.at(max(tick, context.now + 1), context.target("due"), "due", uid)

    def within_a_minute(self, record: PodRecord) -> None:
        """Make a Pod due when its next regular sync would have come."""
        if not record.due:
            self.at(record, self._context.now + self._context.fraction(RESYNC + RESYNC_JITTER))

    def cancel(self, record: PodRecord) -> None:
        """Forget a Pod's appointment."""
        if record.due:
            self._context.sim.cancel(record.due)
            record.due = 0

    def set_deadline(self, record: PodRecord) -> None:
        """Watch ``activeDeadlineSeconds``, if the Pod has it."""
        deadline = deadline_of(record)
        if deadline and deadline != record.deadline:
            record.deadline = deadline
            uid = uid_of(record.pod)
            context = self._context
            tick = deadline + (context.state.sync_phase - deadline) % SYNC_PERIOD
            context.sim.at(tick, context.target("due"), "deadline", uid)

    def _handle(self, kind: str, uid: str) -> None:
        record = self._context.state.pods.get(uid)
        if record is None:
            return
        if kind == "due":
            record.due = 0
        elif record.phase != "syncing" or self._context.now < deadline_of(record):
            return
        else:
            record.rejected = TOO_LONG
            self._context.pod_event(record, "Normal", *TOO_LONG)
        self._on_due(uid)

    def _error_wait(self, record: PodRecord) -> int:
        now = self._context.now
        ends = [failure.until for failure in record.errors if failure.until]
        wait = max(min(ends) - now, 0) if ends else ERROR_BACKOFF
        wait = min(wait, 60 * SECOND)
        return wait + self._context.fraction(wait // 2 + 1)


def _steady(record: PodRecord) -> bool:
    """Whether everything runs as it should, so that another look would find nothing."""
    for container in record.pod["spec"]["containers"]:
        latest = record.view.latest(container["name"])
        if latest is None or latest.state != "running":
            return False
    return True
