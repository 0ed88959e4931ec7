"""A container's environment: service links, envFrom, env, and ``$(VAR)``.

Here: names and values.  A missing reference raises ``ConfigProblem`` in the kubelet's words.
Not here: the image's own variables (``runtime``).
"""

import base64
import binascii
from typing import Any

from podlab.engine.kubelet.containers.fieldref import field_value, resource_value
from podlab.engine.kubelet.context import Context
from podlab.engine.kubelet.pods import container_of
from podlab.engine.kubelet.state import PodRecord
from podlab.engine.kubelet.status.podstatus import pod_ip

Object = dict[str, Any]

MAX_VALUE = 128 * 1024


class ConfigProblem(Exception):
    """A container cannot be configured; ``str()`` is the kubelet's message."""


def environment(context: Context, record: PodRecord, container: Object) -> dict[str, str]:
    """The variables of one container, in order."""
    services = service_variables(context, record.pod)
    values: dict[str, str] = {}
    for source in container.get("envFrom") or ():
        values.update(_env_from(context, record.pod, source))
    for row in container.get("env") or ():
        value = _value(context, record, container, row, {**services, **values})
        if value is not None:
            values[row["name"]] = value
    return {**values, **{name: services[name] for name in services if name not in values}}


def expand(text: str, values: dict[str, str]) -> str:
    """Replace ``$(NAME)``; ``$$`` is a dollar; unknown names stay as they stand."""
    if "$" not in text:
        return text
    out, place = [], 0
    while place < len(text):
        if text[place] != "$" or place + 1 >= len(text):
            out.append(text[place])
            place += 1
        elif text[place + 1] == "$":
            out.append("$")
            place += 2
        elif text[place + 1] == "(" and (end := text.find(")", place)) > 0:
            name = text[place + 2 : end]
            out.append(values.get(name, text[place : end + 1]))
            place = end + 1
        else:
            out.append("$")
            place += 1
    return "".join(out)[:MAX_VALUE]


def config_data(context: Context, resource: str, namespace: str, name: str) -> dict[str, bytes]:
    """A ConfigMap's or Secret's keys; ConfigProblem if it does not exist."""
    obj = context.feed.get(resource, namespace, name)
    if obj is None:
        raise ConfigProblem(f'{resource[:-1]} "{name}" not found')
    data = {}
    for key, text in (obj.get("data") or {}).items():
        data[key] = text.encode() if resource == "configmaps" else decode(text)
    for key, text in (obj.get("binaryData") or {}).items():
        data[key] = decode(text)
    return data


def decode(text: str) -> bytes:
    """Base64 as the API keeps it."""
    try:
        return base64.b64decode(text)
    except (binascii.Error, ValueError):
        return b""


def _env_from(context: Context, pod: Object, source: Object) -> dict[str, str]:
    resource = "configmaps" if source.get("configMapRef") else "secrets"
    reference = source.get("configMapRef") or source.get("secretRef") or {}
    try:
        data = config_data(
            context, resource, pod["metadata"]["namespace"], reference.get("name", "")
        )
    except ConfigProblem:
        if reference.get("optional"):
            return {}
        raise
    prefix = source.get("prefix", "")
    return {prefix + key: data[key].decode("utf-8", "replace") for key in sorted(data)}


def _value(
    context: Context, record: PodRecord, container: Object, row: Object, known: dict[str, str]
) -> str | None:
    source = row.get("valueFrom")
    if not source:
        return expand(row.get("value") or "", known)
    if source.get("fieldRef"):
        ip = pod_ip(record, context.node.internal_ip)
        path = source["fieldRef"]["fieldPath"]
        return field_value(record.pod, path, ip, context.node.internal_ip)
    if source.get("resourceFieldRef"):
        part = source["resourceFieldRef"]
        other = container_of(record.pod, part.get("containerName") or container["name"])
        return resource_value(other or container, part, context.node.allocatable)
    if source.get("fileKeyRef"):
        raise ConfigProblem("not simulated: environment from files (fileKeyRef)")
    return _key_value(context, record.pod, source)


def _key_value(context: Context, pod: Object, source: Object) -> str | None:
    is_config = bool(source.get("configMapKeyRef"))
    reference = source.get("configMapKeyRef") or source.get("secretKeyRef") or {}
    namespace, name = pod["metadata"]["namespace"], reference.get("name", "")
    resource = "configmaps" if is_config else "secrets"
    try:
        data = config_data(context, resource, namespace, name)
    except ConfigProblem:
        if reference.get("optional"):
            return None
        raise
    if reference["key"] not in data:
        if reference.get("optional"):
            return None
        kind = "ConfigMap" if is_config else "Secret"
        raise ConfigProblem(f"couldn't find key {reference['key']} in {kind} {namespace}/{name}")
    return data[reference["key"]].decode("utf-8", "replace")


def service_variables(context: Context, pod: Object) -> dict[str, str]:
    """``X_SERVICE_HOST`` and the rest: of the API's own Service always, of the namespace's unless
    ``enableServiceLinks`` is false."""
    namespace = pod["metadata"]["namespace"]
    values: dict[str, str] = {}
    master = context.feed.get("services", "default", "kubernetes")
    services = [master] if master else []
    if pod["spec"].get("enableServiceLinks", True):
        services += [row for row in context.feed.services(namespace) if row is not master]
    for service in services:
        if service["spec"].get("clusterIP") not in (None, "", "None"):
            values.update(_service(service))
    return values


def _service(service: Object) -> dict[str, str]:
    name = service["metadata"]["name"].upper().replace("-", "_")
    address, ports = service["spec"]["clusterIP"], service["spec"].get("ports") or []
    if not ports:
        return {}
    first = ports[0]
    values = {f"{name}_SERVICE_HOST": address, f"{name}_SERVICE_PORT": str(first["port"])}
    for port in ports:
        if port.get("name"):
            word = port["name"].upper().replace("-", "_")
            values[f"{name}_SERVICE_PORT_{word}"] = str(port["port"])
    for place, port in enumerate(ports):
        protocol = port.get("protocol", "TCP")
        url = f"{protocol.lower()}://{address}:{port['port']}"
        if place == 0:
            values[f"{name}_PORT"] = url
        prefix = f"{name}_PORT_{port['port']}_{protocol}"
        values[prefix] = url
        values[f"{prefix}_PROTO"] = protocol.lower()
        values[f"{prefix}_PORT"] = str(port["port"])
        values[f"{prefix}_ADDR"] = address
    return values
