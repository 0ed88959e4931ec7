"""Defaults of Pods and of the Pod templates in workloads.

Recorded: corpus dry runs.  Not here: what admission adds (service account, tolerations).
"""

import re
from typing import Any

from podlab.engine.objects import quantity
from podlab.engine.objects.defaults.fill import Object, at, each, fill

_CONTAINER_LISTS = ("containers", "initContainers", "ephemeralContainers")


def pod(obj: Object) -> Object:
    """A Pod: its spec, and requests from limits."""
    obj = at(obj, "spec", _only_pods)
    return at(obj, "status", _status)


def template(obj: Object) -> Object:
    """A Pod template."""
    return at(obj, "spec", pod_spec)


def _only_pods(spec: Object) -> Object:
    spec = pod_spec(spec)
    if spec["terminationGracePeriodSeconds"] < 0:
        spec = {**spec, "terminationGracePeriodSeconds": 1}
    spec = fill(spec, enableServiceLinks=True)
    for field in ("containers", "initContainers"):
        spec = each(spec, field, _requests_from_limits)
        if spec.get("hostNetwork"):
            spec = each(spec, field, lambda one: each(one, "ports", _host_port))
    return spec


def _requests_from_limits(container: Object) -> Object:
    limits = (container.get("resources") or {}).get("limits")
    if not limits:
        return container
    return at(container, "resources", lambda found: _with_requests(found, limits))


def _with_requests(resources: Object, limits: Object) -> Object:
    requests = resources.get("requests") or {}
    missing = {name: value for name, value in limits.items() if name not in requests}
    return {**resources, "requests": {**requests, **missing}} if missing else resources


def _status(status: Object) -> Object:
    address = status.get("podIP")
    if address and not status.get("podIPs"):
        return {**status, "podIPs": [{"ip": address}]}
    return status


def pod_spec(spec: Object) -> Object:
    """A Pod's spec, wherever it stands."""
    account = spec.get("serviceAccountName") or spec.get("serviceAccount")
    if account:
        spec = fill(spec, serviceAccountName=account)
        if spec.get("serviceAccount") != account:
            spec = {**spec, "serviceAccount": account}
    spec = fill(
        spec,
        restartPolicy="Always",
        terminationGracePeriodSeconds=30,
        dnsPolicy="ClusterFirst",
        schedulerName="default-scheduler",
    )
    if spec.get("securityContext") is None:
        spec = {**spec, "securityContext": {}}
    for field in _CONTAINER_LISTS:
        spec = each(spec, field, container)
    spec = at(spec, "overhead", _rounded) if "overhead" in spec else spec
    return each(spec, "volumes", volume)


def _host_port(port: Object) -> Object:
    return port if port.get("hostPort") else {**port, "hostPort": port.get("containerPort")}


_PART = r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*"
_REFERENCE = re.compile(
    r"(?:(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)"
    r"(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*(?::[0-9]+)?/)?"
    rf"{_PART}(?:/{_PART})*(?::([\w][\w.-]{{0,127}}))?(@[a-z0-9+._-]+:[0-9a-fA-F]{{32,}})?"
)
MAX_REFERENCE = 512


def pull_policy(image: str) -> str:
    """``Always`` for the tag latest (or no tag and no digest), else ``IfNotPresent``."""
    match = _REFERENCE.fullmatch(image) if len(image) <= MAX_REFERENCE else None
    if match is None:
        return "IfNotPresent"
    tag, digest = match.groups()
    latest = tag == "latest" or (tag is None and digest is None)
    return "Always" if latest else "IfNotPresent"


def container(obj: Object) -> Object:
    """A container of any sort."""
    if not obj.get("imagePullPolicy"):
        obj = {**obj, "imagePullPolicy": pull_policy(obj.get("image") or "")}
    obj = fill(
        obj,
        terminationMessagePath="/dev/termination-log",
        terminationMessagePolicy="File",
    )
    obj = each(obj, "ports", _protocol)
    for field in ("livenessProbe", "readinessProbe", "startupProbe"):
        obj = at(obj, field, probe)
    if "lifecycle" in obj:
        for hook in ("postStart", "preStop"):
            obj = at(obj, "lifecycle", lambda found, hook=hook: at(found, hook, _handler))  # type: ignore[misc]
    obj = at(obj, "resources", _rounded_lists)
    return each(obj, "env", _environment)


def _protocol(port: Object) -> Object:
    return fill(port, protocol="TCP")


def probe(obj: Object) -> Object:
    """A probe of any sort."""
    defaults = {"timeoutSeconds": 1, "periodSeconds": 10, "successThreshold": 1}
    defaults["failureThreshold"] = 3
    missing = {key: value for key, value in defaults.items() if not obj.get(key)}
    return _handler({**obj, **missing} if missing else obj)


def _handler(obj: Object) -> Object:
    obj = at(obj, "httpGet", lambda action: fill(action, path="/", scheme="HTTP"))
    return at(obj, "grpc", _grpc)


def _grpc(action: Object) -> Object:
    return action if action.get("service") is not None else {**action, "service": ""}


def _rounded_lists(resources: Object) -> Object:
    for field in ("limits", "requests"):
        resources = at(resources, field, _rounded)
    return resources


def _rounded(amounts: Object) -> Object:
    """Quantities in thousandths at the finest."""
    fine = {name: text for name, text in amounts.items() if text[-1:] in "nu"}
    if not fine:
        return amounts
    return {**amounts, **{name: f"{quantity.milli(text)}m" for name, text in fine.items()}}


def _environment(variable: Object) -> Object:
    return at(variable, "valueFrom", _field_reference)


def _field_reference(source: Object) -> Object:
    return at(source, "fieldRef", lambda found: fill(found, apiVersion="v1"))


def _mode(source: Object) -> Object:
    return fill(source, defaultMode=420)


def _downward(source: Object) -> Object:
    return each(source, "items", _field_reference)


_SOURCES: dict[str, dict[str, Any]] = {
    "secret": {"defaultMode": 420},
    "configMap": {"defaultMode": 420},
    "downwardAPI": {"defaultMode": 420},
    "projected": {"defaultMode": 420},
    "iscsi": {"iscsiInterface": "default"},
    "rbd": {"pool": "rbd", "user": "admin", "keyring": "/etc/ceph/keyring"},
    "azureDisk": {
        "cachingMode": "ReadWrite", "kind": "Shared", "fsType": "ext4", "readOnly": False,
    },
    "scaleIO": {"storageMode": "ThinProvisioned", "fsType": "xfs"},
}  # fmt: skip


def volume(obj: Object) -> Object:
    """A volume; one without a source is an emptyDir."""
    if len(obj) <= 1:
        return {**obj, "emptyDir": {}}
    for source, defaults in _SOURCES.items():
        if source in obj:
            obj = at(obj, source, lambda found, more=defaults: fill(found, **more))  # type: ignore[misc]
    obj = at(obj, "hostPath", lambda found: found if "type" in found else {**found, "type": ""})
    obj = at(obj, "downwardAPI", _downward)
    obj = at(obj, "projected", lambda found: each(found, "sources", _projection))
    obj = at(obj, "ephemeral", lambda found: at(found, "volumeClaimTemplate", _claim_template))
    return at(obj, "image", _image_volume)


def _projection(source: Object) -> Object:
    source = at(source, "serviceAccountToken", lambda found: fill(found, expirationSeconds=3600))
    return at(source, "downwardAPI", _downward)


def _claim_template(claim: Object) -> Object:
    return at(claim, "spec", lambda spec: fill(spec, volumeMode="Filesystem"))


def _image_volume(source: Object) -> Object:
    return fill(source, pullPolicy=pull_policy(source.get("reference") or ""))
