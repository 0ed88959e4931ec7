"""What a Service loses when it changes its type: fields that only the type before has a use for.

A field goes only when the change does not speak of it; else it is validation's to refuse.  Not
here: what a Service is given (``allocation``).
"""

from typing import Any

from podlab.engine.objects.meta import put

Object = dict[str, Any]

PUBLISHED = ("NodePort", "LoadBalancer")
"""Types that have node ports."""

_CLUSTER = ("clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy", "internalTrafficPolicy")
_BALANCED = ("allocateLoadBalancerNodePorts", "loadBalancerClass")


def without_useless(obj: Object, old: Object) -> Object:
    """The changed Service without what its type has no use for any more."""
    spec, before = obj["spec"], old.get("spec") or {}
    useless = [name for name in _lost(spec, before) if spec.get(name) == before.get(name)]
    kept = {name: value for name, value in spec.items() if name not in useless}
    if _has_node_ports(before) and not _has_node_ports(spec) and _ports(spec) <= _ports(before):
        rows = spec.get("ports") or ()
        kept["ports"] = [{k: v for k, v in row.items() if k != "nodePort"} for row in rows]
    return obj if kept == spec else put(obj, ("spec",), kept)


def _lost(spec: Object, before: Object) -> list[str]:
    """The fields that the type before used and this one does not."""
    lost: list[str] = []
    if _is(before, "ExternalName") < _is(spec, "ExternalName"):
        lost += _CLUSTER
    if _is(before, "LoadBalancer") > _is(spec, "LoadBalancer"):
        lost += _BALANCED
    if _checks_health(before) > _checks_health(spec):
        lost.append("healthCheckNodePort")
    if _is_outside(before) > _is_outside(spec):
        lost.append("externalTrafficPolicy")
    return lost


def _is(spec: Object, sort: str) -> bool:
    return bool(spec.get("type") == sort)


def _has_node_ports(spec: Object) -> bool:
    return spec.get("type") in PUBLISHED


def _ports(spec: Object) -> set[int]:
    return {port["nodePort"] for port in spec.get("ports") or () if port.get("nodePort")}


def _checks_health(spec: Object) -> bool:
    return _is(spec, "LoadBalancer") and spec.get("externalTrafficPolicy") == "Local"


def _is_outside(spec: Object) -> bool:
    """Whether it can be reached from outside of the cluster."""
    return _has_node_ports(spec) or bool(spec.get("externalIPs"))
