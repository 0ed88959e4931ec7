"""Go's text/template as far as ``-o go-template`` needs it: actions, pipelines, variables, if,
with, range, break, continue, define/template/block, comparisons, printf, len, index, slice,
base64decode.

Here: parsing into plain tuples and running over JSON values.  Not here: methods and functions of
Go values.  Input is hostile: steps, depth and output are bounded.
"""

import base64
import re
from dataclasses import dataclass, field
from typing import Any, NamedTuple

MAX_LENGTH = 64 << 10
MAX_STEPS = 200_000
MAX_OUTPUT = 4 << 20
MAX_DEPTH = 50
_TOKEN = re.compile(
    r"""\s*(?:(?P<string>"(?:[^"\\\n]|\\.)*")|(?P<raw>`[^`]*`)|(?P<char>'(?:[^'\\\n]|\\.)')"""
    r"""|(?P<number>[-+]?\d[\d_]*(?:\.\d+)?)|(?P<var>\$\w*)|(?P<field>\.\w+)"""
    r"""|(?P<word>\w+)|(?P<op>:=|[=|().,]))"""
)


class TemplateError(Exception):
    """A template that cannot be read or run."""


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


# --- reading ----------------------------------------------------------------------------------


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
            word, _, rest = text.partition(" ")
            if kind == "text":
                found.append(Node("text", text))
            elif word in ("end", "else"):
                return tuple(found), text
            elif word in ("if", "range", "with"):
                found.append(self._block(word, rest, depth))
            elif word in ("define", "block"):
                self._define(word, rest, (found, depth))
            elif word == "template":
                name, pipe = _template_call(rest)
                found.append(Node("template", (name, pipe)))
            elif word in ("break", "continue"):
                found.append(Node(word))
            else:
                found.append(Node("action", _pipeline(text)))
        return tuple(found), ""

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

    def _define(self, word: str, rest: str, into: tuple[list[Node], int]) -> None:
        name, pipe = _template_call(rest)
        body, _ = self.nodes(into[1] + 1)
        self.defined[name] = body
        if word == "block":
            into[0].append(Node("template", (name, pipe)))


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


class _Pipe(NamedTuple):
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

    def pipe(self, depth: int = 0) -> _Pipe:
        names, declare = self._names()
        commands: list[tuple[Any, ...]] = []
        while True:
            commands.append(self._command(depth))
            if self.peek()[1] != "|":
                return _Pipe(names, declare, tuple(commands))
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
    if text not in _FUNCTIONS and text not in ("and", "or"):
        raise TemplateError(f'template: output:1: function "{text}" not defined')
    return ("call", text)


def _unquote(text: str) -> str:
    escapes = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\", "'": "'"}
    return re.sub(r"\\(.)", lambda match: escapes.get(match[1], match[1]), text[1:-1])


def _pipeline(text: str) -> _Pipe:
    reader = _Reader(_tokens(text))
    pipe = reader.pipe()
    if reader.peek()[0] != "end":
        raise TemplateError(f'template: output:1: unexpected "{reader.peek()[1]}" in operand')
    return pipe


# --- running ----------------------------------------------------------------------------------


class _Break(Exception):
    """Leaves a range."""


class _Continue(Exception):
    """Goes on with a range's next item."""


class _Run:
    def __init__(self, template: Template, data: Any) -> None:
        self.template = template
        self.out: list[str] = []
        self.size = 0
        self.steps = 0
        self.variables: list[tuple[str, Any]] = [("$", data)]

    def write(self, text: str) -> None:
        self.size += len(text)
        if self.size > MAX_OUTPUT:
            raise TemplateError("output is too long")
        self.out.append(text)

    def nodes(self, nodes: tuple[Node, ...], dot: Any, depth: int) -> None:
        if depth > MAX_DEPTH:
            raise TemplateError("exceeded maximum template depth")
        for node in nodes:
            self.steps += 1
            if self.steps > MAX_STEPS:
                raise TemplateError("too many steps")
            self._node(node, dot, depth)

    def _node(self, node: Node, dot: Any, depth: int) -> None:
        if node.kind == "text":
            self.write(node.pipe)
        elif node.kind == "action":
            value = self.pipe(node.pipe, dot)
            if not node.pipe.names:
                self.write(sprint(value))
        elif node.kind == "template":
            name, pipe = node.pipe
            body = self.template.defined.get(name)
            if body is None:
                raise TemplateError(f'template "{name}" not defined')
            self.nodes(body, self.pipe(pipe, dot) if pipe else None, depth + 1)
        elif node.kind == "break":
            raise _Break
        elif node.kind == "continue":
            raise _Continue
        else:
            mark = len(self.variables)
            self._branch(node, dot, depth)
            del self.variables[mark:]

    def _branch(self, node: Node, dot: Any, depth: int) -> None:
        if node.kind == "range":
            self._range(node, dot, depth)
            return
        value = self.pipe(node.pipe, dot)
        if truth(value):
            self.nodes(node.body, value if node.kind == "with" else dot, depth + 1)
        else:
            self.nodes(node.other, dot, depth + 1)

    def _range(self, node: Node, dot: Any, depth: int) -> None:
        pipe: _Pipe = node.pipe
        value = self.pipe(pipe._replace(names=()), dot)
        pairs = _pairs(value)
        if not pairs:
            self.nodes(node.other, dot, depth + 1)
        mark = len(self.variables)
        for key, item in pairs:
            if pipe.names:
                self.variables.append((pipe.names[-1], item))
            if len(pipe.names) > 1:
                self.variables.append((pipe.names[0], key))
            try:
                self.nodes(node.body, item, depth + 1)
            except _Break:
                break
            except _Continue:
                continue
            finally:
                del self.variables[mark:]

    def pipe(self, pipe: _Pipe, dot: Any) -> Any:
        """The value of a pipeline."""
        value: Any = None
        for place, command in enumerate(pipe.commands):
            value = self._command(command, dot, (value,) if place else ())
        for name in pipe.names:
            self._assign(name, value, pipe.declare)
        return value

    def _assign(self, name: str, value: Any, declare: bool) -> None:
        if declare:
            self.variables.append((name, value))
            return
        for place in range(len(self.variables) - 1, -1, -1):
            if self.variables[place][0] == name:
                self.variables[place] = (name, value)
                return
        raise TemplateError(f'undefined variable "{name}"')

    def _command(self, command: tuple[Any, ...], dot: Any, last: tuple[Any, ...]) -> Any:
        first, *rest = command
        if first[0] != "call":
            if rest or last:
                raise TemplateError("can't give argument to non-function")
            return self._value(first, dot)
        name = first[1]
        if name in ("and", "or"):
            return self._logic(name, rest, (dot, last))
        values = [self._value(operand, dot) for operand in rest] + list(last)
        try:
            return _FUNCTIONS[name](*values)
        except TypeError:
            raise TemplateError(f"wrong number or type of args for {name}") from None

    def _logic(self, name: str, rest: list[Any], given: tuple[Any, tuple[Any, ...]]) -> Any:
        value: Any = None
        for operand in rest:
            value = self._value(operand, given[0])
            if truth(value) == (name == "or"):
                return value
        return given[1][0] if given[1] else value

    def _value(self, operand: Any, dot: Any) -> Any:
        self.steps += 1
        kind = operand[0]
        if kind == "value":
            return operand[1]
        if kind == "field":
            return _dig(dot, operand[1])
        if kind == "var":
            return self._variable(operand[1])
        if kind == "pipe":
            return self.pipe(operand[1], dot)
        if kind == "chain":
            return _dig(self._value(operand[1], dot), operand[2])
        return self._command((operand,), dot, ())

    def _variable(self, name: str) -> Any:
        for known, value in reversed(self.variables):
            if known == name:
                return value
        raise TemplateError(f'undefined variable "{name}"')


class _Missing:
    """A key that a map does not have: prints as ``<no value>``."""


_MISSING = _Missing()


def _dig(value: Any, path: tuple[str, ...]) -> Any:
    for name in path:
        if value is _MISSING or value is None:
            raise TemplateError(f"nil pointer evaluating interface {{}}.{name}")
        if not isinstance(value, dict):
            raise TemplateError(f"can't evaluate field {name} in type {_type(value)}")
        value = value.get(name, _MISSING)
    return value


def _type(value: Any) -> str:
    names = {
        str: "string",
        int: "int64",
        float: "float64",
        bool: "bool",
        list: "[]interface {}",
        dict: "map[string]interface {}",
    }
    return names.get(type(value), "interface {}")


def _pairs(value: Any) -> list[tuple[Any, Any]]:
    if value is None or value is _MISSING:
        return []
    if isinstance(value, dict):
        return [(key, value[key]) for key in sorted(value)]
    if isinstance(value, list):
        return list(enumerate(value))
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MAX_STEPS:
        return [(place, place) for place in range(value)]
    raise TemplateError(f"range can't iterate over {sprint(value)}")


def truth(value: Any) -> bool:
    """Whether Go's templates take a value as true: not zero, not empty."""
    return value is not _MISSING and bool(value)


def sprint(value: Any) -> str:
    """``fmt.Sprint`` of a JSON value."""
    if value is None:
        return "<nil>"
    if value is _MISSING:
        return "<no value>"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "map[" + " ".join(f"{key}:{sprint(value[key])}" for key in sorted(value)) + "]"
    if isinstance(value, list):
        return "[" + " ".join(sprint(item) for item in value) + "]"
    if isinstance(value, float) and value == int(value) and abs(value) < 1e21:
        return str(int(value))
    return str(value)


def _len(value: Any) -> int:
    if not isinstance(value, str | list | dict):
        raise TemplateError(f"error calling len: len of type {_type(value)}")
    return len(value.encode()) if isinstance(value, str) else len(value)


def _index(value: Any, *keys: Any) -> Any:
    for key in keys:
        if isinstance(value, dict):
            value = value.get(key, _MISSING)
        elif isinstance(value, list) and isinstance(key, int):
            if not 0 <= key < len(value):
                raise TemplateError(f"error calling index: index out of range: {key}")
            value = value[key]
        else:
            raise TemplateError(f"error calling index: can't index item of type {_type(value)}")
    return value


def _slice(value: Any, *bounds: int) -> Any:
    return value[slice(*bounds)] if bounds else value


def _printf(form: str, *values: Any) -> str:
    rest = list(values)

    def one(match: re.Match[str]) -> str:
        if match[2] == "%":
            return "%"
        if not rest:
            return f"%!{match[2]}(MISSING)"
        value = rest.pop(0)
        width = min(abs(int(re.sub(r"\D.*", "", match[1].lstrip("-0+ ")) or 0)), 500)
        text = _verb(match[2], match[1], value)
        return text.ljust(width) if match[1].startswith("-") else text.rjust(width)

    return re.sub(r"%([-+ 0]?\d{0,3}(?:\.\d{0,2})?)([a-zA-Z%])", one, form)


def _verb(verb: str, flags: str, value: Any) -> str:
    if verb == "q":
        return '"' + sprint(value).replace("\\", "\\\\").replace('"', '\\"') + '"'
    if verb in "xX" and isinstance(value, int):
        return format(value, verb)
    if verb == "f" and isinstance(value, int | float):
        digits = flags.partition(".")[2]
        return f"{value:.{int(digits) if digits else 6}f}"
    if verb == "T":
        return _type(value)
    return sprint(value)


def _equal(first: Any, *others: Any) -> bool:
    return any(type(first) is type(other) and first == other or _numbers(first, other)
               and first == other for other in others)  # fmt: skip


def _numbers(*values: Any) -> bool:
    return all(isinstance(v, int | float) and not isinstance(v, bool) for v in values)


def _less(one: Any, other: Any) -> bool:
    if _numbers(one, other) or (isinstance(one, str) and isinstance(other, str)):
        return bool(one < other)
    raise TemplateError("error calling lt: incompatible types for comparison")


def _base64decode(text: str) -> str:
    try:
        return base64.b64decode(text, validate=True).decode(errors="replace")
    except ValueError:
        raise TemplateError("error calling base64decode: illegal base64 data") from None


def _exists(value: Any, *keys: Any) -> bool:
    try:
        return _index(value, *keys) is not _MISSING
    except TemplateError:
        return False


def _html(*values: Any) -> str:
    text = "".join(sprint(value) for value in values)
    for one, other in (("&", "&amp;"), ("'", "&#39;"), ("<", "&lt;"), (">", "&gt;"),
                       ('"', "&#34;")):  # fmt: skip
        text = text.replace(one, other)
    return text


def _print(*values: Any) -> str:
    out = ""
    for place, value in enumerate(values):
        both = place and not isinstance(value, str) and not isinstance(values[place - 1], str)
        out += (" " if both else "") + sprint(value)
    return out


_FUNCTIONS: dict[str, Any] = {
    "len": _len, "index": _index, "slice": _slice, "printf": _printf, "html": _html,
    "print": _print,
    "println": lambda *values: " ".join(sprint(value) for value in values) + "\n",
    "not": lambda value: not truth(value),
    "eq": _equal, "ne": lambda one, other: not _equal(one, other),
    "lt": _less, "gt": lambda one, other: _less(other, one),
    "le": lambda one, other: not _less(other, one), "ge": lambda one, other: not _less(one, other),
    "base64decode": _base64decode, "exists": _exists,
}  # fmt: skip


def render(template: Template, data: Any) -> str:
    """The template's output.

    Raises:
        TemplateError: it does not fit the data, or is too long a work.
    """
    run = _Run(template, data)
    try:
        run.nodes(template.nodes, data, 0)
    except (_Break, _Continue):
        raise TemplateError("{{break}} outside {{range}}") from None
    return "".join(run.out)
