"""``describe`` of persistent volumes, claims and storage classes.

Here: their pages.  Not here: a Pod's volumes (``volumes``).
"""

from typing import Any

from podlab.engine.kubectl.context import Context
from podlab.engine.kubectl.describers.volumes import print_source
from podlab.engine.kubectl.describers.writer import (
    Page,
    bool_text,
    format_labels,
    go_list,
    rfc1123,
)
from podlab.engine.objects.meta import dig

Object = dict[str, Any]
MODES = {"ReadWriteOnce": "RWO", "ReadOnlyMany": "ROX", "ReadWriteMany": "RWX",
         "ReadWriteOncePod": "RWOP"}  # fmt: skip
CLASS = "volume.beta.kubernetes.io/storage-class"
DEFAULT = "storageclass.kubernetes.io/is-default-class"


def modes_text(modes: list[str] | None) -> str:
    """``RWO,ROX``."""
    return ",".join(short for name, short in MODES.items() if name in (modes or []))


def _class(obj: Object) -> str:
    notes = obj["metadata"].get("annotations") or {}
    return str(notes.get(CLASS) or obj["spec"].get("storageClassName") or "")


def _status(page: Page, obj: Object) -> str:
    ended = obj["metadata"].get("deletionTimestamp")
    if ended:
        return f"Terminating (lasts {page.ago(ended)})"
    return str(dig(obj, "status", "phase", default=""))


def persistentvolume(c: Context, page: Page, obj: Object) -> None:
    """A PersistentVolume."""
    metadata, spec = obj["metadata"], obj["spec"]
    page.line(f"Name:\t{metadata['name']}")
    page.pairs("Labels", metadata.get("labels"))
    page.annotations("Annotations", metadata.get("annotations"))
    page.line(f"Finalizers:\t{go_list(metadata.get('finalizers'))}")
    page.line(f"StorageClass:\t{_class(obj)}")
    page.line(f"Status:\t{_status(page, obj)}")
    claim = spec.get("claimRef")
    name = f"{claim.get('namespace', '')}/{claim.get('name', '')}" if claim else ""
    page.line(f"Claim:\t{name}")
    page.line(f"Reclaim Policy:\t{spec.get('persistentVolumeReclaimPolicy', '')}")
    page.line(f"Access Modes:\t{modes_text(spec.get('accessModes'))}")
    if spec.get("volumeMode"):
        page.line(f"VolumeMode:\t{spec['volumeMode']}")
    page.line(f"Capacity:\t{dig(spec, 'capacity', 'storage', default='0')}")
    _affinity(page, dig(spec, "nodeAffinity", "required"))
    page.line(f"Message:\t{dig(obj, 'status', 'message', default='')}")
    page.line("Source:")
    print_source(page, spec)


def _affinity(page: Page, required: Object | None) -> None:
    if not required:
        page.line("Node Affinity:\t<none>")
        return
    page.line("Node Affinity:\t")
    terms = required.get("nodeSelectorTerms") or []
    page.line("Required Terms:\t" + ("" if terms else "<none>"), 1)
    for place, term in enumerate(terms):
        rows = [_requirement(row) for row in term.get("matchExpressions") or []] or ["<none>"]
        page.line(f"Term {place}:\t{rows[0]}", 2)
        for row in rows[1:]:
            page.line(f"\t{row}", 2)


def _requirement(row: Object) -> str:
    text = f"{row.get('key', '')} {str(row.get('operator', '')).lower()}"
    return f"{text} [{', '.join(row['values'])}]" if row.get("values") else text


def claim(c: Context, page: Page, obj: Object) -> None:
    """A PersistentVolumeClaim."""
    metadata, spec, status = obj["metadata"], obj["spec"], obj.get("status") or {}
    page.line(f"Name:\t{metadata['name']}")
    page.line(f"Namespace:\t{metadata.get('namespace', '')}")
    page.line(f"StorageClass:\t{_class(obj)}")
    page.line(f"Status:\t{_status(page, obj)}")
    page.line(f"Volume:\t{spec.get('volumeName', '')}")
    page.pairs("Labels", metadata.get("labels"))
    page.annotations("Annotations", metadata.get("annotations"))
    page.line(f"Finalizers:\t{go_list(metadata.get('finalizers'))}")
    bound = bool(spec.get("volumeName"))
    size = dig(status, "capacity", "storage", default="0") if bound else ""
    page.line(f"Capacity:\t{size}")
    page.line(f"Access Modes:\t{modes_text(status.get('accessModes')) if bound else ''}")
    if spec.get("volumeMode"):
        page.line(f"VolumeMode:\t{spec['volumeMode']}")
    if source := spec.get("dataSource"):
        page.line("DataSource:")
        if source.get("apiGroup"):
            page.line(f"APIGroup:\t{source['apiGroup']}", 1)
        page.line(f"Kind:\t{source.get('kind', '')}", 1)
        page.line(f"Name:\t{source.get('name', '')}", 1)
    page.rows("Used By", _users(c, obj))
    _conditions(page, status.get("conditions") or [])


def _users(c: Context, obj: Object) -> list[str]:
    metadata = obj["metadata"]
    names = []
    for pod in c.client.list("pods", metadata["namespace"]):
        for volume in pod["spec"].get("volumes") or []:
            if dig(volume, "persistentVolumeClaim", "claimName") == metadata["name"]:
                names.append(pod["metadata"]["name"])
    return sorted(set(names))


def _conditions(page: Page, rows: list[Object]) -> None:
    if not rows:
        return
    page.line("Conditions:")
    page.line("Type\tStatus\tLastProbeTime\tLastTransitionTime\tReason\tMessage", 1)
    page.line("----\t------\t-----------------\t------------------\t------\t-------", 1)
    for row in rows:
        cells = (row["type"], row["status"], rfc1123(row.get("lastProbeTime")),
                 rfc1123(row.get("lastTransitionTime")), row.get("reason", ""),
                 row.get("message", ""))  # fmt: skip
        page.line(" \t".join(cells), 1)


def storageclass(c: Context, page: Page, obj: Object) -> None:
    """A StorageClass."""
    notes = obj["metadata"].get("annotations") or {}
    page.line(f"Name:\t{obj['metadata']['name']}")
    page.line(f"IsDefaultClass:\t{'Yes' if notes.get(DEFAULT) == 'true' else 'No'}")
    page.line(f"Annotations:\t{format_labels(notes)}")
    page.line(f"Provisioner:\t{obj.get('provisioner', '')}")
    page.line(f"Parameters:\t{format_labels(obj.get('parameters'))}")
    expand = obj.get("allowVolumeExpansion")
    page.line(f"AllowVolumeExpansion:\t{'<unset>' if expand is None else bool_text(expand)}")
    options = obj.get("mountOptions") or []
    page.line("MountOptions:" if options else "MountOptions:\t<none>")
    for option in options:
        page.line(option, 1)
    for title, key in (("ReclaimPolicy", "reclaimPolicy"),
                       ("VolumeBindingMode", "volumeBindingMode")):  # fmt: skip
        if obj.get(key):
            page.line(f"{title}:\t{obj[key]}")
