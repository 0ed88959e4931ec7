"""The types of Kubernetes 1.37: fields, merge keys, list types, descriptions; decoding by kind.

Here: views on the definitions of the package kubernetes-validate, read on first use, and the
schemas of custom resources.  Not here: Go's forms (``gotypes``), defaults, rules.
"""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from podlab.engine.objects.decode import DecodeError, Decoder
from podlab.engine.objects.facts import facts
from podlab.engine.objects.gotypes import short_name
from podlab.engine.objects.kinds import Kind
from podlab.engine.objects.status import ApiError, bad_request

_VERSION = "v1.37.0-local"
ListType = Literal["", "atomic", "set", "map"]


@cache
def definitions() -> dict[str, Any]:
    """All type definitions by full name (``io.k8s.api.core.v1.Pod``)."""
    folder = files("kubernetes_validate") / "kubernetes-json-schema" / _VERSION
    loaded = json.loads((folder / "_definitions.json").read_bytes())
    return loaded["$defs"]  # type: ignore[no-any-return]


@dataclass(frozen=True, slots=True)
class TypeNode:
    """A view on one type: a struct, a map, a list or a scalar.

    ``spec`` is the schema as the definitions have it, ``name`` the full name of a named type,
    ``owner`` and ``field`` say of which field it is the type (its merge keys hang there).
    """

    spec: dict[str, Any]
    name: str = ""
    hints: dict[str, Any] | None = None
    owner: str = ""
    field: str = ""

    @property
    def target(self) -> dict[str, Any]:
        """The schema behind a reference."""
        return definitions()[self.name] if self.name else self.spec

    @property
    def fields(self) -> dict[str, Any]:
        """The properties of a struct, empty for anything else."""
        return self.target.get("properties") or {}

    @property
    def is_struct(self) -> bool:
        """Whether the type has named fields."""
        return "properties" in self.target

    @property
    def list_type(self) -> ListType:
        """``map``, ``set`` or ``atomic`` for a list; '' if nothing is declared."""
        return self._hint("list-type") or ""

    @property
    def list_keys(self) -> tuple[str, ...]:
        """The keys of a list of type ``map``."""
        return tuple(self._hint("list-map-keys") or ())

    @property
    def merge_key(self) -> str:
        """The key by which a strategic merge pairs list items; '' if it replaces the list."""
        return self._hint("patch-merge-key") or ""

    @property
    def strategies(self) -> tuple[str, ...]:
        """``merge``, ``retainKeys``, ``replace``."""
        return tuple((self._hint("patch-strategy") or "").split(",")) if self._hints() else ()

    @property
    def is_atomic(self) -> bool:
        """Whether server-side apply treats the value as one."""
        return self._hint("map-type") == "atomic" or self.list_type == "atomic"

    @property
    def description(self) -> str:
        """What ``kubectl explain`` says; of the field if it has words of its own."""
        own = self._hints().get("description")
        return str(own or self.target.get("description") or "")

    def _hints(self) -> dict[str, Any]:
        return self.hints if self.hints is not None else self.spec

    def _hint(self, name: str) -> Any:
        key = "x-kubernetes-" + name
        found = self._hints().get(key)
        return found if found is not None else self.target.get(key)

    def child(self, field: str) -> "TypeNode | None":
        """The type of a field of a struct, or of a map's values; None if there is none."""
        return _child(self, field)

    @property
    def items(self) -> "TypeNode | None":
        """The type of a list's items."""
        found = self.target.get("items")
        return _node(found, self.name or self.owner, self.field) if found else None

    def default_of(self, field: str) -> Any:
        """The default of a field, None if it has none."""
        if self.name:
            return facts()["defaults"].get(self.name, {}).get(field)
        return (self.fields.get(field) or {}).get("default")


def _node(spec: dict[str, Any], owner: str, field: str) -> TypeNode:
    reference = spec.get("$ref") or _only_reference(spec)
    name = str(reference).rpartition("/")[2] if reference else ""
    return TypeNode(spec, name if name in definitions() else "", spec, owner, field)


def _only_reference(spec: dict[str, Any]) -> Any:
    for choice in ("allOf", "oneOf", "anyOf"):
        options = [one["$ref"] for one in spec.get(choice) or () if "$ref" in one]
        if len(options) == 1:
            return options[0]
    return None


_CHILDREN_LIMIT = 20_000


class _Children:
    """Compiled children by (type name, field); custom types are not kept."""

    def __init__(self) -> None:
        self.known: dict[tuple[str, str], TypeNode | None] = {}


@cache
def _children() -> _Children:
    return _Children()


def _child(parent: TypeNode, field: str) -> TypeNode | None:
    if not parent.name:
        return _make_child(parent, field)
    known = _children().known
    key = (parent.name, field)
    if key in known:
        return known[key]
    node = _make_child(parent, field)
    if node is not None and node.field and len(known) < _CHILDREN_LIMIT:
        known[key] = node
    return node


def _make_child(parent: TypeNode, field: str) -> TypeNode | None:
    spec = parent.fields.get(field)
    if spec is not None:
        return _node(spec, parent.name, field)
    values = parent.target.get("additionalProperties")
    return _node(values, parent.name, "") if isinstance(values, dict) else None


@cache
def _names() -> dict[tuple[str, str], str]:
    """Full type names by (apiVersion, kind); a kind shared by many groups has its home first."""
    found: dict[tuple[str, str], str] = {}
    for name, spec in definitions().items():
        for one in spec.get("x-kubernetes-group-version-kind") or ():
            group, version = one["group"], one["version"]
            place = (f"{group}/{version}" if group else version, one["kind"])
            found.setdefault(place, name)
    return found


@cache
def type_name(api_version: str, kind: str) -> str:
    """The full name of a kind's type, '' if the definitions have none."""
    return _names().get((api_version, kind), "")


class Schema:
    """The types of one cluster: the built-in ones and those of custom resources.

    Custom types follow from stored CustomResourceDefinitions: derived data, added again by whoever
    restores a cluster.
    """

    def __init__(self) -> None:
        self._custom: dict[tuple[str, str], dict[str, Any]] = {}

    def add_custom(self, kind: Kind, schema: dict[str, Any]) -> None:
        """Serve a custom kind whose objects follow an OpenAPI v3 schema."""
        self._custom[(kind.api_version, kind.kind)] = schema

    def remove_custom(self, kind: Kind) -> None:
        """Forget a custom kind."""
        self._custom.pop((kind.api_version, kind.kind), None)

    def custom(self, kind: Kind) -> dict[str, Any] | None:
        """The schema of a custom kind, None if it is built in."""
        return self._custom.get((kind.api_version, kind.kind))

    def type_of(self, api_version: str, kind: str) -> TypeNode | None:
        """The type of a kind's objects, None for an unknown kind."""
        custom = self._custom.get((api_version, kind))
        if custom is not None:
            return TypeNode(with_metadata(custom))
        name = type_name(api_version, kind)
        return TypeNode(definitions()[name], name) if name else None

    def decode(self, kind: Kind, value: Any) -> tuple[dict[str, Any], list[str]]:
        """See ``decode``; custom kinds keep what they are given (``custom`` prunes them)."""
        if (kind.api_version, kind.kind) in self._custom:
            return dict(value), []
        return decode(kind, value)


def with_metadata(schema: dict[str, Any]) -> dict[str, Any]:
    """A custom resource's schema with the fields that every object has."""
    reference = {"$ref": "#/$defs/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"}
    properties = {
        **(schema.get("properties") or {}),
        "apiVersion": {"type": "string"},
        "kind": {"type": "string"},
        "metadata": reference,
    }
    return {**schema, "properties": properties}


def decode(kind: Kind, value: Any) -> tuple[dict[str, Any], list[str]]:
    """The canonical object of a built-in kind, and its strict errors (unknown fields).

    Raises:
        ApiError: 400, the value does not fit the type.
    """
    return decode_as(kind.api_version, kind.kind, value)


def decode_as(api_version: str, kind: str, value: Any) -> tuple[dict[str, Any], list[str]]:
    """Like ``decode`` for a kind that is no resource of its own (``Scale``, ``DeleteOptions``).

    Raises:
        ApiError: 400, the value does not fit the type.
    """
    name = type_name(api_version, kind)
    decoder = Decoder()
    try:
        decoded = decoder.decode(name, value)
    except DecodeError as error:
        raise cannot_handle(api_version, kind, str(error)) from error
    return decoded, decoder.strict


@cache
def zero_object(api_version: str, kind: str) -> dict[str, Any]:
    """A built-in kind's object with nothing in it, as Go writes it; empty for custom kinds."""
    name = type_name(api_version, kind)
    return Decoder().decode(name, {}) if name else {}


def cannot_handle(api_version: str, kind: str, why: str) -> ApiError:
    """400: a body that is no object of the kind."""
    version = api_version.rpartition("/")[2]
    return bad_request(f'{kind} in version "{version}" cannot be handled as a {kind}: {why}')


def strict_error(kind: Kind, errors: list[str]) -> ApiError:
    """400: strict validation found unknown or repeated fields."""
    why = "strict decoding error: " + ", ".join(errors)
    return cannot_handle(kind.api_version, kind.kind, why)


def enum_of(owner: str, field: str) -> tuple[list[str], str]:
    """The possible values of a field and what each means, empty if it has no enum."""
    found = facts()["enums"].get(owner, {}).get(field)
    return (found[0], found[1]) if found else ([], "")


def go_name(name: str) -> str:
    """How ``explain`` names a type: ``Container``."""
    return short_name(name)
