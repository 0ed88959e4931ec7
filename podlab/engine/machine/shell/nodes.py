"""What a shell script is once parsed: plain tuples, so that a half-run script can be written out.

Not here: how text becomes nodes (``lexer``, ``parser``) or what they do (``interpreter``).
"""

from typing import Any, NamedTuple


class Lit(NamedTuple):
    """Unquoted literal text (globs and braces in it are alive)."""

    text: str


class Quoted(NamedTuple):
    """Literal text that was quoted."""

    text: str


class Double(NamedTuple):
    """A double-quoted stretch of parts."""

    parts: tuple[Any, ...]


class Param(NamedTuple):
    """``$name`` or ``${name…}``: ``op`` is one of '' # :- - := = :? ? :+ + % %% # ## / // /# /%
    : ^ ^^ , ,, ! (indirect); ``subscript`` that subscript of an array, as written."""

    name: str
    op: str = ""
    args: tuple["Word", ...] = ()
    subscript: "Word | None" = None


class Substitution(NamedTuple):
    """``$(…)`` or backquotes, kept as the text to run."""

    source: str


class Arithmetic(NamedTuple):
    """``$((…))``; its text is a word that is expanded first."""

    word: "Word"


class Process(NamedTuple):
    """``<(…)`` or ``>(…)``."""

    direction: str
    source: str


class Word(NamedTuple):
    """A shell word: its parts."""

    parts: tuple[Any, ...]


class Assign(NamedTuple):
    """``name=value`` before a command; ``values`` is set for ``name=(…)``."""

    name: str
    value: Word | None
    append: bool = False
    subscript: Word | None = None
    values: tuple[Word, ...] | None = None


class Redirect(NamedTuple):
    """A redirection; for ``<<`` the target is the body, for ``<<<`` the word."""

    op: str
    fd: int
    target: Word


class Simple(NamedTuple):
    """A simple command."""

    assigns: tuple[Assign, ...]
    words: tuple[Word, ...]
    redirects: tuple[Redirect, ...]
    line: int


class Pipeline(NamedTuple):
    """Commands joined by ``|``."""

    commands: tuple[Any, ...]
    negate: bool
    timed: bool = False


class AndOr(NamedTuple):
    """``first && second``; ``op`` is && or ||."""

    left: Any
    op: str
    right: Any


class Items(NamedTuple):
    """A list: (command, runs in the background, its text for ``jobs``)."""

    items: tuple[tuple[Any, bool, str], ...]


class If(NamedTuple):
    """``branches`` are (condition, body); ``otherwise`` the else part."""

    branches: tuple[tuple[Items, Items], ...]
    otherwise: Items | None


class For(NamedTuple):
    """``for name in words``; ``words`` None means the positional parameters."""

    name: str
    words: tuple[Word, ...] | None
    body: Items


class ForArithmetic(NamedTuple):
    """``for ((first; test; each))``."""

    first: Word
    test: Word
    each: Word
    body: Items


class While(NamedTuple):
    """``while`` or, with ``until``, its opposite."""

    condition: Items
    body: Items
    until: bool


class Case(NamedTuple):
    """``clauses`` are (patterns, body, terminator)."""

    word: Word
    clauses: tuple[tuple[tuple[Word, ...], Items, str], ...]


class Subshell(NamedTuple):
    """``( … )``."""

    body: Items


class Group(NamedTuple):
    """``{ …; }``."""

    body: Items


class Function(NamedTuple):
    """``name() body``."""

    name: str
    body: Any


class Condition(NamedTuple):
    """``[[ … ]]``: a tree of tuples ('and', a, b) ('or', a, b) ('not', a) ('unary', op, word)
    ('binary', op, left, right)."""

    tree: tuple[Any, ...]


class Calculation(NamedTuple):
    """``(( … ))``."""

    word: Word


class Redirected(NamedTuple):
    """A compound command with redirections."""

    command: Any
    redirects: tuple[Redirect, ...]
