"""Shell arithmetic: ``$((…))``, ``((…))``, ``let``: 64-bit integers as in C.

Not here: where variables live; the caller gives a ``get`` and a ``put``.
"""

from collections.abc import Callable

from podlab.engine.machine.digits import is_number

_SIGN = 1 << 63
_MASK = (1 << 64) - 1
DEPTH = 40
_TOKENS = (
    "<<=", ">>=", "**", "++", "--", "<<", ">>", "<=", ">=", "==", "!=", "&&", "||", "+=", "-=",
    "*=", "/=", "%=", "&=", "|=", "^=",
)  # fmt: skip
_LEVELS = (
    ("||",), ("&&",), ("|",), ("^",), ("&",), ("==", "!="), ("<=", ">=", "<", ">"), ("<<", ">>"),
    ("+", "-"), ("*", "/", "%"),
)  # fmt: skip


class ArithmeticFault(Exception):
    """The expression is wrong: bash's words behind the expression."""

    def __init__(self, words: str, token: str) -> None:
        super().__init__(words)
        self.words = words
        self.token = token


def wrap(value: int) -> int:
    """A number as a signed 64-bit one."""
    return (value + _SIGN & _MASK) - _SIGN


def evaluate(
    text: str, get: Callable[[str], str], put: Callable[[str, str], None], depth: int = 0
) -> int:
    """The value of an expression; '' is 0."""
    return _Evaluator(text, get, put, depth).value()


class _Evaluator:
    def __init__(
        self,
        text: str,
        get: Callable[[str], str],
        put: Callable[[str, str], None],
        depth: int,
    ) -> None:
        self.tokens = _scan(text)
        self.at = 0
        self.get = get
        self.put = put
        self.depth = depth
        self.nesting = 0
        self.skipping = 0

    def value(self) -> int:
        """Everything."""
        if not self.tokens:
            return 0
        result = self._comma()
        if self.at < len(self.tokens):
            raise self._fault("syntax error in expression")
        return result

    def _fault(self, words: str) -> ArithmeticFault:
        return ArithmeticFault(words, " ".join(self.tokens[self.at :]))

    def _peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def _take(self, *texts: str) -> str:
        found = self._peek()
        if found and found in texts:
            self.at += 1
            return found
        return ""

    def _comma(self) -> int:
        result = self._assign()
        while self._take(","):
            result = self._assign()
        return result

    def _assign(self) -> int:
        self.nesting += 1
        if self.nesting > DEPTH:
            raise self._fault("expression recursion level exceeded")
        name = self._lvalue()
        if name:
            result = self._assignment(name)
        else:
            result = self._ternary()
        self.nesting -= 1
        return result

    def _assignment(self, name: str) -> int:
        op = self._peek()
        self.at += 1
        right = self._assign()
        value = right if op == "=" else self._binary(op[:-1], self._variable(name), right)
        self._store(name, value)
        return value

    def _lvalue(self) -> str:
        """A name that an assignment follows (and the position behind it), else ''."""
        name = self._peek()
        following = self.tokens[self.at + 1] if self.at + 1 < len(self.tokens) else ""
        assigns = following.endswith("=") and following not in ("==", "!=", "<=", ">=")
        if not assigns or not _is_name(name):
            return ""
        self.at += 1
        return name

    def _store(self, name: str, value: int) -> None:
        if not self.skipping:
            self.put(name, str(wrap(value)))

    def _variable(self, name: str) -> int:
        if self.skipping:
            return 0
        text = self.get(name)
        if not text.strip():
            return 0
        if self.depth > DEPTH:
            raise self._fault("expression recursion level exceeded")
        return evaluate(text, self.get, self.put, self.depth + 1)

    def _ternary(self) -> int:
        condition = self._level(0)
        if not self._take("?"):
            return condition
        self.skipping += not condition
        first = self._assign()
        self.skipping -= not condition
        if not self._take(":"):
            raise self._fault("`:' expected for conditional expression")
        self.skipping += bool(condition)
        second = self._assign()
        self.skipping -= bool(condition)
        return first if condition else second

    def _level(self, level: int) -> int:
        if level == len(_LEVELS):
            return self._power()
        left = self._level(level + 1)
        while op := self._take(*_LEVELS[level]):
            skip = (op == "&&" and not left) or (op == "||" and bool(left))
            self.skipping += skip
            right = self._level(level + 1)
            self.skipping -= skip
            left = self._binary(op, left, right)
        return left

    def _power(self) -> int:
        left = self._unary()
        if self._take("**"):
            right = self._power()
            if right < 0:
                raise self._fault("exponent less than 0")
            return wrap(pow(left, right, 1 << 64))
        return left

    def _unary(self) -> int:
        self.nesting += 1
        if self.nesting > DEPTH:
            raise self._fault("expression recursion level exceeded")
        result = self._signed()
        self.nesting -= 1
        return result

    def _signed(self) -> int:
        op = self._take("++", "--")
        if op:
            name = self._peek()
            if _is_name(name):
                self.at += 1
                value = self._variable(name) + (1 if op == "++" else -1)
                self._store(name, value)
                return value
            return self._unary()
        op = self._take("-", "+", "!", "~")
        if op:
            value = self._unary()
            return {"-": wrap(-value), "+": value, "!": int(not value), "~": ~value}[op]
        return self._primary()

    def _primary(self) -> int:
        token = self._peek()
        if self._take("("):
            value = self._comma()
            if not self._take(")"):
                raise self._fault("missing `)'")
            return value
        if not token:
            raise ArithmeticFault("syntax error: operand expected", self.tokens[-1])
        if _is_name(token):
            self.at += 1
            return self._postfix(token)
        if is_number(token[0]):
            self.at += 1
            return self._number(token)
        raise self._fault("syntax error: operand expected")

    def _postfix(self, name: str) -> int:
        value = self._variable(name)
        op = self._take("++", "--")
        if op:
            self._store(name, value + (1 if op == "++" else -1))
        return value

    def _number(self, token: str) -> int:
        try:
            if token.lower().startswith("0x"):
                return wrap(int(token, 16))
            if "#" in token:
                base, _, digits = token.partition("#")
                return wrap(int(digits, int(base)))
            if token.startswith("0") and len(token) > 1:
                return wrap(int(token, 8))
            return wrap(int(token[:40]))
        except ValueError:
            words = "value too great for base"
            raise ArithmeticFault(words, token) from None

    def _binary(self, op: str, left: int, right: int) -> int:
        if op in ("/", "%"):
            if right == 0:
                if self.skipping:
                    return 0
                raise ArithmeticFault("division by 0", self.tokens[self.at - 1])
            quotient = abs(left) // abs(right) * (1 if (left < 0) == (right < 0) else -1)
            return wrap(quotient if op == "/" else left - quotient * right)
        if op in ("<<", ">>"):
            shift = right & 63
            return wrap(left << shift if op == "<<" else left >> shift)
        return wrap(_SIMPLE[op](left, right))


_SIMPLE: dict[str, Callable[[int, int], int]] = {
    "+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b,
    "&": lambda a, b: a & b, "|": lambda a, b: a | b, "^": lambda a, b: a ^ b,
    "<": lambda a, b: int(a < b), ">": lambda a, b: int(a > b),
    "<=": lambda a, b: int(a <= b), ">=": lambda a, b: int(a >= b),
    "==": lambda a, b: int(a == b), "!=": lambda a, b: int(a != b),
    "&&": lambda a, b: int(bool(a) and bool(b)), "||": lambda a, b: int(bool(a) or bool(b)),
}  # fmt: skip


def _is_name(token: str) -> bool:
    return bool(token) and (token[0].isalpha() or token[0] == "_")


def _scan(text: str) -> list[str]:
    tokens: list[str] = []
    position = 0
    while position < len(text):
        char = text[position]
        if char.isspace():
            position += 1
            continue
        if char.isalnum() or char == "_":
            end = _word_end(text, position)
        else:
            end = position + next((len(t) for t in _TOKENS if text.startswith(t, position)), 1)
        tokens.append(text[position:end])
        position = end
    return tokens


def _word_end(text: str, position: int) -> int:
    start = position
    while position < len(text) and (text[position].isalnum() or text[position] in "_#"):
        position += 1
    if text[position : position + 1] == "[" and not is_number(text[start]):
        end = text.find("]", position)
        return position if end < 0 else end + 1
    return position
