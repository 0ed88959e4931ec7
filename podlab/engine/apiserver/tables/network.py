"""Table rows of services, endpoints, ingresses and network policies."""

from podlab.engine.apiserver.tables.cells import (
    NONE,
    Cell,
    Object,
    age,
    cut_short,
    labels_text,
    selector_text,
)
from podlab.engine.objects.meta import dig


def service(obj: Object, now: int) -> list[Cell]:
    """TYPE, CLUSTER-IP, EXTERNAL-IP, PORT(S), AGE, SELECTOR."""
    spec = obj["spec"]
    addresses = spec.get("clusterIPs") or [NONE]
    return [
        obj["metadata"]["name"],
        spec.get("type", ""),
        addresses[0],
        _external(obj),
        ",".join(_port(row) for row in spec.get("ports") or ()) or NONE,
        age(obj, now),
        labels_text(spec.get("selector")),
    ]


def _port(row: Object) -> str:
    node_port = row.get("nodePort")
    number = f"{row['port']}:{node_port}" if node_port else str(row["port"])
    return f"{number}/{row.get('protocol', 'TCP')}"


def _external(obj: Object) -> str:
    spec = obj["spec"]
    own = spec.get("externalIPs") or []
    type_ = spec.get("type")
    if type_ == "ExternalName":
        return str(spec.get("externalName", ""))
    if type_ == "LoadBalancer":
        return ",".join([*_balanced(obj), *own]) or "<pending>"
    return ",".join(own) or NONE


def _balanced(obj: Object) -> list[str]:
    rows = dig(obj, "status", "loadBalancer", "ingress", default=[])
    return sorted({row.get("ip") or row.get("hostname", "") for row in rows} - {""})


def ingress(obj: Object, now: int) -> list[Cell]:
    """CLASS, HOSTS, ADDRESS, PORTS, AGE."""
    spec = obj.get("spec") or {}
    return [
        obj["metadata"]["name"],
        spec.get("ingressClassName") or NONE,
        _hosts(spec.get("rules") or []),
        ",".join(_balanced(obj)),
        "80, 443" if spec.get("tls") else "80",
        age(obj, now),
    ]


def _hosts(rules: list[Object]) -> str:
    shown: list[str] = []
    more = False
    for rule in rules:
        more = more or len(shown) == 3
        if not more and rule.get("host"):
            shown.append(rule["host"])
    if not shown:
        return "*"
    text = ",".join(shown)
    return f"{text} + {len(rules) - 3} more..." if more else text


def ingress_class(obj: Object, now: int) -> list[Cell]:
    """CONTROLLER, PARAMETERS, AGE."""
    name = obj["metadata"]["name"]
    annotations = obj["metadata"].get("annotations") or {}
    if annotations.get("ingressclass.kubernetes.io/is-default-class") == "true":
        name += " (default)"
    parameters = NONE
    found = dig(obj, "spec", "parameters")
    if found:
        group = f".{found['apiGroup']}" if found.get("apiGroup") else ""
        parameters = f"{found['kind']}{group}/{found['name']}"
    return [name, dig(obj, "spec", "controller", default=""), parameters, age(obj, now)]


def network_policy(obj: Object, now: int) -> list[Cell]:
    """POD-SELECTOR, AGE."""
    selector = selector_text(dig(obj, "spec", "podSelector", default={}))
    return [obj["metadata"]["name"], selector, age(obj, now)]


def endpoint_slice(obj: Object, now: int) -> list[Cell]:
    """ADDRESSTYPE, PORTS, ENDPOINTS, AGE."""
    ports = [
        str(row["port"]) if row.get("port") is not None else row.get("name", "*")
        for row in obj.get("ports") or ()
    ]
    addresses = [
        address for row in obj.get("endpoints") or () for address in row.get("addresses") or ()
    ]
    return [
        obj["metadata"]["name"],
        obj.get("addressType", ""),
        cut_short(ports),
        cut_short(addresses),
        age(obj, now),
    ]


def endpoints(obj: Object, now: int) -> list[Cell]:
    """ENDPOINTS, AGE."""
    found = []
    for subset in obj.get("subsets") or ():
        addresses = [row["ip"] for row in subset.get("addresses") or ()]
        ports = subset.get("ports") or ()
        if not ports:
            found += addresses
        for port in ports:
            found += [_host_port(address, port["port"]) for address in addresses]
    if not obj.get("subsets"):
        shown = NONE
    else:
        shown = ",".join(found[:3])
        if len(found) > 3:
            shown += f" + {len(found) - 3} more..."
    return [obj["metadata"]["name"], shown, age(obj, now)]


def _host_port(address: str, port: int) -> str:
    return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"


def service_cidr(obj: Object, now: int) -> list[Cell]:
    """CIDRS, AGE."""
    ranges = ",".join(dig(obj, "spec", "cidrs", default=[]))
    return [obj["metadata"]["name"], ranges, age(obj, now)]


def ip_address(obj: Object, _now: int) -> list[Cell]:
    """PARENTREF."""
    parent = dig(obj, "spec", "parentRef")
    shown = NONE
    if parent:
        group = f".{parent['group']}" if parent.get("group") else ""
        parts = [
            f"{parent.get('resource', '')}{group}".lower(),
            parent.get("namespace", ""),
            parent.get("name", ""),
        ]
        shown = "/".join(part for part in parts if part)
    return [obj["metadata"]["name"], shown]
