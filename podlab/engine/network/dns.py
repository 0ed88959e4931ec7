"""CoreDNS's records: services, headless services, Pods, external names, reverse names.

Here: answers for fully qualified names.  Not here: search lists and ndots (the resolver of a
machine).
"""

from typing import Any

from podlab.engine.machine.net.hooks import DnsAnswer
from podlab.engine.network.view import NetworkView

Object = dict[str, Any]
Record = tuple[str, str, str]

MAX_CHAIN = 8


class ClusterDns:
    """Answers for one domain."""

    def __init__(self, view: NetworkView, address: str, domain: str) -> None:
        self._view = view
        self._address = address
        self._domain = domain

    def answer(self, server: str, name: str, kind: str) -> DnsAnswer:
        """What the cluster's DNS server says; nobody answers at other addresses."""
        if server != self._address:
            return DnsAnswer("SERVFAIL", server="")
        name = name.rstrip(".").lower()
        code, records = self._look_up(name, kind.upper(), 0)
        return DnsAnswer(code, tuple(records), server)

    def _look_up(self, name: str, kind: str, depth: int) -> tuple[str, list[Record]]:
        if name.endswith((".in-addr.arpa", ".ip6.arpa")):
            return self._reverse(name, kind)
        suffix = f".{self._domain}"
        if not name.endswith(suffix) and name != self._domain:
            return "SERVFAIL", []  # nobody further on is asked: there is no world outside
        parts = name[: -len(suffix)].split(".") if name != self._domain else []
        if len(parts) >= 3 and parts[-1] == "svc":
            return self._service(name, parts[:-1], kind, depth)
        if len(parts) == 3 and parts[-1] == "pod":
            return self._pod(name, parts, kind)
        if len(parts) == 2 and parts[-1] in ("svc", "pod"):
            known = self._view.informers.get("namespaces", "", parts[0])
            return ("NOERROR" if known else "NXDOMAIN"), []
        return ("NOERROR" if parts in ([], ["svc"], ["pod"]) else "NXDOMAIN"), []

    def _pod(self, name: str, parts: list[str], kind: str) -> tuple[str, list[Record]]:
        address = parts[0].replace("-", ".")
        octets = address.split(".")
        if len(octets) != 4 or not all(o.isdigit() and int(o) < 256 for o in octets):
            return "NXDOMAIN", []
        if self._view.informers.get("namespaces", "", parts[1]) is None:
            return "NXDOMAIN", []
        return "NOERROR", [(name, "A", address)] if kind == "A" else []

    def _service(
        self, name: str, parts: list[str], kind: str, depth: int
    ) -> tuple[str, list[Record]]:
        namespace, service_name = parts[-1], parts[-2]
        service = self._view.informers.get("services", namespace, service_name)
        if service is None:
            return "NXDOMAIN", []
        front = parts[:-2]
        if service["spec"].get("type") == "ExternalName":
            return self._external(name, service, kind, depth) if not front else ("NXDOMAIN", [])
        if len(front) == 2 and front[0].startswith("_") and front[1].startswith("_"):
            return self._ports(name, service, front[0][1:], front[1][1:], kind)
        if len(front) > 1:
            return "NXDOMAIN", []
        if service["spec"].get("clusterIP") == "None":
            return self._headless(name, service, front, kind)
        if front:
            return "NXDOMAIN", []
        if kind == "SRV":
            return self._ports(name, service, "", "", kind)
        address = service["spec"].get("clusterIP", "")
        return "NOERROR", [(name, "A", address)] if kind in ("A", "ANY") else []

    def _external(
        self, name: str, service: Object, kind: str, depth: int
    ) -> tuple[str, list[Record]]:
        target = service["spec"].get("externalName", "").rstrip(".")
        records: list[Record] = [(name, "CNAME", target)]
        if kind != "CNAME" and depth < MAX_CHAIN:
            records += self._look_up(target, kind, depth + 1)[1]
        return "NOERROR", records

    def _headless(
        self, name: str, service: Object, front: list[str], kind: str
    ) -> tuple[str, list[Record]]:
        rows = list(self._endpoints(service))
        if front:
            rows = [row for row in rows if row[0] == front[0]]
        if not rows:
            return "NXDOMAIN", []
        if kind == "SRV":
            return self._ports(name, service, "", "", kind)
        return "NOERROR", [(name, "A", row[1]) for row in rows] if kind == "A" else []

    def _endpoints(self, service: Object) -> list[tuple[str, str, list[Object]]]:
        """(host name, address, ports) of a service's endpoints that should be found."""
        metadata = service["metadata"]
        early = service["spec"].get("publishNotReadyAddresses", False)
        found = []
        for each in self._view.slices(metadata["namespace"], metadata["name"]):
            for endpoint in each.get("endpoints") or ():
                if early or (endpoint.get("conditions") or {}).get("ready", True):
                    address = endpoint["addresses"][0]
                    host = endpoint.get("hostname") or address.replace(".", "-")
                    found.append((host, address, each.get("ports") or []))
        return found

    def _ports(
        self, name: str, service: Object, port: str, protocol: str, kind: str
    ) -> tuple[str, list[Record]]:
        metadata = service["metadata"]
        base = f"{metadata['name']}.{metadata['namespace']}.svc.{self._domain}"
        records: list[Record] = []
        if service["spec"].get("clusterIP") == "None":
            for host, _, ports in self._endpoints(service):
                records += _srv(name, ports, port, protocol, f"{host}.{base}")
        else:
            records = _srv(name, service["spec"].get("ports") or [], port, protocol, base)
        if not records and port:
            return "NXDOMAIN", []
        return "NOERROR", records if kind == "SRV" else []

    def _reverse(self, name: str, kind: str) -> tuple[str, list[Record]]:
        octets = name.removesuffix(".in-addr.arpa").split(".")
        address = ".".join(reversed(octets))
        for service in self._view.services_at(address):
            metadata = service["metadata"]
            target = f"{metadata['name']}.{metadata['namespace']}.svc.{self._domain}"
            return "NOERROR", [(name, "PTR", target)] if kind == "PTR" else []
        return "NXDOMAIN", []


def _srv(name: str, ports: list[Object], port: str, protocol: str, target: str) -> list[Record]:
    found: list[Record] = []
    for row in ports:
        if port and (row.get("name") or "") != port:
            continue
        if protocol and row.get("protocol", "TCP").lower() != protocol:
            continue
        found.append((name, "SRV", f"0 100 {row['port']} {target}"))
    return found
