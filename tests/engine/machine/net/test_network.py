"""The network: connections, failures, names."""

import pytest

from podlab.engine.machine.net.hooks import Attachment, DnsAnswer, NoHooks, Refusal
from podlab.engine.machine.net.http import BadMessage, Request, read_request, read_response
from podlab.engine.machine.net.interfaces import choose_route, link_local, number, within
from podlab.engine.machine.net.network import Network
from podlab.engine.machine.net.resolver import resolve
from podlab.engine.machine.net.state import MAX_SOCKETS, SOCKETS_EACH
from podlab.engine.machine.program import SystemCallError
from tests.engine.machine.small import Lab


class Cluster(NoHooks):
    """Hooks with one service, one policy and one name."""

    def rewrite(
        self, netns: str, address: str, port: int, protocol: str
    ) -> tuple[str, int] | Refusal:
        if address == "10.96.0.5":
            return ("10.244.0.2", 8080) if port == 80 else "dropped"
        return "refused" if address == "10.96.0.6" else (address, port)

    def allowed(self, source: str, destination: str, port: int, protocol: str) -> bool:
        return port != 6666

    def dns(self, netns: str, server: str, name: str, kind: str) -> DnsAnswer:
        if name == "web.default.svc.cluster.local":
            return DnsAnswer("NOERROR", ((name, "A", "10.96.0.5"),), server)
        return DnsAnswer("NXDOMAIN", (), server)


@pytest.fixture
def lab() -> Lab:
    lab = Lab("m1", "m2", hooks=Cluster())
    lab.network.add_bridge("m1", "10.244.0.0/24", "10.244.0.1")
    for name in ("a", "b"):
        lab.network.add_namespace(name, "m1")
        last = {"a": 2, "b": 3}[name]
        given = Attachment(f"10.244.0.{last}", 24, "10.244.0.1", f"02:00:00:00:00:0{last}")
        lab.network.attach(name, given)
    return lab


def joined(lab: Lab, port: int = 8080) -> tuple[Network, int, int]:
    network = lab.network
    listening = network.listen("a", "0.0.0.0", port, "tcp")
    client = network.connect("b", "10.244.0.2", port, "tcp")
    assert network.status(client) is None
    lab.run(0.01)
    assert network.status(client) is True
    server = network.accept(listening)
    assert server is not None
    return network, client, server


def test_bytes_go_both_ways_and_end(lab: Lab) -> None:
    network, client, server = joined(lab)
    network.write(client, b"question")
    assert network.read(server, 100) is None
    lab.run(0.01)
    assert network.read(server, 4) == b"ques"
    assert network.read(server, 100) == b"tion"
    network.write(server, b"answer")
    network.close(server)
    lab.run(0.01)
    assert network.read(client, 100) == b"answer"
    assert network.read(client, 100) == b""
    with pytest.raises(SystemCallError) as caught:
        network.write(client, b"more")
    assert caught.value.name == "EPIPE"


def test_who_connected_is_known(lab: Lab) -> None:
    network, _, server = joined(lab)
    row = network.state.sockets[server]
    assert (row.address, row.peer_address) == ("10.244.0.2", "10.244.0.3")


@pytest.mark.parametrize(
    ("address", "port", "seconds", "name"),
    [
        ("10.244.0.2", 81, 0.1, "ECONNREFUSED"),
        ("10.244.0.77", 80, 4, "EHOSTUNREACH"),
        ("10.96.0.5", 99, 135, "ETIMEDOUT"),
        ("10.96.0.6", 80, 0.1, "ECONNREFUSED"),
        ("8.8.8.8", 53, 135, "ETIMEDOUT"),
        ("10.244.0.2", 6666, 135, "ETIMEDOUT"),
    ],
)
def test_connections_that_fail(
    lab: Lab, address: str, port: int, seconds: float, name: str
) -> None:
    socket = lab.network.connect("b", address, port, "tcp")
    lab.run(seconds)
    with pytest.raises(SystemCallError) as caught:
        lab.network.status(socket)
    assert caught.value.name == name


def test_a_service_address_leads_to_its_endpoint(lab: Lab) -> None:
    lab.network.listen("a", "0.0.0.0", 8080, "tcp")
    socket = lab.network.connect("b", "10.96.0.5", 80, "tcp")
    lab.run(0.1)
    assert lab.network.status(socket) is True


def test_a_namespace_without_routes_reaches_nobody(lab: Lab) -> None:
    lab.network.add_namespace("empty", "m1")
    with pytest.raises(SystemCallError) as caught:
        lab.network.connect("empty", "10.244.0.2", 80, "tcp")
    assert caught.value.name == "ENETUNREACH"


def test_a_port_can_be_taken_once(lab: Lab) -> None:
    first = lab.network.listen("a", "0.0.0.0", 80, "tcp")
    with pytest.raises(SystemCallError) as caught:
        lab.network.listen("a", "127.0.0.1", 80, "tcp")
    assert caught.value.name == "EADDRINUSE"
    lab.network.close(first)
    lab.network.listen("a", "127.0.0.1", 80, "tcp")


def test_loopback_stays_inside(lab: Lab) -> None:
    lab.network.listen("a", "127.0.0.1", 80, "tcp")
    inside = lab.network.connect("a", "127.0.0.1", 80, "tcp")
    outside = lab.network.connect("b", "10.244.0.2", 80, "tcp")
    lab.run(0.1)
    assert lab.network.status(inside) is True
    with pytest.raises(SystemCallError):
        lab.network.status(outside)


def test_ping(lab: Lab) -> None:
    near, far = lab.network.ping("b", "10.244.0.2"), lab.network.ping("b", "192.168.1.11")
    assert isinstance(near, int)
    assert isinstance(far, int)
    assert near < far
    assert lab.network.ping("b", "10.244.0.99") == "unreachable"
    assert lab.network.ping("b", "1.2.3.4") == "dropped"


def test_a_removed_namespace_leaves_nothing(lab: Lab) -> None:
    joined(lab)
    lab.network.remove_namespace("a")
    lab.network.remove_namespace("b")
    lab.run(1)
    assert not lab.network.state.sockets
    assert "10.244.0.2" not in lab.network.state.addresses
    names = [row.name for row in lab.network.netns("m1").interfaces]
    assert names == ["lo", "eth0", "cni0"]


def test_names_from_hosts_and_the_search_list(lab: Lab) -> None:
    files = lab.machine.files
    text = b"search default.svc.cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n"
    files.write("/etc/resolv.conf", text)

    def query(server: str, name: str, kind: str) -> DnsAnswer:
        return lab.network.query("b", server, name, kind)

    assert resolve(files, query, "web") == ["10.96.0.5"]
    assert resolve(files, query, "m1") == ["192.168.1.10"]
    assert resolve(files, query, "1.2.3.4") == ["1.2.3.4"]
    assert resolve(files, query, "nosuch") == []


def test_addresses() -> None:
    assert number("10.0.0.1") == 0x0A000001
    assert [number(bad) for bad in ("", "1.2.3", "1.2.3.256", "a.b.c.d")] == [-1] * 4
    assert within("10.244.1.9", "10.244.1.0/24")
    assert not within("10.244.2.9", "10.244.1.0/24")
    assert within("1.1.1.1", "0.0.0.0/0")
    assert link_local("76:b9:27:c0:c3:8e") == "fe80::74b9:27ff:fec0:c38e"


def test_the_longest_prefix_wins(lab: Lab) -> None:
    route = choose_route(lab.network.netns("b"), "10.244.0.9")
    assert route is not None
    assert route.gateway == ""


def test_http_messages() -> None:
    request = Request("POST", "/x?y=1", [("Host", "h")], b"body")
    found = read_request(request.to_bytes() + b"next")
    assert found is not None
    assert (found[0].body, found[0].path, found[0].header("host")) == (b"body", "/x", "h")
    assert read_request(request.to_bytes()[:-1]) is None
    chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
    answer = read_response(chunked, False)
    assert answer is not None
    assert answer[0].body == b"abc"
    open_end = b"HTTP/1.0 200 OK\r\n\r\nto the end"
    assert read_response(open_end, False) is None
    whole = read_response(open_end, True)
    assert whole is not None
    assert whole[0].body == b"to the end"


@pytest.mark.parametrize(
    "data", [b"nonsense\r\n\r\n", b"x" * 40_000, b"GET / HTTP/1.1\r\nbad\r\n\r\n"]
)
def test_bad_http_is_refused(data: bytes) -> None:
    with pytest.raises(BadMessage):
        read_request(data)


def test_a_request_of_one_line() -> None:
    found = read_request(b"GET /page\nrest")
    assert found is not None
    assert (found[0].target, found[0].version, found[1]) == ("/page", "HTTP/0.9", 10)


def test_sockets_are_bounded_and_a_cluster_of_many_pods_has_room_for_each(lab: Lab) -> None:
    network = lab.network
    for port in range(1, MAX_SOCKETS + 1):
        network.listen("a", "0.0.0.0", port, "tcp")
    with pytest.raises(SystemCallError, match="Too many open files"):
        network.listen("b", "0.0.0.0", 80, "tcp")
    for count in range(MAX_SOCKETS // SOCKETS_EACH):
        network.add_namespace(f"pod{count}", "m2")
    assert network.listen("b", "0.0.0.0", 80, "tcp")
