"""A text that an editor holds: lines, cursor, undo, register; plain data and operations on it.

Not here: keys (``commands.vi``, ``commands.nano``), drawing (``screen``).
"""

from dataclasses import dataclass, field

UNDO = 200
LIMIT = 1 << 20
"""Characters of a line, and of all lines together where a text is put many times."""
MOST_LINES = 50_000


@dataclass(slots=True)
class BufferState:
    """The text with its cursor; ``top`` is the first line on the screen."""

    path: str = ""
    lines: list[str] = field(default_factory=lambda: [""])
    row: int = 0
    column: int = 0
    top: int = 0
    changed: bool = False
    final_newline: bool = True
    undo: list[tuple[int, list[str], int, int, int]] = field(default_factory=list)
    redo: list[tuple[int, list[str], int, int, int]] = field(default_factory=list)
    register: list[str] = field(default_factory=list)
    linewise: bool = False
    wanted: int = 0
    saved_lines: list[str] = field(default_factory=list)
    saved_at: tuple[int, int] = (0, 0)


class Buffer:
    """Operations on a text."""

    def __init__(self, state: BufferState) -> None:
        self.s = state

    @property
    def line(self) -> str:
        """The line of the cursor."""
        return self.s.lines[self.s.row]

    # --- undo ----------------------------------------------------------------------------------
    def checkpoint(self) -> None:
        """A change begins: what ``undo`` goes back to."""
        self.s.saved_lines = list(self.s.lines)
        self.s.saved_at = (self.s.row, self.s.column)

    def commit(self) -> None:
        """The change is over: keep the difference."""
        s = self.s
        old, new = s.saved_lines, s.lines
        if not old or old == new:
            s.saved_lines = []
            return
        start, limit = 0, min(len(old), len(new))
        while start < limit and old[start] == new[start]:
            start += 1
        tail = 0
        while tail < limit - start and old[-1 - tail] == new[-1 - tail]:
            tail += 1
        s.undo.append((start, old[start : len(old) - tail], len(new) - tail - start, *s.saved_at))
        del s.undo[:-UNDO]
        s.redo, s.saved_lines, s.changed = [], [], True

    def back(self, forward: bool = False) -> bool:
        """Undo (or redo) one change; False if there is none."""
        s = self.s
        source, target = (s.redo, s.undo) if forward else (s.undo, s.redo)
        if not source:
            return False
        start, old, count, row, column = source.pop()
        target.append((start, s.lines[start : start + count], len(old), s.row, s.column))
        s.lines[start : start + count] = old
        if not s.lines:
            s.lines = [""]
        s.row, s.column = min(start, len(s.lines) - 1), 0
        s.changed = True
        return True

    # --- editing -------------------------------------------------------------------------------
    def insert(self, text: str) -> None:
        """Insert text without newlines at the cursor."""
        s = self.s
        if len(self.line) > LIMIT:
            return
        s.lines[s.row] = self.line[: s.column] + text + self.line[s.column :]
        s.column += len(text)

    def split(self, indent: bool = False) -> None:
        """Break the line at the cursor; ``indent`` keeps the indentation."""
        s = self.s
        if len(s.lines) >= MOST_LINES:
            return
        before, after = self.line[: s.column], self.line[s.column :]
        lead = before[: len(before) - len(before.lstrip(" \t"))] if indent else ""
        s.lines[s.row : s.row + 1] = [before, lead + after]
        s.row, s.column = s.row + 1, len(lead)

    def backspace(self) -> None:
        """Delete before the cursor, joining lines."""
        s = self.s
        if s.column:
            s.lines[s.row] = self.line[: s.column - 1] + self.line[s.column :]
            s.column -= 1
        elif s.row:
            above = s.lines[s.row - 1]
            s.lines[s.row - 1 : s.row + 1] = [above + self.line]
            s.row, s.column = s.row - 1, len(above)

    def delete_lines(self, first: int, last: int) -> None:
        """Delete whole lines into the register."""
        s = self.s
        self.yank_lines(first, last)
        del s.lines[first : last + 1]
        s.lines = s.lines or [""]
        s.row = min(first, len(s.lines) - 1)
        s.column = first_nonblank(self.line)

    def yank_lines(self, first: int, last: int) -> None:
        """Copy whole lines into the register."""
        self.s.register, self.s.linewise = list(self.s.lines[first : last + 1]), True

    def span(self, start: tuple[int, int], end: tuple[int, int]) -> list[str]:
        """The text between two places (the second is not in it)."""
        if start[0] == end[0]:
            return [self.s.lines[start[0]][start[1] : end[1]]]
        middle = self.s.lines[start[0] + 1 : end[0]]
        return [self.s.lines[start[0]][start[1] :], *middle, self.s.lines[end[0]][: end[1]]]

    def delete_span(self, start: tuple[int, int], end: tuple[int, int]) -> None:
        """Delete what stands between two places into the register."""
        s = self.s
        s.register, s.linewise = self.span(start, end), False
        head, tail = s.lines[start[0]][: start[1]], s.lines[end[0]][end[1] :]
        s.lines[start[0] : end[0] + 1] = [head + tail]
        s.row, s.column = start

    def put(self, after: bool, count: int = 1) -> None:
        """Put the register behind (or before) the cursor, as often as there is room for it."""
        if not self.s.register:
            return
        for _ in range(min(count, 100, self._room())):
            if self.s.linewise:
                self._put_lines(after)
            else:
                self._put_span(after)

    def _room(self) -> int:
        """How many times the register still goes into the text."""
        s = self.s
        lines = (MOST_LINES - len(s.lines)) // len(s.register)
        size = sum(map(len, s.register))
        return min(lines, (LIMIT - sum(map(len, s.lines))) // size) if size else lines

    def _put_lines(self, after: bool) -> None:
        s = self.s
        at = s.row + 1 if after else s.row
        s.lines[at:at] = s.register
        s.row, s.column = at, first_nonblank(s.register[0])

    def _put_span(self, after: bool) -> None:
        s = self.s
        if after and self.line:
            s.column += 1
        head, tail = self.line[: s.column], self.line[s.column :]
        pieces = list(s.register)
        pieces[0] = head + pieces[0]
        end = len(pieces[-1])
        pieces[-1] += tail
        s.lines[s.row : s.row + 1] = pieces
        s.column = max(0, end - 1) if len(pieces) == 1 else s.column

    # --- text ----------------------------------------------------------------------------------
    def load(self, data: bytes) -> None:
        """Take over a file's content."""
        text = data.decode("utf-8", "surrogateescape")
        self.s.final_newline = text.endswith("\n") or not text
        lines = text.split("\n")
        self.s.lines = lines[:-1] if len(lines) > 1 and not lines[-1] else lines
        self.s.lines = self.s.lines or [""]

    def data(self) -> bytes:
        """The content of the file to be written."""
        if self.s.lines == [""]:
            return b""
        text = "\n".join(self.s.lines) + ("\n" if self.s.final_newline else "")
        return text.encode("utf-8", "surrogateescape")

    def clamp(self, insert: bool) -> None:
        """Keep the cursor inside the text."""
        s = self.s
        s.row = max(0, min(s.row, len(s.lines) - 1))
        last = len(self.line) if insert else max(0, len(self.line) - 1)
        s.column = max(0, min(s.column, last))


def first_nonblank(line: str) -> int:
    """The column of the first character that is no blank."""
    return min(len(line) - len(line.lstrip()), max(0, len(line) - 1))


def char_class(char: str) -> int:
    """0 blank, 1 word, 2 other: what a word motion stops at."""
    return 0 if char.isspace() else 1 if char.isalnum() or char == "_" else 2
