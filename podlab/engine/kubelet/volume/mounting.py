"""Waiting for a Pod's volumes before anything of it is started.

Here: the time that takes, the retries of volumes that cannot be set up, giving up after two
minutes.  Not here: what a volume is (``volumes``).
"""

from collections.abc import Callable
from typing import Any

from podlab.engine.kernel.clock import MILLISECOND
from podlab.engine.kubelet.context import Context
from podlab.engine.kubelet.pods import uid_of
from podlab.engine.kubelet.state import PodRecord
from podlab.engine.kubelet.timings import (
    FAILED_MOUNT_FIRST,
    FAILED_MOUNT_MAX,
    MOUNT_TIMEOUT,
    VOLUMES_READY,
)
from podlab.engine.kubelet.volume.volumes import Volumes

FIRST_LOOK = 110 * MILLISECOND
"""The volume reconciler comes by every 100 ms (recorded: first FailedMount 0.12 s after the first
status, scenarios/images)."""


class Mounting:
    """Mounts volumes of one node's Pods: ``on_ready(record)`` or ``on_failed(record, why)``."""

    def __init__(
        self,
        context: Context,
        volumes: Volumes,
        on_ready: Callable[[PodRecord], None],
        on_failed: Callable[[PodRecord, str], None],
    ) -> None:
        self._context = context
        self._volumes = volumes
        self._on_ready = on_ready
        self._on_failed = on_failed
        context.sim.register(context.target("mount"), self._handle)

    def begin(self, record: PodRecord) -> None:
        """Wait until all volumes are there."""
        context = self._context
        record.mount_since = context.now
        record.mount_tries += 1
        record.mount_limited = False
        if not record.setting_up:
            record.setting_up = True
            context.state.setting_up += 1
        self._at(record, "try", FIRST_LOOK)

    def cancel(self, record: PodRecord) -> bool:
        """Stop waiting; whether anybody did."""
        waiting = record.mount_since > 0
        self._over(record)
        return waiting

    def _at(self, record: PodRecord, kind: str, delay: int) -> None:
        payload = (uid_of(record.pod), record.mount_since)
        self._context.sim.after(delay, self._context.target("mount"), kind, payload)

    def _handle(self, kind: str, payload: Any) -> None:
        record = self._context.state.pods.get(payload[0])
        if record is None or not record.mount_since or record.mount_since != payload[1]:
            return
        if kind == "try":
            self._try(record)
        elif kind == "ready":
            record.mount_since = 0
            record.mounted = True
            self._on_ready(record)
        elif kind == "timeout":
            self._timeout(record)

    def _try(self, record: PodRecord) -> None:
        context = self._context
        record.mount_problems = self._volumes.set_up(record)
        if not record.mount_problems:
            rest = context.draw(VOLUMES_READY) - (context.now - record.mount_since)
            self._at(record, "ready", max(rest, 0))
            return
        for name, problem in record.mount_problems:
            message = f'MountVolume.SetUp failed for volume "{name}" : {problem}'
            context.pod_event(record, "Warning", "FailedMount", message)
        if not record.mount_limited:
            record.mount_limited = True
            self._at(record, "timeout", record.mount_since + MOUNT_TIMEOUT - context.now)
        delay = FAILED_MOUNT_FIRST << min(record.mount_tries - 1, 10)
        record.mount_tries += 1
        self._at(record, "try", min(delay, FAILED_MOUNT_MAX))

    def _timeout(self, record: PodRecord) -> None:
        names = " ".join(name for name, _ in record.mount_problems)
        problem = (
            f"unmounted volumes=[{names}], unattached volumes=[], failed to process "
            "volumes=[]: context deadline exceeded"
        )
        message = f"Unable to attach or mount volumes: {problem}"
        self._over(record)
        self._context.pod_event(record, "Warning", "FailedMount", message)
        self._on_failed(record, message)

    def _over(self, record: PodRecord) -> None:
        record.mount_since = 0
        if record.setting_up:
            record.setting_up = False
            self._context.state.setting_up -= 1
