"""nano: the editor whose keys stand on the screen.

State: ``p.memory["nano"]``.  Not here: the text (``userland.editors.buffer``), drawing.
"""

from dataclasses import dataclass

from podlab.engine.machine import signals
from podlab.engine.machine.digits import is_number
from podlab.engine.machine.program import Proc, Step, SystemCallError, readable
from podlab.engine.machine.userland.editors import motion, screen
from podlab.engine.machine.userland.editors.buffer import Buffer, BufferState
from podlab.engine.machine.userland.editors.keys import split_keys
from podlab.engine.machine.userland.faults import CommandFault
from podlab.engine.machine.userland.widths import text_width

HELP = (
    "^G Help      ^O Write Out ^W Where Is  ^K Cut       ^T Execute   ^C Location",
    "^X Exit      ^R Read File ^\\ Replace   ^U Paste     ^J Justify   ^/ Go To Line",
)
MOVES = frozenset(("left", "right", "up", "down", "home", "end", "pageup", "pagedown"))
CONTROL = {"C-b": "left", "C-f": "right", "C-p": "up", "C-n": "down", "C-a": "home", "C-e": "end",
           "C-y": "pageup", "C-v": "pagedown"}  # fmt: skip


@dataclass(slots=True)
class NanoState:
    """``asking`` is '' or what the prompt asks: save, name, search, line."""

    buffer: BufferState
    message: str = ""
    asking: str = ""
    answer: str = ""
    leaving: bool = False
    search: str = ""
    cutting: bool = False
    rest: bytes = b""


def main(p: Proc) -> Step:
    """nano [file]"""
    state: NanoState | None = p.memory.get("nano")
    if state is None:
        if not p.isatty(0):
            raise CommandFault("Standard input is not a terminal")
        state = p.memory["nano"] = _open(p)
        p.handle_signal(signals.WINCH)
        p.set_raw(0, True)
        p.write(1, screen.ENTER)
    p.signals()
    editor = _Nano(p, state)
    for _ in range(64):
        data = p.read(0)
        if data is None:
            break
        if not data:
            return _leave(p)
        keys, state.rest = split_keys(state.rest + data)
        for key in keys:
            if editor.key(key):
                return _leave(p)
    editor.draw()
    return readable(0)


def _leave(p: Proc) -> int:
    p.set_raw(0, False)
    p.write(1, screen.LEAVE)
    return 0


def _open(p: Proc) -> NanoState:
    names = [word for word in p.argv[1:] if not word.startswith(("-", "+"))]
    buffer = Buffer(BufferState(names[0] if names else ""))
    state = NanoState(buffer.s, "Welcome to nano.  For basic help, type Ctrl+G.")
    if names:
        try:
            data = p.files.read(names[0])
            buffer.load(data)
            count = len(buffer.s.lines) if data else 0
            state.message = f"Read {count} line{'s' * (count != 1)}"
        except SystemCallError as failure:
            state.message = (
                "New File" if failure.name == "ENOENT" else (f"Error reading {names[0]}: {failure}")
            )
    return state


class _Nano:
    def __init__(self, p: Proc, state: NanoState) -> None:
        self.p = p
        self.s = state
        self.b = Buffer(state.buffer)

    def draw(self) -> None:
        """Draw the screen."""
        columns, rows = self.p.window(1)
        columns, rows = max(columns, 20), max(rows, 6)
        lines, row, column = screen.body(self.s.buffer, columns, rows - 4, False, "")
        name = self.s.buffer.path or "New Buffer"
        title = "  GNU nano 7.2" + name.center(max(0, columns - 30))
        title += "Modified" if self.s.buffer.changed else ""
        title = f"\x1b[7m{title[:columns].ljust(columns)}\x1b[m"
        cursor = (row + 1, column)
        if self.s.asking:
            prompt = self._prompt()
            status = f"\x1b[7m{prompt[:columns].ljust(columns)}\x1b[m"
            cursor = (rows - 3, min(columns - 1, text_width(prompt)))
        else:
            text = f"[ {self.s.message} ]" if self.s.message else ""
            status = text.center(columns).rstrip()
        body = screen.paint(["", *lines, "", *HELP], columns, cursor)
        self.p.write(1, f"{body}\x1b7\x1b[1;1H{title}\x1b[{rows - 2};1H\x1b[K{status}\x1b8")

    def _prompt(self) -> str:
        words = {"save": "Save modified buffer?  (Y/N) ", "name": "File Name to Write: ",
                 "search": f"Search{f' [{self.s.search}]' if self.s.search else ''}: ",
                 "line": "Enter line number: "}  # fmt: skip
        return words[self.s.asking] + self.s.answer

    def key(self, key: str) -> bool:
        """Act on a key; True when the editor ends."""
        if key in ("paste-start", "paste-end"):
            return False
        if self.s.asking:
            return self._answer(key)
        self.s.message = ""
        if key != "C-k":
            self.s.cutting = False
        key = CONTROL.get(key, key)
        if key == "C-x":
            return self._exit()
        if key in MOVES:
            self._move(key)
        elif key in ("C-o", "C-w", "C-_", "C-s"):
            self._ask(key)
        else:
            self._edit(key)
        self.b.clamp(True)
        return False

    def _exit(self) -> bool:
        if not self.s.buffer.changed:
            return True
        self.s.asking, self.s.answer, self.s.leaving = "save", "", True
        return False

    def _ask(self, key: str) -> None:
        s = self.s
        if key == "C-s" and s.buffer.path:
            s.message = self._save(s.buffer.path)
            return
        s.asking = {"C-o": "name", "C-s": "name", "C-w": "search", "C-_": "line"}[key]
        s.answer, s.leaving = s.buffer.path if s.asking == "name" else "", False

    def _move(self, key: str) -> None:
        buffer = self.s.buffer
        row, column = buffer.row, buffer.column
        if key == "end":
            buffer.column = len(self.b.line)
        elif key == "right" and column == len(self.b.line) and row + 1 < len(buffer.lines):
            buffer.row, buffer.column = row + 1, 0
        elif key == "left" and column == 0 and row:
            buffer.row, buffer.column = row - 1, len(buffer.lines[row - 1])
        else:
            page = max(1, self.p.window(1)[1] - 6)
            found = motion.simple(buffer, key, (row, column), 1, page)
            if found is not None:
                buffer.row, buffer.column = found
        if key not in ("up", "down"):
            buffer.wanted = buffer.column

    def _edit(self, key: str) -> None:
        b, buffer = self.b, self.s.buffer
        if key == "M-u" or key == "M-e":
            if not b.back(key == "M-e"):
                self.s.message = "Nothing to undo" if key == "M-u" else "Nothing to redo"
            return
        if key == "C-c":
            self.s.message = f"line {buffer.row + 1}/{len(buffer.lines)}, col {buffer.column + 1}"
            return
        b.checkpoint()
        if key in ("enter", "C-j"):
            b.split()
        elif len(key) == 1 or key == "tab":
            b.insert("\t" if key == "tab" else key)
        else:
            actions = {
                "backspace": b.backspace,
                "delete": self._delete,
                "C-d": self._delete,
                "C-k": self._cut,
                "C-u": self._paste,
            }
            actions.get(key, _nothing)()
        b.commit()
        buffer.wanted = buffer.column

    def _delete(self) -> None:
        buffer = self.s.buffer
        if buffer.column < len(self.b.line):
            buffer.column += 1
            self.b.backspace()
        elif buffer.row + 1 < len(buffer.lines):
            buffer.row, buffer.column = buffer.row + 1, 0
            self.b.backspace()

    def _cut(self) -> None:
        buffer = self.s.buffer
        kept = list(buffer.register) if self.s.cutting else []
        self.b.delete_lines(buffer.row, buffer.row)
        buffer.register = kept + buffer.register
        buffer.column, self.s.cutting = 0, True

    def _paste(self) -> None:
        buffer = self.s.buffer
        buffer.lines[buffer.row : buffer.row] = buffer.register
        buffer.row, buffer.column = buffer.row + len(buffer.register), 0

    # --- prompts -------------------------------------------------------------------------------
    def _answer(self, key: str) -> bool:
        s = self.s
        if key in ("C-c", "escape"):
            s.asking, s.message, s.leaving = "", "Cancelled", False
        elif s.asking == "save":
            return self._save_answer(key)
        elif key == "enter":
            return self._accept()
        elif key == "backspace":
            s.answer = s.answer[:-1]
        elif len(key) == 1 and len(s.answer) < 4096:
            s.answer += key
        return False

    def _save_answer(self, key: str) -> bool:
        s = self.s
        if key in ("n", "N"):
            return True
        if key in ("y", "Y"):
            s.asking, s.answer = "name", s.buffer.path
        return False

    def _accept(self) -> bool:
        s, asking = self.s, self.s.asking
        s.asking = ""
        if asking == "name":
            if not s.answer:
                s.message = "Cancelled"
                return False
            s.message = self._save(s.answer)
            return s.leaving and not s.buffer.changed
        if asking == "line":
            s.buffer.row = max(0, int(s.answer[:7]) - 1) if is_number(s.answer) else s.buffer.row
            s.buffer.column = 0
            self.b.clamp(True)
            return False
        s.search = s.answer or s.search
        literal = "".join("\\" + c if c in "\\.[]*^$" else c for c in s.search)
        here = (s.buffer.row, s.buffer.column)
        found = motion.search(s.buffer, literal, here, False) if s.search else None
        if found is None:
            s.message = f'"{s.search}" not found'
        else:
            s.buffer.row, s.buffer.column = found
        return False

    def _save(self, path: str) -> str:
        try:
            self.p.files.write(path, self.b.data())
        except SystemCallError as failure:
            return f"Error writing {path}: {failure}"
        self.s.buffer.path, self.s.buffer.changed = path, False
        count = len(self.s.buffer.lines) if self.b.data() else 0
        return f"Wrote {count} line{'s' * (count != 1)}"


def _nothing() -> None:
    """A key without a meaning."""
