"""NetworkPolicies: may one address reach another.

Here: ingress and egress rules with Pod, namespace and address peers.  Not here: packets.
"""

from collections.abc import Iterator
from ipaddress import ip_address, ip_network
from typing import Any

from podlab.engine.client.selecting import selects
from podlab.engine.network.view import POLICIES, NetworkView

Object = dict[str, Any]


DNS_PORT = 53
DNS_SERVER: Object = {
    "metadata": {"namespace": "kube-system", "labels": {"k8s-app": "kube-dns"}},
    "spec": {},
}
"""What stands for CoreDNS' Pods, which a cluster here has none of."""


class PolicyEngine:
    """Evaluates all policies; without any, everything is allowed."""

    def __init__(self, view: NetworkView) -> None:
        self._view = view

    def allowed(self, source: str, destination: str, port: int, protocol: str) -> bool:
        """Whether the sender may send and the receiver may receive."""
        if not self._view.informers.state.caches[POLICIES]:
            return True
        sender = self._view.pod_by_address(source)
        receiver = self._view.pod_by_address(destination)
        protocol = protocol.upper()
        host = self._view.node_at.get(source)
        if host is not None and receiver is not None and receiver["spec"].get("nodeName") == host:
            return True  # a node always reaches its own Pods (probes)
        if sender is not None and not self._lets(
            sender, "Egress", destination, receiver, port, protocol, receiver
        ):
            return False
        return receiver is None or self._lets(
            receiver, "Ingress", source, sender, port, protocol, receiver
        )

    def may_ask(self, source: str, server: str) -> bool:
        """Whether a sender may ask a DNS server.  The cluster's stands for Pods of kube-system with
        the labels of CoreDNS, as rules name it."""
        if not self._view.informers.state.caches[POLICIES]:
            return True
        sender = self._view.pod_by_address(source)
        if sender is None:
            return True
        peer = DNS_SERVER if self._view.services_at(server) else None
        return any(
            self._lets(sender, "Egress", server, peer, DNS_PORT, protocol, peer)
            for protocol in ("UDP", "TCP")
        )

    def _lets(
        self,
        subject: Object,
        direction: str,
        address: str,
        peer: Object | None,
        port: int,
        protocol: str,
        receiver: Object | None,
    ) -> bool:
        applying = list(self._applying(subject, direction))
        if not applying:
            return True
        key, peers = ("ingress", "from") if direction == "Ingress" else ("egress", "to")
        for policy in applying:
            namespace = policy["metadata"]["namespace"]
            for rule in policy["spec"].get(key) or ():
                if not _port_matches(rule.get("ports"), port, protocol, receiver):
                    continue
                rows = rule.get(peers)
                if not rows or any(self._is_peer(r, namespace, address, peer) for r in rows):
                    return True
        return False

    def _applying(self, pod: Object, direction: str) -> Iterator[Object]:
        metadata = pod["metadata"]
        for policy in self._view.informers.state.caches[POLICIES].values():
            if policy["metadata"]["namespace"] != metadata["namespace"]:
                continue
            spec = policy["spec"]
            default = ["Ingress", "Egress"] if spec.get("egress") else ["Ingress"]
            if direction not in (spec.get("policyTypes") or default):
                continue
            if selects(spec.get("podSelector") or {}, metadata.get("labels") or {}):
                yield policy

    def _is_peer(self, row: Object, namespace: str, address: str, peer: Object | None) -> bool:
        block = row.get("ipBlock")
        if block is not None:
            return _within(address, block["cidr"]) and not any(
                _within(address, cidr) for cidr in block.get("except") or ()
            )
        if peer is None:
            return False
        metadata = peer["metadata"]
        by_namespace = row.get("namespaceSelector")
        if by_namespace is None:
            if metadata["namespace"] != namespace:
                return False
        else:
            found = self._view.informers.get("namespaces", "", metadata["namespace"])
            labels = (found or {"metadata": {}})["metadata"].get("labels") or {}
            if not selects(by_namespace, labels):
                return False
        by_pod = row.get("podSelector")
        return by_pod is None or selects(by_pod, metadata.get("labels") or {})


def _within(address: str, cidr: str) -> bool:
    return ip_address(address) in ip_network(cidr, strict=False)


def _port_matches(
    ports: list[Object] | None, port: int, protocol: str, receiver: Object | None
) -> bool:
    if not ports:
        return True
    for row in ports:
        if row.get("protocol", "TCP") != protocol:
            continue
        wanted = row.get("port")
        if wanted is None:
            return True
        if isinstance(wanted, str):
            if port == _named_port(receiver, wanted):
                return True
        elif int(wanted) <= port <= int(row.get("endPort") or wanted):
            return True
    return False


def _named_port(pod: Object | None, name: str) -> int | None:
    for container in (pod or {"spec": {}})["spec"].get("containers") or ():
        for port in container.get("ports") or ():
            if port.get("name") == name:
                return int(port["containerPort"])
    return None
