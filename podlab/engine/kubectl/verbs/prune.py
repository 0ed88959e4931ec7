"""``kubectl apply --prune``: delete what was applied before and is no longer in the files.

Here: which kinds are looked at, and what is deleted.  Not here: applying (``apply``).
"""

from typing import Any

from podlab.engine.kernel.clock import rfc3339
from podlab.engine.kubectl.cli.errors import CommandError
from podlab.engine.kubectl.context import Context
from podlab.engine.kubectl.requests.lastapplied import has_annotation
from podlab.engine.kubectl.resources.info import Info
from podlab.engine.objects.kinds import Kind

NAMESPACED = (
    "configmaps", "endpoints", "persistentvolumeclaims", "pods", "replicationcontrollers",
    "secrets", "services", "jobs.batch", "cronjobs.batch", "ingresses.networking.k8s.io",
    "daemonsets.apps", "deployments.apps", "replicasets.apps", "statefulsets.apps",
)  # fmt: skip
CLUSTER_WIDE = ("namespaces", "persistentvolumes")
DEPRECATED = (
    "Deprecated: kubectl apply will no longer prune non-namespaced resources by default when used "
    "with the --namespace flag in a future release. To preserve the current behaviour, list the "
    "resources you want to target explicitly in the --prune-allowlist flag."
)


def check(c: Context) -> None:
    """Refuse a prune of everything that nobody asked for."""
    if not c.flag("selector") and not c.flag("all"):
        raise CommandError(
            "all resources selected for prune without explicitly passing --all. To prune all "
            "resources, pass the --all flag. If you did not mean to prune all resources, specify "
            "a label selector"
        )
    if c.flag("applyset"):
        raise CommandError("not simulated: apply --applyset")


def run(c: Context, visited: list[tuple[Any, ...]]) -> None:
    """Delete what carries the annotation and was not among the files; ``visited`` are the rows
    (resource, namespace, name) of what was."""
    kinds = _kinds(c)
    spaces = sorted({namespace for _, namespace, _ in visited if namespace})
    for space in spaces:
        for kind in kinds:
            if kind.namespaced:
                _prune(c, kind, space, visited)
    for kind in kinds:
        if not kind.namespaced:
            _prune(c, kind, "", visited)


def _kinds(c: Context) -> list[Kind]:
    allowed = list(c.flag("prune-allowlist") or [])
    if allowed:
        return [_kind(c, text) for text in allowed]
    day = rfc3339(c.p.now)
    c.err(f"W{day[5:7]}{day[8:10]} {day[11:19]}.000000 {c.p.pid:7} prune.go:71] {DEPRECATED}\n")
    return [c.kinds.by_resource(resource) for resource in (*NAMESPACED, *CLUSTER_WIDE)]


def _kind(c: Context, text: str) -> Kind:
    parts = text.split("/")
    if len(parts) != 3:
        raise CommandError(
            f"invalid GroupVersionKind format: {text}, please follow <group/version/kind>"
        )
    group, version, name = parts
    api_version = version if group in ("core", "") else f"{group}/{version}"
    kind: Kind | None = c.kinds.by_kind(api_version, name)
    if kind is None:
        raise CommandError(f'no matches for kind "{name}" in version "{api_version}"')
    return kind


def _prune(c: Context, kind: Kind, namespace: str, visited: list[tuple[Any, ...]]) -> None:
    selector = str(c.flag("selector") or "")
    for obj in c.client.list(kind.resource, namespace or None, selector):
        name = obj["metadata"]["name"]
        if not has_annotation(obj) or (kind.resource, namespace, name) in visited:
            continue
        if c.dry_run != "client":
            c.kube.verbs.delete(
                c.caller, kind.resource, namespace, name,
                options={"propagationPolicy": "Background"}, dry_run=c.dry_run == "server",
            )  # fmt: skip
        c.out(f"{Info(kind, namespace, name).full_name} pruned{c.dry_suffix}\n")
