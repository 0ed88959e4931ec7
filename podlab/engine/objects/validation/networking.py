"""Rules of NetworkPolicies, Ingresses and their classes.

Not here: Services and EndpointSlices (``service``).
"""

import ipaddress

from podlab.engine.objects import formats
from podlab.engine.objects.fielderror import forbidden, invalid, required, unsupported
from podlab.engine.objects.validation import checks
from podlab.engine.objects.validation.checks import Errors, Object, form, one_of


def network_policy(obj: Object) -> Errors:
    """A NetworkPolicy's spec."""
    spec = obj.get("spec") or {}
    errors = checks.label_selector("spec.podSelector", spec.get("podSelector"))
    for direction, peers in (("ingress", "from"), ("egress", "to")):
        for place, rule in enumerate(spec.get(direction) or ()):
            path = f"spec.{direction}[{place}]"
            for number, port in enumerate(rule.get("ports") or ()):
                errors += _policy_port(f"{path}.ports[{number}]", port)
            for number, peer in enumerate(rule.get(peers) or ()):
                errors += _peer(f"{path}.{peers}[{number}]", peer)
    types = spec.get("policyTypes") or []
    if len(types) > 2:
        errors.append(invalid("spec.policyTypes", types, "may not specify more than two "
                                                         "policyTypes"))  # fmt: skip
        return errors
    for place, one in enumerate(types):
        if one not in ("Ingress", "Egress"):
            known = ("Ingress", "Egress")
            errors.append(unsupported(f"spec.policyTypes[{place}]", one, known))
    return errors


def _policy_port(path: str, port: Object) -> Errors:
    errors: Errors = []
    if port.get("protocol") is not None:
        errors += one_of(f"{path}.protocol", port["protocol"], ("TCP", "UDP", "SCTP"))
    if port.get("port") is not None:
        errors += checks.port(f"{path}.port", port["port"])
        end = port.get("endPort")
        if end is not None and isinstance(port["port"], int) and end < port["port"]:
            words = "must be greater than or equal to `port`"
            errors.append(invalid(f"{path}.endPort", end, words))
    elif port.get("endPort") is not None:
        words = "may not be specified when `port` is not specified"
        errors.append(invalid(f"{path}.endPort", port["endPort"], words))
    return errors


def _peer(path: str, peer: Object) -> Errors:
    errors: Errors = []
    given = [name for name in ("podSelector", "namespaceSelector", "ipBlock")
             if peer.get(name) is not None]  # fmt: skip
    for name in ("podSelector", "namespaceSelector"):
        errors += checks.label_selector(f"{path}.{name}", peer.get(name))
    if peer.get("ipBlock") is not None:
        errors += _ip_block(f"{path}.ipBlock", peer["ipBlock"])
    if not given:
        errors.append(required(path, "must specify a peer"))
    elif "ipBlock" in given and len(given) > 1:
        words = "may not specify both ipBlock and another peer"
        errors.append(forbidden(path, words))
    return errors


def _ip_block(path: str, block: Object) -> Errors:
    text = block.get("cidr") or ""
    if not text:
        return [required(f"{path}.cidr")]
    reasons = formats.cidr(text)
    if reasons:
        return [invalid(f"{path}.cidr", text, reasons[0])]
    errors: Errors = []
    outer = ipaddress.ip_network(text, strict=False)
    if str(outer) != str(ipaddress.ip_interface(text)):
        words = "must not have bits set beyond the prefix length"
        errors.append(invalid(f"{path}.cidr", text, words))
    for place, one in enumerate(block.get("except") or ()):
        where = f"{path}.except[{place}]"
        if formats.cidr(one):
            errors.append(invalid(where, one, formats.cidr(one)[0]))
            continue
        inner = ipaddress.ip_network(one, strict=False)
        same = inner.version == outer.version
        inside = same and inner.subnet_of(outer) and inner != outer  # type: ignore[arg-type]
        if not inside:
            words = "must be a strict subset of `cidr`"
            errors.append(invalid(where, one, words))
    return errors


_PATH_TYPES = ("Exact", "ImplementationSpecific", "Prefix")
_BAD_PATHS = ("//", "/./", "/../", "%2f", "%2F")
_BAD_ENDS = ("/..", "/.")


def ingress(obj: Object) -> Errors:
    """An Ingress's spec."""
    spec = obj.get("spec") or {}
    errors: Errors = []
    if not spec.get("rules") and spec.get("defaultBackend") is None:
        words = "either `defaultBackend` or `rules` must be specified"
        errors.append(invalid("spec", spec.get("rules"), words))
    for place, one in enumerate(spec.get("tls") or ()):
        for number, host in enumerate(one.get("hosts") or ()):
            errors += _host(f"spec.tls[{place}].hosts[{number}]", host)
    for place, rule in enumerate(spec.get("rules") or ()):
        errors += _ingress_rule(f"spec.rules[{place}]", rule)
    if spec.get("defaultBackend") is not None:
        errors += _backend("spec.defaultBackend", spec["defaultBackend"])
    if spec.get("ingressClassName") is not None:
        errors += form("spec.ingressClassName", spec["ingressClassName"], formats.dns_subdomain)
    return errors


def _host(path: str, host: str) -> Errors:
    check = formats.wildcard_subdomain if "*" in host else formats.dns_subdomain
    return form(path, host, check)


def _ingress_rule(path: str, rule: Object) -> Errors:
    errors: Errors = []
    host = rule.get("host") or ""
    if host:
        if not formats.ip_address(host):
            words = "must be a DNS name, not an IP address"
            errors.append(invalid(f"{path}.host", host, words))
        else:
            errors += _host(f"{path}.host", host)
    http = rule.get("http")
    if http is None:
        return errors
    paths = http.get("paths") or []
    if not paths:
        errors.append(required(f"{path}.http.paths"))
    for place, one in enumerate(paths):
        errors += _http_path(f"{path}.http.paths[{place}]", one)
    return errors


def _http_path(path: str, one: Object) -> Errors:
    sort, text = one.get("pathType"), one.get("path") or ""
    errors: Errors = []
    if sort is None:
        return [required(f"{path}.pathType", "pathType must be specified")]
    if sort in ("Exact", "Prefix"):
        if not text.startswith("/"):
            errors.append(invalid(f"{path}.path", text, "must be an absolute path"))
        if text:
            errors += [invalid(f"{path}.path", text, f"must not contain '{bad}'")
                       for bad in _BAD_PATHS if bad in text]  # fmt: skip
            errors += [invalid(f"{path}.path", text, f"cannot end with '{bad}'")
                       for bad in _BAD_ENDS if text.endswith(bad)]  # fmt: skip
    elif sort == "ImplementationSpecific":
        if text and not text.startswith("/"):
            errors.append(invalid(f"{path}.path", text, "must be an absolute path"))
    else:
        errors.append(unsupported(f"{path}.pathType", sort, _PATH_TYPES))
    return errors + _backend(f"{path}.backend", one.get("backend") or {})


def _backend(path: str, backend: Object) -> Errors:
    service, resource = backend.get("service"), backend.get("resource")
    if service is not None and resource is not None:
        words = "cannot set both resource and service backends"
        return [invalid(path, "", words)]
    if resource is not None:
        return [required(f"{path}.resource.{field}") for field in ("kind", "name")
                if not resource.get(field)]  # fmt: skip
    if service is None:
        return [invalid(path, "", "resource or service backend is required")]
    errors: Errors = []
    if not service.get("name"):
        errors.append(required(f"{path}.service.name"))
    else:
        errors += form(f"{path}.service.name", service["name"], formats.dns_label)
    port = service.get("port") or {}
    if port.get("name") and port.get("number"):
        words = "cannot set both port name & port number"
        errors.append(invalid(path, "", words))
    elif port.get("name"):
        errors += form(f"{path}.service.port.name", port["name"], formats.port_name)
    elif port.get("number"):
        errors += checks.port(f"{path}.service.port.number", port["number"])
    else:
        errors.append(required(path, "port name or number is required"))
    return errors


def ingress_class(obj: Object) -> Errors:
    """An IngressClass's spec."""
    spec = obj.get("spec") or {}
    controller = spec.get("controller") or ""
    errors: Errors = []
    if not controller:
        errors.append(required("spec.controller"))
    elif "/" not in controller:
        words = 'must be a domain-prefixed path (such as "acme.io/foo")'
        errors.append(invalid("spec.controller", controller, words))
    found = spec.get("parameters")
    return errors + (_class_parameters("spec.parameters", found) if found is not None else [])


def _class_parameters(path: str, found: Object) -> Errors:
    errors: Errors = []
    if found.get("apiGroup"):
        errors += form(f"{path}.apiGroup", found["apiGroup"], formats.dns_subdomain)
    for field in ("kind", "name"):
        text = found.get(field) or ""
        if not text:
            errors.append(required(f"{path}.{field}"))
        else:
            errors += form(f"{path}.{field}", text, formats.path_segment)
    scope = found.get("scope")
    if not scope:
        errors.append(required(f"{path}.scope"))
        return errors
    errors += one_of(f"{path}.scope", scope, ("Cluster", "Namespace"))
    if scope == "Namespace" and not found.get("namespace"):
        words = "`parameters.scope` is set to 'Namespace'"
        errors.append(required(f"{path}.namespace", words))
    elif scope == "Namespace":
        errors += form(f"{path}.namespace", found["namespace"], formats.dns_label)
    if scope == "Cluster" and found.get("namespace"):
        words = "`parameters.scope` is set to 'Cluster'"
        errors.append(forbidden(f"{path}.namespace", words))
    return errors
