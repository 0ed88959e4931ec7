"""The specification of a cluster: its nodes and the facts about them, as plain data.

Here: reading and checking what ``--spec`` files, lessons and the default say.  Not here: building
the cluster (``engine.cluster``).
"""

from dataclasses import dataclass, field
from ipaddress import IPv4Address
from typing import Any

VERSION = "v1.37.1"
MOST_OBJECTS = 4_000
"""How many objects a learner's cluster may have: several hundred Pods with their Events."""


class BadSpec(ValueError):
    """A specification that cannot be used; ``str()`` says where and why."""


@dataclass(slots=True)
class NodeSpec:
    """One machine of the cluster."""

    name: str
    internal_ip: str
    pod_cidr: str
    pod_addresses: str
    labels: dict[str, str]
    capacity: dict[str, str]
    allocatable: dict[str, str]
    node_info: dict[str, str]
    taints: list[dict[str, str]] = field(default_factory=list)


@dataclass(slots=True)
class StorageClassSpec:
    """A storage class that exists from the start."""

    name: str
    provisioner: str
    binding_mode: str
    reclaim_policy: str
    is_default: bool


@dataclass(slots=True)
class ClusterSpec:
    """A whole cluster.  ``registry`` None: the catalogue of well-known images and any other name;
    else repository → tags, and nothing else exists.  ``machine`` is where the terminal stands."""

    version: str
    pod_cidr: str
    service_cidr: str
    dns_ip: str
    dns_domain: str
    nodes: list[NodeSpec]
    registry: dict[str, list[str]] | None
    pre_pulled: bool
    image_sizes: dict[str, int]
    storage_classes: list[StorageClassSpec]
    metrics_resolution: int
    ingress_controller: bool
    load_balancer_pool: str
    most_objects: int
    machine: str
    kubeconfig: dict[str, str]


DEFAULT_KUBECONFIG = {
    "cluster": "kubernetes",
    "user": "kubernetes-admin",
    "context": "kubernetes-admin@kubernetes",
    "server": "https://192.168.1.10:6443",
}

_WORKER = {
    "cpu": "2",
    "ephemeral-storage": "51175Mi",
    "hugepages-1Gi": "0",
    "hugepages-2Mi": "0",
    "memory": "3880012Ki",
    "pods": "110",
}
_ALLOCATABLE = {**_WORKER, "ephemeral-storage": "48294789041", "memory": "3777612Ki"}
_NODE_INFO = {
    "architecture": "amd64",
    "containerRuntimeVersion": "containerd://2.1.4",
    "kernelVersion": "6.1.0-37-amd64",
    "kubeletVersion": VERSION,
    "operatingSystem": "linux",
    "osImage": "Debian GNU/Linux 12 (bookworm)",
}


LEARNERS: dict[str, Any] = {
    "ingressController": True,
    "loadBalancer": {"pool": "192.168.1.240-192.168.1.250"},
}


def node_labels(name: str, *, control_plane: bool = False) -> dict[str, str]:
    """The labels that a kubelet and kubeadm put on a node."""
    labels = {
        "beta.kubernetes.io/arch": "amd64",
        "beta.kubernetes.io/os": "linux",
        "kubernetes.io/arch": "amd64",
        "kubernetes.io/hostname": name,
        "kubernetes.io/os": "linux",
    }
    if control_plane:
        labels["node-role.kubernetes.io/control-plane"] = ""
        labels["node.kubernetes.io/exclude-from-external-load-balancers"] = ""
    return labels


def _default_node(number: int, name: str) -> dict[str, Any]:
    control_plane = number == 0
    node: dict[str, Any] = {
        "name": name,
        "internalIP": f"192.168.1.{10 + number}",
        "podCIDR": f"10.244.{number}.0/24",
        "labels": node_labels(name, control_plane=control_plane),
        "capacity": _WORKER,
        "allocatable": _ALLOCATABLE,
        "nodeInfo": _NODE_INFO,
    }
    if control_plane:
        taint = {"key": "node-role.kubernetes.io/control-plane", "effect": "NoSchedule"}
        node["taints"] = [taint]
    return node


def default_spec() -> dict[str, Any]:
    """The cluster that a learner gets: k8smaster (control plane), k8snode1, k8snode2."""
    names = ("k8smaster", "k8snode1", "k8snode2")
    return {
        "version": VERSION,
        "podCIDR": "10.244.0.0/16",
        "serviceCIDR": "10.96.0.0/12",
        "dns": {"clusterIP": "10.96.0.10", "domain": "cluster.local"},
        "nodes": [_default_node(number, name) for number, name in enumerate(names)],
        "kubeconfig": DEFAULT_KUBECONFIG,
        "mostObjects": MOST_OBJECTS,
    }


def learner_spec() -> dict[str, Any]:
    """The default cluster with what is installed for learners: an ingress controller and addresses
    for LoadBalancer services."""
    return {**default_spec(), **LEARNERS}


def parse_spec(data: Any) -> ClusterSpec:
    """A specification out of JSON data.

    Raises:
        BadSpec: something is missing or of the wrong shape.
    """
    if not isinstance(data, dict):
        raise BadSpec("spec: must be an object")
    nodes = [_node(row, place) for place, row in enumerate(_rows(data, "nodes"))]
    dns = data.get("dns") or {}
    return ClusterSpec(
        version=str(data.get("version", VERSION)),
        pod_cidr=str(data.get("podCIDR", "10.244.0.0/16")),
        service_cidr=str(data.get("serviceCIDR", "10.96.0.0/12")),
        dns_ip=str(dns.get("clusterIP", "10.96.0.10")),
        dns_domain=str(dns.get("domain", "cluster.local")),
        nodes=nodes,
        registry=_registry(data.get("registry")),
        pre_pulled=bool(data.get("prePulled", False)),
        image_sizes=_image_sizes(data.get("imageSizes") or {}),
        storage_classes=[_storage_class(row) for row in data.get("storageClasses") or []],
        most_objects=int(data.get("mostObjects", 0)),
        metrics_resolution=int((data.get("metricsServer") or {}).get("resolutionSeconds", 0)),
        ingress_controller=bool(data.get("ingressController", False)),
        load_balancer_pool=_pool(data.get("loadBalancer") or {}),
        machine=str(data.get("machine") or (nodes[0].name if nodes else "control")),
        kubeconfig={**DEFAULT_KUBECONFIG, **(data.get("kubeconfig") or {})},
    )


def _rows(data: dict[str, Any], name: str) -> list[Any]:
    rows = data.get(name, [])
    if not isinstance(rows, list):
        raise BadSpec(f"spec.{name}: must be a list")
    return rows


def _node(row: Any, place: int) -> NodeSpec:
    try:
        return NodeSpec(
            name=row["name"],
            internal_ip=row["internalIP"],
            pod_cidr=row["podCIDR"],
            pod_addresses=row.get("podAddresses", row["podCIDR"]),
            labels=row.get("labels") or node_labels(row["name"]),
            capacity=row.get("capacity") or _WORKER,
            allocatable=row.get("allocatable") or row.get("capacity") or _ALLOCATABLE,
            node_info=row.get("nodeInfo") or _NODE_INFO,
            taints=row.get("taints") or [],
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise BadSpec(f"spec.nodes[{place}]: needs name, internalIP and podCIDR") from error


def _registry(data: Any) -> dict[str, list[str]] | None:
    if data is None:
        return None
    if not isinstance(data, dict):
        raise BadSpec("spec.registry: must be an object")
    return {str(name): [str(tag) for tag in tags] for name, tags in data.items()}


def _pool(data: Any) -> str:
    """FIRST-LAST, two IPv4 addresses, or one."""
    text = str(data.get("pool", "")) if isinstance(data, dict) else "?"
    try:
        first, _, last = text.partition("-")
        wrong = bool(text) and IPv4Address(last or first) < IPv4Address(first)
    except ValueError:
        wrong = True
    if wrong:
        raise BadSpec("spec.loadBalancer.pool: must be FIRST-LAST, two IPv4 addresses in order")
    return text


def _image_sizes(data: dict[str, Any]) -> dict[str, int]:
    return {name.strip(): int(size) for names, size in data.items() for name in names.split(",")}


def _storage_class(row: dict[str, Any]) -> StorageClassSpec:
    return StorageClassSpec(
        name=row["name"],
        provisioner=row["provisioner"],
        binding_mode=row.get("volumeBindingMode", "Immediate"),
        reclaim_policy=row.get("reclaimPolicy", "Delete"),
        is_default=bool(row.get("default", False)),
    )
