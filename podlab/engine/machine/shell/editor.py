"""The editing of one command line, as readline does it by default (emacs keys).

Keys in, terminal output out; the state is plain data.  Not here: where keys come from and what an
accepted line does (``interactive``), what can be completed (``completion``).
"""

from dataclasses import dataclass, field

from podlab.engine.machine.userland.widths import char_width, text_width, without_escapes

LIMIT = 1 << 16
BELL = "\a"


@dataclass(slots=True)
class EditorState:
    """A line while it is edited.  ``row`` is where the cursor was drawn, counted from the
    prompt's first row."""

    prompt: str = ""
    text: str = ""
    cursor: int = 0
    row: int = 0
    columns: int = 80
    killed: str = ""
    place: int = -1
    saved: str = ""
    searching: bool = False
    query: str = ""
    found: int = -1
    pasting: bool = False
    tabs: int = 0
    quoted: bool = False
    undo: list[tuple[str, int]] = field(default_factory=list)
    rest: bytes = b""


class LineEditor:
    """Edits; ``output`` collects what goes to the terminal."""

    def __init__(self, state: EditorState, history: list[str]) -> None:
        self.state = state
        self.history = history
        self.output: list[str] = []

    # --- drawing -----------------------------------------------------------------------------
    def _position(self, width: int) -> tuple[int, int]:
        columns = max(1, self.state.columns)
        return width // columns, width % columns

    def draw(self) -> None:
        """Draw prompt and line anew from the prompt's first row."""
        state = self.state
        up = f"\x1b[{state.row}A" if state.row else ""
        prompt = self._search_prompt() if state.searching else state.prompt
        shown = prompt.rpartition("\n")[2] if state.row or up else prompt
        self.output.append(f"\r{up}\x1b[J{shown}{_visible(state.text)}")
        self._place_cursor()

    def first_draw(self) -> None:
        """Write the prompt at the start of a line."""
        state = self.state
        self.output.append(state.prompt)
        state.row = self._position(self._prompt_width())[0]

    def _prompt_width(self) -> int:
        prompt = self._search_prompt() if self.state.searching else self.state.prompt
        return text_width(without_escapes(prompt.rpartition("\n")[2]))

    def _search_prompt(self) -> str:
        return f"(reverse-i-search)`{self.state.query}': "

    def _place_cursor(self) -> None:
        """Move from the end of the drawn line to the cursor."""
        state = self.state
        prompt = self._prompt_width()
        end = self._position(prompt + text_width(_visible(state.text)))
        if end[1] == 0 and end[0] > 0:
            self.output.append(" \r")
        row, column = self._position(prompt + text_width(_visible(state.text[: state.cursor])))
        if end[0] > row:
            self.output.append(f"\x1b[{end[0] - row}A")
        if (row, column) != end:
            self.output.append("\r" + (f"\x1b[{column}C" if column else ""))
        state.row = row

    def leave(self) -> None:
        """Go below the line."""
        state = self.state
        prompt = self._prompt_width()
        end = self._position(prompt + text_width(_visible(state.text)))[0]
        if end > state.row:
            self.output.append(f"\x1b[{end - state.row}B")
        self.output.append("\r\n")
        state.row = 0

    # --- changes -----------------------------------------------------------------------------
    def insert(self, text: str) -> None:
        """Insert at the cursor."""
        state = self.state
        text = text[: max(0, LIMIT - len(state.text))]
        at_end = state.cursor == len(state.text)
        width = self._prompt_width() + text_width(_visible(state.text))
        state.text = state.text[: state.cursor] + text + state.text[state.cursor :]
        state.cursor += len(text)
        fits = (width % max(1, state.columns)) + text_width(text) < state.columns
        if at_end and fits and text.isprintable() and not state.searching:
            self.output.append(text)
            state.row = self._position(width)[0]
        else:
            self.draw()

    def _edit(self, text: str, cursor: int) -> None:
        state = self.state
        state.undo.append((state.text, state.cursor))
        del state.undo[:-100]
        state.text, state.cursor = text, cursor
        self.draw()

    def replace(self, start: int, text: str) -> None:
        """Put a text in place of what stands between a position and the cursor."""
        state = self.state
        self._edit(state.text[:start] + text + state.text[state.cursor :], start + len(text))

    def _kill(self, start: int, end: int) -> None:
        state = self.state
        if start >= end:
            return
        state.killed = state.text[start:end]
        self._edit(state.text[:start] + state.text[end:], start)

    def _move(self, cursor: int) -> None:
        state = self.state
        cursor = max(0, min(len(state.text), cursor))
        if cursor == state.cursor:
            return
        state.cursor = cursor
        self.draw()

    def _word_left(self, blank_only: bool = False) -> int:
        text, at = self.state.text, self.state.cursor
        while at > 0 and not _in_word(text[at - 1], blank_only):
            at -= 1
        while at > 0 and _in_word(text[at - 1], blank_only):
            at -= 1
        return at

    def _word_right(self) -> int:
        text, at = self.state.text, self.state.cursor
        while at < len(text) and not _in_word(text[at], False):
            at += 1
        while at < len(text) and _in_word(text[at], False):
            at += 1
        return at

    # --- history -----------------------------------------------------------------------------
    def _recall(self, step: int) -> None:
        state = self.state
        place = len(self.history) if state.place < 0 else state.place
        new = place + step
        if not 0 <= new <= len(self.history):
            return
        if place == len(self.history):
            state.saved = state.text
        state.place = new
        state.text = state.saved if new == len(self.history) else self.history[new]
        state.cursor = len(state.text)
        self.draw()

    def _search(self, start: int) -> None:
        state = self.state
        for number in range(min(start, len(self.history) - 1), -1, -1):
            at = self.history[number].rfind(state.query)
            if at >= 0:
                state.found, state.text, state.cursor = number, self.history[number], at
                self.draw()
                return
        self.draw()

    def _search_key(self, key: str) -> str:
        state = self.state
        if key == "C-r":
            self._search(state.found - 1 if state.found >= 0 else len(self.history) - 1)
        elif key == "backspace":
            state.query = state.query[:-1]
            self._search(len(self.history) - 1)
        elif len(key) == 1 and key.isprintable():
            state.query += key
            self._search(state.found if state.found >= 0 else len(self.history) - 1)
        else:
            return self._leave_search(key)
        return ""

    def _leave_search(self, key: str) -> str:
        state = self.state
        state.searching = False
        if key == "C-g":
            state.text, state.cursor = state.saved, len(state.saved)
        self.draw()
        return "" if key in ("C-g", "escape") else self.key(key)

    # --- keys --------------------------------------------------------------------------------
    def key(self, key: str) -> str:
        """Act on a key; returns '' or accept, interrupt, end, complete."""
        state = self.state
        if state.pasting:
            return self._paste_key(key)
        if state.searching:
            return self._search_key(key)
        if key != "tab":
            state.tabs = 0
        if state.quoted:
            state.quoted = False
            self.insert(chr(ord(key[2]) - 0x60) if key.startswith("C-") else key)
            return ""
        if len(key) == 1:
            self.insert(key)
            return ""
        event = _EVENTS.get(key)
        if event is not None:
            return self._event(event)
        action = _ACTIONS.get(key)
        if action is not None:
            action(self)
        return ""

    def _event(self, event: str) -> str:
        state = self.state
        if event == "end" and state.text:
            _delete(self)
            return ""
        if event == "accept":
            state.cursor = len(state.text)
            self.leave()
        elif event == "interrupt":
            self.output.append("^C")
            self.leave()
        elif event == "complete":
            state.tabs += 1
        return event

    def _paste_key(self, key: str) -> str:
        if key == "paste-end":
            self.state.pasting = False
        elif key in ("enter", "C-j"):
            self.insert("\n")
        elif key == "tab":
            self.insert("\t")
        elif len(key) == 1:
            self.insert(key)
        return ""


def _visible(text: str) -> str:
    if text.isprintable():
        return text
    return "".join(
        c if c.isprintable() or char_width(c) else " " if c in "\n\t" else "^" + chr(ord(c) ^ 64)
        for c in text
    )


def _in_word(char: str, blank_only: bool) -> bool:
    return not char.isspace() if blank_only else char.isalnum()


def _delete(editor: LineEditor) -> None:
    state = editor.state
    if state.cursor < len(state.text):
        editor._edit(state.text[: state.cursor] + state.text[state.cursor + 1 :], state.cursor)


def _backspace(editor: LineEditor) -> None:
    state = editor.state
    if state.cursor:
        at = state.cursor - 1
        editor._edit(state.text[:at] + state.text[at + 1 :], at)


def _yank(editor: LineEditor) -> None:
    editor.insert(editor.state.killed)


def _transpose(editor: LineEditor) -> None:
    state, at = editor.state, min(editor.state.cursor, len(editor.state.text) - 1)
    if at > 0:
        text = state.text
        editor._edit(text[: at - 1] + text[at] + text[at - 1] + text[at + 1 :], at + 1)


def _clear(editor: LineEditor) -> None:
    editor.output.append("\x1b[H\x1b[2J")
    editor.state.row = 0
    editor.draw()


def _undo(editor: LineEditor) -> None:
    state = editor.state
    if state.undo:
        state.text, state.cursor = state.undo.pop()
        editor.draw()


def _search(editor: LineEditor) -> None:
    state = editor.state
    state.searching, state.query, state.found, state.saved = True, "", -1, state.text
    editor.draw()


def _paste(editor: LineEditor) -> None:
    editor.state.pasting = True


def _quote(editor: LineEditor) -> None:
    editor.state.quoted = True


def _last_argument(editor: LineEditor) -> None:
    words = editor.history[-1].split() if editor.history else []
    editor.insert(words[-1] if words else "")


_EVENTS = {"enter": "accept", "C-j": "accept", "C-c": "interrupt", "C-d": "end", "tab": "complete"}
_ACTIONS = {
    "backspace": _backspace,
    "delete": _delete,
    "left": lambda e: e._move(e.state.cursor - 1),
    "C-b": lambda e: e._move(e.state.cursor - 1),
    "right": lambda e: e._move(e.state.cursor + 1),
    "C-f": lambda e: e._move(e.state.cursor + 1),
    "home": lambda e: e._move(0),
    "C-a": lambda e: e._move(0),
    "end": lambda e: e._move(len(e.state.text)),
    "C-e": lambda e: e._move(len(e.state.text)),
    "up": lambda e: e._recall(-1),
    "C-p": lambda e: e._recall(-1),
    "down": lambda e: e._recall(1),
    "C-n": lambda e: e._recall(1),
    "M-b": lambda e: e._move(e._word_left()),
    "C-left": lambda e: e._move(e._word_left()),
    "M-f": lambda e: e._move(e._word_right()),
    "C-right": lambda e: e._move(e._word_right()),
    "C-k": lambda e: e._kill(e.state.cursor, len(e.state.text)),
    "C-u": lambda e: e._kill(0, e.state.cursor),
    "C-w": lambda e: e._kill(e._word_left(True), e.state.cursor),
    "M-backspace": lambda e: e._kill(e._word_left(), e.state.cursor),
    "M-d": lambda e: e._kill(e.state.cursor, e._word_right()),
    "C-y": _yank,
    "C-t": _transpose,
    "C-l": _clear,
    "C-_": _undo,
    "C-r": _search,
    "C-v": _quote,
    "M-.": _last_argument,
    "paste-start": _paste,
}
