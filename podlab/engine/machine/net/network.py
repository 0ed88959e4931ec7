"""The network that joins all machines of a cluster: namespaces, sockets, connections.

Here: listening, connecting with Linux's failures, bytes that travel with a delay, ping, and asking
DNS.  What a cluster lays over it comes through ``hooks``.  Not here: descriptors of processes
(``machine.descriptors``) or names from files (``net.resolver``).
"""

from typing import Any

from podlab.engine.kernel.chance import stable_hash
from podlab.engine.kernel.simulation import Simulation
from podlab.engine.machine.digits import is_number
from podlab.engine.machine.errors import failed
from podlab.engine.machine.net import loss
from podlab.engine.machine.net.hooks import Attachment, DnsAnswer, Hooks, NoHooks, Refusal
from podlab.engine.machine.net.interfaces import (
    LOOPBACK,
    Interface,
    Netns,
    Route,
    choose_route,
    mac_of,
    network_of,
    source_address,
    within,
)
from podlab.engine.machine.net.state import LOCAL_DELAY, Answer, NetworkState, Socket, is_full

__all__ = ["Answer", "Network", "NetworkState", "Socket"]

TARGET = "network"
BUFFER = 256 << 10
ARP_FAILURE = 3_072_000
SYN_TIMEOUT = 134_400_000
_NEAR, _FAR = 60, 350
BACKLOG = 128


class Network:
    """The wires."""

    def __init__(self, state: NetworkState, sim: Simulation, hooks: Hooks | None = None) -> None:
        self.state = state
        self.hooks: Hooks = hooks or NoHooks()
        self._sim = sim
        sim.register(TARGET, self._handle)

    # --- namespaces ------------------------------------------------------------------------
    def add_machine(self, name: str, address: str, prefix: int = 24, gateway: str = "") -> None:
        """A machine's own namespace, named after it, with its address on eth0."""
        netns = self._fresh(name, name)
        mac = mac_of(stable_hash(name))
        netns.interfaces.append(Interface(2, "eth0", mac, 1500, addresses=[f"{address}/{prefix}"]))
        subnet = network_of(f"{address}/{prefix}")
        if gateway:
            netns.routes.append(Route("0.0.0.0/0", gateway, "eth0"))
        netns.routes.append(Route(subnet, "", "eth0", address))
        self.state.addresses[address] = name
        if subnet not in self.state.subnets:
            self.state.subnets.append(subnet)

    def add_bridge(self, machine: str, cidr: str, address: str) -> None:
        """The bridge cni0 of a machine: the gateway of its sandboxes."""
        netns = self.state.namespaces[machine]
        if any(interface.name == "cni0" for interface in netns.interfaces):
            return
        prefix = cidr.partition("/")[2]
        mac = mac_of(stable_hash(f"{machine}/cni0"))
        bridge = Interface(self._interface_number(), "cni0", mac, 1500, "bridge")
        bridge.addresses.append(f"{address}/{prefix}")
        netns.interfaces.append(bridge)
        netns.routes.append(Route(cidr, "", "cni0", address))
        self.state.addresses[address] = machine
        if cidr not in self.state.subnets:
            self.state.subnets.append(cidr)

    def add_routes(self, netns: str, routes: list[Route]) -> None:
        """Further routes of a namespace, those that it has not."""
        present = self.state.namespaces[netns].routes
        known = set(present)
        present.extend(route for route in routes if route not in known)

    def add_namespace(self, name: str, machine: str) -> None:
        """An empty namespace (only lo) on a machine."""
        self._fresh(name, machine)

    def attach(self, name: str, given: Attachment) -> None:
        """Put what a network plugin gave into a namespace: eth0 and the host's end of it."""
        netns = self.state.namespaces[name]
        outside = self._interface_number()
        eth0 = Interface(2, "eth0", given.mac, given.mtu, "veth", peer=outside)
        eth0.addresses.append(f"{given.address}/{given.prefix}")
        netns.interfaces.append(eth0)
        netns.routes.append(Route("0.0.0.0/0", given.gateway, "eth0"))
        subnet = network_of(f"{given.address}/{given.prefix}")
        netns.routes.append(Route(subnet, "", "eth0", given.address))
        further = [(cidr, via) for cidr, via in given.routes if via != given.gateway]
        netns.routes.extend(Route(cidr, via, "eth0") for cidr, via in further)
        self.state.addresses[given.address] = name
        host = self.state.namespaces[netns.machine]
        seed = stable_hash(name)
        veth = Interface(outside, f"veth{seed & 0xFFFFFFFF:08x}", mac_of(seed >> 8), given.mtu)
        veth.kind, veth.peer = "veth", 2
        host.interfaces.append(veth)

    def remove_namespace(self, name: str) -> None:
        """Take a namespace away: its sockets close, its addresses are nobody's."""
        netns = self.state.namespaces.pop(name, None)
        if netns is None:
            return
        for number in [key for key, row in self.state.sockets.items() if row.netns == name]:
            self.close(number)
        for interface in netns.interfaces:
            self._forget(name, netns, interface)

    def _forget(self, name: str, netns: Netns, interface: Interface) -> None:
        for address in interface.addresses:
            if self.state.addresses.get(address.partition("/")[0]) == name:
                del self.state.addresses[address.partition("/")[0]]
        host = self.state.namespaces.get(netns.machine)
        if interface.peer and host is not None:
            host.interfaces = [row for row in host.interfaces if row.index != interface.peer]

    def set_down(self, machine: str, down: bool) -> None:
        """Cut a machine's cable, or plug it in: nothing passes between it and others."""
        for netns in self.state.namespaces.values():
            if netns.machine == machine:
                netns.down = down

    def netns(self, name: str) -> Netns:
        """A namespace by its identifier."""
        return self.state.namespaces[name]

    # --- sockets ---------------------------------------------------------------------------
    def listen(self, netns: str, address: str, port: int, protocol: str) -> int:
        """A listening socket.  Raises EADDRINUSE, EADDRNOTAVAIL."""
        row = self.state.namespaces[netns]
        if port == 0:
            port = self._free_port(row)
        for other in row.listening.get((protocol, port), ()):
            taken = self.state.sockets[other].address
            if "0.0.0.0" in (taken, address) or taken == address:
                raise failed("EADDRINUSE")
        local = address in ("0.0.0.0", "::1") or address.startswith("127.")
        if not local and self.state.addresses.get(address) != netns:
            raise failed("EADDRNOTAVAIL")
        number = self._add(Socket(netns, protocol, "listening", address, port))
        row.listening.setdefault((protocol, port), []).append(number)
        return number

    def connect(self, netns: str, address: str, port: int, protocol: str) -> int:
        """Begin a connection; it opens or fails a little later.  Raises ENETUNREACH."""
        row = self.state.namespaces[netns]
        own = self._own(netns, address)
        route = choose_route(row, address)
        if not own and route is None:
            raise failed("ENETUNREACH")
        here = address if own or route is None else source_address(row, route)
        if address.startswith("127."):
            here = LOOPBACK
        socket = Socket(netns, protocol, "connecting", here, self._free_port(row), address, port)
        number = self._add(socket)
        self._dial(number, socket)
        return number

    def _dial(self, number: int, socket: Socket) -> None:
        where = self.reach(socket.netns, socket.peer_address, socket.peer_port, socket.protocol)
        if isinstance(where, str):
            error, delay = _FAILURES[where]
            self._later(delay, "fail", (number, error))
            return
        netns, address, port = where
        socket.delay = self.delay(socket.netns, netns)
        listener = self._listener(netns, address, port, socket.protocol)
        percent = loss.rate(self.state.losses, socket.address, address)
        late = loss.syn_delay(self._sim.chance, percent)
        if late is None:
            self._later(SYN_TIMEOUT, "fail", (number, "ETIMEDOUT"))
        elif listener:
            self._later(2 * socket.delay + late, "open", (number, listener))
        elif socket.protocol == "udp":
            socket.state, socket.error = "open", "ECONNREFUSED"
        else:
            self._later(2 * socket.delay, "fail", (number, "ECONNREFUSED"))

    def reach(
        self, netns: str, address: str, port: int, protocol: str
    ) -> tuple[str, str, int] | Refusal:
        """Which namespace, address and port a packet arrives at, or how it fails."""
        if self._own(netns, address):
            if not address.startswith("127."):
                result = self.hooks.rewrite(netns, address, port, protocol)
                if isinstance(result, str):
                    return result
                if result != (address, port):
                    return self._owner(netns, result[0], result[1], protocol)
            return netns, address, port
        result = self.hooks.rewrite(netns, address, port, protocol)
        if isinstance(result, str):
            return result
        return self._owner(netns, result[0], result[1], protocol)

    def _owner(
        self, netns: str, address: str, port: int, protocol: str
    ) -> tuple[str, str, int] | Refusal:
        owner = self.state.addresses.get(address)
        row = self.state.namespaces[netns]
        if owner is None:
            near = any(within(address, subnet) for subnet in self.state.subnets)
            return "unreachable" if near else "dropped"
        target = self.state.namespaces[owner]
        if (row.down or target.down) and row.machine != target.machine:
            return "dropped"
        route = choose_route(row, address)
        source = source_address(row, route) if route is not None else address
        if owner != netns and not self.hooks.allowed(source, address, port, protocol):
            return "dropped"
        return owner, address, port

    def status(self, number: int) -> bool | None:
        """True when a connection stands, None while it is being made.  Raises its failure."""
        socket = self.state.sockets[number]
        if socket.state == "failed":
            raise failed(socket.error)
        return None if socket.state == "connecting" else True

    def accept(self, number: int) -> int | None:
        """A new connection of a listening socket; None if there is none."""
        backlog = self.state.sockets[number].backlog
        return backlog.popleft() if backlog else None

    def read(self, number: int, limit: int) -> bytes | None:
        """Bytes that have come; b"" when the other end closed; None if there are none yet."""
        socket = self.state.sockets[number]
        if socket.inbox:
            data = socket.inbox.popleft()
            if len(data) > limit:
                socket.inbox.appendleft(data[limit:])
                data = data[:limit]
            socket.size -= len(data)
            self._wake_peer(socket)
            return data
        if socket.state == "failed":
            raise failed(socket.error or "ECONNRESET")
        if socket.state == "connecting":
            return None
        return b"" if socket.ended else None

    def write(self, number: int, data: bytes) -> int:
        """Send bytes; returns how many wait unread at the other end.  Raises EPIPE, ENOTCONN."""
        socket = self.state.sockets[number]
        if socket.state == "failed":
            raise failed(socket.error)
        if socket.state == "connecting":
            raise failed("ENOTCONN")
        if socket.protocol == "udp" and socket.error:
            socket.state = "failed"
            self._wake(socket)
            return 0
        peer = self.state.sockets.get(socket.peer)
        if peer is None or peer.state == "closed":
            raise failed("EPIPE")
        self._count(socket, peer, len(data))
        if data.startswith(b"HTTP/1."):
            self._note_answer(socket, data)
        peer.size += len(data)
        if peer.size > 8 * BUFFER:
            raise failed("ECONNRESET")
        self._later(self._travel(socket), "deliver", (socket.peer, data))
        return peer.size

    def _travel(self, socket: Socket) -> int:
        """How long what is sent now takes; nothing overtakes what was lost and sent again."""
        now = self._sim.now
        if self.state.losses:
            percent = loss.rate(self.state.losses, socket.address, socket.peer_address)
            late = loss.data_delay(self._sim.chance, percent)
            socket.clear = max(socket.clear, now + socket.delay + late)
        return max(socket.delay, socket.clear - now)

    def _note_answer(self, socket: Socket, data: bytes) -> None:
        """Keep who answered what; on loopback the namespace's own address says who."""
        code = data[9:12]
        if not is_number(code):
            return
        address = socket.address
        if address.startswith("127.") or address == "0.0.0.0":
            found = (
                one
                for row in self.netns(socket.netns).interfaces
                if row.name == "eth0"
                for one in row.addresses
            )
            address = next(found, address).partition("/")[0]
        peer = self.state.sockets.get(socket.peer)
        asked = (peer.peer_address, peer.peer_port) if peer is not None else ("", 0)
        self.state.answers.append(Answer(self._sim.now, address, socket.port, int(code), *asked))

    def room(self, number: int) -> bool:
        """Whether a write would not have to wait (a connection that failed is writable too)."""
        socket = self.state.sockets.get(number)
        if socket is None or socket.state in ("failed", "closed"):
            return True
        if socket.state == "connecting":
            return False
        peer = self.state.sockets.get(socket.peer)
        return peer is None or peer.size < BUFFER // 4

    def waiting_input(self, number: int) -> bool:
        """Whether a read or accept would not have to wait."""
        socket = self.state.sockets[number]
        if socket.state == "listening":
            return bool(socket.backlog)
        return bool(socket.inbox) or socket.ended or socket.state == "failed"

    def wait(self, number: int, machine: str, pid: int, ticket: int) -> None:
        """Wake a process at the next change of a socket."""
        self.state.sockets[number].waiting[(machine, pid)] = ticket

    def shutdown(self, number: int) -> None:
        """Say that nothing more will be sent."""
        socket = self.state.sockets.get(number)
        if socket is not None and socket.peer:
            self._later(self._travel(socket), "end", socket.peer)

    def close(self, number: int) -> None:
        """Close a socket: the other end reads to the end of what was sent."""
        socket = self.state.sockets.pop(number, None)
        if socket is None:
            return
        netns = self.state.namespaces.get(socket.netns)
        if socket.state == "listening" and netns is not None:
            key = (socket.protocol, socket.port)
            rest = [row for row in netns.listening.get(key, ()) if row != number]
            if rest:
                netns.listening[key] = rest
            else:
                netns.listening.pop(key, None)
            for unaccepted in socket.backlog:
                self.close(unaccepted)
        elif socket.peer:
            self._later(self._travel(socket), "end", socket.peer)

    # --- ping and names --------------------------------------------------------------------
    def ping(self, netns: str, address: str) -> int | str:
        """The round trip of an ICMP echo in microseconds; or how it fails: unreachable (the host
        says so), dropped (no answer), or network (no route)."""
        row = self.state.namespaces[netns]
        if not self._own(netns, address) and choose_route(row, address) is None:
            return "network"
        where = (netns, address, 0) if self._own(netns, address) else None
        found = where or self._owner(netns, address, 0, "icmp")
        if isinstance(found, str):
            return found
        route = None if where else choose_route(row, address)
        source = address if route is None else source_address(row, route)
        losses = self.state.losses
        if any(
            loss.lost(self._sim.chance, loss.rate(losses, *way))
            for way in ((source, found[1]), (found[1], source))
        ):
            return "dropped"
        delay = self.delay(netns, found[0])
        return 2 * delay + self._sim.chance.below("network/ping", delay)

    def query(self, netns: str, server: str, name: str, kind: str = "A") -> DnsAnswer:
        """Ask a DNS server for records of a fully qualified name."""
        if not server or choose_route(self.state.namespaces[netns], server) is None:
            return DnsAnswer("SERVFAIL")
        return self.hooks.dns(netns, server, name, kind)

    def delay(self, source: str, destination: str) -> int:
        """The one-way delay between two namespaces in microseconds."""
        if source == destination:
            return LOCAL_DELAY
        spaces = self.state.namespaces
        near = spaces[source].machine == spaces[destination].machine
        return _NEAR if near else _FAR

    # --- parts -----------------------------------------------------------------------------
    def _handle(self, kind: str, payload: Any) -> None:
        if kind == "open":
            self._open(*payload)
        elif kind == "fail":
            self._fail(*payload)
        elif kind == "deliver":
            self._deliver(*payload)
        elif kind == "end":
            self._end(payload)

    def _open(self, number: int, listener: int) -> None:
        socket, server = self.state.sockets.get(number), self.state.sockets.get(listener)
        if socket is None:
            return
        if server is None or len(server.backlog) >= BACKLOG:
            self._fail(number, "ECONNREFUSED")
            return
        other = Socket(server.netns, socket.protocol, "open", server.address, server.port)
        other.address = self._face(server, socket)
        other.peer_address, other.peer_port = socket.address, socket.port
        other.peer, other.delay = number, socket.delay
        accepted = self._add(other)
        socket.peer, socket.state = accepted, "open"
        server.backlog.append(accepted)
        self._wake(socket)
        self._wake(server)

    def _face(self, server: Socket, socket: Socket) -> str:
        if server.address != "0.0.0.0":
            return server.address
        if self.state.addresses.get(socket.peer_address) == server.netns:
            return socket.peer_address
        for interface in self.state.namespaces[server.netns].interfaces[1:]:
            if interface.addresses:
                return interface.addresses[0].partition("/")[0]
        return socket.peer_address

    def _fail(self, number: int, error: str) -> None:
        socket = self.state.sockets.get(number)
        if socket is not None:
            socket.state, socket.error = "failed", error
            self._wake(socket)

    def _deliver(self, number: int, data: bytes) -> None:
        socket = self.state.sockets.get(number)
        if socket is not None:
            socket.inbox.append(data)
            self._wake(socket)

    def _end(self, number: int) -> None:
        socket = self.state.sockets.get(number)
        if socket is not None:
            socket.ended = True
            self._wake(socket)

    def _wake(self, socket: Socket) -> None:
        if not socket.waiting:
            return
        waiting, socket.waiting = socket.waiting, {}
        for (machine, pid), ticket in waiting.items():
            self._sim.after(0, f"machine/{machine}", "wake", (pid, ticket))

    def _wake_peer(self, socket: Socket) -> None:
        peer = self.state.sockets.get(socket.peer)
        if peer is not None and peer.waiting and socket.size < BUFFER // 4:
            self._wake(peer)

    def _count(self, socket: Socket, peer: Socket, size: int) -> None:
        if socket.netns == peer.netns:
            return
        for netns, sent in ((socket.netns, True), (peer.netns, False)):
            row = self.state.namespaces.get(netns)
            if row is not None and len(row.interfaces) > 1:
                interface = row.interfaces[1]
                if sent:
                    interface.sent += size
                else:
                    interface.received += size

    def _listener(self, netns: str, address: str, port: int, protocol: str) -> int:
        for number in self.state.namespaces[netns].listening.get((protocol, port), ()):
            if self.state.sockets[number].address in ("0.0.0.0", address):
                return number
        return 0

    def _own(self, netns: str, address: str) -> bool:
        return address.startswith("127.") or self.state.addresses.get(address) == netns

    def _fresh(self, name: str, machine: str) -> Netns:
        netns = self.state.namespaces[name] = Netns(machine)
        lo = Interface(1, "lo", "00:00:00:00:00:00", 65536, "loopback", ["127.0.0.1/8"])
        netns.interfaces.append(lo)
        return netns

    def _add(self, socket: Socket) -> int:
        if is_full(self.state):
            raise failed("EMFILE")
        number = self.state.next_socket
        self.state.next_socket = number + 1
        self.state.sockets[number] = socket
        return number

    def _free_port(self, netns: Netns) -> int:
        port = netns.next_port
        netns.next_port = port + 1 if port < 60999 else 32768
        return port

    def _interface_number(self) -> int:
        self.state.next_interface += 1
        return self.state.next_interface

    def _later(self, delay: int, kind: str, payload: Any) -> None:
        self._sim.after(delay, TARGET, kind, payload)


_FAILURES: dict[str, tuple[str, int]] = {
    "refused": ("ECONNREFUSED", 2 * _NEAR),
    "unreachable": ("EHOSTUNREACH", ARP_FAILURE),
    "dropped": ("ETIMEDOUT", SYN_TIMEOUT),
}
