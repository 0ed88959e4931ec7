"""What a cluster has before anybody comes: what the control plane itself creates at its start.

Names and fields as a fresh 1.37 control plane shows them.  Not here: what controllers add (default
service accounts, kube-root-ca.crt) or kubelets (nodes, leases).
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

from podlab.engine.apiserver.access.caller import Caller
from podlab.engine.client.client import Client, Verbs
from podlab.engine.kubernetesservice import KubernetesService, host_slice
from podlab.engine.spec import ClusterSpec

Object = dict[str, Any]

NAMESPACES = ("default", "kube-node-lease", "kube-public", "kube-system")
DNS_PORT = 5353
API_SERVER = Caller("system:apiserver", ("system:masters",), "kube-apiserver", "apiserver")
"""Who makes the roles: trusted, so that they are stored as they are and shared."""


def bootstrap(client: Client, spec: ClusterSpec, own: KubernetesService, host_ip: str) -> None:
    """Create namespaces, priority classes, the services of the API server (``own``) and of DNS,
    and the storage classes of the spec.  ``host_ip`` is the control plane's address."""
    for name in NAMESPACES:
        client.create("namespaces", "", _object("v1", "Namespace", name))
    for name, value in (
        ("system-cluster-critical", 2_000_000_000),
        ("system-node-critical", 2_000_001_000),
    ):
        client.create("priorityclasses.scheduling.k8s.io", "", _priority_class(name, value))
    own.reconcile()
    client.create("services", "kube-system", _dns_service(spec.dns_ip))
    ports = [
        {"name": "dns", "port": DNS_PORT, "protocol": "UDP"},
        {"name": "dns-tcp", "port": DNS_PORT, "protocol": "TCP"},
    ]
    client.create(
        "endpointslices.discovery.k8s.io",
        "kube-system",
        host_slice("kube-dns-host", "kube-dns", host_ip, ports),
    )
    for row in spec.storage_classes:
        client.create("storageclasses.storage.k8s.io", "", _storage_class(row))
    bootstrap_roles(client.verbs)


def bootstrap_roles(verbs: Verbs) -> None:
    """Create the roles that every cluster has, and who is bound to them."""
    server = Client(verbs, API_SERVER)
    for role in _roles():
        resource = f"{role['kind'].lower()}s.rbac.authorization.k8s.io"
        server.create(resource, role["metadata"].get("namespace", ""), role)


@cache
def _roles() -> list[Object]:
    """The API server's own roles and bindings (``tools/bootstrap_roles.py``), shared by all
    clusters: stored objects are never changed in place."""
    rows: list[Object] = json.loads((Path(__file__).parent / "bootstrap_roles.json").read_bytes())
    return rows


def _object(api_version: str, kind: str, name: str, **fields: Any) -> Object:
    return {"apiVersion": api_version, "kind": kind, "metadata": {"name": name}, **fields}


def _priority_class(name: str, value: int) -> Object:
    words = "Used for system critical pods that must not be moved from their current node."
    if name == "system-cluster-critical":
        words = (
            "Used for system critical pods that must run in the cluster, but can be moved to "
            "another node if necessary."
        )
    return _object("scheduling.k8s.io/v1", "PriorityClass", name, value=value, description=words)


def _dns_service(address: str) -> Object:
    service = _object(
        "v1",
        "Service",
        "kube-dns",
        spec={
            "clusterIP": address,
            "ports": [
                {"name": "dns", "port": 53, "protocol": "UDP", "targetPort": DNS_PORT},
                {"name": "dns-tcp", "port": 53, "protocol": "TCP", "targetPort": DNS_PORT},
            ],
        },
    )
    service["metadata"]["labels"] = {"k8s-app": "kube-dns"}
    return service


def _storage_class(row: Any) -> Object:
    made = _object(
        "storage.k8s.io/v1",
        "StorageClass",
        row.name,
        provisioner=row.provisioner,
        volumeBindingMode=row.binding_mode,
        reclaimPolicy=row.reclaim_policy,
    )
    if row.is_default:
        annotation = "storageclass.kubernetes.io/is-default-class"
        made["metadata"]["annotations"] = {annotation: "true"}
    return made
