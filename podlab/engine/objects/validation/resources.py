"""Rules of resource amounts: names, whole numbers, requests within limits.

Not here: quotas' and limit ranges' own rules (``core``).
"""

from podlab.engine.objects import formats, quantity
from podlab.engine.objects.fielderror import invalid, required
from podlab.engine.objects.validation.checks import Errors, Object, form

_CONTAINER = ("cpu", "memory", "ephemeral-storage")
STANDARD = frozenset((
    "cpu", "memory", "ephemeral-storage", "requests.cpu", "requests.memory",
    "requests.ephemeral-storage", "limits.cpu", "limits.memory", "limits.ephemeral-storage",
    "pods", "resourcequotas", "services", "replicationcontrollers", "secrets", "configmaps",
    "persistentvolumeclaims", "storage", "requests.storage", "services.nodeports",
    "services.loadbalancers",
))  # fmt: skip
_WHOLE = frozenset((
    "pods", "resourcequotas", "services", "replicationcontrollers", "secrets", "configmaps",
    "persistentvolumeclaims", "services.nodeports", "services.loadbalancers",
))  # fmt: skip


def is_standard(name: str) -> bool:
    """Whether Kubernetes knows the resource without a domain before it."""
    return name in STANDARD or name.startswith("hugepages-")


def resource_name(path: str, name: str) -> Errors:
    """A resource's name: a known one or ``domain/name``."""
    errors = form(path, name, formats.label_key)
    if not errors and "/" not in name and not is_standard(name):
        words = "must be a standard resource type or fully qualified"
        errors.append(invalid(path, name, words))
    return errors


def container_resource_name(path: str, name: str) -> Errors:
    """A resource that containers may ask for."""
    errors = resource_name(path, name)
    if "/" not in name:
        if name not in _CONTAINER and not name.startswith("hugepages-"):
            errors.append(invalid(path, name, "must be a standard resource for containers"))
    elif not is_native(name) and (name.startswith("requests.") or len(name) > 243):
        errors.append(invalid(path, name, "doesn't follow extended resource name standard"))
    return errors


def is_native(name: str) -> bool:
    """Whether the resource is Kubernetes' own."""
    return "/" not in name or "kubernetes.io/" in name


def amount(path: str, name: str, text: str) -> Errors:
    """A quantity that is not negative, and whole where parts make no sense."""
    value = quantity.parse(text).value
    errors: Errors = []
    if value < 0:
        errors.append(invalid(path, text, "must be greater than or equal to 0"))
    whole = name in _WHOLE or not is_native(name)
    if whole and value != value.to_integral_value():
        errors.append(invalid(path, text, "must be an integer"))
    return errors


def requirements(path: str, found: Object | None) -> Errors:
    """``resources`` of a container."""
    limits = (found or {}).get("limits") or {}
    requests = (found or {}).get("requests") or {}
    errors: Errors = []
    for name, text in limits.items():
        errors += container_resource_name(f"{path}.limits[{name}]", name)
        errors += amount(f"{path}.limits[{name}]", name, text)
        if name.startswith("hugepages-") and requests.get(name, text) != text:
            errors += _must_equal(path, name, requests[name], text)
    for name, text in requests.items():
        where = f"{path}.requests"
        errors += container_resource_name(f"{where}[{name}]", name)
        errors += amount(f"{where}[{name}]", name, text)
        errors += _within_limit(where, name, text, limits.get(name))
    return errors


def _must_equal(path: str, name: str, text: str, limit: str) -> Errors:
    return [invalid(f"{path}.requests", text, f"must be equal to {name} limit of {limit}")]


def _within_limit(path: str, name: str, text: str, limit: str | None) -> Errors:
    if limit is None:
        overcommit = is_native(name) and not name.startswith("hugepages-")
        return [] if overcommit else [required(path, "Limit must be set for non overcommitable "
                                                     "resources")]  # fmt: skip
    if not is_native(name) and quantity.compare(text, limit) != 0:
        return [invalid(path, text, f"must be equal to {name} limit of {limit}")]
    if quantity.compare(text, limit) > 0:
        words = f"must be less than or equal to {name} limit of {limit}"
        return [invalid(path, text, words)]
    return []


def overhead(path: str, found: Object | None) -> Errors:
    """A Pod's overhead."""
    errors: Errors = []
    for name, text in (found or {}).items():
        errors += container_resource_name(f"{path}[{name}]", name)
        errors += amount(f"{path}[{name}]", name, text)
    return errors
