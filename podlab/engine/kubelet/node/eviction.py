"""Node-pressure eviction: when memory or disk run short, Pods are ended.

Here: the thresholds (memory.available<100Mi, nodefs.available<10%), what is reclaimed first,
ranking.  The kubelet looks every ten seconds.  Not here: what uses it (``runtime``), the words and
Pods' own limits (``localstorage``), eviction through the API (``apiserver``).
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from podlab.engine.kubelet.containers.resources import milli
from podlab.engine.kubelet.context import Context
from podlab.engine.kubelet.node.node import NodeStatus
from podlab.engine.kubelet.pods import TERMINAL, uid_of
from podlab.engine.kubelet.state import PodRecord
from podlab.engine.kubelet.timings import EVICTION_PERIOD
from podlab.engine.kubelet.volume.localstorage import LocalStorage, eviction_message
from podlab.engine.runtime.cri import CriError

Object = dict[str, Any]

MEMORY, STORAGE = "memory", "ephemeral-storage"
CONDITIONS = {MEMORY: "MemoryPressure", STORAGE: "DiskPressure"}
MEMORY_THRESHOLD = 100 << 20
DISK_SHARE = 10
"""One part in so many of the disk must be free."""
SYSTEM_MEMORY = 300 << 20
"""What the node's own processes are taken to use."""
CRITICAL_PRIORITY = 2_000_000_000

TRANSITION = 5 * 60 * 1_000_000
"""A pressure condition stays for five minutes after the last shortage."""


class Shortage(NamedTuple):
    """A resource of which less is left than must be."""

    resource: str
    threshold: int
    available: int


class Eviction:
    """Watches one node's memory and disk."""

    def __init__(
        self, context: Context, node: NodeStatus, on_evicted: Callable[[str], None]
    ) -> None:
        self._context = context
        self._node = node
        self._on_evicted = on_evicted
        self._limits = LocalStorage(context)
        context.sim.register(context.target("eviction"), self._handle)

    def start(self) -> None:
        """Begin to look."""
        self._later()

    def _later(self) -> None:
        payload = self._context.state.node.booted
        self._context.sim.after(EVICTION_PERIOD, self._context.target("eviction"), "look", payload)

    def _handle(self, _kind: str, payload: Any) -> None:
        state = self._context.state
        if not state.running or payload != state.node.booted:
            return
        self._later()
        self._over_limits()
        shortages = [row for row in (self._memory(), self._disk()) if row is not None]
        self._conditions({row.resource for row in shortages})
        if shortages:
            self._relieve(shortages[0])

    def _over_limits(self) -> None:
        """Pods that hold more on disk than they may."""
        for record in list(self._candidates()):
            message = self._limits.problem(record)
            if message:
                self._evict(record, message)

    def _conditions(self, short: set[str]) -> None:
        pressures = self._context.state.node.pressures
        for resource, condition in CONDITIONS.items():
            if resource in short:
                self._node.pressure(condition, under=True)
                pressures[condition] = self._context.now
            elif self._context.now - pressures.get(condition, self._context.now) > TRANSITION:
                self._node.pressure(condition, under=False)

    # --- what is left -----------------------------------------------------------------------
    def _memory(self) -> Shortage | None:
        total = milli(self._context.node.capacity.get("memory")) // 1000
        used = sum(self._used(record, MEMORY) for record in self._context.state.pods.values())
        available = total - SYSTEM_MEMORY - used
        if available >= MEMORY_THRESHOLD or not total:
            return None
        return Shortage(MEMORY, MEMORY_THRESHOLD, available)

    def _disk(self) -> Shortage | None:
        total = milli(self._context.node.capacity.get("ephemeral-storage")) // 1000
        available = total - self._context.runtime.node_usage().fs_bytes
        threshold = total // DISK_SHARE
        return (
            None if available >= threshold or not total else Shortage(STORAGE, threshold, available)
        )

    def _used(self, record: PodRecord, resource: str) -> int:
        return sum(
            self._of_container(view.id, resource)
            for view in record.view.containers
            if view.state == "running"
        )

    def _of_container(self, container: str, resource: str) -> int:
        try:
            usage = self._context.runtime.usage(container)
        except CriError:
            return 0
        return usage.memory_bytes if resource == MEMORY else usage.fs_bytes

    # --- relief -----------------------------------------------------------------------------
    def _relieve(self, short: Shortage) -> None:
        name = self._context.node.name
        about = {"kind": "Node", "apiVersion": "v1", "metadata": {"name": name, "uid": name}}
        words = f"Attempting to reclaim {short.resource}"
        self._context.recorder.event(about, "Warning", "EvictionThresholdMet", words)
        if short.resource == STORAGE and self._remove_images():
            return
        victims = list(self._candidates())
        victims.sort(key=lambda row: _rank(row, self._used(row, short.resource), short.resource))
        if victims:
            message = self._message(victims[0], short)
            victims[0].disruption = message
            self._evict(victims[0], message)

    def _remove_images(self) -> bool:
        """Remove the images that no container uses; whether that was enough."""
        runtime = self._context.runtime
        if not self._has_unused_images():
            return False
        used = {row.image for row in runtime.containers()}
        for image in runtime.images():
            if not used.intersection(image.tags) and not any("/pause:" in t for t in image.tags):
                runtime.remove_image(image.id)
        self._node.post()
        return self._disk() is None

    def _has_unused_images(self) -> bool:
        used = {row.image for row in self._context.runtime.containers()}
        return any(
            not used.intersection(image.tags) and not any("/pause:" in tag for tag in image.tags)
            for image in self._context.runtime.images()
        )

    def _candidates(self) -> list[PodRecord]:
        return [
            record
            for record in self._context.state.pods.values()
            if record.rejected is None
            and (record.status or {}).get("phase") not in TERMINAL
            and record.phase == "syncing"
            and not record.static
            and int(record.pod["spec"].get("priority") or 0) < CRITICAL_PRIORITY
        ]

    def _message(self, record: PodRecord, short: Shortage) -> str:
        used = {}
        for container in record.pod["spec"]["containers"]:
            latest = record.view.latest(container["name"])
            amount = 0 if latest is None else self._of_container(latest.id, short.resource)
            used[container["name"]] = amount
        return eviction_message(
            record.pod, short.resource, (short.threshold, short.available), used
        )

    def _evict(self, victim: PodRecord, message: str) -> None:
        victim.rejected = ("Evicted", message)
        victim.grace_override = 1
        self._context.because(victim, "evict", "", message)
        self._context.pod_event(victim, "Warning", "Evicted", message)
        self._on_evicted(uid_of(victim.pod))


def _rank(record: PodRecord, used: int, resource: str) -> tuple[bool, int, int]:
    request = sum(
        milli(((row.get("resources") or {}).get("requests") or {}).get(resource)) // 1000
        for row in record.pod["spec"]["containers"]
    )
    over = used - request
    return (over <= 0, int(record.pod["spec"].get("priority") or 0), -over)
