"""Rules of CustomResourceDefinitions: names, versions, structural schemas.

Not here: objects of custom kinds (``custom``).  Rules in CEL are kept, not compiled.
"""

import re
from typing import Any

from podlab.engine.objects import formats
from podlab.engine.objects.fielderror import forbidden, invalid, required, unsupported
from podlab.engine.objects.meta import dig
from podlab.engine.objects.validation.checks import Errors, Object, form, immutable

TYPES = ("array", "boolean", "integer", "number", "object", "string")
MAX_DEPTH = 60


def definition(obj: Object) -> Errors:
    """A new CustomResourceDefinition."""
    spec = obj.get("spec") or {}
    names, group = spec.get("names") or {}, spec.get("group") or ""
    errors: Errors = []
    name = dig(obj, "metadata", "name") or ""
    if name and name != f"{names.get('plural', '')}.{group}":
        words = 'must be spec.names.plural+"."+spec.group'
        errors.append(invalid("metadata.name", name, words))
    errors += _spec(spec, group)
    stored = dig(obj, "status", "storedVersions")
    if not stored:
        words = "must have at least one stored version"
        errors.append(invalid("status.storedVersions", None, words))
    return errors


def definition_update(new: Object, old: Object) -> Errors:
    """A definition that changes: group, kind, plural and scope stay."""
    errors = definition(new)
    fresh, before = new.get("spec") or {}, old.get("spec") or {}
    for field in ("group", "scope"):
        errors += immutable(f"spec.{field}", fresh.get(field), before.get(field))
    for field in ("kind", "plural"):
        now, was = dig(fresh, "names", field), dig(before, "names", field)
        errors += immutable(f"spec.names.{field}", now, was)
    return errors


def _spec(spec: Object, group: str) -> Errors:
    errors: Errors = []
    versions = spec.get("versions") or []
    for place, version in enumerate(versions):
        if dig(version, "schema", "openAPIV3Schema") is None:
            errors.append(required(f"spec.versions[{place}].schema.openAPIV3Schema"))
    if not group:
        errors.append(required("spec.group"))
    elif reasons := formats.dns_subdomain(group):
        errors.append(invalid("spec.group", group, reasons[0]))
    elif "." not in group:
        errors.append(invalid("spec.group", group, "should be a domain with at least one dot"))
    if spec.get("scope") not in ("Cluster", "Namespaced"):
        scope = spec.get("scope") or ""
        errors.append(unsupported("spec.scope", scope, ("Cluster", "Namespaced")))
    errors += _versions(versions)
    errors += _names(spec.get("names") or {})
    return errors + _schemas(versions)


def _versions(versions: list[Object]) -> Errors:
    errors: Errors = []
    for place, version in enumerate(versions):
        name = version.get("name") or ""
        errors += form(f"spec.versions[{place}].name", name, formats.dns1035_label)
    if sum(bool(version.get("storage")) for version in versions) != 1:
        words = "must have exactly one version marked as storage version"
        shown = [_internal(version) for version in versions]
        errors.append(invalid("spec.versions", shown, words))
    if len(versions) == 1:
        name = versions[0].get("name") or ""
        if name:
            errors += form("spec.version", name, formats.dns1035_label)
    return errors


def _internal(version: Object) -> Object:
    """A version as the server's own type prints."""
    return {
        "Name": version.get("name", ""),
        "Served": version.get("served", False),
        "Storage": version.get("storage", False),
        "Deprecated": version.get("deprecated", False),
        "DeprecationWarning": version.get("deprecationWarning"),
        "Schema": None,
        "Subresources": None,
        "AdditionalPrinterColumns": None,
        "SelectableFields": None,
    }


def _names(names: Object) -> Errors:
    errors: Errors = []
    fields = ("plural", "singular", "kind", "listKind")
    errors += [required(f"spec.names.{field}") for field in fields if not names.get(field)]
    for field in ("plural", "singular"):
        if names.get(field):
            errors += form(f"spec.names.{field}", names[field], formats.dns1035_label)
    for field in ("kind", "listKind"):
        text = names.get(field) or ""
        reasons = formats.dns1035_label(text.lower()) if text else []
        words = "may have mixed case, but should otherwise match: " + ",".join(reasons)
        errors += [invalid(f"spec.names.{field}", text, words)] if reasons else []
    for place, name in enumerate(names.get("shortNames") or ()):
        errors += form(f"spec.names.shortNames[{place}]", name, formats.dns1035_label)
    if names.get("kind") and names.get("kind") == names.get("listKind"):
        words = "kind and listKind may not be the same"
        errors.append(invalid("spec.names.listKind", names["listKind"], words))
    return errors


def _schemas(versions: list[Object]) -> Errors:
    errors: Errors = []
    single = len(versions) == 1
    for place, version in enumerate(versions):
        schema = dig(version, "schema", "openAPIV3Schema")
        if schema is None:
            continue
        path = f"spec.versions[{place}].schema.openAPIV3Schema"
        path = "spec.validation.openAPIV3Schema" if single else path
        if schema.get("type") != "object":
            shown = schema.get("type") or ""
            words = "must be object at the root"
            errors.append(
                invalid(f"{path}.type", shown, words)
                if shown
                else required(f"{path}.type", "must not be empty at the root")
            )
        errors += _schema(path, schema, 0)
    return errors


def _schema(path: str, schema: Any, depth: int) -> Errors:
    """One structural schema and those in it."""
    if not isinstance(schema, dict) or depth > MAX_DEPTH:
        return []
    errors: Errors = []
    sort = schema.get("type") or ""
    if sort and sort not in TYPES:
        errors.append(unsupported(f"{path}.type", sort, TYPES))
    elif not sort and depth and not _untyped(schema):
        words = "must not be empty for specified object fields"
        if path.endswith(".items"):
            words = "must not be empty for specified array items"
        errors.append(required(f"{path}.type", words))
    if schema.get("properties") and schema.get("additionalProperties"):
        words = "must not be set in combination with properties"
        errors.append(forbidden(f"{path}.additionalProperties", words))
    if schema.get("pattern") and _bad_pattern(schema["pattern"]):
        words = "must be a valid regular expression"
        errors.append(invalid(f"{path}.pattern", schema["pattern"], words))
    for name, inner in (schema.get("properties") or {}).items():
        errors += _schema(f"{path}.properties[{name}]", inner, depth + 1)
    errors += _schema(f"{path}.items", schema.get("items"), depth + 1)
    return errors + _schema(
        f"{path}.additionalProperties", schema.get("additionalProperties"), depth + 1
    )


def _untyped(schema: Object) -> bool:
    return bool(
        schema.get("x-kubernetes-int-or-string")
        or schema.get("x-kubernetes-preserve-unknown-fields")
    )


def _bad_pattern(text: str) -> bool:
    try:
        re.compile(text)
    except re.error:
        return True
    return False
