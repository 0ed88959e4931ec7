"""awk's meaning: values, expressions, statements, over a tree (``parser``).

A rule for one record runs to its end at once, under a budget of steps.  Not here: input.
"""

import math
from dataclasses import dataclass, field
from typing import Any

from podlab.engine.machine.userland.awk.parser import AwkFault, Node
from podlab.engine.machine.userland.awk.values import (
    Strnum,
    Value,
    compare,
    conversion,
    fill,
    looks_numeric,
    number,
    rounded,
    text_of,
    whole,
)
from podlab.engine.machine.userland.regex import Regex

BUDGET = 150_000
LIMIT = 1 << 20
COPY = 1024
"""Characters that are copied in a step."""
LOOK = 2
"""Characters that a pattern passes over in a step."""


class Jump(Exception):
    """next, exit, break, continue, return."""

    def __init__(self, kind: str, value: Any = None) -> None:
        super().__init__(kind)
        self.kind = kind
        self.value = value


@dataclass(slots=True)
class AwkState:
    """What a program remembers between records."""

    variables: dict[str, Any] = field(default_factory=dict)
    arrays: dict[str, dict[str, Any]] = field(default_factory=dict)
    fields: list[str] = field(default_factory=list)
    record: str = ""
    ranges: list[int] = field(default_factory=list)
    begun: bool = False
    exiting: int = -1
    outputs: dict[str, int] = field(default_factory=dict)


class Awk:
    """Runs a program's parts."""

    def __init__(self, state: AwkState, functions: dict[str, Any], now: int) -> None:
        self.s = state
        self.functions = functions
        self.now = now
        self.steps = 0
        self.depth = 0
        self.output: list[tuple[Any, str]] = []
        self.locals: list[dict[str, Any]] = []
        self.regexes: dict[str, Regex] = {}

    # --- records -------------------------------------------------------------------------------
    def set_record(self, text: str) -> None:
        """A new $0."""
        s = self.s
        s.record = text
        s.fields = self.split(text, str(self._special("FS", " ")))
        s.variables["NF"] = float(len(s.fields))

    def split(self, text: str, separator: str) -> list[str]:
        """Fields of a text; each piece and what is looked at count as steps."""
        pieces = self._pieces(text, separator)
        self._step(len(pieces) + len(text) // LOOK)
        return pieces

    def _pieces(self, text: str, separator: str) -> list[str]:
        if separator == " ":
            return text.split()
        if not text:
            return []
        if len(separator) == 1 and separator not in "|^$.*+?()[]\\":
            return text.split(separator)
        if separator == "|":
            return text.split("|")
        regex = self._regex(separator)
        pieces, position, start = [], 0, 0
        while (found := self._search(regex, text, position)) is not None:
            low, high = found
            if high == low:
                position = high + 1
                continue
            pieces.append(text[start:low])
            start = position = high
        return [*pieces, text[start:]]

    def _search(self, regex: Regex, text: str, position: int) -> tuple[int, int] | None:
        """Where a pattern is found from a position on; what is looked at counts as steps."""
        if position > len(text):
            return None
        spans = regex.search(text, position)
        end = spans[0][1] if spans else len(text)
        self._step(1 + (end - position) // LOOK)
        return spans[0] if spans else None

    def _special(self, name: str, default: Any) -> Any:
        return self.s.variables.get(name, default)

    def _rebuild(self) -> None:
        self.s.record = text_of(self._special("OFS", " ")).join(self.s.fields)

    def _regex(self, pattern: str) -> Regex:
        found = self.regexes.get(pattern)
        if found is None:
            found = self.regexes[pattern] = Regex(pattern, extended=True)
        return found

    # --- statements ----------------------------------------------------------------------------
    def run(self, node: Node) -> None:
        """Do a statement."""
        self._step()
        getattr(self, "_do_" + node[0])(node)

    def _step(self, count: int = 1) -> None:
        self.steps += count
        if self.steps > BUDGET:
            raise AwkFault("not simulated in PodLab: programs that run this long")

    def _do_block(self, node: Node) -> None:
        for each in node[1]:
            self.run(each)

    def _do_expr(self, node: Node) -> None:
        self.value(node[1])

    def _do_if(self, node: Node) -> None:
        self.run(node[2] if self.truth(node[1]) else node[3])

    def _loop_body(self, body: Node) -> bool:
        """Run a loop's body; False when it is left."""
        try:
            self.run(body)
        except Jump as jump:
            if jump.kind == "break":
                return False
            if jump.kind != "continue":
                raise
        return True

    def _do_while(self, node: Node) -> None:
        while self.truth(node[1]) and self._loop_body(node[2]):
            self._step()

    def _do_do(self, node: Node) -> None:
        while self._loop_body(node[1]) and self.truth(node[2]):
            self._step()

    def _do_for(self, node: Node) -> None:
        _, first, test, each, body = node
        if first is not None:
            self.run(first)
        while (test is None or self.truth(test)) and self._loop_body(body):
            self._step()
            if each is not None:
                self.run(each)

    def _do_forin(self, node: Node) -> None:
        _, name, array, body = node
        for key in list(self._array(array)):
            self._assign(("var", name), Strnum(key))
            if not self._loop_body(body):
                break

    def _do_next(self, node: Node) -> None:
        raise Jump("next")

    def _do_break(self, node: Node) -> None:
        raise Jump("break")

    def _do_continue(self, node: Node) -> None:
        raise Jump("continue")

    def _do_exit(self, node: Node) -> None:
        raise Jump("exit", whole(self.value(node[1])) if node[1] else 0)

    def _do_return(self, node: Node) -> None:
        raise Jump("return", self.value(node[1]) if node[1] else "")

    def _do_delete(self, node: Node) -> None:
        if node[2] is None:
            self._array(node[1]).clear()
        else:
            self._array(node[1]).pop(self._key(node[2]), None)

    def _do_print(self, node: Node) -> None:
        form = text_of(self._special("OFMT", "%.6g"))
        values = [text_of(self.value(arg), form) for arg in node[1]] or [self.s.record]
        text = text_of(self._special("OFS", " ")).join(values)
        self._emit(text + text_of(self._special("ORS", "\n")), node[2])

    def _do_printf(self, node: Node) -> None:
        values = [self.value(arg) for arg in node[1]]
        self._emit(self._sprintf(values), node[2])

    def _emit(self, text: str, target: Any) -> None:
        where = None if target is None else (target[0], text_of(self.value(target[1])))
        self.output.append((where, text))

    # --- expressions ---------------------------------------------------------------------------
    def truth(self, node: Node) -> bool:
        """Whether an expression holds."""
        value = self.value(node)
        if isinstance(value, float):
            return value != 0
        if isinstance(value, Strnum) and looks_numeric(value):
            return number(value) != 0
        return bool(value)

    def value(self, node: Node) -> Any:
        """An expression's value."""
        self._step()
        result = getattr(self, "_get_" + node[0])(node)
        if isinstance(result, str) and len(result) > COPY:
            self._step(len(result) // COPY)
        if isinstance(result, str) and len(result) > LIMIT:
            raise AwkFault("not simulated in PodLab: strings this long")
        return result

    def _get_num(self, node: Node) -> Value:
        return float(node[1])

    def _get_str(self, node: Node) -> Value:
        return str(node[1])

    def _get_regex(self, node: Node) -> Value:
        return float(self._regex(node[1]).matches(self.s.record))

    def _get_getline(self, node: Node) -> Value:
        raise AwkFault("not simulated in PodLab: getline")

    def _get_var(self, node: Node) -> Any:
        for scope in self.locals[-1:]:
            if node[1] in scope:
                return scope[node[1]]
        return self.s.variables.get(node[1], Strnum(""))

    def _get_field(self, node: Node) -> Value:
        at = whole(self.value(node[1]))
        if at == 0:
            return Strnum(self.s.record)
        return Strnum(self.s.fields[at - 1]) if 0 < at <= len(self.s.fields) else Strnum("")

    def _array(self, name: str) -> dict[str, Any]:
        for scope in self.locals[-1:]:
            found = scope.get(name)
            if isinstance(found, dict):
                return found
        array = self.s.arrays.setdefault(name, {})
        if len(array) > 100_000:
            raise AwkFault("not simulated in PodLab: arrays this big")
        return array

    def _key(self, index: list[Node]) -> str:
        return "\x1c".join(text_of(self.value(each)) for each in index)

    def _get_item(self, node: Node) -> Any:
        return self._array(node[1]).setdefault(self._key(node[2]), Strnum(""))

    def _get_isin(self, node: Node) -> Value:
        keys = node[1][1] if node[1][0] == "multi" else [node[1]]
        return float(self._key(keys) in self._array(node[2]))

    def _get_multi(self, node: Node) -> Value:
        return self._key(node[1])

    def _get_cat(self, node: Node) -> Value:
        return text_of(self.value(node[1])) + text_of(self.value(node[2]))

    def _get_cond(self, node: Node) -> Any:
        return self.value(node[2] if self.truth(node[1]) else node[3])

    def _get_unary(self, node: Node) -> Value:
        if node[1] == "!":
            return float(not self.truth(node[2]))
        value = number(self.value(node[2]))
        return -value if node[1] == "-" else value

    def _get_op(self, node: Node) -> Value:
        _, op, left, right = node
        if op == "&&":
            return float(self.truth(left) and self.truth(right))
        if op == "||":
            return float(self.truth(left) or self.truth(right))
        if op in ("~", "!~"):
            pattern = right[1] if right[0] == "regex" else text_of(self.value(right))
            return float(self._regex(pattern).matches(text_of(self.value(left))) == (op == "~"))
        a, b = self.value(left), self.value(right)
        if op in ("<", "<=", "==", "!=", ">", ">="):
            return float(compare(op, a, b))
        return self._arithmetic(op, number(a), number(b))

    def _arithmetic(self, op: str, a: float, b: float) -> float:
        if op in ("/", "%"):
            if b == 0:
                raise AwkFault("division by zero")
            if op == "%" and not math.isfinite(a):
                return math.nan
            return a / b if op == "/" else math.fmod(a, b)
        try:
            return {"+": a + b, "-": a - b, "*": a * b}[op] if op != "^" else float(a**b)
        except (OverflowError, ZeroDivisionError):
            return math.inf
        except TypeError:  # the root of a negative number
            return math.nan

    def _get_assign(self, node: Node) -> Any:
        _, op, target, right = node
        value = self.value(right)
        if op:
            value = self._arithmetic(op, number(self.value(target)), number(value))
        self._assign(target, value)
        return value

    def _get_incr(self, node: Node) -> Value:
        _, op, before, target = node
        old = number(self.value(target))
        new = old + (1 if op == "++" else -1)
        self._assign(target, new)
        return new if before else old

    def _assign(self, target: Node, value: Any) -> None:
        if target[0] == "item":
            self._array(target[1])[self._key(target[2])] = value
        elif target[0] == "field":
            self._set_field(whole(self.value(target[1])), text_of(value))
        elif self.locals and target[1] in self.locals[-1]:
            self.locals[-1][target[1]] = value
        else:
            self.s.variables[target[1]] = value
            if target[1] == "NF":
                count = max(0, min(whole(value), 10_000))
                self.s.fields = (self.s.fields + [""] * count)[:count]
                self._rebuild()

    def _set_field(self, at: int, text: str) -> None:
        if at == 0:
            self.set_record(text)
            return
        if not 0 < at <= 10_000:
            raise AwkFault("attempt to access field " + str(at))
        fields = self.s.fields
        fields.extend([""] * (at - len(fields)))
        fields[at - 1] = text
        self.s.variables["NF"] = float(len(fields))
        self._rebuild()

    # --- functions -----------------------------------------------------------------------------
    def _get_call(self, node: Node) -> Any:
        _, name, args = node
        if name in self.functions:
            return self._own(name, args)
        builtin = getattr(self, "_fn_" + name, None)
        if builtin is None:
            if name in ("system", "close"):
                raise AwkFault(f"not simulated in PodLab: {name}()")
            raise AwkFault(f"function `{name}' not defined")
        return builtin(args)

    def _own(self, name: str, args: list[Node]) -> Any:
        names, body = self.functions[name]
        self.depth += 1
        if self.depth > 40:
            raise AwkFault("function call nested too deeply")
        scope: dict[str, Any] = {}
        for place, each in enumerate(names):
            arg = args[place] if place < len(args) else None
            is_array = arg is not None and arg[0] == "var" and arg[1] in self.s.arrays
            scope[each] = (self._array(arg[1]) if is_array and arg else
                           self.value(arg) if arg is not None else Strnum(""))  # fmt: skip
        self.locals.append(scope)
        try:
            self.run(body)
        except Jump as jump:
            if jump.kind != "return":
                raise
            return jump.value
        finally:
            self.locals.pop()
            self.depth -= 1
        return ""

    def _text(self, args: list[Node], place: int) -> str:
        return text_of(self.value(args[place])) if place < len(args) else ""

    def _number(self, args: list[Node], place: int) -> float:
        return number(self.value(args[place])) if place < len(args) else 0.0

    def _rounded(self, args: list[Node], place: int) -> int:
        return rounded(self._number(args, place))

    def _fn_length(self, args: list[Node]) -> Value:
        if args and args[0][0] == "var" and args[0][1] in self.s.arrays:
            return float(len(self._array(args[0][1])))
        return float(len(self._text(args, 0) if args else self.s.record))

    def _fn_substr(self, args: list[Node]) -> Value:
        text, start = self._text(args, 0), self._rounded(args, 1)
        end = len(text) + 1 if len(args) < 3 else start + self._rounded(args, 2)
        return text[max(0, start - 1) : max(0, end - 1)]

    def _fn_index(self, args: list[Node]) -> Value:
        return float(self._text(args, 0).find(self._text(args, 1)) + 1)

    def _fn_tolower(self, args: list[Node]) -> Value:
        return self._text(args, 0).lower()

    def _fn_toupper(self, args: list[Node]) -> Value:
        return self._text(args, 0).upper()

    def _fn_int(self, args: list[Node]) -> Value:
        found = self._number(args, 0)
        return float(math.trunc(found)) if math.isfinite(found) else found

    def _fn_sqrt(self, args: list[Node]) -> Value:
        return math.sqrt(max(0.0, self._number(args, 0)))

    def _fn_systime(self, args: list[Node]) -> Value:
        return float(self.now // 1_000_000)

    def _fn_sprintf(self, args: list[Node]) -> Value:
        return self._sprintf([self.value(each) for each in args])

    def _fn_split(self, args: list[Node]) -> Value:
        text, array = self._text(args, 0), self._array(args[1][1])
        separator = str(self._special("FS", " "))
        if len(args) > 2:
            separator = args[2][1] if args[2][0] == "regex" else self._text(args, 2)
        pieces = self.split(text, separator)
        array.clear()
        array.update({str(place): Strnum(piece) for place, piece in enumerate(pieces, 1)})
        return float(len(pieces))

    def _fn_match(self, args: list[Node]) -> Value:
        pattern = args[1][1] if args[1][0] == "regex" else self._text(args, 1)
        start, end = self._search(self._regex(pattern), self._text(args, 0), 0) or (-1, -2)
        self.s.variables["RSTART"] = float(start + 1)
        self.s.variables["RLENGTH"] = float(end - start)
        return float(start + 1)

    def _fn_sub(self, args: list[Node]) -> Value:
        return self._replace(args, False)

    def _fn_gsub(self, args: list[Node]) -> Value:
        return self._replace(args, True)

    def _replace(self, args: list[Node], everywhere: bool) -> Value:
        regex = self._regex(args[0][1] if args[0][0] == "regex" else self._text(args, 0))
        new = self._text(args, 1)
        target: Node = args[2] if len(args) > 2 else ("field", ("num", 0.0))
        text, position, count = text_of(self.value(target)), 0, 0
        pieces: list[str] = []
        while (found := self._search(regex, text, position)) is not None:
            start, end = found
            count += 1
            pieces.append(text[position:start] + fill(new, text[start:end]))
            if end == start:
                pieces.append(text[end : end + 1])
                end += 1
            position = end
            if not everywhere:
                break
        if count:
            self._assign(target, "".join(pieces) + text[position:])
        return float(count)

    def _sprintf(self, values: list[Any]) -> str:
        pattern = text_of(values[0]) if values else ""
        values = values[1:]
        result: list[str] = []
        at = 0
        while at < len(pattern):
            if pattern[at] != "%":
                result.append(pattern[at])
                at += 1
                continue
            piece, at = conversion(pattern, at + 1, values)
            result.append(piece)
        return "".join(result)
