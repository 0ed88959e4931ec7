"""The plain data of a machine: processes, open files, pipes, terminals, control groups.

Here: records only, what a snapshot keeps.  Not here: anything that changes them.
"""

from collections import deque
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from podlab.engine.machine.capabilities import ALL
from podlab.engine.machine.executions import ExecutionsState
from podlab.engine.machine.filesystem import Space
from podlab.engine.machine.program import Wait
from podlab.engine.machine.vfs import VfsState


class ExitEvent(NamedTuple):
    """The event that a process's end schedules: the payload gets ``(payload, status)``."""

    target: str
    kind: str
    payload: Any


@dataclass(slots=True)
class ProcessState:
    """One process.  ``pids`` are its numbers by PID namespace (0 is the machine's own);
    ``state`` is R, S, T or Z; ``status`` its wait status once it has ended."""

    pid: int
    ppid: int
    group: int
    session: int
    program: str
    argv: list[str]
    env: dict[str, str]
    cwd: str
    uid: int = 0
    gid: int = 0
    groups: list[int] = field(default_factory=list)
    umask: int = 0o022
    memory: dict[str, Any] = field(default_factory=dict)
    fds: dict[int, int] = field(default_factory=dict)
    mntns: int = 0
    pidns: int = 0
    utsns: int = 0
    netns: str = ""
    cgroup: str = ""
    pids: dict[int, int] = field(default_factory=dict)
    tty: str = ""
    state: str = "R"
    status: int = 0
    wait: Wait | None = None
    ticket: int = 0
    busy: int = 0
    handled: list[int] = field(default_factory=list)
    pending: list[tuple[int, int]] = field(default_factory=list)
    sender: int = 0
    children: list[int] = field(default_factory=list)
    started: int = 0
    cpu: int = 0
    rss: int = 0
    replaced: bool = False
    exit_event: ExitEvent | None = None
    exe: str = ""
    capabilities: int = ALL
    no_new_privileges: bool = False


@dataclass(slots=True)
class OpenFile:
    """An open file description, shared by the descriptors that refer to it.

    ``kind`` file, data (computed content), directory, pipe, tty, socket, sink, or a device's name;
    ``ref`` the inode, pipe, terminal, socket or (sink, key, channel).
    """

    kind: str
    ref: Any = 0
    fs: int = 0
    position: int = 0
    readable: bool = True
    writable: bool = False
    append: bool = False
    count: int = 0
    path: str = ""


@dataclass(slots=True)
class PipeState:
    """A pipe; waiting processes by pid with their ticket."""

    chunks: deque[bytes] = field(default_factory=deque)
    size: int = 0
    readers: int = 0
    writers: int = 0
    waiting: dict[int, int] = field(default_factory=dict)
    named: bool = False


@dataclass(slots=True)
class TtyState:
    """A terminal: line discipline, window, what is typed and not read, what is shown.

    ``ring`` is the last output, ``shown`` how much there ever was; ``backlog`` of it was on its
    way to the screen at ``backlog_at``.  With a ``sink`` output goes there instead of being kept.
    """

    number: int
    columns: int = 80
    rows: int = 24
    raw: bool = False
    session: int = 0
    foreground: int = 0
    line: bytes = b""
    ready: deque[bytes] = field(default_factory=deque)
    ring: deque[bytes] = field(default_factory=deque)
    ring_size: int = 0
    shown: int = 0
    backlog: int = 0
    backlog_at: int = 0
    waiting: dict[int, int] = field(default_factory=dict)
    hung_up: bool = False
    sink: tuple[str, str, int] | None = None
    last_byte: int = 0


@dataclass(slots=True)
class PidNamespace:
    """A PID namespace: its parent (the machine's is 0), first process and members by number."""

    parent: int
    init: int = 0
    next_pid: int = 1
    members: dict[int, int] = field(default_factory=dict)


@dataclass(slots=True)
class Cgroup:
    """A control group: limits (0 none; quota in CPU microseconds a second) and use."""

    parent: str = ""
    memory_limit: int = 0
    cpu_quota: int = 0
    cpu_shares: int = 2
    memory: int = 0
    cpu: int = 0
    processes: int = 0
    oom_kills: int = 0
    files: int = 0
    """Bytes of files in memory, which are part of ``memory``."""
    ballast: int = 0
    """Bytes that are held beyond what the processes say (a fault), until the last of them ends."""
    load: int = 0
    load_since: int = 0
    sampled: int = 0
    sampled_cpu: int = 0
    rate: int = 0


@dataclass(slots=True)
class Capture:
    """The output of a command that was run from outside, and its status when it has ended."""

    pid: int
    out: list[bytes] = field(default_factory=list)
    err: list[bytes] = field(default_factory=list)
    size: int = 0
    status: int | None = None


@dataclass(slots=True)
class SessionState:
    """Streams of somebody outside: output that was not read, the status at the end."""

    pid: int = 0
    tty: str = ""
    stdin: int = 0
    out: deque[tuple[int, bytes]] = field(default_factory=deque)
    size: int = 0
    status: int | None = None


@dataclass(slots=True)
class Facts:
    """What the hardware and kernel of a machine are."""

    cpus: int = 2
    memory: int = 4 << 30
    kernel: str = "6.1.0-37-amd64"
    architecture: str = "amd64"
    disk: int = 50 << 30


@dataclass(slots=True)
class MachineState:
    """One machine.  Namespace 0 of every kind is the machine's own."""

    name: str
    booted: int
    vfs: VfsState
    facts: Facts = field(default_factory=Facts)
    processes: dict[int, ProcessState] = field(default_factory=dict)
    files: dict[int, OpenFile] = field(default_factory=dict)
    pipes: dict[int, PipeState] = field(default_factory=dict)
    fifos: dict[str, int] = field(default_factory=dict)
    ttys: dict[str, TtyState] = field(default_factory=dict)
    pid_namespaces: dict[int, PidNamespace] = field(default_factory=dict)
    hostnames: dict[int, str] = field(default_factory=dict)
    cgroups: dict[str, Cgroup] = field(default_factory=dict)
    captures: dict[str, Capture] = field(default_factory=dict)
    next_pid: int = 1
    next_file: int = 1
    next_pipe: int = 1
    next_tty: int = 0
    next_namespace: int = 1
    next_capture: int = 1
    remote: dict[str, SessionState] = field(default_factory=dict)
    next_remote: int = 1
    used_memory: int = 0
    cpu: int = 0
    executions: ExecutionsState = field(default_factory=ExecutionsState)


def fresh_machine(name: str, now: int, facts: Facts | None = None) -> MachineState:
    """The state of a machine that was never switched on (``Machine.boot`` does)."""
    facts = facts or Facts()
    state = MachineState(name, now, VfsState(Space(facts.disk)), facts)
    state.pid_namespaces[0] = PidNamespace(-1)
    state.hostnames[0] = name
    return state
