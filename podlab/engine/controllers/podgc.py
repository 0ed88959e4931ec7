"""The Pod garbage collector: Pods of nodes that are gone, and too many finished ones.

Not here: Pods whose owner is gone (``garbagecollector``).
"""

from dataclasses import dataclass
from typing import Any

from podlab.engine.controllers.context import ControllerContext
from podlab.engine.controllers.pods import is_finished
from podlab.engine.kernel.clock import SECOND
from podlab.engine.objects.status import ApiError

Object = dict[str, Any]

NAME = "pod-garbage-collector"
PERIOD = 20 * SECOND
QUARANTINE = 40 * SECOND
MAX_FINISHED = 12_500


@dataclass(slots=True)
class PodGcState:
    """Plain data: whether a look is planned."""

    planned: bool = False


class PodGarbageCollector:
    """Looks 40 s after a node went, and when finished Pods pile up."""

    def __init__(self, context: ControllerContext) -> None:
        self._sim = context.sim
        self._informers = context.informers
        self._client = context.client(NAME)
        self.state = context.state(NAME, PodGcState)
        context.sim.register(NAME, self._look)
        context.informers.watch("nodes", self._on_node)
        context.informers.watch("pods", self._on_pod)

    def _on_node(self, type_: str, _node: Object, _previous: Object | None) -> None:
        if type_ == "DELETED":
            self._plan(QUARANTINE)

    def _on_pod(self, type_: str, pod: Object, previous: Object | None) -> None:
        if type_ == "ADDED" and not self._known(pod["spec"].get("nodeName")):
            self._plan(QUARANTINE + PERIOD // 2)
        newly = previous is None or not is_finished(previous)
        if type_ == "DELETED" or not newly or not is_finished(pod):
            return
        if len(self._informers.state.caches["pods"]) > MAX_FINISHED:
            self._plan(PERIOD)

    def _known(self, node: str | None) -> bool:
        return not node or ("", node) in self._informers.state.caches["nodes"]

    def _plan(self, delay: int) -> None:
        if not self.state.planned:
            self.state.planned = True
            self._sim.after(delay, NAME, "look")

    def _look(self, _kind: str, _payload: Any) -> None:
        self.state.planned = False
        self._sim.because(NAME, "collect", "pods")
        nodes = {name for _, name in self._informers.state.caches["nodes"]}
        finished = []
        for pod in self._informers.list("pods"):
            node = pod["spec"].get("nodeName")
            if node and node not in nodes:
                self._remove(pod)
            elif is_finished(pod):
                finished.append(pod)
        excess = len(finished) - MAX_FINISHED
        if excess > 0:
            finished.sort(key=lambda pod: str(pod["metadata"]["creationTimestamp"]))
            for pod in finished[:excess]:
                self._remove(pod)

    def _remove(self, pod: Object) -> None:
        metadata = pod["metadata"]
        try:
            self._client.delete("pods", metadata["namespace"], metadata["name"], grace=0)
        except ApiError as error:
            if error.reason != "NotFound":
                raise
