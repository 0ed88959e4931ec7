"""Which IP families a Service may have in a cluster that has one.

Not here: choosing its addresses (``allocation``).
"""

import ipaddress
from typing import Any

from podlab.engine.objects.fielderror import FieldError, invalid

Object = dict[str, Any]

_ONE_STACK = "must be 'RequireDualStack' or 'PreferDualStack' when multiple {} are specified"


def family_errors(spec: Object, family: str) -> list[FieldError]:
    """What is wrong with the families, policy and addresses of a Service that has or asks for a
    cluster address, where only ``family`` is configured."""
    addresses: list[str] = spec.get("clusterIPs") or []
    if not addresses and spec.get("clusterIP"):
        addresses = [spec["clusterIP"]]
    families: list[str] = spec.get("ipFamilies") or []
    errors = _too_many(spec, addresses, families) + _unsaid(addresses, families, family)
    if errors or (addresses[:1] == ["None"] and not spec.get("selector")):
        return errors
    if spec.get("ipFamilyPolicy") == "RequireDualStack":
        words = "this cluster is not configured for dual-stack services"
        errors.append(invalid("spec.ipFamilyPolicy", "RequireDualStack", words))
    return errors + [
        invalid(f"spec.ipFamilies[{place}]", one, "not configured on this cluster")
        for place, one in enumerate(families)
        if one != family
    ]


def _too_many(spec: Object, addresses: list[str], families: list[str]) -> list[FieldError]:
    """Two of what one stack has once."""
    policy = spec.get("ipFamilyPolicy") or "SingleStack"
    if policy != "SingleStack":
        return []
    given = {"cluster IPs": addresses, "IP families": families}
    return [
        invalid("spec.ipFamilyPolicy", spec.get("ipFamilyPolicy"), _ONE_STACK.format(words))
        for words, rows in given.items()
        if len(rows) == 2
    ]


def _unsaid(addresses: list[str], families: list[str], family: str) -> list[FieldError]:
    """Addresses whose family is not said: it must be the cluster's."""
    errors = []
    for place, address in enumerate(addresses[: 0 if addresses[:1] == ["None"] else None]):
        of = family_of(address)
        if place >= len(families) and of != family:
            words = f"{of} is not configured on this cluster"
            errors.append(invalid(f"spec.clusterIPs[{place}]", addresses, words))
    return errors


def family_of(address: str) -> str:
    """IPv4 or IPv6; what is no address counts as IPv4, which validation has refused before."""
    try:
        return f"IPv{ipaddress.ip_address(address).version}"
    except ValueError:
        return "IPv4"
