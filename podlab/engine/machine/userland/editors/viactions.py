"""vi's keys that act at once in normal mode: insert, cut, put, undo, search again.

Not here: modes and operators (``vimodes``).
"""

from podlab.engine.machine.userland.editors.buffer import first_nonblank
from podlab.engine.machine.userland.editors.vimodes import Action, Vi, word_around


def _insert_at(vi: Vi, keys: list[str], count: int) -> None:
    buffer = vi.s.buffer
    vi._start_insert("replace" if keys[0] == "R" else "insert")
    if keys[0] == "a" and vi.b.line:
        buffer.column += 1
    elif keys[0] == "A":
        buffer.column = len(vi.b.line)
    elif keys[0] == "I":
        buffer.column = first_nonblank(vi.b.line)


def _open_line(vi: Vi, keys: list[str], count: int) -> None:
    buffer = vi.s.buffer
    vi._start_insert()
    line = vi.b.line
    lead = line[: len(line) - len(line.lstrip(" "))] if vi.s.options.get("autoindent") else ""
    at = buffer.row + (keys[0] == "o")
    buffer.lines.insert(at, lead)
    buffer.row, buffer.column = at, len(lead)


def _cut(vi: Vi, keys: list[str], count: int) -> None:
    buffer, key = vi.s.buffer, keys[0]
    row, column, line = buffer.row, buffer.column, vi.b.line
    if key == "X":
        low, high = max(0, column - count), column
    elif key in ("D", "C"):
        low, high = column, len(line)
    else:
        low, high = column, min(len(line), column + count)
    op = "c" if key in ("C", "s") else "d"
    if low == high and op == "d":
        return
    vi._span(op, (row, low), (row, high))


def _whole(vi: Vi, keys: list[str], count: int) -> None:
    row = vi.s.buffer.row
    last = min(len(vi.s.buffer.lines) - 1, row + count - 1)
    vi._lines("c" if keys[0] == "S" else "y", row, last)


def _replace_char(vi: Vi, keys: list[str], count: int) -> None:
    buffer, line = vi.s.buffer, vi.b.line
    if len(keys[1]) != 1 or buffer.column + count > len(line):
        return
    vi.b.checkpoint()
    tail = line[buffer.column + count :]
    buffer.lines[buffer.row] = line[: buffer.column] + keys[1] * count + tail
    buffer.column += count - 1
    vi.b.commit()


def _put(vi: Vi, keys: list[str], count: int) -> None:
    vi.b.checkpoint()
    vi.b.put(keys[0] == "p", count)
    vi.b.commit()


def _undo(vi: Vi, keys: list[str], count: int) -> None:
    redo = keys[0] == "C-r"
    if not vi.b.back(redo):
        vi.s.message = "Already at newest change" if redo else "Already at oldest change"


def _join(vi: Vi, keys: list[str], count: int) -> None:
    buffer = vi.s.buffer
    vi.b.checkpoint()
    for _ in range(max(1, count - 1)):
        if buffer.row + 1 >= len(buffer.lines):
            break
        following = buffer.lines.pop(buffer.row + 1).lstrip()
        buffer.column = len(vi.b.line)
        gap = " " if following and vi.b.line and not vi.b.line.endswith(" ") else ""
        buffer.lines[buffer.row] = vi.b.line + gap + following
    vi.b.commit()


def _tilde(vi: Vi, keys: list[str], count: int) -> None:
    buffer, line = vi.s.buffer, vi.b.line
    if not line:
        return
    vi.b.checkpoint()
    end = min(len(line), buffer.column + count)
    buffer.lines[buffer.row] = (line[: buffer.column] + line[buffer.column : end].swapcase()
                                + line[end:])  # fmt: skip
    buffer.column = end
    vi.b.commit()


def _command(vi: Vi, keys: list[str], count: int) -> None:
    vi.s.mode, vi.s.command = "command", keys[0]


def _next(vi: Vi, keys: list[str], count: int) -> None:
    for _ in range(min(count, 1000)):
        vi._search(vi.s.back != (keys[0] == "N"))


def _star(vi: Vi, keys: list[str], count: int) -> None:
    buffer = vi.s.buffer
    low, high = word_around(vi.b.line, buffer.column, False)
    vi.s.search, vi.s.back = f"\\<{vi.b.line[low:high]}\\>", keys[0] == "#"
    vi._search(vi.s.back)


def _select(vi: Vi, keys: list[str], count: int) -> None:
    vi.s.mode = "visual" if keys[0] == "v" else "Visual"
    vi.s.anchor = (vi.s.buffer.row, vi.s.buffer.column)


def _again(vi: Vi, keys: list[str], count: int) -> None:
    vi.s.keys = []
    for key in list(vi.s.last)[:10_000]:
        vi.key(key)


def _refind(vi: Vi, keys: list[str], count: int) -> None:
    if vi.s.find:
        vi._find(vi.s.find if keys[0] == ";" else vi.s.find[0].swapcase() + vi.s.find[1:])


ACTIONS: dict[str, Action] = {
    "i": _insert_at, "a": _insert_at, "A": _insert_at, "I": _insert_at, "R": _insert_at,
    "insert": _insert_at, "o": _open_line, "O": _open_line, "x": _cut, "X": _cut, "D": _cut,
    "C": _cut, "s": _cut, "delete": _cut, "S": _whole, "Y": _whole, "r": _replace_char,
    "p": _put, "P": _put, "u": _undo, "C-r": _undo, "J": _join, "~": _tilde, ":": _command,
    "/": _command, "?": _command, "n": _next, "N": _next, "*": _star, "#": _star, "v": _select,
    "V": _select, ".": _again, ";": _refind, ",": _refind,
}  # fmt: skip
