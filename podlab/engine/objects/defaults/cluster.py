"""Defaults of networking, storage, RBAC, admission, scheduling and the API machinery's kinds.

Recorded: corpus dry runs.
"""

from podlab.engine.objects.defaults.fill import Object, at, at_path, each, fill

_RBAC = "rbac.authorization.k8s.io"


def network_policy(obj: Object) -> Object:
    """A NetworkPolicy: ingress, and egress if it has rules; ports are TCP."""
    return at(obj, "spec", _policy_spec)


def _policy_spec(spec: Object) -> Object:
    for direction in ("ingress", "egress"):
        spec = each(spec, direction, lambda rule: each(rule, "ports", _tcp))
    if spec.get("policyTypes"):
        return spec
    types = ["Ingress", "Egress"] if spec.get("egress") else ["Ingress"]
    return {**spec, "policyTypes": types}


def _tcp(port: Object) -> Object:
    return fill(port, protocol="TCP")


def ingress_class(obj: Object) -> Object:
    """An IngressClass: parameters of the whole cluster."""
    return at_path(obj, ("spec", "parameters"), lambda found: fill(found, scope="Cluster"))


def endpoint_slice(obj: Object) -> Object:
    """An EndpointSlice: ports have a name and are TCP."""
    return each(obj, "ports", _slice_port)


def _slice_port(port: Object) -> Object:
    port = port if port.get("name") is not None else {**port, "name": ""}
    return fill(port, protocol="TCP")


def storage_class(obj: Object) -> Object:
    """A StorageClass: delete with the claim, bind at once."""
    return fill(obj, reclaimPolicy="Delete", volumeBindingMode="Immediate")


def csi_driver(obj: Object) -> Object:
    """A CSIDriver."""
    return at(
        obj,
        "spec",
        lambda spec: fill(
            spec,
            attachRequired=True,
            podInfoOnMount=False,
            storageCapacity=False,
            fsGroupPolicy="ReadWriteOnceWithFSType",
            volumeLifecycleModes=["Persistent"],
            requiresRepublish=False,
            seLinuxMount=False,
        ),
    )


def binding(obj: Object) -> Object:
    """A RoleBinding or ClusterRoleBinding: groups of role and subjects."""
    obj = at(obj, "roleRef", lambda role: fill(role, apiGroup=_RBAC))
    return each(obj, "subjects", _subject)


def _subject(subject: Object) -> Object:
    if subject.get("kind") in ("User", "Group"):
        return fill(subject, apiGroup=_RBAC)
    return subject


def priority_class(obj: Object) -> Object:
    """A PriorityClass preempts."""
    return fill(obj, preemptionPolicy="PreemptLowerPriority")


def validating_webhooks(obj: Object) -> Object:
    """A ValidatingWebhookConfiguration."""
    return each(obj, "webhooks", _webhook)


def mutating_webhooks(obj: Object) -> Object:
    """A MutatingWebhookConfiguration."""
    return each(obj, "webhooks", lambda one: fill(_webhook(one), reinvocationPolicy="Never"))


def _webhook(hook: Object) -> Object:
    hook = _selectors(fill(hook, failurePolicy="Fail", timeoutSeconds=10))
    hook = each(hook, "rules", _rule)
    return at_path(hook, ("clientConfig", "service"), lambda found: fill(found, port=443))


def _selectors(obj: Object) -> Object:
    return fill(obj, matchPolicy="Equivalent", namespaceSelector={}, objectSelector={})


def _rule(rule: Object) -> Object:
    return fill(rule, scope="*")


def admission_policy(obj: Object) -> Object:
    """A ValidatingAdmissionPolicy or MutatingAdmissionPolicy."""
    return at(obj, "spec", _admission_spec)


def _admission_spec(spec: Object) -> Object:
    return at(fill(spec, failurePolicy="Fail"), "matchConstraints", _match_resources)


def _match_resources(found: Object) -> Object:
    found = _selectors(found)
    for field in ("resourceRules", "excludeResourceRules"):
        found = each(found, field, _rule)
    return found


def admission_binding(obj: Object) -> Object:
    """A binding of an admission policy."""
    return at_path(obj, ("spec", "matchResources"), _match_resources)


def flow_schema(obj: Object) -> Object:
    """A FlowSchema."""
    return at(obj, "spec", _flow_spec)


def _flow_spec(spec: Object) -> Object:
    return spec if spec.get("matchingPrecedence") else {**spec, "matchingPrecedence": 1000}


def priority_level(obj: Object) -> Object:
    """A PriorityLevelConfiguration."""
    zero = {"nominalConcurrencyShares": 0, "lendablePercent": 0}
    obj = at_path(obj, ("spec", "exempt"), lambda found: fill(found, **zero))
    obj = at_path(obj, ("spec", "limited"), _limited)
    return at_path(obj, ("spec", "limited", "limitResponse", "queuing"), _queuing)


def _limited(found: Object) -> Object:
    return fill(found, nominalConcurrencyShares=30, lendablePercent=0)


def _queuing(found: Object) -> Object:
    defaults = {"handSize": 8, "queues": 64, "queueLengthLimit": 50}
    missing = {key: value for key, value in defaults.items() if not found.get(key)}
    return {**found, **missing} if missing else found


def custom_resource_definition(obj: Object) -> Object:
    """A CustomResourceDefinition: names from the kind, no conversion, its stored version."""
    obj = at(obj, "spec", _crd_spec)
    stored = [one["name"] for one in obj["spec"].get("versions") or () if one.get("storage")]
    status = obj.get("status") or {}
    if stored and not status.get("storedVersions"):
        obj = {**obj, "status": {**status, "storedVersions": stored[:1]}}
    return obj


def _crd_spec(spec: Object) -> Object:
    spec = fill(spec, conversion={"strategy": "None"})
    return at(spec, "names", _crd_names)


def _crd_names(names: Object) -> Object:
    kind = names.get("kind") or ""
    names = fill(names, singular=kind.lower()) if kind else names
    return fill(names, listKind=kind + "List") if kind else names


def api_service(obj: Object) -> Object:
    """An APIService: port 443."""
    return at_path(obj, ("spec", "service"), lambda found: fill(found, port=443))
