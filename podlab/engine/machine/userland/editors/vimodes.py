"""vi's modes: what keys do to the text, and the screen.

State is a ``ViState``.  Not here: the keys that act at once (``viactions``), the text (``buffer``),
motions, the commands behind the colon (``excommands``).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from podlab.engine.machine.digits import is_number
from podlab.engine.machine.program import Proc
from podlab.engine.machine.userland.editors import motion, screen
from podlab.engine.machine.userland.editors.buffer import (
    Buffer,
    BufferState,
    char_class,
    first_nonblank,
)
from podlab.engine.machine.userland.editors.excommands import Outcome, run_ex
from podlab.engine.machine.userland.widths import text_width

_CHANGES = frozenset(("d", "x", "X", "D", "r", "p", "P", "J", "~", "<", ">", "delete"))


@dataclass(slots=True)
class ViState:
    """The editor: mode is normal, insert, replace, visual, Visual or command."""

    buffer: BufferState
    mode: str = "normal"
    message: str = ""
    command: str = ""
    keys: list[str] = field(default_factory=list)
    search: str = ""
    back: bool = False
    find: str = ""
    anchor: tuple[int, int] = (0, 0)
    options: dict[str, bool] = field(default_factory=dict)
    typed: list[str] = field(default_factory=list)
    last: list[str] = field(default_factory=list)
    pasting: bool = False
    rest: bytes = b""
    history: list[str] = field(default_factory=list)


class Vi:
    """The editor at work; ``actions`` are the keys that need no operator."""

    def __init__(self, p: Proc, state: ViState, actions: "Mapping[str, Action]") -> None:
        self.p = p
        self.s = state
        self.actions = actions
        self.b = Buffer(state.buffer)

    # --- drawing -------------------------------------------------------------------------------
    def draw(self) -> None:
        columns, rows = self.p.window(1)
        columns, rows = max(columns, 10), max(rows, 3)
        lines, row, column = screen.body(self.s.buffer, columns, rows - 1,
                                         bool(self.s.options.get("number")), "~")  # fmt: skip
        status = self._status(columns)
        cursor = (row, column)
        if self.s.mode == "command":
            cursor = (rows - 1, min(text_width(self.s.command), columns - 1))
        self.p.write(1, screen.paint([*lines, status], columns, cursor))

    def _status(self, columns: int) -> str:
        s = self.s
        if s.mode == "command":
            return s.command
        names = {"insert": "-- INSERT --", "replace": "-- REPLACE --", "visual": "-- VISUAL --",
                 "Visual": "-- VISUAL LINE --"}  # fmt: skip
        left = names.get(s.mode, s.message)
        if s.mode == "insert" and s.options.get("paste"):
            left = "-- INSERT (paste) --"
        place = f"{s.buffer.row + 1},{s.buffer.column + 1}"
        gap = columns - 18 - text_width(left)
        return left + " " * gap + place if gap > 0 else left

    # --- keys ----------------------------------------------------------------------------------
    def key(self, key: str) -> int | None:
        """Act on a key; an exit status when the editor ends."""
        s = self.s
        if key in ("paste-start", "paste-end"):
            self._paste(key == "paste-start")
            return None
        if s.mode in ("insert", "replace"):
            self._insert_key(key)
            return None
        if s.mode == "command":
            return self._command_key(key)
        s.message = "" if key != "escape" else s.message
        s.keys.append(key)
        return self._normal()

    def _paste(self, begins: bool) -> None:
        s = self.s
        s.pasting = begins
        if begins and s.mode == "normal":
            self._start_insert()

    def _insert_key(self, key: str) -> None:
        s, b = self.s, self.b
        if key in ("escape", "C-c") and not s.pasting:
            b.commit()
            s.mode = "normal"
            s.buffer.column = max(0, s.buffer.column - 1)
            s.last, s.typed = [*s.typed, "escape"], []
            s.buffer.wanted = s.buffer.column
            return
        if len(s.typed) < 10_000:
            s.typed.append(key)
        if key in ("tab", "\t"):
            b.insert("\t")
        elif key in ("enter", "C-j"):
            b.split(indent=bool(s.options.get("autoindent")) and not s.pasting)
        elif key in ("backspace", "delete", "C-w", "C-u"):
            self._erase(key)
        elif len(key) == 1:
            self._type(key)
        else:
            self._insert_motion(key)

    def _erase(self, key: str) -> None:
        """Keys that take text away in insert mode."""
        b, buffer = self.b, self.s.buffer
        if key == "C-w":
            self._delete_word_back()
        elif key == "C-u":
            buffer.lines[buffer.row] = b.line[buffer.column :]
            buffer.column = 0
        elif key == "backspace":
            b.backspace()
        elif buffer.column < len(b.line):
            buffer.column += 1
            b.backspace()

    def _type(self, key: str) -> None:
        buffer = self.s.buffer
        if self.s.mode == "replace" and buffer.column < len(self.b.line):
            line = self.b.line
            buffer.lines[buffer.row] = line[: buffer.column] + line[buffer.column + 1 :]
        self.b.insert(key)

    def _delete_word_back(self) -> None:
        buffer = self.s.buffer
        row, column = motion.word_back(buffer, (buffer.row, buffer.column))
        column = column if row == buffer.row else 0
        buffer.lines[buffer.row] = self.b.line[:column] + self.b.line[buffer.column :]
        buffer.column = column

    def _insert_motion(self, key: str) -> None:
        buffer = self.s.buffer
        if key == "end":
            buffer.column = len(self.b.line)
            return
        place = motion.simple(buffer, key, (buffer.row, buffer.column), 1, self._page())
        if place is not None and key in ("left", "right", "up", "down", "home", "pageup",
                                         "pagedown"):  # fmt: skip
            buffer.row, buffer.column = place
            self.b.clamp(True)

    def _page(self) -> int:
        return max(1, self.p.window(1)[1] - 3)

    # --- the command line ------------------------------------------------------------------------
    def _command_key(self, key: str) -> int | None:
        s = self.s
        if key in ("enter", "C-j"):
            text, s.command, s.mode = s.command, "", "normal"
            return self._execute(text)
        if key in ("escape", "C-c"):
            s.mode, s.command = "normal", ""
        elif key == "backspace":
            s.command = s.command[:-1]
            s.mode = "command" if s.command else "normal"
        elif key == "up" and s.history:
            s.command = s.history[-1]
        elif key == "C-u":
            s.command = s.command[:1]
        elif len(key) == 1 and len(s.command) < 4096:
            s.command += key
        return None

    def _execute(self, text: str) -> int | None:
        s = self.s
        if text[:1] in ("/", "?"):
            s.search, s.back = text[1:] or s.search, text[0] == "?"
            self._search(s.back)
            return None
        s.history = [*s.history[-20:], text]
        self.b.checkpoint()
        outcome: Outcome = run_ex(self.p, self.b, text[1:], s.options, s.search)
        self.b.commit()
        s.message = outcome.message
        s.search = outcome.search or s.search
        self.b.clamp(False)
        return outcome.exit

    def _search(self, back: bool) -> None:
        s, buffer = self.s, self.s.buffer
        if not s.search:
            s.message = "E35: No previous regular expression"
            return
        place = motion.search(buffer, s.search, (buffer.row, buffer.column), back)
        if place is None:
            s.message = f"E486: Pattern not found: {s.search}"
            return
        buffer.row, buffer.column = place
        s.message = ("?" if back else "/") + s.search

    # --- normal mode -----------------------------------------------------------------------------
    def _normal(self) -> int | None:
        """Try to understand the keys so far; they stay until they make a command."""
        s = self.s
        keys = list(s.keys)
        if keys[-1] in ("escape", "C-c"):
            s.keys = []
            if s.mode in ("visual", "Visual"):
                s.mode = "normal"
            return None
        count, keys = _count(keys)
        if not keys:
            return None
        result = self._visual(keys) if s.mode in ("visual", "Visual") else self._do(keys, count)
        if result == "more":
            return None
        if keys[0] in _CHANGES and s.mode == "normal":
            s.last = list(s.keys)
        s.keys = []
        self.b.clamp(s.mode in ("insert", "replace"))
        if keys[0] not in ("j", "k", "up", "down"):
            s.buffer.wanted = s.buffer.column if keys[0] not in ("$", "end") else 1 << 20
        return result if isinstance(result, int) else None

    def _do(self, keys: list[str], count: int) -> int | str | None:
        key = keys[0]
        if key in ("d", "c", "y", ">", "<"):
            return self._operator(keys, count)
        if key == "g":
            return self._g(keys, count)
        if key in ("Z", "r", "f", "t", "F", "T", "m", "q", "z") and len(keys) < 2:
            return "more"
        if key == "Z":
            return self._zz(keys[1])
        if key in "fFtT" and len(key) == 1:
            self._find(key + keys[1])
            return None
        if self._moved(key, count):
            return None
        action = self.actions.get(key)
        if action is not None:
            action(self, keys, max(count, 1))
        return None

    def _zz(self, key: str) -> int | None:
        if key == "Q":
            return 0
        return self._execute(":x") if key == "Z" else None

    def _g(self, keys: list[str], count: int) -> str | None:
        if len(keys) < 2:
            return "more"
        if keys[1] == "g":
            self._go(max(count, 1))
        return None

    def _go(self, number: int) -> None:
        buffer = self.s.buffer
        buffer.row = min(max(number, 1), len(buffer.lines)) - 1
        buffer.column = first_nonblank(self.b.line)

    def _moved(self, key: str, count: int) -> bool:
        buffer = self.s.buffer
        if key == "G":
            self._go(count or len(buffer.lines))
            return True
        place = motion.simple(buffer, key, (buffer.row, buffer.column), max(count, 1), self._page())
        if place is None and key == "%":
            place = motion.match_bracket(buffer, (buffer.row, buffer.column))
        if place is None:
            return False
        buffer.row, buffer.column = place
        return True

    def _find(self, find: str) -> None:
        buffer = self.s.buffer
        self.s.find = find
        at = motion.find_char(self.b.line, buffer.column, find[0], find[1:])
        if at is not None:
            buffer.column = at

    # --- operators -------------------------------------------------------------------------------
    def _operator(self, keys: list[str], count: int) -> str | None:
        op, rest = keys[0], keys[1:]
        inner, rest = _count(rest)
        if not rest or (rest[0] in ("g", "f", "t", "F", "T", "i", "a") and len(rest) < 2):
            return "more"
        count = max(count, 1) * max(inner, 1) if count or inner else 0
        buffer = self.s.buffer
        first = buffer.row
        if rest[0] == op:
            self._lines(op, first, min(len(buffer.lines) - 1, first + max(count, 1) - 1))
            return None
        start = (buffer.row, buffer.column)
        name = "gg" if rest[:2] == ["g", "g"] else rest[0]
        span = self._target(op, name, rest, count)
        if span is None:
            buffer.row, buffer.column = start
            return None
        low, high = span
        if name in motion.LINEWISE:
            self._lines(op, low[0], high[0])
        else:
            self._span(op, low, high)
        return None

    def _target(
        self, op: str, name: str, rest: list[str], count: int
    ) -> tuple[tuple[int, int], tuple[int, int]] | None:
        """(start, end) of what an operator's motion covers, the end excluded."""
        buffer = self.s.buffer
        start = (buffer.row, buffer.column)
        if name in ("i", "a"):
            return self._object(name, rest[1])
        if (
            op == "c"
            and name in ("w", "W")
            and self.b.line[buffer.column : buffer.column + 1].strip()
        ):
            name = "e" if name == "w" else "E"
        if name == "gg":
            self._go(max(count, 1))
        elif name in ("f", "t", "F", "T"):
            self._find(name + rest[1])
        elif not self._moved(name, count):
            return None
        end = (buffer.row, buffer.column)
        low, high = min(start, end), max(start, end)
        if name in motion.INCLUSIVE:
            high = (high[0], high[1] + 1)
        if name in ("w", "W") and high[0] > low[0] and op in ("d", "y"):
            lead = buffer.lines[high[0]][: high[1]]
            if not lead.strip():
                high = (high[0] - 1, len(buffer.lines[high[0] - 1]))
        return low, high

    def _object(self, kind: str, key: str) -> tuple[tuple[int, int], tuple[int, int]] | None:
        """``iw``, ``aw``, ``i"``, ``a(`` within a line."""
        row, column, line = self.s.buffer.row, self.s.buffer.column, self.b.line
        if key == "w":
            from_, to = word_around(line, column, kind == "a")
            return (row, from_), (row, to)
        pair = {'"': '""', "'": "''", "`": "``", "(": "()", ")": "()", "b": "()", "[": "[]",
                "]": "[]", "{": "{}", "}": "{}", "B": "{}"}.get(key)  # fmt: skip
        if pair is None:
            return None
        low = line.rfind(pair[0], 0, column + 1)
        high = line.find(pair[1], max(column, low + 1))
        if low < 0 or high < 0:
            return None
        return ((row, low), (row, high + 1)) if kind == "a" else ((row, low + 1), (row, high))

    def _lines(self, op: str, first: int, last: int) -> None:
        b, buffer = self.b, self.s.buffer
        if op == "y":
            b.yank_lines(first, last)
            buffer.row = first
            self._report(last - first + 1, "yanked")
            return
        b.checkpoint()
        if op in "<>":
            for row in range(first, last + 1):
                line = buffer.lines[row]
                lead = len(line) - len(line.lstrip(" "))
                buffer.lines[row] = (
                    ("  " + line if line else line) if op == ">" else (line[min(2, lead) :])
                )
            buffer.row, buffer.column = first, first_nonblank(buffer.lines[first])
        elif op == "d":
            b.delete_lines(first, last)
            self._report(last - first + 1, "fewer lines")
        else:
            b.yank_lines(first, last)
            buffer.lines[first : last + 1] = [""]
            buffer.row, buffer.column = first, 0
            self.s.mode = "insert"
            return
        b.commit()

    def _report(self, count: int, words: str) -> None:
        if count > 2:
            self.s.message = f"{count} lines yanked" if words == "yanked" else f"{count} {words}"

    def _span(self, op: str, low: tuple[int, int], high: tuple[int, int]) -> None:
        b, buffer = self.b, self.s.buffer
        if op == "y":
            buffer.register, buffer.linewise = b.span(low, high), False
            buffer.row, buffer.column = low
            return
        b.checkpoint()
        b.delete_span(low, high)
        if op == "c":
            self.s.mode = "insert"
            return
        b.commit()

    def _start_insert(self, mode: str = "insert") -> None:
        self.b.checkpoint()
        self.s.mode = mode
        self.s.typed = list(self.s.keys)

    # --- visual mode -----------------------------------------------------------------------------
    def _visual(self, keys: list[str]) -> str | None:
        s, buffer = self.s, self.s.buffer
        key = keys[0]
        if key in ("g", "f", "t", "F", "T") and len(keys) < 2:
            return "more"
        if key == "g":
            self._go(1)
        elif key in "fFtT" and len(key) == 1:
            self._find(key + keys[1])
        elif key in ("d", "x", "y", "c", "s", ">", "<", "delete"):
            self._visual_operator({"x": "d", "s": "c", "delete": "d"}.get(key, key))
        elif key in ("v", "V"):
            s.mode = (
                "normal"
                if (key == "v") == (s.mode == "visual")
                else ("visual" if key == "v" else "Visual")
            )
        elif key == ":":
            s.mode, s.command = "command", ":"
        else:
            self._moved(key, 0)
        buffer.row = min(buffer.row, len(buffer.lines) - 1)
        return None

    def _visual_operator(self, op: str) -> None:
        s, buffer = self.s, self.s.buffer
        here = (buffer.row, buffer.column)
        low, high = min(s.anchor, here), max(s.anchor, here)
        linewise = s.mode == "Visual"
        s.mode = "normal"
        if linewise or op in "<>":
            self._lines(op, low[0], high[0])
        else:
            self._span(op, low, (high[0], high[1] + 1))


Action = Callable[[Vi, list[str], int], None]


def _count(keys: list[str]) -> tuple[int, list[str]]:
    """The number before a command (0: none) and the rest."""
    digits = ""
    while keys and is_number(keys[0]) and len(keys[0]) == 1 and (digits or keys[0] != "0"):
        digits, keys = digits + keys[0], keys[1:]
    return (int(digits[:6]) if digits else 0), keys


def word_around(line: str, column: int, around: bool) -> tuple[int, int]:
    """Where the word at a column begins and ends (with the blanks behind it)."""
    if not line:
        return 0, 0
    kind = char_class(line[column])
    low, high = column, column + 1
    while low > 0 and char_class(line[low - 1]) == kind:
        low -= 1
    while high < len(line) and char_class(line[high]) == kind:
        high += 1
    while around and high < len(line) and line[high] == " ":
        high += 1
    return low, high
