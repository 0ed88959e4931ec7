"""Rules of PersistentVolumes, claims and storage classes.

Not here: volumes in Pods (``volumes``).
"""

from podlab.engine.objects import formats, quantity
from podlab.engine.objects.fielderror import (
    duplicate,
    forbidden,
    invalid,
    required,
    unsupported,
)
from podlab.engine.objects.meta import dig, put
from podlab.engine.objects.validation import checks, scheduling
from podlab.engine.objects.validation.checks import Errors, Object, form, one_of
from podlab.engine.objects.validation.specdiff import difference
from podlab.engine.objects.validation.volumes import host_path, no_backsteps

ACCESS_MODES = ("ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod")
RECLAIM = ("Delete", "Recycle", "Retain")
MODES = ("Block", "Filesystem")
_SOURCES = (
    "hostPath", "gcePersistentDisk", "awsElasticBlockStore", "glusterfs", "flocker", "nfs", "rbd",
    "quobyte", "cephfs", "iscsi", "cinder", "fc", "flexVolume", "azureFile", "vsphereVolume",
    "photonPersistentDisk", "portworxVolume", "azureDisk", "scaleIO", "local", "storageos", "csi",
)  # fmt: skip
_NEEDED = {
    "nfs": ("server", "path"),
    "csi": ("driver", "volumeHandle"),
    "gcePersistentDisk": ("pdName",),
    "awsElasticBlockStore": ("volumeID",),
    "local": ("path",),
    "glusterfs": ("endpoints", "path"),
    "azureFile": ("secretName", "shareName"),
}


def access_modes(path: str, modes: list[str], must: str) -> Errors:
    """Access modes: at least one, known ones, ReadWriteOncePod alone."""
    errors: Errors = [] if modes else [required(path, must)]
    for mode in modes:
        errors += one_of(path, mode, ACCESS_MODES) or (
            [] if mode else [unsupported(path, mode, ACCESS_MODES)]
        )
    others = any(mode in ACCESS_MODES and mode != "ReadWriteOncePod" for mode in modes)
    if "ReadWriteOncePod" in modes and others:
        words = "may not use ReadWriteOncePod with other access modes"
        errors.append(forbidden(path, words))
    return errors


def persistent_volume(obj: Object) -> Errors:
    """A PersistentVolume's spec."""
    spec = obj.get("spec") or {}
    errors = access_modes("spec.accessModes", spec.get("accessModes") or [], "")
    capacity = spec.get("capacity")
    if not capacity:
        errors.append(required("spec.capacity"))
    if "storage" not in (capacity or {}) or len(capacity or {}) > 1:
        errors.append(unsupported("spec.capacity", capacity, ("storage",)))
    for name, text in (capacity or {}).items():
        errors += _positive(f"spec.capacity[{name}]", text)
    policy = spec.get("persistentVolumeReclaimPolicy")
    errors += one_of("spec.persistentVolumeReclaimPolicy", policy, RECLAIM)
    affinity = dig(spec, "nodeAffinity", "required")
    if spec.get("nodeAffinity") is not None:
        if affinity is None:
            words = "must specify required node constraints"
            errors.append(required("spec.nodeAffinity.required", words))
        else:
            errors += scheduling.node_selector("spec.nodeAffinity.required", affinity)
    errors += _source(spec, affinity)
    if spec.get("storageClassName"):
        errors += form("spec.storageClassName", spec["storageClassName"], formats.dns_subdomain)
    return errors + one_of("spec.volumeMode", spec.get("volumeMode"), MODES)


def _positive(path: str, text: str) -> Errors:
    value = quantity.parse(text).value
    errors: Errors = []
    if value < 0:
        errors.append(invalid(path, text, "must be a valid resource quantity"))
    if value <= 0:
        errors.append(invalid(path, text, "must be greater than zero"))
    return errors


def _source(spec: Object, affinity: Object | None) -> Errors:
    errors: Errors = []
    given = [name for name in _SOURCES if spec.get(name) is not None]
    for place, name in enumerate(given):
        path = f"spec.{name}"
        if place:
            errors.append(forbidden(path, "may not specify more than 1 volume type"))
        elif name == "hostPath":
            errors += host_path(path, spec[name])
        else:
            errors += [required(f"{path}.{field}") for field in _NEEDED.get(name, ())
                       if not spec[name].get(field)]  # fmt: skip
            text = spec[name].get("path") or "/"
            if name == "nfs" and not text.startswith("/"):
                errors.append(invalid(f"{path}.path", text, "must be an absolute path"))
            if name == "local":
                errors += no_backsteps(f"{path}.path", spec[name].get("path") or "")
                if affinity is None:
                    words = "Local volume requires node affinity"
                    errors.append(required("spec.nodeAffinity", words))
    return errors if given else [required("spec", "must specify a volume type")]


def persistent_volume_update(new: Object, old: Object) -> Errors:
    """A volume's source stays."""
    errors = persistent_volume(new)
    fresh, before = new.get("spec") or {}, old.get("spec") or {}
    if any(fresh.get(name) != before.get(name) for name in _SOURCES):
        words = "spec.persistentvolumesource is immutable after creation"
        errors.append(forbidden("spec.persistentvolumesource", words))
    return errors + checks.immutable("spec.volumeMode", fresh.get("volumeMode"),
                                     before.get("volumeMode"))  # fmt: skip


def claim(obj: Object) -> Errors:
    """A PersistentVolumeClaim's spec."""
    return claim_spec("spec", obj.get("spec") or {})


def claim_spec(path: str, spec: Object) -> Errors:
    """A claim's spec, wherever it stands."""
    words = "at least 1 access mode is required"
    modes = spec.get("accessModes") or []
    errors: Errors = [] if modes else [required(f"{path}.accessModes", words)]
    errors += checks.label_selector(f"{path}.selector", spec.get("selector"))
    if modes:
        errors += access_modes(f"{path}.accessModes", modes, words)
    storage = (dig(spec, "resources", "requests") or {}).get("storage")
    if storage is None:
        errors.append(required(f"{path}.resources[storage]"))
    elif quantity.parse(storage).value <= 0:
        where = f"{path}.resources[storage]"
        errors.append(invalid(where, storage, "must be greater than zero"))
    if spec.get("storageClassName"):
        where = f"{path}.storageClassName"
        errors += form(where, spec["storageClassName"], formats.dns_subdomain)
    errors += one_of(f"{path}.volumeMode", spec.get("volumeMode"), MODES)
    for field in ("dataSource", "dataSourceRef"):
        if spec.get(field) is not None:
            errors += _data_source(f"{path}.{field}", spec[field])
    return errors


def _data_source(path: str, found: Object) -> Errors:
    errors = [required(f"{path}.{field}") for field in ("name", "kind") if not found.get(field)]
    group, kind = found.get("apiGroup") or "", found.get("kind") or ""
    if not group and kind != "PersistentVolumeClaim":
        words = "must be 'PersistentVolumeClaim' when referencing the default apiGroup"
        errors.append(invalid(path, kind, words))
    return errors


_CLAIM_WORDS = (
    "spec is immutable after creation except resources.requests and volumeAttributesClassName for "
    "bound claims"
)


def claim_update(new: Object, old: Object) -> Errors:
    """A claim's spec stays, but for the size of one that is bound."""
    fresh, before = dict(new.get("spec") or {}), dict(old.get("spec") or {})
    now = (dig(fresh, "resources", "requests") or {}).get("storage")
    was = (dig(before, "resources", "requests") or {}).get("storage")
    if not before.get("volumeName") and fresh.get("volumeName"):
        before["volumeName"] = fresh["volumeName"]
    if dig(new, "status", "phase") == "Bound":
        before.pop("volumeAttributesClassName", None)
        fresh.pop("volumeAttributesClassName", None)
        if now and was:
            fresh = put(fresh, ("resources", "requests", "storage"), was)
    errors = claim(new)
    if fresh != before:
        shown = difference(before, fresh, "PersistentVolumeClaimSpec")
        errors.append(forbidden("spec", f"{_CLAIM_WORDS}\n{shown}"))
    if now and was and quantity.compare(now, was) < 0:
        held = dig(new, "status", "capacity", "storage", default="0")
        if quantity.compare(now, held) <= 0:
            words = "field can not be less than status.capacity"
            errors.append(forbidden("spec.resources.requests.storage", words))
    return errors


def storage_class(obj: Object) -> Errors:
    """A StorageClass."""
    provisioner = obj.get("provisioner") or ""
    errors: Errors = [] if provisioner else [required("provisioner")]
    if provisioner:
        errors += form("provisioner", provisioner.lower(), formats.label_key)
    for name in obj.get("parameters") or {}:
        if not name:
            errors.append(invalid("parameters", name, "field can not be empty."))
    policy = obj.get("reclaimPolicy")
    errors += one_of("reclaimPolicy", policy, ("Delete", "Retain"))
    modes = ("Immediate", "WaitForFirstConsumer")
    errors += one_of("volumeBindingMode", obj.get("volumeBindingMode"), modes, must=True)
    for place, term in enumerate(obj.get("allowedTopologies") or ()):
        for number, one in enumerate(term.get("matchLabelExpressions") or ()):
            where = f"allowedTopologies[{place}].matchLabelExpressions[{number}]"
            errors += _topology(where, one)
    return errors


def _topology(path: str, one: Object) -> Errors:
    errors: Errors = []
    values = one.get("values") or []
    if not values:
        errors.append(required(f"{path}.values"))
    seen: set[str] = set()
    for place, value in enumerate(values):
        if value in seen:
            errors.append(duplicate(f"{path}.values[{place}]", value))
        seen.add(value)
    return errors + form(f"{path}.key", one.get("key", ""), formats.label_key)


def storage_class_update(new: Object, old: Object) -> Errors:
    """A class's parameters, provisioner and policies stay."""
    errors: Errors = []
    words = "updates to parameters are forbidden."
    if (new.get("parameters") or {}) != (old.get("parameters") or {}):
        errors.append(forbidden("parameters", words))
    if new.get("provisioner") != old.get("provisioner"):
        errors.append(forbidden("provisioner", "updates to provisioner are forbidden."))
    if new.get("reclaimPolicy") != old.get("reclaimPolicy"):
        errors.append(forbidden("reclaimPolicy", "updates to reclaimPolicy are forbidden."))
    mode = new.get("volumeBindingMode")
    return errors + checks.immutable("volumeBindingMode", mode, old.get("volumeBindingMode"))
