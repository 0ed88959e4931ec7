"""Small checks that many kinds share: labels, selectors, ports, bounds, one of several values.

Every check returns field errors, none if all is well.  Not here: whole objects.
"""

from collections.abc import Callable
from typing import Any

from podlab.engine.objects import formats
from podlab.engine.objects.fielderror import FieldError, forbidden, invalid, required, unsupported

Object = dict[str, Any]
Errors = list[FieldError]
Form = Callable[[str], list[str]]


def form(path: str, text: str, check: Form) -> Errors:
    """A text in a form; each reason against it is an error."""
    return [invalid(path, text, reason) for reason in check(text)]


def named(path: str, obj: Object, field: str, check: Form | None = None) -> Errors:
    """A text that must be there, perhaps in a form."""
    text = obj.get(field) or ""
    where = f"{path}.{field}" if path else field
    if not text:
        return [required(where)]
    return form(where, text, check) if check else []


def one_of(path: str, value: Any, supported: tuple[str, ...], must: bool = False) -> Errors:
    """One of several words; absent is fine unless it must be there."""
    if value in (None, ""):
        return [required(path)] if must else []
    return [] if value in supported else [unsupported(path, value, supported)]


def not_negative(path: str, value: Any) -> Errors:
    """A number of at least 0, if there is one."""
    if value is None or value >= 0:
        return []
    return [invalid(path, value, "must be greater than or equal to 0")]


def positive(path: str, value: Any) -> Errors:
    """A number above 0, if there is one."""
    return [] if value is None or value > 0 else [invalid(path, value, "must be greater than zero")]


def port(path: str, value: Any) -> Errors:
    """A port by number or name."""
    if isinstance(value, str):
        return form(path, value, formats.port_name)
    return [invalid(path, value, reason) for reason in formats.port_number(value or 0)]


def labels(path: str, value: Object | None) -> Errors:
    """A map of labels."""
    errors: Errors = []
    for key, text in (value or {}).items():
        errors += form(path, key, formats.label_key)
        errors += form(path, text, formats.label_value)
    return errors


def label_selector(path: str, selector: Object | None) -> Errors:
    """A ``LabelSelector``."""
    if selector is None:
        return []
    errors = labels(f"{path}.matchLabels", selector.get("matchLabels"))
    for place, one in enumerate(selector.get("matchExpressions") or ()):
        errors += _requirement(f"{path}.matchExpressions[{place}]", one)
    return errors


def _requirement(path: str, one: Object) -> Errors:
    operator, values = one.get("operator", ""), one.get("values") or []
    errors: Errors = []
    if operator in ("In", "NotIn"):
        if not values:
            words = "must be specified when `operator` is 'In' or 'NotIn'"
            errors.append(required(f"{path}.values", words))
    elif operator in ("Exists", "DoesNotExist"):
        if values:
            words = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"
            errors.append(forbidden(f"{path}.values", words))
    else:
        errors.append(invalid(f"{path}.operator", operator, "not a valid selector operator"))
    errors += form(f"{path}.key", one.get("key", ""), formats.label_key)
    for place, value in enumerate(values):
        errors += form(f"{path}.values[{place}]", value, formats.label_value)
    return errors


def immutable(path: str, new: Any, old: Any) -> Errors:
    """A field that must stay as it is."""
    return [] if new == old else [invalid(path, new, "field is immutable")]


def empty_selector(selector: Object | None) -> bool:
    """Whether a ``LabelSelector`` matches everything."""
    found = selector or {}
    return not found.get("matchLabels") and not found.get("matchExpressions")
