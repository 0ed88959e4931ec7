"""nginx: pages, headers and log lines as recorded; configuration that learners write."""

import re

import pytest

from podlab.engine.machine.net.http import Request, Response, read_response
from podlab.engine.machine.program import Proc, Step, SystemCallError, readable, writable
from podlab.engine.runtime.cri import ContainerConfig, Mount
from podlab.engine.runtime.registry import RegistryState
from tests.engine.machine.small import PROGRAMS
from tests.engine.runtime.node import Node


def t_get(p: Proc) -> Step:
    """t_get ADDRESS PORT METHOD PATH: write the raw answer."""
    if "fd" not in p.memory:
        p.memory["fd"] = p.connect(p.argv[1], int(p.argv[2]))
    fd = p.memory["fd"]
    try:
        if p.connected(fd) is None:
            return writable(fd)
    except SystemCallError as error:
        p.write(2, error.name)
        return 1
    if "sent" not in p.memory:
        p.memory["sent"], p.memory["got"] = True, b""
        headers = [("Host", "web"), ("User-Agent", "test"), ("Connection", "close")]
        p.write(fd, Request(p.argv[3], p.argv[4], headers).to_bytes())
    while (data := p.read(fd)) is not None:
        if not data:
            p.write(1, p.memory["got"])
            return 0
        p.memory["got"] += data
    return readable(fd)


PROGRAMS["t_get"] = t_get


class Web(Node):
    """A node with the small nginx, or the official one."""

    def __init__(self, image: str = "nginx", small: bool = True, **settings: object) -> None:
        sizes = {"nginx": 5, "httpd": 5} if small else {}
        repositories = {"docker.io/library/nginx": ["latest"]} if small else None
        super().__init__(RegistryState(repositories, sizes), [image])
        self.box = self.sandbox()
        self.address = self.runtime.sandbox(self.box).ip
        self.container = self.nginx(image, **settings)

    def nginx(self, image: str, **settings: object) -> str:
        config = ContainerConfig("web", 0, image)
        for name, value in settings.items():
            setattr(config, name, value)
        container = self.runtime.create_container(self.box, config)
        self.runtime.start_container(container)
        self.run(1)
        return container

    def get(self, path: str = "/", method: str = "GET", port: int = 80) -> Response:
        status, out, err = self.command("t_get", self.address, str(port), method, path)
        assert status == 0, err
        found = read_response(out.encode(), True, head_only=method == "HEAD")
        assert found is not None
        return found[0]


def test_the_small_image_starts_with_the_recorded_lines() -> None:
    web = Web()
    lines = [line.partition("] ")[2] for line in web.text(web.container).splitlines()]
    assert lines == [
        '1#1: using the "epoll" event method',
        "1#1: nginx/1.22.1",
        "1#1: OS: Linux 6.1.0-37-amd64",
        "1#1: getrlimit(RLIMIT_NOFILE): 20000:20000",
        "1#1: start worker processes",
        "1#1: start worker process 7",
    ]


def test_its_page_and_headers() -> None:
    web = Web()
    answer = web.get()
    assert answer.body.startswith(b"<!DOCTYPE html>\n<html><head><title>Welcome to nginx!</title>")
    assert len(answer.body) == 114
    assert [name for name, _ in answer.headers] == [
        "Server", "Date", "Content-Type", "Content-Length", "Last-Modified", "Connection", "ETag",
        "Accept-Ranges",
    ]  # fmt: skip
    assert answer.header("Server") == "nginx/1.22.1"
    assert re.search(r'"GET / HTTP/1.1" 200 114 "-" "test"\n\Z', web.text(web.container))


def test_head_has_no_body() -> None:
    answer = Web().get(method="HEAD")
    assert (answer.status, answer.body, answer.header("Content-Length")) == (200, b"", "114")


def test_what_is_not_there_is_404_and_logged() -> None:
    web = Web()
    answer = web.get("/nosuch")
    assert answer.status == 404
    assert b"<center><h1>404 Not Found</h1></center>" in answer.body
    assert 'open() "/usr/share/nginx/html/nosuch" failed (2: No such file' in web.text(
        web.container
    )


@pytest.mark.parametrize(("path", "status"), [("/../etc/passwd", 400), ("/%00", 404)])
def test_nobody_leaves_the_root(path: str, status: int) -> None:
    assert Web().get(path).status == status


def test_posting_to_a_file_is_not_allowed() -> None:
    assert Web().get(method="POST").status == 405


def test_kill_1_from_inside_is_logged_as_recorded() -> None:
    web = Web()
    pid = web.state.containers[web.container].pid
    space = web.machine.state.processes[pid].pidns
    sender = web.machine.state.pid_namespaces[space].members[7]
    web.machine.kill(web.machine.state.processes[sender], 1, 15)
    web.run(1)
    lines = [line.partition("] ")[2] for line in web.text(web.container).splitlines()][6:]
    assert lines == [
        "1#1: signal 15 (SIGTERM) received from 7, exiting",
        "7#7: exiting",
        "7#7: exit",
        "1#1: signal 17 (SIGCHLD) received from 7",
        "1#1: worker process 7 exited with code 0",
        "1#1: exit",
    ]
    assert web.runtime.container(web.container).reason == "Completed"


def test_the_stop_signal_shuts_it_down_gracefully() -> None:
    web = Web()
    web.runtime.signal_container(web.container, "")
    web.run(1)
    text = web.text(web.container)
    assert "signal 3 (SIGQUIT) received, shutting down" in text
    assert "7#7: gracefully shutting down" in text
    assert web.runtime.container(web.container).exit_code == 0


def test_the_official_image_has_its_entry_point_and_page() -> None:
    web = Web("nginx:1.25", small=False)
    text = web.text(web.container)
    assert text.startswith("/docker-entrypoint.sh: /docker-entrypoint.d/ is not empty")
    assert "nginx/1.25.0" in text
    answer = web.get()
    assert len(answer.body) == 615
    assert answer.header("Server") == "nginx/1.25.0"
    assert (
        web.text(web.container).splitlines()[-1].endswith('"GET / HTTP/1.1" 200 615 "-" "test" "-"')
    )


def configured(text: str) -> Web:
    web = Web.__new__(Web)
    Node.__init__(web, RegistryState(), ["nginx"])
    web.box = web.sandbox()
    web.address = web.runtime.sandbox(web.box).ip
    web.machine.files.mkdir("/conf")
    web.machine.files.write("/conf/default.conf", text.encode())
    web.container = web.nginx("nginx", mounts=[Mount("/etc/nginx/conf.d", "/conf")])
    return web


def test_a_server_of_one_s_own() -> None:
    web = configured(
        'server { listen 8080; location / { return 200 "hello from $hostname\\n"; }\n'
        "location = /old { return 301 /new; } location /x { add_header X-Y z; return 403; } }"
    )
    assert web.get(port=8080).body == b"hello from web\n"
    assert web.get("/old", port=8080).header("Location") == "/new"
    assert web.get("/x/y", port=8080).status == 403


def test_a_proxy_passes_on_and_answers_502_when_nobody_is_there() -> None:
    web = configured(
        'upstream app { server 127.0.0.1:9000; }\nserver { listen 9000; return 200 "app"; }\n'
        "server { listen 80; location /api/ { proxy_pass http://app/; }\n"
        "location / { proxy_pass http://127.0.0.1:81; } }"
    )
    assert web.get("/api/users").body == b"app"
    assert web.get("/").status == 502


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("server { listen 80; nosuch on; }", 'unknown directive "nosuch" in'),
        ("server { listen 80;", 'unexpected end of file, expecting "}"'),
        ("server { listen 80; } }", 'unexpected "}"'),
    ],
)
def test_a_broken_configuration_is_named_and_ends_it(text: str, words: str) -> None:
    web = configured(text)
    log = web.text(web.container)
    assert f"nginx: [emerg] {words}" in log
    assert web.runtime.container(web.container).exit_code == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("include conf.d/none.conf; nosuch on;", "No such file or directory"),
        ("nosuch on; include conf.d/none.conf;", 'unknown directive "nosuch" in'),
        ("include conf.d/default.conf;", "configuration is too large"),
    ],
)
def test_of_several_problems_the_first_in_order_is_told(text: str, words: str) -> None:
    assert words in configured(text).text(configured(text).container)


def test_a_file_may_be_included_twice() -> None:
    web = configured(
        "server { listen 81; include mime.types; return 200 one; }\n"
        "server { listen 82; include /etc/nginx/mime.types; return 200 two; }"
    )
    assert [web.get(port=port).body for port in (81, 82)] == [b"one", b"two"]


def test_a_read_only_root_is_too_little() -> None:
    web = Web(read_only_root=True)
    assert 'mkdir() "/var/lib/nginx/body" failed (30: Read-only file system)' in web.text(
        web.container
    )


def test_a_port_that_is_taken() -> None:
    web = Web()
    second = web.nginx("nginx")
    assert "bind() to 0.0.0.0:80 failed (98: Address already in use)" in web.text(second)
    assert web.runtime.container(second).exit_code == 1
