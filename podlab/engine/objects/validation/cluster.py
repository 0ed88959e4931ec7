"""Rules of scheduling, node, admission and aggregation kinds.

Not here: what expressions in admission policies mean (they are kept, not run).
"""

from podlab.engine.objects import formats
from podlab.engine.objects.fielderror import duplicate, forbidden, invalid, required, unsupported
from podlab.engine.objects.meta import dig
from podlab.engine.objects.validation import checks, scheduling
from podlab.engine.objects.validation.checks import Errors, Object, form, immutable, named, one_of
from podlab.engine.objects.validation.resources import overhead


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
    if not spec.get("policyName"):
        errors.append(required("spec.policyName"))
    else:
        errors += form("spec.policyName", spec["policyName"], formats.dns_subdomain)
    errors += _param_ref("spec.paramRef", spec.get("paramRef"))
    errors += match_resources("spec.matchResources", spec.get("matchResources") or {})
    if obj.get("kind") != "ValidatingAdmissionPolicyBinding":
        return errors
    actions = spec.get("validationActions") or []
    if not actions:
        errors.append(required("spec.validationActions"))
    for place, one in enumerate(actions):
        where = f"spec.validationActions[{place}]"
        errors += one_of(where, one, ("Audit", "Deny", "Warn"))
    return errors


def _param_ref(path: str, reference: Object | None) -> Errors:
    """Where an admission policy's parameters are: by name or by selector, and what if nowhere."""
    if reference is None:
        return []
    name, selector = reference.get("name") or "", reference.get("selector")
    errors = form(f"{path}.name", name, formats.path_segment) if name else []
    errors += checks.label_selector(f"{path}.selector", selector)
    if name and selector is not None:
        words = "name and selector are mutually exclusive"
        errors += [forbidden(f"{path}.{field}", words) for field in ("name", "selector")]
    elif not name and selector is None:
        errors.append(required(path, "one of name or selector must be specified"))
    action = f"{path}.parameterNotFoundAction"
    return errors + one_of(
        action, reference.get("parameterNotFoundAction"), ("Allow", "Deny"), must=True
    )


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
