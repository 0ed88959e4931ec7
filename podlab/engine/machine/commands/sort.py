"""sort: lines in order."""

from typing import Any

from podlab.engine.machine.program import Proc, Step
from podlab.engine.machine.userland.input import begin, collect, collected_lines, raw, text
from podlab.engine.machine.userland.options import Options, getopt

LONG = {"reverse": "r", "numeric-sort": "n", "unique": "u", "key=": "k", "field-separator=": "t",
        "ignore-case": "f", "human-numeric-sort": "h", "version-sort": "V", "output=": "o",
        "ignore-leading-blanks": "b", "stable": "s"}  # fmt: skip
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
    flags = set(options.values)
    keys = [_parse_key(spec, flags) for spec in options.all("k")] or [(1, 0, 0, 0, flags)]
    whole = not options.has("k")
    separator = options.last("t")
    rows = lines if options.has("s") else sorted(lines, reverse="r" in flags and whole)
    for start, start_char, end, _, key_flags in reversed(keys):
        pieces = [line if whole else _field(line, separator, start, start_char, end)
                  for line in rows]  # fmt: skip
        values = [_value(piece, key_flags) for piece in pieces]
        order = sorted(range(len(rows)), key=values.__getitem__, reverse="r" in key_flags)
        rows = [rows[place] for place in order]
    if not options.has("u"):
        return rows
    unique: list[str] = []
    seen: Any = None
    for line in rows:
        mark = [_value(line if whole else _field(line, separator, k[0], k[1], k[2]), k[4])
                for k in keys]  # fmt: skip
        if mark != seen:
            unique.append(line)
        seen = mark
    return unique


def _parse_key(spec: str, flags: set[str]) -> tuple[int, int, int, int, set[str]]:
    first, _, last = spec.partition(",")
    own = {char for char in spec if char.isalpha()}
    start, _, char = first.rstrip("abcdefghijklmnopqrstuvwxyzV").partition(".")
    end = last.rstrip("abcdefghijklmnopqrstuvwxyzV").partition(".")[0]
    return (int(start or 1), int(char or 1) - 1, int(end or 0), 0, own or flags)


def _field(line: str, separator: str, start: int, char: int, end: int) -> str:
    if separator:
        fields = line.split(separator)
        piece = separator.join(fields[start - 1 : end or None])
        return piece[char:]
    fields = _blank_fields(line)
    return "".join(fields[start - 1 : end or None]).lstrip()[char:]


def _blank_fields(line: str) -> list[str]:
    """Fields with the blanks before them."""
    fields, begin_at = [], 0
    for position in range(1, len(line)):
        if line[position] in " \t" and line[position - 1] not in " \t":
            fields.append(line[begin_at:position])
            begin_at = position
    return [*fields, line[begin_at:]]


def _value(text_: str, flags: set[str]) -> Any:
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
    end = 1 if stripped[:1] in ("-", "+") else 0
    while end < len(stripped) and (stripped[end].isdigit() or stripped[end] == "."):
        end += 1
    try:
        return float(stripped[:end])
    except ValueError:
        return 0.0


def _version(text_: str) -> list[tuple[int, int, str]]:
    pieces: list[tuple[int, int, str]] = []
    position = 0
    while position < len(text_):
        end = position
        while end < len(text_) and text_[end].isdigit():
            end += 1
        if end > position:
            pieces.append((0, int(text_[position:end]), ""))
        else:
            end = position + 1
            pieces.append((1, 0, text_[position]))
        position = end
    return pieces
