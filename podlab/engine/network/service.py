"""kube-proxy's role: from a service's address and port to one of its endpoints.

Here: cluster addresses, node ports, load balancer addresses, host ports, session affinity, traffic
policies.  Not here: which endpoints there are (``controllers.endpoint``).
"""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from podlab.engine.kernel.clock import SECOND
from podlab.engine.kernel.simulation import Simulation
from podlab.engine.machine.net.hooks import Refusal
from podlab.engine.network.view import NetworkView

Object = dict[str, Any]

AFFINITY_SECONDS = 10_800
KEEP = 4_096


class Endpoint(NamedTuple):
    """Where a connection may go."""

    address: str
    port: int
    node: str


@dataclass(slots=True)
class ServiceProxyState:
    """Plain data: which client went to which endpoint last, and when."""

    sticky: dict[str, tuple[str, int, int]] = field(default_factory=dict)


class ServiceProxy:
    """Rewrites destinations."""

    def __init__(self, state: ServiceProxyState, view: NetworkView, sim: Simulation) -> None:
        self.state = state
        self._view = view
        self._sim = sim

    def rewrite(
        self, client: str, node: str, address: str, port: int, protocol: str
    ) -> tuple[str, int] | Refusal:
        """Where a connection of a client on a node really goes."""
        protocol = protocol.upper()
        services = self._view.services_at(address)
        if services:
            for service in services:
                row = _port_row(service, port, protocol, "port")
                if row is not None:
                    local = _is_local(service, address)
                    return self._choose(service, row, client, node if local else "")
            return "dropped"
        host = self._view.node_at.get(address)
        if host is None:
            return address, port
        return self._at_node(host, client, address, port, protocol)

    def _at_node(
        self, host: str, client: str, address: str, port: int, protocol: str
    ) -> tuple[str, int] | Refusal:
        lead = self._view.host_ports.get((host, port, protocol))
        if lead is not None:
            return lead
        place = self._view.by_node_port.get((port, protocol))
        service = self._view.informers.get("services", *place) if place else None
        row = _port_row(service, port, protocol, "nodePort") if service else None
        if service is None or row is None:
            return address, port
        local = service["spec"].get("externalTrafficPolicy") == "Local"
        return self._choose(service, row, client, host if local else "")

    def _choose(
        self, service: Object, row: Object, client: str, only_node: str
    ) -> tuple[str, int] | Refusal:
        endpoints = endpoints_of(self._view, service, row)
        if only_node:
            endpoints = [each for each in endpoints if each.node == only_node]
            if not endpoints:
                return "dropped"
        if not endpoints:
            return "refused"
        if service["spec"].get("sessionAffinity") == "ClientIP":
            return self._stick(service, endpoints, client)
        chosen = self._sim.chance.choice("kube-proxy", endpoints)
        return chosen.address, chosen.port

    def _stick(self, service: Object, endpoints: list[Endpoint], client: str) -> tuple[str, int]:
        config = (service["spec"].get("sessionAffinityConfig") or {}).get("clientIP") or {}
        patience = config.get("timeoutSeconds", AFFINITY_SECONDS) * SECOND
        key = f"{service['metadata']['uid']}|{client}"
        known = self.state.sticky.pop(key, None)
        places = [(each.address, each.port) for each in endpoints]
        if known is None or self._sim.now - known[2] > patience or known[:2] not in places:
            chosen = self._sim.chance.choice("kube-proxy", places)
        else:
            chosen = known[:2]
        self.state.sticky[key] = (*chosen, self._sim.now)
        if len(self.state.sticky) > KEEP:
            self.state.sticky.pop(next(iter(self.state.sticky)))
        return chosen


def _port_row(service: Object, port: int, protocol: str, field_name: str) -> Object | None:
    for row in service["spec"].get("ports") or ():
        if row.get(field_name) == port and row.get("protocol", "TCP") == protocol:
            return dict(row)
    return None


def _is_local(service: Object, address: str) -> bool:
    spec = service["spec"]
    if address in (spec.get("clusterIPs") or [spec.get("clusterIP")]):
        return bool(spec.get("internalTrafficPolicy") == "Local")
    return bool(spec.get("externalTrafficPolicy") == "Local")


def endpoints_of(view: NetworkView, service: Object, row: Object) -> list[Endpoint]:
    """A service port's ready endpoints; those that still serve while leaving if there are none."""
    metadata = service["metadata"]
    ready: list[Endpoint] = []
    leaving: list[Endpoint] = []
    for each in view.slices(metadata["namespace"], metadata["name"]):
        number = _slice_port(each, row)
        if number is None:
            continue
        for endpoint in each.get("endpoints") or ():
            conditions = endpoint.get("conditions") or {}
            found = Endpoint(endpoint["addresses"][0], number, endpoint.get("nodeName", ""))
            if conditions.get("ready", True):
                ready.append(found)
            elif conditions.get("serving") and conditions.get("terminating"):
                leaving.append(found)
    return ready or leaving


def _slice_port(each: Object, row: Object) -> int | None:
    for port in each.get("ports") or ():
        same = (port.get("name") or "") == (row.get("name") or "")
        if same and port.get("protocol", "TCP") == row.get("protocol", "TCP"):
            return int(port["port"])
    return None
