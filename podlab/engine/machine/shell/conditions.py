"""The grammar inside ``[[ … ]]``.

Not here: what a condition is worth (``tests`` holds the operators).
"""

from typing import Any, Protocol

from podlab.engine.machine.shell.lexer import Lexer, ShellSyntaxError, Token
from podlab.engine.machine.shell.nodes import Lit, Word

UNARY = frozenset("-" + letter for letter in "abcdefghknoprstuvwxzGLNOS")
BINARY = frozenset(
    ("==", "=", "!=", "=~", "-eq", "-ne", "-lt", "-le", "-gt", "-ge", "-nt", "-ot", "-ef")
)


class Tokens(Protocol):
    """What of the parser is used here."""

    lexer: Lexer
    current: Token

    def advance(self) -> Token: ...
    def is_op(self, *texts: str) -> bool: ...
    def skip_newlines(self) -> None: ...
    def unexpected(self) -> ShellSyntaxError: ...


class ConditionParser:
    """Reads one ``[[ … ]]``; the parser stands on the opening word."""

    def __init__(self, parser: Tokens) -> None:
        self.parser = parser

    def parse(self) -> tuple[Any, ...]:
        """The condition's tree."""
        self.parser.advance()
        tree = self._or()
        if self.parser.current.text != "]]":
            raise self.parser.unexpected()
        self.parser.advance()
        return tree

    def _or(self) -> tuple[Any, ...]:
        left = self._and()
        while self.parser.is_op("||"):
            self.parser.advance()
            self.parser.skip_newlines()
            left = ("or", left, self._and())
        return left

    def _and(self) -> tuple[Any, ...]:
        left = self._not()
        while self.parser.is_op("&&"):
            self.parser.advance()
            self.parser.skip_newlines()
            left = ("and", left, self._not())
        return left

    def _not(self) -> tuple[Any, ...]:
        self.parser.skip_newlines()
        if self.parser.current.text == "!":
            self.parser.advance()
            return ("not", self._not())
        if self.parser.is_op("(", "(("):
            return self._nested()
        return self._primary()

    def _nested(self) -> tuple[Any, ...]:
        double = self.parser.advance().text == "(("
        tree = self._nested_second() if double else self._or()
        if not self.parser.is_op(")"):
            raise self.parser.unexpected()
        self.parser.advance()
        return tree

    def _nested_second(self) -> tuple[Any, ...]:
        tree = self._or()
        if not self.parser.is_op(")"):
            raise self.parser.unexpected()
        self.parser.advance()
        return tree

    def _primary(self) -> tuple[Any, ...]:
        text = self.parser.current.text
        left = self._word()
        if text in UNARY and self.parser.current.word is not None and not self._ends():
            return ("unary", text, self._word())
        operator = self.parser.current.text
        if self.parser.is_op("<", ">"):
            self.parser.advance()
            return ("binary", operator, left, self._word())
        if operator in BINARY:
            if operator == "=~":
                return ("binary", operator, left, self._regex())
            self.parser.advance()
            return ("binary", operator, left, self._word())
        return ("unary", "-n", left)

    def _ends(self) -> bool:
        return self.parser.current.text == "]]"

    def _word(self) -> Word:
        token = self.parser.current
        if token.word is None or token.text == "]]":
            raise self.parser.unexpected()
        self.parser.advance()
        return token.word

    def _regex(self) -> Word:
        """A regular expression: parentheses and bars belong to it."""
        lexer = self.parser.lexer
        parts: list[object] = []
        depth = 0
        lexer._skip_blanks()
        while lexer.position < len(lexer.source):
            char = lexer.source[lexer.position]
            if char in " \t\n" and depth == 0:
                break
            if char in "()|<>&; \t":
                depth += (char == "(") - (char == ")")
                parts.append(Lit(char))
                lexer.position += 1
            else:
                parts.extend(lexer.word().parts)
        self.parser.advance()
        return Word(tuple(parts))
