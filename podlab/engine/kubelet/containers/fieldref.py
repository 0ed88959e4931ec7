"""The downward API: fields of the Pod and resources of its containers as text.

Here: ``fieldRef`` and ``resourceFieldRef``.  Not here: where the text goes (``environment``,
``volumes``).
"""

from typing import Any

from podlab.engine.kubelet.containers.resources import milli

Object = dict[str, Any]


def field_value(pod: Object, path: str, ip: str, host_ip: str) -> str:
    """The value of a field path, '' if the Pod has none."""
    metadata, spec = pod["metadata"], pod["spec"]
    base, _, key = path.partition("[")
    if key:
        rows = metadata.get(base.removeprefix("metadata.")) or {}
        return str(rows.get(key.rstrip("]").strip("'\""), ""))
    simple = {
        "metadata.name": metadata["name"],
        "metadata.namespace": metadata["namespace"],
        "metadata.uid": metadata["uid"],
        "spec.nodeName": spec.get("nodeName", ""),
        "spec.serviceAccountName": spec.get("serviceAccountName", ""),
        "status.hostIP": host_ip,
        "status.hostIPs": host_ip,
        "status.podIP": ip,
        "status.podIPs": ip,
    }
    if path in ("metadata.labels", "metadata.annotations"):
        return _map_text(metadata.get(path.removeprefix("metadata.")) or {})
    return str(simple.get(path, ""))


def _map_text(rows: dict[str, str]) -> str:
    return "\n".join(f"{key}={_quoted(rows[key])}" for key in sorted(rows))


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'.replace("\n", "\\n").replace("\t", "\\t")


def resource_value(container: Object, part: Object, allocatable: dict[str, str]) -> str:
    """A limit or request of a container in units of the divisor; the node's where it has none."""
    field, _, name = part["resource"].partition(".")
    resources = container.get("resources") or {}
    value = (resources.get(field) or {}).get(name)
    if value is None and field == "limits":
        value = allocatable.get(name)
    divisor = milli(part.get("divisor") or "1") or 1000
    return str(-(-milli(value) // divisor))
