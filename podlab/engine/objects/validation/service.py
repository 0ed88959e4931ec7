"""Rules of Services, Endpoints and EndpointSlices.

Not here: what the allocators refuse (``apiserver``).
"""

from podlab.engine.objects import formats
from podlab.engine.objects.fielderror import duplicate, forbidden, invalid, required, unsupported
from podlab.engine.objects.validation import checks
from podlab.engine.objects.validation.checks import Errors, Object, form, immutable, one_of
from podlab.engine.objects.validation.container import PROTOCOLS

TYPES = ("ClusterIP", "ExternalName", "LoadBalancer", "NodePort")


def service(obj: Object) -> Errors:
    """A Service's spec."""
    spec = obj.get("spec") or {}
    sort, address = spec.get("type") or "", spec.get("clusterIP") or ""
    headless = address == "None"
    ports = spec.get("ports") or []
    errors: Errors = []
    if not ports and not headless and sort != "ExternalName":
        errors.append(required("spec.ports"))
    errors += _by_type(sort, spec, headless)
    errors += _ports(ports)
    errors += checks.labels("spec.selector", spec.get("selector"))
    affinities = ("ClientIP", "None")
    errors += one_of("spec.sessionAffinity", spec.get("sessionAffinity"), affinities, must=True)
    errors += _affinity_config(spec)
    errors += _addresses(spec, address)
    errors += _traffic(sort, spec)
    errors += _balancer(sort, spec)
    errors += _unique_ports(ports)
    if sort not in TYPES:
        errors.append(unsupported("spec.type", sort, TYPES))
    return errors


def _by_type(sort: str, spec: Object, headless: bool) -> Errors:
    errors: Errors = []
    if sort == "LoadBalancer" and headless:
        words = "may not be set to 'None' for LoadBalancer services"
        errors.append(invalid("spec.clusterIPs[0]", "None", words))
    if sort == "NodePort" and headless:
        words = "may not be set to 'None' for NodePort services"
        errors.append(invalid("spec.clusterIPs[0]", "None", words))
    if sort == "ExternalName":
        name = (spec.get("externalName") or "").removesuffix(".")
        if spec.get("clusterIP"):
            words = "may not be set for ExternalName services"
            errors.append(forbidden("spec.clusterIPs", words))
        if not name:
            errors.append(required("spec.externalName"))
        else:
            errors += form("spec.externalName", name, formats.dns_subdomain)
    return errors


def _ports(ports: list[Object]) -> Errors:
    errors: Errors = []
    names: set[str] = set()
    for place, one in enumerate(ports):
        where = f"spec.ports[{place}]"
        name = one.get("name") or ""
        if not name and len(ports) > 1:
            errors.append(required(f"{where}.name"))
        elif name:
            errors += form(f"{where}.name", name, formats.dns_label)
            errors += [duplicate(f"{where}.name", name)] if name in names else []
            names.add(name)
        errors += checks.port(f"{where}.port", one.get("port") or 0)
        errors += one_of(f"{where}.protocol", one.get("protocol"), PROTOCOLS, must=True)
        errors += checks.port(f"{where}.targetPort", one.get("targetPort", 0))
        if one.get("appProtocol") is not None:
            errors += form(f"{where}.appProtocol", one["appProtocol"], formats.label_key)
    return errors


def _unique_ports(ports: list[Object]) -> Errors:
    errors: Errors = []
    nodes: dict[tuple[str, int], int] = {}
    for place, one in enumerate(ports):
        number = one.get("nodePort") or 0
        key = (one.get("protocol") or "", number)
        if number and key in nodes:
            errors.append(duplicate(f"spec.ports[{place}].nodePort", number))
        nodes[key] = place
    seen: set[tuple[str, int]] = set()
    for place, one in enumerate(ports):
        key = (one.get("protocol") or "", one.get("port") or 0)
        if key in seen:
            errors.append(duplicate(f"spec.ports[{place}]", _internal_port(one)))
        seen.add(key)
    return errors


def _internal_port(one: Object) -> Object:
    """A port as the internal type prints, which is what the duplicate's words show."""
    return {
        "Name": "",
        "Protocol": one.get("protocol", ""),
        "AppProtocol": None,
        "Port": one.get("port", 0),
        "TargetPort": 0,
        "NodePort": 0,
    }


def _affinity_config(spec: Object) -> Errors:
    config = spec.get("sessionAffinityConfig")
    if spec.get("sessionAffinity") != "ClientIP" or config is None:
        return []
    seconds = (config.get("clientIP") or {}).get("timeoutSeconds")
    if seconds is not None and not 0 < seconds <= 86400:
        where = "spec.sessionAffinityConfig.clientIP.timeoutSeconds"
        return [invalid(where, seconds, "must be greater than 0 and less than 86400")]
    return []


def _addresses(spec: Object, address: str) -> Errors:
    errors: Errors = []
    for place, one in enumerate(spec.get("externalIPs") or ()):
        errors += form(f"spec.externalIPs[{place}]", one, formats.ip_address)
    if address and address != "None":
        reasons = formats.ip_address(address)
        errors += [invalid("spec.clusterIPs[0]", address, reasons[0])] if reasons else []
    return errors


def _traffic(sort: str, spec: Object) -> Errors:
    errors: Errors = []
    policies = ("Cluster", "Local")
    outside = spec.get("externalTrafficPolicy")
    if outside:
        reachable = sort in ("NodePort", "LoadBalancer") or spec.get("externalIPs")
        if not reachable:
            words = "may only be set for externally-accessible services"
            errors.append(invalid("spec.externalTrafficPolicy", outside, words))
        errors += one_of("spec.externalTrafficPolicy", outside, policies)
    inside = spec.get("internalTrafficPolicy")
    return errors + one_of("spec.internalTrafficPolicy", inside, policies)


def _balancer(sort: str, spec: Object) -> Errors:
    errors: Errors = []
    ranges = spec.get("loadBalancerSourceRanges")
    if ranges:
        if sort != "LoadBalancer":
            words = "may only be used when `type` is 'LoadBalancer'"
            errors.append(forbidden("spec.LoadBalancerSourceRanges", words))
        for place, one in enumerate(ranges):
            errors += form(f"spec.loadBalancerSourceRanges[{place}]", one.strip(), formats.cidr)
    if spec.get("allocateLoadBalancerNodePorts") is not None and sort != "LoadBalancer":
        words = "may only be used when `type` is 'LoadBalancer'"
        errors.append(forbidden("spec.allocateLoadBalancerNodePorts", words))
    if spec.get("loadBalancerClass") and sort != "LoadBalancer":
        words = "may only be used when `type` is 'LoadBalancer'"
        errors.append(forbidden("spec.loadBalancerClass", words))
    return errors


def service_update(new: Object, old: Object) -> Errors:
    """What may not change: the cluster address, while the type stays."""
    fresh, before = new.get("spec") or {}, old.get("spec") or {}
    kept = fresh.get("type") != "ExternalName" and before.get("type") != "ExternalName"
    errors: Errors = []
    if kept and before.get("clusterIP") and fresh.get("clusterIP") != before["clusterIP"]:
        address = [fresh.get("clusterIP") or ""]
        words = "may not change once set"
        errors.append(invalid("spec.clusterIPs[0]", address, words))
    if before.get("loadBalancerClass") and fresh.get("type") == before.get("type"):
        now, was = fresh.get("loadBalancerClass"), before["loadBalancerClass"]
        errors += immutable("spec.loadBalancerClass", now, was)
    return errors + service(new)


def endpoints(obj: Object) -> Errors:
    """Endpoints' subsets."""
    errors: Errors = []
    for place, one in enumerate(obj.get("subsets") or ()):
        where = f"subsets[{place}]"
        if not one.get("addresses") and not one.get("notReadyAddresses"):
            words = "must specify `addresses` or `notReadyAddresses`"
            errors.append(required(where, words))
        for field in ("addresses", "notReadyAddresses"):
            for number, item in enumerate(one.get(field) or ()):
                errors += _endpoint(f"{where}.{field}[{number}]", item)
        several = len(one.get("ports") or ()) > 1
        for number, item in enumerate(one.get("ports") or ()):
            errors += _endpoint_port(f"{where}.ports[{number}]", item, several)
    return errors


def _endpoint(path: str, item: Object) -> Errors:
    reasons = formats.ip_address(item.get("ip", ""))
    reasons += ["must be a valid IP address"] if reasons else []
    errors = [invalid(f"{path}.ip", item.get("ip", ""), why) for why in reasons]
    if item.get("hostname"):
        errors += form(f"{path}.hostname", item["hostname"], formats.dns_label)
    if item.get("nodeName"):
        errors += form(f"{path}.nodeName", item["nodeName"], formats.dns_subdomain)
    return errors


def _endpoint_port(path: str, item: Object, several: bool) -> Errors:
    errors: Errors = []
    if several and not item.get("name"):
        errors.append(required(f"{path}.name"))
    elif item.get("name"):
        errors += form(f"{path}.name", item["name"], formats.dns_label)
    errors += checks.port(f"{path}.port", item.get("port") or 0)
    return errors + one_of(f"{path}.protocol", item.get("protocol"), PROTOCOLS, must=True)


def endpoint_slice(obj: Object) -> Errors:
    """An EndpointSlice."""
    sort = obj.get("addressType") or ""
    errors: Errors = []
    kinds = ("FQDN", "IPv4", "IPv6")
    errors += one_of("addressType", sort, kinds, must=True)
    for place, one in enumerate(obj.get("endpoints") or ()):
        where = f"endpoints[{place}]"
        addresses = one.get("addresses") or []
        if not addresses:
            errors.append(required(f"{where}.addresses"))
        for number, address in enumerate(addresses):
            errors += _slice_address(f"{where}.addresses[{number}]", address, sort)
        if one.get("hostname"):
            errors += form(f"{where}.hostname", one["hostname"], formats.dns_label)
    names: set[str] = set()
    for place, one in enumerate(obj.get("ports") or ()):
        where = f"ports[{place}]"
        name = one.get("name") or ""
        if name:
            errors += form(f"{where}.name", name, formats.dns_label)
        errors += [duplicate(f"{where}.name", name)] if name in names else []
        names.add(name)
        errors += one_of(f"{where}.protocol", one.get("protocol"), PROTOCOLS, must=True)
    return errors


def _slice_address(path: str, address: str, sort: str) -> Errors:
    if sort == "FQDN":
        return form(path, address, formats.dns_subdomain)
    reasons = formats.ip_address(address)
    if reasons:
        words = "must be a valid IPv4 address" if sort == "IPv4" else "must be a valid IPv6 address"
        return [invalid(path, address, reasons[0])] if sort else [invalid(path, address, words)]
    version = "IPv6" if ":" in address else "IPv4"
    return [] if version == sort else [invalid(path, address, f"must be an {sort} address")]
