"""The profiles of ``kubectl debug``: what a debug container may do, what a copy of a Pod keeps.

Here: the changes to a Pod that is about to be sent, by style (``ephemeral``, ``copy``, ``node``).
Not here: making it or sending it (``debug``).
"""

from typing import Any

from podlab.engine.kubectl.cli.errors import CommandError
from podlab.engine.kubectl.context import Context

Object = dict[str, Any]

PROFILES = ("legacy", "general", "baseline", "netadmin", "restricted", "sysadmin")
_PROBES = {"liveness": "livenessProbe", "readiness": "readinessProbe", "startup": "startupProbe"}
_RESTRICTED = {
    "runAsNonRoot": True,
    "capabilities": {"drop": ["ALL"]},
    "allowPrivilegeEscalation": False,
    "seccompProfile": {"type": "RuntimeDefault"},
}
_ADDED = {"general": ["SYS_PTRACE"], "netadmin": ["NET_ADMIN", "NET_RAW"]}


def apply(c: Context, style: str, pod: Object, container: Object) -> None:
    """Change a fresh Pod and its debug container as the chosen profile does."""
    profile = str(c.flag("profile") or "general")
    if profile not in PROFILES:
        raise CommandError(f"unknown profile: {profile}")
    _secure(profile, style, container)
    if style == "copy":
        _forget(c, profile, pod)
        if profile != "legacy":
            pod["spec"].setdefault("shareProcessNamespace", True)
    elif style == "node":
        _host(profile, pod, container)


def _secure(profile: str, style: str, container: Object) -> None:
    context = dict(container.get("securityContext") or {})
    if profile in ("baseline", "restricted"):
        context = dict(_RESTRICTED) if profile == "restricted" else {}
    elif profile == "sysadmin":
        context["privileged"] = True
    elif profile == "general" and style == "node":
        context = {}
    elif profile in _ADDED:
        known = context.get("capabilities") or {}
        added = [*(known.get("add") or []), *_ADDED[profile]]
        context["capabilities"] = {**known, "add": added}
    container.pop("securityContext", None)
    if context:
        container["securityContext"] = context


def _forget(c: Context, profile: str, pod: Object) -> None:
    """A copy keeps labels, annotations and probes only when told to."""
    metadata = pod["metadata"]
    if not c.flag("keep-labels"):
        metadata.pop("labels", None)
    if profile == "legacy":
        return
    if not c.flag("keep-annotations"):
        metadata.pop("annotations", None)
    for word, key in _PROBES.items():
        if not c.flag(f"keep-{word}"):
            for row in pod["spec"]["containers"]:
                row.pop(key, None)
    if not c.flag("keep-init-containers"):
        pod["spec"].pop("initContainers", None)


def _host(profile: str, pod: Object, container: Object) -> None:
    if profile in ("legacy", "general", "sysadmin"):
        pod["spec"]["volumes"] = [{"name": "host-root", "hostPath": {"path": "/"}}]
        container["volumeMounts"] = [{"mountPath": "/host", "name": "host-root"}]
    if profile not in ("baseline", "restricted"):
        pod["spec"].update({"hostIPC": True, "hostNetwork": True, "hostPID": True})
