"""Rules of volumes in Pods: exactly one source each, and each source's own.

Not here: PersistentVolumes and claims (``storage``).
"""

from collections.abc import Callable

from podlab.engine.objects import formats, quantity
from podlab.engine.objects.fielderror import duplicate, forbidden, invalid, required, unsupported
from podlab.engine.objects.validation.checks import Errors, Object, form, named, one_of

HOST_PATH_TYPES = (
    "", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate",
    "Socket",
)  # fmt: skip
_DOWNWARD_FIELDS = (
    "metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace",
    "metadata.uid",
)  # fmt: skip
_CONVERTIBLE = frozenset((
    "metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace",
    "metadata.uid", "spec.nodeName", "spec.restartPolicy", "spec.serviceAccountName",
    "spec.schedulerName", "status.phase", "status.hostIP", "status.hostIPs", "status.podIP",
    "status.podIPs", "spec.hostNetwork", "status.nominatedNodeName",
))  # fmt: skip
_RESOURCES = (
    "limits.cpu", "limits.ephemeral-storage", "limits.memory", "requests.cpu",
    "requests.ephemeral-storage", "requests.memory",
)  # fmt: skip
# Field of each source that must be there.
_NEEDED: dict[str, tuple[str, ...]] = {
    "gitRepo": ("repository",),
    "gcePersistentDisk": ("pdName",),
    "awsElasticBlockStore": ("volumeID",),
    "nfs": ("server", "path"),
    "glusterfs": ("endpoints", "path"),
    "persistentVolumeClaim": ("claimName",),
    "rbd": ("monitors", "image"),
    "cinder": ("volumeID",),
    "cephfs": ("monitors",),
    "flexVolume": ("driver",),
    "azureFile": ("secretName", "shareName"),
    "vsphereVolume": ("volumePath",),
    "azureDisk": ("diskName", "diskURI"),
    "csi": ("driver",),
    "secret": ("secretName",),
    "configMap": ("name",),
    "ephemeral": ("volumeClaimTemplate",),
    "image": ("reference",),
}
_ORDER = (
    "emptyDir", "hostPath", "gitRepo", "gcePersistentDisk", "awsElasticBlockStore", "secret",
    "nfs", "iscsi", "glusterfs", "flocker", "persistentVolumeClaim", "rbd", "cinder", "cephfs",
    "quobyte", "downwardAPI", "fc", "flexVolume", "configMap", "azureFile", "vsphereVolume",
    "photonPersistentDisk", "portworxVolume", "azureDisk", "storageos", "projected", "scaleIO",
    "csi", "ephemeral", "image",
)  # fmt: skip


def volumes(path: str, found: list[Object]) -> tuple[dict[str, Object], Errors]:
    """A Pod's volumes: those that are fine by name, and the errors."""
    errors: Errors = []
    good: dict[str, Object] = {}
    for place, one in enumerate(found):
        where = f"{path}[{place}]"
        name = one.get("name") or ""
        wrong = source(where, one)
        wrong += named(where, one, "name", formats.dns_label)
        if name in good:
            wrong.append(duplicate(f"{where}.name", name))
        if wrong:
            errors += wrong
        else:
            good[name] = one
    return good, errors


def source(path: str, one: Object) -> Errors:
    """The source of one volume."""
    errors: Errors = []
    given = [name for name in _ORDER if one.get(name) is not None]
    for place, name in enumerate(given):
        if place:
            words = "may not specify more than 1 volume type"
            errors.append(forbidden(f"{path}.{name}", words))
        else:
            errors += _source(f"{path}.{name}", name, one[name])
    return errors if given else [required(path, "must specify a volume type")]


def _source(path: str, name: str, found: Object) -> Errors:
    errors = [
        required(f"{path}.{field}") for field in _NEEDED.get(name, ()) if not found.get(field)
    ]
    more = _MORE.get(name)
    return errors + more(path, found) if more is not None else errors


def _config(path: str, found: Object) -> Errors:
    return _mode(path, found) + _items(path, found)


def _nfs(path: str, found: Object) -> Errors:
    text = found.get("path") or "/"
    if text.startswith("/"):
        return []
    return [invalid(f"{path}.path", text, "must be an absolute path")]


def _empty_dir(path: str, found: Object) -> Errors:
    limit = found.get("sizeLimit")
    if limit is not None and quantity.parse(limit).value < 0:
        words = "SizeLimit field must be a valid resource quantity"
        return [forbidden(f"{path}.sizeLimit", words)]
    return []


def host_path(path: str, found: Object) -> Errors:
    """A hostPath source."""
    text = found.get("path") or ""
    if not text:
        return [required(f"{path}.path")]
    errors = no_backsteps(f"{path}.path", text)
    sort = found.get("type")
    if sort is not None and sort not in HOST_PATH_TYPES:
        errors.append(unsupported(f"{path}.type", sort, HOST_PATH_TYPES))
    return errors


def no_backsteps(path: str, text: str) -> Errors:
    """A path without ``..``."""
    return [invalid(path, text, "must not contain '..'")] if ".." in text.split("/") else []


def _mode(path: str, found: Object) -> Errors:
    mode = found.get("defaultMode")
    if mode is None or 0 <= mode <= 0o777:
        return []
    words = "must be a number between 0 and 0777 (octal), both inclusive"
    return [invalid(f"{path}.defaultMode", mode, words)]


def _items(path: str, found: Object) -> Errors:
    errors: Errors = []
    for place, item in enumerate(found.get("items") or ()):
        where = f"{path}.items[{place}]"
        if not item.get("key"):
            errors.append(required(f"{where}.key"))
        errors += _item_path(where, item)
    return errors


def _item_path(where: str, item: Object) -> Errors:
    text = item.get("path") or ""
    errors = [] if text else [required(f"{where}.path")]
    if text.startswith("/"):
        errors.append(invalid(f"{where}.path", text, "must be a relative path"))
    errors += no_backsteps(f"{where}.path", text)
    if text.startswith("..") and not errors:
        errors.append(invalid(f"{where}.path", text, "must not start with '..'"))
    mode = item.get("mode")
    if mode is not None and not 0 <= mode <= 0o777:
        words = "must be a number between 0 and 0777 (octal), both inclusive"
        errors.append(invalid(f"{where}.mode", mode, words))
    return errors


def _downward(path: str, found: Object) -> Errors:
    errors: Errors = []
    for place, item in enumerate(found.get("items") or ()):
        where = f"{path}[{place}]"
        errors += _item_path(path, item)
        if item.get("fieldRef") is not None:
            errors += field_selector(f"{where}.fieldRef", item["fieldRef"], _DOWNWARD_FIELDS)
        elif item.get("resourceFieldRef") is not None:
            reference = item["resourceFieldRef"]
            errors += resource_field(f"{where}.resourceFieldRef", reference, needs_container=True)
        else:
            words = "one of fieldRef and resourceFieldRef is required"
            errors.append(required(where, words))
    return errors


def _projected(path: str, found: Object) -> Errors:
    errors: Errors = []
    for place, one in enumerate(found.get("sources") or ()):
        errors += _projection(f"{path}.sources[{place}]", one)
    return errors


def _projection(path: str, one: Object) -> Errors:
    errors: Errors = []
    for name in ("secret", "configMap"):
        if one.get(name) is not None:
            errors += named(f"{path}.{name}", one[name], "name")
            errors += _items(f"{path}.{name}", one[name])
    if one.get("downwardAPI") is not None:
        errors += _downward(f"{path}.downwardAPI", one["downwardAPI"])
    if one.get("serviceAccountToken") is not None:
        errors += _token(f"{path}.serviceAccountToken", one["serviceAccountToken"])
    return errors


def _token(path: str, found: Object) -> Errors:
    seconds = found.get("expirationSeconds")
    errors: Errors = []
    if seconds is not None and seconds < 600:
        words = "may not specify a duration less than 10 minutes"
        errors.append(invalid(f"{path}.expirationSeconds", seconds, words))
    if seconds is not None and seconds > 2**32:
        words = "may not specify a duration larger than 2^32 seconds"
        errors.append(invalid(f"{path}.expirationSeconds", seconds, words))
    return errors + ([] if found.get("path") else [required(f"{path}.path")])


def field_selector(path: str, found: Object, supported: tuple[str, ...]) -> Errors:
    """A ``fieldRef``: a field of the Pod, perhaps one label or annotation."""
    text = found.get("fieldPath") or ""
    if not found.get("apiVersion"):
        return [required(f"{path}.apiVersion")]
    if not text:
        return [required(f"{path}.fieldPath")]
    base, _, key = text.partition("['")
    if key.endswith("']") and base in ("metadata.labels", "metadata.annotations"):
        name = key.removesuffix("']")
        where = f"{path}.fieldPath"
        lowered = name.lower() if base == "metadata.annotations" else name
        return [invalid(where, name, why) for why in formats.label_key(lowered)]
    if text not in _CONVERTIBLE:
        words = f"error converting fieldPath: field label not supported: {text}"
        return [invalid(f"{path}.fieldPath", text, words)]
    return one_of(f"{path}.fieldPath", text, supported)


def resource_field(path: str, found: Object, needs_container: bool) -> Errors:
    """A ``resourceFieldRef``."""
    if needs_container and not found.get("containerName"):
        return [required(f"{path}.containerName")]
    name = found.get("resource") or ""
    if not name:
        return [required(f"{path}.resource")]
    prefixes = ("limits.hugepages-", "requests.hugepages-")
    if name.startswith(prefixes):
        return []
    return one_of(f"{path}.resource", name, _RESOURCES) + _divisor(path, name, found)


def _divisor(path: str, name: str, found: Object) -> Errors:
    text = found.get("divisor")
    if text in (None, "0"):
        return []
    cpu = ("1m", "1")
    other = ("1", "1k", "1M", "1G", "1T", "1P", "1E", "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei")
    allowed = cpu if name.endswith("cpu") else other
    if text in allowed:
        return []
    sort = "cpu" if name.endswith("cpu") else "memory" if name.endswith("memory") else "storage"
    words = f"only divisor's values {' and '.join(cpu)} are supported with the cpu resource"
    if sort != "cpu":
        shown = ", ".join(other)
        words = f"only divisor's values {shown} are supported with the {sort} resource"
    return [invalid(f"{path}.divisor", text, words)]


def reference(path: str, found: Object) -> Errors:
    """A reference by name to another object in the namespace."""
    return named(path, found, "name") or form(f"{path}.name", found["name"], formats.dns_subdomain)


# What each source is asked besides what it needs.
_MORE: dict[str, Callable[[str, Object], Errors]] = {
    "emptyDir": _empty_dir,
    "hostPath": host_path,
    "secret": _config,
    "configMap": _config,
    "downwardAPI": lambda path, found: _mode(path, found) + _downward(path, found),
    "projected": lambda path, found: _mode(path, found) + _projected(path, found),
    "nfs": _nfs,
}
