"""``test``, ``[`` and ``[[``: the operators and their words.

Not here: how ``[[`` is parsed (``conditions``).
"""

from typing import Any

from podlab.engine.machine.digits import is_number
from podlab.engine.machine.program import Proc, Stat, SystemCallError
from podlab.engine.machine.shell.expand import Expander
from podlab.engine.machine.shell.patterns import match
from podlab.engine.machine.userland.regex import Regex, RegexFault

FILE_TYPES = {"-f": "file", "-d": "directory", "-p": "fifo", "-S": "socket", "-b": "block",
              "-c": "device"}  # fmt: skip
FILE_OPS = frozenset(
    [
        "-a",
        "-b",
        "-c",
        "-d",
        "-e",
        "-f",
        "-g",
        "-h",
        "-k",
        "-p",
        "-r",
        "-s",
        "-t",
        "-u",
        "-w",
        "-x",
        "-G",
        "-L",
        "-N",
        "-O",
        "-S",
    ]
)
TEXT_OPS = frozenset(("-n", "-z", "-v", "-o"))
NUMBERS = ("-eq", "-ne", "-lt", "-le", "-gt", "-ge")
BINARY = frozenset(("=", "==", "!=", "<", ">", "-nt", "-ot", "-ef", *NUMBERS))


class TestFault(Exception):
    """The expression is wrong; ``str()`` is bash's words, ``ash`` busybox's."""

    __test__ = False

    def __init__(self, words: str, ash: str = "") -> None:
        super().__init__(words)
        self.ash = ash or words


def evaluate(p: Proc, args: list[str]) -> bool:
    """The value of ``test ARGS``.

    Raises:
        TestFault: it is not an expression.
    """
    return _Test(p, args).value()


class _Test:
    def __init__(self, p: Proc, args: list[str]) -> None:
        self.p = p
        self.args = args
        self.at = 0

    def value(self) -> bool:
        args = self.args
        if len(args) <= 4:
            short = self._short(args)
            if short is not None:
                return short
        result = self._or()
        if self.at < len(args):
            if len(args) == 2:
                raise TestFault(
                    f"{args[0]}: unary operator expected", f"{args[1]}: unknown operand"
                )
            if len(args) == 3:
                raise TestFault(
                    f"{args[1]}: binary operator expected", f"{args[1]}: unknown operand"
                )
            raise TestFault("too many arguments", f"{args[self.at]}: unknown operand")
        return result

    def _short(self, args: list[str]) -> bool | None:
        """The cases that POSIX decides by the number of arguments."""
        if not args:
            return False
        if len(args) == 1:
            return bool(args[0])
        if args[0] == "!" and not (len(args) == 3 and args[1] in BINARY):
            inner = self._short(args[1:])
            return None if inner is None else not inner
        if len(args) == 2 and args[0] in FILE_OPS | TEXT_OPS:
            return unary(self.p, args[0], args[1])
        if len(args) == 3 and args[1] in BINARY:
            return binary(self.p, args[1], args[0], args[2])
        return None

    def _peek(self) -> str | None:
        return self.args[self.at] if self.at < len(self.args) else None

    def _or(self) -> bool:
        result = self._and()
        while self._peek() == "-o":
            self.at += 1
            right = self._and()
            result = result or right
        return result

    def _and(self) -> bool:
        result = self._not()
        while self._peek() == "-a":
            self.at += 1
            right = self._not()
            result = result and right
        return result

    def _not(self) -> bool:
        negate = False
        while self._peek() == "!":
            self.at += 1
            negate = not negate
        return self._primary() != negate

    def _primary(self) -> bool:
        token = self._peek()
        if token is None:
            raise TestFault("argument expected")
        following = self.args[self.at + 1] if self.at + 1 < len(self.args) else None
        if following in BINARY and self.at + 2 < len(self.args):
            self.at += 3
            return binary(self.p, following, token, self.args[self.at - 1])
        if token == "(":
            self.at += 1
            result = self._or()
            if self._peek() != ")":
                raise TestFault("`)' expected", "closing paren expected")
            self.at += 1
            return result
        if token in FILE_OPS | TEXT_OPS and following is not None:
            self.at += 2
            return unary(self.p, token, following)
        self.at += 1
        return bool(token)


def unary(p: Proc, op: str, text: str) -> bool:
    """``-f file`` and friends."""
    if op == "-n":
        return bool(text)
    if op == "-z":
        return not text
    if op in ("-v", "-o"):
        return text in p.env
    if op == "-t":
        return is_number(text) and p.isatty(int(text[:4]))
    try:
        found = p.files.stat(text, follow=op not in ("-h", "-L"))
    except SystemCallError:
        return False
    return _file_test(p, op, found)


def _file_test(p: Proc, op: str, found: Stat) -> bool:
    if op in FILE_TYPES:
        return found.type == FILE_TYPES[op]
    if op in ("-h", "-L"):
        return found.type == "symlink"
    if op == "-s":
        return found.size > 0
    if op in ("-r", "-w", "-x"):
        return _allowed(p, {"-r": 4, "-w": 2, "-x": 1}[op], found)
    if op in ("-O", "-G"):
        return found.uid == p.uid if op == "-O" else found.gid == p.gid
    bits = {"-u": 0o4000, "-g": 0o2000, "-k": 0o1000}
    return bool(found.mode & bits[op]) if op in bits else True


def _allowed(p: Proc, bit: int, found: Stat) -> bool:
    if p.uid == 0:
        return bit != 1 or found.type == "directory" or bool(found.mode & 0o111)
    shift = 6 if found.uid == p.uid else 3 if found.gid == p.gid else 0
    return bool(found.mode >> shift & bit)


def binary(p: Proc, op: str, left: str, right: str) -> bool:
    """``a = b``, ``1 -lt 2``, ``f -nt g``."""
    if op in NUMBERS:
        return compare(op, _integer(left), _integer(right))
    if op in ("=", "=="):
        return left == right
    if op == "!=":
        return left != right
    if op in ("<", ">"):
        return left < right if op == "<" else left > right
    return _compare_files(p, op, left, right)


def compare(op: str, left: int, right: int) -> bool:
    """Two numbers."""
    return {"-eq": left == right, "-ne": left != right, "-lt": left < right, "-le": left <= right,
            "-gt": left > right, "-ge": left >= right}[op]  # fmt: skip


def _integer(text: str) -> int:
    try:
        return int(text.strip()[:40])
    except ValueError:
        raise TestFault(f"{text}: integer expression expected", f"{text}: bad number") from None


def _compare_files(p: Proc, op: str, left: str, right: str) -> bool:
    stats: list[Stat | None] = []
    for path in (left, right):
        try:
            stats.append(p.files.stat(path))
        except SystemCallError:
            stats.append(None)
    first, second = stats
    if op == "-ef":
        return first is not None and second is not None and first.inode == second.inode
    if op == "-ot":
        first, second = second, first
    if first is None or second is None:
        return first is not None and second is None
    return first.mtime > second.mtime


def condition_value(expander: Expander, p: Proc, tree: tuple[Any, ...]) -> bool:
    """The value of a ``[[`` tree."""
    kind = tree[0]
    if kind == "and":
        return condition_value(expander, p, tree[1]) and condition_value(expander, p, tree[2])
    if kind == "or":
        return condition_value(expander, p, tree[1]) or condition_value(expander, p, tree[2])
    if kind == "not":
        return not condition_value(expander, p, tree[1])
    if kind == "unary":
        text = expander.text(tree[2])
        if tree[1] == "-v":
            return expander.get(text) is not None
        return unary(p, tree[1], text)
    return _condition_binary(expander, p, tree)


def _condition_binary(expander: Expander, p: Proc, tree: tuple[Any, ...]) -> bool:
    op: str = tree[1]
    left_word, right_word = tree[2:]
    left = expander.text(left_word)
    if op in ("=", "==", "!="):
        return match(expander.pattern(right_word), left) == (op != "!=")
    if op == "=~":
        return _regex(expander, left, expander.regex(right_word))
    right = expander.text(right_word)
    if op in NUMBERS:
        return compare(op, expander.calculate(left), expander.calculate(right))
    return binary(p, op, left, right)


def _regex(expander: Expander, text: str, pattern: str) -> bool:
    try:
        found = Regex(pattern, extended=True).search(text)
    except RegexFault as fault:
        raise TestFault(str(fault)) from None
    if found is None:
        return False
    groups = [text[start:end] if start >= 0 else "" for start, end in found]
    expander.variables.assign_list("BASH_REMATCH", groups, False)
    return True
