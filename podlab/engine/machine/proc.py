"""A process as its own program sees it: fulfils ``program.Proc``.

Here: the system calls, thin over the machine's parts.  Not here: any of those parts.
"""

from typing import TYPE_CHECKING, Any

from podlab.engine.machine.errors import failed
from podlab.engine.machine.files import ProcessFiles
from podlab.engine.machine.loader import load
from podlab.engine.machine.net import resolver
from podlab.engine.machine.net.hooks import DnsAnswer
from podlab.engine.machine.program import Files, ProcessInfo
from podlab.engine.machine.ssh import SecureShell
from podlab.engine.machine.state import OpenFile, ProcessState, TtyState
from podlab.engine.machine.tty import set_raw

if TYPE_CHECKING:
    from podlab.engine.machine.machine import Machine

_PRIVILEGED = 1024


class Process:
    """One process's system calls."""

    __slots__ = ("_machine", "files", "state")

    def __init__(self, machine: "Machine", state: ProcessState) -> None:
        self._machine = machine
        self.state = state
        self.files: Files = ProcessFiles(machine.vfs, state, machine.clock)

    # --- what it is ------------------------------------------------------------------------
    @property
    def argv(self) -> list[str]:
        """The argument vector."""
        return self.state.argv

    @argv.setter
    def argv(self, argv: list[str]) -> None:
        self.state.argv = argv

    @property
    def env(self) -> dict[str, str]:
        """The environment."""
        return self.state.env

    @env.setter
    def env(self, env: dict[str, str]) -> None:
        self.state.env = env

    @property
    def memory(self) -> dict[str, Any]:
        """All that the program remembers."""
        return self.state.memory

    @memory.setter
    def memory(self, memory: dict[str, Any]) -> None:
        self.state.memory = memory

    @property
    def cwd(self) -> str:
        """The working directory."""
        return self.state.cwd

    @cwd.setter
    def cwd(self, cwd: str) -> None:
        self.state.cwd = cwd

    @property
    def umask(self) -> int:
        """Permissions that new files do not get."""
        return self.state.umask

    @umask.setter
    def umask(self, umask: int) -> None:
        self.state.umask = umask & 0o777

    @property
    def pid(self) -> int:
        """Its number in its own PID namespace."""
        return self.state.pids.get(self.state.pidns, self.state.pid)

    @property
    def ppid(self) -> int:
        """Its parent's number; 0 if that is outside of the namespace."""
        parent = self._machine.state.processes.get(self.state.ppid)
        return parent.pids.get(self.state.pidns, 0) if parent is not None else 0

    @property
    def group(self) -> int:
        """Its process group, as its namespace numbers it."""
        return self._machine.inside(self.state, self.state.group)

    @property
    def uid(self) -> int:
        """The user."""
        return self.state.uid

    @uid.setter
    def uid(self, uid: int) -> None:
        self.state.uid = uid

    @property
    def gid(self) -> int:
        """The group of the user."""
        return self.state.gid

    @gid.setter
    def gid(self, gid: int) -> None:
        self.state.gid = gid

    @property
    def groups(self) -> list[int]:
        """The user's further groups."""
        return self.state.groups

    @groups.setter
    def groups(self, groups: list[int]) -> None:
        self.state.groups = groups

    @property
    def now(self) -> int:
        """Virtual time in microseconds."""
        return self._machine.sim.now

    @property
    def hostname(self) -> str:
        """The UTS namespace's name."""
        return self._machine.state.hostnames.get(self.state.utsns, self._machine.state.name)

    @property
    def sender(self) -> int:
        """Who sent the last signal that ``signals`` returned; 0: nobody of this namespace."""
        return self.state.sender

    def chance(self, limit: int) -> int:
        """A whole number below a limit, from the machine's stream."""
        return self._machine.sim.chance.below(f"machine/{self._machine.state.name}", limit)

    # --- descriptors -----------------------------------------------------------------------
    def open(self, path: str, mode: str = "r") -> int:
        """Open a file; returns the descriptor."""
        return self._machine.descriptors.open(self.state, path, mode)

    def pipe(self) -> tuple[int, int]:
        """A new pipe: (read end, write end)."""
        return self._machine.descriptors.pipe(self.state)

    def close(self, fd: int) -> None:
        """Close a descriptor."""
        self._machine.descriptors.close(self.state, fd)

    def dup2(self, old: int, new: int) -> None:
        """Copy a descriptor over another."""
        self._machine.descriptors.dup2(self.state, old, new)

    def read(self, fd: int, limit: int = 65_536) -> bytes | None:
        """Bytes that are there; b"" at the end; None if it would block."""
        return self._machine.descriptors.read(self.state, fd, limit)

    def write(self, fd: int, data: bytes | str) -> int:
        """Write everything; returns how much now waits to be read."""
        if isinstance(data, str):
            data = data.encode(errors="surrogateescape")
        return self._machine.descriptors.write(self.state, fd, data)

    def seek(self, fd: int, position: int) -> None:
        """Set the position in a regular file."""
        file = self._machine.descriptors.get(self.state, fd)
        if file.kind not in ("file", "data"):
            raise failed("ESPIPE")
        file.position = max(position, 0)

    def isatty(self, fd: int) -> bool:
        """Whether a descriptor is a terminal."""
        number = self.state.fds.get(fd)
        return number is not None and self._machine.state.files[number].kind == "tty"

    def window(self, fd: int) -> tuple[int, int]:
        """(columns, rows) of a terminal."""
        row = self._tty(fd)
        return row.columns, row.rows

    def set_raw(self, fd: int, raw: bool) -> None:
        """Switch a terminal's line discipline: raw passes every key on, unechoed, and keys send
        no signals."""
        set_raw(self._machine, self._tty(fd), raw)

    def foreground(self, fd: int, group: int) -> None:
        """Make a process group the terminal's foreground."""
        leader = self._machine.processes.find(self.state.pidns, group)
        self._tty(fd).foreground = leader.group if leader is not None else group

    def _tty(self, fd: int) -> TtyState:
        file = self._machine.descriptors.get(self.state, fd)
        row = self._machine.state.ttys.get(file.ref) if file.kind == "tty" else None
        if row is None:
            raise failed("ENOTTY")
        return row

    # --- processes -------------------------------------------------------------------------
    def spawn(
        self,
        argv: list[str],
        *,
        env: dict[str, str] | None = None,
        cwd: str | None = None,
        fds: dict[int, int] | None = None,
        group: int | None = None,
    ) -> int:
        """Start a program; returns its pid."""
        environment = self.state.env if env is None else env
        loaded = load(self._machine.vfs, self.state, argv, environment.get("PATH"))
        child = self._child(loaded.program, loaded.argv, group)
        child.exe, child.env = loaded.path, dict(environment)
        child.cwd = cwd or self.state.cwd
        pid = self._start(child, fds)
        self._machine.processes.record(child)
        return pid

    def fork(
        self,
        memory: dict[str, Any],
        *,
        fds: dict[int, int] | None = None,
        group: int | None = None,
    ) -> int:
        """Start a copy of this program with another memory; returns its pid."""
        child = self._child(self.state.program, list(self.state.argv), group)
        child.exe, child.env, child.memory = self.state.exe, dict(self.state.env), memory
        child.cwd = self.state.cwd
        return self._start(child, fds)

    def _child(self, program: str, argv: list[str], group: int | None) -> ProcessState:
        own = self.state
        child = ProcessState(
            0, own.pid, own.group, own.session, program, argv, {}, own.cwd, own.uid, own.gid,
            own.groups, own.umask,
        )  # fmt: skip
        child.mntns, child.pidns, child.utsns = own.mntns, own.pidns, own.utsns
        child.netns, child.cgroup, child.tty = own.netns, own.cgroup, own.tty
        child.capabilities, child.no_new_privileges = own.capabilities, own.no_new_privileges
        if group is not None:
            leader = self._machine.processes.find(own.pidns, group) if group else None
            child.group = leader.group if leader is not None else 0
        return child

    def _start(self, child: ProcessState, fds: dict[int, int] | None) -> int:
        descriptors = self._machine.descriptors
        self._machine.processes.add(child)
        child.fds = descriptors.share(self.state, fds or {0: 0, 1: 1, 2: 2})
        return child.pids.get(self.state.pidns, child.pid)

    def exec(self, argv: list[str], env: dict[str, str] | None = None) -> None:
        """Become another program; return ``YIELD`` after it."""
        environment = self.state.env if env is None else env
        loaded = load(self._machine.vfs, self.state, argv, environment.get("PATH"))
        own = self.state
        own.program, own.argv, own.exe = loaded.program, loaded.argv, loaded.path
        own.env, own.memory, own.replaced = dict(environment), {}, True
        own.handled, own.pending = [], []
        self._machine.processes.record(own)

    def reap(self, pid: int = 0) -> tuple[int, int] | None:
        """(pid, status) of an ended child; None if none has ended.  Raises ECHILD."""
        return self._machine.processes.reap(self.state, pid)

    def kill(self, pid: int, signal: int) -> None:
        """Send a signal; a negative pid is a process group.  Raises ESRCH, EPERM."""
        self._machine.kill(self.state, pid, signal)

    def handle_signal(self, signal: int, handled: bool = True) -> None:
        """Ask that a signal wakes the program instead of ending it."""
        if handled and signal not in self.state.handled:
            self.state.handled.append(signal)
        elif not handled and signal in self.state.handled:
            self.state.handled.remove(signal)

    def signals(self) -> list[int]:
        """Handled signals that have come since the last call."""
        pending, self.state.pending = self.state.pending, []
        if pending:
            self.state.sender = pending[-1][1]
        return [signal for signal, _ in pending]

    def processes(self) -> list[ProcessInfo]:
        """The processes that this PID namespace shows."""
        return self._machine.process_table(self.state.pidns)

    def charge(self, *, cpu: int = 0, memory: int | None = None) -> None:
        """Say what the program really costs: microseconds of CPU used, bytes now held.
        Memory beyond a limit ends the biggest process of the group, perhaps this one."""
        if cpu:
            self._machine.cgroups.charge_cpu(self.state, cpu)
        if memory is not None:
            self._machine.processes.use_memory(self.state, memory)

    # --- network ---------------------------------------------------------------------------
    def resolve(self, name: str) -> list[str]:
        """Addresses of a name."""
        return resolver.resolve(self.files, self.query, name)

    def query(self, server: str, name: str, kind: str = "A") -> DnsAnswer:
        """Ask a DNS server for records of a fully qualified name."""
        return self._machine.network.query(self.state.netns, server, name, kind)

    def ping(self, address: str) -> int | str:
        """The round trip of an ICMP echo in microseconds, or how it fails."""
        return self._machine.network.ping(self.state.netns, address)

    def connect(self, address: str, port: int, protocol: str = "tcp") -> int:
        """Begin a connection; returns its descriptor."""
        number = self._machine.network.connect(self.state.netns, address, port, protocol)
        return self._socket(number)

    def connected(self, fd: int) -> bool | None:
        """True when connected, None while it is being made.  Raises how it failed."""
        return self._machine.network.status(self._number(fd))

    def listen(self, port: int, address: str = "0.0.0.0", protocol: str = "tcp") -> int:
        """A listening socket."""
        if 0 < port < _PRIVILEGED and self.state.uid and not self.state.cgroup:
            raise failed("EACCES")
        number = self._machine.network.listen(self.state.netns, address, port, protocol)
        self._machine.network.state.sockets[number].owner = self.pid
        return self._socket(number)

    def accept(self, fd: int) -> tuple[int, str, int] | None:
        """(descriptor, peer address, peer port) of a new connection; None if there is none."""
        number = self._machine.network.accept(self._number(fd))
        if number is None:
            return None
        row = self._machine.network.state.sockets[number]
        return self._socket(number), row.peer_address, row.peer_port

    def local_port(self, fd: int) -> int:
        """The port of a socket's own end."""
        return self._machine.network.state.sockets[self._number(fd)].port

    def shutdown(self, fd: int) -> None:
        """Say that nothing more will be sent over a connection."""
        self._machine.network.shutdown(self._number(fd))

    def interfaces(self) -> list[Any]:
        """The network namespace's interfaces."""
        return list(self._machine.network.netns(self.state.netns).interfaces)

    def routes(self) -> list[Any]:
        """The network namespace's routes (``net.interfaces.Route``)."""
        return list(self._machine.network.netns(self.state.netns).routes)

    def sockets(self) -> list[Any]:
        """The network namespace's sockets (``net.network.Socket``)."""
        rows = self._machine.network.state.sockets.values()
        return [row for row in rows if row.netns == self.state.netns]

    def _socket(self, number: int) -> int:
        file = OpenFile("socket", number, writable=True)
        return self._machine.descriptors.install(self.state, file)

    def _number(self, fd: int) -> int:
        file = self._machine.descriptors.get(self.state, fd)
        if file.kind != "socket":
            raise failed("ENOTCONN")
        return int(file.ref)

    # --- the world outside -----------------------------------------------------------------
    def service(self, name: str) -> Any:
        """A service offered by whoever built the machine.  Raises ECONNREFUSED."""
        found = self._machine.services.get(name)
        if found is None and name == "ssh":
            return SecureShell(self._machine, self.state.netns)
        if found is None:
            raise failed("ECONNREFUSED")
        return found
