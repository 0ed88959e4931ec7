"""The shell as a program: the loop that runs frames, reads commands, handles signals and ends.

``main`` is bash, sh and ash.  Not here: any command (``simple``, ``compound``, ``pipelines``).
"""

from podlab.engine.machine import signals
from podlab.engine.machine.program import YIELD, Proc, Step, SystemCallError, Wait, writable
from podlab.engine.machine.shell import compound, interactive, pipelines, simple, subshell
from podlab.engine.machine.shell.builtins import BUILTINS
from podlab.engine.machine.shell.context import Again, GiveUp, Shell
from podlab.engine.machine.shell.context import Step as FrameStep
from podlab.engine.machine.shell.lexer import Incomplete, ShellSyntaxError
from podlab.engine.machine.shell.parser import Parser
from podlab.engine.machine.shell.startup import start
from podlab.engine.machine.shell.state import Frame, ShellState

BUDGET = 400
WORK_BUDGET = 20_000
"""Fields that a shell's expansions may make before others run."""
LOOPS = frozenset(("for", "while", "forarithmetic"))


def main(p: Proc) -> Step:
    """bash, sh, ash."""
    state: ShellState | None = p.memory.get("shell")
    if state is None:
        try:
            state = start(p)
        except SystemCallError as failure:
            name, path = p.argv[0], p.argv[1] if len(p.argv) > 1 else ""
            shown = f"can't open '{path}'" if "ash" in p.memory.get("flavour", "") else path
            p.write(2, f"{name}: {shown}: {failure}\n")
            return 127 if failure.name == "ENOENT" else 126
        p.memory["shell"] = state
    if not state.pid:
        state.pid = p.pid
    return _run(Shell(state, p, BUILTINS))


def _run(shell: Shell) -> Step:
    state = shell.state
    _take_signals(shell)
    for _ in range(BUDGET):
        if state.unwind:
            if state.unwind == "replaced":
                return YIELD
            ended = _unwind(shell)
        elif state.pending and _may_trap(shell):
            ended = None
            _trap(shell)
        elif state.frames:
            waiting = _step(shell)
            if waiting is not None:
                return waiting
            ended = None
        else:
            result = _next_command(shell)
            if isinstance(result, Wait):
                return result
            ended = result
        if ended is not None:
            return ended
        if shell.full_fd >= 0:
            return writable(shell.full_fd)
        if shell.work > WORK_BUDGET:
            break
    return YIELD


def _step(shell: Shell) -> Wait | None:
    frame = shell.state.frames[-1]
    try:
        waiting = STEPS[frame.kind](shell, frame)
    except Again:
        return None
    except GiveUp as failure:
        _give_up(shell, frame, failure)
        return None
    except ShellSyntaxError as fault:
        _syntax_error(shell, fault, frame.data.get("text", ""))
        shell.state.status = 2
        shell.unwind("error")
        return None
    return None if waiting is not None and waiting.kind == "ran" else waiting


def _give_up(shell: Shell, frame: Frame, failure: GiveUp) -> None:
    state = shell.state
    state.status = failure.status
    if failure.fatal:
        shell.unwind("error" if state.interactive else "exit")
        return
    while state.frames[-1] is not frame:
        _drop(shell, state.frames.pop())
    _drop(shell, state.frames.pop())


# --- commands ------------------------------------------------------------------------------------
def _next_command(shell: Shell) -> Step | None:
    """Parse the next line of commands; an exit status at the end of the script."""
    state = shell.state
    if state.interactive:
        if state.position >= len(state.source):
            return interactive.read_command(shell)
    elif state.origin == "stdin" and not state.finished_reading:
        waiting = interactive.read_script_line(shell)
        if waiting is not None:
            return waiting
    if not state.source[state.position :].strip():
        if state.interactive:
            state.position = len(state.source)
            return None
        return _end(shell)
    return _parse(shell)


def _parse(shell: Shell) -> Step | None:
    state = shell.state
    aliases = state.aliases if state.interactive or shell.ash else {}
    parser = Parser(state.source, state.position, aliases)
    try:
        items = parser.line()
    except Incomplete as fault:
        if state.interactive or (state.origin == "stdin" and not state.finished_reading):
            return interactive.need_more(shell)
        return _bad_syntax(shell, fault)
    except ShellSyntaxError as fault:
        return _bad_syntax(shell, fault)
    state.source = parser.lexer.source
    state.position = parser.position
    if items is None:
        return None
    if state.options.get("verbose"):
        shell.complain(items.items[0][2])
    shell.push("items", items)
    return None


def _bad_syntax(shell: Shell, fault: ShellSyntaxError) -> Step | None:
    state = shell.state
    if isinstance(fault, Incomplete) and fault.words.startswith("here-document"):
        state.source += "\n" + fault.words.rpartition("(")[2][:-1] + "\n"
        return None
    _syntax_error(shell, fault, state.source)
    state.status = 2
    if state.interactive:
        state.position = len(state.source)
        return None
    state.position = len(state.source)
    shell.unwind("exit")
    return None


def _syntax_error(shell: Shell, fault: ShellSyntaxError, source: str) -> None:
    state = shell.state
    line = state.first_line - 1 + fault.line
    if shell.ash:
        name = f"{state.name}: line {line}" if state.origin == "file" else shell.short_name()
        shell.complain(f"{name}: {_ash_words(fault)}")
        return
    place = "" if state.interactive or state.origin == "stdin" else f"line {line}: "
    name = str(shell.short_name()) if state.origin != "file" else state.name
    middle = "-c: " if state.origin == "command" and state.subshell == 0 else ""
    shell.complain(f"{name}: {middle}{place}{fault}")
    if fault.token and not fault.words:
        lines = source.split("\n")
        text = lines[fault.line - 1] if 0 < fault.line <= len(lines) else ""
        shell.complain(f"{name}: {middle}{place}`{text}'")


def _ash_words(fault: ShellSyntaxError) -> str:
    if isinstance(fault, Incomplete):
        if "matching" in fault.words:
            paren = fault.words.endswith("`)'")
            return "syntax error: " + (
                'unexpected end of file (expecting ")")' if paren else "unterminated quoted string"
            )
        return "syntax error: unexpected end of file"
    if fault.words:
        return "syntax error: " + fault.words
    text = fault.token
    shown = "newline" if text == "newline" else f'"{text}"'
    return f"syntax error: unexpected {shown}"


def text(shell: Shell, frame: Frame) -> Wait | None:
    """One command line of a text that runs here (eval, source, a trap)."""
    data = frame.data
    parser = Parser(data["text"], data["position"], shell.state.aliases if shell.ash else {})
    items = parser.line()
    data["text"], data["position"] = parser.lexer.source, parser.position
    if items is None:
        leave_text(shell, frame)
        shell.pop(None if frame.step else 0)
        return None
    frame.step = 1
    shell.push("items", items)
    return None


def leave_text(shell: Shell, frame: Frame) -> None:
    """A sourced file or a trap ended."""
    if frame.data.get("saved") is not None:
        shell.state.positional = frame.data["saved"]
    if "trap" in frame.data:
        shell.state.status = frame.data["trap"]


def exec_(shell: Shell, frame: Frame) -> Wait | None:
    """``exec program``."""
    words, env = frame.data["words"], frame.data["env"]
    simple.move_descriptors(shell)
    shell.p.exec(words, env)
    shell.unwind("replaced")
    return None


def program(shell: Shell, frame: Frame) -> Wait | None:
    """``command program``: no functions, no aliases."""
    shell.pop()
    simple._program(shell, frame, frame.data["words"], {})
    return None


# --- leaving -------------------------------------------------------------------------------------
def _drop(shell: Shell, frame: Frame) -> None:
    """A frame is left in the middle: what it had changed goes back."""
    kind = frame.kind
    if kind == "simple":
        simple.leave_simple(shell, frame)
    elif kind == "call":
        simple.leave_call(shell, frame)
    elif kind == "redirected":
        compound.leave_redirected(shell, frame)
    elif kind == "tested":
        shell.state.untested = max(0, shell.state.untested - 1)
    elif kind == "text":
        _drop_text(shell, frame)


def _drop_text(shell: Shell, frame: Frame) -> None:
    status = shell.state.status
    leave_text(shell, frame)
    if shell.state.unwind == "exit":
        shell.state.status = status


def _unwind(shell: Shell) -> int | None:
    state = shell.state
    while state.frames:
        frame = state.frames[-1]
        if state.unwind in ("break", "continue") and frame.kind in LOOPS:
            state.unwind_count -= 1
            if state.unwind_count == 0:
                if state.unwind == "break":
                    state.frames.pop()
                state.unwind = ""
                return None
        if state.unwind == "return" and frame.kind in ("call", "text"):
            _drop(shell, state.frames.pop())
            state.unwind = ""
            return None
        if frame.kind in ("call",) and state.unwind in ("break", "continue"):
            state.unwind = ""
            return None
        _drop(shell, state.frames.pop())
    why, state.unwind = state.unwind, ""
    state.untested = 0
    if why in ("error", "interrupt") and state.interactive:
        state.position = len(state.source)
        return None
    if why in ("exit", "return", "error", "interrupt"):
        return _end(shell)
    return None


def _end(shell: Shell) -> int | None:
    """The exit trap, then the exit status."""
    state = shell.state
    state.position = len(state.source)
    state.finished_reading = True
    action = state.traps.get("EXIT")
    if action and not state.exit_trapped:
        state.exit_trapped = True
        shell.push("text", None, text=action, position=0, trap=state.status)
        return None
    if state.interactive:
        interactive.save_history(shell)
    return state.status & 255


# --- signals -------------------------------------------------------------------------------------
def _take_signals(shell: Shell) -> None:
    state = shell.state
    for number in shell.p.signals():
        name = signals.NAMES.get(number, "")
        if name in state.traps:
            if len(state.pending) < 64:
                state.pending.append(number)
        elif number == signals.INT and state.interactive:
            interactive.interrupted(shell)
        elif number == signals.WINCH and state.editor is not None:
            interactive.resized(shell)


def _may_trap(shell: Shell) -> bool:
    frames = shell.state.frames
    return not (frames and frames[-1].kind in ("await", "substitution"))


def _trap(shell: Shell) -> None:
    state = shell.state
    number = state.pending[0]
    frames = state.frames
    if frames and frames[-1].kind == "simple" and frames[-1].step == 1:
        words = frames[-1].data["words"]
        if words[0] == "wait":
            frames[-1].step = 2
            state.status = 128 + number
    state.pending.pop(0)
    action = state.traps.get(signals.NAMES[number])
    if action:
        shell.push("text", None, text=action, position=0, trap=state.status)


STEPS: dict[str, FrameStep] = {
    "simple": simple.simple,
    "call": simple.call,
    "pipeline": pipelines.pipeline,
    "background": pipelines.background,
    "await": pipelines.await_,
    "substitution": subshell.substitution,
    "subshell": subshell.subshell,
    "node": compound.node,
    "tested": compound.tested,
    "items": compound.items,
    "andor": compound.andor,
    "if": compound.if_,
    "for": compound.for_,
    "forarithmetic": compound.for_arithmetic,
    "while": compound.while_,
    "case": compound.case,
    "group": compound.group,
    "function": compound.function,
    "condition": compound.condition,
    "calculation": compound.calculation,
    "redirected": compound.redirected,
    "text": text,
    "exec": exec_,
    "program": program,
}
