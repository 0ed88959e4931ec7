"""Rules of the core group's other kinds: config, namespaces, nodes, quotas, accounts, events.

Not here: Pods, Services, storage.
"""

import base64
import binascii
import json

from podlab.engine.objects import formats, quantity
from podlab.engine.objects.fielderror import forbidden, invalid, required, too_long, unsupported
from podlab.engine.objects.meta import dig
from podlab.engine.objects.validation import scheduling
from podlab.engine.objects.validation.checks import Errors, Object, form, immutable
from podlab.engine.objects.validation.resources import (
    STANDARD,
    amount,
    is_native,
    resource_name,
)

MAX_CONTENT = 1024 * 1024
_TYPE_KEYS: dict[str, tuple[str, ...]] = {
    "kubernetes.io/dockercfg": (".dockercfg",),
    "kubernetes.io/dockerconfigjson": (".dockerconfigjson",),
    "kubernetes.io/ssh-auth": ("ssh-privatekey",),
    "kubernetes.io/tls": ("tls.crt", "tls.key"),
}


def config_map(obj: Object) -> Errors:
    """A ConfigMap's keys and size."""
    data, binary = obj.get("data") or {}, obj.get("binaryData") or {}
    errors: Errors = []
    size = 0
    for key, text in data.items():
        errors += [invalid(f"data[{key}]", key, why) for why in formats.config_key(key)]
        if key in binary:
            words = "duplicate of key present in binaryData"
            errors.append(invalid(f"data[{key}]", key, words))
        size += len(text.encode())
    for key, text in binary.items():
        errors += [invalid(f"binaryData[{key}]", key, why) for why in formats.config_key(key)]
        size += len(text or "") * 3 // 4
    return errors + ([too_long("", MAX_CONTENT)] if size > MAX_CONTENT else [])


def config_map_update(new: Object, old: Object) -> Errors:
    """An immutable ConfigMap stays as it is."""
    return _sealed(new, old, ("data", "binaryData")) + config_map(new)


def _sealed(new: Object, old: Object, fields: tuple[str, ...]) -> Errors:
    if not old.get("immutable"):
        return []
    errors: Errors = []
    words = "field is immutable when `immutable` is set"
    if not new.get("immutable"):
        errors.append(forbidden("immutable", words))
    for field in fields:
        if new.get(field) != old.get(field):
            errors.append(forbidden(field, words))
    return errors


def secret(obj: Object) -> Errors:
    """A Secret's keys, size and what its type needs."""
    data = obj.get("data") or {}
    errors: Errors = []
    size = 0
    for key, text in data.items():
        errors += [invalid(f"data[{key}]", key, why) for why in formats.config_key(key)]
        size += len(text or "") * 3 // 4
    if size > MAX_CONTENT:
        errors.append(too_long("data", MAX_CONTENT))
    sort = obj.get("type") or ""
    if sort == "kubernetes.io/service-account-token":
        name = "kubernetes.io/service-account.name"
        if not (dig(obj, "metadata", "annotations") or {}).get(name):
            errors.append(required(f"metadata.annotations[{name}]"))
    for key in _TYPE_KEYS.get(sort, ()):
        if key not in data:
            errors.append(required(f"data[{key}]"))
        elif key.startswith(".docker") and not _is_json(data[key] or ""):
            words = "invalid character"
            errors.append(invalid(f"data[{key}]", "<secret contents redacted>", words))
    if sort == "kubernetes.io/basic-auth" and not {"username", "password"} & set(data):
        errors.append(required("data[username]"))
        errors.append(required("data[password]"))
    return errors


def _is_json(text: str) -> bool:
    try:
        json.loads(base64.b64decode(text))
    except (ValueError, binascii.Error, RecursionError):
        return False
    return True


def secret_update(new: Object, old: Object) -> Errors:
    """A Secret's type stays; an immutable one stays as it is."""
    errors = immutable("type", new.get("type"), old.get("type"))
    return errors + _sealed(new, old, ("data",)) + secret(new)


def any_name(text: str) -> list[str]:
    """Names that nobody checks: Events'."""
    return []


def nothing(obj: Object) -> Errors:
    """A kind whose metadata is all there is to check."""
    return []


def namespace(obj: Object) -> Errors:
    """A Namespace's finalizers."""
    errors: Errors = []
    for name in dig(obj, "spec", "finalizers") or ():
        path = "spec.finalizers"
        errors += form(path, name, formats.label_key)
        if "/" not in name and name != "kubernetes":
            words = "name is neither a standard finalizer name nor is it fully qualified"
            errors.append(invalid(path, name, words))
    return errors


def node(obj: Object) -> Errors:
    """A Node's taints and amounts."""
    errors = scheduling.taints("spec.taints", dig(obj, "spec", "taints") or [])
    for name, text in (dig(obj, "status", "capacity") or {}).items():
        errors += resource_name(f"status.capacity[{name}]", name)
        errors += amount(f"status.capacity[{name}]", name, text)
    return errors


def limit_range(obj: Object) -> Errors:
    """A LimitRange's items."""
    errors: Errors = []
    seen: set[str] = set()
    for place, item in enumerate(dig(obj, "spec", "limits") or ()):
        path = f"spec.limits[{place}]"
        sort = item.get("type") or ""
        errors += [invalid(f"{path}.type", sort, why) for why in formats.label_key(sort)]
        if sort in seen:
            from_type = f'Duplicate value: "{sort}"'
            errors.append(invalid(f"{path}.type", sort, from_type))
        seen.add(sort)
        errors += _limit_item(path, sort, item)
    return errors


def _limit_item(path: str, sort: str, item: Object) -> Errors:
    errors: Errors = []
    names: list[str] = []
    fields = ("max", "min", "default", "defaultRequest", "maxLimitRequestRatio")
    for field in fields:
        for name, text in (item.get(field) or {}).items():
            where = f"{path}.{field}[{name}]"
            errors += _limit_name(where, name, sort)
            if field != "maxLimitRequestRatio":
                errors += amount(where, name, text)
            if name not in names:
                names.append(name)
    if sort == "Pod":
        for field in ("default", "defaultRequest"):
            if item.get(field):
                words = "may not be specified when `type` is 'Pod'"
                errors.append(forbidden(f"{path}.{field}", words))
    bounds = {**(item.get("min") or {}), **(item.get("max") or {})}
    if sort == "PersistentVolumeClaim" and "storage" not in bounds:
        words = "either minimum or maximum storage value is required, but neither was provided"
        errors.append(required(f"{path}.limits", words))
    for name in names:
        errors += _limit_order(path, name, item)
    return errors


def _limit_name(path: str, name: str, sort: str) -> Errors:
    if sort in ("Pod", "Container"):
        errors = form(path, name, formats.label_key)
        if not errors and "/" not in name:
            if name not in STANDARD and not name.startswith("hugepages-"):
                words = "must be a standard resource type or fully qualified"
                errors.append(invalid(path, name, words))
            known = ("cpu", "memory", "ephemeral-storage")
            if name not in known and not name.startswith("hugepages-"):
                errors.append(invalid(path, name, "must be a standard resource for containers"))
        return errors
    return resource_name(path, name)


_ORDERED = (
    ("max", "min", "min value {0} is greater than max value {1}", "min"),
    ("defaultRequest", "min",
     "min value {0} is greater than default request value {1}", "defaultRequest"),
    ("max", "defaultRequest", "default request value {0} is greater than max value {1}",
     "defaultRequest"),
    ("default", "defaultRequest",
     "default request value {0} is greater than default limit value {1}", "defaultRequest"),
    ("default", "min", "min value {0} is greater than default value {1}", "default:min"),
    ("max", "default", "default value {0} is greater than max value {1}", "default"),
)  # fmt: skip


def _limit_order(path: str, name: str, item: Object) -> Errors:
    errors: Errors = []
    for large, small, words, at in _ORDERED:
        high, low = (item.get(large) or {}).get(name), (item.get(small) or {}).get(name)
        if high is not None and low is not None and quantity.compare(low, high) > 0:
            where, _, shown = at.partition(":")
            value = (item.get(shown or where) or {}).get(name)
            errors.append(invalid(f"{path}.{where}[{name}]", value, words.format(low, high)))
    return errors


_QUOTA_SCOPES = (
    "BestEffort", "CrossNamespacePodAffinity", "NotBestEffort", "NotTerminating", "PriorityClass",
    "Terminating", "VolumeAttributesClass",
)  # fmt: skip


def resource_quota(obj: Object) -> Errors:
    """A ResourceQuota's limits and scopes."""
    errors: Errors = []
    for name, text in (dig(obj, "spec", "hard") or {}).items():
        errors += _quota_name(f"spec.hard[{name}]", name)
        errors += amount(f"spec.hard[{name}]", name, text)
    for scope in dig(obj, "spec", "scopes") or ():
        if scope not in _QUOTA_SCOPES:
            errors.append(unsupported("spec.scopes", scope, _QUOTA_SCOPES))
    return errors


def _quota_name(path: str, name: str) -> Errors:
    errors = resource_name(path, name)
    if (
        "/" not in name
        and name not in STANDARD
        and not name.startswith(("hugepages-", "requests.hugepages-", "limits.hugepages-"))
    ):
        errors.append(invalid(path, name, "must be a standard resource for quota"))
    return errors


def event(obj: Object) -> Errors:
    """A core Event: it lies in its object's namespace."""
    namespace = dig(obj, "metadata", "namespace") or "default"
    involved = obj.get("involvedObject") or {}
    if involved.get("namespace") and involved["namespace"] != namespace:
        words = "does not match event.namespace"
        return [invalid("involvedObject.namespace", involved["namespace"], words)]
    return []


def extended(name: str) -> bool:
    """Whether a resource is somebody else's."""
    return not is_native(name)
