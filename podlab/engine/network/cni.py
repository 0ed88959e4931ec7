"""The network plugin of a node: addresses for sandboxes, as ``bridge`` with ``host-local`` gives.

Here: next free address round robin, the bridge's gateway and routes.  Not here: interfaces
(``engine.machine.net``).
"""

from dataclasses import dataclass, field
from functools import lru_cache
from ipaddress import IPv4Network
from typing import NamedTuple

from podlab.engine.kernel.chance import Chance
from podlab.engine.machine.net.hooks import Attachment, NoAddress
from podlab.engine.machine.net.interfaces import dotted


@dataclass(slots=True)
class CniState:
    """Plain data of one node's plugin: addresses by sandbox, and the last one given out."""

    subnet: str
    held: dict[str, str] = field(default_factory=dict)
    last: int = 1


class _Subnet(NamedTuple):
    """A node's subnet, worked out: its first address as a number, how many there are."""

    first: int
    size: int
    length: int

    def address(self, place: int) -> str:
        """The address at a place of it."""
        return dotted(self.first + place)


@lru_cache(maxsize=4096)
def _subnet(cidr: str) -> _Subnet:
    network = IPv4Network(cidr)
    return _Subnet(int(network.network_address), network.num_addresses, network.prefixlen)


class NodeNetwork:
    """One node's plugin; fulfils ``machine.net.hooks.NetworkPlugin``."""

    def __init__(self, state: CniState, chance: Chance, cluster_cidr: str) -> None:
        self.state = state
        self._chance = chance
        self._cluster_cidr = cluster_cidr

    def add(self, sandbox: str, namespace: str, pod: str) -> Attachment:
        """Give a sandbox the next free address; the same one if it has one."""
        subnet = _subnet(self.state.subnet)
        gateway = subnet.address(1)
        address = self.state.held.get(sandbox) or self._next(subnet)
        self.state.held[sandbox] = address
        octets = [self._chance.below("cni/mac", 256) for _ in range(6)]
        octets[0] = octets[0] & 0xFC | 0x02
        mac = ":".join(f"{octet:02x}" for octet in octets)
        routes = [(self._cluster_cidr, gateway)]
        return Attachment(address, subnet.length, gateway, mac, routes=routes)

    def delete(self, sandbox: str) -> None:
        """Take a sandbox's address back."""
        self.state.held.pop(sandbox, None)

    def _next(self, subnet: _Subnet) -> str:
        taken = set(self.state.held.values())
        usable = subnet.size - 3
        for step in range(1, usable + 1):
            number = 2 + (self.state.last - 1 + step - 1) % usable
            address = subnet.address(number)
            if address not in taken:
                self.state.last = number
                return address
        first, last = subnet.address(2), subnet.address(subnet.size - 2)
        raise NoAddress(f"no IP addresses available in range set: {first}-{last}")
