"""The cluster's network as one thing: fulfils the hooks of ``machine.net`` and hands out plugins.

Here: assembly of the view, services, names, policies and plugins.  Not here: any of them.
"""

from dataclasses import dataclass, field

from podlab.engine.client.informer import Informers, InformersState
from podlab.engine.kernel.simulation import Simulation
from podlab.engine.machine.net.hooks import DnsAnswer, Refusal
from podlab.engine.network.cni import CniState, NodeNetwork
from podlab.engine.network.dns import ClusterDns
from podlab.engine.network.policy import PolicyEngine
from podlab.engine.network.service import ServiceProxy, ServiceProxyState
from podlab.engine.network.view import NetworkView
from podlab.engine.store.store import Store

NAME = "cluster-network"


@dataclass(slots=True, frozen=True)
class NetworkConfig:
    """What a cluster's spec says of its network; ``pod_addresses`` by node name."""

    cluster_cidr: str
    dns_address: str
    dns_domain: str
    pod_addresses: dict[str, str]


@dataclass(slots=True)
class ClusterNetworkState:
    """Plain data of the network's components."""

    informers: InformersState = field(default_factory=InformersState)
    proxy: ServiceProxyState = field(default_factory=ServiceProxyState)
    plugins: dict[str, CniState] = field(default_factory=dict)


class ClusterNetwork:
    """Fulfils ``machine.net.hooks.Hooks``."""

    def __init__(
        self, state: ClusterNetworkState, sim: Simulation, store: Store, config: NetworkConfig
    ) -> None:
        self.state = state
        self._sim = sim
        self._config = config
        self.informers = Informers(NAME, state.informers, store, sim)
        self.view = NetworkView(self.informers)
        self._proxy = ServiceProxy(state.proxy, self.view, sim)
        self._dns = ClusterDns(self.view, config.dns_address, config.dns_domain)
        self._policy = PolicyEngine(self.view)

    def start(self) -> None:
        """List what exists and begin; once in a cluster's life."""
        for node, subnet in self._config.pod_addresses.items():
            self.state.plugins.setdefault(node, CniState(subnet))
        self.informers.start()

    def plugin(self, node: str) -> NodeNetwork:
        """A node's network plugin; its addresses come from the spec, or from 10.244.255.0/24."""
        subnet = self._config.pod_addresses.get(node, "10.244.255.0/24")
        state = self.state.plugins.setdefault(node, CniState(subnet))
        return NodeNetwork(state, self._sim.chance, self._config.cluster_cidr)

    def rewrite(
        self, netns: str, address: str, port: int, protocol: str
    ) -> tuple[str, int] | Refusal:
        """Where a connection from a network namespace really goes."""
        node = self._node_of(netns)
        return self._proxy.rewrite(netns, node, address, port, protocol)

    def allowed(self, source: str, destination: str, port: int, protocol: str) -> bool:
        """Whether policy lets a packet through."""
        return self._policy.allowed(source, destination, port, protocol)

    def dns(self, netns: str, server: str, name: str, kind: str) -> DnsAnswer:
        """Ask the DNS server at an address; nobody answers what policy does not let through."""
        if not self._policy.may_ask(self._address_of(netns), server):
            return DnsAnswer("TIMEOUT")
        return self._dns.answer(server, name, kind)

    def _address_of(self, netns: str) -> str:
        """The address of a sandbox's network namespace; '' of a machine's own."""
        held = (plugin.held.get(netns) for plugin in self.state.plugins.values())
        return next((address for address in held if address), "")

    def _node_of(self, netns: str) -> str:
        for node, plugin in self.state.plugins.items():
            if netns in plugin.held:
                return node
        return netns
