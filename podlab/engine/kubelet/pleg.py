"""The pod lifecycle event generator: how the kubelet learns what the runtime did.

The runtime is listed every second, and a single Pod right after its sync succeeded; what differs
from what was seen before wakes the Pod's worker.  A second in which nothing happened costs nothing:
a listing is only scheduled when the runtime has changed or a worker waits for news.
Not here: what the worker does then.
"""

from collections.abc import Callable
from typing import Any

from podlab.engine.kubelet.containers.messages import termination_message
from podlab.engine.kubelet.context import Context
from podlab.engine.kubelet.pods import uid_of
from podlab.engine.kubelet.state import ContainerView, PodRecord, PodView, SandboxView
from podlab.engine.kubelet.timings import EXIT_SEEN, RELIST_PERIOD, RELIST_POD
from podlab.engine.runtime.cri import ContainerStatus, SandboxStatus

OnChange = Callable[[str], None]


class Pleg:
    """Looks at the runtime and keeps each Pod's view."""

    def __init__(self, context: Context, on_change: OnChange, on_news: OnChange) -> None:
        self._context = context
        self._on_change = on_change
        self._on_news = on_news
        context.sim.register(context.target("pleg"), self._handle)

    def touched(self, uid: str) -> None:
        """Something of the Pod changed in the runtime, or its worker waits for news: look at it
        with the next listing."""
        state = self._context.state
        state.dirty[uid] = self._context.sim.cause
        self._schedule()

    def relist_soon(self, uid: str) -> None:
        """Look at one Pod at once (after a sync that did something)."""
        context = self._context
        delay = context.draw(RELIST_POD)
        context.sim.after(delay, context.target("pleg"), "pod", uid)

    def last_listing(self) -> int:
        """When the runtime was listed last; it is every second, noticed or not."""
        state, now = self._context.state, self._context.now
        return now - (now - state.relist_phase) % RELIST_PERIOD

    def look(self, record: PodRecord) -> PodView:
        """Ask the runtime about one Pod, now."""
        view = read_view(self._context, record)
        record.view = view
        if view.sandboxes and view.sandboxes[0].ready:
            record.ip, record.sandbox = view.sandboxes[0].ip, view.sandboxes[0].id
        return view

    def current(self, record: PodRecord) -> PodView:
        """What the runtime says about a Pod now, without remembering it."""
        return read_view(self._context, record)

    def _remove_older(self, record: PodRecord, names: list[str]) -> None:
        """Of each container that died, only the newest dead instance is kept."""
        kept: set[str] = set()
        views = []
        for view in record.view.containers:
            dead = view.state == "exited" and view.name in names
            if dead and view.name in kept:
                self._context.runtime.remove_container(view.id)
                self._context.state.containers.pop(view.id, None)
                continue
            if dead:
                kept.add(view.name)
            views.append(view)
        record.view = record.view._replace(containers=tuple(views))

    def _tell(self, record: PodRecord, names: list[str]) -> None:
        """Record how containers ended, as a cause of what follows."""
        for name in names:
            view = record.view.latest(name)
            if view is not None:
                self._context.because(record, "container-ended", name, f"exit {view.exit_code}")

    def _schedule(self) -> None:
        context = self._context
        if not context.state.relist_due:
            context.state.relist_due = True
            due = self.last_listing() + RELIST_PERIOD
            context.sim.at(due, context.target("pleg"), "list")

    def _handle(self, kind: str, payload: Any) -> None:
        state = self._context.state
        if kind == "pod":
            self._reconcile(payload)
            return
        state.relist_due = False
        dirty, state.dirty = list(state.dirty.items()), {}
        for uid, cause in dirty:
            self._context.sim.cause = cause
            self._reconcile(uid)

    def _reconcile(self, uid: str) -> None:
        record = self._context.state.pods.get(uid)
        if record is None:
            return
        before = record.view
        after = self.look(record)
        if uid in self._context.state.dirty:
            self._schedule()
        died = _died(before, after)
        if died:
            self._remove_older(record, died)
            self._tell(record, died)
        if _differs(before, after):
            self._on_change(uid)
        if record.waiting:
            self._on_news(uid)


def _died(before: PodView, after: PodView) -> list[str]:
    """The containers whose newest instance has ended since the last look."""
    old = {view.id: view.state for view in before.containers}
    return [
        view.name
        for view in after.containers
        if view.state == "exited" and old.get(view.id) != "exited"
    ]


def _differs(before: PodView, after: PodView) -> bool:
    old = {view.id: view.state for view in before.containers}
    old.update({view.id: "running" if view.ready else "exited" for view in before.sandboxes})
    for view in after.containers:
        if view.state != "created" and old.get(view.id) != view.state:
            return True
    for sandbox in after.sandboxes:
        if old.get(sandbox.id) != ("running" if sandbox.ready else "exited"):
            return True
    return False


def read_view(context: Context, record: PodRecord) -> PodView:
    """A Pod's sandboxes and containers as the runtime has them, newest first."""
    uid = uid_of(record.pod)
    statuses = context.runtime.sandboxes(uid)
    ended = {view.id: view for view in record.view.containers if view.state == "exited"}
    sandboxes = sorted((_sandbox_view(status) for status in statuses), key=_newest)
    containers = []
    for status in statuses:
        for container in context.runtime.containers(status.id):
            known = ended.get(container.id)  # what has ended says nothing new
            containers.append(known or _container_view(context, record, container))
            context.state.containers[container.id] = uid
        context.state.containers[status.id] = uid
    containers.sort(key=_newest)
    return PodView(context.now, tuple(sandboxes), tuple(containers))


def _newest(view: SandboxView | ContainerView) -> tuple[int, int]:
    return (-view.created, -view.attempt)


def _sandbox_view(status: SandboxStatus) -> SandboxView:
    ready = status.state == "ready"
    return SandboxView(status.id, ready, status.config.attempt, status.ip, status.created)


def _container_view(context: Context, record: PodRecord, status: ContainerStatus) -> ContainerView:
    message, state, config = status.message, status.state, status.config
    if state == "exited" and status.started and context.now < status.finished + EXIT_SEEN:
        state = "running"
        context.state.dirty[uid_of(record.pod)] = context.sim.cause
    elif state == "exited":
        message = termination_message(context, record, status)
    return ContainerView(
        status.id,
        config.name,
        state,
        config.attempt,
        status.image,
        status.image_ref,
        config.image,
        status.created,
        status.started,
        status.finished,
        status.exit_code,
        status.reason,
        message,
    )
