"""configMapGenerator and secretGenerator, and the hash that ends their names.

Not here: who refers to them (``naming``).
"""

import base64
import hashlib
import json
import posixpath
from typing import Any

from podlab.engine.kubectl.cli.errors import CommandError
from podlab.engine.kubectl.context import Context
from podlab.engine.kubectl.kustomize.resource import Object, Resource, resource
from podlab.engine.kubectl.kustomize.source import read
from podlab.engine.objects.meta import put

ALPHABET = {"0": "g", "1": "h", "3": "k", "a": "m", "e": "t"}
"""Digits that are swapped so that no bad words come out."""


def generate(
    c: Context, folder: str, value: dict[str, Any], known: list[Resource]
) -> list[Resource]:
    """The resources of a kustomization with those that it generates, merged where it says so."""
    options = value.get("generatorOptions") or {}
    for field, kind in (("configMapGenerator", "ConfigMap"), ("secretGenerator", "Secret")):
        for row in value.get(field) or []:
            new = _one(c, folder, (kind, row), options)
            known = _placed(new, str(row.get("behavior") or "create"), known)
    return known


def _one(
    c: Context, folder: str, what: tuple[str, dict[str, Any]], common: dict[str, Any]
) -> Resource:
    kind, row = what
    own = row.get("options") or {}
    head: Object = {"name": str(row.get("name") or "")}
    if row.get("namespace"):
        head["namespace"] = str(row["namespace"])
    for field in ("labels", "annotations"):
        both = {**(common.get(field) or {}), **(own.get(field) or {})}
        if both:
            head[field] = both
    data = _data(c, folder, row)
    if kind == "Secret":
        data = {key: base64.b64encode(text.encode()).decode() for key, text in data.items()}
    obj: Object = {"apiVersion": "v1", "kind": kind, "metadata": head, "data": data}
    if kind == "Secret":
        obj["type"] = str(row.get("type") or "Opaque")
    if own.get("immutable") or common.get("immutable"):
        obj["immutable"] = True
    plain = own.get("disableNameSuffixHash") or common.get("disableNameSuffixHash")
    return resource(obj, hashed=not plain)


def _data(c: Context, folder: str, row: dict[str, Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    names = [*(row.get("envs") or []), *([row["env"]] if row.get("env") else [])]
    for path in names:
        found.update(_pairs(read(c, posixpath.join(folder, str(path)))))
    for text in row.get("files") or []:
        key, equals, path = str(text).partition("=")
        path = path if equals else key
        found[key if equals else posixpath.basename(path)] = read(c, posixpath.join(folder, path))
    for text in row.get("literals") or []:
        key, equals, content = str(text).partition("=")
        if not equals:
            raise CommandError(f"invalid literal source {text}, expected key=value")
        found[key] = content.strip("\"'") if content[:1] in "\"'" else content
    return found


def _pairs(text: str) -> dict[str, str]:
    """The lines of an environment file."""
    lines = (line.strip() for line in text.splitlines())
    rows = [line.partition("=") for line in lines if line and not line.startswith("#")]
    return {key: value for key, _, value in rows}


def _placed(new: Resource, behavior: str, known: list[Resource]) -> list[Resource]:
    same = [one for one in known if one.kind == new.kind and new.name in one.names]
    if behavior == "create":
        if same:
            raise CommandError(
                f"merging from generator: id resid.ResId for {new.identity} exists; behavior must "
                "be merge or replace"
            )
        return [*known, new]
    if not same:
        raise CommandError(
            f"merging from generator: id {new.identity} does not exist; cannot merge or replace"
        )
    old = same[0]
    data = new.obj["data"]
    if behavior == "merge":
        data = {**(old.obj.get("data") or {}), **data}
    head = old.obj["metadata"]
    for field in ("labels", "annotations"):
        if new.obj["metadata"].get(field):
            head = {**head, field: {**(head.get(field) or {}), **new.obj["metadata"][field]}}
    old.obj = {**put(old.obj, ("data",), data), "metadata": head}
    return known


def content_hash(obj: Object) -> str:
    """The ten letters that stand for a ConfigMap's or Secret's content."""
    parts: Object = {"kind": obj["kind"], "name": "", "data": obj.get("data") or ""}
    if obj["kind"] == "Secret":
        parts["type"] = obj.get("type", "")
    text = json.dumps(parts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    for letter in "<>&":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    digest = hashlib.sha256(text.encode()).hexdigest()[:10]
    return "".join(ALPHABET.get(letter, letter) for letter in digest)
