"""Rules of RBAC, networking, scheduling, admission and the API machinery's kinds.

Not here: what expressions in admission policies mean (they are kept, not run).
"""

import ipaddress

from podlab.engine.objects import formats
from podlab.engine.objects.fielderror import duplicate, forbidden, invalid, required, unsupported
from podlab.engine.objects.meta import dig
from podlab.engine.objects.validation import checks, scheduling
from podlab.engine.objects.validation.checks import Errors, Object, form, immutable, named, one_of
from podlab.engine.objects.validation.resources import overhead

_RBAC = "rbac.authorization.k8s.io"


def rules(obj: Object, namespaced: bool) -> Errors:
    """The rules of a Role or ClusterRole."""
    errors: Errors = []
    for place, rule in enumerate(obj.get("rules") or ()):
        path = f"rules[{place}]"
        no_verbs = [] if rule.get("verbs") else [required(f"{path}.verbs")]
        if rule.get("nonResourceURLs"):
            errors += _url_rule(path, rule, namespaced) + no_verbs
            continue
        if not rule.get("apiGroups"):
            words = "resource rules must supply at least one api group"
            errors.append(required(f"{path}.apiGroups", words))
        if not rule.get("resources"):
            words = "resource rules must supply at least one resource"
            errors.append(required(f"{path}.resources", words))
        errors += no_verbs
    return errors


def _url_rule(path: str, rule: Object, namespaced: bool) -> Errors:
    urls = rule["nonResourceURLs"]
    errors: Errors = []
    if namespaced:
        words = "namespaced rules cannot apply to non-resource URLs"
        errors.append(invalid(f"{path}.nonResourceURLs", urls, words))
    if rule.get("apiGroups") or rule.get("resources") or rule.get("resourceNames"):
        words = "rules cannot apply to both regular resources and non-resource URLs"
        errors.append(invalid(f"{path}.nonResourceURLs", urls, words))
    return errors


def role(obj: Object) -> Errors:
    """A Role."""
    return rules(obj, namespaced=True)


def cluster_role(obj: Object) -> Errors:
    """A ClusterRole."""
    errors = rules(obj, namespaced=False)
    selectors = dig(obj, "aggregationRule", "clusterRoleSelectors")
    if obj.get("aggregationRule") is not None and not selectors:
        words = "at least one clusterRoleSelector required if aggregationRule is non-nil"
        errors.append(required("aggregationRule.clusterRoleSelectors", words))
    for place, selector in enumerate(selectors or ()):
        where = f"aggregationRule.clusterRoleSelectors[{place}]"
        errors += checks.label_selector(where, selector)
    return errors


def role_binding(obj: Object) -> Errors:
    """A RoleBinding."""
    return _binding(obj, ("Role", "ClusterRole"), namespaced=True)


def cluster_role_binding(obj: Object) -> Errors:
    """A ClusterRoleBinding."""
    return _binding(obj, ("ClusterRole",), namespaced=False)


def _binding(obj: Object, kinds: tuple[str, ...], namespaced: bool) -> Errors:
    reference = obj.get("roleRef") or {}
    errors: Errors = []
    if reference.get("apiGroup") != _RBAC:
        errors.append(unsupported("roleRef.apiGroup", reference.get("apiGroup", ""), (_RBAC,)))
    if reference.get("kind") not in kinds:
        errors.append(unsupported("roleRef.kind", reference.get("kind", ""), kinds))
    if not reference.get("name"):
        errors.append(required("roleRef.name"))
    else:
        errors += form("roleRef.name", reference["name"], formats.path_segment)
    for place, subject in enumerate(obj.get("subjects") or ()):
        errors += _subject(f"subjects[{place}]", subject, namespaced)
    return errors


def _subject(path: str, subject: Object, namespaced: bool) -> Errors:
    kind, name = subject.get("kind") or "", subject.get("name") or ""
    group = subject.get("apiGroup") or ""
    errors: Errors = []
    if kind == "ServiceAccount":
        if name:
            errors += form(f"{path}.name", name, formats.dns_subdomain)
        if group:
            errors.append(unsupported(f"{path}.apiGroup", group, ("",)))
        if not namespaced and not subject.get("namespace"):
            errors.append(required(f"{path}.namespace"))
    elif kind in ("User", "Group"):
        if group != _RBAC:
            errors.append(unsupported(f"{path}.apiGroup", group, (_RBAC,)))
    else:
        errors.append(unsupported(f"{path}.kind", kind, ("ServiceAccount", "User", "Group")))
    return errors if name else [*errors, required(f"{path}.name")]


def binding_update(new: Object, old: Object) -> Errors:
    """The role that a binding grants stays."""
    errors: Errors = []
    if new.get("roleRef") != old.get("roleRef"):
        shown = new.get("roleRef") or {}
        value = {"APIGroup": shown.get("apiGroup", ""), "Kind": shown.get("kind", ""),
                 "Name": shown.get("name", "")}  # fmt: skip
        errors.append(invalid("roleRef", value, "cannot change roleRef"))
    return errors


# --- networking -------------------------------------------------------------------------------


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


# --- scheduling, nodes, admission, machinery ---------------------------------------------------


def priority_class(obj: Object) -> Errors:
    """A PriorityClass: only the system's own are above a billion."""
    value = obj.get("value") or 0
    errors: Errors = []
    name = dig(obj, "metadata", "name") or ""
    if name.startswith("system-") and name not in ("system-node-critical",
                                                   "system-cluster-critical"):  # fmt: skip
        words = (
            "priority class names with 'system-' prefix are reserved for system use only. error: "
            f"{name} is not a known system priority class"
        )
        errors.append(forbidden("metadata.name", words))
    elif not name.startswith("system-") and value > 1_000_000_000:
        words = "maximum allowed value of a user defined priority is 1000000000"
        errors.append(forbidden("value", words))
    policies = ("PreemptLowerPriority", "Never")
    return errors + one_of("preemptionPolicy", obj.get("preemptionPolicy"), policies)


def priority_class_update(new: Object, old: Object) -> Errors:
    """A priority's value stays."""
    errors: Errors = []
    if (new.get("value") or 0) != (old.get("value") or 0):
        words = "may not be changed in an update."
        errors.append(forbidden("value", words))
    policy = new.get("preemptionPolicy")
    return errors + immutable("preemptionPolicy", policy, old.get("preemptionPolicy"))


def runtime_class(obj: Object) -> Errors:
    """A RuntimeClass."""
    errors = named("", obj, "handler", formats.dns_label)
    errors += overhead("overhead.limits", dig(obj, "overhead", "podFixed"))
    found = obj.get("scheduling") or {}
    errors += checks.labels("scheduling.nodeSelector", found.get("nodeSelector"))
    tolerations = found.get("tolerations") or []
    return errors + scheduling.tolerations("scheduling.tolerations", tolerations)


def webhooks(obj: Object) -> Errors:
    """A webhook configuration, validating or mutating."""
    errors: Errors = []
    names: set[str] = set()
    for place, hook in enumerate(obj.get("webhooks") or ()):
        path = f"webhooks[{place}]"
        errors += _webhook(path, hook)
        name = hook.get("name") or ""
        if name in names:
            errors.append(duplicate(f"{path}.name", name))
        names.add(name)
    return errors


def _webhook(path: str, hook: Object) -> Errors:
    name = hook.get("name") or ""
    errors = _full_name(f"{path}.name", name)
    if not hook.get("admissionReviewVersions"):
        words = "must specify one of v1, v1beta1"
        errors.append(required(f"{path}.admissionReviewVersions", words))
    for place, version in enumerate(hook.get("admissionReviewVersions") or ()):
        errors += form(f"{path}.admissionReviewVersions[{place}]", version,
                       formats.dns1035_label)  # fmt: skip
    for place, rule in enumerate(hook.get("rules") or ()):
        errors += _operations(f"{path}.rules[{place}]", rule)
    errors += one_of(f"{path}.failurePolicy", hook.get("failurePolicy"), ("Fail", "Ignore"))
    policies = ("Equivalent", "Exact")
    errors += one_of(f"{path}.matchPolicy", hook.get("matchPolicy"), policies)
    effects = ("None", "NoneOnDryRun")
    if hook.get("sideEffects") is None:
        words = f"must specify one of {', '.join(effects)}"
        errors.append(required(f"{path}.sideEffects", words))
    else:
        errors += one_of(f"{path}.sideEffects", hook["sideEffects"], effects)
    seconds = hook.get("timeoutSeconds")
    if seconds is not None and not 1 <= seconds <= 30:
        words = "the timeout value must be between 1 and 30 seconds"
        errors.append(invalid(f"{path}.timeoutSeconds", seconds, words))
    for field in ("namespaceSelector", "objectSelector"):
        errors += checks.label_selector(f"{path}.{field}", hook.get(field))
    client = hook.get("clientConfig") or {}
    if (client.get("url") is None) == (client.get("service") is None):
        words = "exactly one of url or service is required"
        errors.append(required(f"{path}.clientConfig", words))
    elif client.get("service") is not None:
        errors += _webhook_service(f"{path}.clientConfig.service", client["service"])
    return errors


def _webhook_service(path: str, service: Object) -> Errors:
    # The server names both fields "name" here.
    errors = [required(f"{path}.name") for field in ("name", "namespace")
              if not service.get(field)]  # fmt: skip
    text = service.get("path")
    if text is not None and not text.startswith("/"):
        errors.append(invalid(f"{path}.path", text, "must start with a '/'"))
    return errors


def _full_name(path: str, name: str) -> Errors:
    if not name:
        return [required(path)]
    reasons = formats.dns_subdomain(name)
    if reasons:
        return [invalid(path, name, ",".join(reasons))]
    if name.count(".") < 2:
        words = "should be a domain with at least three segments separated by dots"
        return [invalid(path, name, words)]
    return []


_OPERATIONS = ("*", "CONNECT", "CREATE", "DELETE", "UPDATE")


def _operations(path: str, rule: Object) -> Errors:
    errors: Errors = []
    for field in ("operations", "apiGroups", "apiVersions", "resources"):
        if not rule.get(field):
            errors.append(required(f"{path}.{field}"))
        if field != "operations":
            continue
        for place, one in enumerate(rule.get(field) or ()):
            if one not in _OPERATIONS:
                where = f"{path}.operations[{place}]"
                errors.append(unsupported(where, one, _OPERATIONS))
    scopes = ("*", "Cluster", "Namespaced")
    return errors + one_of(f"{path}.scope", rule.get("scope"), scopes)


def admission_policy(obj: Object) -> Errors:
    """An admission policy, validating or mutating; its expressions are not compiled."""
    spec = obj.get("spec") or {}
    errors: Errors = []
    constraints = spec.get("matchConstraints")
    if constraints is None:
        errors.append(required("spec.matchConstraints"))
    else:
        if not constraints.get("resourceRules"):
            errors.append(required("spec.matchConstraints.resourceRules"))
        errors += match_resources("spec.matchConstraints", constraints)
    errors += one_of("spec.failurePolicy", spec.get("failurePolicy"), ("Fail", "Ignore"))
    if obj.get("kind") == "ValidatingAdmissionPolicy":
        errors += _validations(spec)
    return errors


def _validations(spec: Object) -> Errors:
    errors: Errors = []
    found, notes = spec.get("validations") or [], spec.get("auditAnnotations") or []
    if not found and not notes:
        words = "validations or auditAnnotations must contain at least one item"
        errors.append(required("spec.validations", words))
        errors.append(required("spec.auditAnnotations", words))
    for place, one in enumerate(found):
        if not (one.get("expression") or "").strip():
            words = "expression is not specified"
            errors.append(required(f"spec.validations[{place}].expression", words))
    return errors


def match_resources(path: str, found: Object) -> Errors:
    """What an admission policy or binding looks at."""
    errors: Errors = []
    for field in ("namespaceSelector", "objectSelector"):
        errors += checks.label_selector(f"{path}.{field}", found.get(field))
    for field in ("resourceRules", "excludeResourceRules"):
        for place, rule in enumerate(found.get(field) or ()):
            errors += _operations(f"{path}.{field}[{place}]", rule)
    return errors


def admission_binding(obj: Object) -> Errors:
    """A binding of an admission policy."""
    spec = obj.get("spec") or {}
    errors: Errors = []
    errors += match_resources("spec.matchResources", spec.get("matchResources") or {})
    if not spec.get("policyName"):
        errors.append(required("spec.policyName"))
    else:
        errors += form("spec.policyName", spec["policyName"], formats.dns_subdomain)
    if obj.get("kind") != "ValidatingAdmissionPolicyBinding":
        return errors
    actions = spec.get("validationActions") or []
    if not actions:
        errors.append(required("spec.validationActions"))
    for place, one in enumerate(actions):
        where = f"spec.validationActions[{place}]"
        errors += one_of(where, one, ("Audit", "Deny", "Warn"))
    return errors


def api_service(obj: Object) -> Errors:
    """An APIService: its name is version and group."""
    spec = obj.get("spec") or {}
    group, version = spec.get("group") or "", spec.get("version") or ""
    name = dig(obj, "metadata", "name") or ""
    errors: Errors = []
    wanted = f"{version}.{group}"
    if name and name != wanted and not formats.path_segment(name):
        words = f'must be `spec.version+"."+spec.group`: "{wanted}"'
        errors.append(invalid("metadata.name", name, words))
    if not group and version != "v1":
        words = "only v1 may have an empty group and it better be legacy kube"
        errors.append(required("spec.group", words))
    if group:
        errors += form("spec.group", group, formats.dns_subdomain)
    errors += form("spec.version", version, formats.dns1035_label)
    priority = spec.get("groupPriorityMinimum") or 0
    if not 0 < priority <= 20000:
        words = "must be positive and less than 20000"
        errors.append(invalid("spec.groupPriorityMinimum", priority, words))
    weight = spec.get("versionPriority") or 0
    if not 0 < weight <= 1000:
        words = "must be positive and less than 1000"
        errors.append(invalid("spec.versionPriority", weight, words))
    service = spec.get("service")
    if service is not None:
        errors += [required(f"spec.service.{field}") for field in ("namespace", "name")
                   if not service.get(field)]  # fmt: skip
    return errors
