"""The Pod security standards ``baseline`` and ``restricted``: what a Pod breaks of them, in words.

Here: the checks of the present version, in upstream's order.  Not here: which standard a namespace
asks for (``podsecurity``), AppArmor, SELinux and Windows.
"""

from collections.abc import Callable
from typing import Any

from podlab.engine.objects.fielderror import quote
from podlab.engine.objects.meta import dig

Object = dict[str, Any]

LEVELS = ("privileged", "baseline", "restricted")
_BASELINE_CAPABILITIES = frozenset({
    "AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD",
    "NET_BIND_SERVICE", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT",
})  # fmt: skip
_RESTRICTED_VOLUMES = frozenset({
    "configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim",
    "projected", "secret", "image",
})  # fmt: skip

_SAFE_SYSCTLS = frozenset({
    "kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.tcp_syncookies",
    "net.ipv4.ping_group_range", "net.ipv4.ip_unprivileged_port_start",
    "net.ipv4.ip_local_reserved_ports", "net.ipv4.tcp_keepalive_time",
    "net.ipv4.tcp_fin_timeout", "net.ipv4.tcp_keepalive_intvl", "net.ipv4.tcp_keepalive_probes",
    "net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem",
})  # fmt: skip


def violations(level: str, spec: Object) -> list[str]:
    """What a Pod breaks of a standard, in the words of Kubernetes."""
    if level not in ("baseline", "restricted"):
        return []
    checks = _BASELINE if level == "baseline" else _BASELINE_KEPT + _RESTRICTED
    return [fault for check in checks if (fault := check(spec))]


def _containers(spec: Object) -> list[Object]:
    return [
        container
        for key in ("initContainers", "containers", "ephemeralContainers")
        for container in spec.get(key) or ()
    ]


def _context(container: Object) -> Object:
    return container.get("securityContext") or {}


def _names(containers: list[Object]) -> str:
    word = "container" if len(containers) == 1 else "containers"
    return f"{word} " + ", ".join(quote(one["name"]) for one in containers)


# --- baseline --------------------------------------------------------------------------------
def _host_namespaces(spec: Object) -> str:
    used = [key for key in ("hostNetwork", "hostPID", "hostIPC") if spec.get(key)]
    return f"host namespaces ({', '.join(f'{key}=true' for key in used)})" if used else ""


def _host_paths(spec: Object) -> str:
    names = [quote(v["name"]) for v in spec.get("volumes") or () if "hostPath" in v]
    word = "volume" if len(names) == 1 else "volumes"
    return f"hostPath volumes ({word} {', '.join(names)})" if names else ""


def _host_ports(spec: Object) -> str:
    bad, ports = [], []
    for container in _containers(spec):
        used = [port["hostPort"] for port in container.get("ports") or () if port.get("hostPort")]
        if used:
            bad.append(container)
            ports += [str(port) for port in used]
    if not bad:
        return ""
    word = "hostPort" if len(ports) == 1 else "hostPorts"
    uses = "uses" if len(bad) == 1 else "use"
    return f"hostPort ({_names(bad)} {uses} {word} {', '.join(sorted(set(ports)))})"


def _privileged(spec: Object) -> str:
    bad = [one for one in _containers(spec) if _context(one).get("privileged")]
    return f"privileged ({_names(bad)} must not set securityContext.privileged=true)" if bad else ""


def _baseline_capabilities(spec: Object) -> str:
    bad, added = [], []
    for container in _containers(spec):
        extra = [
            name
            for name in dig(_context(container), "capabilities", "add", default=[])
            if name not in _BASELINE_CAPABILITIES
        ]
        if extra:
            bad.append(container)
            added += extra
    if not bad:
        return ""
    listed = ", ".join(quote(name) for name in sorted(set(added)))
    return (
        f"non-default capabilities ({_names(bad)} must not include {listed} in "
        "securityContext.capabilities.add)"
    )


# --- restricted ------------------------------------------------------------------------------
def _escalation(spec: Object) -> str:
    bad = [
        one
        for one in _containers(spec)
        if _context(one).get("allowPrivilegeEscalation") is not False
    ]
    return (
        "allowPrivilegeEscalation != false "
        f"({_names(bad)} must set securityContext.allowPrivilegeEscalation=false)"
        if bad
        else ""
    )


def _capabilities(spec: Object) -> str:
    kept, added = [], []
    for container in _containers(spec):
        capabilities = _context(container).get("capabilities") or {}
        if "ALL" not in (capabilities.get("drop") or ()):
            kept.append(container)
        if any(name != "NET_BIND_SERVICE" for name in capabilities.get("add") or ()):
            added.append(container)
    parts = []
    if kept:
        parts.append(f'{_names(kept)} must set securityContext.capabilities.drop=["ALL"]')
    if added:
        names = sorted({
            name for one in added for name in _context(one)["capabilities"]["add"]
            if name != "NET_BIND_SERVICE"
        })  # fmt: skip
        listed = ", ".join(quote(name) for name in names)
        parts.append(
            f"{_names(added)} must not include {listed} in securityContext.capabilities.add"
        )
    return f"unrestricted capabilities ({'; '.join(parts)})" if parts else ""


def _volumes(spec: Object) -> str:
    bad, types = [], set()
    for volume in spec.get("volumes") or ():
        for key in volume:
            if key != "name" and key not in _RESTRICTED_VOLUMES:
                bad.append(quote(volume["name"]))
                types.add(key)
    if not bad:
        return ""
    word = "volume" if len(bad) == 1 else "volumes"
    uses = "uses" if len(bad) == 1 else "use"
    kinds = ", ".join(quote(name) for name in sorted(types))
    plural = "type" if len(types) == 1 else "types"
    return (
        f"restricted volume types ({word} {', '.join(bad)} {uses} restricted volume "
        f"{plural} {kinds})"
    )


def _non_root(spec: Object) -> str:
    whole = dig(spec, "securityContext", "runAsNonRoot")
    wrong = [one for one in _containers(spec) if _context(one).get("runAsNonRoot") is False]
    unset = [one for one in _containers(spec) if _context(one).get("runAsNonRoot") is None]
    if wrong:
        return (
            f"runAsNonRoot != true ({_names(wrong)} must not set "
            "securityContext.runAsNonRoot=false)"
        )
    if whole or not unset:
        return ""
    return (
        f"runAsNonRoot != true (pod or {_names(unset)} must set securityContext.runAsNonRoot=true)"
    )


def _run_as_root(spec: Object) -> str:
    if dig(spec, "securityContext", "runAsUser") == 0:
        return "runAsUser=0 (pod must not set runAsUser=0)"
    bad = [one for one in _containers(spec) if _context(one).get("runAsUser") == 0]
    return f"runAsUser=0 ({_names(bad)} must not set runAsUser=0)" if bad else ""


def _seccomp(spec: Object) -> str:
    allowed = ("RuntimeDefault", "Localhost")
    whole = dig(spec, "securityContext", "seccompProfile", "type")
    unset = [
        one
        for one in _containers(spec)
        if dig(_context(one), "seccompProfile", "type", default=whole) not in allowed
    ]
    if not unset:
        return ""
    return (
        f"seccompProfile (pod or {_names(unset)} must set "
        'securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")'
    )


def _proc_mount(spec: Object) -> str:
    bad = [
        one for one in _containers(spec) if _context(one).get("procMount", "Default") != "Default"
    ]
    if not bad:
        return ""
    values = sorted({quote(_context(one)["procMount"]) for one in bad})
    words = ", ".join(values)
    return f"procMount ({_names(bad)} must not set securityContext.procMount to {words})"


def _unconfined(spec: Object) -> str:
    whole = dig(spec, "securityContext", "seccompProfile", "type") == "Unconfined"
    bad = [
        one
        for one in _containers(spec)
        if dig(_context(one), "seccompProfile", "type") == "Unconfined"
    ]
    setters = ["pod"] if whole else []
    setters += [_names(bad)] if bad else []
    if not setters:
        return ""
    who = " and ".join(setters)
    return (
        f'seccompProfile ({who} must not set securityContext.seccompProfile.type to "Unconfined")'
    )


def _sysctls(spec: Object) -> str:
    names = [row["name"] for row in dig(spec, "securityContext", "sysctls", default=[])]
    bad = [name for name in names if name not in _SAFE_SYSCTLS]
    return f"forbidden sysctls ({', '.join(bad)})" if bad else ""


Check = Callable[[Object], str]

_BASELINE: tuple[Check, ...] = (
    _baseline_capabilities, _host_namespaces, _host_paths, _host_ports, _privileged, _proc_mount,
    _unconfined, _sysctls,
)  # fmt: skip
_BASELINE_KEPT: tuple[Check, ...] = (
    _host_namespaces, _host_ports, _privileged, _proc_mount, _sysctls,
)  # fmt: skip
"""Those that no check of ``restricted`` takes the place of."""
_RESTRICTED: tuple[Check, ...] = (
    _escalation, _capabilities, _volumes, _non_root, _run_as_root, _seccomp,
)  # fmt: skip
