"""From a specification to what each room wants to know of it.

Here: plain translations.  Not here: building anything (``engine.cluster``).
"""

import ipaddress

from podlab.engine.apiserver.state import ServerOptions
from podlab.engine.controllers.context import ControllerConfig
from podlab.engine.kubelet.context import NodeConfig
from podlab.engine.machine.state import Facts
from podlab.engine.network.clusternetwork import NetworkConfig
from podlab.engine.objects import yaml
from podlab.engine.objects.quantity import value_of
from podlab.engine.pki.authority import AuthorityState
from podlab.engine.runtime.registry import RegistryState
from podlab.engine.spec import ClusterSpec, NodeSpec

CA_FILE = "/etc/kubernetes/pki/ca.crt"


def service_ip(spec: ClusterSpec) -> str:
    """The address of the service ``kubernetes``: the first of the service network."""
    return str(ipaddress.ip_network(spec.service_cidr)[1])


def host_ip(spec: ClusterSpec) -> str:
    """The address of the control plane's machine."""
    return spec.nodes[0].internal_ip if spec.nodes else "192.168.1.10"


def server_options(spec: ClusterSpec, authority: AuthorityState) -> ServerOptions:
    """What the API server hands out from, and whose certificates it believes."""
    return ServerOptions(
        service_cidr=spec.service_cidr,
        dns_ip=spec.dns_ip,
        most_objects=spec.most_objects,
        address=f"{host_ip(spec)}:6443",
        client_ca=authority.certificate,
    )


def controller_config(spec: ClusterSpec, authority: AuthorityState) -> ControllerConfig:
    """What the controllers are told; ``authority`` is the cluster's own."""
    return ControllerConfig(
        cluster_cidr=spec.pod_cidr,
        root_ca=authority.certificate,
        ca_key=authority.key,
        load_balancer_pool=spec.load_balancer_pool,
        provisioners=tuple(row.provisioner for row in spec.storage_classes),
    )


def network_config(spec: ClusterSpec) -> NetworkConfig:
    """Addresses of Pods by node, and of DNS."""
    addresses = {node.name: node.pod_addresses for node in spec.nodes}
    return NetworkConfig(spec.pod_cidr, spec.dns_ip, spec.dns_domain, addresses)


def registry_state(spec: ClusterSpec) -> RegistryState:
    """What can be pulled."""
    return RegistryState(repositories=spec.registry, sizes=dict(spec.image_sizes))


def node_config(node: NodeSpec, spec: ClusterSpec) -> NodeConfig:
    """A kubelet's configuration."""
    return NodeConfig(
        name=node.name,
        internal_ip=node.internal_ip,
        labels=node.labels,
        capacity=node.capacity,
        allocatable=node.allocatable,
        node_info=node.node_info,
        taints=node.taints,
        cluster_dns=spec.dns_ip,
        cluster_domain=spec.dns_domain,
    )


def node_facts(node: NodeSpec) -> Facts:
    """A machine's hardware and kernel."""
    return Facts(
        cpus=max(1, value_of(node.capacity.get("cpu", "2"))),
        memory=value_of(node.capacity.get("memory", "4Gi")),
        kernel=node.node_info.get("kernelVersion", "6.1.0-37-amd64"),
        architecture=node.node_info.get("architecture", "amd64"),
        disk=value_of(node.capacity.get("ephemeral-storage", "50Gi")),
    )


def kubeconfig(spec: ClusterSpec) -> bytes:
    """The administrator's kubeconfig on the terminal's machine."""
    names = spec.kubeconfig
    data = {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [
            {
                "name": names["cluster"],
                "cluster": {"certificate-authority": CA_FILE, "server": names["server"]},
            }
        ],
        "contexts": [
            {
                "name": names["context"],
                "context": {"cluster": names["cluster"], "user": names["user"]},
            }
        ],
        "current-context": names["context"],
        "users": [{"name": names["user"], "user": {"token": "admintoken"}}],
        "preferences": {},
    }
    return yaml.dump(data).encode()


def first_address(cidr: str) -> str:
    """The first address of a network: its gateway."""
    return str(ipaddress.ip_network(cidr)[1])


def router_of(address: str, spec: ClusterSpec) -> str:
    """The default gateway of a node: the first address of its network, '' where a node has it.
    Without a default route a machine would not even try a Service's address."""
    gateway = first_address(str(ipaddress.ip_interface(f"{address}/24").network))
    return "" if any(node.internal_ip == gateway for node in spec.nodes) else gateway
