"""Where vi's motions lead: words, lines, characters, matches.

Not here: what an operator does with it (``commands.vi``).
"""

from podlab.engine.machine.userland.editors.buffer import BufferState, char_class, first_nonblank
from podlab.engine.machine.userland.regex import Regex, RegexFault

Place = tuple[int, int]
LINEWISE = frozenset(("j", "k", "G", "gg", "down", "up", "enter", "+", "-"))
INCLUSIVE = frozenset(("e", "$", "end", "f", "t", "%", "E"))


def word_forward(s: BufferState, place: Place, big: bool = False) -> Place:
    """``w``."""
    row, column = place
    line = s.lines[row]
    if column < len(line):
        kind = _kind(line[column], big)
        while column < len(line) and _kind(line[column], big) == kind and kind:
            column += 1
        while column < len(line) and not _kind(line[column], big):
            column += 1
    while column >= len(s.lines[row]):
        if row + 1 >= len(s.lines):
            return row, len(s.lines[row])
        row, column = row + 1, 0
        line = s.lines[row]
        if not line:
            return row, 0
        while column < len(line) and line[column].isspace():
            column += 1
    return row, column


def _kind(char: str, big: bool) -> int:
    kind = char_class(char)
    return 1 if big and kind else kind


def word_back(s: BufferState, place: Place, big: bool = False) -> Place:
    """``b``."""
    row, column = place
    while True:
        line = s.lines[row]
        while column > 0 and line[column - 1].isspace():
            column -= 1
        if column > 0:
            kind = _kind(line[column - 1], big)
            while column > 0 and _kind(line[column - 1], big) == kind:
                column -= 1
            return row, column
        if row == 0:
            return 0, 0
        row, column = row - 1, len(s.lines[row - 1])
        if column == 0:
            return row, 0


def word_end(s: BufferState, place: Place, big: bool = False) -> Place:
    """``e``."""
    row, column = place[0], place[1] + 1
    while column >= len(s.lines[row]) or s.lines[row][column].isspace():
        if column < len(s.lines[row]):
            column += 1
        elif row + 1 < len(s.lines):
            row, column = row + 1, 0
        else:
            return row, max(0, len(s.lines[row]) - 1)
    line, kind = s.lines[row], _kind(s.lines[row][column], big)
    while column + 1 < len(line) and _kind(line[column + 1], big) == kind:
        column += 1
    return row, column


def search(s: BufferState, pattern: str, place: Place, back: bool) -> Place | None:
    """The next match of a pattern, around the end of the text; None if there is none."""
    try:
        regex = Regex(pattern)
        rows = len(s.lines)
        for step in range(rows + 1):
            row = (place[0] + (-step if back else step)) % rows
            found = _in_line(regex, s.lines[row])
            if step == 0:
                found = [c for c in found if (c < place[1] if back else c > place[1])]
            if found:
                return row, found[-1] if back else found[0]
    except RegexFault:
        return None
    return None


def _in_line(regex: Regex, line: str) -> list[int]:
    found, position = [], 0
    while position <= len(line) and (spans := regex.search(line, position)) is not None:
        found.append(spans[0][0])
        position = spans[0][0] + 1
    return found


def find_char(line: str, column: int, key: str, char: str) -> int | None:
    """``f``, ``t``, ``F``, ``T``."""
    if key in "ft":
        at = line.find(char, column + 1 + (key == "t"))
        return None if at < 0 else at - (key == "t")
    at = line.rfind(char, 0, max(0, column - (key == "T")))
    return None if at < 0 else at + (key == "T")


def match_bracket(s: BufferState, place: Place) -> Place | None:
    """``%``."""
    row, column = place
    line = s.lines[row]
    while column < len(line) and line[column] not in "()[]{}":
        column += 1
    if column >= len(line):
        return None
    char = line[column]
    other = dict(zip("()[]{}", ")(][}{"))[char]
    step, depth = (1 if char in "([{" else -1), 0
    for _ in range(100_000):
        here = s.lines[row][column] if column < len(s.lines[row]) else ""
        depth += (here == char) - (here == other)
        if depth == 0:
            return row, column
        column += step
        while not 0 <= column < len(s.lines[row]):
            row += step
            if not 0 <= row < len(s.lines):
                return None
            column = 0 if step > 0 else len(s.lines[row]) - 1
            if s.lines[row]:
                break
    return None


def simple(s: BufferState, key: str, place: Place, count: int, page: int) -> Place | None:
    """Motions that need nothing but a count; None if the key is none."""
    row, column = place
    last = len(s.lines) - 1
    if key in ("h", "left", "backspace", "C-h"):
        return row, max(0, column - count)
    if key in ("l", "right", " "):
        return row, min(len(s.lines[row]), column + count)
    if key in ("j", "down", "C-n", "C-j"):
        return (min(last, row + count), s.wanted)
    if key in ("k", "up", "C-p"):
        return (max(0, row - count), s.wanted)
    if key in ("enter", "+"):
        new = min(last, row + count)
        return new, first_nonblank(s.lines[new])
    if key == "-":
        new = max(0, row - count)
        return new, first_nonblank(s.lines[new])
    if key in ("0", "home"):
        return row, 0
    if key == "^":
        return row, first_nonblank(s.lines[row])
    if key in ("$", "end"):
        return min(last, row + count - 1), max(0, len(s.lines[min(last, row + count - 1)]) - 1)
    if key in ("C-f", "pagedown", "C-d"):
        return min(last, row + (page if key != "C-d" else page // 2)), 0
    if key in ("C-b", "pageup", "C-u"):
        return max(0, row - (page if key != "C-u" else page // 2)), 0
    movers = {"w": word_forward, "b": word_back, "e": word_end}
    mover = movers.get(key.lower()) if key in ("w", "b", "e", "W", "B", "E") else None
    if mover is None:
        return None
    for _ in range(min(count, 10_000)):
        place = mover(s, place, key.isupper())
    return place
