"""labels, commonLabels and commonAnnotations: where kustomize writes them.

Not here: names and namespaces (``naming``).
"""

from typing import Any

from podlab.engine.kubectl.kustomize.resource import Object, Resource
from podlab.engine.objects.meta import dig, put

Pairs = dict[str, str]
Path = tuple[str, ...]
TEMPLATE: Path = ("spec", "template", "metadata")
JOB: Path = ("spec", "jobTemplate", "metadata")
JOB_TEMPLATE: Path = ("spec", "jobTemplate", "spec", "template", "metadata")
WORKLOADS = ("Deployment", "ReplicaSet", "DaemonSet", "StatefulSet")
TEMPLATES: dict[str, tuple[Path, ...]] = {
    **dict.fromkeys((*WORKLOADS, "ReplicationController", "Job"), (TEMPLATE,)),
    "CronJob": (JOB, JOB_TEMPLATE),
}
SELECTORS: dict[str, tuple[Path, ...]] = {
    **dict.fromkeys(WORKLOADS, (("spec", "selector", "matchLabels"),)),
    "Service": (("spec", "selector"),),
    "ReplicationController": (("spec", "selector"),),
}
"""Selectors that are made if they are missing."""
SELECTORS_THERE: dict[str, tuple[Path, ...]] = {
    "Job": (("spec", "selector", "matchLabels"),),
    "CronJob": (("spec", "jobTemplate", "spec", "selector", "matchLabels"),),
    "PodDisruptionBudget": (("spec", "selector", "matchLabels"),),
    "NetworkPolicy": (("spec", "podSelector", "matchLabels"),),
}
"""Selectors that are changed only where they stand."""


def label(resources: list[Resource], value: dict[str, Any]) -> None:
    """``commonLabels``, then every row of ``labels``."""
    common = value.get("commonLabels") or {}
    if common:
        _label(resources, common, selectors=True, templates=True)
    for row in value.get("labels") or []:
        selectors = bool(row.get("includeSelectors"))
        templates = selectors or bool(row.get("includeTemplates"))
        _label(resources, row.get("pairs") or {}, selectors=selectors, templates=templates)


def _label(resources: list[Resource], pairs: Pairs, *, selectors: bool, templates: bool) -> None:
    for one in resources:
        obj = _added(one.obj, ("metadata", "labels"), pairs)
        if templates:
            for path in TEMPLATES.get(one.kind, ()):
                obj = _added(obj, (*path, "labels"), pairs)
        if selectors:
            for path in SELECTORS.get(one.kind, ()):
                if one.kind != "Service" or dig(obj, "spec", "type") != "ExternalName":
                    obj = _added(obj, path, pairs)
            for path in SELECTORS_THERE.get(one.kind, ()):
                if dig(obj, *path) is not None:
                    obj = _added(obj, path, pairs)
        one.obj = obj


def annotate(resources: list[Resource], value: dict[str, Any]) -> None:
    """``commonAnnotations``."""
    pairs = value.get("commonAnnotations") or {}
    for one in resources if pairs else []:
        obj = _added(one.obj, ("metadata", "annotations"), pairs)
        for path in TEMPLATES.get(one.kind, ()):
            obj = _added(obj, (*path, "annotations"), pairs)
        one.obj = obj


def _added(obj: Object, path: Path, pairs: Pairs) -> Object:
    old = dig(obj, *path)
    return put(obj, path, {**(old if isinstance(old, dict) else {}), **pairs})
