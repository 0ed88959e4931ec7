"""The plain data of the network: sockets, namespaces, who has an address.

Here: records only.  Not here: anything that changes them (``net.network``).
"""

from collections import deque
from dataclasses import dataclass, field
from typing import NamedTuple

from podlab.engine.machine.net.interfaces import Netns

MAX_ANSWERS = 200
MAX_SOCKETS, SOCKETS_EACH = 4_096, 16
"""How many sockets there may be in all, or, of many namespaces (Pods), for each of them."""
LOCAL_DELAY = 30
"""Microseconds that bytes take inside of one namespace."""


@dataclass(slots=True)
class Socket:
    """One end of a connection, or a listening socket.

    ``state`` listening, connecting, open, failed or closed; ``peer`` the other end's number;
    ``waiting`` (machine, pid) → ticket of processes that are to be woken.
    """

    netns: str
    protocol: str
    state: str
    address: str
    port: int
    peer_address: str = ""
    peer_port: int = 0
    peer: int = 0
    error: str = ""
    delay: int = LOCAL_DELAY
    clear: int = 0
    """Before this time nothing more that was sent arrives (segments were lost)."""
    inbox: deque[bytes] = field(default_factory=deque)
    size: int = 0
    ended: bool = False
    backlog: deque[int] = field(default_factory=deque)
    waiting: dict[tuple[str, int], int] = field(default_factory=dict)
    uid: int = 0
    owner: int = 0


class Answer(NamedTuple):
    """The status line of an HTTP response that passed: who answered on which port, with what, and
    the address and port that had been asked (a Service's, say)."""

    time: int
    address: str
    port: int
    status: int
    asked: str = ""
    asked_port: int = 0


@dataclass(slots=True)
class NetworkState:
    """All namespaces by identifier (a machine's own has its name), sockets, who has an address;
    ``subnets`` are the networks in which an address that nobody has is unreachable."""

    namespaces: dict[str, Netns] = field(default_factory=dict)
    addresses: dict[str, str] = field(default_factory=dict)
    sockets: dict[int, Socket] = field(default_factory=dict)
    subnets: list[str] = field(default_factory=list)
    answers: deque[Answer] = field(default_factory=lambda: deque(maxlen=MAX_ANSWERS))
    next_socket: int = 1
    next_interface: int = 2
    losses: dict[str, int] = field(default_factory=dict)
    """``SOURCE DESTINATION`` (``any`` is every address) to the percent of packets that get lost."""


def is_full(state: NetworkState) -> bool:
    """Whether no further socket may be opened."""
    return len(state.sockets) >= max(MAX_SOCKETS, SOCKETS_EACH * len(state.namespaces))
