"""The syntax of POSIX regular expressions (basic and extended, with GNU's escapes).

Text into a tree of tuples: ("char", c) ("any",) ("set", chars, negated) ("cat", nodes)
("alt", nodes) ("repeat", node, low, high or -1) ("group", number, node) ("back", number), anchors.
Not here: matching (``regex``).
"""

from typing import Any

from podlab.engine.machine.digits import is_number

Node = tuple[Any, ...]
DEPTH = 50
REPEAT = 1000

_ASCII = [chr(code) for code in range(128)]
CLASSES = {
    "alpha": frozenset(c for c in _ASCII if c.isalpha()),
    "digit": frozenset("0123456789"),
    "alnum": frozenset(c for c in _ASCII if c.isalnum()),
    "upper": frozenset(c for c in _ASCII if c.isupper()),
    "lower": frozenset(c for c in _ASCII if c.islower()),
    "space": frozenset(" \t\n\r\f\v"),
    "blank": frozenset(" \t"),
    "punct": frozenset(c for c in _ASCII if c.isprintable() and not c.isalnum() and c != " "),
    "xdigit": frozenset("0123456789abcdefABCDEF"),
    "print": frozenset(c for c in _ASCII if c.isprintable()),
    "graph": frozenset(c for c in _ASCII if c.isprintable() and c != " "),
    "cntrl": frozenset(c for c in _ASCII if not c.isprintable()),
}
_WORD = CLASSES["alnum"] | {"_"}
_ESCAPES: dict[str, Node] = {
    "w": ("set", _WORD, False), "W": ("set", _WORD, True),
    "s": ("set", CLASSES["space"], False), "S": ("set", CLASSES["space"], True),
    "d": ("set", CLASSES["digit"], False),
    "b": ("word",), "B": ("nonword",), "<": ("wordstart",), ">": ("wordend",),
    "`": ("start",), "'": ("end",), "n": ("char", "\n"), "t": ("char", "\t"),
}  # fmt: skip


class RegexFault(Exception):
    """The pattern is not a regular expression; ``str()`` is GNU's words."""


def parse(pattern: str, extended: bool) -> tuple[Node, int, bool]:
    """(tree, number of groups, whether there are back-references) of a pattern."""
    parser = _Parser(pattern, extended)
    tree = parser.alternatives(0)
    if parser.at < len(pattern):
        raise RegexFault("Unmatched ) or \\)")
    return tree, parser.groups, parser.backs


class _Parser:
    def __init__(self, pattern: str, extended: bool) -> None:
        self.pattern = pattern
        self.extended = extended
        self.at = 0
        self.groups = 0
        self.backs = False

    def _token(self, name: str) -> bool:
        """Whether an operator stands here ('(' is ``\\(`` in a basic expression)."""
        text = name if self.extended else "\\" + name
        return self.pattern.startswith(text, self.at)

    def _skip(self) -> None:
        self.at += 1 if self.extended else 2

    def alternatives(self, depth: int) -> Node:
        if depth > DEPTH:
            raise RegexFault("Regular expression too big")
        choices = [self._sequence(depth)]
        while self._token("|"):
            self._skip()
            choices.append(self._sequence(depth))
        return choices[0] if len(choices) == 1 else ("alt", choices)

    def _sequence(self, depth: int) -> Node:
        nodes: list[Node] = []
        first = True
        while self.at < len(self.pattern):
            if self._token("|") or (self._token(")") and (depth or not self.extended)):
                break
            node = self._atom(depth, first)
            first = False
            nodes.append(self._repeats(node))
        return ("cat", nodes)

    def _repeats(self, node: Node) -> Node:
        while self.at < len(self.pattern):
            char = self.pattern[self.at]
            if char == "*":
                self.at += 1
                node = _star(node)
            elif self._token("+") or self._token("?"):
                plus = self._token("+")
                self._skip()
                node = ("cat", [node, _star(node)]) if plus else ("repeat", node, 0, 1)
            elif self._token("{") and (bounds := self._bounds()) is not None:
                node = (
                    ("repeat", node, *bounds)
                    if bounds[1] >= 0
                    else (("cat", [*[node] * bounds[0], _star(node)]))
                )
            else:
                break
        return node

    def _bounds(self) -> tuple[int, int] | None:
        start = self.at + (1 if self.extended else 2)
        end = self.pattern.find("}" if self.extended else "\\}", start)
        if end < 0:
            if self.extended:
                return None
            raise RegexFault("Unmatched \\{")
        low, comma, high = self.pattern[start:end].partition(",")
        if not (low or comma) or (low and not is_number(low)) or (high and not is_number(high)):
            if self.extended:
                return None
            raise RegexFault("Invalid content of \\{\\}")
        self.at = end + (1 if self.extended else 2)
        first = int(low or 0)
        last = first if not comma else int(high) if high else -1
        if first > REPEAT or last > REPEAT:
            raise RegexFault("Regular expression too big")
        if 0 <= last < first:
            raise RegexFault("Invalid content of \\{\\}")
        return first, last

    def _atom(self, depth: int, first: bool) -> Node:
        char = self.pattern[self.at]
        if self._token("("):
            return self._group(depth)
        if char == "\\":
            return self._escape()
        self.at += 1
        if char == ".":
            return ("any",)
        if char == "[":
            return self._bracket()
        if char == "^" and (self.extended or first):
            return ("start",)
        if char == "$" and (self.extended or self._ends()):
            return ("end",)
        return ("char", char)

    def _ends(self) -> bool:
        return self.at >= len(self.pattern) or self._token(")") or self._token("|")

    def _group(self, depth: int) -> Node:
        self._skip()
        self.groups += 1
        number = self.groups
        inner = self.alternatives(depth + 1)
        if not self._token(")"):
            raise RegexFault("Unmatched ( or \\(")
        self._skip()
        return ("group", number, inner)

    def _escape(self) -> Node:
        if self.at + 1 >= len(self.pattern):
            raise RegexFault("Trailing backslash")
        char = self.pattern[self.at + 1]
        if not self.extended and char in ")":
            raise RegexFault("Unmatched ) or \\)")
        self.at += 2
        if is_number(char) and char != "0":
            if int(char) > self.groups:
                raise RegexFault("Invalid back reference")
            self.backs = True
            return ("back", int(char))
        return _ESCAPES.get(char, ("char", char))

    def _bracket(self) -> Node:
        negated = self.pattern.startswith("^", self.at)
        self.at += negated
        chars: set[str] = set()
        start = self.at
        while True:
            if self.at >= len(self.pattern):
                raise RegexFault("Unmatched [, [^, [:, [., or [=")
            if self.pattern[self.at] == "]" and self.at > start:
                self.at += 1
                return ("set", frozenset(chars), negated)
            chars |= self._member()

    def _member(self) -> frozenset[str]:
        pattern, at = self.pattern, self.at
        if pattern.startswith("[:", at):
            end = pattern.find(":]", at)
            name = pattern[at + 2 : end]
            if end < 0 or name not in CLASSES:
                raise RegexFault("Invalid character class name")
            self.at = end + 2
            return CLASSES[name]
        low = pattern[at]
        if low == "\\" and pattern[at + 1 : at + 2] in ("n", "t"):
            self.at += 2
            return frozenset("\n" if pattern[at + 1] == "n" else "\t")
        if pattern[at + 1 : at + 2] == "-" and pattern[at + 2 : at + 3] not in ("]", ""):
            high = pattern[at + 2]
            self.at += 3
            if ord(high) < ord(low):
                raise RegexFault("Invalid range end")
            return frozenset(
                chr(code) for code in range(ord(low), min(ord(high), ord(low) + 70_000) + 1)
            )
        self.at += 1
        return frozenset(low)


def _star(node: Node) -> Node:
    return ("repeat", node, 0, -1)
