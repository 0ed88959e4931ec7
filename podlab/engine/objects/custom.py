"""Objects of custom kinds: pruning, defaults and rules of their OpenAPI v3 schema.

Here: what a structural schema says about an object, in the API server's words.  Not here: the
schema's own rules (``validation.crd``).  Rules in CEL (``x-kubernetes-validations``) are not run.
"""

import re
from typing import Any

from podlab.engine.objects.decode import DecodeError, Decoder
from podlab.engine.objects.fielderror import (
    FieldError,
    invalid,
    required,
    too_long,
    too_many,
    unsupported,
)
from podlab.engine.objects.kinds import Kind
from podlab.engine.objects.schema import cannot_handle

Object = dict[str, Any]
_OWN = ("apiVersion", "kind", "metadata")
_META = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"
MAX_PATTERN_TEXT = 10_000


def decode_custom(kind: Kind, schema: Object, value: Any) -> tuple[Object, list[str]]:
    """The object without fields that the schema does not know, and those fields as strict errors.

    Raises:
        ApiError: 400, the metadata does not fit its type.
    """
    if not isinstance(value, dict):
        raise cannot_handle(kind.api_version, kind.kind, "json: cannot unmarshal into Go value")
    decoder = Decoder()
    try:
        metadata = decoder.decode(_META, value.get("metadata") or {})
    except DecodeError as error:
        raise cannot_handle(kind.api_version, kind.kind, str(error)) from None
    unknown = [word.replace('"', '"metadata.', 1) for word in decoder.strict]
    body = {key: item for key, item in value.items() if key not in _OWN}
    pruned = _prune(schema, body, "", unknown)
    head = {"apiVersion": kind.api_version, "kind": kind.kind, "metadata": metadata}
    return {**head, **pruned}, unknown


def _prune(schema: Object, value: Any, path: str, unknown: list[str]) -> Any:
    if isinstance(value, list):
        items = schema.get("items") or {}
        return [_prune(items, one, f"{path}[{n}]", unknown) for n, one in enumerate(value)]
    if not isinstance(value, dict) or schema.get("x-kubernetes-embedded-resource"):
        return value
    properties, extra = schema.get("properties") or {}, schema.get("additionalProperties")
    keep = bool(schema.get("x-kubernetes-preserve-unknown-fields"))
    kept = {}
    for key, item in value.items():
        where = f"{path}.{key}" if path else key
        if key in properties:
            kept[key] = _prune(properties[key], item, where, unknown)
        elif isinstance(extra, dict):
            kept[key] = _prune(extra, item, where, unknown)
        elif extra or keep:
            kept[key] = item
        else:
            unknown.append(f'unknown field "{where}"')
    return kept


def custom_defaults(schema: Object, value: Any) -> Any:
    """The value with the schema's defaults; the same value if it has everything."""
    if isinstance(value, list) and isinstance(schema.get("items"), dict):
        items = [custom_defaults(schema["items"], one) for one in value]
        return value if all(a is b for a, b in zip(value, items)) else items
    if not isinstance(value, dict):
        return value
    changed: Object = {}
    for key, inner in (schema.get("properties") or {}).items():
        item = value.get(key)
        if item is None and "default" in inner:
            item = inner["default"]
        filled = custom_defaults(inner, item)
        if filled is not value.get(key):
            changed[key] = filled
    return {**value, **changed} if changed else value


def validate_custom(schema: Object, obj: Object) -> list[FieldError]:
    """What the schema refuses (metadata apart)."""
    body = {key: item for key, item in obj.items() if key not in _OWN}
    return _validate({**schema, "required": _body_required(schema)}, body, "")


def _body_required(schema: Object) -> list[str]:
    return [name for name in schema.get("required") or () if name not in _OWN]


def _validate(schema: Object, value: Any, path: str) -> list[FieldError]:
    if value is None and schema.get("nullable"):
        return []
    wrong = _type_error(schema, value, path)
    if wrong is not None:
        return [wrong]
    errors: list[FieldError] = []
    allowed = schema.get("enum")
    if allowed is not None and value not in allowed:
        errors.append(unsupported(path, value, [str(one) for one in allowed]))
    if isinstance(value, dict):
        errors += _object_errors(schema, value, path)
    elif isinstance(value, list):
        errors += _list_errors(schema, value, path)
    elif isinstance(value, str):
        errors += _text_errors(schema, value, path)
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        errors += _number_errors(schema, value, path)
    return errors


_TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,), "array": (list,), "string": (str,), "boolean": (bool,),
    "integer": (int,), "number": (int, float),
}  # fmt: skip


def _type_error(schema: Object, value: Any, path: str) -> FieldError | None:
    sort = schema.get("type")
    if schema.get("x-kubernetes-int-or-string"):
        fits = isinstance(value, (int, str)) and not isinstance(value, bool)
        sort = "integer,string"
    else:
        fits = sort is None or isinstance(value, _TYPES.get(sort, (object,)))
        if isinstance(value, bool) and sort in ("integer", "number"):
            fits = False
    if fits:
        return None
    found = _name_of(value)
    return invalid(path, found, f'{path} in body must be of type {sort}: "{found}"')


def _name_of(value: Any) -> str:
    for name, kinds in (("boolean", bool), ("integer", int), ("number", float), ("string", str),
                        ("array", list), ("object", dict)):  # fmt: skip
        if isinstance(value, kinds):
            return name
    return "null"


def _object_errors(schema: Object, value: Object, path: str) -> list[FieldError]:
    errors: list[FieldError] = []
    prefix = f"{path}." if path else ""
    properties, extra = schema.get("properties") or {}, schema.get("additionalProperties")
    for key in sorted(value):
        inner = properties.get(key, extra)
        if isinstance(inner, dict):
            errors += _validate(inner, value[key], f"{prefix}{key}")
    for name in schema.get("required") or ():
        if name not in value:
            errors.append(required(f"{prefix}{name}"))
    return errors


def _list_errors(schema: Object, value: list[Any], path: str) -> list[FieldError]:
    errors: list[FieldError] = []
    least, most = schema.get("minItems"), schema.get("maxItems")
    if least is not None and len(value) < least:
        words = f"{path} in body should have at least {least} items"
        errors.append(invalid(path, value, words))
    if most is not None and len(value) > most:
        errors.append(too_many(path, len(value), most))
    items = schema.get("items")
    if isinstance(items, dict):
        for place, one in enumerate(value):
            errors += _validate(items, one, f"{path}[{place}]")
    return errors


def _text_errors(schema: Object, value: str, path: str) -> list[FieldError]:
    errors: list[FieldError] = []
    least, most = schema.get("minLength"), schema.get("maxLength")
    if most is not None and len(value) > most:
        errors.append(too_long(path, most))
    if least is not None and len(value) < least:
        words = f"{path} in body should be at least {least} chars long"
        errors.append(invalid(path, value, words))
    pattern = schema.get("pattern")
    if pattern and not _matches(pattern, value):
        errors.append(invalid(path, value, f"{path} in body should match '{pattern}'"))
    return errors


_REPEATED_GROUP = re.compile(r"\)[*+{]")
_REPEAT = re.compile(r"[*+]|\{\d*,\d*\}")
_MAX_STEPS = 10_000_000
_MAX_GROUP_TEXT = 24


def _matches(pattern: str, value: str) -> bool:
    """Whether a text matches.  Python's matcher backtracks, Go's does not: a text so long that
    this pattern could take too many steps on it is not looked at and passes."""
    repeats = len(_REPEAT.findall(pattern))
    if len(value) > MAX_PATTERN_TEXT or len(value) ** repeats > _MAX_STEPS:
        return True
    if _REPEATED_GROUP.search(pattern) and len(value) > _MAX_GROUP_TEXT:
        return True
    try:
        return re.search(pattern, value) is not None
    except re.error:
        return True


def _number_errors(schema: Object, value: float, path: str) -> list[FieldError]:
    errors: list[FieldError] = []
    least, most = schema.get("minimum"), schema.get("maximum")
    if most is not None and (value > most or (schema.get("exclusiveMaximum") and value == most)):
        sign = "less than" if schema.get("exclusiveMaximum") else "less than or equal to"
        errors.append(invalid(path, value, f"{path} in body should be {sign} {most}"))
    if least is not None and (value < least or (schema.get("exclusiveMinimum") and value == least)):
        sign = "greater than" if schema.get("exclusiveMinimum") else "greater than or equal to"
        errors.append(invalid(path, value, f"{path} in body should be {sign} {least}"))
    return errors
