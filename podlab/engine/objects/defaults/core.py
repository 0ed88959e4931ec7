"""Defaults of the core group's kinds, Pods apart.

Recorded: corpus dry runs.
"""

import base64

from podlab.engine.objects.defaults.fill import Object, at, each, fill
from podlab.engine.objects.defaults.pod import template, volume


def service(obj: Object) -> Object:
    """A Service: type, ports, traffic policies."""
    return at(obj, "spec", _service_spec)


def _service_spec(spec: Object) -> Object:
    spec = fill(spec, sessionAffinity="None", type="ClusterIP")
    spec = _affinity(spec)
    spec = each(spec, "ports", _service_port)
    outside = spec["type"] in ("NodePort", "LoadBalancer") or spec.get("externalIPs")
    if outside and spec["type"] != "ExternalName":
        spec = fill(spec, externalTrafficPolicy="Cluster")
    if spec["type"] in ("NodePort", "LoadBalancer", "ClusterIP"):
        spec = fill(spec, internalTrafficPolicy="Cluster")
    if spec["type"] == "LoadBalancer":
        spec = fill(spec, allocateLoadBalancerNodePorts=True)
    return spec


def _affinity(spec: Object) -> Object:
    if spec["sessionAffinity"] == "None" and "sessionAffinityConfig" in spec:
        return {key: value for key, value in spec.items() if key != "sessionAffinityConfig"}
    if spec["sessionAffinity"] != "ClientIP":
        return spec
    client = (spec.get("sessionAffinityConfig") or {}).get("clientIP") or {}
    if client.get("timeoutSeconds") is not None:
        return spec
    return {**spec, "sessionAffinityConfig": {"clientIP": {"timeoutSeconds": 10800}}}


def _service_port(port: Object) -> Object:
    port = fill(port, protocol="TCP")
    if port.get("targetPort") in (None, 0, ""):
        return {**port, "targetPort": port.get("port", 0)}
    return port


def namespace(obj: Object) -> Object:
    """A Namespace: its name as a label, phase Active."""
    name = obj["metadata"].get("name")
    labels = obj["metadata"].get("labels") or {}
    if name and labels.get("kubernetes.io/metadata.name") != name:
        labels = {**labels, "kubernetes.io/metadata.name": name}
        obj = {**obj, "metadata": {**obj["metadata"], "labels": labels}}
    return at(obj, "status", lambda status: fill(status, phase="Active"))


def secret(obj: Object) -> Object:
    """A Secret without a type is Opaque; plain ``stringData`` becomes ``data``."""
    obj = fill(obj, type="Opaque")
    plain = obj.get("stringData")
    if plain is None:
        return obj
    coded = {key: base64.b64encode(text.encode()).decode() for key, text in plain.items()}
    rest = {key: value for key, value in obj.items() if key != "stringData"}
    return {**rest, "data": {**(obj.get("data") or {}), **coded}} if coded else rest


def persistent_volume(obj: Object) -> Object:
    """A PersistentVolume: kept after release, a filesystem."""
    obj = at(obj, "spec", _volume_spec)
    return at(obj, "status", lambda status: fill(status, phase="Pending"))


_DEFAULTED = ("hostPath", "iscsi", "rbd", "azureDisk", "scaleIO")


def _volume_spec(spec: Object) -> Object:
    spec = fill(spec, persistentVolumeReclaimPolicy="Retain", volumeMode="Filesystem")
    sources: Object = {key: spec[key] for key in _DEFAULTED if key in spec}
    if not sources:
        return spec
    filled = volume({"name": "", **sources})
    return {**spec, **{key: filled[key] for key in sources}}


def claim(obj: Object) -> Object:
    """A PersistentVolumeClaim: a filesystem, phase Pending."""
    obj = at(obj, "spec", lambda spec: fill(spec, volumeMode="Filesystem"))
    return at(obj, "status", lambda status: fill(status, phase="Pending"))


def claim_object(obj: Object) -> Object:
    """A claim of its own, which also says its data source in both ways."""
    return at(claim(obj), "spec", _data_source)


def _data_source(spec: Object) -> Object:
    old, new = spec.get("dataSource"), spec.get("dataSourceRef")
    if old and not new:
        return {**spec, "dataSourceRef": old}
    if new and not old:
        return spec if new.get("namespace") else {**spec, "dataSource": new}
    return spec


def endpoints(obj: Object) -> Object:
    """Endpoints: ports are TCP."""
    return each(obj, "subsets", lambda subset: each(subset, "ports", _tcp))


def _tcp(port: Object) -> Object:
    return fill(port, protocol="TCP")


def node(obj: Object) -> Object:
    """A Node: allocatable is its capacity."""
    capacity = (obj.get("status") or {}).get("capacity")
    if not capacity:
        return obj
    return at(obj, "status", lambda status: fill(status, allocatable=capacity))


def limit_range(obj: Object) -> Object:
    """A LimitRange: container defaults from its bounds."""
    return at(obj, "spec", lambda spec: each(spec, "limits", _limit_item))


def _limit_item(item: Object) -> Object:
    if item.get("type") != "Container":
        return item
    limits = {**(item.get("max") or {}), **(item.get("default") or {})}
    requests = {**(item.get("min") or {}), **limits, **(item.get("defaultRequest") or {})}
    more = {"default": limits, "defaultRequest": requests}
    return {**item, **{key: value for key, value in more.items() if value}}


def replication_controller(obj: Object) -> Object:
    """A ReplicationController: selector and labels from its template."""
    spec = obj.get("spec") or {}
    labels = ((spec.get("template") or {}).get("metadata") or {}).get("labels")
    spec = fill(spec, replicas=1)
    if labels and not spec.get("selector"):
        spec = {**spec, "selector": labels}
    obj = at({**obj, "spec": spec}, "spec", lambda found: at(found, "template", template))
    if labels and not obj["metadata"].get("labels"):
        obj = {**obj, "metadata": {**obj["metadata"], "labels": labels}}
    return obj


def pod_template(obj: Object) -> Object:
    """A PodTemplate object."""
    return at(obj, "template", template)
