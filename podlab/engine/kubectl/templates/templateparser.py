"""Reading Go's text/template into plain tuples.

Here: text, actions, pipelines, blocks.  Not here: running them (``gotemplate``).
"""

import re
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from podlab.engine.kubectl.templates.templatefunctions import FUNCTIONS, TemplateError

MAX_LENGTH = 64 << 10
MAX_DEPTH = 50
_TOKEN = re.compile(
    r"""\s*(?:(?P<string>"(?:[^"\\\n]|\\.)*")|(?P<raw>`[^`]*`)|(?P<char>'(?:[^'\\\n]|\\.)')"""
    r"""|(?P<number>[-+]?\d[\d_]*(?:\.\d+)?)|(?P<var>\$\w*)|(?P<field>\.\w+)"""
    r"""|(?P<word>\w+)|(?P<op>:=|[=|().,]))"""
)


class Node(NamedTuple):
    """A piece of a template: text, action, or a block with its branches."""

    kind: str
    pipe: Any = None
    body: tuple["Node", ...] = ()
    other: tuple["Node", ...] = ()


@dataclass(slots=True)
class Template:
    """A parsed template and those that it defines."""

    nodes: tuple[Node, ...]
    defined: dict[str, tuple[Node, ...]] = field(default_factory=dict)


def _pieces(text: str) -> list[tuple[str, str]]:
    pieces: list[tuple[str, str]] = []
    place = 0
    trim_left = False
    while place <= len(text):
        start = text.find("{{", place)
        plain = text[place:] if start < 0 else text[place:start]
        if trim_left:
            plain = plain.lstrip()
        if start < 0:
            pieces.append(("text", plain))
            break
        end = text.find("}}", start)
        if end < 0:
            raise TemplateError("template: output:1: unclosed action")
        inner = text[start + 2 : end]
        if inner.startswith("- "):
            plain, inner = plain.rstrip(), inner[2:]
        trim_left = inner.endswith(" -")
        pieces.append(("text", plain))
        if not inner.strip().startswith("/*"):
            pieces.append(("action", inner.removesuffix(" -").strip()))
        place = end + 2
    return [piece for piece in pieces if piece[1] or piece[0] == "action"]


class _Parser:
    def __init__(self, text: str) -> None:
        if len(text) > MAX_LENGTH:
            raise TemplateError("template is too long")
        self.pieces = _pieces(text)
        self.at = 0
        self.defined: dict[str, tuple[Node, ...]] = {}

    def nodes(self, depth: int) -> tuple[tuple[Node, ...], str]:
        """Nodes up to an end or else, and which it was."""
        if depth > MAX_DEPTH:
            raise TemplateError("template: output:1: exceeded maximum template depth")
        found: list[Node] = []
        while self.at < len(self.pieces):
            kind, text = self.pieces[self.at]
            self.at += 1
            word = text.partition(" ")[0]
            if kind == "action" and word in ("end", "else"):
                return tuple(found), text
            node = Node("text", text) if kind == "text" else self._action(text, depth)
            if node is not None:
                found.append(node)
        return tuple(found), ""

    def _action(self, text: str, depth: int) -> Node | None:
        word, _, rest = text.partition(" ")
        if word in ("if", "range", "with"):
            return self._block(word, rest, depth)
        if word in ("define", "block"):
            return self._define(word, rest, depth)
        if word == "template":
            return Node("template", _template_call(rest))
        if word in ("break", "continue"):
            return Node(word)
        return Node("action", _pipeline(text))

    def _block(self, word: str, rest: str, depth: int) -> Node:
        pipe = _pipeline(rest)
        body, ended = self.nodes(depth + 1)
        other: tuple[Node, ...] = ()
        if ended.startswith("else"):
            following = ended[4:].strip()
            if following:
                inner, _, condition = following.partition(" ")
                other = (self._block(inner, condition, depth + 1),)
                return Node(word, pipe, body, other)
            other, ended = self.nodes(depth + 1)
        if ended != "end":
            raise TemplateError("template: output:1: unexpected EOF")
        return Node(word, pipe, body, other)

    def _define(self, word: str, rest: str, depth: int) -> Node | None:
        name, pipe = _template_call(rest)
        body, _ = self.nodes(depth + 1)
        self.defined[name] = body
        return Node("template", (name, pipe)) if word == "block" else None


def _template_call(rest: str) -> tuple[str, Any]:
    match = re.match(r'\s*"([^"]*)"\s*(.*)$', rest, re.DOTALL)
    if match is None:
        raise TemplateError("template: output:1: unexpected token in template clause")
    return match[1], _pipeline(match[2]) if match[2] else None


def parse(text: str) -> Template:
    """Read a template.

    Raises:
        TemplateError: it is malformed.
    """
    parser = _Parser(text)
    nodes, ended = parser.nodes(0)
    if ended:
        raise TemplateError(f"template: output:1: unexpected {{{{{ended}}}}}")
    return Template(nodes, parser.defined)


def _tokens(text: str) -> list[tuple[str, str, bool]]:
    found: list[tuple[str, str, bool]] = []
    place = 0
    text = text.rstrip()
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None or match.lastgroup is None:
            raise TemplateError(
                f'template: output:1: unexpected "{text[place:].strip()[:1]}" in command'
            )
        spaced = text[place].isspace() or place == 0
        found.append((match.lastgroup, match[match.lastgroup], spaced))
        place = match.end()
    return found


class Pipe(NamedTuple):
    """A pipeline: names it declares or assigns, and its commands."""

    names: tuple[str, ...]
    declare: bool
    commands: tuple[tuple[Any, ...], ...]


class _Reader:
    def __init__(self, tokens: list[tuple[str, str, bool]]) -> None:
        self.tokens = tokens
        self.at = 0

    def peek(self, ahead: int = 0) -> tuple[str, str, bool]:
        place = self.at + ahead
        return self.tokens[place] if place < len(self.tokens) else ("end", "", True)

    def pipe(self, depth: int = 0) -> Pipe:
        names, declare = self._names()
        commands: list[tuple[Any, ...]] = []
        while True:
            commands.append(self._command(depth))
            if self.peek()[1] != "|":
                return Pipe(names, declare, tuple(commands))
            self.at += 1

    def _names(self) -> tuple[tuple[str, ...], bool]:
        place, names = 0, []
        while self.peek(place)[0] == "var":
            names.append(self.peek(place)[1])
            operator = self.peek(place + 1)[1]
            if operator in (":=", "="):
                self.at += place + 2
                return tuple(names), operator == ":="
            if operator != ",":
                break
            place += 2
        return (), False

    def _command(self, depth: int) -> tuple[Any, ...]:
        if depth > MAX_DEPTH:
            raise TemplateError("template: output:1: too deep")
        operands: list[Any] = []
        while self.peek()[0] != "end" and self.peek()[1] not in ("|", ")"):
            operands.append(self._operand(depth))
        if not operands:
            raise TemplateError("template: output:1: missing value for command")
        return tuple(operands)

    def _operand(self, depth: int) -> Any:
        kind, text, _ = self.peek()
        self.at += 1
        base: Any
        if kind == "string":
            return ("value", _unquote(text))
        if kind == "raw":
            return ("value", text[1:-1])
        if kind == "char":
            return ("value", ord(_unquote('"' + text[1:-1] + '"')))
        if kind == "number":
            digits = text.replace("_", "")
            return ("value", float(digits) if "." in digits else int(digits))
        if kind == "field":
            base = ("field", (text[1:],))
        elif kind == "var":
            base = ("var", text)
        elif text == "(":
            base = ("pipe", self.pipe(depth + 1))
            if self.peek()[1] != ")":
                raise TemplateError("template: output:1: unclosed left paren")
            self.at += 1
        elif text == ".":
            return ("field", ())
        elif kind == "word":
            return _word(text)
        else:
            raise TemplateError(f'template: output:1: unexpected "{text}" in operand')
        return self._chain(base)

    def _chain(self, base: Any) -> Any:
        path: list[str] = []
        while self.peek()[0] == "field" and not self.peek()[2]:
            path.append(self.peek()[1][1:])
            self.at += 1
        if not path:
            return base
        if base[0] == "field":
            return ("field", (*base[1], *path))
        return ("chain", base, tuple(path))


def _word(text: str) -> Any:
    if text in ("true", "false"):
        return ("value", text == "true")
    if text == "nil":
        return ("value", None)
    if text not in FUNCTIONS and text not in ("and", "or"):
        raise TemplateError(f'template: output:1: function "{text}" not defined')
    return ("call", text)


def _unquote(text: str) -> str:
    escapes = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\", "'": "'"}
    return re.sub(r"\\(.)", lambda match: escapes.get(match[1], match[1]), text[1:-1])


def _pipeline(text: str) -> Pipe:
    reader = _Reader(_tokens(text))
    pipe = reader.pipe()
    if reader.peek()[0] != "end":
        raise TemplateError(f'template: output:1: unexpected "{reader.peek()[1]}" in operand')
    return pipe
