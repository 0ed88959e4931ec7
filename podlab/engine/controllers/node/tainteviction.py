"""Taint eviction: Pods leave nodes with NoExecute taints, at once or when their patience ends.

Not here: tainting (``nodelifecycle``).
"""

from dataclasses import dataclass, field
from typing import Any

from podlab.engine.client.nodematching import tolerates
from podlab.engine.controllers.context import ControllerContext, key_of, split_key
from podlab.engine.controllers.pods import is_finished, pods_by_node
from podlab.engine.kernel.clock import SECOND, parse_rfc3339, rfc3339
from podlab.engine.objects.meta import dig, put
from podlab.engine.objects.status import ApiError

Object = dict[str, Any]

NAME = "taint-eviction-controller"


@dataclass(slots=True)
class TaintEvictionState:
    """Plain data: when each Pod will be evicted."""

    due: dict[str, int] = field(default_factory=dict)


class TaintEvictionController:
    """Looks at the Pods of nodes whose taints change."""

    def __init__(self, context: ControllerContext) -> None:
        self._sim = context.sim
        self._informers = context.informers
        self._client = context.client(NAME)
        self._recorder = context.recorder(NAME)
        self._pods = pods_by_node(context)
        self.state = context.state(NAME, TaintEvictionState)
        self.queue = context.queue(NAME, self.reconcile)
        context.informers.watch("nodes", self._on_node)
        context.informers.watch("pods", self._on_pod)

    def _on_node(self, type_: str, node: Object, previous: Object | None) -> None:
        if type_ == "DELETED" or not (_taints(node) or (previous and _taints(previous))):
            return
        if previous is not None and _taints(node) == _taints(previous):
            return
        for pod in self._pods.objects(node["metadata"]["name"]):
            self.queue.add(key_of(pod))

    def _on_pod(self, type_: str, pod: Object, previous: Object | None) -> None:
        key = key_of(pod)
        if type_ == "DELETED":
            if self.state.due.pop(key, None) is not None:
                self._cancelled(pod)
            return
        name = pod["spec"].get("nodeName")
        if not name or (previous is not None and previous["spec"].get("nodeName")):
            return
        node = self._informers.get("nodes", "", name)
        if node is not None and _taints(node):
            self.queue.add(key)

    def reconcile(self, key: str) -> None:
        """One Pod: leave it, plan its eviction, or evict it."""
        pod = self._informers.get("pods", *split_key(key))
        if pod is None or is_finished(pod):
            return
        node = self._informers.get("nodes", "", pod["spec"].get("nodeName", ""))
        taints = _taints(node) if node else []
        if not taints:
            if self.state.due.pop(key, None) is not None:
                self._cancelled(pod)
            return
        due = self._due(pod, taints, key)
        if due is None:
            self.state.due.pop(key, None)
        elif due <= self._sim.now:
            self._evict(key, pod)
        else:
            self.state.due[key] = due
            self.queue.add_after(key, due - self._sim.now)

    def _due(self, pod: Object, taints: list[Object], key: str) -> int | None:
        """When a Pod must go; None: never."""
        tolerations = pod["spec"].get("tolerations") or []
        used = []
        for taint in taints:
            found = [t for t in tolerations if tolerates(t, taint)]
            if not found:
                return self._sim.now
            used.append(found[0])
        limits = [t["tolerationSeconds"] for t in used if t.get("tolerationSeconds") is not None]
        if not limits:
            return None
        known = self.state.due.get(key)
        if known is not None:
            return known
        added = [parse_rfc3339(t["timeAdded"]) for t in taints if t.get("timeAdded")]
        start = max(self._sim.now - SECOND, min(added, default=self._sim.now))
        return max(start, 0) + max(int(min(limits)), 0) * SECOND

    def _evict(self, key: str, pod: Object) -> None:
        self.state.due.pop(key, None)
        if "deletionTimestamp" in pod["metadata"]:
            return
        self._recorder.event(
            pod, "Normal", "TaintManagerEviction", f"Marking for deletion Pod {key}"
        )
        row = {
            "type": "DisruptionTarget",
            "observedGeneration": pod["metadata"].get("generation", 0),
            "status": "True",
            "lastProbeTime": None,
            "lastTransitionTime": rfc3339(self._sim.now),
            "reason": "DeletionByTaintManager",
            "message": "Taint manager: deleting due to NoExecute taint",
        }
        metadata = pod["metadata"]
        rows = [*dig(pod, "status", "conditions", default=()), row]
        try:
            self._client.update_status("pods", put(pod, ("status", "conditions"), rows))
            self._client.delete("pods", metadata["namespace"], metadata["name"])
        except ApiError as error:
            if error.reason != "NotFound":
                raise

    def _cancelled(self, pod: Object) -> None:
        message = f"Cancelling deletion of Pod {key_of(pod)}"
        self._recorder.event(pod, "Normal", "TaintManagerEviction", message)


def _taints(node: Object) -> list[Object]:
    rows = (node.get("spec") or {}).get("taints") or ()
    return [taint for taint in rows if taint.get("effect") == "NoExecute"]
