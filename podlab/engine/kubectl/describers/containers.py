"""Containers, volumes and Pod templates on a page.

Here: what Pods and workloads share.  Not here: the rest of a Pod (``pod``).
"""

from typing import Any

from podlab.engine.kubectl.describers.volumes import print_volumes
from podlab.engine.kubectl.describers.writer import Page, bool_text, go_bool, go_list, rfc1123
from podlab.engine.objects import labels
from podlab.engine.objects.meta import dig
from podlab.engine.objects.quantity import milli

Object = dict[str, Any]


def print_containers(
    page: Page,
    title: str,
    containers: list[Object],
    pod: Object | None,
    space: str = "",
    statuses: list[Object] | None = None,
) -> None:
    """A list of containers; of a Pod with their states."""
    page.line(f"{space}{title}:" + ("" if containers else " <none>"))
    known = {row["name"]: row for row in statuses or []}
    for container in containers:
        status = known.get(container["name"])
        page.line((" " if space else "") + f"{container['name']}:", 1)
        _basics(page, container, status)
        _commands(page, container)
        if status is not None:
            _states(page, status)
        print_resources(page, container.get("resources") or {}, 2)
        _probes(page, container)
        _env_from(page, container)
        _env(page, container, pod)
        _mounts(page, container)


def _basics(page: Page, container: Object, status: Object | None) -> None:
    if status is not None:
        page.line(f"Container ID:\t{status.get('containerID', '')}", 2)
    page.line(f"Image:\t{container.get('image', '')}", 2)
    if status is not None:
        page.line(f"Image ID:\t{status.get('imageID', '')}", 2)
    for title, key in (("Port", "containerPort"), ("Host Port", "hostPort")):
        ports = ", ".join(_port(row, key) for row in container.get("ports") or [])
        plural = "s" if "," in ports else ""
        page.line(f"{title}{plural}:\t{ports or '<none>'}", 2)
    profile = dig(container, "securityContext", "seccompProfile", default={})
    if profile:
        page.line(f"SeccompProfile:\t{profile.get('type')}", 2)


def _port(row: Object, key: str) -> str:
    text = f"{row.get(key, 0)}/{row.get('protocol', 'TCP')}"
    return f"{text} ({row['name']})" if row.get("name") else text


def _commands(page: Page, container: Object) -> None:
    for title, key in (("Command", "command"), ("Args", "args")):
        if words := container.get(key):
            page.line(f"{title}:", 2)
            for word in words:
                for part in str(word).split("\n"):
                    page.line(part, 3)


def _states(page: Page, status: Object) -> None:
    _state(page, "State", status.get("state") or {})
    last = status.get("lastState") or {}
    if last.get("terminated"):
        _state(page, "Last State", last)
    page.line(f"Ready:\t{bool_text(status.get('ready'))}", 2)
    page.line(f"Restart Count:\t{status.get('restartCount', 0)}", 2)


def _state(page: Page, title: str, state: Object) -> None:
    if running := state.get("running"):
        page.line(f"{title}:\tRunning", 2)
        page.line(f"Started:\t{rfc1123(running.get('startedAt'))}", 3)
    elif ended := state.get("terminated"):
        page.line(f"{title}:\tTerminated", 2)
        for name, key in (("Reason", "reason"), ("Message", "message")):
            if ended.get(key):
                page.line(f"{name}:\t{ended[key]}", 3)
        page.line(f"Exit Code:\t{ended.get('exitCode', 0)}", 3)
        if ended.get("signal"):
            page.line(f"Signal:\t{ended['signal']}", 3)
        page.line(f"Started:\t{rfc1123(ended.get('startedAt'))}", 3)
        page.line(f"Finished:\t{rfc1123(ended.get('finishedAt'))}", 3)
    else:
        page.line(f"{title}:\tWaiting", 2)
        if reason := (state.get("waiting") or {}).get("reason"):
            page.line(f"Reason:\t{reason}", 3)


def print_resources(page: Page, resources: Object, level: int) -> None:
    """Limits and requests."""
    for title, key in (("Limits", "limits"), ("Requests", "requests")):
        if rows := resources.get(key):
            page.line(f"{title}:", level)
            for name in sorted(rows):
                page.line(f"{name}:\t{rows[name]}", level + 1)


def _probes(page: Page, container: Object) -> None:
    for title, key in (("Liveness", "livenessProbe"), ("Readiness", "readinessProbe"),
                       ("Startup", "startupProbe")):  # fmt: skip
        if probe := container.get(key):
            page.line(f"{title}:\t{probe_text(probe)}", 2)


def probe_text(probe: Object) -> str:
    """``http-get http://:80/ delay=0s timeout=1s …``."""
    attributes = (
        f"delay={probe.get('initialDelaySeconds', 0)}s timeout={probe.get('timeoutSeconds', 0)}s "
        f"period={probe.get('periodSeconds', 0)}s "
        f"successThreshold={probe.get('successThreshold', 0)} "
        f"failureThreshold={probe.get('failureThreshold', 0)}"
    )
    if "exec" in probe:
        return f"exec {go_list(probe['exec'].get('command'))} {attributes}"
    if http := probe.get("httpGet"):
        path = str(http.get("path") or "")
        path = path if path.startswith("/") or not path else f"/{path}"
        url = f"{str(http.get('scheme', 'HTTP')).lower()}://{http.get('host', '')}"
        return f"http-get {url}:{http.get('port')}{path} {attributes}"
    if tcp := probe.get("tcpSocket"):
        return f"tcp-socket {tcp.get('host', '')}:{tcp.get('port')} {attributes}"
    if grpc := probe.get("grpc"):
        return f"grpc <pod>:{grpc.get('port')} {grpc.get('service') or ''} {attributes}"
    return f"unknown {attributes}"


def _env_from(page: Page, container: Object) -> None:
    rows = container.get("envFrom")
    if not rows:
        return
    page.line("Environment Variables from:", 2)
    for row in rows:
        kind, source = "", {}
        if "configMapRef" in row:
            kind, source = "ConfigMap", row["configMapRef"]
        elif "secretRef" in row:
            kind, source = "Secret", row["secretRef"]
        if row.get("prefix"):
            kind += f" with prefix '{row['prefix']}'"
        optional = go_bool(source.get("optional"))
        page.line(f"{source.get('name', '')}\t{kind}\tOptional: {optional}", 3)


def _env(page: Page, container: Object, pod: Object | None) -> None:
    rows = container.get("env") or []
    page.line("Environment:" + ("" if rows else "\t<none>"), 2)
    for row in rows:
        source = row.get("valueFrom")
        if not source:
            first, *rest = str(row.get("value", "")).split("\n")
            page.line(f"{row['name']}:\t{first}", 3)
            for part in rest:
                page.line(f"\t{part}", 3)
            continue
        page.line(f"{row['name']}:\t{_source(source, container, pod)}", 3)


def _source(source: Object, container: Object, pod: Object | None) -> str:
    if field := source.get("fieldRef"):
        value = _field(pod, field["fieldPath"]) if pod is not None else ""
        return f"{value} ({field.get('apiVersion', 'v1')}:{field['fieldPath']})"
    if field := source.get("resourceFieldRef"):
        name = field["resource"]
        kind, _, resource = name.partition(".")
        value = dig(container, "resources", kind, resource, default="0")
        shown = str(-(-milli(value) // (milli(field.get("divisor") or "0") or 1000)))
        if shown == "0" and name in ("limits.cpu", "limits.memory"):
            shown = "node allocatable"
        return f"{shown} ({name})"
    if key := source.get("secretKeyRef"):
        return (f"<set to the key '{key['key']}' in secret '{key.get('name', '')}'>\t"
                f"Optional: {go_bool(key.get('optional'))}")  # fmt: skip
    if key := source.get("configMapKeyRef"):
        return (f"<set to the key '{key['key']}' of config map '{key.get('name', '')}'>\t"
                f"Optional: {go_bool(key.get('optional'))}")  # fmt: skip
    return ""


def _field(pod: Object, path: str) -> str:
    """Only the name and namespace are known to the client's own conversion of field labels."""
    if path not in ("metadata.name", "metadata.namespace"):
        return ""
    return str(dig(pod, *path.split("."), default=""))


def _mounts(page: Page, container: Object) -> None:
    rows = container.get("volumeMounts") or []
    page.line("Mounts:" + ("" if rows else "\t<none>"), 2)
    for row in sorted(rows, key=lambda row: str(row["mountPath"])):
        flags = "ro" if row.get("readOnly") else "rw"
        if row.get("subPath"):
            flags += f',path="{row["subPath"]}"'
        page.line(f"{row['mountPath']} from {row['name']} ({flags})", 3)
    devices = container.get("volumeDevices") or []
    if devices:
        page.line("Devices:" + ("" if rows else "\t<none>"), 2)
        for row in sorted(devices, key=lambda row: str(row["devicePath"])):
            page.line(f"{row['devicePath']} from {row['name']}", 3)


def print_template(page: Page, template: Object) -> None:
    """``Pod Template:`` of a workload."""
    metadata, spec = template.get("metadata") or {}, template.get("spec") or {}
    page.line("Pod Template:")
    page.pairs("  Labels", metadata.get("labels"))
    if metadata.get("annotations"):
        page.annotations("  Annotations", metadata["annotations"])
    if spec.get("serviceAccountName"):
        page.line(f"Service Account:\t{spec['serviceAccountName']}", 1)
    if spec.get("initContainers"):
        print_containers(page, "Init Containers", spec["initContainers"], None, "  ")
    print_containers(page, "Containers", spec.get("containers") or [], None, "  ")
    print_volumes(page, spec.get("volumes") or [], "  ")
    print_spread(page, spec, "  ")
    if spec.get("priorityClassName"):
        page.line(f"Priority Class Name:\t{spec['priorityClassName']}", 1)
    page.pairs("  Node-Selectors", spec.get("nodeSelector"))
    print_tolerations(page, "  Tolerations", spec.get("tolerations") or [])


def print_tolerations(page: Page, title: str, rows: list[Object]) -> None:
    """Tolerations in the order of their keys."""
    page.rows(title, [_toleration(row) for row in sorted(rows, key=lambda r: r.get("key", ""))])


def _toleration(row: Object) -> str:
    text = str(row.get("key", ""))
    if row.get("value"):
        text += f"={row['value']}"
    if row.get("effect"):
        text += f":{row['effect']}"
    if row.get("operator") == "Exists" and not row.get("value"):
        text += (" " if text else "") + "op=Exists"
    if row.get("tolerationSeconds") is not None:
        text += f" for {row['tolerationSeconds']}s"
    return text


def print_spread(page: Page, spec: Object, space: str = "") -> None:
    """Topology spread constraints, if there are any."""
    rows = sorted(spec.get("topologySpreadConstraints") or [], key=lambda r: str(r["topologyKey"]))
    texts = []
    for row in rows:
        text = f"{row['topologyKey']}:{row['whenUnsatisfiable']} when max skew {row['maxSkew']} is "
        text += "exceeded"
        if row.get("labelSelector"):
            text += f" for selector {selector_text(row['labelSelector'])}"
        texts.append(text)
    if texts:
        page.rows("Topology Spread Constraints", texts, before=space)


def selector_text(selector: Object | None) -> str:
    """A LabelSelector as text; ``<none>`` for an empty one."""
    found = labels.from_object(selector)
    return (labels.to_text(found) if found else "") or "<none>"
