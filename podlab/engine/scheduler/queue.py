"""The scheduling queue: active, backing off, unschedulable, gated; and what wakes Pods.

Here: plain bookkeeping over ``QueueState``.  Not here: trying Pods (``scheduler``) or timers.
"""

import heapq
from dataclasses import dataclass, field

from podlab.engine.kernel.clock import MINUTE, SECOND

INITIAL_BACKOFF = SECOND
MAX_BACKOFF = 10 * SECOND
UNSCHEDULABLE_LIMIT = 5 * MINUTE
"""Unschedulable Pods are tried again after so long even if nothing happened."""


@dataclass(slots=True)
class QueuedPod:
    """A Pod that waits.  ``where`` is active, backoff, unschedulable or gated; ``plugins`` are
    those that refused it last, ``attempts`` how often it was tried in vain."""

    key: str
    priority: int
    since: int
    where: str = "active"
    attempts: int = 0
    tried: int = 0
    plugins: list[str] = field(default_factory=list)
    cause: int = 0


@dataclass(slots=True)
class QueueState:
    """Plain data of the queue."""

    pods: dict[str, QueuedPod] = field(default_factory=dict)
    active: list[tuple[int, int, int, str]] = field(default_factory=list)
    backoff: list[tuple[int, int, str]] = field(default_factory=list)
    serial: int = 0


class SchedulingQueue:
    """Pods that want a node, the most important first."""

    def __init__(self, state: QueueState) -> None:
        self.state = state
        self._refused = {pod.key for pod in state.pods.values() if pod.where == "unschedulable"}

    def add(self, key: str, priority: int, now: int, gated: bool, cause: int) -> None:
        """Learn of a Pod."""
        if key in self.state.pods:
            return
        pod = QueuedPod(key, priority, now, cause=cause)
        self.state.pods[key] = pod
        if gated:
            pod.where = "gated"
        else:
            self._activate(pod)

    def remove(self, key: str) -> None:
        """Forget a Pod; stale entries of the heaps are skipped when they come up."""
        self.state.pods.pop(key, None)
        self._refused.discard(key)

    def pop(self) -> QueuedPod | None:
        """The next Pod to try; one that backs off when nothing else is waiting."""
        while self.state.active:
            key = heapq.heappop(self.state.active)[3]
            pod = self.state.pods.get(key)
            if pod is not None and pod.where == "active":
                return pod
        while self.state.backoff:
            key = heapq.heappop(self.state.backoff)[2]
            pod = self.state.pods.get(key)
            if pod is not None and pod.where == "backoff":
                return pod
        return None

    def has_work(self) -> bool:
        """Whether ``pop`` may find something."""
        return bool(self.state.active or self.state.backoff)

    def refuse(self, key: str, plugins: list[str], now: int) -> None:
        """A Pod was tried in vain."""
        pod = self.state.pods.get(key)
        if pod is None:
            return
        pod.attempts += 1
        pod.tried = now
        pod.plugins = plugins
        pod.where = "unschedulable"
        self._refused.add(key)

    def wake(self, key: str, now: int) -> None:
        """Something happened that may help a Pod: try it again, after its back-off."""
        pod = self.state.pods.get(key)
        if pod is None or pod.where not in ("unschedulable", "gated"):
            return
        self._refused.discard(key)
        due = pod.tried + self.backoff_of(pod)
        if pod.attempts and due > now:
            pod.where = "backoff"
            self.state.serial += 1
            heapq.heappush(self.state.backoff, (due, self.state.serial, key))
        else:
            self._activate(pod)

    def backoff_of(self, pod: QueuedPod) -> int:
        """1 s, doubling with each vain attempt, at most 10 s."""
        return min(INITIAL_BACKOFF << min(max(pod.attempts - 1, 0), 10), MAX_BACKOFF)

    def unschedulable(self) -> list[QueuedPod]:
        """Pods that wait for something to happen, oldest first."""
        if not self._refused:  # asked at every change of a Pod, however many are waiting
            return []
        return [pod for pod in self.state.pods.values() if pod.where == "unschedulable"]

    def _activate(self, pod: QueuedPod) -> None:
        pod.where = "active"
        self.state.serial += 1
        entry = (-pod.priority, pod.since, self.state.serial, pod.key)
        heapq.heappush(self.state.active, entry)
