"""Expansion: words into fields (parameters, substitutions, arithmetic, splitting, globs).

An expansion is a plain computation that may be done several times: when it meets a command
substitution whose output is not there yet it raises ``NeedOutput``; the interpreter runs it and
starts the expansion again with one more result.  What an expansion assigns (``:=``, ``i++``) is
kept aside until it has come to its end.  Not here: running anything.
"""

from typing import Any

from podlab.engine.machine.program import Proc
from podlab.engine.machine.shell import patterns
from podlab.engine.machine.shell.arithmetic import ArithmeticFault, evaluate
from podlab.engine.machine.shell.braces import expand_braces
from podlab.engine.machine.shell.fields import BREAK, Piece, join_text, split_fields
from podlab.engine.machine.shell.globbing import expand_path
from podlab.engine.machine.shell.nodes import (
    Arithmetic,
    Double,
    Lit,
    Param,
    Process,
    Quoted,
    Substitution,
    Word,
)
from podlab.engine.machine.shell.state import ShellState
from podlab.engine.machine.shell.variables import Variables

LIMIT = 1 << 20
HARD_LIMIT = 8 << 20
MAX_FIELDS = 200_000
ALL_MEMORY = 1 << 50


class NeedOutput(Exception):
    """The output of a command substitution (or process substitution) is needed first."""

    def __init__(self, node: Substitution | Process) -> None:
        super().__init__(node.source)
        self.node = node


class ExpansionFault(Exception):
    """The expansion cannot be done: the shell says ``str()`` and gives up the command."""

    def __init__(self, words: str, fatal: bool = False) -> None:
        super().__init__(words)
        self.fatal = fatal


class Expander:
    """Expands words for a shell; ``results`` are the outputs of substitutions so far, in order."""

    def __init__(self, state: ShellState, p: Proc, results: list[str]) -> None:
        self.state = state
        self.p = p
        self.results = results
        self.used = 0
        self.work = 0
        """Fields that were made: a shell that makes very many lets others run in between."""
        self.variables = Variables(state, p)
        self.assigned: dict[str, str] = {}

    def commit(self) -> None:
        """Make the assignments of the expansion real."""
        for name, value in self.assigned.items():
            self.variables.assign_target(name, value)
        self.assigned = {}

    # --- whole words -------------------------------------------------------------------------
    def fields(self, words: tuple[Word, ...] | list[Word]) -> list[str]:
        """All fields that words become."""
        result: list[str] = []
        before = self.work
        bash = self.state.flavour == "bash"
        for word in words:
            for each in expand_braces(word) if bash else (word,):
                result.extend(self._fields_of(each))
            self.work = before + len(result)
            if len(result) > MAX_FIELDS:
                raise ExpansionFault("Argument list too long")
        return result

    def _fields_of(self, word: Word) -> list[str]:
        if len(word.parts) == 1 and isinstance(word.parts[0], Lit):
            text = word.parts[0].text
            if not any(char in text for char in "*?[~\\"):
                return [text]
        pieces = self._pieces(self._tilde(word).parts, False)
        ifs = self.get("IFS")
        result: list[str] = []
        for field in split_fields(pieces, " \t\n" if ifs is None else ifs):
            result.extend(self._glob(field))
        return result

    def _glob(self, field: list[Piece]) -> list[str]:
        text = join_text(field)
        live = any(not piece.quoted and any(c in piece.text for c in "*?[") for piece in field)
        if not live or self.state.options.get("noglob"):
            return [text]
        pattern = "".join(
            patterns.quote(piece.text) if piece.quoted else piece.text for piece in field
        )
        found = expand_path(self.p.files, pattern) if patterns.is_pattern(pattern) else []
        return found or [text]

    def text(self, word: Word) -> str:
        """A word as one text: no splitting, no globs (assignments, here-documents, ``case``)."""
        return join_text(self._pieces(self._tilde(word).parts, False), " ")

    def assignment_text(self, word: Word) -> str:
        """As ``text``, with tildes behind colons."""
        return self.text(word)

    def pattern(self, word: Word) -> str:
        """A word as a pattern: what was quoted in it is literal."""
        return "".join(
            " " if piece is BREAK else patterns.quote(piece.text) if piece.quoted else piece.text
            for piece in self._pieces(self._tilde(word).parts, False)
        )

    def regex(self, word: Word) -> str:
        """A word as a regular expression: what was quoted in it is literal."""
        return "".join(
            "".join("\\" + c if c in "\\.[]{}()*+?^$|" else c for c in piece.text)
            if piece.quoted
            else piece.text
            for piece in self._pieces(word.parts, False)
        )

    def number(self, word: Word) -> int:
        """The value of an arithmetic word."""
        return self.calculate(self.text(word))

    def calculate(self, text: str) -> int:
        """The value of an arithmetic text."""
        try:
            return evaluate(text, self._number_text, self._assign)
        except ArithmeticFault as fault:
            if self.state.flavour == "ash":
                words = {"division by 0": "divide by zero"}.get(
                    fault.words, "arithmetic syntax error"
                )
                raise ExpansionFault(words, True) from None
            token = f' (error token is "{fault.token}")'
            raise ExpansionFault(f"{text.strip()}: {fault.words}{token}") from None

    def _number_text(self, name: str) -> str:
        if "[" in name:
            base, _, index = name.rstrip("]").partition("[")
            return self.variables.item(base, self._subscript(base, index)) or ""
        value = self.get(name)
        if value is None and self.state.options.get("nounset"):
            raise ExpansionFault(self._unset(name), True)
        return value or ""

    def _assign(self, name: str, value: str) -> None:
        self.assigned[name] = value

    # --- parts -------------------------------------------------------------------------------
    def _tilde(self, word: Word) -> Word:
        first = word.parts[0] if word.parts else None
        if not isinstance(first, Lit) or not first.text.startswith("~"):
            return word
        name, slash, rest = first.text[1:].partition("/")
        if not slash and len(word.parts) > 1:
            return word
        home = self._home(name)
        if home is None:
            return word
        tail = (Lit(slash + rest),) if slash else ()
        return Word((Quoted(home), *tail, *word.parts[1:]))

    def _home(self, name: str) -> str | None:
        if not name:
            return self.get("HOME") or "/root"
        if name in ("+", "-"):
            return self.get("PWD" if name == "+" else "OLDPWD")
        return "/root" if name == "root" else None

    def _pieces(self, parts: tuple[Any, ...], quoted: bool) -> list[Piece]:
        result: list[Piece] = []
        for part in parts:
            if isinstance(part, Lit):
                result.append(Piece(part.text, quoted, False))
            elif isinstance(part, Quoted):
                result.append(Piece(part.text, True, False))
            elif isinstance(part, Double):
                result.extend(self._double(part))
            elif isinstance(part, Param):
                result.extend(self._param(part, quoted))
            else:
                result.append(Piece(self._computed(part), quoted, not quoted))
        return result

    def _computed(self, part: Any) -> str:
        if isinstance(part, Arithmetic):
            return str(self.number(part.word))
        return self._output(part)

    def _double(self, part: Double) -> list[Piece]:
        inner = self._pieces(part.parts, True)
        only_at = part.parts and all(
            isinstance(each, Param) and (each.name == "@" or _is_at(each)) for each in part.parts
        )
        if not inner and not only_at:
            return [Piece("", True, False)]
        return inner

    def _output(self, node: Substitution | Process) -> str:
        if self.used >= len(self.results):
            raise NeedOutput(node)
        text = self.results[self.used]
        self.used += 1
        return text

    # --- parameters --------------------------------------------------------------------------
    def get(self, name: str) -> str | None:
        """A parameter's value, None if it is not set."""
        if name in self.assigned:
            return self.assigned[name]
        return self.variables.get(name)

    def _subscript(self, name: str, index: str) -> int | str:
        if self.variables.is_associative(name):
            return index
        return self.calculate(index)

    def _list(self, part: Param) -> list[str] | None:
        """The values of $@, $*, ${a[@]} and ${a[*]}; None for a single one."""
        if part.subscript is not None:
            index = self._index_text(part)
            if index not in ("@", "*"):
                return None
            if part.op == "!keys":
                return [str(key) for key in self.variables.items(part.name)]
            return list(self.variables.items(part.name).values())
        return list(self.state.positional) if part.name in ("@", "*") else None

    def _index_text(self, part: Param) -> str:
        assert part.subscript is not None
        return self.text(part.subscript)

    def _value(self, part: Param) -> str | None:
        if part.subscript is None:
            return self.get(part.name)
        subscript = self._subscript(part.name, self._index_text(part))
        return self.variables.item(part.name, subscript)

    def _param(self, part: Param, quoted: bool) -> list[Piece]:
        values = self._list(part)
        if values is not None:
            return self._many(part, values, quoted)
        if part.op == "!":
            target = self.get(part.name)
            value = self.get(target) if target else None
            return [Piece(value or "", quoted, not quoted)]
        value = self._value(part)
        if part.op in (":-", "-", ":+", "+", ":=", "=", ":?", "?"):
            return self._default(part, value, quoted)
        if value is None:
            if self.state.options.get("nounset") and part.name not in ("@", "*"):
                raise ExpansionFault(self._unset(part.name), True)
            value = ""
        text = self._operate(part, value)
        if len(text) > LIMIT:
            self._hold(len(text))
        return [Piece(text, quoted, not quoted)]

    def _hold(self, size: int) -> None:
        """Long texts cost memory; one that no container could hold takes all there is."""
        self.p.charge(memory=3 * size if size <= HARD_LIMIT else ALL_MEMORY)
        if size > HARD_LIMIT:
            raise ExpansionFault("Argument list too long")

    def _unset(self, name: str) -> str:
        return f"{name}: " + (
            "unbound variable" if self.state.flavour == "bash" else "parameter not set"
        )

    def _default(self, part: Param, value: str | None, quoted: bool) -> list[Piece]:
        missing = value is None or (part.op.startswith(":") and not value)
        word, op = part.args[0], part.op[-1]
        if op == "+":
            return [] if missing else self._pieces(self._tilde(word).parts, quoted)
        if not missing:
            return [Piece(value or "", quoted, not quoted)]
        if op == "-":
            pieces = self._pieces(self._tilde(word).parts, quoted)
            return [p if p.quoted or p is BREAK else p._replace(split=not quoted) for p in pieces]
        text = self.text(word)
        if op == "?":
            both = "parameter null or not set" if ":" in part.op else "parameter not set"
            raise ExpansionFault(f"{part.name}: {text or both}", True)
        self.assigned[part.name] = text
        return [Piece(text, quoted, not quoted)]

    def _many(self, part: Param, values: list[str], quoted: bool) -> list[Piece]:
        if part.op == "#":
            return [Piece(str(len(values)), quoted, not quoted)]
        if part.op == ":" and part.args:
            base = [self.state.name, *values] if part.subscript is None else values
            values = self._slice(base, part, 1 if part.subscript is None else 0)
        elif part.op in (":-", "-", ":+", "+", ":?", "?"):
            joined = " ".join(values) if values else None
            if joined is None or part.op.endswith("+"):
                return self._default(part, joined, quoted)
        elif part.op and part.op != "!keys":
            values = [self._operate(part, value) for value in values]
        star = part.name == "*" or (part.subscript is not None and self._index_text(part) == "*")
        if star and quoted:
            ifs = self.get("IFS")
            return [Piece((" " if ifs is None else ifs[:1]).join(values), True, False)]
        pieces: list[Piece] = []
        for number, value in enumerate(values):
            pieces.extend([BREAK] if number else [])
            pieces.append(Piece(value, quoted, not quoted))
        return pieces

    def _slice(self, values: list[str], part: Param, _: int) -> list[str]:
        start = self.number(part.args[0])
        start = max(0, start + len(values)) if start < 0 else start
        if len(part.args) == 1:
            return values[start:]
        return values[start : start + max(0, self.number(part.args[1]))]

    def _operate(self, part: Param, value: str) -> str:
        op, args = part.op, part.args
        if op == "":
            return value
        if op == "#" and not args:
            return str(len(value))
        if op == ":":
            return self._substring(value, args)
        if op in ("#", "##"):
            return patterns.remove_prefix(self.pattern(args[0]), value, op == "##")
        if op in ("%", "%%"):
            return patterns.remove_suffix(self.pattern(args[0]), value, op == "%%")
        if op.startswith("/"):
            return patterns.replace(self.pattern(args[0]), value, self.text(args[1]), op)
        if op in ("^", "^^", ",", ",,"):
            return _change_case(op, value, self.pattern(args[0]) if args else "")
        if op == "@":
            return quote_word(value) if self.text(args[0]) == "Q" else value
        raise ExpansionFault(f"${{{part.name}{op}}}: bad substitution")

    def _substring(self, value: str, args: tuple[Word, ...]) -> str:
        start = self.number(args[0])
        start = max(0, len(value) + start) if start < 0 else start
        if len(args) == 1:
            return value[start:]
        length = self.number(args[1])
        end = len(value) + length if length < 0 else start + length
        if end < start:
            raise ExpansionFault(f"{length}: substring expression < 0")
        return value[start:end]


def _change_case(op: str, value: str, pattern: str) -> str:
    """``${x^}``, ``${x^^}``, ``${x,}``, ``${x,,}``."""
    change = str.upper if op[0] == "^" else str.lower
    end = len(value) if len(op) == 2 else 1
    head = "".join(
        change(char) if not pattern or patterns.match(pattern, char) else char
        for char in value[:end]
    )
    return head + value[end:]


def _is_at(part: Param) -> bool:
    return part.subscript is not None and part.subscript.parts == (Lit("@"),)


def quote_word(text: str) -> str:
    """A text quoted so that a shell reads it back (as ``set -x`` and ``${x@Q}`` write it)."""
    return "'" + text.replace("'", "'\\''") + "'"
