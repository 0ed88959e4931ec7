"""Table rows of volumes, claims and storage classes."""

from podlab.engine.apiserver.tables.cells import UNSET, Cell, Object, age
from podlab.engine.objects.meta import dig

_MODES = (("ReadWriteOnce", "RWO"), ("ReadOnlyMany", "ROX"), ("ReadWriteMany", "RWX"),
          ("ReadWriteOncePod", "RWOP"))  # fmt: skip
_CLASS = "volume.beta.kubernetes.io/storage-class"
DEFAULT_MARKS = (
    "storageclass.kubernetes.io/is-default-class",
    "storageclass.beta.kubernetes.io/is-default-class",
)


def _modes(found: list[str] | None) -> str:
    return ",".join(short for name, short in _MODES if name in (found or ()))


def _phase(obj: Object) -> str:
    if "deletionTimestamp" in obj["metadata"]:
        return "Terminating"
    return str(dig(obj, "status", "phase", default=""))


def _class(obj: Object) -> str:
    annotations = obj["metadata"].get("annotations") or {}
    return str(annotations.get(_CLASS) or obj["spec"].get("storageClassName") or "")


def volume(obj: Object, now: int) -> list[Cell]:
    """CAPACITY to AGE, VOLUMEMODE."""
    spec = obj["spec"]
    claim = spec.get("claimRef")
    return [
        obj["metadata"]["name"],
        dig(spec, "capacity", "storage", default="0"),
        _modes(spec.get("accessModes")),
        spec.get("persistentVolumeReclaimPolicy", ""),
        _phase(obj),
        f"{claim.get('namespace', '')}/{claim.get('name', '')}" if claim else "",
        _class(obj),
        spec.get("volumeAttributesClassName") or UNSET,
        dig(obj, "status", "reason", default=""),
        age(obj, now),
        spec.get("volumeMode") or UNSET,
    ]


def claim(obj: Object, now: int) -> list[Cell]:
    """STATUS to AGE, VOLUMEMODE."""
    spec, status = obj["spec"], obj.get("status") or {}
    bound = bool(spec.get("volumeName"))
    return [
        obj["metadata"]["name"],
        _phase(obj),
        spec.get("volumeName", ""),
        dig(status, "capacity", "storage", default="0") if bound else "",
        _modes(status.get("accessModes")) if bound else "",
        _class(obj),
        spec.get("volumeAttributesClassName") or UNSET,
        age(obj, now),
        spec.get("volumeMode") or UNSET,
    ]


def storage_class(obj: Object, now: int) -> list[Cell]:
    """PROVISIONER to AGE; the list marks the default class (``mark_default``)."""
    return [
        obj["metadata"]["name"],
        obj.get("provisioner", ""),
        obj.get("reclaimPolicy") or "Delete",
        obj.get("volumeBindingMode") or "Immediate",
        bool(obj.get("allowVolumeExpansion", False)),
        age(obj, now),
    ]


def default_class(classes: list[Object]) -> str:
    """The name of the class in force as default: the newest that is marked, '' if none is."""
    marked = [row for row in classes if _is_marked(row)]
    marked.sort(key=lambda row: row["metadata"]["name"])
    newest = max(marked, key=lambda row: row["metadata"].get("creationTimestamp", ""), default=None)
    return newest["metadata"]["name"] if newest else ""


def _is_marked(storage_class_: Object) -> bool:
    annotations = storage_class_["metadata"].get("annotations") or {}
    return any(annotations.get(mark) == "true" for mark in DEFAULT_MARKS)


def csi_driver(obj: Object, now: int) -> list[Cell]:
    """ATTACHREQUIRED to AGE."""
    spec = obj.get("spec") or {}
    tokens = spec.get("tokenRequests")
    return [
        obj["metadata"]["name"],
        bool(spec.get("attachRequired", True)),
        bool(spec.get("podInfoOnMount", False)),
        bool(spec.get("storageCapacity", False)),
        UNSET if tokens is None else ",".join(row.get("audience", "") for row in tokens),
        bool(spec.get("requiresRepublish", False)),
        ",".join(spec.get("volumeLifecycleModes") or ()) or "<none>",
        age(obj, now),
    ]


def csi_node(obj: Object, now: int) -> list[Cell]:
    """DRIVERS, AGE."""
    drivers = dig(obj, "spec", "drivers", default=[])
    return [obj["metadata"]["name"], len(drivers), age(obj, now)]


def attachment(obj: Object, now: int) -> list[Cell]:
    """ATTACHER, PV, NODE, ATTACHED, AGE."""
    spec = obj.get("spec") or {}
    return [
        obj["metadata"]["name"],
        spec.get("attacher", ""),
        dig(spec, "source", "persistentVolumeName", default=""),
        spec.get("nodeName", ""),
        bool(dig(obj, "status", "attached", default=False)),
        age(obj, now),
    ]


def attributes_class(obj: Object, now: int) -> list[Cell]:
    """DRIVERNAME, AGE."""
    return [obj["metadata"]["name"], obj.get("driverName", ""), age(obj, now)]
