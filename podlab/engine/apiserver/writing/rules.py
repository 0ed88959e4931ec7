"""The rules of objects, as the write path asks for them: decode, default, validate.

Here: turning their verdicts into answers.  Not here: the rules (``objects``), or for whom they
run (``write``).
"""

from typing import Any

from podlab.engine.apiserver.world import World
from podlab.engine.objects import custom
from podlab.engine.objects.defaults import apply_defaults
from podlab.engine.objects.fielderror import FieldError, errors_to_api_error
from podlab.engine.objects.kinds import Kind
from podlab.engine.objects.schema import strict_error
from podlab.engine.objects.validation import validate_create, validate_update

Object = dict[str, Any]


def strictly(world: World, kind: Kind, value: Any) -> tuple[Object, list[str]]:
    """The object that a client sent, and what its kind does not know of it."""
    schema = world.schema.custom(kind)
    if schema is not None:
        return custom.decode_custom(kind, schema, value)
    return world.schema.decode(kind, value)


def decoded(world: World, kind: Kind, value: Any, field_validation: str) -> Object:
    """The object that a client sent; unknown fields are refused, warned of or ignored.

    Raises:
        ApiError: 400, the value is no object of the kind.
    """
    obj, unknown = strictly(world, kind, value)
    if unknown and field_validation == "Strict":
        raise strict_error(kind, unknown)
    if unknown and field_validation != "Ignore":
        for text in unknown:
            world.warn(text)
    return obj


def defaulted(world: World, kind: Kind, obj: Object) -> Object:
    """The object with its defaults."""
    schema = world.schema.custom(kind)
    if schema is None:
        return apply_defaults(kind, obj)
    filled: Object = custom.custom_defaults(schema, obj)
    return filled


def check_create(world: World, kind: Kind, obj: Object) -> None:
    """Refuse an invalid new object; ApiError 422."""
    _refuse(kind, obj, validate_create(kind, obj) + _custom_errors(world, kind, obj))


def check_update(world: World, kind: Kind, obj: Object, old: Object) -> None:
    """Refuse an invalid change; ApiError 422."""
    _refuse(kind, obj, validate_update(kind, obj, old) + _custom_errors(world, kind, obj))


def _custom_errors(world: World, kind: Kind, obj: Object) -> list[FieldError]:
    schema = world.schema.custom(kind)
    return custom.validate_custom(schema, obj) if schema is not None else []


def _refuse(kind: Kind, obj: Object, errors: list[FieldError]) -> None:
    if errors:
        name = obj["metadata"].get("name", "")
        raise errors_to_api_error(kind.group, kind.kind, name, errors)
