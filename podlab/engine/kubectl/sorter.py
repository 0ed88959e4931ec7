"""``--sort-by``: objects in the order of a field.

Here: comparing as kubectl does (quantities as quantities, missing fields first).  Not here: the
path language (``jsonpath``).
"""

from collections.abc import Callable
from functools import cmp_to_key
from typing import Any, TypeVar

from podlab.engine.kubectl.cli.errors import CommandError
from podlab.engine.kubectl.templates import jsonpath
from podlab.engine.objects.quantity import parse as parse_quantity

T = TypeVar("T")


def sort_by(items: list[T], path: str, content: Callable[[T], Any]) -> list[T]:
    """The items in the order of a field of their content.

    Raises:
        CommandError: no item has the field, or the path cannot be read.
    """
    try:
        field = jsonpath.relaxed(path)
        nodes = jsonpath.parse(field)
        found = [_first(nodes, content(item)) for item in items]
    except jsonpath.JSONPathError as error:
        raise CommandError(str(error)) from None
    if items and all(value is None for value in found):
        raise CommandError(f'couldn\'t find any field with path "{field}" in the list of objects')
    by_value = cmp_to_key(_compare)
    order: list[int] = sorted(range(len(items)), key=lambda place: by_value(found[place]))
    return [items[place] for place in order]


def _first(nodes: list[jsonpath.Node], data: Any) -> Any:
    groups = jsonpath.evaluate(nodes, data)
    return groups[0][0] if groups and groups[0] else None


def _compare(left: Any, right: Any) -> int:
    if left is None or right is None:
        return (left is not None) - (right is not None)
    one, other = _comparable(left), _comparable(right)
    if isinstance(one, str) == isinstance(other, str):
        left, right = one, other
    else:
        left, right = str(left), str(right)
    return int(left > right) - int(left < right)


def _comparable(value: Any) -> Any:
    if isinstance(value, dict | list):
        raise CommandError(f"unsortable type: {'map' if isinstance(value, dict) else 'slice'}")
    if isinstance(value, str) and value[:1].isdigit() and len(value) < 30:
        try:
            return parse_quantity(value).value
        except ValueError:
            return value
    return value
