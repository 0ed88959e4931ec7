"""less and more: text a screen at a time."""

from podlab.engine.machine import signals
from podlab.engine.machine.program import YIELD, Proc, Step, SystemCallError, readable, writable
from podlab.engine.machine.userland.editors.keys import split_keys
from podlab.engine.machine.userland.editors.screen import expand, paint, rows_of
from podlab.engine.machine.userland.faults import CommandFault
from podlab.engine.machine.userland.input import begin, collect, text
from podlab.engine.machine.userland.options import command_name
from podlab.engine.machine.userland.regex import Regex, RegexFault


def main(p: Proc) -> Step:
    """less [file]…"""
    m = p.memory
    names = [word for word in p.argv[1:] if not word.startswith(("-", "+"))]
    if not p.isatty(1):
        return _copy(p, names)
    if "lines" not in m:
        if not names and p.isatty(0):
            raise CommandFault('Missing filename ("less --help" for help)')
        source = begin(p, names)
        waiting = collect(p, source)
        if waiting is not None:
            return waiting
        if source.status:
            return 1
        columns = max(10, p.window(1)[0])
        content = text(b"".join(source.collected)).split("\n")
        content = content[:-1] if content and not content[-1] else content
        m["lines"] = [row for line in content for row in rows_of(expand(line), columns)]
        m.update(top=0, prompt="", search="", rest=b"", message="", name=names[0] if names else "")
        m["keys"] = 0 if p.isatty(0) else p.open("/dev/tty")
        p.handle_signal(signals.INT)
        p.set_raw(m["keys"], True)
        p.write(1, "\x1b[?1049h")
        m["drawn"] = False
    return _pager(p)


def _copy(p: Proc, names: list[str]) -> Step:
    source = begin(p, names)
    waiting = collect(p, source)
    if waiting is not None:
        return waiting
    while source.collected:
        if p.write(1, source.collected.pop(0)) > 65_536:
            return writable(1)
    return source.status or (YIELD if source.collected else 0)


def _pager(p: Proc) -> Step:
    m = p.memory
    while True:
        data = p.read(m["keys"])
        if data is None:
            break
        keys, m["rest"] = split_keys(m["rest"] + data)
        for key in keys:
            if _key(p, key) or not data:
                p.set_raw(m["keys"], False)
                p.write(1, "\x1b[?1049l")
                return 0
    _draw(p)
    return readable(m["keys"])


def _key(p: Proc, key: str) -> bool:
    """Act on a key; True to leave."""
    m = p.memory
    page = max(1, p.window(1)[1] - 1)
    last = max(0, len(m["lines"]) - page)
    m["message"] = ""
    if m["prompt"]:
        _prompt_key(p, key)
        return False
    steps = {" ": page, "f": page, "pagedown": page, "C-f": page, "b": -page, "pageup": -page,
             "C-b": -page, "j": 1, "down": 1, "enter": 1, "k": -1, "up": -1, "y": -1, "e": 1,
             "d": page // 2, "u": -(page // 2), "C-d": page // 2, "C-u": -(page // 2)}  # fmt: skip
    if key in ("q", "Q"):
        return True
    if command_name(p) == "more" and key in (" ", "enter") and m["top"] >= last:
        return True
    if key in steps:
        m["top"] = max(0, min(last, m["top"] + steps[key]))
    elif key in ("g", "home", "<"):
        m["top"] = 0
    elif key in ("G", "end", ">"):
        m["top"] = last
    elif key in ("/", "?"):
        m["prompt"] = key
    elif key in ("n", "N"):
        _search(p, key == "N")
    return False


def _prompt_key(p: Proc, key: str) -> None:
    m = p.memory
    if key == "enter":
        m["search"], m["prompt"] = m["prompt"][1:] or m["search"], ""
        _search(p, False)
    elif key in ("escape", "C-c"):
        m["prompt"] = ""
    elif key == "backspace":
        m["prompt"] = m["prompt"][:-1]
    elif len(key) == 1:
        m["prompt"] += key


def _search(p: Proc, back: bool) -> None:
    m = p.memory
    try:
        regex = Regex(m["search"])
        count = len(m["lines"])
        rows = range(m["top"] - 1, -1, -1) if back else range(m["top"] + 1, count)
        for row in rows:
            if regex.matches(m["lines"][row]):
                m["top"] = row
                return
    except RegexFault:
        pass
    m["message"] = "Pattern not found  (press RETURN)"


def _draw(p: Proc) -> None:
    m = p.memory
    try:
        columns, rows = p.window(1)
    except SystemCallError:
        columns, rows = 80, 24
    page = m["lines"][m["top"] : m["top"] + rows - 1]
    shown = page + ["~"] * (rows - 1 - len(page))
    at_end = m["top"] + rows - 1 >= len(m["lines"])
    status = m["prompt"] or (f"\x1b[7m{m['message']}\x1b[m" if m["message"] else
                             "\x1b[7m(END)\x1b[m" if at_end else ":")  # fmt: skip
    p.write(1, paint(shown, columns, (rows - 1, 0)).removesuffix("\x1b[?25h")
            + f"\x1b[{rows};1H\x1b[K{status}\x1b[?25h")  # fmt: skip
