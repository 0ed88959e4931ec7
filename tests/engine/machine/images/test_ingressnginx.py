"""The ingress controller's server: what it passes on, its pages, its log."""

import re
from typing import Any

import pytest

from podlab.engine.kernel.clock import SECOND
from podlab.engine.machine.ingress import NEWS, Asked, Route
from podlab.engine.machine.net.http import Response, read_response
from podlab.engine.pki import certificate as x509
from podlab.engine.pki.authority import Wish, alternative_names, self_signed
from podlab.engine.runtime.cri import ContainerConfig
from tests.engine.machine.images.test_nginx import t_get
from tests.engine.machine.small import PROGRAMS
from tests.engine.runtime.node import Node

IMAGE = "registry.k8s.io/ingress-nginx/controller:v1.13.3"
LONE = self_signed(5, x509.name(("O", "Acme Co"), ("CN", "x")),
                   Wish(1, 0, 2_000_000_000 * SECOND, (), alternative_names("a.b")))  # fmt: skip
PROGRAMS["t_get"] = t_get


class Gate:
    """A component that routes everything as it is told."""

    def __init__(self) -> None:
        self.answer = Route(404, upstream="upstream-default-backend")
        self.asked: list[Asked] = []
        self.lines: list[tuple[int, str]] = [(1, "of an earlier one")]
        self.names: list[str] = []
        self.pem = b""

    def route(self, asked: Asked) -> Route:
        self.asked.append(asked)
        return self.answer

    def certificate(self, server_name: str) -> bytes:
        self.names.append(server_name)
        return self.pem

    def news(self, after: int) -> list[tuple[int, str]]:
        return [row for row in self.lines if row[0] > after]

    def begin(self) -> None:
        self.lines.append((len(self.lines) + 1, "NGINX Ingress controller"))


class Door(Node):
    """A node with the controller, and an nginx behind it."""

    def __init__(self) -> None:
        super().__init__(images=[IMAGE, "nginx:1.27"])
        self.gate = Gate()
        self.machine.services["ingress"] = self.gate
        box = self.sandbox("web")
        self.web = self.runtime.sandbox(box).ip
        self.start_image(box, "nginx:1.27")
        box = self.sandbox("gate")
        self.address = self.runtime.sandbox(box).ip
        self.container = self.start_image(box, IMAGE, args=["/nginx-ingress-controller"])

    def start_image(self, box: str, image: str, **settings: Any) -> str:
        config = ContainerConfig("c", 0, image)
        for name, value in settings.items():
            setattr(config, name, value)
        container = self.runtime.create_container(box, config)
        self.runtime.start_container(container)
        self.run(1)
        return container

    def get(self, path: str = "/", method: str = "GET", port: int = 80) -> Response:
        status, out, err = self.command("t_get", self.address, str(port), method, path)
        assert status == 0, err
        found = read_response(out.encode(), True, head_only=method == "HEAD")
        assert found is not None
        return found[0]

    def log(self) -> list[str]:
        return self.text(self.container).splitlines()


@pytest.fixture
def door() -> Door:
    return Door()


def to(*endpoints: tuple[str, int], **more: Any) -> Route:
    return Route(upstream="default-web-80", endpoints=endpoints, target="/", **more)


def test_its_log_begins_with_its_own_start(door: Door) -> None:
    assert door.log() == ["NGINX Ingress controller"]


def test_later_news_are_printed_at_once(door: Door) -> None:
    door.gate.lines.append((3, "backend reloaded"))
    door.sim.post(NEWS)
    door.run(1)
    assert door.log()[-1] == "backend reloaded"


def test_a_request_is_passed_on(door: Door) -> None:
    door.gate.answer = to((door.web, 80))
    answer = door.get("/?x=1")
    assert answer.status == 200
    assert b"Welcome to nginx!" in answer.body
    assert answer.header("Server") == ""
    asked = door.gate.asked[0]
    assert (asked.host, asked.target, asked.scheme) == ("web", "/?x=1", "http")
    assert re.fullmatch(
        r'\S+ - - \[[^]]+\] "GET /\?x=1 HTTP/1.1" 200 615 "-" "test" \d+ 0\.00\d \[default-web-80\]'
        rf" \[\] {re.escape(door.web)}:80 615 0\.00\d 200 [0-9a-f]{{32}}",
        door.log()[-1],
    )


def test_pages_of_its_own(door: Door) -> None:
    answer = door.get("/nowhere")
    assert (answer.status, len(answer.body)) == (404, 146)
    assert "[upstream-default-backend] [] 127.0.0.1:8181 146" in door.log()[-1]
    door.gate.answer = Route(503, upstream="default-web-80")
    answer = door.get()
    assert b"<center><h1>503 Service Temporarily Unavailable</h1></center>" in answer.body
    assert "[default-web-80] [] - - - - " in door.log()[-1]


def test_redirects(door: Door) -> None:
    door.gate.answer = Route(308, "https://web/")
    answer = door.get()
    assert (answer.status, answer.reason) == (308, "Permanent Redirect")
    assert answer.header("Location") == "https://web/"


def test_a_refusal_is_tried_elsewhere(door: Door) -> None:
    door.gate.answer = to((door.web, 81), (door.web, 80))
    assert door.get().status == 200
    lines = door.log()
    assert f"{door.web}:81, {door.web}:80 0, 615" in lines[-1]
    assert "502, 200" in lines[-1]
    assert "connect() failed (111: Connection refused) while connecting to upstream" in lines[-2]


def test_when_all_refuse_it_is_a_bad_gateway(door: Door) -> None:
    door.gate.answer = to(*((door.web, port) for port in (81, 82, 83, 84)))
    assert door.get().status == 502
    assert f"{door.web}:83 " in door.log()[-1]
    assert f"{door.web}:84" not in door.log()[-1]


def test_https_needs_tls(door: Door) -> None:
    answer = door.get(port=443)
    assert answer.status == 400
    assert b"<center>The plain HTTP request was sent to HTTPS port</center>" in answer.body


def test_https(door: Door) -> None:
    door.gate.answer = to((door.web, 80), secure=(("Strict-Transport-Security", "max-age=1"),))
    curl = ("curl", "-ksi", "--resolve", f"a.b:443:{door.address}", "https://a.b/")
    status, out, err = door.command(*curl)
    assert (status, err) == (0, "")
    assert out.startswith("HTTP/1.1 200 OK")
    assert "Strict-Transport-Security: max-age=1" in out
    assert (door.gate.asked[-1].scheme, door.gate.asked[-1].host) == ("https", "a.b")
    assert door.gate.names == ["a.b"]


def test_health_is_not_logged(door: Door) -> None:
    assert door.get("/healthz", port=10254).status == 200
    assert door.get("/other", port=10254).status == 404
    assert door.log() == ["NGINX Ingress controller"]


def test_told_to_stop_it_closes_its_ports_and_stays_ten_seconds(door: Door) -> None:
    door.runtime.signal_container(door.container, "SIGTERM")
    door.run(2)
    assert any("Received SIGTERM, shutting down" in line for line in door.log())
    status, _, err = door.command("t_get", door.address, "80", "GET", "/")
    assert (status, err) == (1, "ECONNREFUSED")
    door.run(10)
    assert '"Exiting" code=0' in door.log()[-1]


def curl(door: Door, *words: str) -> tuple[int, str, str]:
    return door.command("curl", "-sS", "--resolve", f"a.b:443:{door.address}", *words)


def test_an_untrusted_certificate_stops_curl(door: Door) -> None:
    door.gate.pem = LONE.encode()
    status, out, err = curl(door, "https://a.b/")
    assert (status, out) == (60, "")
    assert err.startswith("curl: (60) SSL certificate problem: self-signed certificate\n")
    assert "https://curl.se/docs/sslcerts.html" in err


def test_a_trusted_one_must_be_for_the_host(door: Door) -> None:
    door.gate.pem = LONE.encode()
    door.machine.files.write("/root/ca.crt", LONE.encode())
    assert curl(door, "--cacert", "/root/ca.crt", "https://a.b/")[0] == 0
    other = ("--cacert", "/root/ca.crt", "--resolve", f"c.d:443:{door.address}", "https://c.d/")
    status, _, err = curl(door, *other)
    assert status == 60
    assert "no alternative certificate subject name matches target host name 'c.d'" in err
    status, _, err = curl(door, "--cacert", "/root/none", "https://a.b/")
    assert (status, "error setting certificate verify locations" in err) == (77, True)


def test_verbose_shows_the_certificate(door: Door) -> None:
    door.gate.pem = LONE.encode()
    _, _, err = curl(door, "-kv", "https://a.b/")
    assert "*  subject: O=Acme Co; CN=x\n" in err
    assert "*  SSL certificate verify result: self-signed certificate, continuing anyway." in err


def test_tls_to_a_plain_port_is_a_wrong_version(door: Door) -> None:
    status, _, err = curl(door, "-k", f"https://{door.address}:80/")
    assert (status, "SSL routines::wrong version number" in err) == (35, True)
