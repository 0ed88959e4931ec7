"""vi's commands behind the colon: :w :q :x :e :N :s :d :set … .

Not here: keys (``commands.vi``).
"""

from typing import NamedTuple

from podlab.engine.machine.digits import is_number
from podlab.engine.machine.program import Proc, SystemCallError
from podlab.engine.machine.userland.editors.buffer import Buffer, first_nonblank
from podlab.engine.machine.userland.regex import Regex, RegexFault

SWITCHES = {"nu": "number", "number": "number", "paste": "paste", "ai": "autoindent",
            "autoindent": "autoindent", "ic": "ignorecase", "ignorecase": "ignorecase",
            "list": "list", "et": "expandtab", "expandtab": "expandtab", "hls": "hlsearch",
            "hlsearch": "hlsearch", "is": "incsearch", "incsearch": "incsearch",
            "wrap": "wrap", "relativenumber": "number", "rnu": "number"}  # fmt: skip


class Outcome(NamedTuple):
    """What to show; the exit status if the editor ends; a search pattern that was used."""

    message: str = ""
    exit: int | None = None
    search: str = ""


def run_ex(p: Proc, b: Buffer, text: str, options: dict[str, bool], search: str) -> Outcome:
    """Do a command."""
    text = text.strip()
    low, high, rest = _range(b, text)
    if low < 0:
        return Outcome("E16: Invalid range")
    if not rest:
        if text:
            b.s.row = min(high, len(b.s.lines) - 1)
            b.s.column = first_nonblank(b.line)
        return Outcome()
    if rest[0] == "s" and rest[1:2] and not rest[1].isalnum() and rest[1] != " ":
        return _substitute(b, low, high, rest[1:], search)
    name, bang, argument = _split(rest)
    if name in ("w", "write", "wq", "x", "xit", "wqa", "wa", "xa"):
        return _write(p, b, name, argument, bang)
    if name in ("q", "quit", "qa", "qall"):
        if b.s.changed and not bang:
            return Outcome("E37: No write since last change (add ! to override)")
        return Outcome(exit=0)
    if name in ("cq",):
        return Outcome(exit=1)
    if name in ("e", "edit"):
        return _edit(p, b, argument, bang)
    if name in ("set", "se"):
        return _set(argument, options)
    if name in ("d", "delete"):
        b.delete_lines(low, high)
        return Outcome()
    if name in ("y", "yank"):
        b.yank_lines(low, high)
        return Outcome()
    if name in ("r", "read"):
        return _read(p, b, argument)
    if name in ("noh", "nohlsearch", "syntax", "syn", "filetype"):
        return Outcome()
    if rest.startswith("!"):
        return Outcome("not simulated in PodLab: commands behind :!")
    return Outcome(f"E492: Not an editor command: {text}")


def _split(rest: str) -> tuple[str, bool, str]:
    end = 0
    while end < len(rest) and rest[end].isalpha():
        end += 1
    bang = rest[end : end + 1] == "!"
    return rest[:end], bang, rest[end + bang :].strip()


def _range(b: Buffer, text: str) -> tuple[int, int, str]:
    """(first row, last row, the command); -1 if it is no range."""
    if text.startswith("%"):
        return 0, len(b.s.lines) - 1, text[1:].strip()
    low, rest = _line(b, text)
    if low is None:
        return b.s.row, b.s.row, rest
    high = low
    if rest.startswith(","):
        found, rest = _line(b, rest[1:])
        high = b.s.row if found is None else found
    last = len(b.s.lines) - 1
    if low > high or low < 0:
        return -1, -1, rest
    return min(low, last), min(high, last), rest.strip()


def _line(b: Buffer, text: str) -> tuple[int | None, str]:
    text = text.strip()
    if text.startswith(("'<", "'>")):
        return b.s.row, text[2:]
    if text[:1] in (".", "$"):
        base, text = (b.s.row if text[0] == "." else len(b.s.lines) - 1), text[1:]
    elif is_number(text[:1]):
        end = 0
        while is_number(text[end : end + 1]):
            end += 1
        base, text = max(0, int(text[: min(end, 7)]) - 1), text[end:]
    elif text[:1] in ("+", "-"):
        base = b.s.row
    else:
        return None, text
    while text[:1] in ("+", "-"):
        end = 1
        while is_number(text[end : end + 1]):
            end += 1
        base += (1 if text[0] == "+" else -1) * int(text[1 : min(end, 7)] or 1)
        text = text[end:]
    return base, text


def _write(p: Proc, b: Buffer, name: str, argument: str, bang: bool) -> Outcome:
    path = argument or b.s.path
    if not path:
        return Outcome("E32: No file name")
    leaves = name not in ("w", "write", "wa")
    if name in ("x", "xit", "xa") and not b.s.changed and not argument:
        return Outcome(exit=0)
    data = b.data()
    exists = p.files.exists(path)
    if argument and exists and argument != b.s.path and not bang:
        return Outcome("E13: File exists (add ! to override)")
    try:
        p.files.write(path, data)
    except SystemCallError as failure:
        if failure.name in ("EACCES", "EROFS"):
            return Outcome("E45: 'readonly' option is set (add ! to override)")
        return Outcome(f'"{path}" E212: Can\'t open file for writing')
    if not b.s.path:
        b.s.path = path
    if path == b.s.path:
        b.s.changed = False
    new = "" if exists else " [New]"
    count = 0 if not data else len(b.s.lines)
    return Outcome(f'"{path}"{new} {count}L, {len(data)}B written', 0 if leaves else None)


def _edit(p: Proc, b: Buffer, argument: str, bang: bool) -> Outcome:
    if b.s.changed and not bang:
        return Outcome("E37: No write since last change (add ! to override)")
    path = argument or b.s.path
    if not path:
        return Outcome("E32: No file name")
    b.s.path, b.s.row, b.s.column, b.s.top, b.s.changed = path, 0, 0, 0, False
    b.s.undo, b.s.redo, b.s.saved_lines = [], [], []
    try:
        data = p.files.read(path)
    except SystemCallError:
        b.s.lines = [""]
        return Outcome(f'"{path}" [New]')
    b.load(data)
    return Outcome(f'"{path}" {len(b.s.lines)}L, {len(data)}B')


def _read(p: Proc, b: Buffer, path: str) -> Outcome:
    try:
        lines = p.files.read(path).decode("utf-8", "surrogateescape").splitlines()
    except SystemCallError:
        return Outcome(f"E484: Can't open file {path}")
    b.s.lines[b.s.row + 1 : b.s.row + 1] = lines
    b.s.row = min(b.s.row + 1, len(b.s.lines) - 1)
    return Outcome()


def _set(argument: str, options: dict[str, bool]) -> Outcome:
    for word in argument.split():
        name = word.removeprefix("no")
        if word.partition("=")[0] in ("ts", "tabstop", "sw", "shiftwidth", "sts", "softtabstop",
                                      "ft", "filetype", "encoding", "fileencoding"):  # fmt: skip
            continue
        if word in SWITCHES:
            options[SWITCHES[word]] = True
        elif name in SWITCHES:
            options[SWITCHES[name]] = False
        else:
            return Outcome(f"E518: Unknown option: {word}")
    return Outcome()


def _substitute(b: Buffer, low: int, high: int, text: str, search: str) -> Outcome:
    pieces = _pieces(text[1:], text[0])
    pattern, new = pieces[0] or search, pieces[1] if len(pieces) > 1 else ""
    flags = pieces[2] if len(pieces) > 2 else ""
    try:
        regex = Regex(pattern, ignore_case="i" in flags)
        total, rows, last = 0, 0, b.s.row
        for row in range(low, high + 1):
            count, line = _in_line(regex, b.s.lines[row], new, "g" in flags)
            if count:
                b.s.lines[row] = line
                total, rows, last = total + count, rows + 1, row
    except RegexFault as fault:
        return Outcome(f"E486: {fault}")
    if not total:
        return Outcome(f"E486: Pattern not found: {pattern}")
    b.s.row, b.s.column = last, 0
    shown = f"{total} substitutions on {rows} lines" if total > 2 else ""
    return Outcome(shown, search=pattern)


def _pieces(text: str, delimiter: str) -> list[str]:
    pieces, current, position = [], [], 0
    while position < len(text):
        if text[position] == "\\" and position + 1 < len(text):
            escaped = text[position + 1] == delimiter
            current.append(delimiter if escaped else text[position : position + 2])
            position += 2
            continue
        if text[position] == delimiter:
            pieces.append("".join(current))
            current = []
        else:
            current.append(text[position])
        position += 1
    return [*pieces, "".join(current)]


def _in_line(regex: Regex, line: str, new: str, everywhere: bool) -> tuple[int, str]:
    result, position, count = [], 0, 0
    while position <= len(line):
        spans = regex.search(line, position)
        if spans is None:
            break
        start, end = spans[0]
        count += 1
        result.append(line[position:start] + _fill(new, line, spans))
        if end == start:
            result.append(line[end : end + 1])
            end += 1
        position = end
        if not everywhere:
            break
    return count, "".join(result) + line[position:]


def _fill(new: str, line: str, spans: list[tuple[int, int]]) -> str:
    result, position = [], 0
    while position < len(new):
        char = new[position]
        if char == "\\" and position + 1 < len(new):
            position += 1
            following = new[position]
            if is_number(following):
                group = spans[int(following)] if int(following) < len(spans) else (-1, -1)
                result.append(line[group[0] : group[1]] if group[0] >= 0 else "")
            else:
                result.append({"t": "\t"}.get(following, following))
        elif char == "&":
            result.append(line[spans[0][0] : spans[0][1]])
        else:
            result.append(char)
        position += 1
    return "".join(result)
