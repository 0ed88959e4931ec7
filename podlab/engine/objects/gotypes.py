"""Kubernetes' API types as Go declares them: field order, Go's type words, what is left out empty.

Here: the structs of the facts table, compiled on first use.  Not here: decoding (``decode``) or
what patches and ``explain`` need (``schema``).
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from podlab.engine.objects.facts import facts

Form = Literal[
    "string", "bool", "int", "float", "bytes", "struct", "list", "map", "any",
    "quantity", "time", "intorstring", "duration", "schema_or_bool", "schema_or_array",
    "schema_or_strings",
]  # fmt: skip

_META = "io.k8s.apimachinery.pkg.apis.meta.v1."
_CRD = "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1."
_SPECIAL: dict[str, Form] = {
    "io.k8s.apimachinery.pkg.api.resource.Quantity": "quantity",
    "io.k8s.apimachinery.pkg.util.intstr.IntOrString": "intorstring",
    "io.k8s.apimachinery.pkg.runtime.RawExtension": "any",
    "io.k8s.apimachinery.pkg.runtime.Object": "any",
    _META + "Time": "time",
    _META + "MicroTime": "time",
    _META + "Duration": "duration",
    _META + "FieldsV1": "any",
    _CRD + "JSON": "any",
    _CRD + "JSONSchemaPropsOrBool": "schema_or_bool",
    _CRD + "JSONSchemaPropsOrArray": "schema_or_array",
    _CRD + "JSONSchemaPropsOrStringArray": "schema_or_strings",
}
_BASIC: dict[str, Form] = {
    "string": "string", "bool": "bool", "byte": "int", "any": "any", "float64": "float",
    "int": "int", "int32": "int", "int64": "int", "uint16": "int", "uint8": "int",
}  # fmt: skip
_BITS = {"int32": 31, "int64": 63, "int": 63, "byte": 8, "uint8": 8, "uint16": 16}


@dataclass(frozen=True, slots=True)
class GoType:
    """One Go type.  ``words`` is how Go's errors name it, ``name`` its full name if it has one,
    ``bits`` the size of an integer, ``element`` what a list or map holds."""

    form: Form
    words: str
    pointer: bool = False
    name: str = ""
    bits: int = 0
    element: "GoType | None" = None


@dataclass(frozen=True, slots=True)
class GoField:
    """One field of a struct in JSON; ``embeds`` are the embedded structs it comes through."""

    json: str
    type: GoType
    omit_empty: bool
    omit_zero: bool
    embeds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GoStruct:
    """One struct: its fields in Go's order, embedded ones in place."""

    name: str
    fields: dict[str, GoField]


def short_name(name: str) -> str:
    """``Container`` of ``io.k8s.api.core.v1.Container``."""
    return name.rpartition(".")[2]


def _words(name: str) -> str:
    """``v1.Container`` of ``io.k8s.api.core.v1.Container``."""
    return ".".join(name.split(".")[-2:])


@cache
def go_type(text: str) -> GoType:
    """A type as the facts table writes it: ``*int32``, ``[]io.k8s.api.core.v1.Container``."""
    if text.startswith("*"):
        inner = go_type(text[1:])
        return GoType(inner.form, inner.words, True, inner.name, inner.bits, inner.element)
    if text in ("[]byte", "[]uint8"):
        return GoType("bytes", "[]uint8")
    if text.startswith("[]"):
        element = go_type(text[2:])
        star = "*" if element.pointer else ""
        return GoType("list", f"[]{star}{element.words}", element=element)
    if match := re.match(r"map\[([^\]]+)\]", text):
        element = go_type(text[match.end() :])
        return GoType("map", f"map[{go_type(match[1]).words}]{element.words}", element=element)
    return _named(text)


def _named(text: str) -> GoType:
    if text in _BASIC:
        return GoType(_BASIC[text], text, bits=_BITS.get(text, 0))
    if text in _SPECIAL:
        return GoType(_SPECIAL[text], _words(text), name=text)
    if text in facts()["structs"] or text.endswith("SubresourceStatus"):
        return GoType("struct", _words(text), name=text)
    # A named type without an entry is a string of a package that is not read (types.UID).
    inner = go_type(facts()["scalars"].get(text, "string"))
    return GoType(inner.form, _words(text), False, text, inner.bits, inner.element)


@cache
def go_struct(name: str) -> GoStruct:
    """A struct by its full name."""
    found: dict[str, GoField] = {}
    for word in facts()["structs"].get(name, ()):
        json_name, type_text, flags = word.split("|")
        if json_name == "-":
            continue
        if json_name == "":
            _embed(found, type_text)
            continue
        found[json_name] = GoField(json_name, go_type(type_text), "o" in flags, "z" in flags)
    return GoStruct(name, found)


def _embed(found: dict[str, GoField], type_text: str) -> None:
    outer = type_text.lstrip("*")
    for one in go_struct(outer).fields.values():
        through = (short_name(outer), *one.embeds)
        found[one.json] = GoField(one.json, one.type, one.omit_empty, one.omit_zero, through)
