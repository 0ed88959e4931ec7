"""sed: the stream editor, all of its usual commands and addresses.

Not here: the script's syntax (``userland.sedscript``).
"""

from typing import Any

from podlab.engine.machine.program import YIELD, Proc, Step, SystemCallError, readable
from podlab.engine.machine.userland.faults import CommandFault
from podlab.engine.machine.userland.input import Input, begin, next_line, raw, text
from podlab.engine.machine.userland.options import getopt
from podlab.engine.machine.userland.regex import Regex, RegexFault
from podlab.engine.machine.userland.sedscript import Command, ScriptFault, parse

BUDGET = 4_000


def main(p: Proc) -> Step:
    """sed [-nEri] [-e script] [-f file] [script] [file]…"""
    options = getopt(p, "nErie:f:szu", {"quiet": "n", "silent": "n", "regexp-extended": "E",
                                        "in-place=?": "i", "expression=": "e", "file=": "f",
                                        "separate": "s", "null-data": "z"},
                     usage="[-i[SFX]] [-nrE] [-f FILE]... [-e CMD]... [FILE]...")  # fmt: skip
    args = list(options.args)
    scripts = options.all("e")
    for path in options.all("f"):
        try:
            scripts.append(text(p.files.read(path)).rstrip("\n"))
        except SystemCallError as failure:
            raise CommandFault(f"sed: couldn't open file {path}: {failure}") from None
    if not scripts:
        if not args:
            raise CommandFault("Usage: sed [OPTION]... {script-only-if-no-other-script} "
                               "[input-file]...", 1)  # fmt: skip
        scripts.append(args.pop(0))
    extended = options.has("E") or options.has("r")
    try:
        commands = parse("\n".join(scripts), extended)
    except ScriptFault as fault:
        raise CommandFault(f"sed: -e expression #1, char {fault.at}: {fault}") from None
    editor = _Editor(p, commands, options.has("n"), options.has("i"))
    return editor.run(begin(p, args))


class _Editor:
    def __init__(self, p: Proc, commands: list[Command], quiet: bool, in_place: bool) -> None:
        self.p = p
        self.commands = commands
        self.quiet = quiet
        self.in_place = in_place
        self.m: dict[str, Any] = p.memory
        fresh: dict[str, Any] = {"pattern": None, "hold": "", "pc": 0, "number": 0, "ranges": {},
                                 "append": [], "ahead": None, "out": [], "name": "",
                                 "newline": True}  # fmt: skip
        for key, value in fresh.items():
            self.m.setdefault(key, value)
        self.steps = 0

    def run(self, source: Input) -> Step:
        m = self.m
        result: Step = YIELD
        try:
            while self.steps < BUDGET:
                if m["pattern"] is None:
                    waiting = self._next(source)
                    if waiting is not None:
                        result = waiting
                        break
                ended = self._cycle(source)
                if ended is not None:
                    result = ended
                    break
        except RegexFault as fault:
            raise CommandFault(f"sed: {fault}") from None
        self._flush(isinstance(result, int))
        return result

    # --- input -------------------------------------------------------------------------------
    def _read(self, source: Input) -> tuple[bytes, str] | None:
        line = next_line(self.p, source)
        return None if line is None else (line, source.name)

    def _fill(self, source: Input) -> Step | None:
        """Have one line of look-ahead (to know which line is the last)."""
        if self.m["ahead"] is None:
            found = self._read(source)
            if found is None:
                return readable(source.fd)
            self.m["ahead"] = found
        return None

    def _next(self, source: Input) -> Step | None:
        waiting = self._fill(source)
        if waiting is not None:
            return waiting
        line, name = self.m["ahead"]
        if not line:
            self._switch("")
            return source.status * 2
        self.m["ahead"] = None
        if self.in_place:
            self._switch(name)
        self._take(line)
        self.m["pc"] = 0
        return None

    def _take(self, line: bytes) -> None:
        content = text(line)
        self.m["newline"] = content.endswith("\n")
        self.m["pattern"] = content.removesuffix("\n")
        self.m["number"] += 1

    def _last(self, source: Input) -> bool:
        return bool(self.m["ahead"] is not None and not self.m["ahead"][0])

    # --- output ------------------------------------------------------------------------------
    def _emit(self, line: str, newline: bool = True) -> None:
        self.m["out"].append(line + ("\n" if newline else ""))

    def _switch(self, name: str) -> None:
        """In-place editing: write the file before, begin another."""
        m = self.m
        if self.in_place and m["name"] and m["name"] != name:
            self.p.files.write(m["name"], raw("".join(m["out"])))
            m["out"], m["number"] = [], 0
        m["name"] = name

    def _flush(self, ended: bool) -> None:
        m = self.m
        if self.in_place:
            if ended:
                self._switch("")
            return
        data = raw("".join(m["out"]))
        m["out"] = []
        self.p.write(1, data)

    # --- the script --------------------------------------------------------------------------
    def _cycle(self, source: Input) -> Step | None:
        m = self.m
        waiting = self._fill(source)
        if waiting is not None:
            return waiting
        while m["pc"] < len(self.commands):
            self.steps += 1
            if self.steps >= BUDGET:
                return YIELD
            command = self.commands[m["pc"]]
            if not self._selected(command, m["pc"], source):
                m["pc"] = command.target if command.name == "{" else m["pc"] + 1
                continue
            outcome = self._do(command, source)
            if outcome == "end":
                break
            if outcome == "delete":
                self._finish_cycle(False)
                return None
            if outcome == "restart":
                m["pc"] = 0
                continue
            if outcome == "quit" or outcome == "Quit":
                if outcome == "quit":
                    self._finish_cycle(True)
                return int(command.text or 0)
            if outcome == "wait":
                return readable(source.fd)
            if outcome != "jumped":
                m["pc"] += 1
        self._finish_cycle(True)
        return None

    def _finish_cycle(self, show: bool) -> None:
        m = self.m
        if show and not self.quiet:
            last = m["ahead"] is not None and not m["ahead"][0]
            self._emit(m["pattern"], m["newline"] or not last)
        for line in m["append"]:
            self._emit(line)
        m["append"], m["pattern"] = [], None

    def _selected(self, command: Command, pc: int, source: Input) -> bool:
        if command.first is None:
            return not command.negate
        if command.last is None:
            return self._matches(command.first, source) != command.negate
        return self._in_range(command, pc, source) != command.negate

    def _in_range(self, command: Command, pc: int, source: Input) -> bool:
        ranges, number = self.m["ranges"], self.m["number"]
        if pc not in ranges:
            if not self._matches(command.first, source):
                return False
            kind, value = command.last
            if kind == "line" and value <= number:
                return True
            if kind == "plus":
                ranges[pc] = number + value
                return True
            ranges[pc] = -1
            return True
        kind, value = command.last
        if kind == "plus":
            if number >= ranges[pc]:
                del ranges[pc]
            return True
        if kind == "line":
            if number >= value:
                del ranges[pc]
            return bool(number <= value)
        if self._matches(command.last, source):
            del ranges[pc]
        return True

    def _matches(self, address: Any, source: Input) -> bool:
        kind, value = address
        if kind == "line":
            return bool(self.m["number"] == value)
        if kind == "last":
            return self._last(source)
        if kind == "step":
            first, step = value
            number = self.m["number"]
            hit = number >= first and (number - first) % step == 0 if step else number == first
            return bool(hit)
        return Regex(*value[:1], extended=value[1], ignore_case=value[2]).matches(self.m["pattern"])

    def _do(self, command: Command, source: Input) -> str:
        m, name = self.m, command.name
        if name in ("d", "q", "Q"):
            return {"d": "delete", "q": "quit", "Q": "Quit"}[name]
        if name in "aic":
            return self._text(command, source)
        if name in "nN":
            return self._advance(name, source)
        if name == "D":
            return self._delete_first()
        if name == "b" or (name in "tT" and m.pop("replaced", False) == (name == "t")):
            m["pc"] = command.target
            return "jumped"
        self._edit(command)
        return ""

    def _edit(self, command: Command) -> None:
        m, name = self.m, command.name
        if name in "pP=l":
            self._emit(self._shown(name))
        elif name == "s":
            self._substitute(command)
        elif name == "y":
            m["pattern"] = m["pattern"].translate(str.maketrans(dict(zip(*command.sets))))
        elif name in "hHgGx":
            self._hold(name)
        elif name == "r":
            self._file(command.text)

    def _shown(self, name: str) -> str:
        """What p, P, = or l writes."""
        pattern = str(self.m["pattern"])
        if name == "=":
            return str(self.m["number"])
        if name == "l":
            return pattern.replace("\\", "\\\\").replace("\t", "\\t") + "$"
        return pattern if name == "p" else pattern.partition("\n")[0]

    def _file(self, path: str) -> None:
        try:
            self.m["append"].extend(text(self.p.files.read(path)).splitlines())
        except SystemCallError:
            return

    def _hold(self, name: str) -> None:
        m = self.m
        if name == "h":
            m["hold"] = m["pattern"]
        elif name == "H":
            m["hold"] = (m["hold"] + "\n" + m["pattern"])[: 1 << 20]
        elif name == "g":
            m["pattern"] = m["hold"]
        elif name == "G":
            m["pattern"] = (m["pattern"] + "\n" + m["hold"])[: 1 << 20]
        else:
            m["pattern"], m["hold"] = m["hold"], m["pattern"]

    def _text(self, command: Command, source: Input) -> str:
        if command.name == "i":
            self._emit(command.text)
        elif command.name == "a":
            self.m["append"].append(command.text)
        else:
            ends = command.last is None or self.m["pc"] not in self.m["ranges"]
            if ends:
                self._emit(command.text)
            return "delete"
        return ""

    def _advance(self, name: str, source: Input) -> str:
        m = self.m
        if self._last(source):
            return "quit" if name == "n" or not self.quiet else "Quit"
        line, _ = m["ahead"]
        if name == "n" and not self.quiet:
            self._emit(m["pattern"])
        before = m["pattern"]
        self._take(line)
        if name == "N":
            m["pattern"] = before + "\n" + m["pattern"]
        m["ahead"] = None
        m["pc"] += 1
        return "wait" if self._fill(source) is not None else "jumped"

    def _delete_first(self) -> str:
        m = self.m
        if "\n" not in m["pattern"]:
            return "delete"
        m["pattern"] = m["pattern"].partition("\n")[2]
        return "restart"

    def _substitute(self, command: Command) -> None:
        m = self.m
        regex = Regex(command.pattern, extended=command.extended,
                      ignore_case=command.ignore_case)  # fmt: skip
        content, position, count = m["pattern"], 0, 0
        pieces: list[str] = []
        while position <= len(content):
            spans = regex.search(content, position)
            if spans is None:
                break
            start, end = spans[0]
            count += 1
            if count >= command.number:
                pieces.append(content[position:start] + _replacement(command, content, spans))
                m["replaced"] = True
            else:
                pieces.append(content[position:end])
            if end == start:
                pieces.append(content[end : end + 1])
                end += 1
            position = end
            if count >= command.number and not command.everywhere:
                break
        m["pattern"] = ("".join(pieces) + content[position:])[: 1 << 20]
        if command.prints and m.get("replaced") and count >= command.number:
            self._emit(m["pattern"])


def _replacement(command: Command, content: str, spans: list[tuple[int, int]]) -> str:
    result: list[str] = []
    case = ""
    for piece in command.replacement:
        if isinstance(piece, int):
            start, end = spans[piece] if piece < len(spans) else (-1, -1)
            text_ = content[start:end] if start >= 0 else ""
        elif len(piece) == 2 and piece[0] == "\0":
            case = piece[1]
            continue
        else:
            text_ = piece
        if case in ("U", "u"):
            text_ = text_.upper() if case == "U" else text_[:1].upper() + text_[1:]
        elif case in ("L", "l"):
            text_ = text_.lower() if case == "L" else text_[:1].lower() + text_[1:]
        case = "" if case in ("u", "l", "E") else case
        result.append(text_)
    return "".join(result)
