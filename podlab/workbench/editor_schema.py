"""The types of Kubernetes as the page's editor needs them: completion and hover.

Shape: ``{"kinds": {"apps/v1/Deployment": TYPE}, "types": {TYPE: {"fields": {NAME: FIELD}}}}``; a
field has ``type``, ``description`` and perhaps ``ref``, ``items``, ``enum``, ``required``.
Not here: validation (the API server's dry run).
"""

from typing import Any

from podlab.engine.objects.kinds import builtin_kinds
from podlab.engine.objects.schema import TypeNode, definitions, enum_of, go_name, type_name

Field = dict[str, Any]

KINDS_WITHOUT_MANIFEST = {"Binding", "Eviction", "Event"}
MAX_DESCRIPTION = 400


def editor_schema() -> dict[str, Any]:
    """All creatable kinds and the types that they reach."""
    kinds: dict[str, str] = {}
    types: dict[str, Any] = {}
    for kind in builtin_kinds():
        name = type_name(kind.api_version, kind.kind)
        if name and "create" in kind.verbs and kind.kind not in KINDS_WITHOUT_MANIFEST:
            kinds[f"{kind.api_version}/{kind.kind}"] = name
            _collect(name, types)
    return {"kinds": kinds, "types": types}


def _collect(name: str, types: dict[str, Any]) -> None:
    todo = [name]
    while todo:
        current = todo.pop()
        if current in types:
            continue
        node = TypeNode(definitions()[current], current)
        required = set(node.target.get("required") or ())
        fields: dict[str, Field] = {}
        for field in node.fields:
            if (child := node.child(field)) is not None and field != "status":
                fields[field] = _field(child, current, field, field in required)
                todo += [ref for ref in _references(fields[field]) if ref not in types]
        types[current] = {"title": go_name(current), "fields": fields}


def _field(node: TypeNode, owner: str, field: str, required: bool) -> Field:
    shown: Field = _type(node)
    if node.description:
        shown["description"] = node.description[:MAX_DESCRIPTION]
    values, _ = enum_of(owner, field)
    if values:
        shown["enum"] = values
    if required:
        shown["required"] = True
    return shown


def _type(node: TypeNode) -> Field:
    if node.is_struct:
        return {"type": "object", "ref": node.name} if node.name else {"type": "object"}
    items = node.items
    if items is not None:
        return {"type": "array", "items": _type(items)}
    spelled = node.target.get("type", "string")
    spelled = spelled[0] if isinstance(spelled, list) else spelled
    if spelled == "object":
        return {"type": "map"}
    return {"type": spelled}


def _references(field: Field) -> list[str]:
    found = [field["ref"]] if "ref" in field else []
    return found + (_references(field["items"]) if "items" in field else [])
