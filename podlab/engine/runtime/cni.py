"""A plain network plugin: the next free address of a range, as host-local gives them.

Here: the default ``NetworkPlugin``.  Not here: a cluster's own (``engine.network.cni``).
"""

from dataclasses import dataclass, field

from podlab.engine.kernel.chance import stable_hash
from podlab.engine.machine.net.hooks import Attachment, NoAddress
from podlab.engine.machine.net.interfaces import dotted, mac_of, number


@dataclass(slots=True)
class HostLocalState:
    """A range of addresses and who has which; ``last`` is the one given last."""

    cidr: str
    last: int = 0
    given: dict[str, str] = field(default_factory=dict)


class HostLocal:
    """Addresses of one node's range: ever on from the last, round and round."""

    def __init__(self, state: HostLocalState) -> None:
        self._state = state

    @property
    def gateway(self) -> str:
        """The range's first address: the node's bridge."""
        return dotted(self._first + 1)

    @property
    def _first(self) -> int:
        return number(self._state.cidr.partition("/")[0])

    def add(self, sandbox: str, namespace: str, pod: str) -> Attachment:
        """Give a sandbox the next free address.  Raises NoAddress."""
        prefix = int(self._state.cidr.partition("/")[2])
        size = (1 << (32 - prefix)) - 3
        taken = set(self._state.given.values())
        for step in range(size):
            offset = (self._state.last + step) % size
            address = dotted(self._first + 2 + offset)
            if address not in taken:
                self._state.last = offset + 1
                self._state.given[sandbox] = address
                mac = mac_of(stable_hash(sandbox))
                return Attachment(address, prefix, self.gateway, mac)
        raise NoAddress(f"no IP addresses available in range set: {self._state.cidr}")

    def delete(self, sandbox: str) -> None:
        """Take the address back."""
        self._state.given.pop(sandbox, None)
