"""``create service … | ingress``.

Here: the objects as kubectl sends them.  Not here: ``expose`` (its own verb).
"""

import re
from typing import Any

from podlab.engine.kubectl.cli.errors import CommandError
from podlab.engine.kubectl.context import Context
from podlab.engine.kubectl.generators.names import metadata

Object = dict[str, Any]
RULE = re.compile(
    r"^(?P<host>[\w*\-.]*)(?P<path>/[^=,]*)=(?P<service>[\w-]+):(?P<port>[\w-]+)"
    r"(?P<tls>,(tls|tls=[\w-]*))?$"
)


def _port(text: str, *, zero: bool = False) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > 65535 or (not zero and text == "0"):
        raise CommandError(
            f'strconv.ParseUint: parsing "{text}": invalid syntax'
            if not text.isdigit()
            else f"port {text} is out of range 1-65535"
        )
    return int(text)


def _tcp(c: Context, text: str) -> Object:
    port, colon, target = text.partition(":")
    number = _port(port, zero=True)
    where: int | str = number
    if colon:
        where = _port(target) if target.isdigit() else target
    row: Object = {
        "name": text.replace(":", "-"), "port": number, "protocol": "TCP", "targetPort": where,
    }  # fmt: skip
    if c.flag("node-port"):
        row["nodePort"] = int(c.flag("node-port"))
    return row


def _service(c: Context, name: str, kind: str) -> Object:
    ports = [_tcp(c, text) for text in c.flag("tcp") or []]
    headless = str(c.flag("clusterip") or "")
    if headless != "None" and not ports and kind != "ExternalName":
        raise CommandError("at least one tcp port specifier must be provided")
    spec: Object = {"selector": {"app": name}, "type": kind}
    if ports:
        spec["ports"] = ports
    if headless:
        spec["clusterIP"] = headless
    if kind == "ExternalName":
        spec["externalName"] = str(c.flag("external-name"))
    return {
        "apiVersion": "v1", "kind": "Service", "metadata": metadata(c, name, {"app": name}),
        "spec": spec, "status": {"loadBalancer": {}},
    }  # fmt: skip


def clusterip(c: Context, name: str) -> Object:
    """``create service clusterip NAME --tcp=PORT:TARGET``."""
    return _service(c, name, "ClusterIP")


def nodeport(c: Context, name: str) -> Object:
    """``create service nodeport NAME --tcp=PORT:TARGET``."""
    return _service(c, name, "NodePort")


def loadbalancer(c: Context, name: str) -> Object:
    """``create service loadbalancer NAME --tcp=PORT:TARGET``."""
    return _service(c, name, "LoadBalancer")


def externalname(c: Context, name: str) -> Object:
    """``create service externalname NAME --external-name=HOST``."""
    return _service(c, name, "ExternalName")


def ingress(c: Context, name: str) -> Object:
    """``create ingress NAME --rule=HOST/PATH=SERVICE:PORT[,tls[=SECRET]]``."""
    rules, default = list(c.flag("rule") or []), str(c.flag("default-backend") or "")
    if not rules and not default:
        raise CommandError(
            "not enough information provided: every ingress has to either specify a "
            "default-backend (which catches all traffic) or a list of rules (which catch specific "
            "paths)"
        )
    parsed = [_rule(text) for text in rules]
    notes = dict(_annotation(text) for text in c.flag("annotation") or [])
    if default and default.count(":") != 1:
        raise CommandError("default-backend should be in format servicename:serviceport")
    head = metadata(c, name)
    if notes:
        head["annotations"] = notes
    return {
        "apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": head,
        "spec": _ingress_spec(c, parsed, default), "status": {"loadBalancer": {}},
    }  # fmt: skip


def _rule(text: str) -> re.Match[str]:
    match = RULE.match(text) if len(text) < 2_000 else None
    if match is None:
        raise CommandError(
            f"rule {text} is invalid and should be in format "
            "host/path=svcname:svcport[,tls[=secret]]"
        )
    return match


def _annotation(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not equals:
        raise CommandError(f"annotation {text} is invalid and should be in format key=[value]")
    return key, value


def _backend(service: str, port: str) -> Object:
    where: Object = {"number": int(port)} if port.isdigit() else {"name": port}
    return {"service": {"name": service, "port": where}}


def _ingress_spec(c: Context, rules: list[re.Match[str]], default: str) -> Object:
    spec: Object = {}
    if c.flag("class"):
        spec["ingressClassName"] = str(c.flag("class"))
    if default:
        service, _, port = default.partition(":")
        spec["defaultBackend"] = _backend(service, port)
    if tls := _tls(rules):
        spec["tls"] = tls
    if rows := _paths(rules):
        spec["rules"] = rows
    return spec


def _paths(rules: list[re.Match[str]]) -> list[Object]:
    by_host: dict[str, list[Object]] = {}
    for rule in rules:
        path, kind = rule["path"], "Exact"
        if path.endswith("*"):
            path, kind = path[:-1], "Prefix"
        row = {"path": path, "pathType": kind, "backend": _backend(rule["service"], rule["port"])}
        by_host.setdefault(rule["host"], []).append(row)
    return [
        {**({"host": host} if host else {}), "http": {"paths": paths}}
        for host, paths in by_host.items()
    ]


def _tls(rules: list[re.Match[str]]) -> list[Object]:
    by_secret: dict[str, list[str]] = {}
    seen: set[str] = set()
    for rule in rules:
        if not rule["tls"] or rule["host"] in seen:
            continue
        seen.add(rule["host"])
        secret = rule["tls"].partition("tls=")[2]
        hosts = by_secret.setdefault(secret, [])
        if rule["host"]:
            hosts.append(rule["host"])
    return [
        {**({"hosts": hosts} if hosts else {}), **({"secretName": secret} if secret else {})}
        for secret, hosts in by_secret.items()
        if hosts or secret
    ]
