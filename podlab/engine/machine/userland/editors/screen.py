"""Drawing an editor's screen: lines with wide characters, the status line, the cursor.

Not here: what stands in it.
"""

from podlab.engine.machine.userland.editors.buffer import BufferState
from podlab.engine.machine.userland.widths import char_width, cut, text_width

ENTER, LEAVE = "\x1b[?1049h\x1b[?2004h\x1b[H\x1b[2J", "\x1b[?2004l\x1b[?1049l"
TAB = 8


def expand(line: str) -> str:
    """A line as it is shown: tabs as blanks, control characters as ``^X``."""
    if line.isprintable():
        return line
    result, column = [], 0
    for char in line:
        if char == "\t":
            piece = " " * (TAB - column % TAB)
        elif ord(char) < 32 or char == "\x7f":
            piece = "^" + chr(ord(char) ^ 64)
        else:
            piece = char
        result.append(piece)
        column += text_width(piece)
    return "".join(result)


def rows_of(line: str, columns: int) -> list[str]:
    """A line cut into screen rows."""
    shown = expand(line)
    if text_width(shown) <= columns:
        return [shown]
    rows: list[str] = []
    current: list[str] = []
    used = 0
    for char in shown:
        width = char_width(char)
        if used + width > columns:
            rows.append("".join(current))
            current, used = [], 0
        current.append(char)
        used += width
    return [*rows, "".join(current)]


def scroll(state: BufferState, columns: int, rows: int) -> None:
    """Move ``top`` so that the cursor's line is on the screen."""
    if state.row < state.top:
        state.top = state.row
    if state.row - state.top > rows * 2:
        state.top = max(0, state.row - rows // 2)
    while state.top < state.row:
        used = sum(len(rows_of(line, columns)) for line in state.lines[state.top : state.row + 1])
        if used <= rows:
            break
        state.top += 1


def body(
    state: BufferState, columns: int, rows: int, numbers: bool, filler: str
) -> tuple[list[str], int, int]:
    """(screen rows, cursor's row, cursor's column)."""
    width = max(4, len(str(len(state.lines))) + 1) if numbers else 0
    inner = max(1, columns - width)
    scroll(state, inner, rows)
    shown: list[str] = []
    cursor = (0, 0)
    row = state.top
    while len(shown) < rows and row < len(state.lines):
        pieces = rows_of(state.lines[row], inner)
        if row == state.row:
            before = text_width(expand(state.lines[row][: state.column]))
            cursor = len(shown) + before // inner, width + before % inner
        if len(shown) + len(pieces) > rows and shown:
            shown.extend(["@"] * (rows - len(shown)))
            break
        lead = f"{row + 1:>{width - 1}} " if numbers else ""
        shown.append(lead + pieces[0])
        shown.extend(" " * width + piece for piece in pieces[1:])
        row += 1
    shown.extend([filler] * (rows - len(shown)))
    return shown[:rows], min(cursor[0], rows - 1), min(cursor[1], columns - 1)


def paint(lines: list[str], columns: int, cursor: tuple[int, int]) -> str:
    """The output that shows these rows and puts the cursor (row, column)."""
    drawn = "\r\n".join(cut(line, columns) + "\x1b[K" for line in lines)
    return f"\x1b[?25l\x1b[H{drawn}\x1b[{cursor[0] + 1};{cursor[1] + 1}H\x1b[?25h"
