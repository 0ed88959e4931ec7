"""Volumes on a page.

Here: the sources that a simulated Pod can have.  Not here: claims (``storage``).
"""

from typing import Any

from podlab.engine.kubectl.describers.writer import Page, go_bool, shorten

Object = dict[str, Any]


def print_volumes(page: Page, volumes: list[Object], space: str = "") -> None:
    """``Volumes:`` with each volume's source."""
    if not volumes:
        page.line(f"{space}Volumes:\t<none>")
        return
    page.line(f"{space}Volumes:")
    for volume in volumes:
        page.line((" " if space else "") + f"{volume['name']}:", 1)
        print_source(page, volume)


def print_source(page: Page, volume: Object) -> None:
    """The source of one volume (or persistent volume)."""
    for key, show in _SOURCES.items():
        if key in volume:
            for text, level in show(volume[key] or {}):
                page.line(text, level)
            return
    page.line("<unknown>", 1)


Rows = list[tuple[str, int]]


def _rows(kind: str, **fields: Any) -> Rows:
    rows = [(f"Type:\t{kind}", 2)]
    return rows + [(f"{name}:\t{value}", 2) for name, value in fields.items()]


def _host_path(source: Object) -> Rows:
    return _rows("HostPath (bare host directory volume)", Path=source.get("path", ""),
                 HostPathType=source.get("type", "<none>"))  # fmt: skip


def _empty_dir(source: Object) -> Rows:
    return _rows("EmptyDir (a temporary directory that shares a pod's lifetime)",
                 Medium=source.get("medium", ""),
                 SizeLimit=source.get("sizeLimit") or "<unset>")  # fmt: skip


def _secret(source: Object) -> Rows:
    return _rows("Secret (a volume populated by a Secret)",
                 SecretName=source.get("secretName", ""),
                 Optional=go_bool(source.get("optional")))  # fmt: skip


def _config_map(source: Object) -> Rows:
    return _rows("ConfigMap (a volume populated by a ConfigMap)", Name=source.get("name", ""),
                 Optional=go_bool(source.get("optional")))  # fmt: skip


def _claim(source: Object) -> Rows:
    kind = "PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)"
    return _rows(kind, ClaimName=source.get("claimName", ""),
                 ReadOnly=go_bool(source.get("readOnly")))  # fmt: skip


def _nfs(source: Object) -> Rows:
    return _rows("NFS (an NFS mount that lasts the lifetime of a pod)",
                 Server=source.get("server", ""), Path=source.get("path", ""),
                 ReadOnly=go_bool(source.get("readOnly")))  # fmt: skip


def _downward(source: Object) -> Rows:
    rows: Rows = [("Type:\tDownwardAPI (a volume populated by information about the pod)", 2),
                  ("Items:", 2)]  # fmt: skip
    for item in source.get("items") or []:
        name = (item.get("fieldRef") or {}).get("fieldPath") or (
            item.get("resourceFieldRef") or {}
        ).get("resource", "")
        rows.append((f"{name} -> {item.get('path')}", 3))
    return rows


def _projected(source: Object) -> Rows:
    rows = _rows("Projected (a volume that contains injected data from multiple sources)")
    for part in source.get("sources") or []:
        if "secret" in part:
            rows.append((f"SecretName:\t{part['secret'].get('name', '')}", 2))
            rows.append((f"Optional:\t{go_bool(part['secret'].get('optional'))}", 2))
        elif "downwardAPI" in part:
            rows.append(("DownwardAPI:\ttrue", 2))
        elif "configMap" in part:
            rows.append((f"ConfigMapName:\t{part['configMap'].get('name', '')}", 2))
            rows.append((f"Optional:\t{go_bool(part['configMap'].get('optional'))}", 2))
        elif "serviceAccountToken" in part:
            seconds = part["serviceAccountToken"].get("expirationSeconds", 3600)
            rows.append((f"TokenExpirationSeconds:\t{seconds}", 2))
    return rows


def _csi(source: Object) -> Rows:
    if "volumeHandle" in source:
        rows = _rows("CSI (a Container Storage Interface (CSI) volume source)",
                     Driver=source.get("driver", ""), FSType=source.get("fsType", ""),
                     VolumeHandle=source["volumeHandle"],
                     ReadOnly=go_bool(source.get("readOnly")))  # fmt: skip
    else:
        rows = _rows("CSI (a Container Storage Interface (CSI) volume source)",
                     Driver=source.get("driver", ""), FSType=source.get("fsType", ""),
                     ReadOnly=go_bool(source.get("readOnly")))  # fmt: skip
    notes = source.get("volumeAttributes") or {}
    first = "VolumeAttributes:\t"
    for key in sorted(notes):
        rows.append((f"{first}    {key}={shorten(str(notes[key]))}", 2))
        first = "\t"
    if not notes:
        rows.append((f"{first}<none>", 2))
    return rows


def _image(source: Object) -> Rows:
    return _rows("Image (a container image or OCI artifact)",
                 Reference=source.get("reference", ""),
                 PullPolicy=source.get("pullPolicy", ""))  # fmt: skip


def _ephemeral(source: Object) -> Rows:
    kind = (
        "EphemeralVolume (an inline specification for a volume that gets created and deleted "
        "with the pod)"
    )
    return _rows(kind)


def _local(source: Object) -> Rows:
    return _rows("LocalVolume (a persistent volume backed by local storage on a node)",
                 Path=source.get("path", ""))  # fmt: skip


_SOURCES = {
    "hostPath": _host_path, "emptyDir": _empty_dir, "secret": _secret, "configMap": _config_map,
    "nfs": _nfs, "persistentVolumeClaim": _claim, "ephemeral": _ephemeral,
    "downwardAPI": _downward, "projected": _projected, "csi": _csi, "image": _image,
    "local": _local,
}  # fmt: skip
