"""Compound commands: lists, if, loops, case, groups, conditions.

Each function does one step of a frame.  Not here: pipelines, simple commands.
"""

from functools import partial

from podlab.engine.machine.program import Wait
from podlab.engine.machine.shell import nodes, redirects
from podlab.engine.machine.shell.context import GiveUp, Shell
from podlab.engine.machine.shell.expand import Expander
from podlab.engine.machine.shell.patterns import match
from podlab.engine.machine.shell.state import Frame
from podlab.engine.machine.shell.tests import TestFault, condition_value

KINDS: dict[type, str] = {
    nodes.Simple: "simple", nodes.Pipeline: "pipeline", nodes.AndOr: "andor",
    nodes.Items: "items", nodes.If: "if", nodes.For: "for", nodes.While: "while",
    nodes.ForArithmetic: "forarithmetic", nodes.Case: "case", nodes.Subshell: "subshell",
    nodes.Group: "group", nodes.Function: "function", nodes.Condition: "condition",
    nodes.Calculation: "calculation", nodes.Redirected: "redirected",
}  # fmt: skip


def begin(shell: Shell, node: object, tested: bool = False) -> None:
    """Run a node next; ``tested`` if its status is looked at (``set -e`` is then silent)."""
    if tested:
        shell.state.untested += 1
        shell.push("tested")
    shell.push(KINDS[type(node)], node)


def node(shell: Shell, frame: Frame) -> Wait | None:
    """A node in the place of this frame."""
    shell.pop()
    begin(shell, frame.node)
    return None


def tested(shell: Shell, frame: Frame) -> Wait | None:
    """A condition ended."""
    shell.state.untested -= 1
    shell.pop()
    return None


def items(shell: Shell, frame: Frame) -> Wait | None:
    """The next command of a list."""
    state = shell.state
    if frame.step and state.status and not frame.data.get("background"):
        _check_errexit(shell, frame.node.items[frame.step - 1][0])
        if state.unwind:
            return None
    if frame.step >= len(frame.node.items):
        shell.pop()
        return None
    command, background, text = frame.node.items[frame.step]
    frame.step += 1
    frame.data["background"] = background
    if background:
        shell.push("background", command, text=text)
    else:
        begin(shell, command)
    return None


def _check_errexit(shell: Shell, command: object) -> None:
    state = shell.state
    if not state.options.get("errexit") or state.untested:
        return
    if isinstance(command, nodes.AndOr) and not state.unwind:
        return
    if isinstance(command, nodes.Pipeline) and command.negate:
        return
    shell.unwind("exit")


def andor(shell: Shell, frame: Frame) -> Wait | None:
    """``&&`` and ``||``."""
    if frame.step == 0:
        frame.step = 1
        begin(shell, frame.node.left, tested=True)
    elif frame.step == 1 and (shell.state.status == 0) == (frame.node.op == "&&"):
        frame.step = 2
        begin(shell, frame.node.right)
    else:
        last = frame.step == 2
        shell.pop()
        if last and shell.state.status and not isinstance(frame.node.right, nodes.AndOr):
            _check_errexit(shell, frame.node.right)
    return None


def if_(shell: Shell, frame: Frame) -> Wait | None:
    """``if``: even steps are conditions, odd ones look at their status."""
    branches = frame.node.branches
    number, looking = divmod(frame.step, 2)
    if looking:
        if shell.state.status == 0:
            shell.pop()
            begin(shell, branches[number][1])
            return None
        frame.step += 1
        return None
    if number < len(branches):
        frame.step += 1
        begin(shell, branches[number][0], tested=True)
        return None
    shell.pop(0)
    if frame.node.otherwise is not None:
        begin(shell, frame.node.otherwise)
    return None


def for_(shell: Shell, frame: Frame) -> Wait | None:
    """``for``: the next word."""
    loop: nodes.For = frame.node
    if "words" not in frame.data:
        if loop.words is None:
            frame.data["words"] = list(shell.state.positional)
        else:
            words = loop.words
            frame.data["words"] = shell.expand(frame, lambda e: e.fields(words))
        frame.data["status"] = 0
    words_left = frame.data["words"]
    if frame.step > 0:
        frame.data["status"] = shell.state.status
    if frame.step >= len(words_left):
        shell.pop(frame.data["status"])
        return None
    shell.variables.assign(loop.name, words_left[frame.step])
    frame.step += 1
    begin(shell, loop.body)
    return None


def for_arithmetic(shell: Shell, frame: Frame) -> Wait | None:
    """``for ((…))``: step 0 first, 1 test, 2 after the body."""
    loop: nodes.ForArithmetic = frame.node
    if frame.step == 0:
        shell.expand(frame, lambda e: e.number(loop.first))
        frame.step = 1
    elif frame.step == 2:
        shell.expand(frame, lambda e: e.number(loop.each))
        frame.step = 1
    empty = not loop.test.parts
    if empty or shell.expand(frame, lambda e: e.number(loop.test)):
        frame.step = 2
        begin(shell, loop.body)
    else:
        shell.pop(0)
    return None


def while_(shell: Shell, frame: Frame) -> Wait | None:
    """``while``: step 0 condition, 1 look, 2 after the body."""
    if frame.step == 2:
        frame.data["status"] = shell.state.status
        frame.step = 0
    if frame.step == 0:
        frame.step = 1
        begin(shell, frame.node.condition, tested=True)
    elif (shell.state.status == 0) != frame.node.until:
        frame.step = 2
        begin(shell, frame.node.body)
    else:
        shell.pop(frame.data.get("status", 0))
    return None


def case(shell: Shell, frame: Frame) -> Wait | None:
    """``case``: the clause that matches."""
    node_: nodes.Case = frame.node
    if "text" not in frame.data:
        frame.data["text"] = shell.expand(frame, lambda e: e.text(node_.word))
    while frame.step < len(node_.clauses):
        patterns, body, terminator = node_.clauses[frame.step]
        texts = shell.expand(frame, partial(_patterns, words=patterns))
        frame.step += 1
        if frame.data.get("fall") or any(match(text, frame.data["text"]) for text in texts):
            frame.data["fall"] = terminator == ";&"
            shell.state.status = 0
            if terminator == ";;":
                frame.step = len(node_.clauses)
            frame.data["taken"] = True
            begin(shell, body)
            return None
    shell.pop(None if frame.data.get("taken") else 0)
    return None


def _patterns(expander: Expander, words: tuple[nodes.Word, ...]) -> list[str]:
    return [expander.pattern(word) for word in words]


def group(shell: Shell, frame: Frame) -> Wait | None:
    """``{ …; }``."""
    shell.pop()
    begin(shell, frame.node.body)
    return None


def function(shell: Shell, frame: Frame) -> Wait | None:
    """A definition."""
    shell.state.functions[frame.node.name] = frame.node.body
    shell.pop(0)
    return None


def condition(shell: Shell, frame: Frame) -> Wait | None:
    """``[[ … ]]``."""
    tree = frame.node.tree
    try:
        value = shell.expand(frame, lambda e: condition_value(e, shell.p, tree))
    except TestFault as fault:
        shell.error(f"[[: {fault}")
        raise GiveUp(2) from None
    shell.pop(0 if value else 1)
    return None


def calculation(shell: Shell, frame: Frame) -> Wait | None:
    """``(( … ))``."""
    word = frame.node.word
    value = shell.expand(frame, lambda e: e.number(word))
    shell.pop(0 if value else 1)
    return None


def redirected(shell: Shell, frame: Frame) -> Wait | None:
    """A compound command with redirections."""
    node_: nodes.Redirected = frame.node
    if frame.step == 0:
        resolved = shell.expand(frame, lambda e: redirects.resolve(e, node_.redirects))
        fds = dict(shell.state.fds)
        opened = redirects.apply(shell, resolved)
        frame.data["fds"], frame.data["opened"] = fds, opened
        frame.step = 1
        begin(shell, node_.command)
        return None
    leave_redirected(shell, frame)
    shell.pop()
    return None


def leave_redirected(shell: Shell, frame: Frame) -> None:
    """Put descriptors back."""
    if frame.data.get("fds") is not None:
        shell.state.fds = frame.data["fds"]
        frame.data["fds"] = None
        redirects.close(shell, frame.data["opened"])
    for fd in frame.data.pop("pipes", []):
        shell.state.fds.pop(fd, None)
        shell.p.close(fd)
