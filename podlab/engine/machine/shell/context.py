"""One running shell: its state, its process, and what all of its parts share.

Not here: the steps of commands (``simple``, ``compound``, ``pipelines``) or the loop that runs
them (``interpreter``).
"""

from collections.abc import Callable, Mapping
from typing import Any, NoReturn, TypeVar

from podlab.engine.machine.program import Proc, SystemCallError, Wait
from podlab.engine.machine.shell.expand import Expander, ExpansionFault, NeedOutput
from podlab.engine.machine.shell.state import Frame, ShellState
from podlab.engine.machine.shell.variables import ReadOnly, Variables

T = TypeVar("T")
FULL = 65_536


Builtin = Callable[["Shell", list[str], dict[str, Any]], int | Wait]


class Again(Exception):
    """The current step cannot go on yet: another frame was pushed; the step runs again later."""


class GiveUp(Exception):
    """The current command failed with a message already written; ``status`` is its status."""

    def __init__(self, status: int, fatal: bool = False) -> None:
        super().__init__(str(status))
        self.status = status
        self.fatal = fatal


class Shell:
    """A shell at work."""

    def __init__(self, state: ShellState, p: Proc, builtins: "Mapping[str, Builtin]") -> None:
        self.state = state
        self.p = p
        self.builtins = builtins
        self.variables = Variables(state, p)
        self.full_fd = -1
        self.work = 0

    @property
    def ash(self) -> bool:
        """Whether this is busybox's shell."""
        return self.state.flavour == "ash"

    # --- frames ------------------------------------------------------------------------------
    def push(self, kind: str, node: Any = None, **data: Any) -> Frame:
        """Begin something; it runs before what is below it goes on."""
        frame = Frame(kind, node, 0, data)
        self.state.frames.append(frame)
        return frame

    def pop(self, status: int | None = None) -> None:
        """The top frame has ended (with a status, if it has one of its own)."""
        self.state.frames.pop()
        if status is not None:
            self.state.status = status

    def unwind(self, why: str, count: int = 1) -> None:
        """Leave frames: exit, return, break, continue, error or interrupt."""
        self.state.unwind = why
        self.state.unwind_count = count

    # --- output ------------------------------------------------------------------------------
    def write(self, text: str | bytes, fd: int = 1) -> None:
        """Write to one of the shell's descriptors (as redirections have it).

        Raises:
            SystemCallError: EBADF, ENOSPC, EPIPE.
        """
        actual = self.state.fds.get(fd)
        if actual is None:
            raise SystemCallError("EBADF", "Bad file descriptor")
        if text:
            data = text.encode("utf-8", "surrogateescape") if isinstance(text, str) else text
            if self.p.write(actual, data) > FULL:
                self.full_fd = actual

    def complain(self, text: str) -> None:
        """Write an error line as it is."""
        if 2 in self.state.fds:
            self.p.write(self.state.fds[2], (text + "\n").encode("utf-8", "surrogateescape"))

    def prefix(self) -> str:
        """What stands before the shell's own messages."""
        state = self.state
        name = state.name if state.origin == "file" else self.short_name()
        line = state.first_line - 1 + state.line
        if state.origin == "file" or (state.origin == "command" and not self.ash):
            return f"{name}: line {line}: "
        return f"{name}: "

    def short_name(self) -> str:
        """The shell's name for its messages."""
        return self.state.name if self.state.origin != "command" else str(self.p.argv[0])

    def error(self, text: str) -> None:
        """Write a message of the shell: ``bash: line 1: foo: command not found``."""
        self.complain(self.prefix() + text)

    def builtin_error(self, builtin: str, text: str) -> None:
        """Write a message of a builtin: ``bash: line 1: cd: /x: No such file or directory``."""
        if not self.ash:
            self.error(f"{builtin}: {text}")
            return
        state = self.state
        line = "" if state.interactive else f"line {state.line - (state.origin == 'command')}: "
        name = state.name if state.origin == "file" else self.short_name()
        self.complain(f"{name}: {builtin}: {line}{text}")

    def fail(self, text: str, status: int = 1, fatal: bool = False) -> NoReturn:
        """Give up the current command with a message."""
        self.error(text)
        raise GiveUp(status, fatal)

    # --- expansion ---------------------------------------------------------------------------
    def expand(self, frame: Frame, compute: Callable[[Expander], T]) -> T:
        """Expand words for a frame: ``compute`` gets an Expander and may be run several times.

        Raises:
            Again: a command substitution must run first.
            GiveUp: the expansion failed.
        """
        results = frame.data.setdefault("results", [])
        expander = Expander(self.state, self.p, results)
        try:
            value = compute(expander)
            expander.commit()
        except NeedOutput as need:
            self.push("substitution", need.node, owner=len(self.state.frames) - 1)
            raise Again from None
        except ExpansionFault as fault:
            self.error(str(fault))
            raise GiveUp(self._fault_status(fault), fault.fatal) from None
        except ReadOnly as fault:
            self.error(str(fault))
            raise GiveUp(2 if self.ash else 1, True) from None
        finally:
            self.work += expander.work
        frame.data["results"] = []
        return value

    def _fault_status(self, fault: ExpansionFault) -> int:
        if self.ash:
            return 2
        return 127 if fault.fatal and not self.state.interactive else 1

    # --- processes ---------------------------------------------------------------------------
    def reap(self) -> None:
        """Note all children that have ended."""
        while (ended := self._reap_one()) is not None:
            pid, status = ended
            self.state.ended[pid] = status
            for job in self.state.jobs.values():
                if pid in job.running:
                    job.running.remove(pid)
                    if pid == job.pids[-1]:
                        job.status = status

    def _reap_one(self) -> tuple[int, int] | None:
        try:
            return self.p.reap()
        except SystemCallError:
            return None

    def file_exists(self, path: str) -> bool:
        """Whether a path is there."""
        return self.p.files.exists(path)

    def environment(self, extra: dict[str, str] | None = None) -> dict[str, str]:
        """What a program gets."""
        return self.variables.environment(extra)


Step = Callable[[Shell, Frame], Wait | None]
"""One step of a frame: None to go on, a Wait when it must wait."""
