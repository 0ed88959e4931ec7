"""Services, names and policies as connections meet them."""

from typing import Any

import pytest

from podlab.engine.network.clusternetwork import (
    ClusterNetwork,
    ClusterNetworkState,
    NetworkConfig,
)
from tests.engine.controllers.fake_api import World

Object = dict[str, Any]
DNS = "10.96.0.10"


class Net(World):
    """A world with a network, a service ``web`` of two Pods and one headless service."""

    def __init__(self) -> None:
        super().__init__()
        config = NetworkConfig(
            "10.244.0.0/16", DNS, "cluster.local", {"n1": "10.244.1.0/24", "n2": "10.244.2.0/29"}
        )
        self.state = ClusterNetworkState()
        self.net = ClusterNetwork(self.state, self.sim, self.store, config)
        self.net.start()
        for name in ("default", "other"):
            labels = {"kubernetes.io/metadata.name": name}
            self.make("namespaces", "Namespace", name, {}, namespace="", labels=labels)

    def make(
        self,
        resource: str,
        kind: str,
        name: str,
        spec: Object,
        *,
        namespace: str = "default",
        labels: dict[str, str] | None = None,
        **more: Any,
    ) -> Object:
        metadata = {"name": name, "labels": labels or {}}
        body = {"apiVersion": "v1", "kind": kind, "metadata": metadata, "spec": spec, **more}
        return self.create(resource, body, namespace)

    def pod(self, name: str, address: str, namespace: str = "default", **labels: str) -> None:
        self.make(
            "pods",
            "Pod",
            name,
            {"nodeName": "n1", "containers": []},
            namespace=namespace,
            labels=labels,
        )
        status = {"podIP": address, "phase": "Running"}
        self.patch("pods", name, {"status": status}, namespace, "status")

    def service(self, name: str, address: str, endpoints: list[Object], **spec: Any) -> None:
        port: Object = {"name": "http", "port": 80, "protocol": "TCP"}
        if name == "web":
            port["nodePort"] = 30080
        self.make("services", "Service", name, {"clusterIP": address, "ports": [port], **spec})
        ports = [{"name": "http", "port": 8080, "protocol": "TCP"}]
        labels = {"kubernetes.io/service-name": name}
        self.make(
            "endpointslices.discovery.k8s.io",
            "EndpointSlice",
            f"{name}-x",
            {},
            labels=labels,
            endpoints=endpoints,
            ports=ports,
        )


def endpoint(address: str, ready: bool = True, **more: Any) -> Object:
    return {"addresses": [address], "conditions": {"ready": ready}, **more}


@pytest.fixture
def net() -> Net:
    made = Net()
    made.service("web", "10.96.0.7", [endpoint("10.244.1.2"), endpoint("10.244.1.3")])
    made.service("deep", "None", [endpoint("10.244.1.4", hostname="db-0")])
    made.service("empty", "10.96.0.8", [endpoint("10.244.1.5", ready=False)])
    made.run(1)
    return made


def test_service_address_leads_to_each_of_its_endpoints(net: Net) -> None:
    found = {net.net.rewrite("pod", "10.96.0.7", 80, "tcp") for _ in range(40)}
    assert found == {("10.244.1.2", 8080), ("10.244.1.3", 8080)}


def test_service_without_endpoints_refuses(net: Net) -> None:
    assert net.net.rewrite("pod", "10.96.0.8", 80, "tcp") == "refused"


def test_other_port_of_a_service_is_silent(net: Net) -> None:
    """recorded: scenarios/network, connecting times out"""
    assert net.net.rewrite("pod", "10.96.0.7", 8080, "tcp") == "dropped"


def test_ordinary_address_is_left_alone(net: Net) -> None:
    assert net.net.rewrite("pod", "10.244.1.2", 80, "tcp") == ("10.244.1.2", 80)


def test_node_port_on_any_node(net: Net) -> None:
    status = {"addresses": [{"type": "InternalIP", "address": "192.0.2.2"}]}
    net.make("nodes", "Node", "n1", {}, namespace="", status=status)
    net.run(1)
    assert net.net.rewrite("n1", "192.0.2.2", 30080, "tcp")[1] == 8080
    assert net.net.rewrite("n1", "192.0.2.2", 22, "tcp") == ("192.0.2.2", 22)


def test_client_affinity_sticks(net: Net) -> None:
    net.service(
        "sticky",
        "10.96.0.9",
        [endpoint(f"10.244.1.{n}") for n in range(10, 20)],
        sessionAffinity="ClientIP",
    )
    net.run(1)
    assert len({net.net.rewrite("pod", "10.96.0.9", 80, "tcp") for _ in range(20)}) == 1


def test_names(net: Net) -> None:
    def ask(name: str, kind: str = "A") -> tuple[str, list[str]]:
        answer = net.net.dns("pod", DNS, name, kind)
        return answer.code, [row[2] for row in answer.records]

    assert ask("web.default.svc.cluster.local") == ("NOERROR", ["10.96.0.7"])
    assert ask("web.default.svc.cluster.local", "AAAA") == ("NOERROR", [])
    assert ask("deep.default.svc.cluster.local") == ("NOERROR", ["10.244.1.4"])
    assert ask("db-0.deep.default.svc.cluster.local") == ("NOERROR", ["10.244.1.4"])
    assert ask("nosuch.default.svc.cluster.local") == ("NXDOMAIN", [])
    assert ask("10-244-1-4.default.pod.cluster.local") == ("NOERROR", ["10.244.1.4"])
    assert ask("_http._tcp.web.default.svc.cluster.local", "SRV") == (
        "NOERROR",
        ["0 100 80 web.default.svc.cluster.local"],
    )
    assert ask("7.0.96.10.in-addr.arpa", "PTR") == (
        "NOERROR",
        ["web.default.svc.cluster.local"],
    )
    assert ask("example.com") == ("SERVFAIL", [])


def test_external_name_is_an_alias(net: Net) -> None:
    spec = {"type": "ExternalName", "externalName": "web.default.svc.cluster.local"}
    net.make("services", "Service", "alias", spec)
    net.run(1)
    records = net.net.dns("pod", DNS, "alias.default.svc.cluster.local", "A").records
    assert [(kind, value) for _, kind, value in records] == [
        ("CNAME", "web.default.svc.cluster.local"),
        ("A", "10.96.0.7"),
    ]


def test_aliases_in_a_circle_end(net: Net) -> None:
    for name, other in (("a", "b"), ("b", "a")):
        spec = {"type": "ExternalName", "externalName": f"{other}.default.svc.cluster.local"}
        net.make("services", "Service", name, spec)
    net.run(1)
    assert len(net.net.dns("pod", DNS, "a.default.svc.cluster.local", "A").records) < 20


def test_nobody_answers_elsewhere(net: Net) -> None:
    assert net.net.dns("pod", "8.8.8.8", "web.default.svc.cluster.local", "A").server == ""


def policy(**spec: Any) -> Object:
    return {"podSelector": {"matchLabels": {"app": "db"}}, **spec}


@pytest.fixture
def guarded(net: Net) -> Net:
    net.pod("db", "10.244.1.20", app="db")
    net.pod("front", "10.244.1.21", app="front")
    net.pod("stranger", "10.244.1.22", namespace="other", app="front")
    return net


def test_policy_lets_in_whom_it_names(guarded: Net) -> None:
    peer = {"podSelector": {"matchLabels": {"app": "front"}}}
    rule = {"from": [peer], "ports": [{"port": 5432, "protocol": "TCP"}]}
    guarded.make("networkpolicies.networking.k8s.io", "NetworkPolicy", "p", policy(ingress=[rule]))
    guarded.run(1)
    allowed = guarded.net.allowed
    assert allowed("10.244.1.21", "10.244.1.20", 5432, "tcp")
    assert not allowed("10.244.1.21", "10.244.1.20", 80, "tcp")
    assert not allowed("10.244.1.22", "10.244.1.20", 5432, "tcp")
    assert allowed("10.244.1.20", "10.244.1.21", 80, "tcp")


def test_policy_by_namespace_and_egress(guarded: Net) -> None:
    peer = {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "other"}}}
    guarded.make(
        "networkpolicies.networking.k8s.io",
        "NetworkPolicy",
        "p",
        policy(egress=[{"to": [peer]}], policyTypes=["Egress"]),
    )
    guarded.run(1)
    assert guarded.net.allowed("10.244.1.20", "10.244.1.22", 80, "tcp")
    assert not guarded.net.allowed("10.244.1.20", "10.244.1.21", 80, "tcp")


def test_deny_all_is_an_empty_policy(guarded: Net) -> None:
    guarded.make(
        "networkpolicies.networking.k8s.io",
        "NetworkPolicy",
        "p",
        {"podSelector": {}, "policyTypes": ["Ingress"]},
    )
    guarded.run(1)
    assert not guarded.net.allowed("10.244.1.21", "10.244.1.20", 80, "tcp")
    assert guarded.net.allowed("10.244.1.21", "10.244.1.22", 80, "tcp")


CORE_DNS = {"matchLabels": {"k8s-app": "kube-dns"}}


@pytest.mark.parametrize(
    ("rule", "answered"),
    [
        (None, False),
        ({}, True),
        ({"ports": [{"port": 53, "protocol": "UDP"}]}, True),
        ({"ports": [{"port": 80}]}, False),
        ({"to": [{"namespaceSelector": {}, "podSelector": CORE_DNS}]}, True),
        ({"to": [{"podSelector": {}}]}, False),
        ({"to": [{"ipBlock": {"cidr": "10.96.0.0/12", "except": ["10.96.0.10/32"]}}]}, False),
        ({"to": [{"ipBlock": {"cidr": "0.0.0.0/0"}}]}, True),
    ],
)  # fmt: skip
def test_names_are_asked_for_through_policy(
    guarded: Net, rule: Object | None, answered: bool
) -> None:
    guarded.state.plugins["n1"].held["sandbox"] = "10.244.1.20"
    labels = {"kubernetes.io/metadata.name": "kube-system"}
    guarded.make("namespaces", "Namespace", "kube-system", {}, namespace="", labels=labels)
    body = policy(policyTypes=["Egress"], egress=[] if rule is None else [rule])
    guarded.make("networkpolicies.networking.k8s.io", "NetworkPolicy", "p", body)
    guarded.service("kube-dns", DNS, [])
    guarded.run(1)
    answer = guarded.net.dns("sandbox", DNS, "web.default.svc.cluster.local", "A")
    assert (answer.server != "") is answered
    assert guarded.net.dns("n1", DNS, "web.default.svc.cluster.local", "A").server != ""
