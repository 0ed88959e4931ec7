"""What stands in ConfigMap, Secret, downward API and projected volumes.

Here: a volume as a tree of (bytes, mode) by path.  Not here: writing it (``volumes``).
"""

import zlib
from typing import Any

from podlab.engine.kubelet.containers.environment import ConfigProblem, config_data
from podlab.engine.kubelet.containers.fieldref import field_value, resource_value
from podlab.engine.kubelet.context import Context
from podlab.engine.kubelet.pods import container_of
from podlab.engine.kubelet.state import PodRecord
from podlab.engine.kubelet.status.podstatus import pod_ip
from podlab.engine.objects.status import ApiError

Object = dict[str, Any]

Tree = dict[str, tuple[bytes, int]]

DEFAULT_MODE = 0o644


def content_of(context: Context, record: PodRecord, volume: Object) -> Tree:
    """The files of a volume.

    Raises:
        ConfigProblem: something that it needs is missing.
    """
    for kind in ("configMap", "secret", "downwardAPI"):
        if volume.get(kind) is not None:
            return _source(context, record, kind, volume[kind], _mode(volume[kind]))
    tree: Tree = {}
    projected = volume["projected"]
    for source in projected.get("sources") or ():
        for kind in sorted(source):
            tree.update(_source(context, record, kind, source[kind], _mode(projected)))
    return tree


def references_of(pod: Object) -> list[str]:
    """The ConfigMaps and Secrets that a Pod mounts, as ``configmaps/NS/NAME``."""
    namespace, keys = pod["metadata"]["namespace"], []
    for volume in pod["spec"].get("volumes") or ():
        for source in [volume, *((volume.get("projected") or {}).get("sources") or ())]:
            if source.get("configMap"):
                keys.append(f"configmaps/{namespace}/{source['configMap'].get('name', '')}")
            secret = source.get("secret")
            if secret:
                name = secret.get("secretName") or secret.get("name", "")
                keys.append(f"secrets/{namespace}/{name}")
    return keys


def _mode(part: Object) -> int:
    mode = part.get("defaultMode")
    return DEFAULT_MODE if mode is None else int(mode)


def _source(context: Context, record: PodRecord, kind: str, part: Object, mode: int) -> Tree:
    if kind in ("configMap", "secret"):
        return _keys(context, record, kind, part, mode)
    if kind == "downwardAPI":
        return _fields(context, record, part, mode)
    if kind == "serviceAccountToken":
        return {part["path"]: (_token(context, record, part), mode)}
    raise ConfigProblem(f"not simulated: projected volumes from {kind}")


def _keys(context: Context, record: PodRecord, kind: str, part: Object, mode: int) -> Tree:
    name = part.get("secretName") or part.get("name", "")
    resource = "configmaps" if kind == "configMap" else "secrets"
    try:
        data = config_data(context, resource, record.pod["metadata"]["namespace"], name)
    except ConfigProblem:
        if part.get("optional"):
            return {}
        raise
    items = part.get("items")
    if not items:
        return {key: (data[key], mode) for key in sorted(data)}
    tree: Tree = {}
    for item in items:
        if item["key"] in data:
            own = item.get("mode")
            tree[item["path"]] = (data[item["key"]], mode if own is None else int(own))
        elif not part.get("optional"):
            words = "configmap references non-existent config" if kind == "configMap" else ""
            words = words or "references non-existent secret"
            raise ConfigProblem(f"{words} key: {item['key']}")
    return tree


def _fields(context: Context, record: PodRecord, part: Object, mode: int) -> Tree:
    tree: Tree = {}
    host_ip = context.node.internal_ip
    for item in part.get("items") or ():
        if item.get("fieldRef"):
            ip = pod_ip(record, host_ip)
            text = field_value(_as_seen(record.pod), item["fieldRef"]["fieldPath"], ip, host_ip)
        else:
            reference = item["resourceFieldRef"]
            container = container_of(record.pod, reference.get("containerName", "")) or {}
            text = resource_value(container, reference, context.node.allocatable)
        own = item.get("mode")
        tree[item["path"]] = (text.encode(), mode if own is None else int(own))
    return tree


def _as_seen(pod: Object) -> Object:
    """The Pod as the kubelet holds it: with annotations that say where it has it from."""
    metadata = pod["metadata"]
    fraction = zlib.crc32(str(metadata["uid"]).encode()) % 1_000_000_000
    seen = str(metadata.get("creationTimestamp", "")).removesuffix("Z")
    own = {
        "kubernetes.io/config.seen": f"{seen}.{fraction:09}Z",
        "kubernetes.io/config.source": "api",
    }
    annotations = {**own, **(metadata.get("annotations") or {})}
    return {**pod, "metadata": {**metadata, "annotations": annotations}}


def _token(context: Context, record: PodRecord, part: Object) -> bytes:
    metadata = record.pod["metadata"]
    name = record.pod["spec"].get("serviceAccountName") or "default"
    request = {
        "apiVersion": "authentication.k8s.io/v1",
        "kind": "TokenRequest",
        "spec": {
            "audiences": [part["audience"]] if part.get("audience") else [],
            "expirationSeconds": part.get("expirationSeconds", 3600),
            "boundObjectRef": {
                "apiVersion": "v1",
                "kind": "Pod",
                "name": metadata["name"],
                "uid": metadata["uid"],
            },
        },
    }
    known = record.tokens.get(part["path"])
    if known is not None:
        return known
    try:
        answer = context.client.create_sub(
            "serviceaccounts", metadata["namespace"], name, "token", request
        )
    except ApiError as error:
        raise ConfigProblem(f"failed to fetch token: {error.message}") from error
    token = str(answer["status"]["token"]).encode()
    record.tokens[part["path"]] = token
    return token
