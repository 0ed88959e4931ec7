"""The API server's own plain data, beside the objects in the store.

Here: what was handed out (service addresses, node ports), who manages which
fields.  Not here: objects (``engine.store``).
"""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from podlab.engine.kernel.sharing import Stored

Object = dict[str, Any]


class PendingWrite(NamedTuple):
    """A write whose field ownership nobody has asked for yet: the objects before and after."""

    manager: str
    operation: str
    subresource: str
    time: int
    old: Stored | None
    new: Stored


@dataclass(slots=True)
class ManagedState:
    """Field ownership of one object: what is worked out, and the writes since."""

    entries: list[Stored] = field(default_factory=list)
    pending: list[PendingWrite] = field(default_factory=list)


@dataclass(slots=True)
class ServerOptions:
    """Facts of the cluster that the API server hands out from or tells about."""

    service_cidr: str = "10.96.0.0/12"
    dns_ip: str = "10.96.0.10"
    node_ports: tuple[int, int] = (30000, 32767)
    event_ttl: int = 3600
    most_objects: int = 0
    """How many objects the store takes (0: any number); a full one answers as a full etcd does."""
    address: str = "127.0.0.1:6443"
    """Where clients outside reach it, as discovery says."""
    client_ca: str = ""
    """The authority (PEM) whose certificates say who a client is; '': any is the administrator."""
    issuer: str = "https://kubernetes.default.svc.cluster.local"


@dataclass(slots=True)
class ApiServerState:
    """What a snapshot keeps of an API server."""

    options: ServerOptions = field(default_factory=ServerOptions)
    managed: dict[str, ManagedState] = field(default_factory=dict)
    addresses: dict[str, str] = field(default_factory=dict)
    node_ports: dict[int, str] = field(default_factory=dict)
