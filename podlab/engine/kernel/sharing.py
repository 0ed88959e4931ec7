"""A second state from a first: what can change is copied, what never changes is shared.

The rules come from the annotations of the states (state is data): atoms, tuples of atoms, frozen
records and what is marked ``SHARED`` (stored objects are never mutated) belong to both;
dataclasses, lists, dicts, sets and deques are copied, each once, so that what was one thing in the
first state is one thing in the second.  Not here: states as bytes (``kernel.snapshot``).
"""

import functools
import types
import typing
from collections import deque
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from operator import attrgetter
from typing import Annotated, Any, NamedTuple, TypeVar

SHARED = "never changed in place"
"""Marks a field's type: ``Annotated[T, SHARED]``."""

Stored = Annotated[dict[str, Any], SHARED]
"""An object of the API as the store keeps it."""

T = TypeVar("T")
Memo = dict[int, Any]
Copier = Callable[[Any, Memo], Any]
"""Copies one value; None in place of a copier: the value is shared."""

_ATOM_TYPES = frozenset((type(None), bool, int, str, bytes, float))
_CONTAINERS = (dict, list, set, frozenset, deque, tuple)


def share(state: T) -> T:
    """A state that is equal to the first and independent of it."""
    copied: T = _copy_any(state, {})
    return copied


# --- values whose type is only known when they are met ----------------------------------------
def _copy_any(value: Any, memo: Memo) -> Any:
    kind = type(value)
    if kind in _ATOM_TYPES:
        return value
    if kind is dict:
        return _copy_dict(value, memo, _copy_any, _copy_any)
    if kind is list:
        return _copy_list(value, memo, _copy_any)
    if isinstance(value, tuple):
        return _copy_tuple(value, memo, _copy_any)
    if kind is deque:
        return _copy_deque(value, memo, _copy_any)
    if kind is set:
        return _once(value, memo, value.copy)
    if kind is frozenset:
        return value
    return _copy_record(value, memo)


def _once(value: Any, memo: Memo, copy: Callable[[], Any]) -> Any:
    known = memo.get(id(value))
    if known is None:
        known = memo[id(value)] = copy()
    return known


def _copy_dict(
    value: dict[Any, Any], memo: Memo, key: Copier | None, inner: Copier | None
) -> dict[Any, Any]:
    known = memo.get(id(value))
    if known is not None:
        return typing.cast("dict[Any, Any]", known)
    if inner is None:
        new = value.copy()
        memo[id(value)] = new
        return new
    new = memo[id(value)] = {}
    for name, one in value.items():  # keys are hashable: atoms and tuples of atoms
        new[name] = one if type(one) in _ATOM_TYPES else inner(one, memo)
    return new


def _copy_list(value: list[Any], memo: Memo, inner: Copier | None) -> list[Any]:
    known = memo.get(id(value))
    if known is not None:
        return typing.cast("list[Any]", known)
    if inner is None:
        new = value.copy()
        memo[id(value)] = new
        return new
    new = memo[id(value)] = []
    new += [one if type(one) in _ATOM_TYPES else inner(one, memo) for one in value]
    return new


def _copy_deque(value: deque[Any], memo: Memo, inner: Copier | None) -> deque[Any]:
    if inner is None:
        return typing.cast("deque[Any]", _once(value, memo, value.copy))
    known = memo.get(id(value))
    if known is None:
        known = memo[id(value)] = deque(maxlen=value.maxlen)
        known.extend(inner(one, memo) for one in value)
    return typing.cast("deque[Any]", known)


def _copy_tuple(value: tuple[Any, ...], memo: Memo, inner: Copier) -> tuple[Any, ...]:
    """The same tuple where nothing in it had to be copied."""
    kind = type(value)
    copier = _copier(kind) if kind is not tuple else inner
    if copier is None:
        return value
    if kind is not tuple:
        return typing.cast("tuple[Any, ...]", copier(value, memo))
    new = [inner(one, memo) for one in value]
    return value if all(a is b for a, b in zip(value, new, strict=True)) else tuple(new)


def _copy_record(value: Any, memo: Memo) -> Any:
    kind: type = type(value)
    plan = _plan(kind)
    if plan is None:
        return value
    known = memo.get(id(value))
    if known is not None:
        return known
    new = memo[id(value)] = plan.build(*plan.read(value))
    for name, copier in plan.copied:
        inner = getattr(value, name)
        if type(inner) not in _ATOM_TYPES:
            setattr(new, name, copier(inner, memo))
    return new


# --- what the annotations say -----------------------------------------------------------------
class _Plan(NamedTuple):
    """How records of one type are copied: all fields are read and passed on at once, then those
    that are not shared are replaced by copies."""

    build: Callable[..., Any]
    read: Callable[[Any], tuple[Any, ...]]
    copied: tuple[tuple[str, Copier], ...]


@functools.cache
def _plan(kind: type) -> _Plan | None:
    """How records of a type are copied; None: they are shared, for nothing in them changes."""
    if not is_dataclass(kind):
        raise TypeError(f"not plain data: {kind.__module__}.{kind.__name__}")
    hints = typing.get_type_hints(kind, include_extras=True)
    names = [field.name for field in fields(kind)]
    copiers = [(name, _copier(hints[name])) for name in names]
    copied = tuple((name, copier) for name, copier in copiers if copier is not None)
    if kind.__dataclass_params__.frozen:  # type: ignore[attr-defined]
        return None
    one = attrgetter(names[0]) if names else None
    read = attrgetter(*names) if len(names) > 1 else lambda value: (one(value),) if one else ()
    return _Plan(kind, read, copied)


@functools.cache
def _copier(hint: Any) -> Copier | None:
    """How values of a type are copied."""
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin is Annotated:
        return None if SHARED in hint.__metadata__ else _copier(args[0])
    if origin is typing.Literal or hint in _ATOM_TYPES:
        return None
    if origin in (typing.Union, types.UnionType):
        return _choice([_copier(arg) for arg in args if arg is not type(None)])
    if origin in _CONTAINERS:
        return _container(origin, args)
    if isinstance(hint, type) and issubclass(hint, tuple) and hasattr(hint, "_fields"):
        return _named(hint)
    if isinstance(hint, type) and is_dataclass(hint):
        return _copy_record
    return _copy_any


def _choice(copiers: list[Copier | None]) -> Copier | None:
    """A union: alike in all its parts, or decided by the value."""
    if all(copier is copiers[0] for copier in copiers):
        return copiers[0]
    return _copy_any


def _container(origin: Any, args: tuple[Any, ...]) -> Copier | None:
    if origin is frozenset:
        return None
    if origin is set:
        return lambda value, memo: _once(value, memo, value.copy)
    if origin is tuple:
        inner = [_copier(arg) for arg in args if arg is not Ellipsis]
        return None if all(copier is None for copier in inner) else _copy_any
    if origin is dict:
        copier = _copier(args[1])
        return lambda value, memo: _copy_dict(value, memo, None, copier)
    copier = _copier(args[0])
    copy: Any = _copy_list if origin is list else _copy_deque
    return lambda value, memo: copy(value, memo, copier)


def _named(kind: Any) -> Copier | None:
    """A named tuple: shared when all its fields are."""
    hints = typing.get_type_hints(kind, include_extras=True)
    rows = [_copier(hints[name]) for name in kind._fields]
    if all(copier is None for copier in rows):
        return None

    def copy(value: Any, memo: Memo) -> Any:
        new = [
            one if copier is None or type(one) in _ATOM_TYPES else copier(one, memo)
            for copier, one in zip(rows, value, strict=True)
        ]
        return value if all(a is b for a, b in zip(value, new, strict=True)) else kind(*new)

    return copy
