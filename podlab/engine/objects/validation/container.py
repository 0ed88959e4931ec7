"""Rules of containers: names, images, ports, environment, mounts, probes, security.

Not here: the Pod around them (``pod``), volumes (``volumes``).
"""

from dataclasses import dataclass

from podlab.engine.objects import formats
from podlab.engine.objects.fielderror import (
    duplicate,
    forbidden,
    invalid,
    not_found,
    required,
    unsupported,
)
from podlab.engine.objects.validation import checks
from podlab.engine.objects.validation.checks import Errors, Object, form, named, one_of
from podlab.engine.objects.validation.resources import requirements
from podlab.engine.objects.validation.volumes import field_selector, no_backsteps, resource_field

PROTOCOLS = ("SCTP", "TCP", "UDP")
PULL_POLICIES = ("Always", "IfNotPresent", "Never")
_ENV_FIELDS = (
    "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName",
    "spec.serviceAccountName", "status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs",
)  # fmt: skip
_SOURCES = ("fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef", "fileKeyRef")


@dataclass(frozen=True, slots=True)
class Around:
    """What a container's rules need of its Pod: volumes by name, the grace period."""

    volumes: dict[str, Object]
    grace: int | None


def containers(path: str, found: list[Object], around: Around) -> Errors:
    """The app containers: at least one, names unique, host ports unique."""
    if not found:
        return [required(path)]
    errors: Errors = []
    names: set[str] = set()
    for place, one in enumerate(found):
        where = f"{path}[{place}]"
        errors += common(where, one, around)
        name = one.get("name", "")
        if name in names:
            errors.append(duplicate(f"{where}.name", name))
        names.add(name)
        errors += _life(where, one, around, "app")
        errors += restart_rules(where, one)
    return errors + _host_ports(path, found)


def init_containers(path: str, found: list[Object], apps: list[Object], around: Around) -> Errors:
    """Init containers; those with ``restartPolicy: Always`` (sidecars) may have probes."""
    errors: Errors = []
    names = {one.get("name", "") for one in apps}
    for place, one in enumerate(found):
        where = f"{path}[{place}]"
        errors += common(where, one, around)
        errors += restart_rules(where, one)
        name = one.get("name", "")
        if name in names:
            errors.append(duplicate(f"{where}.name", name))
        elif name:
            names.add(name)
        if one.get("restartPolicy") == "Always":
            errors += _life(where, one, around, "sidecar")
        else:
            errors += _no_life(where, one)
    return errors


def _no_life(path: str, one: Object) -> Errors:
    words = "may not be set for init containers without restartPolicy=Always"
    fields = ("lifecycle", "livenessProbe", "readinessProbe", "startupProbe")
    return [forbidden(f"{path}.{field}", words) for field in fields if one.get(field) is not None]


def restart_rules(path: str, one: Object) -> Errors:
    """A container's own restart policy."""
    policy = one.get("restartPolicy")
    errors = one_of(f"{path}.restartPolicy", policy, ("Always", "Never", "OnFailure"))
    if one.get("restartPolicyRules") and not policy:
        words = "must specify restartPolicy when restart rules are used"
        errors.append(required(f"{path}.restartPolicy", words))
    return errors


def common(path: str, one: Object, around: Around) -> Errors:
    """What holds for containers of every sort."""
    errors = named(path, one, "name", formats.dns_label)
    if not one.get("image"):
        errors.append(required(f"{path}.image"))
    policies = ("File", "FallbackToLogsOnError")
    policy = one.get("terminationMessagePolicy")
    errors += one_of(f"{path}.terminationMessagePolicy", policy, policies)
    errors += _ports(f"{path}.ports", one.get("ports") or [])
    for place, variable in enumerate(one.get("env") or ()):
        errors += _variable(f"{path}.env[{place}]", variable)
    for place, source in enumerate(one.get("envFrom") or ()):
        errors += _env_from(f"{path}.envFrom", place, source)
    errors += _mounts(f"{path}.volumeMounts", one, around)
    errors += _devices(f"{path}.volumeDevices", one, around)
    errors += one_of(f"{path}.imagePullPolicy", one.get("imagePullPolicy"), PULL_POLICIES)
    errors += requirements(f"{path}.resources", one.get("resources"))
    return errors + _security(f"{path}.securityContext", one.get("securityContext") or {})


def _ports(path: str, found: list[Object]) -> Errors:
    errors: Errors = []
    names: set[str] = set()
    for place, one in enumerate(found):
        where = f"{path}[{place}]"
        name = one.get("name") or ""
        wrong = form(f"{where}.name", name, formats.port_name) if name else []
        errors += wrong
        if name and not wrong:
            errors += [duplicate(f"{where}.name", name)] if name in names else []
            names.add(name)
        if not one.get("containerPort"):
            errors.append(required(f"{where}.containerPort"))
        else:
            errors += checks.port(f"{where}.containerPort", one["containerPort"])
        if one.get("hostPort"):
            errors += checks.port(f"{where}.hostPort", one["hostPort"])
        errors += one_of(f"{where}.protocol", one.get("protocol"), PROTOCOLS, must=True)
    return errors


def _host_ports(path: str, found: list[Object]) -> Errors:
    errors: Errors = []
    taken: set[str] = set()
    for place, one in enumerate(found):
        for number, item in enumerate(one.get("ports") or ()):
            if not item.get("hostPort"):
                continue
            text = f"{item.get('protocol')}/{item.get('hostIP', '')}/{item['hostPort']}"
            if text in taken:
                where = f"{path}[{place}].ports[{number}].hostPort"
                errors.append(duplicate(where, text))
            taken.add(text)
    return errors


def _variable(path: str, variable: Object) -> Errors:
    errors = named(path, variable, "name", formats.env_name)
    source = variable.get("valueFrom")
    return errors if source is None else errors + _value_from(path, variable, source)


def _value_from(path: str, variable: Object, source: Object) -> Errors:
    path += ".valueFrom"
    errors: Errors = []
    given = [name for name in _SOURCES if source.get(name) is not None]
    for name in given:
        where = f"{path}.{name}"
        if name == "fieldRef":
            errors += field_selector(where, source[name], _ENV_FIELDS)
        elif name == "resourceFieldRef":
            errors += resource_field(where, source[name], needs_container=False)
        else:
            errors += key_selector(where, source[name])
    if not given:
        words = "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, "
        words += "`secretKeyRef` or `fileKeyRef`"
        errors.append(invalid(path, "", words))
    elif variable.get("value"):
        errors.append(invalid(path, "", "may not be specified when `value` is not empty"))
    elif len(given) > 1:
        errors.append(invalid(path, "", "may not have more than one field specified at a time"))
    return errors


def key_selector(path: str, found: Object) -> Errors:
    """A reference to one key of a ConfigMap or Secret."""
    errors = form(f"{path}.name", found.get("name") or "", formats.dns_subdomain)
    if not found.get("key"):
        errors.append(required(f"{path}.key"))
    else:
        errors += form(f"{path}.key", found["key"], formats.config_key)
    return errors


def _env_from(outer: str, place: int, source: Object) -> Errors:
    path = f"{outer}[{place}]"
    errors: Errors = []
    if source.get("prefix"):
        errors += form(f"{path}.prefix", source["prefix"], formats.env_name)
    given = [name for name in ("configMapRef", "secretRef") if source.get(name) is not None]
    for name in given:
        errors += named(f"{path}.{name}", source[name], "name", formats.dns_subdomain)
    if not given:
        errors.append(invalid(outer, "", "must specify one of: `configMapRef` or `secretRef`"))
    elif len(given) > 1:
        errors.append(invalid(outer, "", "may not have more than one field specified at a time"))
    return errors


def _mounts(path: str, one: Object, around: Around) -> Errors:
    errors: Errors = []
    seen: set[str] = set()
    for place, mount in enumerate(one.get("volumeMounts") or ()):
        where = f"{path}[{place}]"
        name, target = mount.get("name") or "", mount.get("mountPath") or ""
        if not name:
            errors.append(required(f"{where}.name"))
        if name not in around.volumes:
            errors.append(not_found(f"{where}.name", name))
        if not target:
            errors.append(required(f"{where}.mountPath"))
        if target in seen:
            errors.append(invalid(f"{where}.mountPath", target, "must be unique"))
        seen.add(target)
        errors += _sub_paths(path, where, mount)
        errors += _propagation(path, mount, one)
    return errors


def _sub_paths(path: str, where: str, mount: Object) -> Errors:
    errors: Errors = []
    plain, expanded = mount.get("subPath") or "", mount.get("subPathExpr") or ""
    if plain:
        errors += descending(f"{path}.subPath", plain)
    if expanded:
        if plain:
            words = "subPathExpr and subPath are mutually exclusive"
            errors.append(invalid(f"{where}.subPathExpr", expanded, words))
        errors += descending(f"{path}.subPathExpr", expanded)
    return errors


def descending(path: str, text: str) -> Errors:
    """A relative path that stays below where it starts."""
    errors = [invalid(path, text, "must be a relative path")] if text.startswith("/") else []
    return errors + no_backsteps(path, text)


def _propagation(path: str, mount: Object, one: Object) -> Errors:
    mode = mount.get("mountPropagation")
    words = ("Bidirectional", "HostToContainer", "None")
    errors = one_of(f"{path}.mountPropagation", mode, words)
    privileged = (one.get("securityContext") or {}).get("privileged")
    if mode == "Bidirectional" and not privileged:
        why = "Bidirectional mount propagation is available only to privileged containers"
        errors.append(forbidden(f"{path}.mountPropagation", why))
    return errors


def _devices(path: str, one: Object, around: Around) -> Errors:
    errors: Errors = []
    for place, device in enumerate(one.get("volumeDevices") or ()):
        where = f"{path}[{place}]"
        name = device.get("name") or ""
        if not name:
            errors.append(required(f"{where}.name"))
        if name not in around.volumes:
            errors.append(not_found(f"{where}.name", name))
        if not device.get("devicePath"):
            errors.append(required(f"{where}.devicePath"))
    return errors


def _life(path: str, one: Object, around: Around, _sort: str) -> Errors:
    """Lifecycle hooks and probes."""
    errors: Errors = []
    lifecycle = one.get("lifecycle") or {}
    for hook in ("postStart", "preStop"):
        if lifecycle.get(hook) is not None:
            errors += handler(f"{path}.lifecycle.{hook}", lifecycle[hook], around.grace)
    for field in ("livenessProbe", "readinessProbe", "startupProbe"):
        if one.get(field) is not None:
            errors += _probe(f"{path}.{field}", one[field], field, around)
    return errors


def _probe(path: str, probe: Object, sort: str, around: Around) -> Errors:
    errors = handler(path, probe, around.grace)
    for field in ("initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold",
                  "failureThreshold"):  # fmt: skip
        errors += checks.not_negative(f"{path}.{field}", probe.get(field))
    grace = probe.get("terminationGracePeriodSeconds")
    if grace is not None and grace <= 0:
        where = f"{path}.terminationGracePeriodSeconds"
        errors.append(invalid(where, grace, "must be greater than 0"))
    if sort == "readinessProbe" and grace is not None:
        where = f"{path}.terminationGracePeriodSeconds"
        errors.append(invalid(where, grace, "must not be set for readinessProbes"))
    threshold = probe.get("successThreshold")
    if sort != "readinessProbe" and threshold is not None and threshold != 1:
        errors.append(invalid(f"{path}.successThreshold", threshold, "must be 1"))
    return errors


def handler(path: str, found: Object, grace: int | None) -> Errors:
    """Exactly one action: exec, httpGet, tcpSocket, grpc or sleep."""
    errors: Errors = []
    actions = [name for name in ("exec", "httpGet", "tcpSocket", "grpc", "sleep")
               if found.get(name) is not None]  # fmt: skip
    for place, name in enumerate(actions):
        if place:
            words = "may not specify more than 1 handler type"
            errors.append(forbidden(f"{path}.{name}", words))
        else:
            errors += _action(f"{path}.{name}", name, found[name], grace)
    return errors if actions else [required(path, "must specify a handler type")]


def _action(path: str, name: str, action: Object, grace: int | None) -> Errors:
    if name == "exec":
        return [] if action.get("command") else [required(f"{path}.command")]
    if name == "sleep":
        seconds = action.get("seconds") or 0
        if grace is not None and (seconds < 0 or seconds > grace):
            words = f"must be non-negative and less than terminationGracePeriodSeconds ({grace})"
            return [invalid(f"{path}", seconds, words)]
        return []
    errors: Errors = []
    if name == "httpGet" and not action.get("path"):
        errors.append(required(f"{path}.path"))
    errors += checks.port(f"{path}.port", action.get("port", 0))
    if name == "httpGet":
        scheme = action.get("scheme", "")
        if scheme not in ("HTTP", "HTTPS"):
            errors.append(unsupported(f"{path}.scheme", scheme, ("HTTP", "HTTPS")))
        for header in action.get("httpHeaders") or ():
            errors += form(f"{path}.httpHeaders", header.get("name", ""), formats.http_header)
    return errors


def _security(path: str, found: Object) -> Errors:
    errors: Errors = []
    for field in ("runAsUser", "runAsGroup"):
        value = found.get(field)
        if value is not None:
            reasons = formats.in_range(value, 0, 2**31 - 1)
            errors += [invalid(f"{path}.{field}", value, why) for why in reasons]
    errors += one_of(f"{path}.procMount", found.get("procMount"), ("Default", "Unmasked"))
    errors += profile(f"{path}.seccompProfile", found.get("seccompProfile"))
    if found.get("allowPrivilegeEscalation") is False:
        if found.get("privileged"):
            words = "cannot set `allowPrivilegeEscalation` to false and `privileged` to true"
            errors.append(invalid(path, found, words))
        if "SYS_ADMIN" in ((found.get("capabilities") or {}).get("add") or ()):
            words = "cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` "
            errors.append(invalid(path, found, words + "CAP_SYS_ADMIN"))
    return errors


def profile(path: str, found: Object | None) -> Errors:
    """A seccomp profile."""
    if found is None:
        return []
    sort = found.get("type")
    if sort == "Localhost":
        missing = not found.get("localhostProfile")
        words = "must be set when seccomp type is Localhost"
        return [required(f"{path}.localhostProfile", words)] if missing else []
    if found.get("localhostProfile"):
        words = "can only be set when seccomp type is Localhost"
        return [invalid(f"{path}.localhostProfile", found["localhostProfile"], words)]
    if not sort:
        return [required(f"{path}.type", "type is required when seccompProfile is set")]
    return one_of(f"{path}.type", sort, ("Localhost", "RuntimeDefault", "Unconfined"))
