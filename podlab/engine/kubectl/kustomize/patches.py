"""patches, patchesStrategicMerge, patchesJson6902, images and replicas.

Not here: the algorithms of patches (``objects.patch``, ``objects.strategic``).
"""

import posixpath
from typing import Any

from podlab.engine.kubectl.cli.errors import CommandError
from podlab.engine.kubectl.context import Context
from podlab.engine.kubectl.kustomize.resource import Object, Resource
from podlab.engine.kubectl.kustomize.source import missing, read
from podlab.engine.objects import labels, yaml
from podlab.engine.objects import patch as patches
from podlab.engine.objects.meta import put
from podlab.engine.objects.schema import Schema
from podlab.engine.objects.status import ApiError
from podlab.engine.objects.strategic import strategic_merge

SCALABLE = ("Deployment", "ReplicaSet", "ReplicationController", "StatefulSet")
CONTAINERS = ("containers", "initContainers", "ephemeralContainers")
PATTERN = set(".*+?()[]{}|^$\\")
MAX_DEPTH = 60
Row = dict[str, Any]


def patch(c: Context, folder: str, value: Row, resources: list[Resource]) -> list[Resource]:
    """Every patch of a kustomization, in order."""
    for text in value.get("patchesStrategicMerge") or []:
        row = {"patch": text} if "\n" in str(text) else {"path": text}
        resources = _patched(c, folder, row, resources)
    for row in [*(value.get("patches") or []), *(value.get("patchesJson6902") or [])]:
        if not isinstance(row, dict):
            raise CommandError("invalid Kustomization: json: cannot unmarshal into types.Patch")
        resources = _patched(c, folder, row, resources)
    return resources


def _patched(c: Context, folder: str, row: Row, resources: list[Resource]) -> list[Resource]:
    for change in _content(c, folder, row):
        if isinstance(change, list):
            for one in _chosen(row.get("target") or {}, resources):
                one.obj = _applied(lambda one=one, change=change: patches.json_patch(
                    one.obj, change))  # fmt: skip
        else:
            resources = _merged(change, row.get("target"), resources)
    return resources


def _content(c: Context, folder: str, row: Row) -> list[Any]:
    text = str(row.get("patch") or "")
    if row.get("path"):
        path = posixpath.normpath(posixpath.join(folder, str(row["path"])))
        if not c.p.files.exists(path):
            words = f"failed to get the patch file from path({row['path']}): "
            raise CommandError(
                f"trouble configuring builtin PatchTransformer with config: `\npath: {row['path']}"
                f"\n`: {words}{missing(path, path)}"
            )
        text = read(c, path)
    try:
        found = [value for value in yaml.load_all(text) if value is not None]
    except yaml.YamlError as error:
        raise CommandError(f"unable to parse SM or JSON patch: {error}") from None
    if found and all(isinstance(one, dict) and "op" in one for one in found):
        return [found]
    return found


def _merged(change: Any, target: Row | None, resources: list[Resource]) -> list[Resource]:
    if not isinstance(change, dict):
        raise CommandError("unable to parse SM or JSON patch")
    if target:
        chosen = _chosen(target, resources)
    else:
        head = change.get("metadata") or {}
        wanted = {"kind": change.get("kind", ""), "name": head.get("name", "")}
        chosen = [one for one in resources
                  if one.kind == wanted["kind"] and wanted["name"] in one.names]  # fmt: skip
        if not chosen:
            which = f'"{wanted["kind"]}/{wanted["name"]}"'
            words = f"no resource matches strategic merge patch {which}: no matches for Id"
            raise CommandError(words)
    if change.get("$patch") == "delete":
        return [one for one in resources if one not in chosen]
    for one in chosen:
        node = Schema().type_of(str(one.obj.get("apiVersion")), one.kind)
        head = {**(change.get("metadata") or {})}
        head.pop("name", None)
        whole = {**change, "apiVersion": one.obj.get("apiVersion"), "kind": one.kind}
        whole["metadata"] = head
        one.obj = _applied(lambda one=one, whole=whole, node=node: strategic_merge(
            node, one.obj, whole))  # fmt: skip
    return resources


def _applied(change: Any) -> Object:
    try:
        result: Object = change()
    except ApiError as error:
        raise CommandError(error.message) from None
    return result


def _chosen(target: Row, resources: list[Resource]) -> list[Resource]:
    for field in ("name", "kind", "namespace"):
        if PATTERN & set(str(target.get(field) or "")):
            raise CommandError(f"not simulated: a pattern as the {field} of a patch's target")
    return [one for one in resources if _fits(target, one)]


def _fits(target: Row, one: Resource) -> bool:
    own = {"group": one.group, "version": one.version, "kind": one.kind,
           "namespace": one.namespace}  # fmt: skip
    if any(target.get(field) and target[field] != value for field, value in own.items()):
        return False
    if target.get("name") and target["name"] not in one.names:
        return False
    for field, where in (("labelSelector", "labels"), ("annotationSelector", "annotations")):
        if target.get(field):
            try:
                selector = labels.parse(str(target[field]))
            except labels.SelectorError as error:
                raise CommandError(str(error)) from None
            if not labels.matches(selector, one.obj["metadata"].get(where) or {}):
                return False
    return True


def scale(resources: list[Resource], rows: list[Row]) -> None:
    """``replicas``."""
    for row in rows:
        for one in resources:
            if one.kind in SCALABLE and row.get("name") in one.names:
                one.obj = put(one.obj, ("spec", "replicas"), row.get("count"))


def set_images(resources: list[Resource], rows: list[Row]) -> None:
    """``images``."""
    for one in resources if rows else []:
        one.obj = _imaged(one.obj, rows, 0)


def _imaged(value: Any, rows: list[Row], depth: int) -> Any:
    if depth > MAX_DEPTH:
        return value
    if isinstance(value, list):
        return [_imaged(item, rows, depth + 1) for item in value]
    if not isinstance(value, dict):
        return value
    found = {key: _imaged(inner, rows, depth + 1) for key, inner in value.items()}
    for key in CONTAINERS:
        if isinstance(found.get(key), list):
            found[key] = [
                {**row, "image": _image(str(row["image"]), rows)}
                if isinstance(row, dict) and row.get("image") else row
                for row in found[key]
            ]  # fmt: skip
    return found


def _image(image: str, rows: list[Row]) -> str:
    plain, _, digest = image.partition("@")
    folder, slash, last = plain.rpartition("/")
    last, _, tag = last.partition(":")
    name = f"{folder}{slash}{last}"
    for row in rows:
        if row.get("name") != name:
            continue
        name = str(row.get("newName") or name)
        if row.get("newTag"):
            tag, digest = str(row["newTag"]), ""
        if row.get("digest"):
            tag, digest = "", str(row["digest"])
        break
    return name + (f":{tag}" if tag else "") + (f"@{digest}" if digest else "")
