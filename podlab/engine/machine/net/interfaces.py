"""Interfaces, addresses and routes of a network namespace, as data.

Here: the records, arithmetic of addresses, the choice of a route.  Not here: connections
(``net.network``), or what ``ip addr`` prints (commands).
"""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from podlab.engine.machine.digits import is_number

LOOPBACK = "127.0.0.1"


class Route(NamedTuple):
    """One row of a routing table; ``gateway`` '' is on-link, ``destination`` a CIDR."""

    destination: str
    gateway: str
    interface: str
    source: str = ""


@dataclass(slots=True)
class Interface:
    """A network interface; ``peer`` is the other end's index of a veth pair (0 none)."""

    index: int
    name: str
    mac: str
    mtu: int
    kind: str = "device"
    addresses: list[str] = field(default_factory=list)
    peer: int = 0
    up: bool = True
    received: int = 0
    sent: int = 0


@dataclass(slots=True)
class Netns:
    """A network namespace: which machine it is on, its interfaces and routes."""

    machine: str
    interfaces: list[Interface] = field(default_factory=list)
    routes: list[Route] = field(default_factory=list)
    listening: dict[tuple[str, int], list[int]] = field(default_factory=dict)
    """(protocol, port) → listening sockets."""
    next_port: int = 32768
    down: bool = False


def number(address: str) -> int:
    """An IPv4 address as a number; -1 when it is none."""
    parts = address.split(".")
    if len(parts) != 4 or not all(is_number(part) and len(part) <= 3 for part in parts):
        return -1
    values = [int(part) for part in parts]
    if max(values) > 255:
        return -1
    return values[0] << 24 | values[1] << 16 | values[2] << 8 | values[3]


def dotted(value: int) -> str:
    """An IPv4 address out of its number."""
    return f"{value >> 24 & 255}.{value >> 16 & 255}.{value >> 8 & 255}.{value & 255}"


def within(address: str, cidr: str) -> bool:
    """Whether an address lies in a network."""
    network, mask = _masked(cidr)
    place = number(address)
    return place >= 0 and place & mask == network


@lru_cache(maxsize=4096)
def _masked(cidr: str) -> tuple[int, int]:
    network, _, length = cidr.partition("/")
    mask = ~((1 << (32 - int(length or 32))) - 1)
    return number(network) & mask, mask


def network_of(address: str) -> str:
    """The network of an address with its prefix: 10.244.1.5/24 is in 10.244.1.0/24."""
    host, _, length = address.partition("/")
    mask = ~((1 << (32 - int(length))) - 1)
    return f"{dotted(number(host) & mask)}/{length}"


def choose_route(netns: Netns, address: str) -> Route | None:
    """The route with the longest prefix that leads to an address."""
    best, length, place = None, -1, number(address)
    for route in netns.routes:
        size = int(route.destination.partition("/")[2])
        network, mask = _masked(route.destination)
        if size > length and place >= 0 and place & mask == network:
            best, length = route, size
    return best


def source_address(netns: Netns, route: Route) -> str:
    """The address that a connection over a route comes from."""
    if route.source:
        return route.source
    for interface in netns.interfaces:
        if interface.name == route.interface and interface.addresses:
            return interface.addresses[0].partition("/")[0]
    return ""


def mac_of(seed: int) -> str:
    """A locally administered MAC address out of a number."""
    octets = [seed >> shift & 255 for shift in (40, 32, 24, 16, 8, 0)]
    octets[0] = octets[0] & 0xFE | 0x02
    return ":".join(f"{octet:02x}" for octet in octets)


def link_local(mac: str) -> str:
    """The IPv6 link-local address of a MAC address."""
    octets = [int(part, 16) for part in mac.split(":")]
    octets[0] ^= 2
    words = [octets[0] << 8 | octets[1], octets[2] << 8 | 0xFF, 0xFE00 | octets[3]]
    words.append(octets[4] << 8 | octets[5])
    return "fe80::" + ":".join(f"{word:x}" for word in words)
