"""The controller hears of Ingresses, tells their addresses, and finds what stands behind them."""

import base64
from typing import Any

import pytest

from podlab.engine.machine.ingress import Asked
from podlab.engine.machine.userland.trust import chain
from podlab.engine.network.ingress.controller import IngressController, IngressControllerState
from podlab.engine.pki import certificate as x509
from podlab.engine.pki.authority import DAY, Wish, alternative_names, self_signed
from tests.engine.controllers.fake_api import START, World
from tests.engine.network.ingress.objects import Object, ingress, path

INGRESSES = "ingresses.networking.k8s.io"


class Door(World):
    """A world with a controller, its class, its Pod and its published Service."""

    def __init__(self) -> None:
        super().__init__()
        self.state = IngressControllerState()
        self.gate = self.build()
        self.gate.start()
        for name in ("nginx", "other"):
            controller = "k8s.io/ingress-nginx" if name == "nginx" else "example.com/x"
            self.add("ingressclasses.networking.k8s.io", "networking.k8s.io/v1", "IngressClass",
                     name, "", spec={"controller": controller})  # fmt: skip
        self.service("ingress-nginx-controller", "ingress-nginx", type="LoadBalancer")
        status = {"loadBalancer": {"ingress": [{"ip": "192.168.1.240", "ipMode": "VIP"}]}}
        self.patch("services", "ingress-nginx-controller", {"status": status}, "ingress-nginx",
                   "status")  # fmt: skip
        self.service("web", ports=[{"name": "http", "port": 80, "targetPort": 8080}])

    def build(self) -> IngressController:
        return IngressController(self.state, self.sim, self.store, self.verbs, "10.96.0.1")

    def add(self, resource: str, version: str, kind: str, name: str, namespace: str = "default",
            labels: dict[str, str] | None = None, **fields: Any) -> Object:  # fmt: skip
        body = {"apiVersion": version, "kind": kind, **fields,
                "metadata": {"name": name, "labels": labels or {}}}  # fmt: skip
        return self.create(resource, body, namespace)

    def service(self, name: str, namespace: str = "default", **spec: Any) -> None:
        self.add("services", "v1", "Service", name, namespace,
                 spec={"clusterIP": "10.96.0.9", "ports": [{"port": 80}], **spec})  # fmt: skip

    def endpoints(self, service: str, *addresses: str, ready: bool = True) -> None:
        rows = [{"addresses": [each], "conditions": {"ready": ready}} for each in addresses]
        self.add("endpointslices.discovery.k8s.io", "discovery.k8s.io/v1", "EndpointSlice",
                 f"{service}-{len(addresses)}{ready}",
                 labels={"kubernetes.io/service-name": service}, endpoints=rows,
                 ports=[{"name": "http", "port": 8080}])  # fmt: skip

    def run_pod(self) -> None:
        labels = {"app.kubernetes.io/component": "controller"}
        self.add("pods", "v1", "Pod", "gate", "ingress-nginx", labels, spec={"containers": []})
        status = {"phase": "Running", "hostIP": "192.168.1.10"}
        self.patch("pods", "gate", {"status": status}, "ingress-nginx", "status")

    def addresses(self, name: str) -> list[Object]:
        status = self.get(INGRESSES, name).get("status") or {}
        return list((status.get("loadBalancer") or {}).get("ingress") or [])

    def log(self) -> str:
        return "\n".join(line for _, line in self.gate.news(0))


@pytest.fixture
def door() -> Door:
    made = Door()
    made.run_pod()
    made.run(1)
    made.gate.begin()
    return made


def test_an_ingress_is_told_its_address_within_a_minute(door: Door) -> None:
    door.create(INGRESSES, ingress("shop", "a.b", path("web")))
    door.run(5)
    assert door.addresses("shop") == []
    assert "Scheduled for sync" in door.told()
    door.run(60)
    assert door.addresses("shop") == [{"ip": "192.168.1.240"}]
    assert '"Found valid IngressClass" ingress="default/shop" ingressclass="nginx"' in door.log()


def test_without_a_pod_nothing_is_told_and_addresses_go_with_the_last(door: Door) -> None:
    door.create(INGRESSES, ingress("shop", "a.b", path("web")))
    door.run(70)
    door.delete("pods", "gate", "ingress-nginx")
    door.run(2)
    assert door.addresses("shop") == []
    door.create(INGRESSES, ingress("late", "c.d", path("web")))
    door.run(130)
    assert door.addresses("late") == []


def test_other_classes_are_left_alone(door: Door) -> None:
    for name in ("other", "nosuch"):
        body = ingress(name, "a.b", path("web"))
        body["spec"]["ingressClassName"] = name
        door.create(INGRESSES, body)
    none = ingress("none", "a.b", path("web"))
    del none["spec"]["ingressClassName"]
    door.create(INGRESSES, none)
    door.run(70)
    assert [door.addresses(name) for name in ("other", "nosuch", "none")] == [[], [], []]
    assert door.gate.route(Asked("a.b", "/")).status == 404
    assert 'ingress="default/none" error="ingress does not contain a valid' in door.log()


def test_the_old_annotation_names_the_class_too(door: Door) -> None:
    old = ingress("old", "a.b", path("web"))
    old["metadata"]["annotations"]["kubernetes.io/ingress.class"] = "nginx"
    door.create(INGRESSES, old)
    door.run(1)
    assert door.gate.route(Asked("a.b", "/")).upstream == "default-web-80"


@pytest.mark.parametrize("port", [80, "http", 8080])
def test_endpoints_take_turns_and_only_ready_ones(door: Door, port: int | str) -> None:
    door.create(INGRESSES, ingress("shop", "a.b", path("web", port=port)))
    door.endpoints("web", "10.244.1.2", "10.244.1.3")
    door.endpoints("web", "10.244.1.4", ready=False)
    door.run(1)
    firsts = [door.gate.route(Asked("a.b", "/")).endpoints[0] for _ in range(4)]
    assert sorted(set(firsts)) == [("10.244.1.2", 8080), ("10.244.1.3", 8080)]
    assert firsts[0] != firsts[1]
    assert firsts[:2] == firsts[2:]


def test_missing_services_and_endpoints_are_complained_of(door: Door) -> None:
    door.create(INGRESSES, ingress("a", "a.b", path("nothing")))
    door.create(INGRESSES, ingress("b", "c.d", path("web")))
    door.run(1)
    assert 'Error obtaining Endpoints for Service "default/nothing"' in door.log()
    assert 'Service "default/web" does not have any active Endpoint.' in door.log()
    assert door.gate.route(Asked("c.d", "/")).status == 503


def test_changes_reload_and_deletions_too(door: Door) -> None:
    door.create(INGRESSES, ingress("shop", "a.b", path("web")))
    door.run(1)
    before = door.log().count("backend reload required")
    door.patch(INGRESSES, "shop", {"spec": {"rules": [{"host": "c.d"}]}})
    door.run(1)
    assert door.gate.route(Asked("a.b", "/")).server == "_"
    door.delete(INGRESSES, "shop")
    door.run(1)
    assert door.log().count("backend reload required") == before + 2


def test_annotations_that_are_not_simulated_are_said(door: Door) -> None:
    notes = {"auth-type": "basic"}
    door.create(INGRESSES, ingress("shop", "a.b", path("web"), annotations=notes))
    door.run(1)
    words = "not simulated: annotation nginx.ingress.kubernetes.io/auth-type"
    assert words in door.told()


def certificate(*hosts: str) -> str:
    names = alternative_names(*hosts)
    return self_signed(5, x509.name(("CN", "x")), Wish(1, START, START + DAY, (), names))


def test_certificates_come_from_secrets(door: Door) -> None:
    for host in ("cert.b", "other.b"):
        data = {"tls.crt": base64.b64encode(certificate("cert.b").encode()).decode(), "tls.key": ""}
        secret = host.partition(".")[0]
        door.add("secrets", "v1", "Secret", secret, type="kubernetes.io/tls", data=data)
    for host in ("cert.b", "other.b", "none.b"):
        tls = [{"hosts": [host], "secretName": host.partition(".")[0]}]
        door.create(INGRESSES, ingress(host, host, path("web"), tls=tls))
    door.run(1)
    assert door.gate.certificate("cert.b").decode() == certificate("cert.b")
    for host in ("other.b", "none.b", "unknown.b", ""):
        shown = chain(door.gate.certificate(host).decode())[0]
        assert shown.attributes("CN") == ["Kubernetes Ingress Controller Fake Certificate"]
    assert [door.gate.route(Asked(host, "/")).status for host in ("cert.b", "none.b")] == [308, 308]
    assert "local SSL certificate default/none was not found" in door.log()
    assert 'certificate "default/other" does not contain a Common Name' in door.log()


def test_rebuilt_around_its_state_it_goes_on(door: Door) -> None:
    door.create(INGRESSES, ingress("shop", "a.b", path("web")))
    door.endpoints("web", "10.244.1.2")
    door.run(1)
    again = door.build()
    assert again.route(Asked("a.b", "/")).endpoints == (("10.244.1.2", 8080),)
