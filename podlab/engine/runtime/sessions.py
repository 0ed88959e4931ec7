"""Sessions: exec, attach and port forwarding, as streams that are polled.

Here: their input, output and end.  Not here: how they reach a client (kubelet, gateway).
"""

from podlab.engine.machine import signals
from podlab.engine.machine.loader import marker
from podlab.engine.machine.machine import Machine, ProcessSpec
from podlab.engine.machine.program import SystemCallError
from podlab.engine.machine.sessionstreams import SessionStreams
from podlab.engine.machine.state import ExitEvent
from podlab.engine.runtime import logs
from podlab.engine.runtime.containers import Containers, capabilities_of, exec_words
from podlab.engine.runtime.cri import CriError
from podlab.engine.runtime.state import ContainerRecord, RuntimeState, SandboxRecord, Session

MAX_OUTPUT = 8 << 20
MAX_SESSIONS = 256
WINDOW = (80, 24)
"""The size of a new terminal, until the client says its own."""
_FORWARD = "/usr/lib/podlab/port-forward"


class Sessions:
    """One node's sessions."""

    def __init__(self, state: RuntimeState, machine: Machine, containers: Containers) -> None:
        self._state = state
        self._machine = machine
        self._containers = containers
        self._streams = SessionStreams(machine, "session", MAX_OUTPUT)
        machine.descriptors.sinks["session"] = self._output

    # --- opening ---------------------------------------------------------------------------
    def exec(self, container: str, command: list[str], *, stdin: bool, tty: bool) -> str:
        """Run a command in a container.  Raises CriError in runc's words."""
        record = self._containers.find(container)
        if record.state != "running":
            raise CriError(f"failed to exec in container: {_no_task(container)}", "NotFound")
        sandbox = self._state.sandboxes[record.sandbox]
        name, session = self._new("exec", container)
        env = {**record.env, "TERM": "xterm"} if tty else dict(record.env)
        window = WINDOW if tty else None
        record.execs += 1
        spec = ProcessSpec(
            command, env, record.cwd, record.user, record.groups,
            self._streams.descriptors(name, session, window, stdin=stdin),
            record.mntns, record.pidns, sandbox.utsns, sandbox.netns,
            self._containers.cgroup(record), skip=1 if record.execs == 1 else 3,
            capabilities=capabilities_of(record.config),
            no_new_privileges=record.config.no_new_privileges,
            exit_event=ExitEvent(f"runtime/{self._state.node}", "session-ended", name),
        )  # fmt: skip
        try:
            session.pid = self._machine.start(spec)
        except SystemCallError as error:
            self._forget(name, session)
            raise CriError(
                f'failed to exec in container: failed to start exec "{self._exec_id(name)}": OCI '
                "runtime exec failed: exec failed: unable to start container process: "
                f"{exec_words(command[0] if command else '', error)}"
            ) from error
        return name

    def attach(self, container: str, *, stdin: bool) -> str:
        """Join a container's own input and output."""
        record = self._containers.find(container)
        if record.state != "running":
            raise CriError(_no_task(container), "NotFound")
        name, session = self._new("attach", container)
        record.attached.append(name)
        if stdin:
            session.stdin, session.tty = record.stdin, record.tty
        return name

    def forward(self, sandbox: SandboxRecord, port: int, dial: bool = False) -> str:
        """Connect to a port inside a sandbox."""
        if not sandbox.ready:
            raise CriError(f'sandbox container "{sandbox.id}" is not running')
        name, session = self._new("forward", sandbox.id)
        files = self._machine.files
        if not files.exists(_FORWARD):
            files.write(_FORWARD, marker("port-forward"), mode=0o755)
        argv = ["socat", str(port), *(["-z"] if dial else [])]
        spec = ProcessSpec(
            argv, {}, "/", stdio=self._streams.descriptors(name, session, None, stdin=True),
            netns=sandbox.netns, path=_FORWARD,
            exit_event=ExitEvent(f"runtime/{self._state.node}", "session-ended", name),
        )  # fmt: skip
        session.pid = self._machine.start(spec)
        return name

    # --- using -----------------------------------------------------------------------------
    def find(self, name: str) -> Session:
        """A session.  Raises CriError NotFound."""
        session = self._state.sessions.get(name)
        if session is None:
            raise CriError(f'session "{name}" not found', "NotFound")
        return session

    def read(self, name: str) -> list[tuple[int, bytes]]:
        """What came out since the last call."""
        return self._streams.read(self.find(name))

    def write(self, name: str, data: bytes) -> None:
        """Input for the session's process."""
        self._streams.write(self.find(name), data)

    def close_input(self, name: str) -> None:
        """No more input will come."""
        session = self.find(name)
        if session.kind == "attach":
            record = self._state.containers.get(session.container)
            if record is None or not record.config.stdin_once:
                return
        if not session.tty:
            self._streams.close_pipe(session)

    def resize(self, name: str, columns: int, rows: int) -> None:
        """The client's window has another size."""
        self._streams.resize(self.find(name), columns, rows)

    def exit(self, name: str) -> int | None:
        """The status once the session has ended and all output was read."""
        return self._streams.exit(self.find(name))

    def close(self, name: str, *, kill: bool = False) -> None:
        """Forget a session; a process that still runs gets a hang-up, or is killed."""
        session = self._state.sessions.get(name)
        if session is None:
            return
        if session.kind != "attach" and session.status is None and session.pid:
            self._machine.signal(session.pid, signals.KILL if kill else signals.HUP)
        self._forget(name, session)

    # --- events ----------------------------------------------------------------------------
    def ended(self, name: str, status: int) -> None:
        """A session's process has ended."""
        session = self._state.sessions.get(name)
        if session is not None:
            session.status = status
            self._sweep(session)
            self._streams.post(name)

    def container_ended(self, record: ContainerRecord) -> None:
        """A container has ended: so have those who were attached."""
        for name in record.attached:
            session = self._state.sessions.get(name)
            if session is not None:
                session.status = record.exit_code
                self._streams.post(name)
        record.attached = []

    def logged(self, container: str, channel: int, data: bytes) -> None:
        """Output of a container: into its log, and to who is attached."""
        record = self._state.containers.get(container)
        if record is None:
            return
        if logs.write(record.log, self._machine.sim.now, channel, data):
            self._machine.sim.post(f"logs/{container}")
        for name in record.attached:
            self._output(name, channel, data)

    def _output(self, name: str, channel: int, data: bytes) -> None:
        self._streams.output(name, self._state.sessions.get(name), channel, data)

    def _new(self, kind: str, container: str) -> tuple[str, Session]:
        if len(self._state.sessions) >= MAX_SESSIONS:
            raise CriError("too many sessions are open", "ResourceExhausted")
        name = f"{self._state.node}-{self._state.next_session}"
        self._state.next_session += 1
        session = self._state.sessions[name] = Session(kind=kind, container=container)
        return name, session

    def _forget(self, name: str, session: Session) -> None:
        self._sweep(session)
        record = self._state.containers.get(session.container)
        if record is not None and name in record.attached:
            record.attached.remove(name)
        self._state.sessions.pop(name, None)

    def _sweep(self, session: Session) -> None:
        if session.kind == "attach":
            return
        self._streams.close_pipe(session)
        if session.tty:
            self._machine.state.ttys.pop(session.tty, None)
            session.tty = ""

    def _exec_id(self, name: str) -> str:
        chance = self._machine.sim.chance
        return "".join(f"{chance.bits(f'runtime/{name}'):016x}" for _ in range(4))


def _no_task(container: str) -> str:
    """Why one comes too late: the task is gone although the CRI still calls it running (recorded:
    scenarios-again/network)."""
    return f"failed to load task: no running task found: task {container} not found: not found"
