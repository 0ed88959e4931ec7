"""``kubectl version | cluster-info | api-resources | api-versions``: what the server is and has.

Here: printing what discovery tells.  Not here: discovery itself (the API server).
"""

import json
from typing import Any

from podlab.engine.kubectl import tabwriter
from podlab.engine.kubectl.cli.errors import CommandError
from podlab.engine.kubectl.context import Context
from podlab.engine.machine.program import Step
from podlab.engine.objects import yaml
from podlab.engine.objects.kinds import Kind

CLIENT = "v1.37.1"
KUSTOMIZE = "v5.8.1"
VERSION_FIELDS = (
    "major", "minor", "emulationMajor", "emulationMinor", "minCompatibilityMajor",
    "minCompatibilityMinor", "gitVersion", "gitCommit", "gitTreeState", "buildDate", "goVersion",
    "compiler", "platform",
)  # fmt: skip
"""A version's fields as JSON shows them."""


def _check_context(c: Context) -> None:
    """These two look for the context by themselves, and have words of their own for it."""
    name = str(c.flag("context") or "")
    if name and c.config.entry("contexts", name) is None:
        raise CommandError(f'context "{name}" does not exist')


def version(c: Context) -> Step:
    """``version``."""
    if c.args:
        raise CommandError(f"extra arguments: [{' '.join(c.args)}]")
    _check_context(c)
    server = None if c.flag("client") else c.kube.version()
    client = {"major": "1", "minor": "37", "gitVersion": CLIENT, "gitCommit": "$Format:%H$",
              "gitTreeState": "", "buildDate": "1970-01-01T00:00:00Z", "goVersion": "go1.26.8",
              "compiler": "gc", "platform": "linux/amd64"}  # fmt: skip
    output = str(c.flag("output") or "")
    if output in ("json", "yaml"):
        data: dict[str, Any] = {"clientVersion": client, "kustomizeVersion": KUSTOMIZE}
        if server is not None:
            data["serverVersion"] = {key: server[key] for key in VERSION_FIELDS if key in server}
        c.out((json.dumps(data, indent=2) if output == "json" else yaml.dump(data)) + "\n")
        return 0
    if output:
        raise CommandError("--output must be 'yaml' or 'json'")
    c.out(f"Client Version: {CLIENT}\nKustomize Version: {KUSTOMIZE}\n")
    if server is not None:
        c.out(f"Server Version: {server['gitVersion']}\n")
    return 0


def cluster_info(c: Context) -> Step:
    """``cluster-info``."""
    _check_context(c)
    server = c.config.server(c.line.values)
    c.out(f"Kubernetes control plane is running at {server}\n")
    selector = "kubernetes.io/cluster-service=true"
    for row in c.client.list("services", "kube-system", selector):
        metadata = row["metadata"]
        labels = metadata.get("labels") or {}
        name = labels.get("kubernetes.io/name") or metadata["name"]
        port = next((p.get("name") for p in row["spec"].get("ports") or [] if p.get("name")), "")
        where = f"{metadata['name']}:{port}" if port else metadata["name"]
        c.out(
            f"{name} is running at {server}/api/v1/namespaces/kube-system/services/{where}/proxy\n"
        )
    c.out("\nTo further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.\n")
    return 0


def api_versions(c: Context) -> Step:
    """``api-versions``."""
    if c.args:
        raise c.usage(f"unexpected arguments: [{' '.join(c.args)}]")
    versions = sorted({kind.api_version for kind in c.kinds.all()})
    c.out("".join(f"{one}\n" for one in versions))
    return 0


def _wanted(c: Context, kind: Kind) -> bool:
    if c.given("api-group") and kind.group != str(c.flag("api-group")):
        return False
    if c.given("namespaced") and kind.namespaced != bool(c.flag("namespaced")):
        return False
    verbs = list(c.flag("verbs") or [])
    if any(verb not in kind.verbs for verb in verbs):
        return False
    categories = list(c.flag("categories") or [])
    return all(one in kind.categories for one in categories)


def _preferred(c: Context) -> list[Kind]:
    rows = []
    for kind in c.kinds.all():
        if c.kinds.by_resource(kind.resource) is kind and _wanted(c, kind):
            rows.append(kind)
    by = str(c.flag("sort-by") or "")
    if by not in ("", "name", "kind"):
        raise CommandError("--sort-by accepts only name or kind")
    if by:
        rows.sort(key=lambda kind: kind.plural if by == "name" else kind.kind)
    else:
        rows.sort(key=lambda kind: (kind.group, kind.plural))
    return rows


def api_resources(c: Context) -> Step:
    """``api-resources``."""
    if c.args:
        raise c.usage(f"unexpected arguments: [{' '.join(c.args)}]")
    output = str(c.flag("output") or "")
    if output not in ("", "wide", "name"):
        raise CommandError(f"--output {output} is not available")
    rows = _preferred(c)
    if output == "name":
        c.out("".join(f"{kind.resource}\n" for kind in rows))
        return 0
    table = [_cells(kind, output == "wide") for kind in rows]
    if not c.flag("no-headers"):
        heads = ["NAME", "SHORTNAMES", "APIVERSION", "NAMESPACED", "KIND"]
        table.insert(0, heads + (["VERBS", "CATEGORIES"] if output == "wide" else []))
    c.out(tabwriter.rows(table))
    return 0


def _cells(kind: Kind, wide: bool) -> list[str]:
    cells = [kind.plural, ",".join(kind.short_names), kind.api_version,
             "true" if kind.namespaced else "false", kind.kind]  # fmt: skip
    if wide:
        cells += [",".join(kind.verbs), ",".join(kind.categories)]
    return cells
