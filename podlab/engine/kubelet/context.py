"""What the parts of one kubelet share: wiring, not state.

Here: the context that is handed to each service.  Not here: behaviour.
"""

from dataclasses import dataclass, field
from typing import Any, Protocol

from podlab.engine.client.client import Client
from podlab.engine.client.recorder import Recorder
from podlab.engine.kernel.simulation import Simulation
from podlab.engine.kubelet.node.feed import NodeFeed
from podlab.engine.kubelet.state import KubeletState, PodRecord
from podlab.engine.kubelet.timings import Span
from podlab.engine.machine.program import Files
from podlab.engine.machine.trees import TreeEntry
from podlab.engine.runtime.cri import Runtime

Object = dict[str, Any]


class NodeFiles(Files, Protocol):
    """The node's filesystem (``machine.files.ProcessFiles``)."""

    def write_tree(self, top: str, tree: dict[str, TreeEntry]) -> None: ...
    def remove_tree(self, top: str, name: str) -> None: ...
    def mounted_below(self, top: str) -> list[str]: ...
    def is_mount_point(self, path: str) -> bool: ...


@dataclass(slots=True, frozen=True)
class NodeConfig:
    """The facts about one node, as its kubelet's flags and machine say."""

    name: str
    internal_ip: str
    labels: dict[str, str]
    capacity: dict[str, str]
    allocatable: dict[str, str]
    node_info: dict[str, str]
    taints: list[dict[str, str]] = field(default_factory=list)
    cluster_dns: str = "10.96.0.10"
    cluster_domain: str = "cluster.local"


@dataclass(slots=True, frozen=True)
class Context:
    """One kubelet's surroundings."""

    state: KubeletState
    sim: Simulation
    client: Client
    recorder: Recorder
    runtime: Runtime
    feed: NodeFeed
    files: NodeFiles
    node: NodeConfig

    @property
    def now(self) -> int:
        """Virtual time."""
        return self.sim.now

    def target(self, part: str) -> str:
        """The name under which a part of this kubelet gets its events."""
        return f"kubelet/{self.node.name}/{part}"

    def draw(self, span: Span) -> int:
        """A duration by chance, from this kubelet's stream."""
        return span.draw(self.sim.chance, f"kubelet/{self.node.name}")

    def fraction(self, limit: int) -> int:
        """A duration from 0 to below a limit, from this kubelet's stream."""
        return self.sim.chance.below(f"kubelet/{self.node.name}", limit) if limit > 0 else 0

    def serial(self) -> int:
        """The next number of this kubelet, for names of pulls and sessions."""
        self.state.serial += 1
        return self.state.serial

    def because(self, record: PodRecord, action: str, container: str, words: str = "") -> None:
        """Record why the kubelet does what follows: something about a container of a Pod."""
        metadata = record.pod["metadata"]
        subject = f"pods/{metadata['namespace']}/{metadata['name']}/{container} {words[:200]}"
        self.sim.because(f"kubelet/{self.node.name}", action, subject.rstrip())

    def pod_event(self, record: PodRecord, type_: str, reason: str, message: str) -> None:
        """Record an Event about a Pod."""
        self.recorder.event(record.pod, type_, reason, message)

    def container_event(
        self, record: PodRecord, name: str, type_: str, reason: str, message: str
    ) -> None:
        """Record an Event about a container of a Pod."""
        path = f"spec.containers{{{name}}}"
        spec = record.pod["spec"]
        for kind in ("initContainers", "ephemeralContainers"):
            if any(row["name"] == name for row in spec.get(kind) or ()):
                path = f"spec.{kind}{{{name}}}"
        self.recorder.event(record.pod, type_, reason, message, path)
