"""The other images: what they need, print and answer."""

import pytest

from podlab.engine.machine.images import LAYERS, PROGRAMS, layer
from podlab.engine.machine.images.catalogue import FAMILIES, family_of, has_tag
from podlab.engine.machine.images.redis import execute, parse, show
from podlab.engine.machine.loader import MAGIC
from podlab.engine.machine.net.http import Response, read_response
from podlab.engine.machine.programs import PROGRAMS as ALL
from podlab.engine.runtime.containers import PORTS
from podlab.engine.runtime.cri import ContainerConfig
from tests.engine.machine.images import test_nginx
from tests.engine.runtime.node import Node

assert test_nginx.t_get


class Image(Node):
    """A node that runs one image."""

    def __init__(self, image: str, seconds: float = 10, **settings: object) -> None:
        super().__init__(None, [image])
        self.box = self.sandbox()
        self.address = self.runtime.sandbox(self.box).ip
        config = ContainerConfig("c", 0, image)
        for name, value in settings.items():
            setattr(config, name, value)
        self.container = self.runtime.create_container(self.box, config)
        self.runtime.start_container(self.container)
        self.run(seconds)

    @property
    def status(self) -> tuple[str, int, str]:
        row = self.runtime.container(self.container)
        return row.state, row.exit_code, row.reason

    def get(self, path: str, port: int, method: str = "GET") -> Response:
        status, out, err = self.command("t_get", self.address, str(port), method, path)
        assert status == 0, err
        found = read_response(out.encode(), True, head_only=method == "HEAD")
        assert found is not None
        return found[0]

    def exec(self, *argv: str) -> tuple[int | None, str]:
        session = self.runtime.exec(self.container, list(argv), stdin=False, tty=False)
        self.run(2)
        out = b"".join(data for _, data in self.runtime.session_read(session))
        return self.runtime.session_exit(session), out.decode()


def test_every_layer_can_be_built_and_names_known_programs() -> None:
    for name in LAYERS:
        for node in layer(name).nodes:
            if node.data.startswith(MAGIC):
                program = node.data[len(MAGIC) :].decode()
                assert program in ALL or name == "node" or program == "apk", (name, program)
    assert set(PROGRAMS) <= set(ALL)


def test_every_family_has_its_layer() -> None:
    assert {family.layer for family in FAMILIES.values()} <= set(LAYERS)


@pytest.mark.parametrize(
    ("image", "exists"),
    [("nginx:1.25", True), ("nginx:1.999", False), ("nginx:bad", False), ("redis:7-alpine", True),
     ("tomcat:8.5-jre8-alpine", True), ("ubuntu:22.04", True), ("busybox:1.28", True)],
)  # fmt: skip
def test_which_tags_exist(image: str, exists: bool) -> None:
    name, tag = image.split(":")
    assert has_tag(family_of(name), tag) is exists


def test_httpd_works() -> None:
    image = Image("httpd")
    answer = image.get("/", 80)
    assert answer.body == b"<html><body><h1>It works!</h1></body></html>\n"
    assert answer.header("Server") == "Apache/2.4.62 (Unix)"
    assert image.get("/nosuch", 80).status == 404
    assert "resuming normal operations" in image.text(image.container)
    image.runtime.signal_container(image.container, "")
    image.run(1)
    assert "caught SIGWINCH, shutting down gracefully" in image.text(image.container)


def test_tomcat_starts_slowly_and_has_no_page() -> None:
    image = Image("tomcat:9.0", seconds=0.5)
    assert image.command("t_get", image.address, "8080", "GET", "/")[2] == "ECONNREFUSED"
    image.run(3)
    answer = image.get("/", 8080)
    assert (answer.status, answer.header("Content-Type")) == (404, "text/html;charset=utf-8")
    assert b"<h3>Apache Tomcat/9.0.0</h3>" in answer.body
    assert answer.head_bytes().startswith(b"HTTP/1.1 404 ")
    assert "Server startup in [" in image.text(image.container)
    assert image.get("/", 8080, "HEAD").header("Content-Length") == str(len(answer.body))


def test_mysql_insists_on_a_password() -> None:
    refused = Image("mysql:8.0")
    assert refused.status == ("exited", 1, "Error")
    assert "    - MYSQL_ROOT_PASSWORD\n" in refused.text(refused.container)
    image = Image("mysql:8.0", env=[("MYSQL_ROOT_PASSWORD", "x")])
    assert image.status[0] == "running"
    assert image.exec("mysqladmin", "ping") == (0, "mysqld is alive\n")
    assert image.exec("mysql", "-e", "select 1") == (1, "mysql: not simulated: SQL\n")


def test_postgres_insists_on_a_password() -> None:
    refused = Image("postgres:16")
    assert refused.status == ("exited", 1, "Error")
    image = Image("postgres:16", env=[("POSTGRES_PASSWORD", "x")])
    assert image.exec("pg_isready") == (0, "/var/run/postgresql:5432 - accepting connections\n")


def test_redis_keeps_values() -> None:
    image = Image("redis")
    assert image.exec("redis-cli", "set", "a", "1") == (0, "OK\n")
    assert image.exec("redis-cli", "incr", "a") == (0, "2\n")
    assert image.exec("redis-cli", "-p", "1", "ping")[0] == 1


def test_redis_answers() -> None:
    memory = {"keys": {}, "expires": {}}
    assert execute(memory, 0, ["SET", "k", "v", "EX", "5"]) == b"+OK\r\n"
    assert execute(memory, 1_000_000, ["ttl", "k"]) == b":4\r\n"
    assert execute(memory, 6_000_000, ["GET", "k"]) == b"$-1\r\n"
    assert execute(memory, 0, ["RPUSH", "l", "a", "b"]) == b":2\r\n"
    assert execute(memory, 0, ["GET", "l"]).startswith(b"-WRONGTYPE")
    assert execute(memory, 0, ["NOSUCH", "x"]).startswith(b"-ERR unknown command 'NOSUCH'")
    assert execute(memory, 0, ["GET"]).startswith(b"-ERR wrong number of arguments for 'get'")
    assert parse(b"*2\r\n$3\r\nGET\r\n$1\r\nk\r\n") == (["GET", "k"], 20)
    assert parse(b"*2\r\n$3\r\nGET") is None
    assert show(b"*1\r\n$1\r\na\r\n", True) == '1) "a"\n'


def test_stress_beyond_its_limit_is_oomkilled() -> None:
    command = ["stress", "--vm", "1", "--vm-bytes", "250M", "--vm-hang", "1"]
    image = Image("polinux/stress", command=command, memory_limit=100 << 20)
    assert image.status == ("exited", 1, "OOMKilled"), "only the worker is killed"
    fits = Image("polinux/stress", command=command, memory_limit=300 << 20)
    assert fits.status[0] == "running"
    assert fits.runtime.usage(fits.container).memory_bytes > 250 << 20


def test_stress_uses_cpu_up_to_its_quota() -> None:
    command = ["stress", "--cpu", "2"]
    image = Image("vish/stress", command=command, cpu_quota=50_000)
    image.runtime.usage(image.container)
    image.run(10)
    assert image.runtime.usage(image.container).cpu_nanocores == 500_000_000


def test_hello_world_says_it_and_ends() -> None:
    image = Image("hello-world")
    assert image.status == ("exited", 0, "Completed")
    assert "Hello from Docker!" in image.text(image.container)


@pytest.mark.parametrize(
    ("image", "port", "text"),
    [
        ("gcr.io/google-samples/hello-app:2.0", 8080, "Hello, world!\nVersion: 2.0.0\n"),
        ("gcr.io/google-samples/kubernetes-bootcamp:v1", 8080, "Hello Kubernetes bootcamp! |"),
        ("registry.k8s.io/hpa-example", 80, "OK!"),
        ("traefik/whoami", 80, "Hostname: web\n"),
    ],
)
def test_sample_programs(image: str, port: int, text: str) -> None:
    assert Image(image).get("/", port).body.decode().startswith(text)


def test_http_echo_says_its_text() -> None:
    image = Image("hashicorp/http-echo", args=["-text=hi", "-listen=:9000"])
    assert image.get("/", 9000).body == b"hi\n"


def test_the_liveness_example_fails_after_ten_seconds() -> None:
    image = Image("registry.k8s.io/e2e-test-images/agnhost:2.40", 5, args=["liveness"])
    assert image.get("/healthz", 8080).status == 200
    image.run(10)
    assert image.get("/healthz", 8080).status == 500


def test_an_unknown_image_waits_and_listens_on_its_ports() -> None:
    ports = {PORTS: '[{"containerPort":8080,"protocol":"TCP"}]'}
    image = Image("acme/shop:7", annotations=ports, command=["python", "app.py"])
    assert image.status[0] == "running"
    assert image.get("/", 8080).body.startswith(b"not simulated")
    image.runtime.signal_container(image.container, "TERM")
    image.run(1)
    assert image.status == ("exited", 0, "Completed")


def test_python_without_a_program_ends_at_once() -> None:
    assert Image("python:3.12").status == ("exited", 0, "Completed")
    server = Image(
        "python:3.12", command=["python3", "-m", "http.server", "80"], working_dir="/srv"
    )
    assert server.get("/", 80).status == 200
