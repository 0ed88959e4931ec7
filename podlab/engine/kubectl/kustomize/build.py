"""A folder's kustomization, built: bases first, then its own changes, at the end hashes and order.

Here: reading resources and the sequence of steps.  Not here: the steps.
"""

import posixpath
from typing import Any

from podlab.engine.kubectl.cli.errors import CommandError
from podlab.engine.kubectl.context import Context
from podlab.engine.kubectl.kustomize import generators, labelling, naming, patches
from podlab.engine.kubectl.kustomize.resource import Object, Resource, resource
from podlab.engine.kubectl.kustomize.source import absolute, kustomization, missing, read
from podlab.engine.objects import yaml

FIRST = (
    "Namespace", "ResourceQuota", "StorageClass", "CustomResourceDefinition", "ServiceAccount",
    "PodSecurityPolicy", "Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding", "ConfigMap",
    "Secret", "Endpoints", "Service", "LimitRange", "PriorityClass", "PersistentVolume",
    "PersistentVolumeClaim", "Deployment", "StatefulSet", "CronJob", "PodDisruptionBudget",
)  # fmt: skip
LAST = ("MutatingWebhookConfiguration", "ValidatingWebhookConfiguration")
MAX_DEPTH = 10
MAX_RESOURCES = 2_000


def build(c: Context, path: str) -> list[Object]:
    """The objects that a folder's kustomization makes.

    Raises:
        CommandError: with kustomize's words, or what is not simulated.
    """
    if "://" in path or path.startswith(("github.com", "git@")):
        raise CommandError(f"not simulated: a kustomization from the internet ({path})")
    folder = absolute(c, path)
    if not c.p.files.is_dir(folder):
        words = missing(folder, path)
        if c.p.files.exists(folder):
            words = f"'{folder}' is not directory"
        raise CommandError(f"must build at directory: not a valid directory: {words}")
    found = _built(c, folder, 0)
    naming.rename(
        [one for one in found if one.hashed],
        found,
        lambda one: f"{one.name}-{generators.content_hash(one.obj)}",
    )
    return [one.obj for one in sorted(found, key=_order)]


def _order(one: Resource) -> tuple[int, str, str, str]:
    if one.kind in FIRST:
        place = FIRST.index(one.kind)
    else:
        place = len(FIRST) + (1 + LAST.index(one.kind) if one.kind in LAST else 0)
    return place, one.kind, one.namespace, one.name


def _built(c: Context, folder: str, depth: int) -> list[Resource]:
    if depth > MAX_DEPTH:
        raise CommandError("not simulated: kustomizations nested so deeply")
    value = kustomization(c, folder)
    found: list[Resource] = []
    for path in [*(value.get("resources") or []), *(value.get("bases") or [])]:
        _accumulate(found, _entry(c, folder, str(path), depth), str(path))
    found = generators.generate(c, folder, value, found)
    found = patches.patch(c, folder, value, found)
    naming.place(found, str(value.get("namespace") or ""))
    naming.affix(found, str(value.get("namePrefix") or ""), str(value.get("nameSuffix") or ""))
    labelling.label(found, value)
    labelling.annotate(found, value)
    patches.scale(found, value.get("replicas") or [])
    patches.set_images(found, value.get("images") or [])
    return found


def _accumulate(found: list[Resource], more: list[Resource], path: str) -> None:
    known = {one.identity for one in found}
    for one in more:
        if one.identity in known:
            raise CommandError(
                f"accumulating resources: accumulation err='merging resources from '{path}': may "
                f"not add resource with an already registered id: {one.identity}'"
            )
        found.append(one)
    if len(found) > MAX_RESOURCES:
        raise CommandError("not simulated: so many resources in a kustomization")


def _entry(c: Context, folder: str, path: str, depth: int) -> list[Resource]:
    if "://" in path or path.startswith(("github.com", "git@")):
        raise CommandError(f"not simulated: a kustomization from the internet ({path})")
    full = posixpath.normpath(posixpath.join(folder, path))
    if c.p.files.is_dir(full):
        return _built(c, full, depth + 1)
    if not c.p.files.exists(full):
        words = missing(full, path)
        raise CommandError(
            f"accumulating resources: accumulation err='accumulating resources from '{path}': "
            f"{words}': must build at directory: not a valid directory: {words}"
        )
    try:
        values = yaml.load_all(read(c, full))
    except yaml.YamlError as error:
        raise CommandError(_wrong(path, full, str(error))) from None
    return [resource(obj) for obj in _objects(values, path, full)]


def _objects(values: list[Any], path: str, full: str) -> list[Object]:
    found: list[Object] = []
    for value in values:
        if value is None:
            continue
        if isinstance(value, dict) and isinstance(value.get("items"), list):
            found += _objects(value["items"], path, full)
        elif not isinstance(value, dict) or not isinstance(value.get("metadata"), dict):
            raise CommandError(_wrong(path, full, "missing Resource metadata"))
        else:
            found.append(value)
    return found


def _wrong(path: str, full: str, words: str) -> str:
    return (
        f"accumulating resources: accumulation err='accumulating resources from '{path}': {words}'"
        f": must build at directory: '{full}': file is not directory"
    )
