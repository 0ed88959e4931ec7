"""``kubectl diff``: what apply would change, as ``diff -u -N`` shows it.

Here: the live and the merged object as files.  Not here: the patch (``patching``).
"""

import difflib
from typing import Any

from podlab.engine.kernel.chance import stable_hash
from podlab.engine.kernel.clock import moment
from podlab.engine.kubectl.cli.errors import CommandError, with_source
from podlab.engine.kubectl.context import Context
from podlab.engine.kubectl.printers.structured import without_managed_fields
from podlab.engine.kubectl.requests.lastapplied import bare, original_of, without_nulls
from podlab.engine.kubectl.requests.patching import three_way
from podlab.engine.kubectl.resources.files import kustomized, objects
from podlab.engine.kubectl.resources.info import Info
from podlab.engine.machine.program import Step
from podlab.engine.objects import yaml
from podlab.engine.objects.status import ApiError

Object = dict[str, Any]
MANAGER = "kubectl-client-side-apply"


def run(c: Context) -> Step:
    """The verb: 0 nothing differs, 1 something does, more an error."""
    names = list(c.flag("filename") or [])
    folder = str(c.flag("kustomize") or "")
    if bool(names) == bool(folder):
        raise CommandError("must specify one of -f and -k")
    recursive = bool(c.flag("recursive"))
    infos, errors = kustomized(c, folder) if folder else objects(c, names, recursive)
    if errors:
        raise errors[0]
    differs = False
    for info in infos:
        live, merged = _pair(c, info)
        differs = _show(c, info, live, merged) or differs
    return 1 if differs else 0


def _pair(c: Context, info: Info) -> tuple[Object | None, Object]:
    verbs, caller = c.kube.verbs, c.client_as(MANAGER).caller
    try:
        live = c.client.get(info.resource, info.namespace, info.name)
    except ApiError as error:
        if error.code != 404:
            raise
        made = verbs.create(caller, info.resource, info.namespace,
                            without_nulls(info.content), dry_run=True)  # fmt: skip
        return None, made
    if c.flag("server-side"):
        manager = c.client_as("kubectl").caller
        return live, verbs.patch(manager, info.resource, info.namespace, info.name, info.content,
                                 "apply", dry_run=True,
                                 force=bool(c.flag("force-conflicts")))  # fmt: skip
    patch, kind = three_way(info.kind, original_of(live), bare(info.content), live)
    patch.get("metadata", {}).pop("resourceVersion", None)
    try:
        return live, verbs.patch(caller, info.resource, info.namespace, info.name, patch, kind,
                                 dry_run=True)  # fmt: skip
    except ApiError as error:
        raise with_source("applying patch", info.source, error) from None


def _shown(c: Context, info: Info, obj: Object | None) -> list[str]:
    if obj is None:
        return []
    obj = obj if c.flag("show-managed-fields") else without_managed_fields(obj)
    if info.resource == "secrets":
        obj = {**obj, "data": dict.fromkeys(obj.get("data") or {}, "***")}
    return yaml.dump(obj).splitlines(keepends=True)


def _show(c: Context, info: Info, live: Object | None, merged: Object) -> bool:
    before, after = _shown(c, info, live), _shown(c, info, merged)
    if before == after:
        return False
    version = info.kind.api_version.replace("/", ".")
    name = f"{version}.{info.kind.kind}.{info.namespace}.{info.name}"
    number = stable_hash(f"{c.p.now} {name}") % 4_000_000_000
    old, new = f"/tmp/LIVE-{number}/{name}", f"/tmp/MERGED-{number // 3 + 7}/{name}"
    stamp = moment(c.p.now).strftime("%Y-%m-%d %H:%M:%S.%f000 +0000")
    c.out(f"diff -u -N {old} {new}\n")
    lines = difflib.unified_diff(before, after, old, new, stamp, stamp)
    c.out("".join(lines))
    return True
