"""The Service by which Pods reach the API server, and its endpoints: the server's own.

Every ten seconds an API server looks whether they are there and makes again what somebody deleted.
Not here: other Services (``controllers``), or what else a cluster is born with (``bootstrap``).
"""

from typing import Any

from podlab.engine.client.client import Client
from podlab.engine.kernel.clock import SECOND
from podlab.engine.kernel.simulation import Simulation
from podlab.engine.objects.status import ApiError
from podlab.engine.store.store import Change, Key, Store

Object = dict[str, Any]

NAME = "kubernetes"
NAMESPACE = "default"
INTERVAL = 10 * SECOND
TARGET = "apiserver/kubernetes-service"
PORT: Object = {"name": "https", "port": 6443, "protocol": "TCP"}


class KubernetesService:
    """Keeps the Service ``kubernetes``, its Endpoints and its EndpointSlice.

    ``service_ip`` is the first address of the Services, ``host_ip`` the control plane's.
    """

    def __init__(
        self, sim: Simulation, store: Store, client: Client, service_ip: str, host_ip: str
    ) -> None:
        self._sim = sim
        self._store = store
        self._client = client
        self._objects = {
            "services": kubernetes_service(service_ip),
            "endpointslices.discovery.k8s.io": host_slice(NAME, NAME, host_ip, [PORT]),
            "endpoints": kubernetes_endpoints(host_ip),
        }
        sim.register(TARGET, self._due)
        store.listen(self._changed)

    def reconcile(self) -> None:
        """Make what is missing."""
        for resource, body in self._objects.items():
            if self._store.get(Key(resource, NAMESPACE, NAME)) is None:
                self._create(resource, body)

    def _create(self, resource: str, body: Object) -> None:
        """Create one of them; a full store or a taken address is met by trying again."""
        try:
            self._client.create(resource, NAMESPACE, body)
        except ApiError:
            self._sim.after(INTERVAL, TARGET, "reconcile")

    def _changed(self, change: Change) -> None:
        key = change.key
        if change.type != "DELETED" or (key.namespace, key.name) != (NAMESPACE, NAME):
            return
        if key.resource in self._objects:
            # The server looks at fixed moments, so it takes up to ten seconds.
            self._sim.after(INTERVAL - self._sim.now % INTERVAL, TARGET, "reconcile")

    def _due(self, _kind: str, _payload: Any) -> None:
        self.reconcile()


def kubernetes_service(address: str) -> Object:
    """The Service, with its address."""
    ports = [{"name": "https", "port": 443, "protocol": "TCP", "targetPort": 6443}]
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {
            "name": NAME,
            "labels": {"component": "apiserver", "provider": "kubernetes"},
        },
        "spec": {
            "type": "ClusterIP",
            "clusterIP": address,
            "clusterIPs": [address],
            "ports": ports,
        },
    }


def kubernetes_endpoints(address: str) -> Object:
    """Its Endpoints; nobody mirrors them into slices."""
    return {
        "apiVersion": "v1",
        "kind": "Endpoints",
        "metadata": {
            "name": NAME,
            "labels": {"endpointslice.kubernetes.io/skip-mirror": "true"},
        },
        "subsets": [{"addresses": [{"ip": address}], "ports": [PORT]}],
    }


def host_slice(name: str, service: str, address: str, ports: list[Object]) -> Object:
    """An EndpointSlice of a Service that is served on a node's own address."""
    return {
        "apiVersion": "discovery.k8s.io/v1",
        "kind": "EndpointSlice",
        "metadata": {"name": name, "labels": {"kubernetes.io/service-name": service}},
        "addressType": "IPv4",
        "endpoints": [{"addresses": [address], "conditions": {"ready": True}}],
        "ports": ports,
    }
