"""jq 1.6: programs on JSON.  Not here: the language (``userland.jq``)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from podlab.engine.machine.program import Proc, Step, SystemCallError
from podlab.engine.machine.userland.faults import CommandFault
from podlab.engine.machine.userland.input import WHOLE, begin, collect
from podlab.engine.machine.userland.jq.builtins import FUNCTIONS, prelude
from podlab.engine.machine.userland.jq.check import undefined
from podlab.engine.machine.userland.jq.input import JsonFault, read
from podlab.engine.machine.userland.jq.interpreter import Break, Runner, Scope, Undefined
from podlab.engine.machine.userland.jq.lexer import SyntaxFault
from podlab.engine.machine.userland.jq.parser import Node, parse
from podlab.engine.machine.userland.jq.printing import Style, printed
from podlab.engine.machine.userland.jq.values import (
    Budget,
    Exhausted,
    JqFault,
    text_of,
    truth,
)

LETTERS = "nrjcsSeRaCMVhf"
LONG = {
    "null-input": "n", "raw-output": "r", "join-output": "j", "compact-output": "c", "slurp": "s",
    "sort-keys": "S", "exit-status": "e", "raw-input": "R", "ascii-output": "a",
    "color-output": "C", "monochrome-output": "M", "tab": "tab", "version": "V", "help": "h",
    "from-file": "f", "unbuffered": "u", "seq": "seq", "ascii": "a",
}  # fmt: skip
PAIRS = ("arg", "argjson", "slurpfile", "rawfile")
MORE = (
    "Use jq --help for help with command-line options,\n"
    "or see the jq manpage, or online docs  at https://stedolan.github.io/jq"
)
HELP = "Usage:\tjq [OPTIONS] FILTER [FILES...]\n\tjq [OPTIONS] --args FILTER [ARGUMENTS...]\n"
MAX_OUTPUT = 4 << 20


@dataclass(slots=True)
class Line:
    """What stands on the command line."""

    flags: set[str] = field(default_factory=set)
    program: str | None = None
    files: list[str] = field(default_factory=list)
    indent: int = 2
    named: dict[str, Any] = field(default_factory=dict)
    positional: list[Any] = field(default_factory=list)


def main(p: Proc) -> Step:
    """jq [options] filter [file]…"""
    line = _read_line(p)
    if "h" in line.flags:
        p.write(1, HELP)
        return 0
    if "V" in line.flags:
        p.write(1, "jq-1.6\n")
        return 0
    if line.program is None:
        raise CommandFault(HELP + MORE, 2)
    if line.files:
        text, missing = _files(p, line.files)
        return _Job(p, line, text).run() or missing
    if "n" in line.flags and p.isatty(0):
        return _Job(p, line, "").run()
    source = begin(p, [])
    waiting = collect(p, source)
    if waiting is not None:
        return waiting
    return _Job(p, line, b"".join(source.collected).decode(errors="replace")).run()


def _files(p: Proc, names: list[str]) -> tuple[str, int]:
    """The texts of files, and the status of those that cannot be read."""
    texts, size, status = [], 0, 0
    for name in names:
        try:
            data = p.files.read(name)
        except SystemCallError as failure:
            p.write(2, f"jq: error: Could not open file {name}: {failure}\n")
            status = 2
            continue
        size += len(data)
        if size > WHOLE:
            raise CommandFault("jq: not simulated: so much input", 2)
        texts.append(data.decode(errors="replace"))
    return "".join(texts), status


def _read_line(p: Proc) -> Line:
    line, words, rest = Line(), list(p.argv[1:]), ""
    while words:
        word = words.pop(0)
        if rest != "--" and word == "--":
            rest = "--"
        elif rest == "--" or not word.startswith("-") or word == "-":
            _operand(p, line, word, rest)
        elif word in ("--args", "--jsonargs"):
            rest = word
        elif word.startswith("--"):
            _long(p, line, word[2:], words)
        elif set(word[1:]) <= set(LETTERS):
            line.flags |= set(word[1:])
        else:
            raise CommandFault(f"jq: Unknown option {word}\n{MORE}", 2)
    if "f" in line.flags and line.program is not None:
        line.program = _file(p, line.program)
    return line


def _operand(p: Proc, line: Line, word: str, rest: str) -> None:
    if line.program is None:
        line.program = word
    elif rest == "--args":
        line.positional.append(word)
    elif rest == "--jsonargs":
        line.positional.append(_json(word, f"Invalid JSON text passed to --{rest[2:]}"))
    else:
        line.files.append(word)


def _long(p: Proc, line: Line, name: str, words: list[str]) -> None:
    if name in LONG:
        line.flags.add(LONG[name])
    elif name == "indent":
        line.indent = int(words.pop(0)) if words and words[0].isdigit() else -1
        if not 0 <= line.indent <= 7:
            raise CommandFault(f"jq: --indent takes a number between -1 and 7\n{MORE}", 2)
    elif name in PAIRS:
        if len(words) < 2:
            shape = {"arg": "varname value", "argjson": "varname text"}.get(
                name, "varname filename"
            )
            raise CommandFault(
                f"jq: --{name} takes two parameters (e.g. --{name} {shape})\n{MORE}", 2
            )
        variable, text = words.pop(0), words.pop(0)
        line.named[variable] = _named(p, name, text)
    else:
        raise CommandFault(f"jq: Unknown option --{name}\n{MORE}", 2)


def _named(p: Proc, name: str, text: str) -> Any:
    if name == "arg":
        return text
    if name == "argjson":
        return _json(text, "Invalid JSON text passed to --argjson")
    content = _file(p, text)
    if name == "rawfile":
        return content
    try:
        return list(_values(content, Budget()))
    except JsonFault as fault:
        raise CommandFault(f"jq: Bad JSON in --slurpfile {text}: {fault}", 2) from None


def _json(text: str, words: str) -> Any:
    try:
        found = list(_values(text, Budget()))
    except JsonFault:
        found = []
    if len(found) != 1:
        raise CommandFault(f"jq: {words}\n{MORE}", 2)
    return found[0]


def _file(p: Proc, path: str) -> str:
    try:
        return p.files.read(path).decode(errors="replace")
    except SystemCallError as failure:
        raise CommandFault(f"jq: error: Could not open {path}: {failure}", 2) from None


def _values(text: str, budget: Budget) -> Iterator[Any]:
    at = 0
    while (found := read(text, at, budget)) is not None:
        at = found.at
        yield found.value


class _Halted(Exception):
    def __init__(self, status: int) -> None:
        super().__init__()
        self.status = status


class _Job:
    """One run: the inputs, the results, and what the program may ask of the world."""

    def __init__(self, p: Proc, line: Line, text: str) -> None:
        self.p = p
        self.line = line
        self.text = text
        self.at = 0
        self.budget = Budget()
        self.lines = 0
        self.source = line.files[-1] if line.files else "<stdin>"
        self.slurped = False
        self.written = 0
        self.last: Any = ...
        colour = "C" in line.flags or ("M" not in line.flags and p.isatty(1))
        indent = "\t" if "tab" in line.flags else " " * line.indent
        self.style = Style(
            "" if "c" in line.flags else indent, colour, "S" in line.flags, "a" in line.flags
        )

    # --- what programs ask -------------------------------------------------------------------
    def next_input(self) -> tuple[Any] | None:
        """The next input; None when there is none."""
        if "R" in self.line.flags:
            return self._raw()
        if "s" in self.line.flags:
            if self.slurped:
                return None
            self.slurped = True
            rows = list(_values(self.text, self.budget))
            self.lines = self.text.count("\n")
            return (rows,)
        found = read(self.text, self.at, self.budget)
        if found is None:
            self.lines = self.text.count("\n")
            return None
        self.at = found.at
        if self.text.startswith("\n", self.at):
            self.at += 1
        self.lines = self.text.count("\n", 0, self.at)
        return (found.value,)

    def _raw(self) -> tuple[Any] | None:
        if "s" in self.line.flags:
            done, self.slurped = self.slurped, True
            return None if done else (self.text,)
        if self.at >= len(self.text):
            return None
        end = self.text.find("\n", self.at)
        end = len(self.text) if end < 0 else end
        found = self.text[self.at : end]
        self.at = end + 1
        self.lines += 1
        return (found,)

    def debug(self, value: Any) -> None:
        """``debug``: a line on standard error."""
        self.p.write(2, f'["DEBUG:",{text_of(value, self.budget)}]\n')

    def line_number(self) -> int:
        """How many lines of the input have been read."""
        return self.lines

    def now(self) -> float:
        """Seconds since the epoch."""
        return self.p.now / 1_000_000

    def environment(self) -> dict[str, str]:
        """The process's environment."""
        return dict(self.p.env)

    def halt(self, value: Any, status: Any) -> None:
        """``halt_error``: a last message, and the status."""
        if isinstance(value, str):
            self.p.write(2, value)
        elif value is not None:
            self.p.write(2, text_of(value, self.budget) + "\n")
        raise _Halted(int(status) if isinstance(status, int) else 5)

    # --- the run -----------------------------------------------------------------------------
    def run(self) -> int:
        """Compile, work on each input, say how it ended."""
        try:
            node, scope = self._compiled()
            return self._inputs(Runner(FUNCTIONS, self.budget, self), node, scope)
        except _Halted as end:
            return end.status
        except (Exhausted, RecursionError):
            self.p.write(2, "jq: not simulated: such a long computation\n")
            return 5

    def _compiled(self) -> tuple[Node, Scope]:
        program = self.line.program or ""
        try:
            node = parse(program)
        except SyntaxFault as fault:
            words = f"syntax error, {fault} (Unix shell quoting issues?)"
            raise self._compile_error(words, fault.at) from None
        scope, names = prelude()
        known = names | {f"${name}" for name in (*self.line.named, "ENV", "ARGS")}
        missing = next(undefined(node, frozenset(known), FUNCTIONS), None)
        if missing is not None:
            at = program.find(missing.partition("/")[0])
            raise self._compile_error(f"{missing} is not defined", max(0, at))
        return node, self._variables(scope)

    def _compile_error(self, words: str, at: int) -> CommandFault:
        program = self.line.program or ""
        begin_at = program.rfind("\n", 0, at) + 1
        shown = program[begin_at:].partition("\n")[0][:2_000] + " " * min(at - begin_at, 2_000)
        number = program.count("\n", 0, at) + 1
        return CommandFault(
            f"jq: error: {words} at <top-level>, line {number}:\n{shown}\njq: 1 compile error", 3
        )

    def _variables(self, scope: Scope) -> Scope:
        named = {"positional": self.line.positional, "named": self.line.named}
        rows = {"ENV": self.environment(), "ARGS": named, **self.line.named}
        for name, value in rows.items():
            scope = Scope(scope, f"${name}", value)
        return scope

    def _inputs(self, runner: Runner, node: Node, scope: Scope) -> int:
        failed = 0
        if "n" in self.line.flags:
            failed = self._one(runner, node, scope, None)
            return self._status(failed)
        while True:
            try:
                found = self.next_input()
            except JsonFault as fault:
                self.p.write(2, f"parse error: {fault}\n")
                return 2
            if found is None:
                return self._status(failed)
            failed = self._one(runner, node, scope, found[0])

    def _one(self, runner: Runner, node: Node, scope: Scope, value: Any) -> int:
        try:
            for result in runner.values(node, scope, value):
                self._show(result)
        except JqFault as fault:
            return self._complain(fault.value)
        except JsonFault as fault:
            return self._complain(str(fault))
        except (Break, Undefined):
            return self._complain("break")
        return 0

    def _complain(self, value: Any) -> int:
        if value is None:
            return 0
        place = f"{self.source}:{self.lines}"
        if "n" in self.line.flags and not self.at:
            place = "<unknown>"
        if isinstance(value, str):
            self.p.write(2, f"jq: error (at {place}): {value}\n")
        else:
            text = text_of(value, self.budget)
            self.p.write(2, f"jq: error (at {place}) (not a string): {text}\n")
        return 5

    def _show(self, value: Any) -> None:
        self.last = value
        raw = isinstance(value, str) and ({"r", "j"} & self.line.flags)
        text = str(value) if raw else printed(value, self.style, self.budget)
        data = (text if "j" in self.line.flags else text + "\n").encode("utf-8", "replace")
        self.written += len(data)
        if self.written > MAX_OUTPUT:
            raise Exhausted
        self.p.write(1, data)

    def _status(self, failed: int) -> int:
        if failed or "e" not in self.line.flags:
            return failed
        return 4 if self.last is ... else 0 if truth(self.last) else 1
