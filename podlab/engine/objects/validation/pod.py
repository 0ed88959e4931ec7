"""Rules of Pods: the spec at creation, and what an update may change.

Recorded: mutated manifests, patches.  Not here: containers, volumes, scheduling fields.
"""

from podlab.engine.objects import formats
from podlab.engine.objects.fielderror import duplicate, forbidden, invalid, required, unsupported
from podlab.engine.objects.validation import checks, scheduling
from podlab.engine.objects.validation.checks import Errors, Object, form, one_of
from podlab.engine.objects.validation.container import (
    Around,
    common,
    containers,
    init_containers,
    profile,
)
from podlab.engine.objects.validation.resources import overhead
from podlab.engine.objects.validation.volumes import volumes

_MAX_INT32 = 2**31 - 1
DNS_POLICIES = ("ClusterFirstWithHostNet", "ClusterFirst", "Default", "None")


def pod(obj: Object) -> Errors:
    """A new Pod (metadata apart)."""
    spec = obj.get("spec") or {}
    errors = pod_spec("spec", spec)
    grace = spec.get("terminationGracePeriodSeconds")
    errors += checks.not_negative("spec.terminationGracePeriodSeconds", grace)
    if spec.get("ephemeralContainers"):
        errors.append(forbidden("spec.ephemeralContainers", "cannot be set on create"))
    if spec.get("nodeName") and spec.get("schedulingGates"):
        words = "cannot be set until all schedulingGates have been cleared"
        errors.append(forbidden("spec.nodeName", words))
    return errors + _image_names(spec)


def _image_names(spec: Object) -> Errors:
    """Pods may not name images with white space around; templates may."""
    errors: Errors = []
    for field in ("initContainers", "containers"):
        for place, row in enumerate(spec.get(field) or ()):
            image = row.get("image") or ""
            if image != image.strip():
                words = "must not have leading or trailing whitespace"
                errors.append(invalid(f"spec.{field}[{place}].image", image, words))
    return errors


def pod_spec(path: str, spec: Object, claims: tuple[str, ...] = ()) -> Errors:
    """A Pod's spec, wherever it stands; ``claims`` are volumes that a StatefulSet adds."""
    good, errors = volumes(f"{path}.volumes", spec.get("volumes") or [])
    for place, name in enumerate(claims):
        wrong = form(f"{path}.volumes[{place}].name", name, formats.dns_label)
        errors += wrong
        good.update({} if wrong else {name: {}})
    around = Around(good, spec.get("terminationGracePeriodSeconds"))
    apps, inits = spec.get("containers") or [], spec.get("initContainers") or []
    errors += containers(f"{path}.containers", apps, around)
    errors += init_containers(f"{path}.initContainers", inits, apps, around)
    errors += _ephemeral(f"{path}.ephemeralContainers", spec, around)
    errors += _host_network(path, spec)
    policies = ("Always", "OnFailure", "Never")
    errors += one_of(f"{path}.restartPolicy", spec.get("restartPolicy"), policies, must=True)
    errors += one_of(f"{path}.dnsPolicy", spec.get("dnsPolicy"), DNS_POLICIES, must=True)
    errors += checks.labels(f"{path}.nodeSelector", spec.get("nodeSelector"))
    errors += _security(f"{path}.securityContext", spec.get("securityContext") or {})
    if spec.get("shareProcessNamespace") and spec.get("hostPID"):
        words = "ShareProcessNamespace and HostPID cannot both be enabled"
        errors.append(invalid(f"{path}.shareProcessNamespace", True, words))
    errors += _pull_secrets(f"{path}.imagePullSecrets", spec)
    errors += scheduling.affinity(f"{path}.affinity", spec.get("affinity") or {})
    errors += _dns_config(path, spec)
    errors += _readiness_gates(f"{path}.readinessGates", spec)
    errors += scheduling.gates(f"{path}.schedulingGates", spec.get("schedulingGates") or [])
    constraints = spec.get("topologySpreadConstraints") or []
    errors += scheduling.spread(f"{path}.topologySpreadConstraints", constraints)
    return errors + _names(path, spec)


def _names(path: str, spec: Object) -> Errors:
    errors: Errors = []
    for field in ("serviceAccountName", "nodeName"):
        if spec.get(field):
            errors += form(f"{path}.{field}", spec[field], formats.dns_subdomain)
    deadline = spec.get("activeDeadlineSeconds")
    if deadline is not None:
        where = f"{path}.activeDeadlineSeconds"
        reasons = formats.in_range(deadline, 1, _MAX_INT32)
        errors += [invalid(where, deadline, why) for why in reasons]
    for field in ("hostname", "subdomain"):
        if spec.get(field):
            errors += form(f"{path}.{field}", spec[field], formats.dns_label)
    errors += scheduling.tolerations(f"{path}.tolerations", spec.get("tolerations") or [])
    errors += _host_aliases(f"{path}.hostAliases", spec.get("hostAliases") or [])
    for field in ("priorityClassName", "runtimeClassName"):
        if spec.get(field):
            errors += form(f"{path}.{field}", spec[field], formats.dns_subdomain)
    policies = ("PreemptLowerPriority", "Never")
    errors += one_of(f"{path}.preemptionPolicy", spec.get("preemptionPolicy"), policies)
    errors += overhead(f"{path}.overhead", spec.get("overhead"))
    system = spec.get("os")
    if system is not None:
        errors += one_of(f"{path}.os.name", system.get("name"), ("linux", "windows"), must=True)
    return errors


def _ephemeral(path: str, spec: Object, around: Around) -> Errors:
    errors: Errors = []
    every = [*(spec.get("containers") or ()), *(spec.get("initContainers") or ())]
    names = {one.get("name", "") for one in every}
    for place, one in enumerate(spec.get("ephemeralContainers") or ()):
        where = f"{path}[{place}]"
        errors += common(where, one, around)
        name = one.get("name", "")
        if name in names:
            errors.append(duplicate(f"{where}.name", name))
        names.add(name)
        target = one.get("targetContainerName")
        apps = {item.get("name", "") for item in spec.get("containers") or ()}
        if target and target not in apps:
            from_words = f'Not found: "{target}"'
            errors.append(invalid(f"{where}.targetContainerName", target, from_words))
        for field in ("ports", "livenessProbe", "readinessProbe", "startupProbe", "lifecycle"):
            if one.get(field) is not None:
                words = "cannot be set for an Ephemeral Container"
                errors.append(forbidden(f"{where}.{field}", words))
    return errors


def _host_network(path: str, spec: Object) -> Errors:
    if not spec.get("hostNetwork"):
        return []
    errors: Errors = []
    for place, one in enumerate(spec.get("containers") or ()):
        for number, port in enumerate(one.get("ports") or ()):
            if port.get("hostPort") and port["hostPort"] != port.get("containerPort"):
                where = f"{path}.containers[{place}].ports[{number}].containerPort"
                words = "must match `hostPort` when `hostNetwork` is true"
                errors.append(invalid(where, port.get("containerPort"), words))
    return errors


def _security(path: str, found: Object) -> Errors:
    errors: Errors = []
    for field in ("fsGroup", "runAsUser", "runAsGroup"):
        value = found.get(field)
        if value is not None:
            reasons = formats.in_range(value, 0, _MAX_INT32)
            errors += [invalid(f"{path}.{field}", value, why) for why in reasons]
    for place, value in enumerate(found.get("supplementalGroups") or ()):
        reasons = formats.in_range(value, 0, _MAX_INT32)
        errors += [invalid(f"{path}.supplementalGroups[{place}]", value, why) for why in reasons]
    errors += _sysctls(f"{path}.sysctls", found)
    policy = found.get("fsGroupChangePolicy")
    errors += one_of(f"{path}.fsGroupChangePolicy", policy, ("Always", "OnRootMismatch"))
    return errors + profile(f"{path}.seccompProfile", found.get("seccompProfile"))


def _sysctls(path: str, found: Object) -> Errors:
    errors: Errors = []
    names: set[str] = set()
    for place, one in enumerate(found.get("sysctls") or ()):
        name = one.get("name") or ""
        if not name:
            errors.append(required(f"{path}[{place}].name"))
        elif name in names:
            errors.append(duplicate(f"{path}[{place}].name", name))
        names.add(name)
    return errors


def _pull_secrets(path: str, spec: Object) -> Errors:
    errors: Errors = []
    for place, one in enumerate(spec.get("imagePullSecrets") or ()):
        if list(one) != ["name"] and one:
            errors.append(invalid(f"{path}[{place}]", one, "only name may be set"))
    return errors


def _dns_config(path: str, spec: Object) -> Errors:
    config = spec.get("dnsConfig")
    servers = (config or {}).get("nameservers") or []
    where = f"{path}.dnsConfig.nameservers"
    errors: Errors = []
    if spec.get("dnsPolicy") == "None" and not servers:
        words = "must provide at least one DNS nameserver when `dnsPolicy` is None"
        errors.append(required(f"{path}.dnsConfig" if config is None else where, words))
    if len(servers) > 3:
        errors.append(invalid(where, servers, "must not have more than 3 nameservers"))
    for place, address in enumerate(servers):
        errors += form(f"{where}[{place}]", address, formats.ip_address)
    return errors


def _readiness_gates(path: str, spec: Object) -> Errors:
    errors: Errors = []
    for place, one in enumerate(spec.get("readinessGates") or ()):
        where = f"{path}[{place}].conditionType"
        errors += form(where, one.get("conditionType", ""), formats.label_key)
    return errors


def _host_aliases(path: str, found: list[Object]) -> Errors:
    errors: Errors = []
    for place, one in enumerate(found):
        errors += form(f"{path}[{place}].ip", one.get("ip", ""), formats.ip_address)
        for number, name in enumerate(one.get("hostnames") or ()):
            errors += form(f"{path}[{place}].hostnames[{number}]", name, formats.dns_subdomain)
    return errors


def template(
    path: str,
    found: Object,
    restart: tuple[str, ...] = ("Always",),
    claims: tuple[str, ...] = (),
) -> Errors:
    """A Pod template of a workload that restarts its Pods in one of some ways."""
    metadata, spec = found.get("metadata") or {}, found.get("spec") or {}
    errors = checks.labels(f"{path}.labels", metadata.get("labels"))
    errors += _template_annotations(path, metadata)
    errors += pod_spec(f"{path}.spec", spec, claims)
    if spec.get("ephemeralContainers"):
        words = "ephemeral containers not allowed in pod template"
        errors.append(forbidden(f"{path}.spec.ephemeralContainers", words))
    policy = spec.get("restartPolicy")
    known = ("Always", "OnFailure", "Never")
    if restart and policy in known and policy not in restart:
        errors.append(unsupported(f"{path}.spec.restartPolicy", policy, restart))
    if restart == ("Always",) and spec.get("activeDeadlineSeconds") is not None:
        words = "activeDeadlineSeconds in ReplicaSet is not Supported"
        errors.append(forbidden(f"{path}.spec.activeDeadlineSeconds", words))
    return errors


def _template_annotations(path: str, metadata: Object) -> Errors:
    errors: Errors = []
    for key in metadata.get("annotations") or {}:
        where = f"{path}.annotations"
        errors += [invalid(where, key, why) for why in formats.label_key(key.lower())]
    return errors


def named_pod_template(obj: Object) -> Errors:
    """A PodTemplate object."""
    return template("template", obj.get("template") or {}, restart=())
