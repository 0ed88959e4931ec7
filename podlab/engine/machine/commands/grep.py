"""grep, egrep, fgrep.  Not here: the matching (``userland.regex``)."""

from podlab.engine.machine.program import YIELD, Proc, Step, SystemCallError, readable, writable
from podlab.engine.machine.userland.faults import CommandFault
from podlab.engine.machine.userland.input import (
    LINES,
    Input,
    begin,
    next_line,
    raw,
    skip_file,
    text,
)
from podlab.engine.machine.userland.options import Options, command_name, getopt, integer
from podlab.engine.machine.userland.regex import Regex, RegexFault
from podlab.engine.machine.userland.tree import walk

LONG = {"ignore-case": "i", "invert-match": "v", "line-number": "n", "count": "c", "quiet": "q",
        "silent": "q", "only-matching": "o", "extended-regexp": "E", "fixed-strings": "F",
        "recursive": "r", "files-with-matches": "l", "files-without-match": "L", "regexp=": "e",
        "file=": "f", "word-regexp": "w", "line-regexp": "x", "no-messages": "s",
        "after-context=": "A", "before-context=": "B", "context=": "C", "max-count=": "m",
        "with-filename": "H", "no-filename": "h", "color=?": "color", "colour=?": "color",
        "text": "a", "include=": "include", "perl-regexp": "P", "basic-regexp": "G"}  # fmt: skip
USAGE = "[-HhnlLoqvsrRiwFEz] [-m N] [-A|B|C N] { PATTERN | -e PATTERN... | -f FILE... } [FILE]..."


def main(p: Proc) -> Step:
    """grep [options] pattern [file]…"""
    options = getopt(p, "ivncqoEFGPrRlLe:f:wxsA:B:C:m:Hhaz", LONG, usage=USAGE, status=2)
    names = _names(p, options)
    search = _Search(p, options, names)
    return search.run()


def _patterns(p: Proc, options: Options) -> list[str]:
    found = [line for each in options.all("e") for line in each.split("\n")]
    for path in options.all("f"):
        try:
            found.extend(text(p.files.read(path)).splitlines())
        except SystemCallError as failure:
            raise CommandFault(f"grep: {path}: {failure}", 2) from None
    if not options.has("e") and not options.has("f"):
        if not options.args:
            raise CommandFault(
                "Usage: grep [OPTION]... PATTERNS [FILE]...\n"
                "Try 'grep --help' for more information.", 2,
            )  # fmt: skip
        found = options.args[0].split("\n")
    return found


def _names(p: Proc, options: Options) -> list[str]:
    given = options.args if options.has("e") or options.has("f") else options.args[1:]
    if not (options.has("r") or options.has("R")):
        return given
    names: list[str] = []
    for path in given or ["."]:
        try:
            names.extend(each for each, stat in walk(p, path) if stat.type == "file")
        except SystemCallError as failure:
            p.write(2, f"grep: {path}: {failure}\n")
    if not given:
        names = [name.removeprefix("./") for name in names]
    return names or ["/dev/null"]


class _Search:
    def __init__(self, p: Proc, options: Options, names: list[str]) -> None:
        self.p = p
        self.options = options
        self.memory = p.memory
        self.regexes = self._compile(_patterns(p, options))
        recursive = options.has("r") or options.has("R")
        self.named = (len(names) > 1 or recursive or options.has("H")) and not options.has("h")
        self.source: Input = begin(p, names)
        self.after = integer(p, options.last("A", options.last("C", "0")))
        self.before = integer(p, options.last("B", options.last("C", "0")))
        self.limit = integer(p, options.last("m", "-1"))
        when = options.last("color", "never") if options.has("color") else "never"
        self.color = when == "always" or (when in ("auto", "") and p.isatty(1))
        self.memory.setdefault("any", False)
        self.memory.setdefault("count", 0)
        self.memory.setdefault("held", [])
        self.memory.setdefault("tail", 0)
        self.memory.setdefault("last", 0)
        self.output: list[str] = []

    def _compile(self, patterns: list[str]) -> list[Regex]:
        options = self.options
        extended = options.has("E") or options.has("P") or command_name(self.p) == "egrep"
        fixed = options.has("F") or command_name(self.p) == "fgrep"
        result = []
        for pattern in patterns:
            if fixed:
                pattern = "".join("\\" + c if c in "\\.[]*^$" else c for c in pattern)
            if options.has("x"):
                pattern = f"^({pattern})$" if extended else f"^\\({pattern}\\)$"
            elif options.has("w"):
                pattern = f"\\<({pattern})\\>" if extended else f"\\<\\({pattern}\\)\\>"
            try:
                result.append(Regex(pattern, extended=extended, ignore_case=options.has("i")))
            except RegexFault as fault:
                raise CommandFault(f"{command_name(self.p)}: {fault}", 2) from None
        return result

    def run(self) -> Step:
        waiting: Step = YIELD
        try:
            for _ in range(LINES):
                line = next_line(self.p, self.source)
                if line is None:
                    waiting = readable(self.source.fd)
                    break
                if self._file_ended(line) and not line:
                    waiting = self._status()
                    break
                if self._line(line):
                    waiting = 0
                    break
        except RegexFault as fault:
            raise CommandFault(f"grep: {fault}", 2) from None
        data = raw("".join(self.output))
        if data and self.p.write(1, data) > 65_536 and not isinstance(waiting, int):
            return writable(1)
        return waiting

    def _status(self) -> int:
        if self.source.status:
            return 2
        return 0 if self.memory["any"] else 1

    def _file_ended(self, line: bytes) -> bool:
        """Report on the file before, when this line begins another (or all is read)."""
        memory, now = self.memory, self.source.at
        if line and self.source.line > 1 and memory.get("at") == now:
            return False
        if "at" in memory and (not line or memory["at"] != now):
            self._report(self.source.names[memory["at"] - 1])
        elif not line and "at" not in memory and self.options.has("c") and not self.source.status:
            self._report(self.source.names[-1])
        memory["at"] = now
        memory["count"], memory["held"], memory["tail"], memory["last"] = 0, [], 0, 0
        return True

    def _report(self, name: str) -> None:
        shown = "(standard input)" if name == "-" else name
        count = self.memory["count"]
        if self.options.has("c"):
            self.output.append(f"{shown}:{count}\n" if self.named else f"{count}\n")
        elif (self.options.has("l") and count) or (self.options.has("L") and not count):
            self.output.append(shown + "\n")

    def _line(self, line: bytes) -> bool:
        """One line; True when there is nothing more to find out."""
        memory, options = self.memory, self.options
        content = text(line.removesuffix(b"\n"))
        spans = self._spans(content)
        if bool(spans) == options.has("v"):
            self._context(content)
            return False
        if 0 <= self.limit <= memory["count"]:
            return False
        memory["any"] = True
        memory["count"] += 1
        if options.has("q"):
            return True
        if options.has("c"):
            return False
        if options.has("l") or options.has("L"):
            skip_file(self.p, self.source)
            return False
        self._emit(content, spans)
        if memory["count"] == self.limit and not self.after:
            skip_file(self.p, self.source)
        return False

    def _spans(self, content: str) -> list[tuple[int, int]]:
        everything = self.options.has("o") or self.color
        found: list[tuple[int, int]] = []
        position = 0
        while position <= len(content):
            best = self._best(content, position)
            if best is None:
                break
            found.append(best)
            if not everything:
                break
            position = best[1] if best[1] > best[0] else best[1] + 1
        return found

    def _best(self, content: str, position: int) -> tuple[int, int] | None:
        best = None
        for regex in self.regexes:
            spans = regex.search(content, position)
            if spans is None:
                continue
            start, end = spans[0]
            if best is None or (start, -end) < (best[0], -best[1]):
                best = start, end
        return best

    def _prefix(self, mark: str, number: int) -> str:
        name = "(standard input)" if self.source.name == "-" else self.source.name
        if self.color:
            sep = f"\x1b[36m\x1b[K{mark}\x1b[m\x1b[K"
            head = f"\x1b[35m\x1b[K{name}\x1b[m\x1b[K{sep}" if self.named else ""
            line = f"\x1b[32m\x1b[K{number}\x1b[m\x1b[K{sep}" if self.options.has("n") else ""
            return head + line
        head = f"{name}{mark}" if self.named else ""
        return head + (f"{number}{mark}" if self.options.has("n") else "")

    def _emit(self, content: str, spans: list[tuple[int, int]]) -> None:
        memory, number = self.memory, self.source.line
        if self.options.has("o"):
            for start, end in spans:
                if end > start:
                    self.output.append(
                        self._prefix(":", number) + self._paint(content[start:end]) + "\n"
                    )
            return
        first = number - len(memory["held"])
        if (self.before or self.after) and memory["last"] and first > memory["last"] + 1:
            self.output.append("--\n")
        for place, held in enumerate(memory["held"]):
            self.output.append(self._prefix("-", first + place) + held + "\n")
        memory["held"] = []
        self.output.append(self._prefix(":", number) + self._highlight(content, spans) + "\n")
        memory["tail"], memory["last"] = self.after, number

    def _paint(self, piece: str) -> str:
        return f"\x1b[01;31m\x1b[K{piece}\x1b[m\x1b[K" if self.color else piece

    def _highlight(self, content: str, spans: list[tuple[int, int]]) -> str:
        if not self.color or self.options.has("v"):
            return content
        pieces, position = [], 0
        for start, end in spans:
            if end > start:
                pieces.append(content[position:start] + self._paint(content[start:end]))
                position = end
        return "".join(pieces) + content[position:]

    def _context(self, content: str) -> None:
        memory = self.memory
        if memory["tail"] > 0:
            memory["tail"] -= 1
            memory["last"] = self.source.line
            self.output.append(self._prefix("-", self.source.line) + content + "\n")
        elif self.before:
            memory["held"].append(content)
            del memory["held"][: -self.before]
