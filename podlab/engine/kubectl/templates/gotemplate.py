"""Go's text/template as far as ``-o go-template`` needs it: actions, pipelines, variables, if,
with, range, break, continue, define/template/block, comparisons, printf, len, index, base64decode.

Here: running a template over JSON values.  Not here: reading it (``templateparser``), functions
(``templatefunctions``), methods of Go values.  Input is hostile: steps, depth and output are
bounded.
"""

from typing import Any

from podlab.engine.kubectl.templates.templatefunctions import (
    FUNCTIONS,
    TemplateError,
    dig,
    pairs,
    sprint,
    truth,
)
from podlab.engine.kubectl.templates.templateparser import MAX_DEPTH, Node, Pipe, Template, parse

MAX_STEPS = 200_000
MAX_OUTPUT = 4 << 20


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
        pipe: Pipe = node.pipe
        value = self.pipe(pipe._replace(names=()), dot)
        rows = pairs(value)
        if not rows:
            self.nodes(node.other, dot, depth + 1)
        mark = len(self.variables)
        for key, item in rows:
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

    def pipe(self, pipe: Pipe, dot: Any) -> Any:
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
            return FUNCTIONS[name](*values)
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
            return dig(dot, operand[1])
        if kind == "var":
            return self._variable(operand[1])
        if kind == "pipe":
            return self.pipe(operand[1], dot)
        if kind == "chain":
            return dig(self._value(operand[1], dot), operand[2])
        return self._command((operand,), dot, ())

    def _variable(self, name: str) -> Any:
        for known, value in reversed(self.variables):
            if known == name:
                return value
        raise TemplateError(f'undefined variable "{name}"')


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


__all__ = ["TemplateError", "parse", "render", "sprint", "truth"]
