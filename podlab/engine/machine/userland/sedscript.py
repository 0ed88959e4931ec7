"""The syntax of sed's scripts: text into commands.

Not here: what they do (``commands.sed``).
"""

from dataclasses import dataclass, field
from typing import Any

from podlab.engine.machine.digits import is_number
from podlab.engine.machine.userland.regex import Regex, RegexFault


@dataclass(slots=True)
class Command:
    """One command; addresses are (kind, value): line, last, regex, step, plus."""

    name: str
    first: Any = None
    last: Any = None
    negate: bool = False
    text: str = ""
    target: int = 0
    pattern: str = ""
    extended: bool = False
    ignore_case: bool = False
    replacement: list[str | int] = field(default_factory=list)
    everywhere: bool = False
    prints: bool = False
    number: int = 1
    sets: tuple[str, str] = ("", "")


class ScriptFault(Exception):
    """The script is wrong; ``at`` is the character."""

    def __init__(self, words: str, at: int) -> None:
        super().__init__(words)
        self.at = at


def parse(script: str, extended: bool) -> list[Command]:
    """The commands of a script; branch targets are resolved."""
    return _Parser(script, extended).parse()


class _Parser:
    def __init__(self, script: str, extended: bool) -> None:
        self.script = script
        self.extended = extended
        self.at = 0
        self.commands: list[Command] = []
        self.labels: dict[str, int] = {}
        self.open: list[int] = []
        self.last_pattern = ""

    def _fault(self, words: str) -> ScriptFault:
        return ScriptFault(words, min(self.at, len(self.script)))

    def _peek(self) -> str:
        return self.script[self.at : self.at + 1]

    def _skip(self, chars: str) -> None:
        while self._peek() and self._peek() in chars:
            self.at += 1

    def parse(self) -> list[Command]:
        while True:
            self._skip(" \t\n;")
            if not self._peek():
                break
            if self._peek() == "#":
                end = self.script.find("\n", self.at)
                self.at = len(self.script) if end < 0 else end
                continue
            self._command()
        if self.open:
            raise ScriptFault("unmatched `{'", 0)
        for command in self.commands:
            if command.name in ("b", "t", "T"):
                if command.text and command.text not in self.labels:
                    raise ScriptFault(f"can't find label for jump to `{command.text}'", self.at)
                command.target = self.labels.get(command.text, len(self.commands))
        return self.commands

    def _command(self) -> None:
        first = self._address()
        last = None
        self._skip(" \t")
        if first is not None and self._peek() == ",":
            self.at += 1
            self._skip(" \t")
            last = self._address()
            if last is None:
                raise self._fault("unexpected `,'")
        self._skip(" \t")
        negate = False
        while self._peek() == "!":
            negate = True
            self.at += 1
            self._skip(" \t")
        name = self._peek()
        if not name:
            raise self._fault("missing command")
        self.at += 1
        if name == "}":
            if not self.open:
                raise self._fault("unexpected `}'")
            self.commands[self.open.pop()].target = len(self.commands)
            return
        command = Command(name, first, last, negate, extended=self.extended)
        self._arguments(command)
        if name == ":":
            self.labels[command.text] = len(self.commands)
            return
        if name == "{":
            self.open.append(len(self.commands))
        self.commands.append(command)
        if len(self.commands) > 2000:
            raise self._fault("script too long")

    def _address(self) -> Any:
        char = self._peek()
        if is_number(char):
            number = self._number()
            if self._peek() == "~":
                self.at += 1
                return "step", (number, self._number())
            return "line", number
        if char == "$":
            self.at += 1
            return "last", None
        if char == "+":
            self.at += 1
            return "plus", self._number()
        if char == "/" or char == "\\":
            self.at += 1 + (char == "\\")
            delimiter = self.script[self.at - 1 : self.at]
            pattern = self._until(delimiter) or self.last_pattern
            self.last_pattern = pattern
            ignore = self._peek() == "I"
            self.at += ignore
            self._check(pattern)
            return "regex", (pattern, self.extended, ignore)
        return None

    def _check(self, pattern: str) -> None:
        try:
            Regex(pattern, extended=self.extended)
        except RegexFault as fault:
            raise self._fault(str(fault)) from None

    def _number(self) -> int:
        start = self.at
        while is_number(self._peek()):
            self.at += 1
        return int(self.script[start : self.at][:9] or 0)

    def _until(self, delimiter: str) -> str:
        """A text up to a delimiter; an escaped delimiter is itself."""
        result: list[str] = []
        bracket = False
        while True:
            char = self._peek()
            if not char:
                raise self._fault("unterminated address regex")
            self.at += 1
            if char == "\\" and self._peek():
                following = self._peek()
                self.at += 1
                if following == "n" and not bracket:
                    result.append("\n")
                else:
                    plain = following == delimiter and delimiter not in "|()+?{}."
                    result.append(following if plain else "\\" + following)
                continue
            bracket = char == "[" or (bracket and char != "]")
            if char == delimiter and not bracket:
                return "".join(result)
            result.append(char)

    def _arguments(self, command: Command) -> None:
        name = command.name
        if name not in "{dpPDnNhHgGx=lsyaic:btTrwqQ":
            raise self._fault(f"unknown command: `{name}'")
        if name == "s":
            self._substitution(command)
        elif name == "y":
            self._sets(command)
        elif name in "aic":
            self._text(command)
        elif name in ":btTrw":
            self._label(command)
        elif name in "qQ":
            self._skip(" \t")
            command.text = str(self._number())
        if name not in "{aic:btTr":
            self._ended()

    def _sets(self, command: Command) -> None:
        """The two sets of characters of y."""
        delimiter = self._peek()
        self.at += 1
        command.sets = self._until(delimiter), self._until(delimiter)
        if len(command.sets[0]) != len(command.sets[1]):
            raise self._fault("strings for `y' command are different lengths")

    def _label(self, command: Command) -> None:
        """A label or a file's name, up to the end of the command."""
        self._skip(" \t")
        start = self.at
        while self._peek() and self._peek() not in ("\n" if command.name in "rw" else "\n;}"):
            self.at += 1
        command.text = self.script[start : self.at].strip()
        if command.name == "w":
            raise self._fault("not simulated in PodLab: w")

    def _ended(self) -> None:
        self._skip(" \t")
        if self._peek() and self._peek() not in ";\n}#":
            raise self._fault("extra characters after command")

    def _text(self, command: Command) -> None:
        self._skip(" \t")
        if self._peek() == "\\":
            self.at += 1
            self._skip(" \t")
            if self._peek() == "\n":
                self.at += 1
        result: list[str] = []
        while self._peek() and self._peek() != "\n":
            char = self._peek()
            self.at += 1
            if char == "\\" and self._peek():
                char = self._peek()
                self.at += 1
            result.append(char)
        if not result:
            raise self._fault("expected \\ after `a', `c' or `i'")
        command.text = "".join(result)

    def _substitution(self, command: Command) -> None:
        delimiter = self._peek()
        if not delimiter or delimiter in "\n\\":
            raise self._fault("unterminated `s' command")
        self.at += 1
        try:
            command.pattern = self._until(delimiter) or self.last_pattern
            self.last_pattern = command.pattern
            command.replacement = self._replacement(delimiter)
        except ScriptFault:
            raise self._fault("unterminated `s' command") from None
        while self._peek() and self._peek() in "gpiIe0123456789m":
            char = self._peek()
            if is_number(char):
                command.number = max(1, self._number())
                continue
            self.at += 1
            command.everywhere |= char == "g"
            command.prints |= char == "p"
            command.ignore_case |= char in "iI"
        if self._peek() and self._peek() not in " \t;\n}#":
            raise self._fault("unknown option to `s'")
        self._check(command.pattern)

    def _replacement(self, delimiter: str) -> list[str | int]:
        pieces: list[str | int] = []
        while True:
            char = self._peek()
            if not char:
                raise self._fault("unterminated `s' command")
            self.at += 1
            if char == delimiter:
                return pieces
            if char == "&":
                pieces.append(0)
            elif char == "\\":
                following = self._peek()
                self.at += 1
                if is_number(following):
                    pieces.append(int(following))
                elif following in ("U", "L", "E", "u", "l"):
                    pieces.append("\0" + following)
                else:
                    pieces.append({"n": "\n", "t": "\t"}.get(following, following))
            else:
                pieces.append(char)
