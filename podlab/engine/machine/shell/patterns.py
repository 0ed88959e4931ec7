"""Shell patterns (globs): matching without backtracking storms.

A pattern is a list of tokens: a character, ANY (?), STAR (*) or a set.  Not here: walking
directories (``globbing``).
"""

from collections.abc import Callable
from typing import NamedTuple

_CLASSES: dict[str, Callable[[str], bool]] = {
    "alpha": str.isalpha, "digit": str.isdigit, "alnum": str.isalnum, "upper": str.isupper,
    "lower": str.islower, "space": str.isspace, "punct": lambda c: c.isascii() and c.isprintable()
    and not c.isalnum() and c != " ", "blank": lambda c: c in " \t",
    "xdigit": lambda c: c in "0123456789abcdefABCDEF", "print": str.isprintable,
    "cntrl": lambda c: ord(c) < 32 or ord(c) == 127,
    "graph": lambda c: c.isprintable() and c != " ",
}  # fmt: skip


class Charset(NamedTuple):
    """A bracket expression."""

    negated: bool
    ranges: tuple[tuple[str, str], ...]
    classes: tuple[str, ...]


class Literal(NamedTuple):
    """One character that stands for itself."""

    char: str


ANY = "?"
STAR = "*"
Token = Literal | Charset | str


def compile_pattern(text: str) -> list[Token]:
    """The tokens of a pattern; a backslash quotes."""
    tokens: list[Token] = []
    position = 0
    while position < len(text):
        char = text[position]
        position += 1
        if char == "\\" and position < len(text):
            tokens.append(Literal(text[position]))
            position += 1
        elif char == "*":
            if not tokens or tokens[-1] != STAR:
                tokens.append(STAR)
        elif char == "?":
            tokens.append(ANY)
        elif char == "[" and (found := bracket(text, position)) is not None:
            tokens.append(found[0])
            position = found[1]
        else:
            tokens.append(Literal(char))
    return tokens


def bracket(text: str, position: int) -> tuple[Charset, int] | None:
    """The set behind an opening bracket and where it ends; None if it is not closed."""
    negated = text[position : position + 1] in ("!", "^") and position < len(text)
    position += negated
    start = position
    ranges: list[tuple[str, str]] = []
    classes: list[str] = []
    while position < len(text):
        char = text[position]
        if char == "]" and position > start:
            return Charset(negated, tuple(ranges), tuple(classes)), position + 1
        if text.startswith("[:", position):
            end = text.find(":]", position)
            if end > 0 and text[position + 2 : end] in _CLASSES:
                classes.append(text[position + 2 : end])
                position = end + 2
                continue
        if char == "\\" and position + 1 < len(text):
            position += 1
            char = text[position]
        if text[position + 1 : position + 2] == "-" and text[position + 2 : position + 3] not in (
            "]",
            "",
        ):
            ranges.append((char, text[position + 2]))
            position += 3
        else:
            ranges.append((char, char))
            position += 1
    return None


def in_charset(charset: Charset, char: str) -> bool:
    """Whether a bracket expression takes a character."""
    inside = any(low <= char <= high for low, high in charset.ranges) or any(
        _CLASSES[name](char) for name in charset.classes
    )
    return inside != charset.negated


def _takes(token: Token, char: str) -> bool:
    if isinstance(token, Literal):
        return token.char == char
    return in_charset(token, char) if isinstance(token, Charset) else True


def matches(tokens: list[Token], text: str) -> bool:
    """Whether a pattern matches all of a text: O(pattern × text) at worst."""
    at, position, star, mark = 0, 0, -1, 0
    while position < len(text):
        if at < len(tokens) and tokens[at] == STAR:
            star, mark = at, position
            at += 1
        elif at < len(tokens) and _takes(tokens[at], text[position]):
            at += 1
            position += 1
        elif star >= 0:
            mark += 1
            at, position = star + 1, mark
        else:
            return False
    while at < len(tokens) and tokens[at] == STAR:
        at += 1
    return at == len(tokens)


def match(pattern: str, text: str) -> bool:
    """Whether a pattern matches all of a text."""
    return matches(compile_pattern(pattern), text)


def is_pattern(text: str) -> bool:
    """Whether a text has an unquoted pattern character in it."""
    return any(not isinstance(token, Literal) for token in compile_pattern(text))


def quote(text: str) -> str:
    """A text as a pattern that matches just it."""
    return "".join("\\" + char if char in "\\*?[]" else char for char in text)


def unquote(pattern: str) -> str:
    """A pattern without its quoting."""
    result, position = [], 0
    while position < len(pattern):
        if pattern[position] == "\\" and position + 1 < len(pattern):
            position += 1
        result.append(pattern[position])
        position += 1
    return "".join(result)


def remove_prefix(pattern: str, text: str, longest: bool) -> str:
    """``${text#pattern}`` and ``${text##pattern}``."""
    tokens = compile_pattern(pattern)
    lengths = range(len(text), -1, -1) if longest else range(len(text) + 1)
    for length in lengths:
        if matches(tokens, text[:length]):
            return text[length:]
    return text


def remove_suffix(pattern: str, text: str, longest: bool) -> str:
    """``${text%pattern}`` and ``${text%%pattern}``."""
    tokens = compile_pattern(pattern)
    starts = range(len(text) + 1) if longest else range(len(text), -1, -1)
    for start in starts:
        if matches(tokens, text[start:]):
            return text[:start]
    return text


def replace(pattern: str, text: str, new: str, op: str) -> str:
    """``${text/pattern/new}``; ``op`` is / // /# or /%."""
    tokens = compile_pattern(pattern)
    if not tokens:
        return text
    if op == "/%":
        for start in range(len(text) + 1):
            if matches(tokens, text[start:]):
                return text[:start] + new
        return text
    result, position = [], 0
    while position < len(text):
        end = _longest(tokens, text, position)
        if end > position:
            result.append(new)
            position = end
            if op != "//":
                break
        elif op == "/#":
            break
        else:
            result.append(text[position])
            position += 1
    return "".join(result) + text[position:]


def _longest(tokens: list[Token], text: str, start: int) -> int:
    if not any(token == STAR for token in tokens):
        end = start + len(tokens)
        return end if end <= len(text) and matches(tokens, text[start:end]) else -1
    for end in range(len(text), start, -1):
        if matches(tokens, text[start:end]):
            return end
    return -1
