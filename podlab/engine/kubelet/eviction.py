"""Node-pressure eviction: when memory or disk run short, Pods are ended.

Here: the thresholds (memory.available<100Mi, nodefs.available<10%), ranking, the words.  The real
kubelet looks every ten seconds; here a look is only scheduled while something presses.
Not here: what uses the memory (``runtime``), eviction through the API (``apiserver``).
"""

from collections.abc import Callable
from typing import Any

from podlab.engine.kubelet.context import Context
from podlab.engine.kubelet.node import NodeStatus
from podlab.engine.kubelet.pods import TERMINAL, uid_of
from podlab.engine.kubelet.resources import milli
from podlab.engine.kubelet.state import PodRecord
from podlab.engine.kubelet.timings import EVICTION_PERIOD
from podlab.engine.runtime.cri import CriError

Object = dict[str, Any]

MEMORY_THRESHOLD = 100 << 20
SYSTEM_MEMORY = 300 << 20
"""What the node's own processes are taken to use."""

TRANSITION = 5 * 60 * 1_000_000
"""A pressure condition stays for five minutes after the last shortage."""


class Eviction:
    """Watches one node's memory."""

    def __init__(
        self, context: Context, node: NodeStatus, on_evicted: Callable[[str], None]
    ) -> None:
        self._context = context
        self._node = node
        self._on_evicted = on_evicted
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
        usage = self._usage()
        total = milli(self._context.node.capacity.get("memory")) // 1000
        available = total - SYSTEM_MEMORY - sum(usage.values())
        if available >= MEMORY_THRESHOLD:
            since = state.node.pressures.get("MemoryPressure")
            if since is not None and self._context.now - since > TRANSITION:
                self._node.pressure("MemoryPressure", under=False)
            return
        self._node.pressure("MemoryPressure", under=True)
        self._evict(usage, available)

    def _usage(self) -> dict[str, int]:
        usage = {}
        for uid, record in self._context.state.pods.items():
            total = 0
            for view in record.view.containers:
                if view.state == "running":
                    total += self._memory(view.id)
            usage[uid] = total
        return usage

    def _memory(self, container: str) -> int:
        try:
            return self._context.runtime.usage(container).memory_bytes
        except CriError:
            return 0

    def _evict(self, usage: dict[str, int], available: int) -> None:
        victims = [
            record
            for record in self._context.state.pods.values()
            if record.rejected is None
            and (record.status or {}).get("phase") not in TERMINAL
            and record.phase == "syncing"
            and not record.static
        ]
        victims.sort(key=lambda record: _rank(record, usage[uid_of(record.pod)]))
        if not victims:
            return
        victim = victims[0]
        uid = uid_of(victim.pod)
        threshold, left = f"{MEMORY_THRESHOLD >> 20}Mi", f"{max(available, 0) >> 10}Ki"
        message = (
            "The node was low on resource: memory. Threshold quantity: "
            f"{threshold}, available: {left}. {self._details(victim)}"
        )
        victim.rejected = ("Evicted", message)
        victim.grace_override = 1
        self._context.because(victim, "evict", "", message)
        self._context.pod_event(victim, "Warning", "Evicted", message)
        self._on_evicted(uid)

    def _details(self, record: PodRecord) -> str:
        words = []
        for container in record.pod["spec"]["containers"]:
            latest = record.view.latest(container["name"])
            used = 0 if latest is None else self._memory(latest.id)
            requests = (container.get("resources") or {}).get("requests") or {}
            request = requests.get("memory", "0")
            if used > milli(request) // 1000:
                words.append(
                    f"Container {container['name']} was using {used >> 10}Ki, request is "
                    f"{request}, has larger consumption of memory. "
                )
        return "".join(words)


def _rank(record: PodRecord, used: int) -> tuple[bool, int, int]:
    request = sum(
        milli(((row.get("resources") or {}).get("requests") or {}).get("memory")) // 1000
        for row in record.pod["spec"]["containers"]
    )
    over = used - request
    return (over <= 0, int(record.pod["spec"].get("priority") or 0), -over)
