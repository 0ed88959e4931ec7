"""Starting one container: back-off, image, configuration, creation, start, postStart.

Here: the steps in their order and their virtual time, one event each.  Not here: which container is
to be started (``plan``), or what follows it (``podworker``).
"""

from collections.abc import Callable
from typing import Any

from podlab.engine.kubelet.backoff import Backoff, go_duration
from podlab.engine.kubelet.containers.containerconfig import container_config
from podlab.engine.kubelet.containers.environment import ConfigProblem
from podlab.engine.kubelet.containers.handlers import ANSWERED, ERRORED, HandlerRunner, Reply
from podlab.engine.kubelet.containers.stopping import Stopper
from podlab.engine.kubelet.context import Context
from podlab.engine.kubelet.images.images import Images
from podlab.engine.kubelet.pods import container_of, full_name, uid_of
from podlab.engine.kubelet.state import ContainerView, Failure, PodRecord
from podlab.engine.kubelet.timings import (
    CRASH_BACKOFF,
    CREATE_CONTAINER,
    CROWD_LIMIT,
    START_CONTAINER,
    START_CROWD,
)
from podlab.engine.machine.program import SystemCallError
from podlab.engine.runtime.cri import CriError

Object = dict[str, Any]

OnDone = Callable[[PodRecord, str, Failure | None], None]


class Starter:
    """Starts containers of one node.  ``on_done(record, name, failure)`` ends each start."""

    def __init__(
        self,
        context: Context,
        images: Images,
        handlers: HandlerRunner,
        stopper: Stopper,
        on_done: OnDone,
    ) -> None:
        self._context = context
        self._images = images
        self._handlers = handlers
        self._stopper = stopper
        self._on_done = on_done
        self._backoff = Backoff(context.state.crash_backoff, CRASH_BACKOFF)
        context.sim.register(context.target("start"), self._handle)

    def start(self, record: PodRecord, name: str) -> None:
        """Begin to start a container."""
        container = container_of(record.pod, name)
        assert container is not None
        failure = self._in_backoff(record, container)
        if failure is not None:
            self._on_done(record, name, failure)
            return
        record.starting = name
        outcome = self._images.ensure(record, container)
        if outcome.failure is not None:
            self._image_failed(record, name, outcome.failure)
        elif not outcome.pulling:
            self._later(record, "create", self._context.draw(CREATE_CONTAINER))

    def give_up(self, record: PodRecord, name: str) -> None:
        """The container whose postStart hook failed has been stopped."""
        self._done(record, name, record.failures[name])

    def forget(self, uid: str) -> None:
        """Drop what was kept for a Pod that is gone."""
        self._backoff.forget(f"{uid}/")

    def _in_backoff(self, record: PodRecord, container: Object) -> Failure | None:
        name, now = container["name"], self._context.now
        ended = _last_end(record, name)
        if ended is None:
            return None
        key = f"{uid_of(record.pod)}/{name}/{container['image']}"
        if not self._backoff.waiting_since(key, ended.finished, now):
            self._backoff.grow(key, ended.finished, now)
            return None
        pod, wait = full_name(record.pod), self._backoff.duration(key)
        message = f"Back-off restarting failed container {name} in pod {pod}"
        self._context.container_event(record, name, "Warning", "BackOff", message)
        words = f"back-off {go_duration(wait)} restarting failed container={name} pod={pod}"
        return Failure("CrashLoopBackOff", words, ended.finished + wait)

    def _later(self, record: PodRecord, kind: str, delay: int) -> None:
        context = self._context
        record.step += 1
        payload = (uid_of(record.pod), record.step)
        context.sim.after(delay, context.target("start"), kind, payload)

    def _handle(self, kind: str, payload: Any) -> None:
        record = self._context.state.pods.get(payload[0])
        if record is None or record.step != payload[1]:
            self._late(kind, payload)
            return
        container = container_of(record.pod, record.starting)
        if container is None:
            return
        if kind == "pulled":
            self._pulled(record, container)
        elif kind == "create":
            self._create(record, container)
        elif kind == "run":
            self._run(record, container, payload[2])
        elif kind == "post-start":
            self._post_start(record, container, payload[2], payload[3])

    def _late(self, kind: str, payload: Any) -> None:
        """Something ended of which the Pod knows nothing any more."""
        if kind == "pulled":
            self._images.abandon(payload[2])

    def _pulled(self, record: PodRecord, container: Object) -> None:
        failure = self._images.pulled(record, container)
        if failure is not None:
            self._image_failed(record, container["name"], failure)
        else:
            self._later(record, "create", self._context.draw(CREATE_CONTAINER))

    def _image_failed(self, record: PodRecord, name: str, failure: Failure) -> None:
        self._event(record, name, "Warning", "Failed", f"Error: {failure.reason}")
        self._done(record, name, failure)

    def _create(self, record: PodRecord, container: Object) -> None:
        name, context = container["name"], self._context
        latest = record.view.latest(name)
        attempt = 0 if latest is None else latest.attempt + 1
        try:
            config = container_config(context, record, container, attempt)
        except (ConfigProblem, SystemCallError) as problem:
            self._failed(record, name, "CreateContainerConfigError", str(problem))
            return
        try:
            instance = context.runtime.create_container(record.sandbox, config)
        except (CriError, SystemCallError) as error:
            self._failed(record, name, "CreateContainerError", str(error))
            return
        context.state.containers[instance] = uid_of(record.pod)
        if name in record.allocated:
            record.actuated[name] = record.allocated[name]
        self._event(record, name, "Normal", "Created", "Container created")
        crowd = min(context.state.starting, CROWD_LIMIT)
        context.state.starting += 1
        record.step += 1
        delay = context.draw(START_CONTAINER) + crowd * START_CROWD
        payload = (uid_of(record.pod), record.step, instance)
        context.sim.after(delay, context.target("start"), "run", payload)

    def _run(self, record: PodRecord, container: Object, instance: str) -> None:
        name, context = container["name"], self._context
        context.state.starting -= 1
        try:
            context.runtime.start_container(instance)
        except (CriError, SystemCallError) as error:
            self._failed(record, name, "RunContainerError", str(error))
            return
        self._event(record, name, "Normal", "Started", "Container started")
        hook = (container.get("lifecycle") or {}).get("postStart")
        if not hook:
            self._done(record, name, None)
            return
        record.step += 1
        payload = (uid_of(record.pod), record.step, instance)
        reply = Reply(context.target("start"), "post-start", payload)
        self._handlers.run(record, instance, container, hook, reply)

    def _post_start(
        self, record: PodRecord, container: Object, instance: str, problem: str
    ) -> None:
        name = container["name"]
        if not problem or ANSWERED.match(problem):
            self._done(record, name, None)
            return
        self._event(record, name, "Warning", "FailedPostStartHook", "PostStartHook failed")
        record.after_kills = f"post-start {name}"
        record.failures[name] = Failure("PostStartHookError", problem.removeprefix(ERRORED))
        view = ContainerView(instance, name, "running", 0, "", "", "", 0, 0, 0, 0, "", "")
        self._stopper.stop(record, view, "FailedPostStartHook")

    def _failed(self, record: PodRecord, name: str, reason: str, message: str) -> None:
        self._event(record, name, "Warning", "Failed", f"Error: {message}")
        self._done(record, name, Failure(reason, message))

    def _done(self, record: PodRecord, name: str, failure: Failure | None) -> None:
        record.starting = ""
        self._on_done(record, name, failure)

    def _event(self, record: PodRecord, name: str, type_: str, reason: str, text: str) -> None:
        self._context.container_event(record, name, type_, reason, text)


def _last_end(record: PodRecord, name: str) -> ContainerView | None:
    for view in record.view.containers:
        if view.name == name and view.state == "exited":
            return view
    return None
