"""The field that faults play on: the cluster's machines and what runs on them, found by name.

Here: references and lookups, with a clear refusal for whatever is not there.  Not here: any fault.
"""

from collections.abc import Callable
from typing import Any, NamedTuple, Protocol

from podlab.engine.kernel.simulation import Simulation
from podlab.engine.kubelet.kubelet import Kubelet
from podlab.engine.kubelet.pods import uid_of
from podlab.engine.machine.machine import Machine
from podlab.engine.machine.net.network import Network
from podlab.engine.runtime.containerd import Containerd
from podlab.engine.runtime.registry import RegistryState
from podlab.engine.runtime.state import ContainerRecord
from podlab.engine.store.store import Key, Store

Object = dict[str, Any]


class FaultRefused(Exception):
    """A fault that cannot be put on; ``code`` names the fact, ``params`` its data."""

    def __init__(self, code: str, text: str, **params: Any) -> None:
        super().__init__(text)
        self.code = code
        self.params = params


class Field(Protocol):
    """What faults touch (``engine.cluster.Cluster`` fulfils this)."""

    sim: Simulation
    store: Store
    network: Network
    machines: dict[str, Machine]
    runtimes: dict[str, Containerd]
    kubelets: dict[str, Kubelet]

    @property
    def registry(self) -> RegistryState:
        """The registries outside."""

    @property
    def control_plane(self) -> str:
        """The node on which the API server stands."""


class Fault(NamedTuple):
    """A fault: what does it, and the names of its arguments ([…] may be left out)."""

    run: Callable[[Field, list[str]], None]
    arguments: tuple[str, ...]

    def fits(self, count: int) -> bool:
        """Whether so many arguments can be meant."""
        needed = sum(not name.startswith("[") for name in self.arguments)
        return needed <= count <= len(self.arguments)


class Running(NamedTuple):
    """A container that runs, and where."""

    node: str
    pod: Object
    record: ContainerRecord


def node_of(field: Field, name: str) -> str:
    """A node that has a machine.  Raises FaultRefused."""
    if name not in field.machines:
        known = ", ".join(field.machines) or "none"
        raise FaultRefused(
            "no-such-node", f"no machine of this cluster is called {name} (there is {known})",
            node=name,
        )  # fmt: skip
    return name


def pod_of(field: Field, name: str) -> Object:
    """A Pod by ``NAMESPACE/NAME``, or by a name that stands in ``default`` or in only one
    namespace.  Raises FaultRefused."""
    namespace, _, short = name.rpartition("/")
    found = field.store.get(Key("pods", namespace or "default", short))
    if found is not None:
        return found
    if not namespace:
        rows = [p for p in field.store.list("pods") if p["metadata"]["name"] == short]
        if len(rows) == 1:
            return rows[0]
        if rows:
            raise FaultRefused(
                "ambiguous-pod", f"pod {name} is in several namespaces: say NAMESPACE/{name}",
                pod=name,
            )  # fmt: skip
    raise FaultRefused("no-such-pod", f"there is no pod {name}", pod=name)


def container_spec(pod: Object, name: str) -> Object:
    """A container of a Pod as it is written down; '' is the first.  Raises FaultRefused."""
    spec = pod["spec"]
    rows = [row for kind in ("containers", "initContainers") for row in spec.get(kind) or ()]
    for row in rows:
        if name in ("", row["name"]):
            found: Object = row
            return found
    pod_name = pod["metadata"]["name"]
    raise FaultRefused(
        "no-such-container", f"pod {pod_name} has no container {name}",
        pod=pod_name, container=name,
    )  # fmt: skip


def running(field: Field, pod_name: str, container: str) -> Running:
    """A container's running instance.  Raises FaultRefused."""
    pod = pod_of(field, pod_name)
    name = container_spec(pod, container)["name"]
    node = pod["spec"].get("nodeName", "")
    runtime = field.runtimes.get(node)
    for record in runtime.state.containers.values() if runtime is not None else ():
        sandbox = runtime.state.sandboxes[record.sandbox] if runtime is not None else None
        own = sandbox is not None and sandbox.config.uid == uid_of(pod)
        if own and record.state == "running" and record.config.name == name:
            return Running(node, pod, record)
    raise FaultRefused(
        "not-running", f"container {name} of pod {pod_name} is not running",
        pod=pod_name, container=name,
    )  # fmt: skip


def number(text: str, low: int, high: int, what: str) -> int:
    """A whole number within bounds.  Raises FaultRefused."""
    if not text.isascii() or not text.isdigit() or len(text) > 15 or not low <= int(text) <= high:
        raise FaultRefused(
            "bad-number", f"{what} must be a whole number from {low} to {high}, not {text[:20]}",
            value=text[:20], low=low, high=high,
        )  # fmt: skip
    return int(text)
