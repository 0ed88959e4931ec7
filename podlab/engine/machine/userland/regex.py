"""POSIX regular expressions whose cost is bounded: text length × pattern length at most.

Basic and extended syntax with GNU's escapes, compiled to a small program that is run with a
memory of what was tried; back-references run under a budget of steps.  Not here: Python's ``re``,
whose backtracking a hostile pattern can make endless.
"""

from typing import NamedTuple

from podlab.engine.machine.userland.regexparser import Node, RegexFault, parse

__all__ = ["Regex", "RegexFault", "Spans"]

Spans = list[tuple[int, int]]
"""(start, end) of the match and of each group; (-1, -1) for a group that took no part."""
BUDGET = 1_500_000


class Op(NamedTuple):
    """One instruction: char, any, set, split, jump, save, start, end, word, nonword, wordstart,
    wordend, back, match."""

    name: str
    x: int = 0
    y: int = 0
    chars: frozenset[str] = frozenset()
    negated: bool = False


class Regex:
    """A compiled regular expression."""

    def __init__(self, pattern: str, *, extended: bool = False, ignore_case: bool = False) -> None:
        tree, groups, backs = parse(pattern, extended)
        self.groups = groups
        self.backs = backs
        self.ignore_case = ignore_case
        self.program: list[Op] = []
        self._emit(tree)
        self.program.append(Op("match"))
        self.literal = self._literal_text()

    def _literal_text(self) -> str | None:
        """The text to look for when the pattern is nothing but characters."""
        chars = []
        for op in self.program[:-1]:
            if op.name != "char":
                return None
            chars.append(next(iter(op.chars)))
        return None if self.ignore_case else "".join(chars)

    def search(self, text: str, start: int = 0) -> Spans | None:
        """The leftmost match from a position on, None if there is none.

        Raises:
            RegexFault: it takes too long.
        """
        if self.literal is not None:
            at = text.find(self.literal, start)
            return None if at < 0 else [(at, at + len(self.literal))]
        subject = text.lower() if self.ignore_case and len(text.lower()) == len(text) else text
        runner = _Runner(self, subject)
        for position in range(start, len(text) + 1):
            found = runner.match(position)
            if found is not None:
                return found
        return None

    def matches(self, text: str) -> bool:
        """Whether it matches somewhere in a text."""
        return self.search(text) is not None

    # --- compiling ---------------------------------------------------------------------------
    def _emit(self, node: Node) -> None:
        if len(self.program) > 20_000:
            raise RegexFault("Regular expression too big")
        kind = node[0]
        if kind in ("char", "set"):
            self.program.append(self._one(node))
        elif kind == "cat":
            for each in node[1]:
                self._emit(each)
        elif kind == "alt":
            self._alternatives(node[1])
        elif kind == "repeat":
            self._repeat(node[1], node[2], node[3])
        elif kind == "group":
            self.program.append(Op("save", 2 * node[1]))
            self._emit(node[2])
            self.program.append(Op("save", 2 * node[1] + 1))
        else:
            self.program.append(Op(kind, node[1] if len(node) > 1 else 0))

    def _one(self, node: Node) -> Op:
        """The instruction that takes one character."""
        if node[0] == "char":
            char = node[1].lower() if self.ignore_case else node[1]
            return Op("char", chars=frozenset((char,)))
        chars = frozenset(c.lower() for c in node[1]) if self.ignore_case else node[1]
        return Op("set", chars=chars, negated=node[2])

    def _alternatives(self, choices: list[Node]) -> None:
        jumps = []
        for choice in choices[:-1]:
            split = len(self.program)
            self.program.append(Op("split"))
            self._emit(choice)
            jumps.append(len(self.program))
            self.program.append(Op("jump"))
            self.program[split] = Op("split", split + 1, len(self.program))
        self._emit(choices[-1])
        for jump in jumps:
            self.program[jump] = Op("jump", len(self.program))

    def _repeat(self, node: Node, low: int, high: int) -> None:
        for _ in range(low):
            self._emit(node)
        if high < 0:
            split = len(self.program)
            self.program.append(Op("split"))
            self._emit(node)
            self.program.append(Op("jump", split))
            self.program[split] = Op("split", split + 1, len(self.program))
            return
        splits = []
        for _ in range(high - low):
            splits.append(len(self.program))
            self.program.append(Op("split"))
            self._emit(node)
        for split in splits:
            self.program[split] = Op("split", split + 1, len(self.program))


class _Runner:
    """One search in one text: ``tried`` holds (instruction, position) that lead nowhere."""

    def __init__(self, regex: Regex, text: str) -> None:
        self.program = regex.program
        self.text = text
        self.slots = 2 * (regex.groups + 1)
        self.backs = regex.backs
        self.tried: set[int] = set()
        self.steps = 0

    def match(self, start: int) -> Spans | None:
        first = self.program[0]
        if first.name == "char" and self.text[start : start + 1] not in first.chars:
            return None
        width = len(self.text) + 1
        stack: list[tuple[int, int, tuple[int, ...]]] = [(0, start, (-1,) * self.slots)]
        while stack:
            at, position, saved = stack.pop()
            key = at * width + position
            if not self.backs:
                if key in self.tried:
                    continue
                self.tried.add(key)
            self.steps += 1
            if self.steps > BUDGET:
                raise RegexFault("Regular expression too expensive for this simulation")
            found = self._step(at, position, saved, stack)
            if found is not None:
                return [(start, found[0]), *found[1]]
        return None

    def _step(
        self,
        at: int,
        position: int,
        saved: tuple[int, ...],
        stack: list[tuple[int, int, tuple[int, ...]]],
    ) -> tuple[int, Spans] | None:
        op = self.program[at]
        name = op.name
        if name == "match":
            return position, [
                (saved[n], saved[n + 1]) if saved[n + 1] >= 0 else (-1, -1)
                for n in range(2, self.slots, 2)
            ]
        if name in ("char", "set", "any"):
            if position < len(self.text) and self._takes(op, self.text[position]):
                stack.append((at + 1, position + 1, saved))
        elif name in ("split", "jump"):
            if name == "split":
                stack.append((op.y, position, saved))
            stack.append((op.x, position, saved))
        elif name == "save":
            stack.append((at + 1, position, (*saved[: op.x], position, *saved[op.x + 1 :])))
        elif name == "back":
            self._back(op, at, position, saved, stack)
        elif self._holds(name, position):
            stack.append((at + 1, position, saved))
        return None

    def _takes(self, op: Op, char: str) -> bool:
        if op.name == "any":
            return True
        return (char in op.chars) != op.negated

    def _back(
        self,
        op: Op,
        at: int,
        position: int,
        saved: tuple[int, ...],
        stack: list[tuple[int, int, tuple[int, ...]]],
    ) -> None:
        start, end = saved[2 * op.x], saved[2 * op.x + 1]
        if start >= 0 and end >= 0:
            piece = self.text[start:end]
            if self.text.startswith(piece, position):
                stack.append((at + 1, position + len(piece), saved))

    def _holds(self, name: str, position: int) -> bool:
        text = self.text
        if name == "start":
            return position == 0
        if name == "end":
            return position == len(text)
        before = position > 0 and _is_word(text[position - 1])
        after = position < len(text) and _is_word(text[position])
        return {
            "word": before != after,
            "nonword": before == after,
            "wordstart": after and not before,
            "wordend": before and not after,
        }[name]


def _is_word(char: str) -> bool:
    return char.isalnum() or char == "_"
