"""The Pod workers: each Pod's sync loop, step by step in virtual time.

A worker runs one sync at a time; what happens meanwhile makes it sync again.  Each sync first says
what it sees (status), then does what is missing: so a failure shows one sync later, as in the real
kubelet.  Rows of ``lifecycle.WORKER`` say which kind of sync it is.
Not here: single containers (``starting``, ``stopping``), volumes, probes.
"""

from typing import Any

from podlab.engine.kubelet.containers.handlers import HandlerRunner
from podlab.engine.kubelet.containers.probes import Probes
from podlab.engine.kubelet.containers.resize import Resizer
from podlab.engine.kubelet.containers.sandboxes import Sandboxes
from podlab.engine.kubelet.containers.starting import Starter
from podlab.engine.kubelet.containers.stopping import Stopper
from podlab.engine.kubelet.context import Context
from podlab.engine.kubelet.images.images import Images
from podlab.engine.kubelet.lifecycle import decide_worker
from podlab.engine.kubelet.plan import Plan, make_plan
from podlab.engine.kubelet.pleg import Pleg
from podlab.engine.kubelet.pods import TERMINAL, is_sidecar, uid_of
from podlab.engine.kubelet.schedule import TOO_LONG, Schedule
from podlab.engine.kubelet.state import ContainerView, Failure, PodRecord
from podlab.engine.kubelet.status.podstatus import StatusMaker
from podlab.engine.kubelet.status.statuswriter import StatusWriter
from podlab.engine.kubelet.timings import CLEANUP, NEXT_CONTAINER, NOTICE_POD, RESIZED
from podlab.engine.kubelet.volume.mounting import Mounting
from podlab.engine.kubelet.volume.volumes import Volumes

Object = dict[str, Any]

ABRUPT = 1
"""Seconds of grace for a Pod that is already gone from the API, or was evicted hard."""


class PodWorkers:
    """The workers of one node's Pods."""

    def __init__(self, context: Context, writer: StatusWriter, volumes: Volumes) -> None:
        self._context = context
        self._writer = writer
        self._volumes = volumes
        handlers = self.handlers = HandlerRunner(context)
        self.pleg = Pleg(context, self.update, self._news)
        self.schedule = Schedule(context, self.update)
        self.probes = Probes(context, handlers, writer, self.update)
        self.images = Images(context)
        self.stopper = Stopper(context, handlers, self._all_stopped)
        self.starter = Starter(context, self.images, handlers, self.stopper, self._started)
        self.resizer = Resizer(context)
        self._maker = StatusMaker(context, self.resizer)
        self._sandboxes = Sandboxes(context, self._sandbox_made, self._sandbox_stopped)
        self._mounting = Mounting(context, volumes, self._mounted, self._not_mounted)
        context.sim.register(context.target("worker"), self._handle)

    def update(self, uid: str) -> None:
        """Something about a Pod changed, or its time has come: sync it."""
        record = self._context.state.pods.get(uid)
        if record is None:
            return
        if record.working:
            record.pending = True
            return
        record.working = True
        self._later(record, "sync", self._context.draw(NOTICE_POD))

    def stop_waiting(self, record: PodRecord) -> None:
        """The Pod must end: do not wait for its volumes or for its start hooks any longer."""
        self.handlers.cancel(uid_of(record.pod), "post-start")
        if self._mounting.cancel(record):
            self._complete(record, transition=False)

    def shorten(self, record: PodRecord, grace: int) -> None:
        """The grace period has become shorter while containers are being stopped."""
        self.stopper.shorten(record, grace)

    def forget(self, record: PodRecord) -> None:
        """A Pod is gone from the API and from the node."""
        uid = uid_of(record.pod)
        self.schedule.cancel(record)
        self.probes.remove(record)
        self.starter.forget(uid)
        self.images.forget(uid)
        self._sandboxes.remove(record)
        self._context.state.pods.pop(uid, None)
        for accepted in self.resizer.retry():
            self.update(accepted)

    # --- one sync ---------------------------------------------------------------------------

    def _later(self, record: PodRecord, kind: str, delay: int) -> None:
        context = self._context
        record.step += 1
        payload = (uid_of(record.pod), record.step)
        context.sim.after(delay, context.target("worker"), kind, payload)

    def _handle(self, kind: str, payload: Any) -> None:
        record = self._context.state.pods.get(payload[0])
        if record is None or record.step != payload[1]:
            return
        if kind == "sync":
            self._begin(record)
        elif kind == "next":
            self._next(record)
        elif kind == "clean":
            self._cleaned(record)

    def _news(self, uid: str) -> None:
        record = self._context.state.pods.get(uid)
        if record is not None and record.waiting:
            self._begin(record)

    def _begin(self, record: PodRecord) -> None:
        """Wait until the view is newer than the last sync, then do what the table says."""
        fresh = max(record.view.time, self.pleg.last_listing())
        if record.last_sync and fresh <= record.last_sync:
            record.waiting = True
            self.pleg.touched(uid_of(record.pod))
            return
        record.waiting = record.pending = False
        record.errors, record.did = [], False
        action = decide_worker(record).action
        if action == "run":
            self._run(record)
        elif action == "stop":
            self._stop(record)
        else:
            self._clean(record)

    def _run(self, record: PodRecord) -> None:
        """A Pod that is meant to run."""
        if not record.started_at:
            record.started_at = self._context.now
            self.schedule.set_deadline(record)
        self.resizer.check_done(record)
        status = self._maker.make(record)
        record.wakes = record.version
        self._writer.set(record, status)
        self.probes.nudge(record)
        if status["phase"] in TERMINAL:
            self._complete(record, transition=True)
        elif record.mounted:
            self._volumes.refresh(record)
            self._mounted(record)
        else:
            self._mounting.begin(record)

    def _mounted(self, record: PodRecord) -> None:
        self.probes.add(record)
        plan = make_plan(record, self._context.state.results)
        if plan.kill_pod:
            self._kill_then(record, plan)
            return
        for kill in self.resizer.actuate(record):
            plan.kills.append(kill)
            plan.apps.append(kill[1])
        plan.resized = self.resizer.is_done(record)
        self._carry_out(record, plan)

    def _not_mounted(self, record: PodRecord, problem: str) -> None:
        record.errors.append(Failure("FailedMount", problem))
        self._complete(record)

    def _kill_then(self, record: PodRecord, plan: Plan) -> None:
        record.did = True
        record.plan = _steps(plan) if plan.create_sandbox else []
        record.attempt = plan.attempt
        if plan.sandbox_changed and plan.create_sandbox:
            message = "Pod sandbox changed, it will be killed and re-created."
            self._context.pod_event(record, "Normal", "SandboxChanged", message)
        record.after_kills = "rebuild"
        self._stop_containers(record, None)

    def _carry_out(self, record: PodRecord, plan: Plan) -> None:
        record.plan = _steps(plan)
        record.attempt = plan.attempt
        if not plan.kills and plan.resized:
            self._later(record, "next", self._context.draw(RESIZED))
            return
        if not plan.kills:
            self._next(record)
            return
        record.did = True
        record.after_kills = "next"
        views = {view.id: view for view in record.view.containers}
        for instance, _, message, grace in plan.kills:
            self.stopper.stop(record, views[instance], message, grace)

    def _next(self, record: PodRecord) -> None:
        if not record.plan:
            self._end(record)
            return
        step, name = record.plan.pop(0)
        if step == "resized":
            self.resizer.check_done(record)
            self._set_status(record)
            self._next(record)
            return
        record.did = True
        if step == "sandbox":
            self._sandboxes.make(record)
        else:
            self.starter.start(record, name)

    def _sandbox_made(self, record: PodRecord, problem: str) -> None:
        uid = uid_of(record.pod)
        if problem:
            record.errors.append(Failure("CreatePodSandboxError", problem))
            record.plan = []
            self._end(record)
            return
        self._writer.sandbox_ready(record)
        self.pleg.touched(uid)
        self._next(record)

    def _started(self, record: PodRecord, name: str, failure: Failure | None) -> None:
        self.pleg.touched(uid_of(record.pod))
        if failure is None:
            record.failures.pop(name, None)
        else:
            record.failures[name] = failure
            record.errors.append(failure)
            if _blocks(record, name):
                record.plan = []
        if record.plan:
            self._later(record, "next", self._context.draw(NEXT_CONTAINER))
        else:
            self._end(record)

    def _end(self, record: PodRecord) -> None:
        if record.did and not record.errors:
            self.pleg.relist_soon(uid_of(record.pod))
        self._complete(record)

    def _complete(self, record: PodRecord, transition: bool = False) -> None:
        record.last_sync = self._context.now
        changed = record.version != record.wakes
        self.schedule.after_sync(record, transition, changed)
        if record.pending:
            self._later(record, "sync", 0)
        else:
            record.working = False

    # --- stopping ---------------------------------------------------------------------------

    def _stop(self, record: PodRecord) -> None:
        """A Pod that must end: say so, stop everything."""
        record.phase = "terminating"
        self._set_status(record)
        self.probes.stop_liveness(record)
        record.after_kills = "terminate"
        metadata = record.pod["metadata"]
        hard = record.gone or metadata.get("deletionGracePeriodSeconds") == 0
        self._stop_containers(record, ABRUPT if hard else record.grace_override)

    def _stop_containers(self, record: PodRecord, override: int | None) -> None:
        running = [view for view in record.view.containers if view.state == "running"]
        running = [view for view in running if _known(record, view)]
        self.stopper.stop_all(record, running, override)
        if not record.kills:
            self._all_stopped(uid_of(record.pod))

    def _all_stopped(self, uid: str) -> None:
        record = self._context.state.pods[uid]
        after, record.after_kills = record.after_kills, ""
        if after == "next":
            self._next(record)
        elif after in ("terminate", "rebuild"):
            record.after_kills = after
            self._sandboxes.stop(record)
        elif after.startswith("post-start "):
            name = after.partition(" ")[2]
            self.starter.give_up(record, name)

    def _sandbox_stopped(self, record: PodRecord) -> None:
        after, record.after_kills = record.after_kills, ""
        self.pleg.touched(uid_of(record.pod))
        if after == "rebuild":
            self._next(record)
            return
        self.probes.remove(record)
        self.pleg.look(record)
        record.phase = "terminated"
        self._set_status(record, terminal=True)
        self._complete(record, transition=True)

    def _set_status(self, record: PodRecord, terminal: bool = False) -> None:
        """Post the status; each time that it is made of a Pod past its deadline an Event says so
        (recorded)."""
        if record.rejected == TOO_LONG:
            self._context.pod_event(record, "Normal", *TOO_LONG)
        self._writer.set(record, self._maker.make(record, terminal=terminal))

    def _clean(self, record: PodRecord) -> None:
        """A Pod of which nothing runs any more: remove what is left of it."""
        if record.finished:
            self._complete(record)
            return
        self._set_status(record, terminal=True)
        self._later(record, "clean", self._context.draw(CLEANUP))

    def _cleaned(self, record: PodRecord) -> None:
        self._volumes.tear_down(record)
        record.mounted = False
        self._writer.finished(record)
        self._complete(record)
        if record.gone:
            self.forget(record)


def _steps(plan: Plan) -> list[tuple[str, str]]:
    steps = [("resized", "")] if plan.resized else []
    steps += [("sandbox", "")] if plan.create_sandbox else []
    steps += [("ephemeral", name) for name in plan.ephemeral]
    steps += [("init", name) for name in plan.init]
    steps += [("app", name) for name in plan.apps]
    return steps


def _blocks(record: PodRecord, name: str) -> bool:
    """Whether nothing further may be started after this container failed to."""
    for container in record.pod["spec"].get("initContainers") or ():
        if container["name"] == name:
            return not is_sidecar(container)
    return False


def _known(record: PodRecord, view: ContainerView) -> bool:
    spec = record.pod["spec"]
    rows = [
        *(spec.get("initContainers") or ()),
        *spec["containers"],
        *(spec.get("ephemeralContainers") or ()),
    ]
    return any(row["name"] == view.name for row in rows)
