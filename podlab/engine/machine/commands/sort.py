"""sort: lines in order.  Not here: keys (``userland.sortkeys``)."""

import re
from typing import Any

from podlab.engine.machine.program import Proc, Step
from podlab.engine.machine.userland.input import begin, collect, collected_lines, raw, text
from podlab.engine.machine.userland.options import Options, getopt
from podlab.engine.machine.userland.sortkeys import SortKey, parse

LONG = {"reverse": "r", "numeric-sort": "n", "unique": "u", "key=": "k", "field-separator=": "t",
        "ignore-case": "f", "human-numeric-sort": "h", "version-sort": "V", "output=": "o",
        "ignore-leading-blanks": "b", "stable": "s"}  # fmt: skip
_PIECES = re.compile(r"([0-9]+)|([^0-9])", re.DOTALL)
_NUMBER = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)")
_UNITS = {"K": 1, "M": 2, "G": 3, "T": 4, "P": 5}


def main(p: Proc) -> Step:
    """sort [-rnufhV] [-k field] [-t separator] [-o file] [file]…"""
    options = getopt(p, "rnufhVbsk:t:o:dgMcmz", LONG, usage="[-nrughMcszbdfiokt] [FILE]...",
                     status=2)  # fmt: skip
    source = begin(p, options.args)
    waiting = collect(p, source)
    if waiting is not None:
        return waiting
    lines = [text(line) for line in collected_lines(source)]
    result = _sorted(options, lines)
    data = raw("".join(line + "\n" for line in result))
    if options.has("o"):
        p.files.write(options.last("o"), data)
    else:
        p.write(1, data)
    return 2 if source.status else 0


def _sorted(options: Options, lines: list[str]) -> list[str]:
    flags = frozenset(options.values)
    whole = SortKey(flags=flags, skip="b" in flags)
    keys = [parse(spec, flags) for spec in options.all("k")] or [whole]
    separator = options.last("t")
    stable = options.has("s") or options.has("u")
    rows = lines if stable else sorted(lines, reverse="r" in flags)
    for key in reversed(keys):
        values = [_value(key.piece(line, separator), key.flags) for line in rows]
        order = sorted(range(len(rows)), key=values.__getitem__, reverse="r" in key.flags)
        rows = [rows[place] for place in order]
    if not options.has("u"):
        return rows
    unique: list[str] = []
    seen: Any = None
    for line in rows:
        mark = [_value(key.piece(line, separator), key.flags) for key in keys]
        if mark != seen:
            unique.append(line)
        seen = mark
    return unique


def _value(text_: str, flags: frozenset[str]) -> Any:
    if "n" in flags or "g" in flags:
        return _number(text_)
    if "h" in flags:
        stripped = text_.strip()
        unit = next((c for c in stripped if c in _UNITS), "")
        return (_UNITS.get(unit, 0), _number(stripped))
    if "V" in flags:
        return _version(text_)
    if "f" in flags:
        return text_.upper()
    return text_


def _number(text_: str) -> float:
    stripped = text_.strip()
    found = _NUMBER.match(stripped)
    return float(found[0]) if found else 0.0


def _version(text_: str) -> list[tuple[int, int, str]]:
    """Digits count as numbers, however many there are: the longer one is the larger."""
    pieces: list[tuple[int, int, str]] = []
    for digits, other in _PIECES.findall(text_):
        number = digits.lstrip("0")
        pieces.append((1, 0, other) if other else (0, len(number), number))
    return pieces
