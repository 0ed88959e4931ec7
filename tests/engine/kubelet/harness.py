"""One node with its kubelet over a fake API and a fake runtime, and what was seen of it."""

from copy import deepcopy
from typing import Any

from podlab.engine.client.informer import InformersState
from podlab.engine.kernel import snapshot
from podlab.engine.kernel.chance import Chance
from podlab.engine.kernel.clock import SECOND, parse_rfc3339
from podlab.engine.kernel.simulation import Simulation, SimulationState
from podlab.engine.kubelet.context import NodeConfig
from podlab.engine.kubelet.kubelet import Kubelet, kubelet_caller
from podlab.engine.kubelet.node.feed import NodeFeed
from podlab.engine.kubelet.state import KubeletState
from podlab.engine.store.store import Change, Key, Store, StoreState

from .fake_api import FakeFiles, FakeVerbs
from .fake_runtime import FakeRuntime

Object = dict[str, Any]

START = parse_rfc3339("2026-11-23T17:42:39.250Z")

NODE = NodeConfig(
    name="node1",
    internal_ip="192.0.2.2",
    labels={"kubernetes.io/hostname": "node1"},
    capacity={"cpu": "2", "memory": "8Gi", "pods": "110"},
    allocatable={"cpu": "2", "memory": "8Gi", "pods": "110"},
    node_info={"kubeletVersion": "v1.37.1"},
)


class Harness:
    """Everything around one kubelet."""

    def __init__(self, seed: int = 1, node: NodeConfig = NODE, before: Any = None) -> None:
        kept = before or (
            SimulationState(START, Chance(seed)), StoreState(), InformersState(), KubeletState()
        )  # fmt: skip
        self.kept = kept
        self.sim = Simulation(kept[0])
        self.store = Store(kept[1])
        self.verbs = FakeVerbs(self.store, self.sim)
        self.runtime = FakeRuntime(self.sim)
        self.files = FakeFiles()
        self.changes: list[Change] = []
        self.store.listen(self.changes.append)
        self.feed = NodeFeed(kept[2], self.store, self.sim)
        self.state = kept[3]
        self.kubelet = Kubelet(
            self.state, self.sim, self.verbs, self.runtime, self.feed, self.files, node
        )
        if before is None:
            self.feed.start()
            self.kubelet.boot()

    def restored(self) -> "Harness":
        """Another one, built from this one's written-out state."""
        other = Harness(before=snapshot.from_bytes(snapshot.to_bytes(self.kept)))
        self.runtime.copy_to(other.runtime)
        other.files.__dict__.update(deepcopy(self.files.__dict__))
        return other

    def pod(self, name: str = "p", *, labels: dict[str, str] | None = None, **spec: Any) -> Object:
        """Create a Pod that is bound to the node."""
        spec.setdefault("containers", [{"name": "c", "image": "nginx"}])
        spec.setdefault("restartPolicy", "Always")
        spec.setdefault("terminationGracePeriodSeconds", 30)
        body = {
            "apiVersion": "v1",
            "kind": "Pod",
            "metadata": {"name": name, "labels": labels or {}},
            "spec": {**spec, "nodeName": "node1"},
            "status": {"phase": "Pending", "qosClass": "BestEffort"},
        }
        return self.verbs.create(kubelet_caller("node1"), "pods", "default", body)

    def delete(self, name: str = "p", grace: int | None = None) -> None:
        """Ask for a Pod's deletion."""
        options = None if grace is None else {"gracePeriodSeconds": grace}
        self.verbs.delete(kubelet_caller("node1"), "pods", "default", name, options=options)

    def run(self, seconds: float) -> None:
        """Let time pass."""
        self.sim.run_until(self.sim.now + int(seconds * SECOND))

    def get(self, name: str = "p") -> Object | None:
        """The Pod as the API has it."""
        return self.store.get(Key("pods", "default", name))

    def status(self, name: str = "p") -> Object:
        """The Pod's status as the API has it."""
        found = self.get(name)
        assert found is not None
        status: Object = found["status"]
        return status

    def container(self, name: str = "p", place: int = 0) -> Object:
        """One container's status."""
        row: Object = self.status(name)["containerStatuses"][place]
        return row

    def events(self, reason: str = "") -> list[tuple[str, str]]:
        """(reason, message) of the Pods' Events in the order they came."""
        rows = []
        for change in self.changes:
            if change.key.resource != "events" or change.type != "ADDED":
                continue
            obj = change.object
            if obj["involvedObject"]["kind"] == "Pod" and reason in ("", obj["reason"]):
                rows.append((obj["reason"], obj["message"]))
        return rows

    def history(self, name: str = "p") -> list[str]:
        """The phases and first containers' states that a Pod went through."""
        rows: list[str] = []
        for change in self.changes:
            if change.key != Key("pods", "default", name):
                continue
            status = change.object["status"]
            states = status.get("containerStatuses") or [{"state": {"none": {}}}]
            kind, detail = next(iter(states[0]["state"].items()))
            row = f"{status['phase']}/{detail.get('reason') or kind}"
            if not rows or rows[-1] != row:
                rows.append(row)
        return rows
