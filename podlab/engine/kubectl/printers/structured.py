"""Objects as JSON, YAML or names.

Here: whole objects.  Not here: columns (``tables``) and templates.
"""

import json
import re
from typing import Any

from podlab.engine.kubectl.context import Context
from podlab.engine.objects import yaml
from podlab.engine.objects.meta import Object, drop
from podlab.engine.objects.status import ApiError


def without_managed_fields(obj: Object) -> Object:
    """The object as ``-o yaml`` shows it."""
    if isinstance(obj.get("items"), list):
        return {**obj, "items": [without_managed_fields(item) for item in obj["items"]]}
    if "metadata" in obj:
        return drop(obj, ("metadata", "managedFields"))
    return obj


def shown(c: Context, obj: Object) -> Object:
    """The object with or without managedFields."""
    if not c.flag("show-managed-fields"):
        return without_managed_fields(obj)
    if isinstance(obj.get("items"), list):
        return {**obj, "items": [as_served(c, item) for item in obj["items"]]}
    return as_served(c, obj)


def as_served(c: Context, obj: Object) -> Object:
    """The object as the REST API shows it: managedFields are only made there."""
    metadata = obj.get("metadata") or {}
    kind = c.kinds.by_kind(obj.get("apiVersion", ""), obj.get("kind", ""))
    if kind is None or "managedFields" in metadata or not metadata.get("uid"):
        return obj
    base = f"/apis/{kind.api_version}" if kind.group else f"/api/{kind.version}"
    space = f"/namespaces/{metadata['namespace']}" if kind.namespaced else ""
    path = f"{base}{space}/{kind.plural}/{metadata['name']}"
    try:
        served: Object = json.loads(c.kube.raw(c.caller, "GET", path, b""))
    except ApiError:
        return obj
    return served


def to_json(obj: Any, indent: int | None = 4) -> str:
    """JSON as Go's encoder writes it: sorted keys, ``<>&`` escaped."""
    separators = (",", ": ") if indent else (",", ":")
    text = json.dumps(obj, indent=indent, separators=separators, sort_keys=True, ensure_ascii=False)
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def json_text(c: Context, obj: Object, argument: str) -> str:
    """``-o json``."""
    return to_json(shown(c, obj)) + "\n"


def yaml_text(c: Context, obj: Object, argument: str) -> str:
    """``-o yaml``; a second object of the same command begins with ``---``."""
    before = "---\n" if c.memory.get("yaml") else ""
    c.memory["yaml"] = True
    return before + yaml.dump(shown(c, obj))


def object_name(obj: Object) -> str:
    """``deployment.apps/web``."""
    version, kind = str(obj.get("apiVersion", "")), str(obj.get("kind", "")).lower()
    group = version.rpartition("/")[0]
    name = (obj.get("metadata") or {}).get("name") or ""
    return f"{kind}.{group}/{name}" if group else f"{kind}/{name}"


def name_text(c: Context, obj: Object, argument: str) -> str:
    """``-o name``."""
    if isinstance(obj.get("items"), list):
        return "".join(object_name(item) + "\n" for item in obj["items"])
    return object_name(obj) + "\n"


_PLAIN_KEY = re.compile(r"^[A-Za-z_][A-Za-z0-9_./-]*$")
_AMBIGUOUS = {"y", "n", "yes", "no", "on", "off", "true", "false", "null", "_", "~"}


def kyaml_text(c: Context, obj: Object, argument: str) -> str:
    """``-o kyaml``: YAML in flow style with quoted texts."""
    return "---\n" + _kyaml(shown(c, obj), 0) + "\n"


def _kyaml(value: Any, depth: int) -> str:
    inner, outer = "  " * (depth + 1), "  " * depth
    if isinstance(value, dict):
        if not value:
            return "{}"
        rows = "".join(
            f"{inner}{_key(key)}: {_kyaml(value[key], depth + 1)},\n" for key in sorted(value)
        )
        return "{\n" + rows + outer + "}"
    if isinstance(value, list):
        if not value:
            return "[]"
        if all(isinstance(item, dict) for item in value):
            return "[" + ", ".join(_kyaml(item, depth) for item in value) + "]"
        rows = "".join(f"{inner}{_kyaml(item, depth + 1)},\n" for item in value)
        return "[\n" + rows + outer + "]"
    return json.dumps(value, ensure_ascii=False)


def _key(key: str) -> str:
    if _PLAIN_KEY.match(key) and key.lower() not in _AMBIGUOUS:
        return key
    return json.dumps(key, ensure_ascii=False)
