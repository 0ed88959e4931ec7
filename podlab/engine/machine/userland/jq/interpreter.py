"""Running jq's programs: each node gives a stream of (path, value) pairs for one input.

A path is None unless one is asked for (``path(f)``, assignments); then it leads from the input of
that question to the value, and NOWHERE marks a value that has none.  Generators live only while
one input is worked on, under the budget.  Not here: built-in functions (``builtins``).
"""

from collections import deque
from collections.abc import Callable, Iterator
from typing import Any

from podlab.engine.machine.userland.jq import access, formats
from podlab.engine.machine.userland.jq.parser import Node
from podlab.engine.machine.userland.jq.values import (
    Budget,
    Exhausted,
    JqFault,
    Path,
    calculate,
    checked,
    described,
    shown,
    truth,
    type_name,
)

NOWHERE: Path = ("nowhere", None)
MAX_CALLS = 120
Pair = tuple[Path | None, Any]
Pairs = Iterator[Pair]


class Undefined(Exception):
    """A name that is not defined; ``str()`` is the name as the error shows it."""


class Break(Exception):
    """``break $name``, on its way to its label."""

    def __init__(self, label: object) -> None:
        super().__init__()
        self.label = label


class Scope:
    """One binding in front of the others: a variable, a function, an argument or a label."""

    __slots__ = ("key", "parent", "value")

    def __init__(self, parent: "Scope | None", key: str, value: Any) -> None:
        self.parent = parent
        self.key = key
        self.value = value

    def find(self, key: str) -> "Scope | None":
        """The nearest binding of a key (``$x``, ``f/1``, ``*label``)."""
        scope: Scope | None = self
        while scope is not None and scope.key != key:
            scope = scope.parent
        return scope


class Closure:
    """An argument: an expression with the scope that it stands in."""

    __slots__ = ("node", "scope")

    def __init__(self, node: Node, scope: Scope) -> None:
        self.node = node
        self.scope = scope


class Runner:
    """Runs nodes; ``functions`` are the built-in ones by name and number of arguments."""

    def __init__(
        self, functions: dict[str, Callable[..., Pairs]], budget: Budget, world: Any = None
    ) -> None:
        self.functions = functions
        self.budget = budget
        self.world = world
        self.calls = 0

    def run(self, node: Node, scope: Scope, path: Path | None, value: Any) -> Pairs:
        """The results of a node for one input."""
        self.budget.spend()
        return _RULES[node[0]](self, node, scope, path, value)

    def values(self, node: Node, scope: Scope, value: Any) -> Iterator[Any]:
        """The results without paths."""
        return (found for _, found in self.run(node, scope, None, value))

    def call(self, closure: Closure, path: Path | None, value: Any) -> Pairs:
        """The results of an argument."""
        return self.run(closure.node, closure.scope, path, value)

    def each(self, closure: Closure, value: Any) -> Iterator[Any]:
        """The results of an argument without paths."""
        return self.values(closure.node, closure.scope, value)


def spot(path: Path | None) -> Path | None:
    """The path of a computed value: there is none."""
    return None if path is None else NOWHERE


def step(path: Path | None, key: Any, value: Any) -> Path | None:
    """The path one step on.

    Raises:
        JqFault: it begins at a computed value.
    """
    if path is None:
        return None
    if path is NOWHERE:
        word = f'"{key}"' if isinstance(key, str) else shown(key)
        raise JqFault(
            f"Invalid path expression near attempt to access element {word} of {shown(value)}"
        )
    return (*path, key)


# --- places ----------------------------------------------------------------------------------
def _identity(r: Runner, node: Node, scope: Scope, path: Path | None, value: Any) -> Pairs:
    yield path, value


def _index(r: Runner, node: Node, scope: Scope, path: Path | None, value: Any) -> Pairs:
    for way, target in r.run(node[1], scope, path, value):
        for key in r.values(node[2], scope, value):
            place = step(way, key, target)
            yield place, access.item(target, key)


def _slice(r: Runner, node: Node, scope: Scope, path: Path | None, value: Any) -> Pairs:
    nothing: tuple[Any, ...] = (None,)
    for way, target in r.run(node[1], scope, path, value):
        for end in r.values(node[3], scope, value) if node[3] else nothing:
            for start in r.values(node[2], scope, value) if node[2] else nothing:
                found = access.sliced(target, start, end)
                yield step(way, {"start": start, "end": end}, target), found


def _each(r: Runner, node: Node, scope: Scope, path: Path | None, value: Any) -> Pairs:
    for way, target in r.run(node[1], scope, path, value):
        yield from items(r, way, target)


def items(r: Runner, path: Path | None, value: Any) -> Pairs:
    """What ``.[]`` gives."""
    if isinstance(value, list):
        for place, found in enumerate(value):
            r.budget.spend()
            yield step(path, place, value), found
    elif isinstance(value, dict):
        for key, found in value.items():
            r.budget.spend()
            yield step(path, key, value), found
    else:
        raise JqFault(f"Cannot iterate over {described(value)}")


# --- values ----------------------------------------------------------------------------------
def _literal(r: Runner, node: Node, scope: Scope, path: Path | None, value: Any) -> Pairs:
    yield spot(path), node[1]


def _string(r: Runner, node: Node, scope: Scope, path: Path | None, value: Any) -> Pairs:
    def joined(parts: tuple[Any, ...]) -> Iterator[str]:
        if not parts:
            yield ""
            return
        for end in joined(parts[:-1]):
            if isinstance(parts[-1], str):
                yield end + parts[-1]
                continue
            for found in r.values(parts[-1], scope, value):
                yield checked(end + formats.formatted(node[1], found, r.budget))

    for text in joined(node[2]):
        yield spot(path), text


def _format(r: Runner, node: Node, scope: Scope, path: Path | None, value: Any) -> Pairs:
    yield spot(path), formats.formatted(node[1], value, r.budget)


def _array(r: Runner, node: Node, scope: Scope, path: Path | None, value: Any) -> Pairs:
    found: list[Any] = []
    if node[1] is not None:
        for one in r.values(node[1], scope, value):
            found.append(one)
            r.budget.spend()
    yield spot(path), checked(found)


def _object(r: Runner, node: Node, scope: Scope, path: Path | None, value: Any) -> Pairs:
    def filled(pairs: tuple[Any, ...]) -> Iterator[dict[str, Any]]:
        if not pairs:
            yield {}
            return
        for begun in filled(pairs[:-1]):
            for key in r.values(pairs[-1][0], scope, value):
                if not isinstance(key, str):
                    raise JqFault(f"Object keys must be strings, not {described(key)}")
                for found in r.values(pairs[-1][1], scope, value):
                    r.budget.spend()
                    yield {**begun, key: found}

    for one in filled(node[1]):
        yield spot(path), one


def _negate(r: Runner, node: Node, scope: Scope, path: Path | None, value: Any) -> Pairs:
    for found in r.values(node[1], scope, value):
        if not access.is_number(found):
            raise JqFault(f"{described(found)} cannot be negated")
        yield spot(path), -found if found else -0.0


def _binary(r: Runner, node: Node, scope: Scope, path: Path | None, value: Any) -> Pairs:
    for right in r.values(node[3], scope, value):
        for left in r.values(node[2], scope, value):
            yield spot(path), calculate(node[1], left, right, r.budget)


def _both(r: Runner, node: Node, scope: Scope, path: Path | None, value: Any) -> Pairs:
    settled = node[0] == "or"
    for left in r.values(node[1], scope, value):
        if truth(left) is settled:
            yield spot(path), settled
            continue
        for right in r.values(node[2], scope, value):
            yield spot(path), truth(right)


# --- streams ---------------------------------------------------------------------------------
def _pipe(r: Runner, node: Node, scope: Scope, path: Path | None, value: Any) -> Pairs:
    for way, found in r.run(node[1], scope, path, value):
        yield from r.run(node[2], scope, way, found)


def _comma(r: Runner, node: Node, scope: Scope, path: Path | None, value: Any) -> Pairs:
    yield from r.run(node[1], scope, path, value)
    yield from r.run(node[2], scope, path, value)


def _alternative(r: Runner, node: Node, scope: Scope, path: Path | None, value: Any) -> Pairs:
    good = False
    try:
        for pair in r.run(node[1], scope, path, value):
            if truth(pair[1]):
                good = True
                yield pair
    except JqFault:
        pass  # what fails is no alternative: the other one is taken
    if not good:
        yield from r.run(node[2], scope, path, value)


def _if(r: Runner, node: Node, scope: Scope, path: Path | None, value: Any) -> Pairs:
    for test in r.values(node[1], scope, value):
        yield from r.run(node[2] if truth(test) else node[3], scope, path, value)


def _try(r: Runner, node: Node, scope: Scope, path: Path | None, value: Any) -> Pairs:
    try:
        yield from r.run(node[1], scope, path, value)
    except JqFault as fault:
        if node[2] is None:
            return
        caught = fault.value
    else:
        return
    yield from r.run(node[2], scope, spot(path), caught)


def _reduce(r: Runner, node: Node, scope: Scope, path: Path | None, value: Any) -> Pairs:
    for start in r.run(node[3], scope, path, value):
        now = start
        for one in r.values(node[1], scope, value):
            for inner in bindings(r, node[2], scope, one):
                last = deque(r.run(node[4], inner, *now), maxlen=1)
                now = last[0] if last else (spot(path), None)
        yield now


def _foreach(r: Runner, node: Node, scope: Scope, path: Path | None, value: Any) -> Pairs:
    for start in r.run(node[3], scope, path, value):
        now = start
        for one in r.values(node[1], scope, value):
            for inner in bindings(r, node[2], scope, one):
                for after in r.run(node[4], inner, *now):
                    now = after
                    yield from r.run(node[5], inner, *after)


# --- names -----------------------------------------------------------------------------------
def bindings(r: Runner, pattern: Node, scope: Scope, value: Any) -> Iterator[Scope]:
    """The scopes in which a pattern's variables have a value's parts."""
    r.budget.spend()
    if pattern[0] == "variable":
        yield Scope(scope, "$" + pattern[1], value)
    elif pattern[0] == "items":
        rows = [(place, inner) for place, inner in enumerate(pattern[1])]
        if value is not None and not isinstance(value, list):
            raise JqFault(f"Cannot index {type_name(value)} with number")
        yield from _bound_items(r, rows, scope, value)
    else:
        yield from _bound_fields(r, pattern[1], scope, value)


def _bound_items(r: Runner, rows: list[Any], scope: Scope, value: Any) -> Iterator[Scope]:
    if not rows:
        yield scope
        return
    for outer in bindings(r, rows[0][1], scope, access.item(value, rows[0][0])):
        yield from _bound_items(r, rows[1:], outer, value)


def _bound_fields(r: Runner, rows: Any, scope: Scope, value: Any) -> Iterator[Scope]:
    if not rows:
        yield scope
        return
    key_node, own, inner = rows[0]
    for key in r.values(key_node, scope, value):
        found = access.item(value, key)
        named = Scope(scope, "$" + own[1], found) if own is not None else scope
        for outer in bindings(r, inner, named, found) if inner is not None else (named,):
            yield from _bound_fields(r, rows[1:], outer, value)


def _as(r: Runner, node: Node, scope: Scope, path: Path | None, value: Any) -> Pairs:
    for one in r.values(node[1], scope, value):
        for inner in bindings(r, node[2], scope, one):
            yield from r.run(node[3], inner, path, value)


def _variable(r: Runner, node: Node, scope: Scope, path: Path | None, value: Any) -> Pairs:
    found = scope.find("$" + node[1])
    if found is None:
        raise Undefined(f"${node[1]}")
    yield spot(path), found.value


def _function(r: Runner, node: Node, scope: Scope, path: Path | None, value: Any) -> Pairs:
    return r.run(node[4], define(scope, node), path, value)


def define(scope: Scope, node: Node) -> Scope:
    """The scope in which a definition holds, its own body included."""
    inner = Scope(scope, f"{node[1]}/{len(node[2])}", None)
    inner.value = (node[2], node[3], inner)
    return inner


def _call(r: Runner, node: Node, scope: Scope, path: Path | None, value: Any) -> Pairs:
    name = f"{node[1]}/{len(node[2])}"
    found = scope.find(name)
    if found is not None and isinstance(found.value, Closure):
        yield from r.call(found.value, path, value)
        return
    args = [Closure(one, scope) for one in node[2]]
    if found is None:
        native = r.functions.get(name)
        if native is None:
            raise Undefined(name)
        yield from native(r, path, value, *args)
        return
    params, body, inner = found.value
    for param, arg in zip(params, args, strict=True):
        inner = Scope(inner, f"{param}/0", arg)
    r.calls += 1
    if r.calls > MAX_CALLS:
        raise Exhausted
    try:
        yield from r.run(body, inner, path, value)
    finally:
        r.calls -= 1


def _label(r: Runner, node: Node, scope: Scope, path: Path | None, value: Any) -> Pairs:
    mark = object()
    try:
        yield from r.run(node[2], Scope(scope, "*" + node[1], mark), path, value)
    except Break as leaving:
        if leaving.label is not mark:
            raise


def _break(r: Runner, node: Node, scope: Scope, path: Path | None, value: Any) -> Pairs:
    found = scope.find("*" + node[1])
    if found is None:
        raise Undefined(f"$*label-{node[1]}")
    raise Break(found.value)
    yield  # a generator like the others


# --- assignment ------------------------------------------------------------------------------
def paths_of(r: Runner, node: Node, scope: Scope, value: Any) -> Iterator[Path]:
    """The paths that an expression means.

    Raises:
        JqFault: one of its results is computed.
    """
    for way, found in r.run(node, scope, (), value):
        if way is NOWHERE or way is None:
            raise JqFault(f"Invalid path expression with result {shown(found)}")
        yield way


def _assign(r: Runner, node: Node, scope: Scope, path: Path | None, value: Any) -> Pairs:
    operator, target, source = node[1:]
    if operator == "|=":
        yield spot(path), _updated(r, target, source, scope, value)
        return
    for operand in r.values(source, scope, value):
        result = value
        for way in list(paths_of(r, target, scope, value)):
            old = access.get_path(result, way) if operator != "=" else None
            if operator == "=":
                new = operand
            elif operator == "//=":
                new = old if truth(old) else operand
            else:
                new = calculate(operator[:-1], old, operand, r.budget)
            result = access.set_path(result, way, new, r.budget)
        yield spot(path), result


def _updated(r: Runner, target: Node, source: Node, scope: Scope, value: Any) -> Any:
    for way in list(paths_of(r, target, scope, value)):
        old = access.get_path(value, way)
        for new in r.values(source, scope, old):
            value = access.set_path(value, way, new, r.budget)
            break
        else:
            value = access.delete_paths(value, [way], r.budget)
    return value


_RULES: dict[str, Callable[[Runner, Node, Scope, Path | None, Any], Pairs]] = {
    "identity": _identity, "index": _index, "slice": _slice, "each": _each, "literal": _literal,
    "string": _string, "format": _format, "array": _array, "object": _object, "negate": _negate,
    "binary": _binary, "or": _both, "and": _both, "pipe": _pipe, "comma": _comma,
    "alternative": _alternative, "if": _if, "try": _try, "reduce": _reduce, "foreach": _foreach,
    "as": _as, "variable": _variable, "function": _function, "call": _call, "label": _label,
    "break": _break, "assign": _assign,
}  # fmt: skip
