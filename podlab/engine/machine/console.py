"""What whoever hosts a machine does with it: terminals, and commands run from outside.

Here: ``Console``, a part of ``Machine``: keys in, output out, sizes, captured output.
Not here: the line discipline (``machine.tty``), sockets or pages.
"""

from typing import TYPE_CHECKING, NamedTuple

from podlab.engine.machine import signals, tty
from podlab.engine.machine.program import SystemCallError
from podlab.engine.machine.state import Capture, ExitEvent, TtyState
from podlab.engine.machine.users import find_user

if TYPE_CHECKING:
    from podlab.engine.machine.machine import Machine

MAX_CAPTURES = 16
MAX_CAPTURE = 2 << 20
MAX_TERMINALS = 32


class Stdio(NamedTuple):
    """Where a first process's descriptor leads: ``null``; ``sink`` (name, key, channel); ``pipe``
    (its number, the read end); ``data`` bytes that are there to be read; ``tty`` (name)."""

    kind: str
    ref: object = None


class Console:
    """Terminals and captured commands of one machine."""

    def __init__(self, machine: "Machine") -> None:
        self._machine = machine
        machine.descriptors.sinks["capture"] = self._captured

    # --- terminals -------------------------------------------------------------------------
    def open_terminal(
        self,
        name: str,
        columns: int,
        rows: int,
        argv: list[str] | None = None,
        user: str = "root",
    ) -> None:
        """Open a terminal with a login shell (or a command); one that is open is resized."""
        machine = self._machine
        if name in machine.state.ttys:
            self.resize(name, columns, rows)
            return
        if len(machine.state.ttys) >= MAX_TERMINALS:
            raise SystemCallError("EMFILE", "Too many open files")
        self.make_terminal(name, columns, rows)
        account = find_user(machine.files, user)
        env = account.login_environment()
        env["TERM"] = "xterm-256color"
        machine.start(
            machine.spec(
                argv or ["-bash"],
                path=None if argv else account.shell,
                env=env,
                cwd=account.home if machine.files.is_dir(account.home) else "/",
                user=(account.uid, account.gid),
                stdio={fd: Stdio("tty", name) for fd in (0, 1, 2)},
                exit_event=ExitEvent(f"machine/{machine.state.name}", "terminal-ended", name),
            )
        )

    def make_terminal(
        self, name: str, columns: int, rows: int, sink: tuple[str, str, int] | None = None
    ) -> TtyState:
        """A terminal without a process yet."""
        state = self._machine.state
        row = TtyState(state.next_tty, max(columns, 1), max(rows, 1), sink=sink)
        state.next_tty += 1
        state.ttys[name] = row
        return row

    def input(self, name: str, data: bytes) -> None:
        """Keys that were typed at a terminal."""
        row = self._machine.state.ttys.get(name)
        if row is not None and not row.hung_up:
            tty.receive(self._machine, row, data)

    def since(self, name: str, offset: int) -> tuple[bytes, int]:
        """What a terminal has shown after an offset, and the offset to ask from next."""
        row = self._machine.state.ttys.get(name)
        return tty.since(row, offset) if row is not None else (b"", offset)

    def screen(self, name: str) -> bytes:
        """The last 64 KiB that a terminal has shown, for a page that comes back."""
        row = self._machine.state.ttys.get(name)
        return b"".join(row.ring) if row is not None else b""

    def resize(self, name: str, columns: int, rows: int) -> None:
        """The terminal's window has another size."""
        row = self._machine.state.ttys.get(name)
        if row is None or (row.columns, row.rows) == (columns, rows):
            return
        row.columns, row.rows = min(max(columns, 1), 1000), min(max(rows, 1), 1000)
        self._machine.signal_group(row.foreground, signals.WINCH)

    def close(self, name: str) -> None:
        """Take a terminal away: its session gets a hang-up."""
        self.hang_up(name)
        self._machine.state.ttys.pop(name, None)

    def hang_up(self, name: str) -> None:
        """A terminal's other side, or its session's leader, is gone."""
        row = self._machine.state.ttys.get(name)
        if row is None or row.hung_up:
            return
        row.hung_up = True
        for process in list(self._machine.state.processes.values()):
            if process.tty == name and process.state != "Z":
                self._machine.processes.signal(process, signals.HUP, None)
                self._machine.processes.signal(process, signals.CONT, None)
        self._machine.wake(row.waiting)
        self._machine.terminal_changed(row)

    # --- commands from outside -------------------------------------------------------------
    def run_command(
        self,
        argv: list[str],
        stdin: bytes = b"",
        cwd: str = "/root",
        env: dict[str, str] | None = None,
    ) -> str:
        """Run a command; returns a token.  Its end posts the notice ``command/MACHINE/TOKEN``.
        Raises SystemCallError when it cannot be started."""
        machine = self._machine
        token = str(machine.state.next_capture)
        machine.state.next_capture += 1
        environment = find_user(machine.files, "root").login_environment() | (env or {})
        spec = machine.spec(
            argv,
            env=environment,
            cwd=cwd,
            stdio={
                0: Stdio("data", stdin),
                1: Stdio("sink", ("capture", token, 1)),
                2: Stdio("sink", ("capture", token, 2)),
            },
            exit_event=ExitEvent(f"machine/{machine.state.name}", "command-ended", token),
        )
        captures = machine.state.captures
        while len(captures) >= MAX_CAPTURES:
            captures.pop(next(iter(captures)))
        captures[token] = Capture(0)
        try:
            machine.state.captures[token].pid = machine.start(spec)
        except SystemCallError:
            del machine.state.captures[token]
            raise
        return token

    def command_result(self, token: str) -> tuple[int, bytes, bytes] | None:
        """(status, output, errors) of a command once it has ended and nobody that it left behind
        can still write, else None."""
        capture = self._machine.state.captures.get(token)
        if capture is None or capture.status is None or self._is_open(token):
            return None
        return capture.status, b"".join(capture.out), b"".join(capture.err)

    def abandon(self, token: str) -> tuple[bytes, bytes]:
        """Kill a command that does not end; returns what it has written."""
        capture = self._machine.state.captures.pop(token, None)
        if capture is None:
            return b"", b""
        process = self._machine.state.processes.get(capture.pid)
        if process is not None:
            self._machine.processes.signal(process, signals.KILL, None)
        return b"".join(capture.out), b"".join(capture.err)

    def _is_open(self, token: str) -> bool:
        return any(
            file.kind == "sink" and file.ref[:2] == ("capture", token)
            for file in self._machine.state.files.values()
        )

    def drained(self, number: int) -> None:
        """A terminal's screen has caught up."""
        for row in self._machine.state.ttys.values():
            if row.number == number:
                tty.drained(self._machine, row)

    def command_ended(self, token: str, status: int) -> None:
        """The first process of a captured command has ended."""
        capture = self._machine.state.captures.get(token)
        if capture is not None:
            capture.status = status
            self._machine.sim.post(f"command/{self._machine.state.name}/{token}")

    def _captured(self, token: str, channel: int, data: bytes) -> None:
        capture = self._machine.state.captures.get(token)
        if capture is not None and capture.size + len(data) <= MAX_CAPTURE:
            capture.size += len(data)
            (capture.out if channel == 1 else capture.err).append(data)
