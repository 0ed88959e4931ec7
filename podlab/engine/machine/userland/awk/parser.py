"""The syntax of awk: a program's text into a tree of tuples.

Not here: running it (``interpreter``).
"""

import re
from typing import Any

from podlab.engine.machine.digits import is_number

Node = tuple[Any, ...]
KEYWORDS = frozenset(("BEGIN", "END", "if", "else", "while", "for", "do", "in", "print", "printf",
                      "next", "exit", "break", "continue", "delete", "getline", "function",
                      "return"))  # fmt: skip
OPERATORS = ("&&", "||", "==", "!=", "<=", ">=", "++", "--", "+=", "-=", "*=", "/=", "%=", "^=",
             "!~", ">>", "**")  # fmt: skip
FUNCTIONS = frozenset(("length", "substr", "index", "split", "sub", "gsub", "match", "sprintf",
                       "tolower", "toupper", "int", "system", "close", "sqrt", "rand", "srand",
                       "systime", "strftime", "log", "exp"))  # fmt: skip
ESCAPES = {"n": "\n", "t": "\t", "\\": "\\", '"': '"', "/": "/", "r": "\r", "a": "\a"}
DEPTH = 60
_NUMBER = re.compile(r"(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")


class AwkFault(Exception):
    """The program is wrong."""


def scan(text: str) -> list[tuple[str, str]]:
    """(kind, text) tokens: num, str, regex, name, func, op, nl, end."""
    tokens: list[tuple[str, str]] = []
    at = 0
    while at < len(text):
        char = text[at]
        after = _after_blank(text, at)
        if after > at:
            at = after
        elif char == "\n":
            tokens.append(("nl", "\n"))
            at += 1
        elif char == '"':
            piece, at = _string(text, at + 1, '"')
            tokens.append(("str", piece))
        elif char == "/" and _regex_allowed(tokens):
            piece, at = _regex(text, at + 1)
            tokens.append(("regex", piece))
        else:
            token, at = _word(text, at)
            tokens.append(token)
    tokens.append(("end", ""))
    return tokens


def _after_blank(text: str, at: int) -> int:
    """Where a comment, a space or a continued line that begins here ends; here if none does."""
    if text[at] == "#":
        end = text.find("\n", at)
        return len(text) if end < 0 else end
    if text.startswith("\\\n", at):
        return at + 2
    return at + 1 if text[at] != "\n" and text[at].isspace() else at


def _regex_allowed(tokens: list[tuple[str, str]]) -> bool:
    if not tokens:
        return True
    kind, text = tokens[-1]
    return not (kind in ("num", "str", "name") and text not in KEYWORDS) and text not in (")", "]")


def _string(text: str, at: int, end: str) -> tuple[str, int]:
    piece: list[str] = []
    while at < len(text) and text[at] != end:
        if text[at] == "\\" and at + 1 < len(text):
            at += 1
            piece.append(ESCAPES.get(text[at], "\\" + text[at]))
        else:
            piece.append(text[at])
        at += 1
    if at >= len(text):
        raise AwkFault("unterminated string")
    return "".join(piece), at + 1


def _regex(text: str, at: int) -> tuple[str, int]:
    piece: list[str] = []
    while at < len(text) and text[at] != "/":
        if text[at] == "\\" and text[at + 1 : at + 2] == "/":
            at += 1
        elif text[at] == "\\" and at + 1 < len(text):
            piece.append(text[at])
            at += 1
        piece.append(text[at])
        at += 1
    if at >= len(text):
        raise AwkFault("unterminated regexp")
    return "".join(piece), at + 1


def _word(text: str, at: int) -> tuple[tuple[str, str], int]:
    end = at
    if is_number(text[at]) or (text[at] == "." and is_number(text[at + 1 : at + 2])):
        match = _NUMBER.match(text, at)
        end = match.end() if match else at + 1
        return ("num", text[at:end]), end
    while end < len(text) and (text[end].isalnum() or text[end] == "_"):
        end += 1
    if end > at:
        name = text[at:end]
        called = text[end : end + 1] == "(" and name not in KEYWORDS
        return ("func" if called or name in FUNCTIONS else "name", name), end
    for operator in OPERATORS:
        if text.startswith(operator, at):
            return ("op", operator), at + 2
    return ("op", text[at]), at + 1


class Parser:
    """Reads a program."""

    def __init__(self, text: str) -> None:
        self.tokens = scan(text)
        self.at = 0
        self.depth = 0
        self.in_print = False

    def program(self) -> tuple[list[tuple[Any, Any]], dict[str, Any]]:
        """(rules as (pattern, body), functions as name → (parameters, body))."""
        rules: list[tuple[Any, Any]] = []
        functions: dict[str, Any] = {}
        self._lines()
        while self._kind() != "end":
            if self._text() == "function":
                self._function(functions)
            else:
                rules.append(self._rule())
            self._lines()
        return rules, functions

    def _function(self, functions: dict[str, Any]) -> None:
        self.at += 1
        name = self._take()
        self._expect("(")
        names = []
        while self._text() != ")":
            names.append(self._take())
            self._accept(",")
        self._expect(")")
        self._lines()
        functions[name] = (names, self._block())

    def _rule(self) -> tuple[Any, Any]:
        pattern: Any = None
        if self._text() in ("BEGIN", "END") and self._kind() == "name":
            pattern = (self._take(),)
        elif self._text() != "{" or self._kind() != "op":
            pattern = self._expression()
            if self._accept(","):
                pattern = ("range", pattern, self._expression())
        body = self._block() if self._text() == "{" else None
        return pattern, body

    # --- tokens --------------------------------------------------------------------------------
    def _kind(self) -> str:
        return self.tokens[self.at][0]

    def _text(self) -> str:
        kind, text = self.tokens[self.at]
        return text if kind not in ("str", "regex") else ""

    def _take(self) -> str:
        self.at += 1
        return self.tokens[self.at - 1][1]

    def _accept(self, text: str) -> bool:
        if self._text() == text and self._kind() in ("op", "name"):
            self.at += 1
            return True
        return False

    def _expect(self, text: str) -> None:
        if not self._accept(text):
            raise AwkFault("syntax error")

    def _lines(self) -> None:
        while self._kind() == "nl" or self._text() == ";":
            self.at += 1

    def _newlines(self) -> None:
        while self._kind() == "nl":
            self.at += 1

    # --- statements ----------------------------------------------------------------------------
    def _block(self) -> Node:
        self._expect("{")
        body = []
        self._lines()
        while not self._accept("}"):
            if self._kind() == "end":
                raise AwkFault("syntax error")
            body.append(self._statement())
            self._lines()
        return ("block", body)

    def _statement(self) -> Node:
        self.depth += 1
        if self.depth > DEPTH:
            raise AwkFault("nested too deeply")
        node = self._one_statement()
        self.depth -= 1
        return node

    def _one_statement(self) -> Node:
        text = self._text()
        if text == "{":
            return self._block()
        reader = {
            "if": self._if,
            "while": self._while,
            "do": self._do,
            "for": self._for,
            "print": self._print,
            "printf": self._print,
            "delete": self._delete,
        }.get(text)
        if reader is not None and self._kind() == "name":
            self.at += 1
            return reader() if reader != self._print else self._print(text)
        if text in ("next", "break", "continue") and self._kind() == "name":
            self.at += 1
            return (text,)
        if text in ("exit", "return") and self._kind() == "name":
            self.at += 1
            ends = self._kind() in ("nl", "end") or self._text() in (";", "}")
            return (text, None if ends else self._expression())
        return ("expr", self._expression())

    def _body(self) -> Node:
        self._newlines()
        if self._accept(";"):
            return ("block", [])
        return self._statement()

    def _if(self) -> Node:
        self._expect("(")
        test = self._expression()
        self._expect(")")
        then = self._body()
        saved = self.at
        self._lines()
        if self._accept("else"):
            return ("if", test, then, self._body())
        self.at = saved
        return ("if", test, then, ("block", []))

    def _while(self) -> Node:
        self._expect("(")
        test = self._expression()
        self._expect(")")
        return ("while", test, self._body())

    def _do(self) -> Node:
        body = self._body()
        self._lines()
        self._expect("while")
        self._expect("(")
        test = self._expression()
        self._expect(")")
        return ("do", body, test)

    def _for(self) -> Node:
        self._expect("(")
        if self._kind() == "name" and self.tokens[self.at + 1][1] == "in":
            name = self._take()
            self.at += 1
            array = self._take()
            if self._accept(")"):
                return ("forin", name, array, self._body())
            raise AwkFault("syntax error")
        parts: list[Any] = []
        for end in (";", ";", ")"):
            parts.append(None if self._text() == end else ("expr", self._expression()))
            self._expect(end)
        return ("for", parts[0], parts[1][1] if parts[1] else None, parts[2], self._body())

    def _delete(self) -> Node:
        name = self._take()
        if not self._accept("["):
            return ("delete", name, None)
        index = self._arguments("]")
        return ("delete", name, index)

    def _print(self, kind: str = "print") -> Node:
        self.in_print = True
        grouped = self._text() == "(" and self._grouped()
        if grouped:
            self.at += 1
            self.in_print = False
            args = self._arguments(")")
        else:
            args = self._list()
        self.in_print = False
        target: Any = None
        if self._text() in (">", ">>", "|"):
            target = (self._take(), self._concatenation())
        return (kind, args, target)

    def _grouped(self) -> bool:
        """Whether the parenthesis here closes right before the statement's end."""
        depth, at = 0, self.at
        while self.tokens[at][0] != "end":
            text = self.tokens[at][1] if self.tokens[at][0] == "op" else ""
            depth += (text == "(") - (text == ")")
            at += 1
            if depth == 0:
                break
        return self.tokens[at][0] in ("nl", "end") or self.tokens[at][1] in (
            ";",
            "}",
            ">",
            ">>",
            "|",
        )

    def _list(self) -> list[Node]:
        args: list[Node] = []
        while self._kind() not in ("nl", "end") and self._text() not in (";", "}", ">", ">>", "|"):
            args.append(self._expression())
            if not self._accept(","):
                break
            self._newlines()
        return args

    # --- expressions ---------------------------------------------------------------------------
    def _arguments(self, end: str) -> list[Node]:
        args: list[Node] = []
        while not self._accept(end):
            args.append(self._expression())
            if not self._accept(","):
                self._expect(end)
                break
            self._newlines()
        return args

    def _expression(self) -> Node:
        self.depth += 1
        if self.depth > DEPTH:
            raise AwkFault("nested too deeply")
        left = self._ternary()
        if self._kind() == "op" and self._text() in ("=", "+=", "-=", "*=", "/=", "%=", "^="):
            if left[0] not in ("var", "field", "item"):
                raise AwkFault("syntax error")
            op = self._take()
            left = ("assign", op[:-1], left, self._expression())
        self.depth -= 1
        return left

    def _ternary(self) -> Node:
        test = self._binary(0)
        if not self._accept("?"):
            return test
        first = self._expression()
        self._expect(":")
        return ("cond", test, first, self._expression())

    LEVELS = (("||",), ("&&",), ("in",), ("~", "!~"), ("<", "<=", "==", "!=", ">", ">="))

    def _binary(self, level: int) -> Node:
        if level == len(self.LEVELS):
            return self._concatenation()
        left = self._binary(level + 1)
        while self._text() in self.LEVELS[level] and self._kind() in ("op", "name"):
            if self._text() == ">" and self.in_print:
                break
            op = self._take()
            if op == "in":
                left = ("isin", left, self._take())
                continue
            self._newlines()
            left = ("op", op, left, self._binary(level + 1))
        return left

    def _concatenation(self) -> Node:
        left = self._sum()
        while self._starts():
            left = ("cat", left, self._sum())
        return left

    def _starts(self) -> bool:
        kind, text = self.tokens[self.at]
        if kind in ("num", "str", "func"):
            return True
        if kind == "name":
            return text not in KEYWORDS
        return kind == "op" and text in ("$", "!", "(", "-", "+", "++", "--")

    def _sum(self) -> Node:
        left = self._product()
        while self._kind() == "op" and self._text() in ("+", "-"):
            op = self._take()
            left = ("op", op, left, self._product())
        return left

    def _product(self) -> Node:
        left = self._unary()
        while self._kind() == "op" and self._text() in ("*", "/", "%"):
            op = self._take()
            left = ("op", op, left, self._unary())
        return left

    def _unary(self) -> Node:
        self.depth += 1
        if self.depth > DEPTH:
            raise AwkFault("nested too deeply")
        if self._kind() == "op" and self._text() in ("!", "-", "+"):
            node: Node = ("unary", self._take(), self._unary())
        else:
            node = self._postfix()
            if self._kind() == "op" and self._text() in ("^", "**"):
                self.at += 1
                node = ("op", "^", node, self._unary())
        self.depth -= 1
        return node

    def _postfix(self) -> Node:
        if self._kind() == "op" and self._text() in ("++", "--"):
            op = self._take()
            return ("incr", op, True, self._primary())
        node = self._primary()
        if self._kind() == "op" and self._text() in ("++", "--") and node[0] in (
            "var", "field", "item"
        ):  # fmt: skip
            return ("incr", self._take(), False, node)
        return node

    def _primary(self) -> Node:
        kind, text = self.tokens[self.at]
        self.at += 1
        if kind == "num":
            return ("num", float(text))
        if kind in ("str", "regex"):
            return (kind, text)
        if kind == "func":
            return self._call(text)
        if kind == "name" and text == "getline":
            return ("getline",)
        if kind == "name" and text not in KEYWORDS:
            return ("item", text, self._arguments("]")) if self._accept("[") else ("var", text)
        if text == "$":
            return ("field", self._postfix() if self._text() in ("++", "--") else self._primary())
        if text == "-":
            return ("unary", "-", self._primary())
        if text == "(":
            saved, self.in_print = self.in_print, False
            inner = self._expression()
            if self._accept(","):
                inner = ("multi", [inner, *self._arguments(")")])
            else:
                self._expect(")")
            self.in_print = saved
            return inner
        raise AwkFault("syntax error")

    def _call(self, name: str) -> Node:
        saved, self.in_print = self.in_print, False
        args = self._arguments(")") if self._accept("(") else []
        self.in_print = saved
        return ("call", name, args)
