"""jq's built-in functions: those that control streams, and those that jq itself defines in jq.

Functions of plain values stand in ``functions``, those with regular expressions in ``regex``.
"""

from collections import deque
from collections.abc import Callable, Iterator
from functools import cache, cmp_to_key
from typing import Any

from podlab.engine.machine.userland.jq import access
from podlab.engine.machine.userland.jq.functions import PLAIN
from podlab.engine.machine.userland.jq.interpreter import (
    Closure,
    Pairs,
    Runner,
    Scope,
    define,
    items,
    paths_of,
    spot,
    step,
)
from podlab.engine.machine.userland.jq.parser import IDENTITY, parse
from podlab.engine.machine.userland.jq.regex import REGEX
from podlab.engine.machine.userland.jq.values import (
    Exhausted,
    JqFault,
    Path,
    compare,
    described,
    truth,
)

DEFINED = """
def values: select(. != null); def nulls: select(. == null);
def booleans: select(type == "boolean"); def numbers: select(type == "number");
def strings: select(type == "string"); def arrays: select(type == "array");
def objects: select(type == "object"); def iterables: select(type == "array" or type == "object");
def scalars: select(type != "array" and type != "object");
def finites: select(isinfinite or isnan | not); def normals: select(isnormal);
def map(f): [.[] | f]; def map_values(f): .[] |= f;
def recurse(f; cond): recurse(f | select(cond));
def range($x; $y): range($x; $y; 1); def range($x): range(0; $x);
def first: .[0]; def last: .[-1]; def nth($n): .[$n];
def nth($n; f): if $n < 0 then error("Out of bounds negative array index")
  else last(limit($n + 1; f)) end;
def any(f): any(.[]; f); def all(f): all(.[]; f); def any: any(.); def all: all(.);
def unique: unique_by(.); def min: min_by(.); def max: max_by(.);
def halt_error: halt_error(5);
def to_entries: [keys_unsorted[] as $k | {key: $k, value: .[$k]}];
def from_entries: map({(.key // .k // .name // .Name // .K // .Key
  | if type == "string" then . else tojson end):
  (if has("value") then .value elif has("v") then .v else .Value end)}) | add + {} // {};
def with_entries(f): to_entries | map(f) | from_entries;
def del(f): delpaths([path(f)]);
def paths: path(..) | select(length > 0);
def paths(f): path(.. | select(f)) | select(length > 0); def leaf_paths: paths(scalars);
def in(xs): . as $x | xs | has($x); def inside(xs): . as $x | xs | contains($x);
def combinations: if length == 0 then [] else .[0][] as $x | (.[1:] | combinations) as $w
  | [$x] + $w end;
def combinations(n): . as $dot | [range(n)] | map($dot) | combinations;
def walk(f): . as $in | if type == "object" then
  reduce keys_unsorted[] as $key ({}; . + {($key): ($in[$key] | walk(f))}) | f
  elif type == "array" then map(walk(f)) | f else f end;
def fromdateiso8601: strptime("%Y-%m-%dT%H:%M:%SZ") | mktime; def fromdate: fromdateiso8601;
def todateiso8601: strftime("%Y-%m-%dT%H:%M:%SZ"); def todate: todateiso8601;
def dateadd(u; n): . + n; def datesub(u; n): . - n; def date: todate;
def test(re): test(re; null); def match(re; $flags): _match(re; $flags) | .[];
def match(re): match(re; null);
def _captures: [.captures | .[] | select(.name != null) | {key: .name, value: .string}]
  | from_entries;
def capture(re; $flags): match(re; $flags) | _captures; def capture(re): capture(re; null);
def scan(re): match(re; "g")
  | if (.captures | length) > 0 then [.captures | .[] | .string] else .string end;
def split(re; $flags): . as $s | [foreach ((match(re; "g" + $flags) | [.offset, .length]), null)
  as $m ([0, null]; if $m == null then [.[0], $s[.[0]:]]
  else [$m[0] + $m[1], $s[.[0]:$m[0]]] end; .[1])];
def splits(re; flags): split(re; flags) | .[]; def splits(re): splits(re; null);
def sub(re; str; $flags): . as $in | [match(re; $flags)] as $found
  | reduce $found[] as $m ({at: 0, text: [""]};
    ($m | _captures) as $c | .at as $at | {at: ($m.offset + $m.length),
       text: [.text[] as $t | ($c | str) as $s | $t + $in[$at:$m.offset] + $s]})
  | .text[] + $in[.at:];
def sub(re; str): sub(re; str; ""); def gsub(re; str; $flags): sub(re; str; $flags + "g");
def gsub(re; str): gsub(re; str; "");
"""
"""Later definitions may use earlier ones, themselves and the functions of Python."""


@cache
def _definitions() -> Any:
    return parse(DEFINED)


def prelude() -> tuple[Scope, frozenset[str]]:
    """The scope of the functions that are written in jq, and their names."""
    scope = Scope(None, "", None)
    node, names = _definitions(), set()
    while node != IDENTITY:
        scope = define(scope, node)
        names.add(scope.key)
        node = node[4]
    return scope, frozenset(names)


# --- streams ---------------------------------------------------------------------------------
def _empty(r: Runner, path: Path | None, value: Any) -> Pairs:
    return iter(())


def _not(r: Runner, path: Path | None, value: Any) -> Pairs:
    yield spot(path), not truth(value)


def _error(r: Runner, path: Path | None, value: Any) -> Pairs:
    raise JqFault(value)
    yield  # a generator like the others


def _error_of(r: Runner, path: Path | None, value: Any, f: Closure) -> Pairs:
    for message in r.each(f, value):
        raise JqFault(message)
    return
    yield


def _select(r: Runner, path: Path | None, value: Any, f: Closure) -> Pairs:
    for found in r.each(f, value):
        if truth(found):
            yield path, value


def _recurse(r: Runner, path: Path | None, value: Any) -> Pairs:
    yield from _down(r, path, value, None)


def _recurse_by(r: Runner, path: Path | None, value: Any, f: Closure) -> Pairs:
    yield from _down(r, path, value, f)


def _down(r: Runner, path: Path | None, value: Any, f: Closure | None) -> Pairs:
    """Depth first, without a generator inside another for each step."""
    stack: list[Iterator[tuple[Path | None, Any]]] = [iter([(path, value)])]
    while stack:
        pair = next(stack[-1], None)
        if pair is None:
            stack.pop()
            continue
        r.budget.spend()
        if len(stack) > 10_000:
            raise Exhausted
        yield pair
        if f is not None:
            stack.append(r.call(f, *pair))
        elif isinstance(pair[1], list | dict):
            stack.append(items(r, *pair))


def _path(r: Runner, path: Path | None, value: Any, f: Closure) -> Pairs:
    for way in paths_of(r, f.node, f.scope, value):
        yield spot(path), list(way)


def _getpath(r: Runner, path: Path | None, value: Any, f: Closure) -> Pairs:
    for keys in r.each(f, value):
        if not isinstance(keys, list):
            raise JqFault("Path must be specified as an array")
        way = path
        for key in keys:
            way = step(way, key, value)
        yield way, access.get_path(value, tuple(keys))


def _range(r: Runner, path: Path | None, value: Any, *args: Closure) -> Pairs:
    start, upto, by = args
    for first in r.each(start, value):
        for last in r.each(upto, value):
            for width in r.each(by, value):
                yield from ((spot(path), one) for one in _counted(r, first, last, width))


def _counted(r: Runner, first: Any, last: Any, width: Any) -> Iterator[Any]:
    if not all(access.is_number(one) for one in (first, last, width)):
        raise JqFault("Range bounds must be numeric")
    while width and (first < last if width > 0 else first > last):
        r.budget.spend()
        yield first
        first += width


def _limit(r: Runner, path: Path | None, value: Any, count: Closure, f: Closure) -> Pairs:
    for most in r.each(count, value):
        if not access.is_number(most):
            raise JqFault("Invalid arguments to limit")
        if most < 0:
            yield from r.call(f, path, value)
            continue
        found = r.call(f, path, value) if most > 0 else iter(())
        while most > 0 and (pair := next(found, None)) is not None:
            yield pair
            most -= 1


def _first(r: Runner, path: Path | None, value: Any, f: Closure) -> Pairs:
    for pair in r.call(f, path, value):
        yield pair
        return


def _last(r: Runner, path: Path | None, value: Any, f: Closure) -> Pairs:
    yield from deque(r.call(f, path, value), maxlen=1)


def _isempty(r: Runner, path: Path | None, value: Any, f: Closure) -> Pairs:
    yield spot(path), next(r.call(f, None, value), None) is None


def _any(r: Runner, path: Path | None, value: Any, f: Closure, test: Closure) -> Pairs:
    yield spot(path), _some(r, value, f, test, wanted=True)


def _all(r: Runner, path: Path | None, value: Any, f: Closure, test: Closure) -> Pairs:
    yield spot(path), not _some(r, value, f, test, wanted=False)


def _some(r: Runner, value: Any, f: Closure, test: Closure, *, wanted: bool) -> bool:
    return any(truth(found) is wanted for one in r.each(f, value) for found in r.each(test, one))


def _until(r: Runner, path: Path | None, value: Any, test: Closure, f: Closure) -> Pairs:
    pair = (path, value)
    while True:
        done = next(r.each(test, pair[1]), None)
        if truth(done):
            break
        after = next(r.call(f, *pair), None)
        if after is None:
            return
        pair = after
    yield pair


def _while(r: Runner, path: Path | None, value: Any, test: Closure, f: Closure) -> Pairs:
    pair: tuple[Path | None, Any] | None = (path, value)
    while pair is not None and truth(next(r.each(test, pair[1]), None)):
        yield pair
        pair = next(r.call(f, *pair), None)


def _repeat(r: Runner, path: Path | None, value: Any, f: Closure) -> Pairs:
    pair: tuple[Path | None, Any] | None = (path, value)
    while pair is not None:
        pair = next(r.call(f, *pair), None)
        if pair is not None:
            yield pair


def _input(r: Runner, path: Path | None, value: Any) -> Pairs:
    found = r.world.next_input()
    if found is None:
        raise JqFault("break")
    yield spot(path), found[0]


def _inputs(r: Runner, path: Path | None, value: Any) -> Pairs:
    while (found := r.world.next_input()) is not None:
        yield spot(path), found[0]


def _debug(r: Runner, path: Path | None, value: Any) -> Pairs:
    r.world.debug(value)
    yield path, value


def _now(r: Runner, path: Path | None, value: Any) -> Pairs:
    yield spot(path), r.world.now()


def _line_number(r: Runner, path: Path | None, value: Any) -> Pairs:
    yield spot(path), r.world.line_number()


def _environment(r: Runner, path: Path | None, value: Any) -> Pairs:
    yield spot(path), r.world.environment()


def _halt_error(r: Runner, path: Path | None, value: Any, code: Closure) -> Pairs:
    for status in r.each(code, value):
        r.world.halt(value, status)
    return
    yield


def _halt(r: Runner, path: Path | None, value: Any) -> Pairs:
    r.world.halt(None, 0)
    return
    yield


# --- order -----------------------------------------------------------------------------------
def _keyed(r: Runner, value: Any, f: Closure) -> list[tuple[list[Any], Any]]:
    if isinstance(value, dict):
        keys = [list(r.each(f, one)) for one in value.values()]
        words = "cannot be sorted, as they are not both arrays"
        raise JqFault(f"{described(value)} and {described(keys)} {words}")
    if not isinstance(value, list):
        raise JqFault(f"Cannot iterate over {described(value)}")
    rows = [(list(r.each(f, one)), one) for one in value]
    order = cmp_to_key(
        lambda one, other: compare(one[0], other[0], r.budget)  # type: ignore[index]
    )
    return sorted(rows, key=order)


def _grouped(r: Runner, value: Any, f: Closure) -> list[list[Any]]:
    groups: list[list[Any]] = []
    last: list[Any] | None = None
    for key, one in _keyed(r, value, f):
        if last is not None and not compare(key, last, r.budget):
            groups[-1].append(one)
        else:
            groups.append([one])
        last = key
    return groups


def _sort(r: Runner, path: Path | None, value: Any) -> Pairs:
    if not isinstance(value, list):
        raise JqFault(f"{described(value)} cannot be sorted, as it is not an array")
    yield (
        spot(path),
        sorted(value, key=cmp_to_key(lambda one, other: compare(one, other, r.budget))),
    )


def _sort_by(r: Runner, path: Path | None, value: Any, f: Closure) -> Pairs:
    yield spot(path), [one for _, one in _keyed(r, value, f)]


def _group_by(r: Runner, path: Path | None, value: Any, f: Closure) -> Pairs:
    yield spot(path), _grouped(r, value, f)


def _unique_by(r: Runner, path: Path | None, value: Any, f: Closure) -> Pairs:
    yield spot(path), [group[0] for group in _grouped(r, value, f)]


def _min_by(r: Runner, path: Path | None, value: Any, f: Closure) -> Pairs:
    yield spot(path), next((one for _, one in _keyed(r, value, f)), None)


def _max_by(r: Runner, path: Path | None, value: Any, f: Closure) -> Pairs:
    rows = _keyed(r, value, f)
    yield spot(path), rows[-1][1] if rows else None


def _plain(function: Callable[..., Any]) -> Callable[..., Pairs]:
    """A function of values as one of streams: each combination of its arguments' results, the
    last argument's outermost."""

    def native(r: Runner, path: Path | None, value: Any, *args: Closure) -> Pairs:
        def combined(rest: tuple[Closure, ...]) -> Iterator[list[Any]]:
            if not rest:
                yield []
                return
            for last in r.each(rest[-1], value):
                for found in combined(rest[:-1]):
                    yield [*found, last]

        for row in combined(args):
            r.budget.spend()
            yield spot(path), function(r.budget, value, *row)

    return native


FUNCTIONS: dict[str, Callable[..., Pairs]] = {
    "empty/0": _empty, "not/0": _not, "error/0": _error, "error/1": _error_of,
    "select/1": _select, "recurse/0": _recurse, "recurse/1": _recurse_by, "path/1": _path,
    "getpath/1": _getpath, "range/3": _range, "limit/2": _limit, "first/1": _first,
    "last/1": _last, "isempty/1": _isempty, "any/2": _any, "all/2": _all, "until/2": _until,
    "while/2": _while, "repeat/1": _repeat, "input/0": _input, "inputs/0": _inputs,
    "debug/0": _debug, "now/0": _now, "env/0": _environment, "halt_error/1": _halt_error,
    "halt/0": _halt, "input_line_number/0": _line_number,
    "sort/0": _sort, "sort_by/1": _sort_by,
    "group_by/1": _group_by, "unique_by/1": _unique_by,
    "min_by/1": _min_by, "max_by/1": _max_by,
    **{name: _plain(function) for name, function in {**PLAIN, **REGEX}.items()},
}  # fmt: skip
"""By name and number of arguments."""
