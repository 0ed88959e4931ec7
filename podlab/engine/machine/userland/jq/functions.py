"""jq's functions of plain values: ``length``, ``keys``, ``contains``, ``tonumber`` …

Each takes the budget, the input and its arguments' values, and gives one value.  Not here: streams
(``builtins``), regular expressions (``regex``).
"""

import math
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from podlab.engine.machine.userland.jq import access, formats
from podlab.engine.machine.userland.jq.input import JsonFault, read_one
from podlab.engine.machine.userland.jq.values import (
    DEEP,
    Budget,
    JqFault,
    add,
    checked,
    compare,
    described,
    normal,
    split,
    text_of,
    type_name,
)

EPOCH = datetime(1970, 1, 1)


def _length(b: Budget, v: Any) -> Any:
    if v is None:
        return 0
    if isinstance(v, bool):
        raise JqFault(f"{described(v)} has no length")
    return abs(v) if isinstance(v, int | float) else len(v)


def _keys(b: Budget, v: Any) -> list[Any]:
    return sorted(v) if isinstance(v, dict) else _keys_unsorted(b, v)


def _keys_unsorted(b: Budget, v: Any) -> list[Any]:
    if not isinstance(v, dict | list):
        raise JqFault(f"{described(v)} has no keys")
    return list(v) if isinstance(v, dict) else list(range(len(v)))


def _has(b: Budget, v: Any, key: Any) -> bool:
    if isinstance(v, dict) and isinstance(key, str):
        return key in v
    if isinstance(v, list) and access.is_number(key):
        return bool(0 <= key < len(v))
    raise JqFault(f"Cannot check whether {type_name(v)} has a {type_name(key)} key")


def _contains(b: Budget, v: Any, other: Any) -> bool:
    b.spend()
    if isinstance(v, dict) and isinstance(other, dict):
        return all(key in v and _contains(b, v[key], one) for key, one in other.items())
    if isinstance(v, list) and isinstance(other, list):
        return all(any(type_name(mine) == type_name(one) and _contains(b, mine, one) for mine in v)
                   for one in other)  # fmt: skip
    if isinstance(v, str) and isinstance(other, str):
        return other in v
    if type_name(v) != type_name(other):
        raise JqFault(f"{described(v)} and {described(other)} cannot have their containment "
                      "checked")  # fmt: skip
    return not compare(v, other, b)


def _add(b: Budget, v: Any) -> Any:
    rows = list(v.values()) if isinstance(v, dict) else v
    if not isinstance(rows, list):
        raise JqFault(f"Cannot iterate over {described(v)}")
    if rows and all(isinstance(one, str) for one in rows):
        b.spend(len(rows))
        return checked("".join(rows))
    total = None
    for one in rows:
        b.spend()
        total = checked(add(total, one, b))
    return total


def _join(b: Budget, v: Any, separator: Any) -> Any:
    total: Any = None
    pieces: list[str] = []
    for one in v if isinstance(v, list) else _values(v):
        b.spend()
        if isinstance(one, list | dict) or not isinstance(separator, str):
            total = "".join(pieces)
            raise JqFault(f"{described(total + str(separator))} and {described(one)} cannot be "
                          "added")  # fmt: skip
        pieces += [separator] if pieces else []
        pieces.append(one if isinstance(one, str) else "" if one is None else text_of(one, b))
    return checked("".join(pieces))


def _values(v: Any) -> list[Any]:
    if isinstance(v, dict):
        return list(v.values())
    raise JqFault(f"Cannot iterate over {described(v)}")


def _flatten(b: Budget, v: Any, depth: Any = DEEP) -> list[Any]:
    if not access.is_number(depth) or depth < 0:
        raise JqFault("flatten depth must not be negative")
    found: list[Any] = []
    for one in v if isinstance(v, list) else _values(v):
        b.spend()
        found += _flatten(b, one, depth - 1) if isinstance(one, list) and depth > 0 else [one]
    return list(checked(found))


def _reverse(b: Budget, v: Any) -> Any:
    if v is None or isinstance(v, str | list):
        return v[::-1] if v else []
    raise JqFault(f"Cannot reverse {described(v)}")


def _tostring(b: Budget, v: Any) -> str:
    return formats.text(v, b)


def _tonumber(b: Budget, v: Any) -> Any:
    if access.is_number(v):
        return v
    if not isinstance(v, str):
        raise JqFault(f"{described(v)} cannot be parsed as a number")
    try:
        found = read_one(v.strip(), b)
    except JsonFault as fault:
        raise JqFault(f"{fault} (while parsing '{v[:200]}')") from None
    if not access.is_number(found):
        raise JqFault(f"{described(v)} cannot be parsed as a number")
    return found


def _fromjson(b: Budget, v: Any) -> Any:
    if not isinstance(v, str):
        raise JqFault(f"{described(v)} cannot be parsed as JSON")
    try:
        return read_one(v, b)
    except JsonFault as fault:
        raise JqFault(f"{fault} (while parsing '{v[:200]}')") from None


def _text(name: str, work: Callable[[str, Any], Any]) -> Callable[..., Any]:
    """A function of a string and a string that leaves other values alone."""

    def function(b: Budget, v: Any, part: Any) -> Any:
        if not isinstance(v, str) or not isinstance(part, str):
            if name.endswith("str"):
                return v
            raise JqFault(f"{name}() requires string inputs")
        return work(v, part)

    return function


def _split(b: Budget, v: Any, separator: Any) -> list[str]:
    if not isinstance(v, str) or not isinstance(separator, str):
        raise JqFault("split input and separator must be strings")
    return list(checked(split(v, separator)))


def _case(name: str, low: str, high: str, shift: int) -> Callable[..., Any]:
    def function(b: Budget, v: Any) -> str:
        if not isinstance(v, str):
            raise JqFault("explode input must be a string")
        return "".join(chr(ord(c) + shift) if low <= c <= high else c for c in v)

    return function


def _explode(b: Budget, v: Any) -> list[int]:
    if not isinstance(v, str):
        raise JqFault("explode input must be a string")
    return [ord(char) for char in checked(v)]


def _implode(b: Budget, v: Any) -> str:
    if not isinstance(v, list) or not all(
        isinstance(one, int) and 0 <= one < 0x110000 for one in v
    ):
        raise JqFault("implode input must be an array")
    return "".join(chr(one) for one in v)


def _indices(b: Budget, v: Any, wanted: Any) -> Any:
    if v is None:
        return None
    if isinstance(v, str) and isinstance(wanted, str):
        b.spend(len(v) // 100)
        return [at for at in range(len(v)) if wanted and v.startswith(wanted, at)]
    if not isinstance(v, list):
        return access.item(v, wanted)
    row = wanted if isinstance(wanted, list) else [wanted]
    if not row:
        return []
    return [
        at for at in range(len(v) - len(row) + 1)
        if not any(compare(v[at + n], one, b) for n, one in enumerate(row))
    ]  # fmt: skip


def _index(place: int) -> Callable[..., Any]:
    def function(b: Budget, v: Any, wanted: Any) -> Any:
        found = _indices(b, v, wanted)
        return found[place] if found else None

    return function


def _transpose(b: Budget, v: Any) -> list[Any]:
    if not isinstance(v, list) or not all(isinstance(row, list) for row in v):
        raise JqFault(f"Cannot iterate over {described(v)}")
    width = max((len(row) for row in v), default=0)
    b.spend(width * len(v))
    return [[row[at] if at < len(row) else None for row in v] for at in range(width)]


def _setpath(b: Budget, v: Any, path: Any, new: Any) -> Any:
    if not isinstance(path, list):
        raise JqFault("Path must be specified as an array")
    return access.set_path(v, tuple(path), new, b)


def _delpaths(b: Budget, v: Any, paths: Any) -> Any:
    if not isinstance(paths, list) or not all(isinstance(one, list) for one in paths):
        raise JqFault("Paths must be specified as an array")
    return access.delete_paths(v, [tuple(one) for one in paths], b)


# --- numbers and times -----------------------------------------------------------------------
def _number(name: str, work: Callable[..., float]) -> Callable[..., Any]:
    def function(b: Budget, v: Any, *args: Any) -> Any:
        row = args or (v,)
        for one in row:
            if not access.is_number(one):
                raise JqFault(f"{described(one)} number required")
        try:
            return normal(work(*(float(one) for one in row)))
        except OverflowError:
            return math.inf
        except (ValueError, ZeroDivisionError):
            return math.nan

    return function


def _seconds(v: Any) -> float:
    if not access.is_number(v) or not abs(v) < 1e11:
        raise JqFault("strftime/1 requires parsed datetime inputs")
    return float(v)


def _broken(t: datetime, second: float) -> list[Any]:
    return [t.year, t.month - 1, t.day, t.hour, t.minute, second, t.isoweekday() % 7,
            t.timetuple().tm_yday - 1]  # fmt: skip


def _gmtime(b: Budget, v: Any) -> list[Any]:
    whole = math.floor(_seconds(v))
    t = EPOCH + timedelta(seconds=whole)
    return _broken(t, normal(t.second + (v - whole)))


def _date(rows: Any, name: str) -> datetime:
    if not isinstance(rows, list) or len(rows) < 6:
        raise JqFault(f"{name} requires parsed datetime inputs")
    if not all(access.is_number(one) and abs(one) < 1e6 for one in rows):
        raise JqFault(f"{name} requires parsed datetime inputs")
    y, month, day, hour, minute, second = (int(one) for one in rows[:6])
    try:
        return datetime(y, month + 1, day, hour, minute, second)
    except ValueError:
        raise JqFault(f"{name} requires parsed datetime inputs") from None


def _mktime(b: Budget, v: Any) -> int:
    return int((_date(v, "mktime") - EPOCH).total_seconds())


def _strftime(b: Budget, v: Any, form: Any) -> str:
    if not isinstance(form, str):
        raise JqFault("strftime/1 requires a string format")
    rows = _gmtime(b, v) if access.is_number(v) else v
    return _date(rows, "strftime/1").strftime(form[:200].replace("%Z", "UTC"))


def _strptime(b: Budget, v: Any, form: Any) -> list[Any]:
    if not isinstance(v, str) or not isinstance(form, str):
        raise JqFault("strptime/1 requires string inputs and arguments")
    try:
        t = datetime.strptime(v[:200], form[:200].replace("%Z", "Z"))
    except ValueError:
        raise JqFault(f'date "{v}" does not match format "{form}"') from None
    return _broken(t, t.second)


PLAIN: dict[str, Callable[..., Any]] = {
    "length/0": _length, "utf8bytelength/0": lambda b, v: len(str(v).encode("utf-8", "replace")),
    "keys/0": _keys, "keys_unsorted/0": _keys_unsorted, "has/1": _has, "contains/1": _contains,
    "add/0": _add, "join/1": _join, "flatten/0": _flatten, "flatten/1": _flatten,
    "reverse/0": _reverse, "type/0": lambda b, v: type_name(v), "tostring/0": _tostring,
    "tonumber/0": _tonumber, "tojson/0": lambda b, v: text_of(v, b), "fromjson/0": _fromjson,
    "startswith/1": _text("startswith", str.startswith),
    "endswith/1": _text("endswith", str.endswith),
    "ltrimstr/1": _text("ltrimstr", str.removeprefix),
    "rtrimstr/1": _text("rtrimstr", str.removesuffix), "split/1": _split,
    "ascii_downcase/0": _case("ascii_downcase", "A", "Z", 32),
    "ascii_upcase/0": _case("ascii_upcase", "a", "z", -32), "explode/0": _explode,
    "implode/0": _implode, "indices/1": _indices, "index/1": _index(0), "rindex/1": _index(-1),
    "transpose/0": _transpose, "setpath/2": _setpath, "delpaths/1": _delpaths,
    "floor/0": _number("floor", math.floor), "ceil/0": _number("ceil", math.ceil),
    "round/0": _number("round", lambda x: math.copysign(math.floor(abs(x) + 0.5), x)),
    "sqrt/0": _number("sqrt", math.sqrt), "fabs/0": _number("fabs", abs),
    "trunc/0": _number("trunc", math.trunc), "exp/0": _number("exp", math.exp),
    "log/0": _number("log", math.log), "log2/0": _number("log2", math.log2),
    "log10/0": _number("log10", math.log10), "exp10/0": _number("exp10", lambda x: 10.0**x),
    "exp2/0": _number("exp2", lambda x: 2.0**x), "pow/2": _number("pow", math.pow),
    "infinite/0": lambda b, v: math.inf, "nan/0": lambda b, v: math.nan,
    "isinfinite/0": lambda b, v: math.isinf(v), "isnan/0": lambda b, v: v != v,
    "isnormal/0": lambda b, v: math.isfinite(v) and abs(v) >= 2.2250738585072014e-308,
    "gmtime/0": _gmtime, "mktime/0": _mktime, "strftime/1": _strftime, "strptime/1": _strptime,
}  # fmt: skip
"""By name and number of arguments."""
