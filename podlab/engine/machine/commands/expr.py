"""expr: an expression out of arguments."""

from podlab.engine.machine.program import Proc, Step
from podlab.engine.machine.userland.faults import CommandFault
from podlab.engine.machine.userland.regex import Regex, RegexFault

LEVELS = (("|",), ("&",), ("=", "==", "!=", "<", "<=", ">", ">="), ("+", "-"), ("*", "/", "%"),
          (":",))  # fmt: skip


def main(p: Proc) -> Step:
    """expr words…"""
    parser = _Parser(p.argv[1:])
    if not parser.words:
        raise CommandFault("expr: missing operand\nTry 'expr --help' for more information.", 2)
    value = parser.level(0, 0)
    if parser.at < len(parser.words):
        shown = parser.words[parser.at]
        raise CommandFault(f"expr: syntax error: unexpected argument ‘{shown}’", 2)
    p.write(1, value + "\n")
    return 1 if value in ("", "0") else 0


class _Parser:
    def __init__(self, words: list[str]) -> None:
        self.words = words
        self.at = 0

    def level(self, level: int, depth: int) -> str:
        if level == len(LEVELS):
            return self._primary(depth)
        left = self.level(level + 1, depth)
        while self.at < len(self.words) and self.words[self.at] in LEVELS[level]:
            op = self.words[self.at]
            self.at += 1
            left = _apply(op, left, self.level(level + 1, depth))
        return left

    def _primary(self, depth: int) -> str:
        if self.at >= len(self.words) or depth > 50:
            raise CommandFault("expr: syntax error: missing argument after ‘"
                               f"{self.words[self.at - 1]}’", 2)  # fmt: skip
        word = self.words[self.at]
        self.at += 1
        if word == "(":
            value = self.level(0, depth + 1)
            self.at += 1
            return value
        if word == "length" and self.at < len(self.words):
            return str(len(self._primary(depth + 1)))
        if word == "substr" and self.at + 2 < len(self.words):
            text, start, size = (self._primary(depth + 1) for _ in range(3))
            return text[int(start) - 1 : int(start) - 1 + int(size)]
        return word


def _number(text: str) -> int:
    try:
        return int(text[:40])
    except ValueError:
        raise CommandFault("expr: non-integer argument", 2) from None


def _apply(op: str, left: str, right: str) -> str:
    if op == "|":
        return left if left not in ("", "0") else right or "0"
    if op == "&":
        return left if left not in ("", "0") and right not in ("", "0") else "0"
    if op == ":":
        return _match(left, right)
    if op in ("+", "-", "*", "/", "%"):
        return str(_arithmetic(op, _number(left), _number(right)))
    try:
        first: int | str = int(left)
        second: int | str = int(right)
    except ValueError:
        first, second = left, right
    return str(int(_compare(op, first, second)))


def _compare(op: str, a: int | str, b: int | str) -> bool:
    if op in ("=", "=="):
        return a == b
    if op == "!=":
        return a != b
    if isinstance(a, int) and isinstance(b, int):
        return {"<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b}[op]
    x, y = str(a), str(b)
    return {"<": x < y, "<=": x <= y, ">": x > y, ">=": x >= y}[op]


def _arithmetic(op: str, a: int, b: int) -> int:
    if op in "/%":
        if b == 0:
            raise CommandFault("expr: division by zero", 2)
        quotient = abs(a) // abs(b) * (1 if (a < 0) == (b < 0) else -1)
        return quotient if op == "/" else a - quotient * b
    return a + b if op == "+" else a - b if op == "-" else a * b


def _match(text: str, pattern: str) -> str:
    try:
        regex = Regex("^" + pattern.removeprefix("^"))
        spans = regex.search(text)
    except RegexFault as fault:
        raise CommandFault(f"expr: {fault}", 2) from None
    if regex.groups:
        return text[spans[1][0] : spans[1][1]] if spans and spans[1][0] >= 0 else ""
    return str(spans[0][1] if spans else 0)
