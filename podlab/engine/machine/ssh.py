"""sshd's role: sessions on a machine for programs of other machines (``p.service("ssh")``).

Here: logging in, input, output, the end, as streams that are polled.  Not here: the ``ssh`` command
(``commands``), keys and passwords (root may go everywhere, as in a course's cluster).
"""

from typing import TYPE_CHECKING

from podlab.engine.machine import signals
from podlab.engine.machine.errors import failed
from podlab.engine.machine.sessionstreams import SessionStreams
from podlab.engine.machine.state import ExitEvent, SessionState
from podlab.engine.machine.users import find_user, users

if TYPE_CHECKING:
    from podlab.engine.machine.machine import Machine

PORT = 22
MAX_SESSIONS = 32
MAX_OUTPUT = 4 << 20
_FAILURES = {"refused": "ECONNREFUSED", "unreachable": "EHOSTUNREACH", "dropped": "ETIMEDOUT"}


class SecureShell:
    """What a program uses: sessions are identifiers; output and the end post ``ssh/SESSION``."""

    def __init__(self, machine: "Machine", netns: str) -> None:
        self._machine = machine
        self._netns = netns

    def open(
        self,
        address: str,
        argv: list[str],
        *,
        window: tuple[int, int] | None = None,
        user: str = "root",
    ) -> str:
        """Log in at an address: a login shell, or a command line for it.  ``window`` asks for a
        terminal.  Raises ECONNREFUSED, EHOSTUNREACH, ETIMEDOUT; EACCES for an unknown user."""
        found = self._machine.network.reach(self._netns, address, PORT, "tcp")
        if isinstance(found, str):
            raise failed(_FAILURES[found])
        remote = self._machines().get(found[0])
        if remote is None:
            raise failed("ECONNREFUSED")
        return remote.remote.open(argv, window, user)

    def read(self, session: str) -> list[tuple[int, bytes]]:
        """What came out since the last call: (1 stdout | 2 stderr, bytes)."""
        return self._of(session).read(session)

    def write(self, session: str, data: bytes) -> None:
        """Input."""
        self._of(session).write(session, data)

    def close_input(self, session: str) -> None:
        """No more input will come."""
        self._of(session).close_input(session)

    def resize(self, session: str, columns: int, rows: int) -> None:
        """The window has another size."""
        self._of(session).resize(session, columns, rows)

    def exit(self, session: str) -> int | None:
        """The exit status once it has ended and all output was read."""
        return self._of(session).exit(session)

    def close(self, session: str) -> None:
        """Forget a session; what still runs gets a hang-up."""
        self._of(session).close(session)

    def _machines(self) -> "dict[str, Machine]":
        known: dict[str, Machine] = self._machine.services.get("machines", {})
        return known

    def _of(self, session: str) -> "RemoteSessions":
        remote = self._machines().get(session.partition("/")[0])
        if remote is None:
            raise failed("ENOTCONN")
        return remote.remote


class RemoteSessions:
    """The sessions that others have on one machine."""

    def __init__(self, machine: "Machine") -> None:
        self._machine = machine
        self._streams = SessionStreams(machine, "ssh", MAX_OUTPUT)
        machine.descriptors.sinks["ssh"] = self._output

    def open(self, argv: list[str], window: tuple[int, int] | None, user: str) -> str:
        """Start a session."""
        machine = self._machine
        if all(row.name != user for row in users(machine.files)):
            raise failed("EACCES")
        if len(machine.state.remote) >= MAX_SESSIONS:
            raise failed("ECONNREFUSED")
        account = find_user(machine.files, user)
        name = f"{machine.state.name}/{machine.state.next_remote}"
        machine.state.next_remote += 1
        session = machine.state.remote[name] = SessionState()
        env = account.login_environment()
        if window is not None:
            env["TERM"] = "xterm-256color"
        spec = machine.spec(
            ["bash", "-c", " ".join(argv)] if argv else ["-bash"],
            path=None if argv else account.shell,
            env=env,
            cwd=account.home if machine.files.is_dir(account.home) else "/",
            user=(account.uid, account.gid),
            stdio=self._streams.descriptors(name, session, window, stdin=True),
            exit_event=ExitEvent(f"machine/{machine.state.name}", "remote-ended", name),
        )
        session.pid = machine.start(spec)
        return name

    def read(self, name: str) -> list[tuple[int, bytes]]:
        """What came out since the last call."""
        return self._streams.read(self._find(name))

    def write(self, name: str, data: bytes) -> None:
        """Input."""
        self._streams.write(self._find(name), data)

    def close_input(self, name: str) -> None:
        """No more input will come."""
        self._streams.close_pipe(self._find(name))

    def resize(self, name: str, columns: int, rows: int) -> None:
        """The window has another size."""
        self._streams.resize(self._find(name), columns, rows)

    def exit(self, name: str) -> int | None:
        """The status once the session has ended and all output was read."""
        return self._streams.exit(self._find(name))

    def close(self, name: str) -> None:
        """Forget a session."""
        session = self._machine.state.remote.get(name)
        if session is None:
            return
        self.close_input(name)
        if session.status is None:
            self._machine.signal(session.pid, signals.HUP)
        if session.tty:
            self._machine.console.close(session.tty)
        del self._machine.state.remote[name]

    def ended(self, name: str, status: int) -> None:
        """A session's first process has ended."""
        session = self._machine.state.remote.get(name)
        if session is not None:
            session.status = status
            self._streams.post(name)

    def _find(self, name: str) -> SessionState:
        session = self._machine.state.remote.get(name)
        if session is None:
            raise failed("ENOTCONN")
        return session

    def _output(self, name: str, channel: int, data: bytes) -> None:
        self._streams.output(name, self._machine.state.remote.get(name), channel, data)
