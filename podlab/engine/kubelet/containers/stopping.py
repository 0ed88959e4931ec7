"""Stopping containers: hooks, SIGTERM, patience, SIGKILL, in the right order.

Here: one ``Kill`` per container, moved on by its hook's end, its turn (sidecars go last), the
process's end or the deadline.  Not here: why a container has to go (``plan``, ``podworker``).
"""

from collections.abc import Callable
from typing import Any

from podlab.engine.kernel.clock import SECOND
from podlab.engine.kubelet.containers.handlers import ANSWERED, HandlerRunner, Reply
from podlab.engine.kubelet.context import Context
from podlab.engine.kubelet.pods import container_of, is_sidecar, uid_of
from podlab.engine.kubelet.state import ContainerView, Kill, PodRecord
from podlab.engine.kubelet.timings import MINIMUM_GRACE, STOP_CONTAINER
from podlab.engine.runtime.cri import CriError

Object = dict[str, Any]


class Stopper:
    """Stops containers of one node.  ``on_stopped(uid)``: the last of a Pod's kills is over."""

    def __init__(
        self, context: Context, handlers: HandlerRunner, on_stopped: Callable[[str], None]
    ) -> None:
        self._context = context
        self._handlers = handlers
        self._on_stopped = on_stopped
        context.sim.register(context.target("stop"), self._handle)

    def stop(
        self,
        record: PodRecord,
        view: ContainerView,
        message: str = "",
        reason: str = "",
        override: int | None = None,
    ) -> None:
        """Begin to stop one container by itself."""
        self._begin(record, view, message or f"Stopping container {view.name}", reason, override)
        self._proceed(record, record.kills.get(view.id))

    def stop_all(
        self, record: PodRecord, views: list[ContainerView], override: int | None = None
    ) -> None:
        """Begin to stop all given containers of a Pod, sidecars after the app containers."""
        running = {view.name for view in views}
        order = termination_order(record.pod)
        for view in views:
            self._begin(record, view, f"Stopping container {view.name}", "", override)
            if view.id in record.kills:
                waits = [name for name in order.get(view.name, ()) if name in running]
                record.kills[view.id].waits = waits
        for view in views:
            self._proceed(record, record.kills.get(view.id))

    def _begin(
        self,
        record: PodRecord,
        view: ContainerView,
        message: str,
        reason: str,
        override: int | None,
    ) -> None:
        context = self._context
        container = container_of(record.pod, view.name)
        if container is None or view.id in record.kills:
            return
        context.because(record, "kill", view.name, message)
        context.container_event(record, view.name, "Normal", "Killing", message)
        grace = override if override is not None else grace_period(record, container, reason)
        record.kills[view.id] = Kill(view.id, view.name, "new", context.now + grace * SECOND)

    def _proceed(self, record: PodRecord, kill: Kill | None) -> None:
        if kill is None or kill.stage != "new":
            return
        container = container_of(record.pod, kill.name) or {}
        hook = (container.get("lifecycle") or {}).get("preStop")
        if hook and kill.deadline > self._context.now:
            kill.stage = "hook"
            self._run_hook(record, kill, container, hook)
        else:
            self._next(record, kill)

    def shorten(self, record: PodRecord, grace: int) -> None:
        """Less patience than was said before."""
        for kill in record.kills.values():
            sooner = self._context.now + max(grace, 1) * SECOND
            if kill.stage in ("hook", "turn", "term") and sooner < kill.deadline:
                kill.deadline = sooner
                self._watch_deadline(record, kill)

    def ended(self, record: PodRecord, container: str) -> None:
        """A container's process has ended."""
        kill = record.kills.get(container)
        if kill is not None and kill.stage != "stopped":
            context = self._context
            delay = context.draw(STOP_CONTAINER)
            payload = (uid_of(record.pod), container)
            context.sim.after(delay, context.target("stop"), "stopped", payload)

    def _run_hook(self, record: PodRecord, kill: Kill, container: Object, hook: Object) -> None:
        context = self._context
        payload = (uid_of(record.pod), kill.container)
        self._watch_deadline(record, kill)
        self._handlers.run(
            record,
            kill.container,
            container,
            hook,
            Reply(context.target("stop"), "hook-done", payload),
        )

    def _handle(self, kind: str, payload: Any) -> None:
        uid, container = payload[0], payload[1]
        record = self._context.state.pods.get(uid)
        kill = None if record is None else record.kills.get(container)
        if record is None or kill is None:
            return
        if kind == "stopped":
            self._stopped(record, kill)
        elif kind == "deadline":
            kill.serial = 0
            self._kill(record, kill)
        else:
            if kind == "hook-done" and payload[2] and not ANSWERED.match(payload[2]):
                self._hook_failed(record, kill)
            if kill.stage == "hook":
                self._next(record, kill)

    def _hook_failed(self, record: PodRecord, kill: Kill) -> None:
        message = "PreStopHook failed"
        self._context.container_event(record, kill.name, "Warning", "FailedPreStopHook", message)

    def _next(self, record: PodRecord, kill: Kill) -> None:
        kill.stage = "turn"
        if kill.waits and kill.deadline > self._context.now:
            self._watch_deadline(record, kill)
        else:
            self._terminate(record, kill)

    def _watch_deadline(self, record: PodRecord, kill: Kill) -> None:
        context = self._context
        if kill.serial:
            context.sim.cancel(kill.serial)
        payload = (uid_of(record.pod), kill.container)
        kill.serial = context.sim.at(kill.deadline, context.target("stop"), "deadline", payload)

    def _terminate(self, record: PodRecord, kill: Kill) -> None:
        context = self._context
        kill.stage = "term"
        kill.deadline = max(kill.deadline, context.now + MINIMUM_GRACE * SECOND)
        self._watch_deadline(record, kill)
        self._signal(record, kill, "")

    def _kill(self, record: PodRecord, kill: Kill) -> None:
        if kill.stage in ("turn", "hook"):
            if self._context.now >= kill.deadline:
                self._terminate(record, kill)
        elif kill.stage == "term" and not kill.killed and self._context.now >= kill.deadline:
            kill.killed = True
            self._signal(record, kill, "KILL")

    def _signal(self, record: PodRecord, kill: Kill, signal: str) -> None:
        try:
            status = self._context.runtime.container(kill.container)
            if status.state == "running":
                self._context.runtime.signal_container(kill.container, signal)
                return
        except CriError:
            pass  # it is gone, as asked
        self.ended(record, kill.container)

    def _stopped(self, record: PodRecord, kill: Kill) -> None:
        if kill.stage == "stopped":
            return
        kill.stage = "stopped"
        if kill.serial:
            self._context.sim.cancel(kill.serial)
            kill.serial = 0
        for other in record.kills.values():
            if kill.name in other.waits:
                other.waits.remove(kill.name)
        for other in list(record.kills.values()):
            if other.stage == "turn" and not other.waits:
                self._terminate(record, other)
        if all(other.stage == "stopped" for other in record.kills.values()):
            record.kills = {}
            self._on_stopped(uid_of(record.pod))


def grace_period(record: PodRecord, container: Object, reason: str) -> int:
    """Seconds of patience: deletion's own, a probe's, else the Pod's."""
    metadata, spec = record.pod["metadata"], record.pod["spec"]
    if metadata.get("deletionGracePeriodSeconds") is not None:
        return int(metadata["deletionGracePeriodSeconds"])
    probe = container.get(f"{reason}Probe") if reason else None
    if probe and probe.get("terminationGracePeriodSeconds") is not None:
        return int(probe["terminationGracePeriodSeconds"])
    value = spec.get("terminationGracePeriodSeconds")
    return MINIMUM_GRACE if value is None else int(value)


def termination_order(pod: Object) -> dict[str, list[str]]:
    """Which containers must have ended before each: sidecars after all app containers and after
    the sidecars that were started later."""
    spec = pod["spec"]
    later = [row["name"] for row in spec["containers"]]
    order: dict[str, list[str]] = {}
    for row in reversed(spec.get("initContainers") or ()):
        order[row["name"]] = list(later) if is_sidecar(row) else []
        if is_sidecar(row):
            later.append(row["name"])
    return order
