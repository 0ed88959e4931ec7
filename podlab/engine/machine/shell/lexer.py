"""The shell's lexer: text into tokens, words into their parts.

Not here: grammar (``parser``), expansion (``expand``).  Everything is bounded by the length of the
text and a limit on nesting.
"""

from typing import NamedTuple

from podlab.engine.machine.digits import is_number
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
from podlab.engine.machine.userland.escapes import escape

OPERATORS = (
    "<<<", "<<-", "&>>", ";;&", "&&", "||", ";;", ";&", "<<", ">>", "<&", ">&", "<>", ">|", "&>",
    "|&", "((", "&", "|", ";", "<", ">", "(", ")",
)  # fmt: skip
BREAKS = frozenset(" \t\n;&|<>()")
SPECIAL = frozenset("@*#?-$!")
NESTING = 60


class ShellSyntaxError(Exception):
    """The text is not a shell script; ``token`` is what was not expected there."""

    def __init__(self, token: str, line: int, words: str = "") -> None:
        super().__init__(words or f"syntax error near unexpected token `{token}'")
        self.token = token
        self.line = line
        self.words = words


class Incomplete(ShellSyntaxError):
    """The text ends in the middle of a command: an interactive shell asks for more."""


class Token(NamedTuple):
    """``kind`` is word, op, newline, number (before a redirection) or end."""

    kind: str
    text: str
    word: Word | None
    start: int
    end: int


class Lexer:
    """Tokens of a text from a position on."""

    def __init__(self, source: str, position: int = 0, depth: int = 0) -> None:
        self.source = source
        self.position = position
        self.depth = depth
        self.heredoc_at = -1
        self.heredoc_end = -1
        if depth > NESTING:
            raise ShellSyntaxError("(", self.line, "nested too deeply")

    @property
    def line(self) -> int:
        """The line number of the position."""
        return self.source.count("\n", 0, self.position) + 1

    def substitute(self, start: int, end: int, text: str) -> None:
        """Put an alias's text in place of its name."""
        self.source = self.source[:start] + text + self.source[end:]
        self.position = start

    # --- tokens ----------------------------------------------------------------------------
    def token(self) -> Token:
        """The next token."""
        self._skip_blanks()
        start, source = self.position, self.source
        if start >= len(source):
            return Token("end", "", None, start, start)
        if source[start] == "\n":
            self._newline()
            return Token("newline", "\n", None, start, self.position)
        if source.startswith(("<(", ">("), start):
            return self._word_token(start)
        for operator in OPERATORS:
            if source.startswith(operator, start):
                self.position = start + len(operator)
                return Token("op", operator, None, start, self.position)
        return self._word_token(start)

    def _word_token(self, start: int) -> Token:
        word = self.word()
        text = self.source[start : self.position]
        following = self.source[self.position : self.position + 1]
        kind = "number" if is_number(text) and following in ("<", ">") else "word"
        return Token(kind, text, word, start, self.position)

    def _skip_blanks(self) -> None:
        source, end = self.source, len(self.source)
        while self.position < end:
            if source[self.position] in " \t\r":
                self.position += 1
            elif source.startswith("\\\n", self.position):
                self.position += 2
            elif source[self.position] == "#":
                found = source.find("\n", self.position)
                self.position = end if found < 0 else found
            else:
                return

    def _newline(self) -> None:
        if self.position == self.heredoc_at:
            self.position = self.heredoc_end
        else:
            self.position += 1

    # --- words -----------------------------------------------------------------------------
    def word(self, stops: frozenset[str] = BREAKS) -> Word:
        """A word up to an unquoted character out of ``stops``."""
        parts: list[object] = []
        literal: list[str] = []
        source, end = self.source, len(self.source)
        while self.position < end:
            char = source[self.position]
            if char in stops and not (not parts and not literal and self._is_process()):
                break
            if char in "\\'\"$`" or self._is_process():
                if literal:
                    parts.append(Lit("".join(literal)))
                    literal = []
                part = self._special_part(char)
                if part is not None:
                    parts.append(part)
            else:
                literal.append(char)
                self.position += 1
        if literal:
            parts.append(Lit("".join(literal)))
        return Word(tuple(parts))

    def _is_process(self) -> bool:
        return self.source.startswith(("<(", ">("), self.position)

    def _special_part(self, char: str) -> object:
        if char == "\\":
            return self._escape()
        if char == "'":
            return Quoted(self._single())
        if char == '"':
            self.position += 1
            return Double(self.double_parts('"'))
        if char == "`":
            return self._backquote()
        if char == "$":
            return self.dollar(False)
        direction = char
        self.position += 2
        return Process(direction, self._balanced())

    def _escape(self) -> object:
        following = self.source[self.position + 1 : self.position + 2]
        self.position += 2
        if following == "\n":
            return None
        if not following:
            self.position = len(self.source)
            return Quoted("\\")
        return Quoted(following)

    def _single(self) -> str:
        end = self.source.find("'", self.position + 1)
        if end < 0:
            raise self._unclosed("'")
        text = self.source[self.position + 1 : end]
        self.position = end + 1
        return text

    def _unclosed(self, quote: str) -> Incomplete:
        line = self.line
        self.position = len(self.source)
        return Incomplete("", line, f"unexpected EOF while looking for matching `{quote}'")

    def double_parts(self, closing: str) -> tuple[object, ...]:
        """The parts inside double quotes (or, with '' for ``closing``, of a here-document)."""
        parts: list[object] = []
        literal: list[str] = []
        source, end = self.source, len(self.source)
        start = self.position
        while self.position < end and (not closing or source[self.position] != closing):
            char = source[self.position]
            if char == "\\":
                literal.append(self._double_escape(closing))
            elif char in "$`":
                part = self.dollar(True) if char == "$" else self._backquote()
                if isinstance(part, Lit):
                    literal.append(part.text)
                    continue
                if literal:
                    parts.append(Quoted("".join(literal)))
                    literal = []
                parts.append(part)
            else:
                literal.append(char)
                self.position += 1
        if closing and self.position >= end:
            self.position = start
            raise self._unclosed(closing)
        self.position += len(closing)
        if literal:
            parts.append(Quoted("".join(literal)))
        return tuple(parts)

    def _double_escape(self, closing: str) -> str:
        following = self.source[self.position + 1 : self.position + 2]
        self.position += 2
        if following == "\n":
            return ""
        if following and following in "$`\\" + closing:
            return following
        return "\\" + following

    def _backquote(self) -> Substitution:
        text: list[str] = []
        position, source = self.position + 1, self.source
        while position < len(source) and source[position] != "`":
            if source[position] == "\\" and source[position + 1 : position + 2] in ("`", "\\", "$"):
                position += 1
            text.append(source[position])
            position += 1
        if position >= len(source):
            raise self._unclosed("`")
        self.position = position + 1
        return Substitution("".join(text))

    # --- dollar ----------------------------------------------------------------------------
    def dollar(self, quoted: bool) -> object:
        """What ``$`` begins at the position."""
        source = self.source
        following = source[self.position + 1 : self.position + 2]
        if source.startswith("$((", self.position) and (found := self._arithmetic()) is not None:
            return found
        if following == "(":
            self.position += 2
            return Substitution(self._balanced())
        if following == "{":
            self.position += 2
            return self._braced()
        if following == "'" and not quoted:
            return self._ansi()
        if following == '"' and not quoted:
            self.position += 2
            return Double(self.double_parts('"'))
        if following and (following in SPECIAL or is_number(following)):
            self.position += 2
            return Param(following)
        end = self._name_end(self.position + 1)
        if end == self.position + 1:
            self.position += 1
            return Lit("$")
        name = source[self.position + 1 : end]
        self.position = end
        return Param(name)

    def _name_end(self, position: int) -> int:
        source = self.source
        if position < len(source) and is_number(source[position]):
            return position
        while position < len(source) and (
            source[position] == "_" or (source[position].isalnum() and source[position].isascii())
        ):
            position += 1
        return position

    def _arithmetic(self) -> Arithmetic | None:
        start = self.position
        self.position += 3
        try:
            text = self._balanced()
        except Incomplete:
            self.position = start
            raise
        if self.source[self.position : self.position + 1] != ")":
            self.position = start
            return None
        self.position += 1
        return Arithmetic(self.text_word(text))

    def text_word(self, text: str) -> Word:
        """A text as a word as if it stood in double quotes."""
        inner = Lexer(text, 0, self.depth + 1)
        return Word(inner.double_parts(""))

    def _balanced(self) -> str:
        """The text up to the matching closing parenthesis; the position moves behind it."""
        start, depth = self.position, 1
        while self.position < len(self.source):
            char = self.source[self.position]
            if char in "'\"`\\":
                self._skip_quoted(char)
                continue
            if char == "#" and self.source[self.position - 1] in " \t\n;(":
                found = self.source.find("\n", self.position)
                self.position = len(self.source) if found < 0 else found
                continue
            depth += (char == "(") - (char == ")")
            self.position += 1
            if depth == 0:
                return self.source[start : self.position - 1]
        self.position = start
        raise self._unclosed(")")

    def _skip_quoted(self, char: str) -> None:
        if char == "\\":
            self.position += 2
        elif char == "'":
            self._single()
        elif char == "`":
            self._backquote()
        else:
            self.position += 1
            self._skip_double()

    def _skip_double(self) -> None:
        start = self.position
        while self.position < len(self.source):
            char = self.source[self.position]
            if char == '"':
                self.position += 1
                return
            if char == "\\":
                self.position += 2
            elif self.source.startswith("$(", self.position):
                self.position += 2
                self.depth += 1
                if self.depth > NESTING:
                    raise ShellSyntaxError("(", self.line, "nested too deeply")
                self._balanced()
                self.depth -= 1
            else:
                self.position += 1
        self.position = start
        raise self._unclosed('"')

    def _ansi(self) -> Quoted:
        position, source, text = self.position + 2, self.source, []
        while position < len(source) and source[position] != "'":
            if source[position] != "\\":
                text.append(source[position])
                position += 1
                continue
            piece, position = escape(source, position + 1)
            text.append(piece)
        if position >= len(source):
            raise self._unclosed("'")
        self.position = position + 1
        return Quoted("".join(text))

    def _braced(self) -> Param:
        """``${…}`` behind its opening brace."""
        source = self.source
        if source.startswith("#", self.position) and not source.startswith("#}", self.position):
            self.position += 1
            name, index = self._param_name()
            self._expect("}")
            return Param(name, "#", (), index)
        indirect = source.startswith("!", self.position) and not source.startswith(
            "!}", self.position
        )
        self.position += indirect
        name, index = self._param_name()
        if indirect:
            keys = index is not None
            self._expect("}")
            return Param(name, "!keys" if keys else "!", (), index)
        op = self._operator()
        args = self._arguments(op)
        self._expect("}")
        return Param(name, op, args, index)

    def _param_name(self) -> tuple[str, Word | None]:
        start, source = self.position, self.source
        if source[start : start + 1] in SPECIAL and source[start : start + 1]:
            self.position += 1
        else:
            end = self._name_end(start)
            while end == start or (is_number(source[start]) and is_number(source[end : end + 1])):
                if not is_number(source[end : end + 1]):
                    raise self._bad_substitution(start)
                end += 1
            self.position = end
        name, index = source[start : self.position], None
        if source.startswith("[", self.position):
            self.position += 1
            index = self.word(frozenset("]"))
            self._expect("]")
        return name, index

    def _bad_substitution(self, start: int) -> ShellSyntaxError:
        end = self.source.find("}", start)
        if end < 0:
            return self._unclosed("}")
        return ShellSyntaxError(
            "}", self.line, "${" + self.source[start:end] + "}: bad substitution"
        )

    def _operator(self) -> str:
        for op in (":-", ":=", ":?", ":+", "%%", "##", "//", "/#", "/%", "^^", ",,",
                   "-", "=", "?", "+", "%", "#", "/", ":", "^", ",", "@"):  # fmt: skip
            if self.source.startswith(op, self.position):
                self.position += len(op)
                return op
        return ""

    def _arguments(self, op: str) -> tuple[Word, ...]:
        if not op or self.source.startswith("}", self.position):
            return (Word(()),) if op else ()
        if op in ("/", "//", "/#", "/%"):
            pattern = self.word(frozenset("/}"))
            if self.source.startswith("/", self.position):
                self.position += 1
                return pattern, self.word(frozenset("}"))
            return pattern, Word(())
        if op == ":":
            offset = self.word(frozenset(":}"))
            if self.source.startswith(":", self.position):
                self.position += 1
                return offset, self.word(frozenset("}"))
            return (offset,)
        return (self.word(frozenset("}")),)

    def _expect(self, char: str) -> None:
        if self.position >= len(self.source):
            raise self._unclosed(char)
        if not self.source.startswith(char, self.position):
            raise self._bad_substitution(max(0, self.source.rfind("${", 0, self.position) + 2))
        self.position += 1

    # --- here-documents --------------------------------------------------------------------
    def heredoc(self, delimiter: Word, strip: bool) -> Word:
        """The body of a here-document whose delimiter was just read."""
        wanted = "".join(getattr(part, "text", "") for part in flat(delimiter.parts))
        literal = any(not isinstance(part, Lit) for part in delimiter.parts)
        if self.heredoc_at < self.position:
            at = self.source.find("\n", self.position)
            self.heredoc_at = self.heredoc_end = at if at >= 0 else len(self.source)
            self.heredoc_end += 1
        lines: list[str] = []
        position = self.heredoc_end
        while position < len(self.source):
            end = self.source.find("\n", position)
            end = len(self.source) if end < 0 else end
            text = self.source[position:end]
            position = end + 1
            text = text.lstrip("\t") if strip else text
            if text == wanted:
                break
            lines.append(text + "\n")
        else:
            self.heredoc_end = len(self.source)
            raise Incomplete("", self.line, f"here-document delimited by end-of-file ({wanted})")
        self.heredoc_end = position
        body = "".join(lines)
        return Word((Quoted(body),)) if literal else self.text_word(body)


def flat(parts: tuple[object, ...]) -> list[object]:
    """Parts with the double-quoted ones opened."""
    result: list[object] = []
    for part in parts:
        result.extend(flat(part.parts) if isinstance(part, Double) else [part])
    return result
