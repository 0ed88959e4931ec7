"""What the network's components know of the cluster: services, endpoints, Pods by address.

Derived indexes over one set of informers.  Not here: decisions.
"""

from typing import Any

from podlab.engine.client.informer import Informers

Object = dict[str, Any]
Place = tuple[str, str]

SLICES = "endpointslices.discovery.k8s.io"
POLICIES = "networkpolicies.networking.k8s.io"
SERVICE_NAME = "kubernetes.io/service-name"
WATCHED = ("namespaces", POLICIES)


class NetworkView:
    """Finds services by address, slices by service and Pods by address."""

    def __init__(self, informers: Informers) -> None:
        self.informers = informers
        self.by_address: dict[str, dict[Place, None]] = {}
        self.by_node_port: dict[tuple[int, str], Place] = {}
        self.slices_of: dict[Place, dict[Place, None]] = {}
        self.pod_at: dict[str, Place] = {}
        self.host_ports: dict[tuple[str, int, str], tuple[str, int]] = {}
        self.node_at: dict[str, str] = {}
        for resource, handler in (
            ("services", self._on_service),
            (SLICES, self._on_slice),
            ("pods", self._on_pod),
            ("nodes", self._on_node),
        ):
            informers.watch(resource, handler)
            for obj in informers.state.caches[resource].values():
                handler("ADDED", obj, None)
        for resource in WATCHED:
            informers.watch(resource)

    def services_at(self, address: str) -> list[Object]:
        """The services that have an address."""
        places = self.by_address.get(address, ())
        found = (self.informers.get("services", *place) for place in places)
        return [service for service in found if service is not None]

    def slices(self, namespace: str, name: str) -> list[Object]:
        """A service's EndpointSlices."""
        cache = self.informers.state.caches[SLICES]
        return [cache[place] for place in sorted(self.slices_of.get((namespace, name), ()))]

    def pod_by_address(self, address: str) -> Object | None:
        """The Pod that has an address of its own."""
        place = self.pod_at.get(address)
        return self.informers.get("pods", *place) if place else None

    def _on_service(self, type_: str, obj: Object, previous: Object | None) -> None:
        place = (obj["metadata"]["namespace"], obj["metadata"]["name"])
        if previous is not None:
            for address in _addresses(previous):
                self.by_address.get(address, {}).pop(place, None)
            for key in _node_ports(previous):
                self.by_node_port.pop(key, None)
        if type_ == "DELETED":
            return
        for address in _addresses(obj):
            self.by_address.setdefault(address, {})[place] = None
        for key in _node_ports(obj):
            self.by_node_port[key] = place

    def _on_slice(self, type_: str, obj: Object, previous: Object | None) -> None:
        place = (obj["metadata"]["namespace"], obj["metadata"]["name"])
        for each in (previous, obj):
            service = (each or {"metadata": {}})["metadata"].get("labels", {}).get(SERVICE_NAME)
            if service:
                self.slices_of.setdefault((place[0], service), {}).pop(place, None)
        service = (obj["metadata"].get("labels") or {}).get(SERVICE_NAME)
        if service and type_ != "DELETED":
            self.slices_of[(place[0], service)][place] = None

    def _on_pod(self, type_: str, obj: Object, previous: Object | None) -> None:
        place = (obj["metadata"]["namespace"], obj["metadata"]["name"])
        if previous is not None and self.pod_at.get(_pod_address(previous)) == place:
            del self.pod_at[_pod_address(previous)]
            for key in _host_ports(previous):
                self.host_ports.pop(key, None)
        finished = (obj.get("status") or {}).get("phase") in ("Succeeded", "Failed")
        address = _pod_address(obj)
        if type_ == "DELETED" or finished or not address:
            return
        self.pod_at[address] = place
        self.host_ports.update(_host_ports(obj))

    def _on_node(self, type_: str, obj: Object, previous: Object | None) -> None:
        for address in _node_addresses(previous) if previous else ():
            self.node_at.pop(address, None)
        if type_ != "DELETED":
            for address in _node_addresses(obj):
                self.node_at[address] = obj["metadata"]["name"]


def _addresses(service: Object) -> list[str]:
    spec = service["spec"]
    found = [address for address in spec.get("clusterIPs") or [] if address != "None"]
    cluster_ip = spec.get("clusterIP")
    if cluster_ip and cluster_ip != "None" and cluster_ip not in found:
        found.append(cluster_ip)
    found += spec.get("externalIPs") or []
    balancer = (service.get("status") or {}).get("loadBalancer") or {}
    found += [row["ip"] for row in balancer.get("ingress") or () if row.get("ip")]
    return found


def _node_ports(service: Object) -> list[tuple[int, str]]:
    ports = service["spec"].get("ports") or ()
    return [(p["nodePort"], p.get("protocol", "TCP")) for p in ports if p.get("nodePort")]


def _pod_address(pod: Object) -> str:
    if pod["spec"].get("hostNetwork"):
        return ""
    return (pod.get("status") or {}).get("podIP") or ""


def _host_ports(pod: Object) -> dict[tuple[str, int, str], tuple[str, int]]:
    """Host ports by the node's name: where they lead."""
    found = {}
    node, address = pod["spec"].get("nodeName", ""), _pod_address(pod)
    for container in pod["spec"].get("containers") or ():
        for port in container.get("ports") or ():
            if port.get("hostPort"):
                key = (node, int(port["hostPort"]), port.get("protocol", "TCP"))
                found[key] = (address, int(port["containerPort"]))
    return found


def _node_addresses(node: Object) -> list[str]:
    rows = (node.get("status") or {}).get("addresses") or ()
    return [row["address"] for row in rows if row["type"] in ("InternalIP", "ExternalIP")]
