"""A Pod's sandbox: made before its first container, stopped after its last.

Here: the time that takes and what is said when it fails.  Not here: namespaces and the pause
container themselves (``runtime``).
"""

from collections.abc import Callable
from typing import Any

from podlab.engine.kernel.clock import MILLISECOND
from podlab.engine.kubelet.containers.containerconfig import sandbox_config
from podlab.engine.kubelet.context import Context
from podlab.engine.kubelet.pods import uid_of
from podlab.engine.kubelet.state import PodRecord
from podlab.engine.kubelet.timings import (
    CROWD_LIMIT,
    SANDBOX_CROWD,
    SANDBOX_READY,
    STOP_SANDBOX,
    VOLUMES_READY,
)
from podlab.engine.machine.program import SystemCallError
from podlab.engine.runtime.cri import CriError

SHORTEST = 60 * MILLISECOND


class Sandboxes:
    """Makes and stops sandboxes on one node."""

    def __init__(
        self,
        context: Context,
        on_made: Callable[[PodRecord, str], None],
        on_stopped: Callable[[PodRecord], None],
    ) -> None:
        self._context = context
        self._on_made = on_made
        self._on_stopped = on_stopped
        context.sim.register(context.target("sandbox"), self._handle)

    def make(self, record: PodRecord) -> None:
        """Make a sandbox; ``on_made(record, problem)`` when it stands or cannot."""
        context = self._context
        crowd = min(max(context.state.setting_up - 1, 0), CROWD_LIMIT)
        delay = context.draw(SANDBOX_READY) - VOLUMES_READY.high + crowd * SANDBOX_CROWD
        self._later(record, "make", max(delay, SHORTEST))

    def stop(self, record: PodRecord) -> None:
        """Stop the Pod's sandboxes; ``on_stopped(record)`` when that is done."""
        self._later(record, "stop", self._context.draw(STOP_SANDBOX))

    def remove(self, record: PodRecord) -> None:
        """Remove all containers and sandboxes of a Pod that is gone."""
        context, uid = self._context, uid_of(record.pod)
        try:
            for sandbox in context.runtime.sandboxes(uid):
                for container in context.runtime.containers(sandbox.id):
                    context.runtime.remove_container(container.id)
                    context.state.containers.pop(container.id, None)
                context.runtime.stop_sandbox(sandbox.id)
                context.runtime.remove_sandbox(sandbox.id)
                context.state.containers.pop(sandbox.id, None)
        except CriError:
            return  # garbage collection tries again when the kubelet starts next

    def _later(self, record: PodRecord, kind: str, delay: int) -> None:
        context = self._context
        record.step += 1
        payload = (uid_of(record.pod), record.step)
        context.sim.after(delay, context.target("sandbox"), kind, payload)

    def _handle(self, kind: str, payload: Any) -> None:
        record = self._context.state.pods.get(payload[0])
        if record is None or record.step != payload[1]:
            return
        if kind == "make":
            self._made(record)
        else:
            self._stopped(record)

    def _made(self, record: PodRecord) -> None:
        context = self._context
        if record.setting_up:
            record.setting_up = False
            context.state.setting_up -= 1
        try:
            config = sandbox_config(context, record, record.attempt)
            record.sandbox = context.runtime.run_sandbox(config)
            record.ip = context.runtime.sandbox(record.sandbox).ip
        except (CriError, SystemCallError) as error:
            message = f"Failed to create pod sandbox: {error}"
            context.pod_event(record, "Warning", "FailedCreatePodSandBox", message)
            self._on_made(record, str(error))
            return
        context.state.containers[record.sandbox] = uid_of(record.pod)
        self._on_made(record, "")

    def _stopped(self, record: PodRecord) -> None:
        runtime = self._context.runtime
        try:
            for sandbox in runtime.sandboxes(uid_of(record.pod)):
                if sandbox.state == "ready":
                    runtime.stop_sandbox(sandbox.id)
        except CriError as error:
            message = f"error killing pod: {error}"
            self._context.pod_event(record, "Warning", "FailedKillPod", message)
        self._on_stopped(record)
