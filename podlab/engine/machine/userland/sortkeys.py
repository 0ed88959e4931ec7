"""The keys of ``sort -k``: where a key begins and ends in a line, and what is wrong with one.

Here: POS1[,POS2] as POSIX has it.  Not here: comparing what was found (``commands.sort``).
"""

import re
from typing import NamedTuple

from podlab.engine.machine.userland.faults import CommandFault

_COUNT = re.compile(r"[0-9]+")
_FLAGS = frozenset("bdfgiMhnRrV")
_FAR = 1 << 20
"""Further right than any line goes."""
_BLANK = re.compile(r"[ \t]*")
_FIELD = re.compile(r"[ \t]*[^ \t]*")


class SortKey(NamedTuple):
    """From a character of a field, counted from 0, up to one of another field (all of it: 0)."""

    field: int = 0
    char: int = 0
    last_field: int = -1
    last_char: int = 0
    flags: frozenset[str] = frozenset()
    skip: bool = False
    last_skip: bool = False

    def piece(self, line: str, separator: str) -> str:
        """What the key is in a line."""
        start = _field(line, separator, self.field)
        if self.skip:
            start = _blanks_end(line, start)
        start = min(start + self.char, len(line))
        return line[start : max(start, self._end(line, separator))]

    def _end(self, line: str, separator: str) -> int:
        if self.last_field < 0:
            return len(line)
        if not self.last_char and not separator:
            return _field(line, separator, self.last_field + 1)
        if not self.last_char:
            end = line.find(separator, _field(line, separator, self.last_field))
            return end if end >= 0 else len(line)
        end = _field(line, separator, self.last_field)
        return min((_blanks_end(line, end) if self.last_skip else end) + self.last_char, len(line))


def parse(spec: str, inherited: frozenset[str]) -> SortKey:
    """A key as it is written behind ``-k``.

    Raises:
        CommandFault: it is none.
    """
    field, position = _count(spec, 0, "invalid number at field start")
    char, position = _offset(spec, position)
    if not field:
        raise _bad(spec, "field number is zero")
    if char == 0:
        raise _bad(spec, "character offset is zero")
    flags, position = _letters(spec, position)
    last, last_char, last_flags = 0, None, frozenset[str]()
    if spec[position : position + 1] == ",":
        last, position = _count(spec, position + 1, "invalid number after ','")
        if not last:
            raise _bad(spec, "field number is zero")
        last_char, position = _offset(spec, position)
        last_flags, position = _letters(spec, position)
    if position < len(spec):
        raise _bad(spec, "stray character in field spec")
    own = flags | last_flags
    skip, last_skip = ("b" in flags, "b" in last_flags) if own else ("b" in inherited,) * 2
    return SortKey(
        field - 1, (char or 1) - 1, last - 1, last_char or 0, own or inherited, skip, last_skip
    )


def _count(spec: str, position: int, words: str) -> tuple[int, int]:
    found = _COUNT.match(spec, position)
    if found is None:
        text = f"sort: {words}: invalid count at start of '{spec[position:]}'"
        raise CommandFault(text, 2)
    return (int(found[0]) if len(found[0]) < 7 else _FAR), found.end()


def _offset(spec: str, position: int) -> tuple[int | None, int]:
    if spec[position : position + 1] != ".":
        return None, position
    return _count(spec, position + 1, "invalid number after '.'")


def _letters(spec: str, position: int) -> tuple[frozenset[str], int]:
    end = position
    while spec[end : end + 1] in _FLAGS:
        end += 1
    return frozenset(spec[position:end]), end


def _bad(spec: str, words: str) -> CommandFault:
    return CommandFault(f"sort: {words}: invalid field specification '{spec}'", 2)


def _field(line: str, separator: str, number: int) -> int:
    """Where a field begins, counted from 0; the line's end where it has not so many.  Without a
    separator a field begins with the blanks before it."""
    position = 0
    for _ in range(min(number, len(line))):
        if separator:
            found = line.find(separator, position)
            position = found + 1 if found >= 0 else len(line)
            if found < 0:
                break
            continue
        found_field = _FIELD.match(line, position)
        position = found_field.end() if found_field else len(line)
    return position if number <= len(line) else len(line)


def _blanks_end(line: str, position: int) -> int:
    found = _BLANK.match(line, position)
    return found.end() if found else position
