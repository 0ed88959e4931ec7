"""jq's programs as trees: tuples whose first part names the kind of node.

Nodes: identity, recurse, field NAME, index TERM KEY, slice TERM FROM UPTO, each TERM, literal
VALUE, string FORMAT PARTS, format NAME, array BODY, object PAIRS, negate, pipe, comma, binary OP,
and, or, alternative, assign OP, if, try BODY HANDLER, reduce, foreach, function NAME PARAMS BODY
REST, call NAME ARGS, variable, as, label, break.  Not here: meaning (``interpreter``).
"""

from typing import Any

from podlab.engine.machine.userland.jq.lexer import SyntaxFault, Token, tokens

Node = tuple[Any, ...]
DEPTH = 100
END = Token("end", "$end", 0)
CONSTANTS: dict[str, Any] = {"null": None, "true": True, "false": False}
_BINARY: dict[str, tuple[int, str]] = {
    "//": (2, "right"), "=": (3, "none"), "|=": (3, "none"), "+=": (3, "none"), "-=": (3, "none"),
    "*=": (3, "none"), "/=": (3, "none"), "%=": (3, "none"), "//=": (3, "none"), "or": (4, "left"),
    "and": (5, "left"), "==": (6, "none"), "!=": (6, "none"), "<": (6, "none"), "<=": (6, "none"),
    ">": (6, "none"), ">=": (6, "none"), "+": (7, "left"), "-": (7, "left"), "*": (8, "left"),
    "/": (8, "left"), "%": (8, "left"),
}  # fmt: skip
IDENTITY: Node = ("identity",)


def parse(text: str) -> Node:
    """The tree of a program; an empty one is the identity.

    Raises:
        SyntaxFault: it is no program.
    """
    parser = _Parser(tokens(text), 0)
    if parser.ends_with_definitions():
        return parser.definitions(IDENTITY)
    node = parser.pipe() if parser.token.kind != "end" else IDENTITY
    if parser.token.kind != "end":
        raise parser.fault(", expecting $end")
    return node


class _Parser:
    def __init__(self, found: list[Token], depth: int) -> None:
        self.tokens = found
        self.at = 0
        self.depth = depth

    @property
    def token(self) -> Token:
        return self.tokens[self.at] if self.at < len(self.tokens) else END

    def take(self) -> Token:
        token = self.token
        self.at += 1
        return token

    def stands(self, value: str) -> bool:
        """Whether a sign or keyword stands here."""
        return self.token.kind in ("sign", "keyword") and self.token.value == value

    def skip(self, value: str) -> bool:
        found = self.stands(value)
        self.at += found
        return found

    def expect(self, value: str) -> None:
        if not self.skip(value):
            raise self.fault()

    def fault(self, more: str = "") -> SyntaxFault:
        kind, value, at = self.token
        if kind == "end" and self.tokens:
            at = self.tokens[-1].at
        names = {"number": "LITERAL", "field": "FIELD", "format": "FORMAT", "name": "IDENT",
                 "string": "QQSTRING_START", "end": "$end"}  # fmt: skip
        shown = {"variable": "'$'", "keyword": value}.get(kind, f"'{value}'")
        return SyntaxFault(f"unexpected {names.get(kind, shown)}{more}", at)

    # --- whole expressions -----------------------------------------------------------------
    def ends_with_definitions(self) -> bool:
        """Whether the program is nothing but definitions (as a library is)."""
        start = self.at
        while self.stands("def"):
            self._definition()
        ended = self.token.kind == "end" and self.at > start
        self.at = start
        return ended

    def definitions(self, rest: Node) -> Node:
        rows = []
        while self.stands("def"):
            rows.append(self._definition())
        for row in reversed(rows):
            rest = ("function", *row, rest)
        return rest

    def pipe(self) -> Node:
        self.depth += 1
        if self.depth > DEPTH:
            raise SyntaxFault("not simulated: a program nested so deeply")
        try:
            return self._pipe()
        finally:
            self.depth -= 1

    def _pipe(self) -> Node:
        parts: list[tuple[str, Any]] = []
        while True:
            if self.stands("def"):
                parts.append(("def", self._definition()))
                continue
            if self.skip("label"):
                parts.append(("label", self._variable()))
                self.expect("|")
                continue
            node = self._comma()
            if not self.skip("|"):
                break
            parts.append(("pipe", node))
        for kind, part in reversed(parts):
            if kind == "def":
                node = ("function", *part, node)
            elif kind == "label":
                node = ("label", part, node)
            else:
                node = ("pipe", part, node)
        return node

    def _comma(self) -> Node:
        node = self._binary(2)
        while self.skip(","):
            node = ("comma", node, self._binary(2))
        return node

    def _binary(self, lowest: int) -> Node:
        node = self._unary()
        while self.token.kind in ("sign", "keyword"):
            level, side = _BINARY.get(str(self.token.value), (0, ""))
            if level < lowest or not level:
                break
            operator = self.take().value
            right = self._binary(level if side == "right" else level + 1)
            node = _combined(operator, node, right)
            if side == "none" and _BINARY.get(str(self.token.value), (0, ""))[0] == level:
                raise self.fault()
        return node

    def _unary(self) -> Node:
        if self.skip("-"):
            return ("negate", self._unary())
        return self._binding()

    # --- terms -------------------------------------------------------------------------------
    def _binding(self) -> Node:
        """A term, with what follows if it is bound to a name: ``TERM as PATTERN | BODY``."""
        node = self._postfix()
        if not self.skip("as"):
            return node
        pattern = self._pattern()
        if not self.skip("|"):
            raise self.fault(", expecting '|'")
        return ("as", node, pattern, self.pipe())

    def _postfix(self) -> Node:
        node = self._primary()
        while True:
            if self.token.kind == "field":
                node = ("index", node, ("literal", self.take().value[1:]))
            elif self.stands(".") and self._following() in ("string", "["):
                self.take()
            elif self.token.kind == "string" and self.tokens[self.at - 1][:2] == ("sign", "."):
                node = ("index", node, self._string(""))
            elif self.skip("["):
                node = self._bracket(node)
            elif self.skip("?"):
                node = ("try", node, None)
            else:
                return node

    def _following(self) -> str:
        """What stands behind the present token: its kind, or itself if it is a sign."""
        if self.at + 1 >= len(self.tokens):
            return "end"
        token = self.tokens[self.at + 1]
        return str(token.value) if token.kind == "sign" else token.kind

    def _bracket(self, node: Node) -> Node:
        if self.skip("]"):
            return ("each", node)
        if self.skip(":"):
            upto = self.pipe()
            self.expect("]")
            return ("slice", node, None, upto)
        first = self.pipe()
        if self.skip(":"):
            upto_or_none = None if self.stands("]") else self.pipe()
            self.expect("]")
            return ("slice", node, first, upto_or_none)
        self.expect("]")
        return ("index", node, first)

    def _primary(self) -> Node:
        kind, value, _ = self.take()
        if kind == "number":
            return ("literal", number(value))
        if kind == "field":
            return ("index", IDENTITY, ("literal", value[1:]))
        if kind == "variable":
            if value == "$__loc__":
                return ("literal", {"file": "<top-level>", "line": 1})
            return ("variable", value[1:])
        if kind == "format":
            if self.token.kind == "string":
                return self._string(value)
            return ("format", value)
        if kind == "string":
            self.at -= 1
            return self._string("")
        if kind == "name":
            return self._call(value)
        if kind in ("sign", "keyword"):
            return self._special(value)
        self.at -= 1
        raise self.fault()

    def _special(self, value: str) -> Node:
        rule = _SPECIAL.get(value)
        if rule is None:
            self.at -= 1
            raise self.fault("" if self.at else ", expecting $end")
        return rule(self)

    def dot(self) -> Node:
        if self.token.kind == "string":
            return ("index", IDENTITY, self._string(""))
        return IDENTITY

    def dots(self) -> Node:
        return ("call", "recurse", ())

    def group(self) -> Node:
        node = self.pipe()
        self.expect(")")
        return node

    def array(self) -> Node:
        if self.skip("]"):
            return ("array", None)
        node = self.pipe()
        self.expect("]")
        return ("array", node)

    def _string(self, form: str) -> Node:
        parts: list[Any] = []
        for part in self.take().value:
            if isinstance(part, str):
                parts.append(part)
                continue
            inner = _Parser(part, self.depth)
            node = inner.pipe()
            if inner.token.kind != "end":
                raise inner.fault()
            parts.append(node)
        if len(parts) == 1:
            return ("literal", parts[0])
        return ("string", form, tuple(parts))

    def _call(self, name: str) -> Node:
        if name == "break" and self.token.kind == "variable":
            return ("break", self._variable())
        if not self.skip("("):
            return ("literal", CONSTANTS[name]) if name in CONSTANTS else ("call", name, ())
        args = [self.pipe()]
        while self.skip(";"):
            args.append(self.pipe())
        self.expect(")")
        return ("call", name, tuple(args))

    def _variable(self) -> str:
        if self.token.kind != "variable":
            raise self.fault()
        return str(self.take().value[1:])

    def condition(self) -> Node:
        test = self.pipe()
        self.expect("then")
        then = self.pipe()
        otherwise: Node = IDENTITY
        if self.skip("elif"):
            otherwise = self.condition()
        else:
            if self.skip("else"):
                otherwise = self.pipe()
            self.expect("end")
        return ("if", test, then, otherwise)

    def attempt(self) -> Node:
        body = self._postfix()
        handler = self._postfix() if self.skip("catch") else None
        return ("try", body, handler)

    def reduce(self) -> Node:
        source, pattern, parts = self._loop()
        if len(parts) != 2:
            raise self.fault()
        return ("reduce", source, pattern, *parts)

    def foreach(self) -> Node:
        source, pattern, parts = self._loop()
        if len(parts) not in (2, 3):
            raise self.fault()
        return ("foreach", source, pattern, *parts, *([IDENTITY] if len(parts) == 2 else []))

    def _loop(self) -> tuple[Node, Node, list[Node]]:
        source = self._postfix()
        self.expect("as")
        pattern = self._pattern()
        self.expect("(")
        parts = [self.pipe()]
        while self.skip(";"):
            parts.append(self.pipe())
        self.expect(")")
        return source, pattern, parts

    def _definition(self) -> tuple[str, tuple[str, ...], Node]:
        self.expect("def")
        if self.token.kind not in ("name", "keyword"):
            raise self.fault()
        name = str(self.take().value)
        params: list[str] = []
        if self.skip("("):
            params.append(self._param())
            while self.skip(";"):
                params.append(self._param())
            self.expect(")")
        self.expect(":")
        body = self.pipe()
        self.expect(";")
        for param in reversed(params):
            if param.startswith("$"):
                body = ("as", ("call", param[1:], ()), ("variable", param[1:]), body)
        return name, tuple(param.lstrip("$") for param in params), body

    def _param(self) -> str:
        if self.token.kind not in ("name", "variable"):
            raise self.fault()
        return str(self.take().value)

    # --- objects and patterns ----------------------------------------------------------------
    def object(self) -> Node:
        pairs: list[tuple[Node, Node]] = []
        while not self.skip("}"):
            if pairs:
                self.expect(",")
            pairs.append(self._pair())
        return ("object", tuple(pairs))

    def _pair(self) -> tuple[Node, Node]:
        key, short = self._key()
        if self.skip(":"):
            return key, self._object_value()
        if short is None:
            raise self.fault()
        return key, short

    def _key(self) -> tuple[Node, Node | None]:
        """A key, and the value that it has when none is written."""
        kind, value, _ = self.token
        if kind == "variable":
            self.take()
            return ("literal", value[1:]), ("variable", value[1:])
        if kind in ("name", "keyword", "number"):
            self.take()
            key: Node = ("literal", number(value) if kind == "number" else value)
            return key, ("index", IDENTITY, key) if kind != "number" else None
        if kind in ("string", "format"):
            form = self.take().value if kind == "format" else ""
            if self.token.kind != "string":
                return ("format", form), None
            key = self._string(str(form))
            return key, ("index", IDENTITY, key)
        self.expect("(")
        return self.group(), None

    def _object_value(self) -> Node:
        node = self._unary()
        while self.skip("|"):
            node = ("pipe", node, self._unary())
        return node

    def _pattern(self) -> Node:
        self.depth += 1
        if self.depth > DEPTH:
            raise SyntaxFault("not simulated: a program nested so deeply")
        node = self._one_pattern()
        self.depth -= 1
        return node

    def _one_pattern(self) -> Node:
        if self.token.kind == "variable":
            return ("variable", self._variable())
        if self.skip("["):
            items = [self._pattern()]
            while self.skip(","):
                items.append(self._pattern())
            self.expect("]")
            return ("items", tuple(items))
        if not self.skip("{"):
            raise self.fault(", expecting '$' or '[' or '{'")
        fields = []
        while True:
            key, short = self._key()
            own = short if short is not None and short[0] == "variable" else None
            inner = self._pattern() if self.skip(":") else None
            if own is None and inner is None:
                raise self.fault()
            fields.append((key, own, inner))
            if self.skip("}"):
                return ("fields", tuple(fields))
            self.expect(",")


_SPECIAL = {
    ".": _Parser.dot, "..": _Parser.dots, "(": _Parser.group, "[": _Parser.array,
    "{": _Parser.object, "if": _Parser.condition, "try": _Parser.attempt,
    "reduce": _Parser.reduce, "foreach": _Parser.foreach,
}  # fmt: skip


def _combined(operator: str, left: Node, right: Node) -> Node:
    if operator in ("and", "or"):
        return (operator, left, right)
    if operator == "//":
        return ("alternative", left, right)
    if operator.endswith("=") and operator not in ("==", "!=", "<=", ">="):
        return ("assign", operator, left, right)
    return ("binary", operator, left, right)


def number(text: str) -> int | float:
    """A number as jq holds it: exact while a double is."""
    value = float(text)
    return int(value) if value.is_integer() and abs(value) < 1 << 53 else value
