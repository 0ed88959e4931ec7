"""One cluster: wires the rooms together from a specification and a seed.  No logic of its own.

Construction only connects; ``create`` boots a new cluster, ``restore`` brings one back.
"""

from dataclasses import dataclass, field
from typing import Any

from podlab.engine import addons
from podlab.engine.apiserver.access.caller import Caller
from podlab.engine.apiserver.server import ApiServer
from podlab.engine.apiserver.state import ApiServerState
from podlab.engine.bootstrap import API_SERVER, bootstrap
from podlab.engine.client.client import Client
from podlab.engine.client.informer import InformersState
from podlab.engine.controllers.context import ControllerManagerState
from podlab.engine.controllers.controllermanager import ControllerManager
from podlab.engine.inprocess import InProcessKubernetes
from podlab.engine.kernel import sharing, snapshot
from podlab.engine.kernel.chance import Chance
from podlab.engine.kernel.clock import SECOND
from podlab.engine.kernel.simulation import Simulation, SimulationState
from podlab.engine.kubectl.program import main as kubectl
from podlab.engine.kubelet.kubelet import Kubelet
from podlab.engine.kubelet.node.exec import ClusterNodes, ClusterNodesState
from podlab.engine.kubelet.node.feed import NodeFeed
from podlab.engine.kubelet.state import KubeletState
from podlab.engine.kubernetesservice import KubernetesService
from podlab.engine.machine.machine import Machine
from podlab.engine.machine.net.interfaces import Route
from podlab.engine.machine.net.network import Network, NetworkState
from podlab.engine.machine.state import MachineState, fresh_machine
from podlab.engine.metrics.metricsserver import (
    NODES,
    PODS,
    MetricsServer,
    MetricsState,
    NodeMetrics,
    PodMetrics,
)
from podlab.engine.network.clusternetwork import ClusterNetwork, ClusterNetworkState
from podlab.engine.network.ingress.controller import IngressController, IngressControllerState
from podlab.engine.objects.kinds import KindTable
from podlab.engine.objects.schema import Schema
from podlab.engine.pki.authority import AuthorityState, new_authority
from podlab.engine.runtime.containerd import Containerd
from podlab.engine.runtime.registry import Registry, RegistryState
from podlab.engine.runtime.state import RuntimeState
from podlab.engine.scheduler.scheduler import Scheduler, SchedulerState
from podlab.engine.spec import NodeSpec, parse_spec
from podlab.engine.store.store import Change, Store, StoreState
from podlab.engine.wiring import (
    CA_FILE,
    controller_config,
    first_address,
    host_ip,
    kubeconfig,
    network_config,
    node_config,
    node_facts,
    registry_state,
    router_of,
    server_options,
    service_ip,
)

BOOT_TIME = 30 * SECOND
"""How long a new cluster lives before anybody looks: nodes are Ready by then."""
BACKGROUND = frozenset({"leases.coordination.k8s.io", "nodes"})
"""Resources whose changes are heartbeats: a single step of the clock goes past them."""
STEP_EVENTS = 1_200
"""How far a single step looks for something to happen: some minutes of an idle cluster."""
ADMIN = Caller("kubernetes-admin", ("system:masters", "system:authenticated"), "kubeadm", "boot")


@dataclass(slots=True)
class ClusterState:
    """All plain data of a cluster."""

    spec: dict[str, Any]
    simulation: SimulationState
    api: ApiServerState
    registry: RegistryState
    store: StoreState = field(default_factory=StoreState)
    network: NetworkState = field(default_factory=NetworkState)
    overlay: ClusterNetworkState = field(default_factory=ClusterNetworkState)
    machines: dict[str, MachineState] = field(default_factory=dict)
    runtimes: dict[str, RuntimeState] = field(default_factory=dict)
    feed: InformersState = field(default_factory=InformersState)
    kubelets: dict[str, KubeletState] = field(default_factory=dict)
    nodes: ClusterNodesState = field(default_factory=ClusterNodesState)
    manager: ControllerManagerState = field(default_factory=ControllerManagerState)
    scheduler: SchedulerState = field(default_factory=SchedulerState)
    metrics: MetricsState = field(default_factory=MetricsState)
    authority: AuthorityState = field(default_factory=AuthorityState)
    ingress: IngressControllerState = field(default_factory=IngressControllerState)


class Cluster:
    """A whole cluster around its state."""

    def __init__(self, state: ClusterState) -> None:
        self.state = state
        self.spec = parse_spec(state.spec)
        self.sim = Simulation(state.simulation)
        self.store = Store(state.store)
        self.store.listen(self._announce)
        self.kinds = KindTable()
        self.schema = Schema()
        self.api = ApiServer(state.api, self.store, self.sim, self.kinds, self.schema)
        self.overlay = ClusterNetwork(
            state.overlay, self.sim, self.store, network_config(self.spec)
        )
        self.network = Network(state.network, self.sim, self.overlay)
        self.own_service = KubernetesService(
            self.sim, self.store, Client(self.api.verbs, API_SERVER),
            service_ip(self.spec), host_ip(self.spec),
        )  # fmt: skip
        self.kubernetes = InProcessKubernetes(self.api, self.store, self.sim, self.kinds)
        self.feed = NodeFeed(state.feed, self.store, self.sim)
        self.nodes = ClusterNodes(state.nodes, self.store)
        self.api.nodes = self.nodes
        self.manager = ControllerManager(
            state.manager,
            self.sim,
            self.store,
            self.api.verbs,
            self.kinds,
            controller_config(self.spec, state.authority),
        )
        self.scheduler = Scheduler(state.scheduler, self.sim, self.store, self.api.verbs)
        self.ingress: IngressController | None = None
        if self.spec.ingress_controller:
            address = service_ip(self.spec)
            self.ingress = IngressController(
                state.ingress, self.sim, self.store, self.api.verbs, address
            )
        self.machines: dict[str, Machine] = {}
        self.runtimes: dict[str, Containerd] = {}
        self.kubelets: dict[str, Kubelet] = {}
        for node in self.spec.nodes:
            self._connect(node)
        self.metrics = MetricsServer(
            state.metrics, self.sim, self.store, self.kubelets,
            self.spec.metrics_resolution * SECOND,
        )  # fmt: skip
        if self.spec.metrics_resolution:
            self.api.aggregate(NODES, NodeMetrics(self.metrics))
            self.api.aggregate(PODS, PodMetrics(self.metrics))

    # --- life -------------------------------------------------------------------------------
    @classmethod
    def create(cls, spec: dict[str, Any], seed: int, start: int) -> "Cluster":
        """A new cluster, booted; ``start`` is its virtual time when it is handed over (µs).

        Raises:
            BadSpec: the specification cannot be used.
        """
        read = parse_spec(spec)
        born = start - BOOT_TIME
        authority = new_authority(seed, born)
        state = ClusterState(
            spec=spec,
            simulation=SimulationState(now=born, chance=Chance(seed)),
            api=ApiServerState(options=server_options(read, authority)),
            registry=registry_state(read),
            authority=authority,
        )
        for node in read.nodes:
            state.machines[node.name] = fresh_machine(node.name, born, node_facts(node))
            state.runtimes[node.name] = RuntimeState(node.name)
            state.kubelets[node.name] = KubeletState()
        cluster = cls(state)
        cluster._boot()
        return cluster

    @classmethod
    def restore(cls, data: bytes) -> "Cluster":
        """A cluster as it was when ``snapshot`` was called.

        Raises:
            BadSnapshot: the bytes are no snapshot of this version.
        """
        return cls(snapshot.from_bytes(data))

    def snapshot(self) -> bytes:
        """The whole cluster, written out."""
        return snapshot.to_bytes(self.state)

    def branch(self) -> "Cluster":
        """A second cluster that goes on from here: it shares with this one what never changes."""
        return Cluster(sharing.share(self.state))

    @property
    def registry(self) -> RegistryState:
        """The registries outside."""
        return self.state.registry

    @property
    def control_plane(self) -> str:
        """The node on which the API server stands: the first."""
        return self.spec.nodes[0].name if self.spec.nodes else ""

    # --- what commands and questions use ------------------------------------------------------
    @property
    def machine(self) -> Machine:
        """Where the terminal stands."""
        return self.machines[self.spec.machine]

    def terminals(self) -> list[str]:
        """The names of the open terminals."""
        return sorted(self.machine.state.ttys)

    def because(self, component: str, action: str, subject: str) -> None:
        """Record what somebody outside does as the cause of what follows."""
        self.sim.cause = 0
        self.sim.because(component, action, subject)

    def step_to_change(self) -> None:
        """Run until something happens that one can see: a write that is no heartbeat."""
        for _ in range(STEP_EVENTS):
            before = self.store.revision
            if not self.sim.step():
                return
            if any(
                change.key.resource not in BACKGROUND for change in self.store.changes_since(before)
            ):
                return

    # --- wiring -----------------------------------------------------------------------------
    def _connect(self, node: NodeSpec) -> None:
        state = self.state
        machine = Machine(
            state.machines[node.name], self.sim, self.network, programs={"kubectl": kubectl}
        )
        runtime = Containerd(
            state.runtimes[node.name],
            self.sim,
            machine,
            Registry(state.registry),
            self.overlay.plugin(node.name),
        )
        machine.services["containerd"] = runtime
        machine.services["kubernetes"] = self.kubernetes
        machine.services["machines"] = self.machines
        if self.ingress is not None:
            machine.services["ingress"] = self.ingress
        kubelet = Kubelet(
            state.kubelets[node.name],
            self.sim,
            self.api.verbs,
            runtime,
            self.feed,
            machine.files,
            node_config(node, self.spec),
        )
        self.machines[node.name] = machine
        self.runtimes[node.name] = runtime
        self.kubelets[node.name] = kubelet
        self.nodes.add(kubelet)

    def _announce(self, change: Change) -> None:
        """Wake who waits for changes of a resource (kubectl's watches, the gateway's)."""
        self.sim.post(f"watch/{change.key.resource}")

    # --- first boot -------------------------------------------------------------------------
    def _boot(self) -> None:
        self.sim.because("cluster", "boot", "cluster")
        self._boot_network()
        hosts = {node.name: node.internal_ip for node in self.spec.nodes}
        for node in self.spec.nodes:
            self._boot_machine(node, hosts)
        client = Client(self.api.verbs, ADMIN)
        bootstrap(client, self.spec, self.own_service, host_ip(self.spec))
        if self.ingress is not None:
            addons.install(client, self.kinds, addons.INGRESS)
            self.ingress.start()
        for part in (self.overlay, self.manager, self.scheduler, self.feed):
            part.start()
        for kubelet in self.kubelets.values():
            kubelet.boot()
        if self.spec.metrics_resolution:
            self.metrics.start()
        self.sim.cause = 0
        self.sim.run_until(self.sim.now + BOOT_TIME)

    def _boot_network(self) -> None:
        for node in self.spec.nodes:
            gateway = router_of(node.internal_ip, self.spec)
            self.network.add_machine(node.name, node.internal_ip, gateway=gateway)
            self.network.add_bridge(
                node.name, node.pod_addresses, first_address(node.pod_addresses)
            )
        routes = [Route(row.pod_addresses, row.internal_ip, "eth0") for row in self.spec.nodes]
        for place, node in enumerate(self.spec.nodes):
            self.network.add_routes(node.name, routes[:place] + routes[place + 1 :])

    def _boot_machine(self, node: NodeSpec, hosts: dict[str, str]) -> None:
        machine = self.machines[node.name]
        machine.boot(hosts)
        registry = self.spec.registry if self.spec.pre_pulled else None
        images = [f"{name}:{tag}" for name, tags in (registry or {}).items() for tag in tags]
        self.runtimes[node.name].boot(images)
        if node.name == self.spec.machine:
            machine.files.mkdir("/root/.kube", 0o750, parents=True)
            machine.files.write("/root/.kube/config", kubeconfig(self.spec), mode=0o600)
            machine.files.mkdir(CA_FILE.rpartition("/")[0], parents=True)
            machine.files.write(CA_FILE, self.state.authority.certificate.encode(), mode=0o644)
