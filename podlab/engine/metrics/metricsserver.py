"""metrics-server: asks each kubelet every few seconds, and tells rates between two answers.

Here: points, rates, NodeMetrics and PodMetrics.  A container is told of once it was seen twice, or
when it is young but not too young (metrics-server 0.9: 10 s).  Not here: measuring.
"""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from podlab.engine.kernel.clock import SECOND, rfc3339
from podlab.engine.kernel.simulation import Simulation
from podlab.engine.kubelet.kubelet import Kubelet
from podlab.engine.kubelet.node.stats import ContainerUse, node_use
from podlab.engine.objects.kinds import Kind
from podlab.engine.store.store import Key, Store

Object = dict[str, Any]

TARGET = "metrics-server"
GROUP, VERSION = "metrics.k8s.io", "v1beta1"
READ = ("get", "list")
NODES = Kind(GROUP, VERSION, "NodeMetrics", "nodes", "", False, verbs=READ,
             list_kind="NodeMetricsList", custom=True)  # fmt: skip
PODS = Kind(GROUP, VERSION, "PodMetrics", "pods", "", True, verbs=READ,
            list_kind="PodMetricsList", custom=True)  # fmt: skip
YOUNG = 10 * SECOND


class Point(NamedTuple):
    """What was used until a moment: CPU microseconds in all, bytes held then."""

    time: int
    cpu: int
    memory: int


class Rate(NamedTuple):
    """Two points, of which container instance."""

    id: str
    before: Point | None
    last: Point


@dataclass(slots=True)
class MetricsState:
    """Plain data: the nodes' rates, and by Pod (``namespace/name``) its containers'."""

    nodes: dict[str, Rate] = field(default_factory=dict)
    pods: dict[str, dict[str, Rate]] = field(default_factory=dict)


class MetricsServer:
    """Collects from the kubelets of one cluster; ``resolution`` in microseconds."""

    def __init__(
        self,
        state: MetricsState,
        sim: Simulation,
        store: Store,
        kubelets: dict[str, Kubelet],
        resolution: int,
    ) -> None:
        self.state = state
        self.sim = sim
        self.store = store
        self._kubelets = kubelets
        self._resolution = resolution
        sim.register(TARGET, self._collect)

    def start(self) -> None:
        """Begin; once in a cluster's life."""
        phase = self.sim.chance.below(TARGET, self._resolution)
        self.sim.after(phase, TARGET, "collect")

    def _collect(self, _kind: str, _payload: Any) -> None:
        self.sim.after(self._resolution, TARGET, "collect")
        nodes: dict[str, Rate] = {}
        pods: dict[str, dict[str, Rate]] = {}
        for name, kubelet in self._kubelets.items():
            if not kubelet.state.running or kubelet.state.apart:
                continue
            used = node_use(kubelet.context)
            point = Point(self.sim.now, used.cpu, used.memory)
            known = self.state.nodes.get(name)
            nodes[name] = Rate(name, known.last if known else None, point)
            for row in used.containers:
                found = pods.setdefault(f"{row.namespace}/{row.pod}", {})
                found[row.container] = self._rate(row)
        self.state.nodes, self.state.pods = nodes, pods

    def _rate(self, row: ContainerUse) -> Rate:
        now = self.sim.now
        point = Point(now, row.cpu, row.memory)
        known = self.state.pods.get(f"{row.namespace}/{row.pod}", {}).get(row.container)
        if known is not None and known.id == row.id:
            return Rate(row.id, known.last, point)
        fresh = YOUNG <= now - row.started < self._resolution
        return Rate(row.id, Point(row.started, 0, 0) if fresh else None, point)


class NodeMetrics:
    """``nodes.metrics.k8s.io``."""

    def __init__(self, server: MetricsServer) -> None:
        self._server = server

    def find(self, _namespace: str, name: str) -> Object | None:
        """One node's metrics."""
        rate = self._server.state.nodes.get(name)
        node = self._server.store.get(Key("nodes", "", name))
        if rate is None or rate.before is None or node is None:
            return None
        return {**_head(NODES, node, rate.before, rate.last, self._server.sim.now),
                "usage": _usage(rate.before, rate.last)}  # fmt: skip

    def list(self, _namespace: str | None) -> list[Object]:
        """All nodes' metrics."""
        found = (self.find("", name) for name in sorted(self._server.state.nodes))
        return [row for row in found if row is not None]


class PodMetrics:
    """``pods.metrics.k8s.io``."""

    def __init__(self, server: MetricsServer) -> None:
        self._server = server

    def find(self, namespace: str, name: str) -> Object | None:
        """One Pod's metrics: only when those of all its running containers are known."""
        rates = self._server.state.pods.get(f"{namespace}/{name}", {})
        pod = self._server.store.get(Key("pods", namespace, name))
        if pod is None or not rates:
            return None
        rows, ends = [], []
        for container, rate in sorted(rates.items()):
            if rate.before is None:
                return None
            rows.append({"name": container, "usage": _usage(rate.before, rate.last)})
            ends.append((rate.before, rate.last))
        before, last = ends[0]
        head = _head(PODS, pod, before, last, self._server.sim.now)
        return {**head, "containers": rows}

    def list(self, namespace: str | None) -> list[Object]:
        """The metrics of a namespace's Pods, or of all."""
        found = []
        for key in sorted(self._server.state.pods):
            where, _, name = key.partition("/")
            if namespace in (None, "", where):
                found.append(self.find(where, name))
        return [row for row in found if row is not None]


def _head(kind: Kind, about: Object, before: Point, last: Point, now: int) -> Object:
    metadata = about["metadata"]
    head: Object = {"name": metadata["name"], "creationTimestamp": rfc3339(now)}
    for name in ("namespace", "labels"):
        if metadata.get(name):
            head[name] = metadata[name]
    window = (last.time - before.time) // 1000 / 1000
    return {
        "kind": kind.kind,
        "apiVersion": kind.api_version,
        "metadata": head,
        "timestamp": rfc3339(last.time),
        "window": f"{window:g}s",
    }


def _usage(before: Point, last: Point) -> Object:
    passed = max(last.time - before.time, 1)
    nanocores = max(last.cpu - before.cpu, 0) * 1_000_000_000 // passed
    cpu = f"{nanocores}n" if nanocores else "0"
    return {"cpu": cpu, "memory": f"{last.memory >> 10}Ki"}
