"""jq's programs as tokens; a string with ``\\(…)`` holds the tokens between.

Not here: grammar (``parser``).
"""

import re
from typing import Any, NamedTuple

LIMIT = 65_536
MAX_NESTED = 20
KEYWORDS = frozenset((
    "def", "if", "then", "elif", "else", "end", "as", "reduce", "foreach", "try", "catch", "label",
    "and", "or", "__loc__", "import", "include",
))  # fmt: skip
_TOKEN = re.compile(
    r"(?P<space>[ \t\r\n]+|#[^\n]*)"
    r"|(?P<number>(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)"
    r"|(?P<field>\.[A-Za-z_]\w*)"
    r"|(?P<variable>\$__loc__|\$(?:[A-Za-z_]\w*::)*[A-Za-z_]\w*)"
    r"|(?P<format>@[A-Za-z0-9_]+)"
    r"|(?P<name>(?:[A-Za-z_]\w*::)*[A-Za-z_]\w*)"
    r"|(?P<sign>\?//|\|=|//=|\+=|-=|\*=|/=|%=|==|!=|<=|>=|//|\.\.|[.|,:;=<>+\-*/%?$()\[\]{}])",
    re.ASCII,
)
_ESCAPES = {
    '"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t",
}  # fmt: skip


class SyntaxFault(Exception):
    """The program is not one of jq's; ``str()`` is what was not expected, ``at`` is where."""

    def __init__(self, words: str, at: int = 0) -> None:
        super().__init__(words)
        self.at = at


class Token(NamedTuple):
    """``kind`` is number, field, variable, format, name, keyword, sign, string or end.  A string's
    value is a list of texts and lists of tokens."""

    kind: str
    value: Any
    at: int


def tokens(text: str) -> list[Token]:
    """All tokens of a program.

    Raises:
        SyntaxFault: something in it is no token.
    """
    if len(text) > LIMIT:
        raise SyntaxFault("not simulated: such a long program")
    found, at = _until(text, 0, 0)
    if at < len(text):
        raise SyntaxFault("unexpected ')'")
    return found


def _until(text: str, at: int, depth: int) -> tuple[list[Token], int]:
    """Tokens to the end of the text, or to the parenthesis that closes what is open."""
    if depth > MAX_NESTED:
        raise SyntaxFault("not simulated: strings nested so deeply")
    found: list[Token] = []
    opened = 0
    while at < len(text):
        if text[at] == '"':
            start = at
            parts, at = _string(text, at + 1, depth)
            found.append(Token("string", parts, start))
            continue
        match = _TOKEN.match(text, at)
        if match is None:
            first = "" if found else ", expecting $end"
            raise SyntaxFault(f"unexpected INVALID_CHARACTER{first}", at)
        kind, value = str(match.lastgroup), match[0]
        if value == "(":
            opened += 1
        elif value == ")":
            opened -= 1
            if opened < 0:
                break
        at = match.end()
        if kind != "space":
            found.append(Token("keyword" if value in KEYWORDS else kind, value, match.start()))
    return found, at


def _string(text: str, at: int, depth: int) -> tuple[list[Any], int]:
    parts: list[Any] = []
    plain: list[str] = []
    while at < len(text):
        char = text[at]
        if char == '"':
            return [*parts, "".join(plain)], at + 1
        if char != "\\":
            plain.append(char)
            at += 1
        elif text[at + 1 : at + 2] == "(":
            inner, at = _until(text, at + 2, depth + 1)
            if at >= len(text):
                break
            parts += ["".join(plain), inner]
            plain = []
            at += 1
        else:
            letter, at = _escape(text, at + 1)
            plain.append(letter)
    raise SyntaxFault("unexpected QQSTRING_START, expecting $end")


def _escape(text: str, at: int) -> tuple[str, int]:
    letter = text[at : at + 1]
    if letter in _ESCAPES and letter:
        return _ESCAPES[letter], at + 1
    code = _unit(text, at)
    if code is None:
        raise SyntaxFault("Invalid escape")
    low = _unit(text, at + 6) if text[at + 5 : at + 6] == "\\" else None
    if 0xD800 <= code < 0xDC00 and low is not None and 0xDC00 <= low < 0xE000:
        return chr(0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00)), at + 11
    return ("\ufffd" if 0xD800 <= code < 0xE000 else chr(code)), at + 5


def _unit(text: str, at: int) -> int | None:
    """The code of ``uXXXX``; None if it is none."""
    digits = text[at + 1 : at + 5]
    if text[at : at + 1] != "u" or not re.fullmatch(r"[0-9A-Fa-f]{4}", digits):
        return None
    return int(digits, 16)
