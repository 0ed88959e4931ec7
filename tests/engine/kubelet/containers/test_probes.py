"""Probes: what they find, when they ask, what follows."""

from typing import Any

import pytest

from podlab.engine.kernel.clock import MILLISECOND, SECOND
from podlab.engine.machine.net.tls import server_hello
from tests.engine.kubelet.fake_runtime import Script
from tests.engine.kubelet.harness import Harness

OK = b"HTTP/1.1 200 OK\r\n\r\n"


def web(**probes: dict[str, Any]) -> Harness:
    node = Harness()
    node.pod(containers=[{"name": "c", "image": "nginx", **probes}])
    return node


def test_ready_only_when_the_probe_says_so() -> None:
    node = web(readinessProbe={"httpGet": {"port": 80, "path": "ok"}, "periodSeconds": 2})
    node.run(3)
    assert node.status()["phase"] == "Running"
    assert node.container()["ready"] is False
    problem = 'Get "http://10.244.1.1:80/ok": dial tcp 10.244.1.1:80: connect: connection refused'
    assert node.events("Unhealthy") == [("Unhealthy", f"Readiness probe failed: {problem}")]
    node.runtime.ports[80] = OK
    node.run(3)
    assert node.container()["ready"] is True
    del node.runtime.ports[80]
    node.run(8)
    assert node.container()["ready"] is False
    assert node.container()["restartCount"] == 0


def test_readiness_is_asked_as_soon_as_the_container_runs() -> None:
    node = Harness()
    node.runtime.ports[80] = OK
    probe = {"httpGet": {"port": 80}, "periodSeconds": 60}
    node.pod(containers=[{"name": "c", "image": "nginx", "readinessProbe": probe}])
    node.run(3)
    assert node.container()["ready"] is True


def test_a_failed_liveness_probe_restarts_the_container() -> None:
    probe = {"exec": {"command": ["check"]}, "periodSeconds": 1, "failureThreshold": 3}
    node = web(livenessProbe=probe)
    node.runtime.execs["check"] = (b"sick\n", 1, 5 * MILLISECOND)
    node.run(6)
    assert ("Unhealthy", "Liveness probe failed: sick\n") in node.events("Unhealthy")
    killing = ("Killing", "Container c failed liveness probe, will be restarted")
    assert node.events("Killing") == [killing]
    assert node.container()["restartCount"] == 1


def test_a_startup_probe_holds_the_others_back() -> None:
    startup = {"tcpSocket": {"port": 80}, "periodSeconds": 1, "failureThreshold": 30}
    liveness = {"exec": {"command": ["check"]}, "periodSeconds": 1, "failureThreshold": 1}
    node = web(startupProbe=startup, livenessProbe=liveness)
    node.runtime.execs["check"] = (b"sick", 1, MILLISECOND)
    node.run(5)
    assert node.container()["started"] is False
    assert node.events("Killing") == []
    node.runtime.ports[80] = b""
    node.run(4)
    assert node.events("Killing") != []


def test_a_slow_command_times_out() -> None:
    node = web(readinessProbe={"exec": {"command": ["slow", "x"]}, "periodSeconds": 5})
    node.runtime.execs["slow"] = (b"", 0, 3 * SECOND)
    node.run(4)
    words = 'Readiness probe failed: command timed out: "slow x" timed out after 1s'
    assert ("Unhealthy", words) in node.events("Unhealthy")
    assert node.runtime.sessions == {}


def test_probes_that_never_end_leave_nothing_behind() -> None:
    node = web(readinessProbe={"exec": {"command": ["check"]}, "periodSeconds": 1})
    node.runtime.execs["check"] = (b"", 0, 3600 * SECOND)
    node.run(30)
    assert len(node.runtime.sessions) <= 1
    assert sum(key.startswith("session/") for key in node.sim.state.notices) <= 1
    node.kubelet.stop()
    assert node.runtime.sessions == {}
    assert not any(key.startswith("session/") for key in node.sim.state.notices)


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (b"HTTP/1.1 503 Service Unavailable\r\n\r\n", "HTTP probe failed with statuscode: 503"),
        (b"HTTP/1.1 404 Not Found\r\n\r\n", "HTTP probe failed with statuscode: 404"),
        (b"", 'Get "http://10.244.1.1:80/": EOF'),
        (b"garbage", 'Get "http://10.244.1.1:80/": net/http: HTTP/1.x transport connection broken'),
    ],
)
def test_http_answers(answer: bytes, problem: str) -> None:
    node = web(readinessProbe={"httpGet": {"port": 80}, "periodSeconds": 5})
    node.runtime.ports[80] = answer
    node.run(3)
    assert node.events("Unhealthy") == [("Unhealthy", f"Readiness probe failed: {problem}")]


HTTPS = "http: server gave HTTP response to HTTPS client"


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (server_hello(b"PEM") + OK, ""),
        (server_hello(b"PEM") + b"HTTP/1.1 503 No\r\n\r\n",
         "HTTP probe failed with statuscode: 503"),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", f'Get "https://10.244.1.1:80/": {HTTPS}'),
        (OK, ""),
    ],
)  # fmt: skip
def test_https_answers(answer: bytes, problem: str) -> None:
    probe = {"httpGet": {"port": 80, "scheme": "HTTPS"}, "periodSeconds": 5}
    node = web(readinessProbe=probe)
    node.runtime.ports[80] = answer
    node.run(3)
    told = [("Unhealthy", f"Readiness probe failed: {problem}")] if problem else []
    assert node.events("Unhealthy") == told


def test_a_redirect_is_success() -> None:
    node = web(readinessProbe={"httpGet": {"port": "http"}, "periodSeconds": 5})
    assert node.get() is not None
    node.run(3)
    assert node.events("Unhealthy")[0][1].endswith('unknown state: port "http" not found')


def test_who_does_not_speak_grpc_is_waited_for() -> None:
    node = web(readinessProbe={"grpc": {"port": 80}, "periodSeconds": 5})
    node.runtime.ports[80] = OK
    node.run(3)
    problem = 'timeout: failed to connect service "10.244.1.1:80" within 1s'
    words = f"Readiness probe failed: {problem}: context deadline exceeded"
    assert node.events("Unhealthy") == [("Unhealthy", words)]


def test_grpc() -> None:
    node = web(readinessProbe={"grpc": {"port": 80}, "periodSeconds": 5})
    node.runtime.ports[80] = b"\0\0\0\4\0\0\0\0\0"
    node.run(3)
    assert node.container()["ready"] is True


def test_a_command_that_says_nothing_leaves_the_words_empty() -> None:
    node = web(readinessProbe={"exec": {"command": ["check"]}, "periodSeconds": 5})
    node.runtime.execs["check"] = (b"", 1, MILLISECOND)
    node.run(3)
    assert node.events("Unhealthy") == [("Unhealthy", "Readiness probe failed: ")]


def test_probes_end_with_the_pod() -> None:
    node = web(livenessProbe={"tcpSocket": {"port": 80}, "periodSeconds": 1})
    node.runtime.scripts["c"] = Script(term=None)
    node.run(3)
    node.delete(grace=5)
    node.run(1)
    assert not any("liveness" in key for key in node.state.probes)
    node.run(10)
    assert node.state.probes == {}
    assert not [
        e
        for e in node.sim.state.queue.heap
        if e[3].target.endswith("probe") and e[2] not in node.sim.state.queue.cancelled
    ]


def test_localhost_is_the_node_not_the_pod() -> None:
    node = web(readinessProbe={"httpGet": {"port": 80, "host": "127.0.0.1"}, "periodSeconds": 5})
    node.runtime.ports[80] = OK
    node.run(3)
    words = "dial tcp 127.0.0.1:80: connect: connection refused"
    assert node.events("Unhealthy")[0][1].endswith(words)
