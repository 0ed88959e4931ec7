"""What a cluster may lay over the plain network: the Protocols that ``engine.network`` fulfils.

Here: names only.  The network works without them (``NoHooks``).  Network namespaces are known by
their identifiers: a machine's own is its name (``k8snode1``), a sandbox's is the sandbox's id.
"""

from dataclasses import dataclass, field
from typing import Literal, NamedTuple, Protocol

Refusal = Literal["refused", "unreachable", "dropped"]
"""refused: ECONNREFUSED at once; unreachable: EHOSTUNREACH; dropped: ETIMEDOUT in the end."""


class DnsAnswer(NamedTuple):
    """A DNS server's answer.  ``code`` NOERROR, NXDOMAIN, SERVFAIL or TIMEOUT; ``records`` are
    (name, type, value) rows, CNAMEs first; ``server`` is the address that answered, '' when none
    did."""

    code: str
    records: tuple[tuple[str, str, str], ...] = ()
    server: str = ""


@dataclass(slots=True)
class Attachment:
    """What a network plugin gave a sandbox: its address, and how the namespace is set up."""

    address: str
    prefix: int
    gateway: str
    mac: str
    mtu: int = 1500
    routes: list[tuple[str, str]] = field(default_factory=list)
    """Further (destination CIDR, gateway) rows."""


class NetworkPlugin(Protocol):
    """CNI's role on a node: addresses for sandboxes."""

    def add(self, sandbox: str, namespace: str, pod: str) -> Attachment:
        """Give a sandbox an address.  Raises ``CriError``-like failures as ``NoAddress``."""

    def delete(self, sandbox: str) -> None:
        """Take the address back; unknown sandboxes are no error."""


class NoAddress(Exception):
    """No address is left; ``str()`` is the plugin's text."""


class Hooks(Protocol):
    """Consulted for each new connection and each name."""

    def rewrite(
        self, netns: str, address: str, port: int, protocol: str
    ) -> tuple[str, int] | Refusal:
        """Where a connection really goes (kube-proxy's role): the same pair if nothing applies.
        A node's own NodePorts and a Pod's host ports are asked with the node's address."""

    def allowed(self, source: str, destination: str, port: int, protocol: str) -> bool:
        """Whether policy lets a packet from one address reach another."""

    def dns(self, netns: str, server: str, name: str, kind: str) -> DnsAnswer:
        """Ask the DNS server at an address (fully qualified name without the last dot; kind A,
        AAAA, SRV, PTR, CNAME …).  ``server=''`` in the answer: nobody answers there."""


class NoHooks:
    """A network without services, policies or names."""

    def rewrite(
        self, netns: str, address: str, port: int, protocol: str
    ) -> tuple[str, int] | Refusal:
        """Where it says."""
        return address, port

    def allowed(self, source: str, destination: str, port: int, protocol: str) -> bool:
        """Everything."""
        return True

    def dns(self, netns: str, server: str, name: str, kind: str) -> DnsAnswer:
        """Nobody answers."""
        return DnsAnswer("SERVFAIL")
