"""What an object uses of a namespace's quota, and which quotas look at it.

Used by the admission plugin, and by the controller that recounts.  Not here: refusing, counting
all objects.
"""

from typing import Any

from podlab.engine.objects.kinds import Kind
from podlab.engine.objects.meta import dig
from podlab.engine.objects.podresources import totals

Object = dict[str, Any]
Usage = dict[str, str]

_COUNTED = {
    "configmaps", "persistentvolumeclaims", "replicationcontrollers", "resourcequotas", "secrets",
    "services",
}  # fmt: skip
"""Core resources that a quota may count by their bare name."""

_COMPUTE = ("cpu", "memory", "ephemeral-storage")


def usage_of(kind: Kind, obj: Object) -> Usage:
    """What one object uses, by the names that a quota's ``hard`` may have."""
    used = {f"count/{kind.resource}": "1"}
    if kind.resource in _COUNTED:
        used[kind.resource] = "1"
    if kind.resource == "pods":
        used.update(_pod_usage(obj))
    elif kind.resource == "services":
        used.update(_service_usage(obj))
    elif kind.resource == "persistentvolumeclaims":
        used.update(_claim_usage(obj))
    return used


def is_counted(obj: Object) -> bool:
    """Whether a Pod still counts (the ended ones do not)."""
    return dig(obj, "status", "phase") not in ("Succeeded", "Failed")


def concerns(quota: Object, kind: Kind, obj: Object) -> bool:
    """Whether the quota's scopes include the object."""
    spec = quota["spec"]
    scopes = [{"scopeName": name, "operator": "Exists"} for name in spec.get("scopes") or ()]
    scopes += dig(spec, "scopeSelector", "matchExpressions", default=[])
    if not scopes:
        return True
    if kind.resource != "pods":
        return False
    return all(_in_scope(scope, obj) for scope in scopes)


def _in_scope(scope: Object, pod: Object) -> bool:
    name, operator = scope["scopeName"], scope["operator"]
    ends = dig(pod, "spec", "activeDeadlineSeconds") is not None
    best_effort = dig(pod, "status", "qosClass") == "BestEffort"
    if name == "PriorityClass":
        return _priority_matches(scope, dig(pod, "spec", "priorityClassName", default=""))
    found = {
        "Terminating": ends,
        "NotTerminating": not ends,
        "BestEffort": best_effort,
        "NotBestEffort": not best_effort,
    }.get(name, False)
    return bool(bool(found) != (operator == "DoesNotExist"))


def _priority_matches(scope: Object, name: str) -> bool:
    operator, values = scope["operator"], scope.get("values") or []
    if operator == "Exists":
        return bool(name)
    if operator == "DoesNotExist":
        return not name
    return bool((name in values) == (operator == "In"))


def _pod_usage(pod: Object) -> Usage:
    used = {"pods": "1"}
    for key, prefix in (("requests", "requests."), ("limits", "limits.")):
        for name, amount in totals(pod, key).items():
            used[prefix + name] = amount
            if key == "requests" and name in _COMPUTE:
                used[name] = amount
    return used


def _service_usage(service: Object) -> Usage:
    spec = service["spec"]
    used = {}
    ports = len(spec.get("ports") or ())
    if spec.get("type") == "NodePort":
        used["services.nodeports"] = str(ports)
    if spec.get("type") == "LoadBalancer":
        allocates = spec.get("allocateLoadBalancerNodePorts", True)
        used["services.nodeports"] = str(ports if allocates else 0)
        used["services.loadbalancers"] = "1"
    return used


def _claim_usage(claim: Object) -> Usage:
    amount = dig(claim, "spec", "resources", "requests", "storage")
    if amount is None:
        return {}
    used = {"requests.storage": amount}
    name = dig(claim, "spec", "storageClassName")
    if name:
        prefix = f"{name}.storageclass.storage.k8s.io/"
        used[prefix + "requests.storage"] = amount
        used[prefix + "persistentvolumeclaims"] = "1"
    return used
