"""What Services are handed out: cluster addresses and node ports.

Here: choosing, reserving and giving back.  Not here: routing to them (``network.service``).
"""

import ipaddress
from typing import Any

from podlab.engine.apiserver.service.servicefamilies import family_errors
from podlab.engine.apiserver.service.servicetypes import PUBLISHED, without_useless
from podlab.engine.apiserver.world import World
from podlab.engine.objects.fielderror import FieldError, errors_to_api_error, invalid
from podlab.engine.objects.kinds import Kind
from podlab.engine.objects.meta import dig, put

Object = dict[str, Any]

_PORT_BAND = 86
"""Node ports at the range's start that are only given to who asks for them."""


class Allocation:
    """The Services' addresses and node ports."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._state = world.state
        self._network = ipaddress.ip_network(world.state.options.service_cidr)

    def created(self, kind: Kind, obj: Object, dry_run: bool) -> Object:
        """The new object with what it would be given; ``stored`` reserves it."""
        if kind.resource != "services":
            return obj
        return self._given(obj, None, dry_run)

    def updated(self, kind: Kind, obj: Object, old: Object, dry_run: bool) -> Object:
        """The changed object with what it keeps and what it would newly be given."""
        if kind.resource != "services":
            return obj
        return self._given(without_useless(_kept(obj, old), old), old, dry_run)

    def stored(self, kind: Kind, obj: Object, old: Object | None) -> None:
        """A Service was kept: reserve what it holds now, take back what it no longer does.

        Only now, since what was chosen before may still have been refused.
        """
        if kind.resource != "services":
            return
        if old is not None:
            self._give_back(old, obj)
        who = f"{obj['metadata'].get('namespace', '')}/{obj['metadata']['name']}"
        self._state.addresses.update(dict.fromkeys(_addresses_of(obj), who))
        self._state.node_ports.update(dict.fromkeys(_ports_of(obj), who))

    def deleted(self, kind: Kind, obj: Object) -> None:
        """Take back what a deleted Service held."""
        if kind.resource == "services":
            self._give_back(obj, None)

    def _give_back(self, old: Object, new: Object | None) -> None:
        kept_addresses = _addresses_of(new)
        kept_ports = _ports_of(new)
        for address in _addresses_of(old):
            if address not in kept_addresses:
                self._state.addresses.pop(address, None)
        for port in _ports_of(old):
            if port not in kept_ports:
                self._state.node_ports.pop(port, None)

    def _given(self, obj: Object, old: Object | None, dry_run: bool) -> Object:
        spec = obj["spec"]
        if spec.get("type") == "ExternalName":
            return obj
        errors = family_errors(spec, f"IPv{self._network.version}")
        if errors:
            raise errors_to_api_error("", "Service", obj["metadata"]["name"], errors)
        spec = self._addressed(spec, old, errors, dry_run)
        if spec.get("type") in PUBLISHED and spec.get("allocateLoadBalancerNodePorts", True):
            spec = self._with_node_ports(spec, old, errors)
        if dry_run:  # as the real dry run does, which asks no port allocator
            errors = [error for error in errors if not error.field.endswith(".nodePort")]
        if errors:
            raise errors_to_api_error("", "Service", obj["metadata"]["name"], errors)
        return put(obj, ("spec",), spec)

    # --- addresses --------------------------------------------------------------------------
    def _addressed(
        self, spec: Object, old: Object | None, errors: list[FieldError], dry_run: bool
    ) -> Object:
        address = spec.get("clusterIP") or next(iter(spec.get("clusterIPs") or ()), "")
        if not address:
            address = self._free_address()
        elif address not in ("None", dig(old, "spec", "clusterIP")):
            errors += self._address_errors(address, dry_run)
        families, policy = [("IPv6" if ":" in address else "IPv4")], "SingleStack"
        if address == "None" and not spec.get("selector"):
            families, policy = ["IPv4", "IPv6"], "RequireDualStack"
        return {
            **spec,
            "clusterIP": address,
            "clusterIPs": [address],
            "ipFamilies": spec.get("ipFamilies") or families,
            "ipFamilyPolicy": spec.get("ipFamilyPolicy") or policy,
        }

    def _address_errors(self, address: str, dry_run: bool) -> list[FieldError]:
        path, shown = "spec.clusterIPs", [address]
        try:
            inside = ipaddress.ip_address(address) in self._network
        except ValueError:
            return []
        if not inside:
            why = "the provided network does not match the current range"
            if dry_run:  # the dry run asks an allocator of the default range
                why = (
                    f"the provided IP ({address}) is not in the valid range. "
                    f"The range of valid IPs is {self._network}"
                )
            return [invalid(path, shown, f"failed to allocate IP {address}: {why}")]
        if address in self._state.addresses:
            why = f"failed to allocate IP {address}: provided IP is already allocated"
            return [invalid(path, shown, why)]
        return []

    def _free_address(self) -> str:
        size = self._network.num_addresses
        offset = min(max(16, size // 16), 256)
        chance = self._world.sim.chance
        for _ in range(1000):
            number = chance.between("apiserver/addresses", offset, size - 2)
            address = str(self._network[number])
            if address not in self._state.addresses:
                return address
        return next(
            str(one) for one in self._network.hosts() if str(one) not in self._state.addresses
        )

    # --- node ports -------------------------------------------------------------------------
    def _with_node_ports(
        self, spec: Object, old: Object | None, errors: list[FieldError]
    ) -> Object:
        held, taken = _ports_of(old), list[int]()
        ports: list[Object] = []
        for place, port in enumerate(spec.get("ports") or ()):
            number = port.get("nodePort")
            if not number:
                number = self._free_port(taken, ports, port)
            elif number not in held and number not in taken:
                errors += self._port_errors(f"spec.ports[{place}].nodePort", number)
            if number not in taken:
                taken.append(number)
            ports.append({**port, "nodePort": number})
        spec = {**spec, "ports": ports}
        local = spec.get("externalTrafficPolicy") == "Local"
        if spec.get("type") == "LoadBalancer" and local and not spec.get("healthCheckNodePort"):
            spec["healthCheckNodePort"] = self._free_port(taken, [], {})
        return spec

    def _port_errors(self, path: str, number: int) -> list[FieldError]:
        low, high = self._state.options.node_ports
        if not low <= number <= high:
            why = (
                f"provided port is not in the valid range. The range of valid ports is {low}-{high}"
            )
            return [invalid(path, number, why)]
        if number in self._state.node_ports:
            return [invalid(path, number, "provided port is already allocated")]
        return []

    def _free_port(self, taken: list[int], ports: list[Object], port: Object) -> int:
        for other in ports:  # the same port by another protocol shares its node port
            if other["port"] == port["port"] and other.get("protocol") != port.get("protocol"):
                return int(other["nodePort"])
        low, high = self._state.options.node_ports
        chance = self._world.sim.chance
        for _ in range(1000):
            number = chance.between("apiserver/node-ports", low + _PORT_BAND, high)
            if number not in self._state.node_ports and number not in taken:
                return number
        return next(
            one
            for one in range(low, high + 1)
            if one not in self._state.node_ports and one not in taken
        )


def _addresses_of(service: Object | None) -> list[str]:
    if dig(service, "spec", "type") == "ExternalName":
        return []
    return [one for one in dig(service, "spec", "clusterIPs", default=[]) if one != "None"]


def _ports_of(service: Object | None) -> list[int]:
    ports = dig(service, "spec", "ports", default=[])
    found = [port["nodePort"] for port in ports if port.get("nodePort")]
    health = dig(service, "spec", "healthCheckNodePort")
    return [*found, health] if health else found


def _kept(obj: Object, old: Object) -> Object:
    """An update that says nothing of what was handed out keeps it."""
    spec, before = obj["spec"], old.get("spec") or {}
    if spec.get("type") == "ExternalName" or before.get("type") == "ExternalName":
        return obj
    changed = dict(spec)
    for key in ("clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy", "healthCheckNodePort"):
        if not spec.get(key) and before.get(key):
            changed[key] = before[key]
    if spec.get("type") in PUBLISHED and before.get("type") in PUBLISHED:
        changed["ports"] = _kept_ports(spec.get("ports") or [], before.get("ports") or [])
    return {**obj, "spec": changed}


def _kept_ports(ports: list[Object], before: list[Object]) -> list[Object]:
    known = {(port.get("protocol"), port["port"]): port.get("nodePort") for port in before}
    kept = []
    for port in ports:
        number = port.get("nodePort") or known.get((port.get("protocol"), port["port"]))
        kept.append({**port, "nodePort": number} if number else port)
    return kept
