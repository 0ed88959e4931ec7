"""``kubectl explain``: the documentation of a kind's fields, out of its schema.

Here: following a path of fields and the layout.  Not here: the schema (``objects.schema``).
"""

import re
from typing import Any

from podlab.engine.kubectl.cli.errors import CommandError, NoResourceType
from podlab.engine.kubectl.context import Context
from podlab.engine.kubectl.resources.builder import find_kind
from podlab.engine.machine.program import Step
from podlab.engine.objects.kinds import Kind
from podlab.engine.objects.schema import Schema, TypeNode, enum_of, with_metadata
from podlab.engine.objects.status import ApiError

MAX_DEPTH = 12
SHORT_ENUM = 4


def run(c: Context) -> Step:
    """The verb."""
    if not c.args:
        raise CommandError(
            'You must specify the type of resource to explain. Use "kubectl api-resources" for a '
            "complete list of supported resources."
        )
    if len(c.args) > 1:
        raise CommandError(
            "We accept only this format: explain RESOURCE\nSee 'kubectl explain -h' for help and "
            "examples"
        )
    kind, path = _kind(c, c.args[0])
    head = f"GROUP:      {kind.group}\n" if kind.group else ""
    c.out(f"{head}KIND:       {kind.kind}\nVERSION:    {kind.version}\n\n")
    node = _type(c, kind)
    if node is None:
        raise CommandError(f"GVR ({kind.api_version}) not found in OpenAPI schema")
    text = ""
    for place, name in enumerate(path):
        node = _inner(node)
        below = node.child(name) if node.is_struct else None
        if below is None:
            raise CommandError(f'field "{path[-1]}" does not exist')
        if place == len(path) - 1:
            text = _field_head(node, name, below)
        node = below
    c.out(text + _output(c, node) + "\n")
    return 0


def _kind(c: Context, text: str) -> tuple[Kind, list[str]]:
    word, *path = text.strip(".").split(".")
    version = str(c.flag("api-version") or "")
    if not version:
        return _longest(c, word, path)
    for kind in c.kinds.all():
        words = (kind.plural, kind.singular, kind.kind.lower(), *kind.short_names)
        if kind.api_version == version and word.lower() in words:
            return kind, path
    known = c.kinds.find(word)
    word = known.plural if known is not None else word
    where = version if "/" in version else f"/{version}"
    raise CommandError(f'couldn\'t find resource for "{where}, Resource={word}"')


def _longest(c: Context, word: str, path: list[str]) -> tuple[Kind, list[str]]:
    for count in range(len(path), 0, -1):
        kind: Kind | None = c.kinds.find(".".join([word, *path[:count]]))
        if kind is not None:
            return kind, path[count:]
    try:
        return find_kind(c, word), path
    except NoResourceType as error:
        raise CommandError(error.message, prefix="") from None


def _type(c: Context, kind: Kind) -> TypeNode | None:
    if not kind.custom:
        return Schema().type_of(kind.api_version, kind.kind)
    try:
        crd = c.client.get("customresourcedefinitions.apiextensions.k8s.io", "", kind.resource)
    except ApiError:
        return None
    for row in crd["spec"].get("versions") or []:
        if row["name"] == kind.version:
            schema = (row.get("schema") or {}).get("openAPIV3Schema") or {}
            return TypeNode(with_metadata(schema))
    return None


def _inner(node: TypeNode) -> TypeNode:
    """A list's items or a map's values, as deep as they go."""
    for _ in range(MAX_DEPTH):
        below = node.items or _values(node)
        if node.is_struct or below is None:
            break
        node = below
    return node


def _values(node: TypeNode) -> TypeNode | None:
    if node.is_struct or not isinstance(node.target.get("additionalProperties"), dict):
        return None
    return node.child("")


def type_text(node: TypeNode) -> str:
    """``string``, ``[]Container``, ``map[string]string``."""
    if node.items is not None:
        return "[]" + type_text(node.items)
    values = _values(node)
    if values is not None:
        return "map[string]" + type_text(values)
    kind = _plain(node.target.get("type"))
    if node.name and (kind in ("", "object") or "oneOf" in node.target):
        return node.name.rpartition(".")[2]
    return "Object" if kind in ("", "object") else kind


def _plain(kind: Any) -> str:
    if isinstance(kind, list):
        return next((str(one) for one in kind if one != "null"), "")
    return str(kind or "")


def _enum(owner: TypeNode, name: str, below: TypeNode) -> list[str]:
    known, _ = enum_of(owner.name, name) if owner.name else ([], "")
    found = known or [str(one) for one in below.target.get("enum") or []]
    if name in ("apiVersion", "kind"):
        return []
    return [one or '""' for one in found]


def _field_head(owner: TypeNode, name: str, below: TypeNode) -> str:
    values = _enum(owner, name, below)
    enum = "ENUM:" + "".join(f"\n    {one}" for one in values) if values else ""
    return f"FIELD: {name} <{type_text(below)}>\n{enum}\n\n"


def _words(node: TypeNode) -> str:
    """The field's own description, then those of the types behind it."""
    texts = []
    own = (node.hints if node.hints is not None else node.spec).get("description")
    if own:
        texts.append(str(own))
        _, meaning = enum_of(node.owner, node.field) if node.owner else ([], "")
        if meaning:
            texts[-1] += f"\n\nPossible enum values:\n{meaning}"
    behind = node.target.get("description")
    if behind and behind != own:
        texts.append(str(behind))
    inner = node.items or _values(node)
    if inner is not None:
        below = inner.target.get("description")
        if below:
            texts.append(str(below))
    return "".join(f"{text}\n" for text in texts)


def wrap(text: str, limit: int) -> str:
    """Words broken into lines, line ends kept."""
    return "\n".join(_wrap_line(line, limit) for line in text.split("\n"))


def _wrap_line(line: str, limit: int) -> str:
    lines, current = [], ""
    for space, word in re.findall(r"(\s*)(\S+)", line):
        if current and len(current) + len(space) + len(word) > limit:
            lines.append(current)
            current = word
        else:
            current += space + word
    return "\n".join([*lines, current])


def _indent(text: str, count: int) -> str:
    return "\n".join(" " * count + line for line in text.split("\n"))


def _output(c: Context, node: TypeNode) -> str:
    text = wrap(_words(node) or "<empty>", 76)
    parts = [f"DESCRIPTION:\n{_indent(text, 4)}\n"]
    target = _inner(node)
    if target.is_struct:
        parts.append("FIELDS:\n")
        if c.flag("recursive"):
            _recursive(parts, target, 1, (target.name,))
        else:
            parts += [_field(target, name) for name in sorted(target.fields)]
    return "".join(parts)


def _summary(owner: TypeNode, name: str, level: int) -> str:
    below = owner.child(name)
    kind = type_text(below) if below is not None else "Object"
    required = " -required-" if name in (owner.target.get("required") or []) else ""
    line = f"{' ' * 2 * level}{name}\t<{kind}>{required}"
    values = _enum(owner, name, below) if below is not None else []
    if values:
        more = ", ...." if len(values) > SHORT_ENUM else ""
        line += f"\n{' ' * 2 * level}enum: {', '.join(values[:SHORT_ENUM])}{more}"
    return line + "\n"


def _field(owner: TypeNode, name: str) -> str:
    below = owner.child(name)
    own = ""
    if below is not None:
        own = str((below.hints or below.spec).get("description") or below.description or "")
        _, meaning = enum_of(owner.name, name) if owner.name else ([], "")
        if own and meaning and name not in ("apiVersion", "kind"):
            own += f"\n\nPossible enum values:\n{meaning}"
    text = _indent(wrap(own or "<no description>", 76), 4)
    return f"{_summary(owner, name, 1)}{text}\n\n"


def _recursive(parts: list[str], node: TypeNode, level: int, seen: tuple[str, ...]) -> None:
    for name in sorted(node.fields):
        parts.append(_summary(node, name, level))
        below = node.child(name)
        if below is None or level > MAX_DEPTH:
            continue
        inner = _inner(below)
        if inner.is_struct and (not inner.name or inner.name not in seen):
            _recursive(parts, inner, level + 1, (*seen, inner.name))
