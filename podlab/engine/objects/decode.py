"""Decoding as Go does: what the API server makes of a JSON value, and its words for nonsense.

Here: type errors, unknown fields, canonical forms (quantities, times), empty fields left out and
zero ones put in as Go's encoder does.  Not here: defaults or rules.  The order of keys decides
which error is told first, as in the real decoder.
"""

import base64
import binascii
import re
from datetime import datetime
from functools import cache
from typing import Any

from podlab.engine.objects import quantity
from podlab.engine.objects.fielderror import quote
from podlab.engine.objects.gotypes import (
    GoField,
    GoStruct,
    GoType,
    go_struct,
    go_type,
    short_name,
)

MAX_STRICT_ERRORS = 100
MAX_DEPTH = 200
ABSENT: Any = object()
"""What an encoder leaves out."""
_AS_JSON = "io.k8s.apiextensions-apiserver."
"""Types that are stored as JSON, not as protobuf."""


class DecodeError(ValueError):
    """A value that does not fit its type; the text is the JSON library's.  ``mismatch`` is what
    was found, the path and the wanted type, where that is what is wrong."""

    def __init__(
        self, message: str, mismatch: tuple[str, str, str] | None = None, form: str = ""
    ) -> None:
        super().__init__(message)
        self.mismatch = mismatch
        self.form = form


class Decoder:
    """Decodes one value; collects strict errors and keeps the first type error."""

    def __init__(self) -> None:
        self.strict: list[str] = []
        self.saved: DecodeError | None = None
        self.struct = ""
        self.stack: list[str] = []
        self.depth = 0

    def decode(self, type_name: str, value: Any) -> dict[str, Any]:
        """The canonical object of a struct type.

        Raises:
            DecodeError: the value does not fit.
        """
        if not isinstance(value, dict):
            word = _json_word(value)
            raise DecodeError(f"json: cannot unmarshal {word} into Go value of type {type_name}")
        decoded = self._struct(go_type(type_name), value, "")
        if self.saved:
            raise self.saved
        return decoded  # type: ignore[no-any-return]

    def _strict(self, words: str) -> None:
        if len(self.strict) < MAX_STRICT_ERRORS and words not in self.strict:
            self.strict.append(words)

    def _mismatch(self, word: str, type: GoType) -> Any:
        if not self.saved:
            self.saved = self._error(word, type.words, form=type.form)
        return ABSENT

    def _error(self, word: str, wanted: str, inner: str = "", form: str = "") -> DecodeError:
        """A type error at the place where decoding stands."""
        path = ".".join([*self.stack, inner] if inner else self.stack)
        where = f"struct field {self.struct}.{path}" if self.struct else "value"
        words = f"json: cannot unmarshal {word} into Go {where} of type {wanted}"
        return DecodeError(words, (word, path, wanted), form)

    def _value(self, type: GoType, value: Any, path: str) -> Any:
        """The canonical form of a value that is not null."""
        form = type.form
        if form == "string":
            return value if isinstance(value, str) else self._mismatch(_json_word(value), type)
        if form == "struct":
            return self._struct(type, value, path)
        if form == "list":
            return self._list(type, value, path)
        if form == "map":
            return self._map(type, value, path)
        if form == "any":
            return value
        return getattr(self, "_" + form)(type, value, path)

    def _struct(self, type: GoType, value: Any, path: str) -> Any:
        if not isinstance(value, dict):
            return self._mismatch(_json_word(value), type)
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise DecodeError("json: exceeded max depth")
        struct = go_struct(type.name)
        fields = struct.fields
        name = short_name(type.name)
        outer = self.struct
        found: dict[str, Any] = {}
        for key, item in value.items():
            field = fields.get(key)
            if field is None:
                self._strict(f'unknown field "{path}{"." if path else ""}{key}"')
                continue
            self.struct = name
            size = len(self.stack)
            self.stack += field.embeds
            self.stack.append(key)
            if item is not None:
                found[key] = self._value(field.type, item, f"{path}.{key}" if path else key)
            del self.stack[size:]
        self.struct = outer
        self.depth -= 1
        if not type.name.startswith(_AS_JSON):
            _as_protobuf(fields, found)
        return encode(struct, found)

    def _list(self, type: GoType, value: Any, path: str) -> Any:
        if not isinstance(value, list):
            return self._mismatch(_json_word(value), type)
        element = type.element
        assert element is not None
        items = []
        for place, item in enumerate(value):
            if item is None:
                items.append(None if element.pointer else zero(element))
                continue
            items.append(self._value(element, item, f"{path}[{place}]"))
        return items

    def _map(self, type: GoType, value: Any, path: str) -> Any:
        if not isinstance(value, dict):
            return self._mismatch(_json_word(value), type)
        element = type.element
        assert element is not None
        nothing = "" if element.form == "bytes" else zero(element)  # as it comes out of etcd
        return {
            key: nothing if item is None else self._value(element, item, f"{path}.{key}")
            for key, item in value.items()
        }

    def _bool(self, type: GoType, value: Any, path: str) -> Any:
        return value if isinstance(value, bool) else self._mismatch(_json_word(value), type)

    def _int(self, type: GoType, value: Any, path: str) -> Any:
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return self._mismatch(_json_word(value), type)
        if isinstance(value, float) or not -(2**type.bits) <= value < 2**type.bits:
            return self._mismatch(f"number {_number(value)}", type)
        return value

    def _float(self, type: GoType, value: Any, path: str) -> Any:
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return self._mismatch(_json_word(value), type)
        return value

    def _bytes(self, type: GoType, value: Any, path: str) -> Any:
        if not isinstance(value, str):
            return self._mismatch(_json_word(value), type)
        wrong = base64_error(value)
        if wrong >= 0 and not self.saved:
            self.saved = DecodeError(f"illegal base64 data at input byte {wrong}")
        return value.replace("\n", "").replace("\r", "")

    def _quantity(self, type: GoType, value: Any, path: str) -> Any:
        text = value.strip() if isinstance(value, str) else _json_text(value)
        try:
            return quantity.canonical(text)
        except quantity.QuantityError as error:
            raise DecodeError(str(error)) from None

    def _time(self, type: GoType, value: Any, path: str) -> Any:
        if not isinstance(value, str):
            raise self._error(_json_word(value), "string")
        return canonical_time(value, type.name.endswith("MicroTime"))

    def _duration(self, type: GoType, value: Any, path: str) -> Any:
        if not isinstance(value, str):
            raise self._error(_json_word(value), "string")
        return value

    def _intorstring(self, type: GoType, value: Any, path: str) -> Any:
        if isinstance(value, str):
            return value
        if isinstance(value, int) and not isinstance(value, bool) and -(2**31) <= value < 2**31:
            return value
        number = isinstance(value, (int, float)) and not isinstance(value, bool)
        word = f"number {_number(value)}" if number else _json_word(value)
        raise self._error(word, "int32")

    def _schema_or_bool(self, type: GoType, value: Any, path: str) -> Any:
        if isinstance(value, bool):
            return value
        if not isinstance(value, dict):
            raise DecodeError("boolean or JSON schema expected")
        return self._nested(value)

    def _schema_or_array(self, type: GoType, value: Any, path: str) -> Any:
        if isinstance(value, list):
            return [self._nested(item) for item in value]
        if not isinstance(value, dict):
            return ABSENT
        return self._nested(value)

    def _schema_or_strings(self, type: GoType, value: Any, path: str) -> Any:
        return value if isinstance(value, list) else self._nested(value)

    def _nested(self, value: Any) -> Any:
        """A schema behind a custom decoder of its own, which the outer path is put before."""
        name = "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps"
        try:
            return Decoder().decode(name, value)
        except DecodeError as error:
            if error.mismatch is None:
                raise
            word, path, wanted = error.mismatch
            raise self._error(word, wanted, path) from None


def _as_protobuf(fields: dict[str, GoField], found: dict[str, Any]) -> None:
    """What storage makes of a struct: protobuf knows no empty list, only none at all."""
    for key, value in found.items():
        if value == [] and fields[key].type.form == "list":
            found[key] = None


def encode(struct: GoStruct, found: dict[str, Any]) -> dict[str, Any]:
    """A struct as Go's encoder writes it: in its order, empty ones out, zero ones in."""
    result = {}
    fields, always = struct.fields, _always(struct.name)
    for key in [key for key in fields if key in found or key in always]:
        field = fields[key]
        value = found.get(key, ABSENT)
        if value is ABSENT:
            if key not in always:
                continue
            value = zero(field.type)
        elif field.omit_empty and not field.type.pointer and is_empty(field.type, value):
            continue
        result[key] = value
    return result


@cache
def _always(name: str) -> frozenset[str]:
    """The fields of a struct that are written even where nothing was said of them."""
    return frozenset(key for key, field in go_struct(name).fields.items() if not _may_lack(field))


def _may_lack(field: GoField) -> bool:
    if field.omit_zero:
        return True
    return field.omit_empty and (field.type.pointer or field.type.form not in _ALWAYS)


_ALWAYS = ("struct", "time", "quantity", "intorstring", "duration")
"""``omitempty`` leaves out empty lists, maps, texts and numbers, never structs."""


def is_empty(type: GoType, value: Any) -> bool:
    """Whether ``omitempty`` leaves the value out."""
    return type.form not in _ALWAYS and type.form != "any" and not value


def zero(type: GoType) -> Any:
    """The zero value of a type as Go's encoder writes it."""
    if type.pointer:
        return None
    form = type.form
    if form == "struct":
        return encode(go_struct(type.name), {})
    return _ZERO.get(form)


_ZERO = {
    "string": "", "bool": False, "int": 0, "float": 0, "intorstring": 0, "quantity": "0",
    "duration": "0s",
}  # fmt: skip


def _json_word(value: Any) -> str:
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, (int, float)):
        return "number"
    if isinstance(value, str):
        return "string"
    return "array" if isinstance(value, list) else "object"


def _json_text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return _number(value) if isinstance(value, (int, float)) else ""


def _number(value: int | float) -> str:
    return str(value)


def base64_error(text: str) -> int:
    """The place of the first byte that is no base64, -1 if all is well."""
    plain = text.replace("\n", "").replace("\r", "")
    try:
        base64.b64decode(plain, validate=True)
    except (binascii.Error, ValueError):
        return _first_wrong(text)
    return -1


_ALPHABET = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")


def _first_wrong(text: str) -> int:
    count = 0
    for place, char in enumerate(text):
        if char in "\r\n":
            continue
        if char == "=":
            return _padding(text, place, count % 4)
        if char not in _ALPHABET:
            return place
        count += 1
    # Go names the start of the unfinished group at the end of the text.
    return len(text) - count % 4 if count % 4 else -1


def _padding(text: str, place: int, filled: int) -> int:
    if filled < 2:
        return place
    rest = text[place + 1 :].replace("\n", "").replace("\r", "")
    if filled == 2:
        if not rest.startswith("="):
            return len(text) if not rest else place + 1
        return place + 2 if len(rest) > 1 else -1
    return place + 1 if rest else -1


_RFC3339 = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(\.\d{1,9})?(Z|[+-]\d\d:\d\d)")


def canonical_time(text: str, micro: bool = False) -> str:
    """A time in UTC, in whole seconds (or microseconds).

    Raises:
        DecodeError: in the words of Go's time package.
    """
    layout = "2006-01-02T15:04:05.000000Z07:00" if micro else "2006-01-02T15:04:05Z07:00"
    match = _RFC3339.fullmatch(text)
    try:
        if match is None:
            raise ValueError
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        raise DecodeError(_time_error(text, layout)) from None
    moment = moment - (moment.utcoffset() or moment.resolution * 0)
    shown = moment.strftime("%Y-%m-%dT%H:%M:%S")
    return f"{shown}.{moment.microsecond:06d}Z" if micro else f"{shown}Z"


_LAYOUT = (("2006", 4), ("-", 0), ("01", 2), ("-", 0), ("02", 2), ("T", 0), ("15", 2), (":", 0),
           ("04", 2), (":", 0), ("05", 2), ("Z07:00", -1))  # fmt: skip


_RANGES = {"01": ("month", range(1, 13)), "15": ("hour", range(24)),
           "04": ("minute", range(60)), "05": ("second", range(60))}  # fmt: skip
_ZONE = re.compile(r"(\.\d+)?(Z|[+-]\d\d:\d\d)")


def _time_error(text: str, layout: str) -> str:
    rest = text
    for word, digits in _LAYOUT:
        length = digits or 1
        fits = rest[:length].isdigit() and len(rest) >= length if digits > 0 else rest[:1] == word
        if fits and word in _RANGES and int(rest[:length]) not in _RANGES[word][1]:
            return f"parsing time {quote(text)}: {_RANGES[word][0]} out of range"
        if word == "Z07:00" and _ZONE.fullmatch(rest):
            break
        if digits < 0 or not fits:
            wrong = f"cannot parse {quote(rest)} as {quote(word)}"
            return f"parsing time {quote(text)} as {quote(layout)}: {wrong}"
        rest = rest[length:]
    return f"parsing time {quote(text)}: day out of range"
