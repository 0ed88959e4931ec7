"""``describe`` of services, endpoints, ingresses and network policies.

Here: their pages.  Not here: what they do (the cluster's network).
"""

from typing import Any

from podlab.engine.kubectl.context import Context
from podlab.engine.kubectl.describers.containers import selector_text
from podlab.engine.kubectl.describers.writer import Page, format_labels, rfc1123
from podlab.engine.objects.status import ApiError

Object = dict[str, Any]
SHOWN = 3


def _head(page: Page, obj: Object) -> None:
    metadata = obj["metadata"]
    page.line(f"Name:\t{metadata['name']}")
    page.line(f"Namespace:\t{metadata.get('namespace', '')}")


def _notes(page: Page, obj: Object) -> None:
    page.pairs("Labels", obj["metadata"].get("labels"))
    page.annotations("Annotations", obj["metadata"].get("annotations"))


def _slices(c: Context, namespace: str, service: str) -> list[Object]:
    return c.client.list("endpointslices.discovery.k8s.io", namespace,
                         f"kubernetes.io/service-name={service}")  # fmt: skip


def service(c: Context, page: Page, obj: Object) -> None:
    """A Service."""
    spec, status = obj["spec"], obj.get("status") or {}
    _head(page, obj)
    _notes(page, obj)
    page.line(f"Selector:\t{format_labels(spec.get('selector'))}")
    page.line(f"Type:\t{spec.get('type', '')}")
    if spec.get("ipFamilyPolicy"):
        page.line(f"IP Family Policy:\t{spec['ipFamilyPolicy']}")
    page.line(f"IP Families:\t{','.join(spec.get('ipFamilies') or []) or '<none>'}")
    page.line(f"IP:\t{spec.get('clusterIP', '')}")
    page.line(f"IPs:\t{','.join(spec.get('clusterIPs') or []) or '<none>'}")
    if spec.get("externalIPs"):
        page.line(f"External IPs:\t{','.join(spec['externalIPs'])}")
    if spec.get("loadBalancerIP"):
        page.line(f"Desired LoadBalancer IP:\t{spec['loadBalancerIP']}")
    if spec.get("externalName"):
        page.line(f"External Name:\t{spec['externalName']}")
    if rows := (status.get("loadBalancer") or {}).get("ingress"):
        page.line(f"LoadBalancer Ingress:\t{', '.join(_entry(row) for row in rows)}")
    _ports(c, page, obj)
    page.line(f"Session Affinity:\t{spec.get('sessionAffinity', '')}")
    _policies(page, spec)


def _entry(row: Object) -> str:
    if not row.get("ip"):
        return str(row.get("hostname", ""))
    return f"{row['ip']} ({row['ipMode']})" if row.get("ipMode") else str(row["ip"])


def _ports(c: Context, page: Page, obj: Object) -> None:
    metadata = obj["metadata"]
    slices = _slices(c, metadata["namespace"], metadata["name"])
    for port in obj["spec"].get("ports") or []:
        name, protocol = port.get("name") or "<unset>", port.get("protocol", "TCP")
        page.line(f"Port:\t{name}\t{port['port']}/{protocol}")
        page.line(f"TargetPort:\t{port.get('targetPort', port['port'])}/{protocol}")
        if port.get("appProtocol"):
            page.line(f"AppProtocol:\t{port['appProtocol']}")
        if port.get("nodePort"):
            page.line(f"NodePort:\t{name}\t{port['nodePort']}/{protocol}")
        page.line(f"Endpoints:\t{endpoints_text(slices, port.get('name', ''))}")


def _policies(page: Page, spec: Object) -> None:
    for title, key in (
        ("External Traffic Policy", "externalTrafficPolicy"),
        ("Internal Traffic Policy", "internalTrafficPolicy"),
        ("HealthCheck NodePort", "healthCheckNodePort"),
    ):
        if spec.get(key):
            page.line(f"{title}:\t{spec[key]}")
    if spec.get("loadBalancerSourceRanges"):
        page.line(f"LoadBalancer Source Ranges:\t{','.join(spec['loadBalancerSourceRanges'])}")
    if spec.get("trafficDistribution"):
        page.line(f"Traffic Distribution:\t{spec['trafficDistribution']}")


def endpoints_text(slices: list[Object], port: str | None) -> str:
    """The first ready addresses with their port, and how many more there are."""
    if not slices:
        return "<none>"
    found: list[str] = []
    for one in slices:
        ready = [
            row["addresses"][0]
            for row in one.get("endpoints") or []
            if (row.get("conditions") or {}).get("ready") is not False
        ]
        rows = one.get("ports") or []
        if not rows:
            found += ready
        for row in rows:
            if port is None or row.get("name", "") == port:
                found += [f"{address}:{row.get('port')}" for address in ready]
    text = ",".join(found[:SHOWN])
    more = len(found) - SHOWN
    return f"{text} + {more} more..." if more > 0 else text


def endpoints(c: Context, page: Page, obj: Object) -> None:
    """Endpoints."""
    _head(page, obj)
    _notes(page, obj)
    page.line("Subsets:")
    for subset in obj.get("subsets") or []:
        for title, key in (("Addresses", "addresses"), ("NotReadyAddresses", "notReadyAddresses")):
            rows = ",".join(row.get("ip", "") for row in subset.get(key) or [])
            page.line(f"{title}:\t{rows or '<none>'}", 1)
        if subset.get("ports"):
            page.line("Ports:", 1)
            page.line("Name\tPort\tProtocol", 2)
            page.line("----\t----\t--------", 2)
            for port in subset["ports"]:
                name = port.get("name") or "<unset>"
                page.line(f"{name}\t{port.get('port')}\t{port.get('protocol', 'TCP')}", 2)
        page.line("")


def endpointslice(c: Context, page: Page, obj: Object) -> None:
    """An EndpointSlice."""
    _head(page, obj)
    _notes(page, obj)
    page.line(f"AddressType:\t{obj.get('addressType', '')}")
    ports = obj.get("ports") or []
    page.line("Ports:" if ports else "Ports: <unset>")
    if ports:
        page.line("Name\tPort\tProtocol", 1)
        page.line("----\t----\t--------", 1)
        for port in ports:
            number = port.get("port")
            page.line(
                f"{port.get('name') or '<unset>'}\t"
                f"{'<unset>' if number is None else number}\t{port.get('protocol')}",
                1,
            )
    rows = obj.get("endpoints") or []
    page.line("Endpoints:" if rows else "Endpoints: <none>")
    for row in rows:
        _endpoint(page, row)


def _endpoint(page: Page, row: Object) -> None:
    page.line(f"- Addresses:\t{', '.join(row.get('addresses') or [])}", 1)
    page.line("  Conditions:", 1)
    ready = (row.get("conditions") or {}).get("ready")
    page.line(f"Ready:\t{'<unset>' if ready is None else str(ready).lower()}", 3)
    page.line(f"  Hostname:\t{row.get('hostname') or '<unset>'}", 1)
    if target := row.get("targetRef"):
        page.line(f"  TargetRef:\t{target.get('kind')}/{target.get('name')}", 1)
    page.line(f"  NodeName:\t{row.get('nodeName') or '<unset>'}", 1)
    page.line(f"  Zone:\t{row.get('zone') or '<unset>'}", 1)


def ingress(c: Context, page: Page, obj: Object) -> None:
    """An Ingress."""
    spec, status = obj["spec"], obj.get("status") or {}
    metadata = obj["metadata"]
    page.line(f"Name:\t{metadata['name']}")
    page.pairs("Labels", metadata.get("labels"))
    page.line(f"Namespace:\t{metadata.get('namespace', '')}")
    rows = (status.get("loadBalancer") or {}).get("ingress") or []
    page.line(f"Address:\t{','.join(row.get('ip') or row.get('hostname', '') for row in rows)}")
    page.line(f"Ingress Class:\t{spec.get('ingressClassName') or '<none>'}")
    default = spec.get("defaultBackend")
    page.line("Default backend:\t" + (_backend(c, obj, default) if default else "<default>"))
    if spec.get("tls"):
        page.line("TLS:")
        for row in spec["tls"]:
            hosts = ",".join(row.get("hosts") or [])
            if row.get("secretName"):
                page.line(f"{row['secretName']} terminates {hosts}", 1)
            else:
                page.line(f"SNI routes {hosts}", 1)
    page.line("Rules:")
    page.line("Host\tPath\tBackends", 1)
    page.line("----\t----\t--------", 1)
    for rule in spec.get("rules") or []:
        page.line(f"{rule.get('host') or '*'}\t", 1)
        for path in (rule.get("http") or {}).get("paths") or []:
            page.line(f"\t{path.get('path', '')} \t{_backend(c, obj, path['backend'])}", 1)
    if not spec.get("rules"):
        page.line("*\t*\t" + (_backend(c, obj, default) if default else "<default>"), 1)
    page.annotations("Annotations", metadata.get("annotations"))


def _backend(c: Context, obj: Object, backend: Object) -> str:
    if resource := backend.get("resource"):
        group = resource.get("apiGroup") or "<none>"
        return f"APIGroup: {group}, Kind: {resource.get('kind')}, Name: {resource.get('name')}"
    target = backend["service"]
    port = target.get("port") or {}
    text = f"{target['name']}:{port.get('number') or port.get('name') or ''}"
    space = obj["metadata"]["namespace"]
    try:
        found = c.client.get("services", space, target["name"])
    except ApiError as error:
        return f"{text} (<error: {error.message}>)"
    name = port.get("name") or next(
        (row.get("name", "") for row in found["spec"].get("ports") or []
         if row.get("port") == port.get("number")), "")  # fmt: skip
    return f"{text} ({endpoints_text(_slices(c, space, target['name']), name)})"


def networkpolicy(c: Context, page: Page, obj: Object) -> None:
    """A NetworkPolicy."""
    spec = obj["spec"]
    metadata = obj["metadata"]
    _head(page, obj)
    page.line(f"Created on:\t{_created(metadata)}")
    _notes(page, obj)
    page.line("Spec:")
    selector = spec.get("podSelector") or {}
    chosen = (
        selector_text(selector)
        if selector
        else "<none> (Allowing the specific traffic to all pods in this namespace)"
    )
    page.line(f"PodSelector:     {chosen}", 1)
    kinds = spec.get("policyTypes") or []
    if "Ingress" in kinds:
        page.line("Allowing ingress traffic:", 1)
        _rules(page, spec.get("ingress") or [], ("From", "from", "ingress"))
    else:
        page.line("Not affecting ingress traffic", 1)
    if "Egress" in kinds:
        page.line("Allowing egress traffic:", 1)
        _rules(page, spec.get("egress") or [], ("To", "to", "egress"))
    else:
        page.line("Not affecting egress traffic", 1)
    page.line(f"Policy Types: {', '.join(kinds) or '<none>'}", 1)


def _created(metadata: Object) -> str:
    text = str(metadata.get("creationTimestamp", ""))
    return text.replace("T", " ").replace("Z", " +0000 UTC") if text else rfc1123(None)


def _rules(page: Page, rules: list[Object], words: tuple[str, str, str]) -> None:
    title, key, kind = words
    if not rules:
        page.line(f"<none> (Selected pods are isolated for {kind} connectivity)", 2)
        return
    for place, rule in enumerate(rules):
        ports = rule.get("ports") or []
        if not ports:
            page.line("To Port: <any> (traffic allowed to all ports)", 2)
        for port in ports:
            number, protocol = port.get("port"), port.get("protocol", "TCP")
            if port.get("endPort"):
                page.line(f"To Port Range: {number}-{port['endPort']}/{protocol}", 2)
            else:
                page.line(f"To Port: {'<any>' if number is None else number}/{protocol}", 2)
        peers = rule.get(key) or []
        if not peers:
            where = "by source" if key == "from" else "by destination"
            page.line(f"{title}: <any> (traffic not restricted {where})", 2)
        for peer in peers:
            page.line(f"{title}:", 2)
            _peer(page, peer)
        if place != len(rules) - 1:
            page.line("----------", 2)


def _peer(page: Page, peer: Object) -> None:
    if peer.get("namespaceSelector") is not None:
        page.line(f"NamespaceSelector: {selector_text(peer['namespaceSelector'])}", 3)
    if peer.get("podSelector") is not None:
        page.line(f"PodSelector: {selector_text(peer['podSelector'])}", 3)
    if block := peer.get("ipBlock"):
        page.line("IPBlock:", 3)
        page.line(f"CIDR: {block.get('cidr', '')}", 4)
        page.line(f"Except: {', '.join(block.get('except') or [])}", 4)
