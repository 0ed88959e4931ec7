"""The streams of a session that somebody outside a machine has: a pipe or a terminal, its output.

Here: what logins from other machines (``machine.ssh``) and exec, attach, port-forward
(``runtime.sessions``) share.  Not here: which process it is, or how a session begins and ends.
"""

from typing import TYPE_CHECKING

from podlab.engine.machine.console import Stdio
from podlab.engine.machine.program import SystemCallError
from podlab.engine.machine.state import SessionState

if TYPE_CHECKING:
    from podlab.engine.machine.machine import Machine


class SessionStreams:
    """Sessions of one kind on one machine: output goes to the sink ``kind``, news are posted as
    ``KIND/NAME``, more than ``most`` bytes that nobody reads are dropped."""

    def __init__(self, machine: "Machine", kind: str, most: int) -> None:
        self._machine = machine
        self._kind = kind
        self._most = most

    def descriptors(
        self, name: str, session: SessionState, window: tuple[int, int] | None, *, stdin: bool
    ) -> dict[int, Stdio]:
        """What a new session's process has as 0, 1 and 2: a terminal of a size, or streams."""
        if window is not None:
            session.tty = f"{self._kind}-{name}"
            self._machine.console.make_terminal(session.tty, *window, (self._kind, name, 1))
            return {fd: Stdio("tty", session.tty) for fd in (0, 1, 2)}
        return {
            0: self._pipe(session) if stdin else Stdio("null"),
            1: Stdio("sink", (self._kind, name, 1)),
            2: Stdio("sink", (self._kind, name, 2)),
        }

    def _pipe(self, session: SessionState) -> Stdio:
        session.stdin = self._machine.descriptors.make_pipe()
        self._machine.state.pipes[session.stdin].writers += 1
        return Stdio("pipe", session.stdin)

    def output(self, name: str, session: SessionState | None, channel: int, data: bytes) -> None:
        """Keep what a process wrote until it is read."""
        if session is not None and session.size <= self._most:
            session.out.append((channel, data))
            session.size += len(data)
            self.post(name)

    def post(self, name: str) -> None:
        """Say that there is news of a session."""
        self._machine.sim.post(f"{self._kind}/{name}")

    def read(self, session: SessionState) -> list[tuple[int, bytes]]:
        """What came out since the last call."""
        rows = list(session.out)
        session.out.clear()
        session.size = 0
        return rows

    def write(self, session: SessionState, data: bytes) -> None:
        """Input for the process; what nobody reads any more is lost."""
        if session.tty:
            self._machine.console.input(session.tty, data)
        elif session.stdin in self._machine.state.pipes:
            try:
                self._machine.descriptors.write_pipe(session.stdin, data)
            except SystemCallError:
                return

    def close_pipe(self, session: SessionState) -> None:
        """No more input will come through the pipe, if there is one."""
        pipe = self._machine.state.pipes.get(session.stdin)
        if pipe is not None:
            pipe.writers = 0
            self._machine.wake(pipe.waiting)
            if pipe.readers <= 0:
                del self._machine.state.pipes[session.stdin]
        session.stdin = 0

    def resize(self, session: SessionState, columns: int, rows: int) -> None:
        """The window has another size."""
        if session.tty:
            self._machine.console.resize(session.tty, columns, rows)

    @staticmethod
    def exit(session: SessionState) -> int | None:
        """The status once the session has ended and all output was read."""
        return None if session.out else session.status
