"""What a program of the simulated machine is, and all that it can see.

A program is a plain function ``main(p) -> int | Wait``.  It runs until it would block, then returns
what it waits for; when that has come, ``main(p)`` is called again from the top.  All that it must
remember stands in ``p.memory`` (plain data), so a process half-way through ``sleep 5`` can be
written out and read back.  Returning an int ends the process with that exit status.

    def main(p: Proc) -> Step:                     # sleep
        if "until" not in p.memory:
            p.memory["until"] = p.now + seconds(p.argv[1])
        return 0 if p.now >= p.memory["until"] else until(p.memory["until"])

    def main(p: Proc) -> Step:                     # cat
        while True:
            data = p.read(0)
            if data is None:
                return readable(0)
            if not data:
                return 0
            p.write(1, data)

Rules: no closures, generators or objects in ``p.memory``; no loops without bound between two
returns (return ``YIELD`` now and then); nothing of the host.  Not here: how processes are run
(``machine.process``), or any program.
"""

from collections.abc import Callable
from typing import Any, NamedTuple, Protocol

from podlab.engine.machine.net.hooks import DnsAnswer


class Wait(NamedTuple):
    """What a program waits for: ``kind`` and its argument; plain data.

    until TIME (µs) · readable FD · writable FD · child PID (0: any) · signal · any [Wait, …]
    · notice KEY · yield.  A wait inside ``any`` ends it.  Signals with a handler end every wait.
    """

    kind: str
    argument: Any = None


Step = int | Wait
Main = Callable[["Proc"], Step]

YIELD = Wait("yield")
"""Let others run, then go on."""

SIGNAL = Wait("signal")
"""Wait until a signal comes that the program handles (``p.handle_signal``), for ever otherwise."""


def until(time: int) -> Wait:
    """Wait for a virtual time in microseconds."""
    return Wait("until", time)


def readable(fd: int) -> Wait:
    """Wait until ``p.read(fd)`` would not return None."""
    return Wait("readable", fd)


def writable(fd: int) -> Wait:
    """Wait until there is room behind a descriptor."""
    return Wait("writable", fd)


def child(pid: int = 0) -> Wait:
    """Wait until a child has ended (``p.reap`` tells how); 0 for any."""
    return Wait("child", pid)


def notice(key: str) -> Wait:
    """Wait until a notice is posted in the simulation (``Simulation.post``)."""
    return Wait("notice", key)


def first_of(*waits: Wait) -> Wait:
    """Wait for whichever comes first."""
    return Wait("any", list(waits))


class SystemCallError(Exception):
    """A failed system call: ``name`` is the errno's name (``ENOENT``), ``str()`` Linux's words
    ("No such file or directory")."""

    def __init__(self, name: str, words: str) -> None:
        super().__init__(words)
        self.name = name


class BrokenPipe(SystemCallError):
    """Nobody reads any more.  Uncaught it ends the process by SIGPIPE (status 141)."""


class Stat(NamedTuple):
    """What ``stat`` tells: ``type`` is one of file, directory, symlink, fifo, socket, device."""

    type: str
    mode: int
    uid: int
    gid: int
    size: int
    mtime: int
    inode: int
    links: int


class Files(Protocol):
    """The process's view of its filesystem: paths are relative to its working directory and
    permissions are those of its user.  All raise ``SystemCallError``."""

    def read(self, path: str) -> bytes: ...
    def write(self, path: str, data: bytes, *, append: bool = False, mode: int = 0o666) -> None: ...
    def listdir(self, path: str) -> list[str]: ...
    def stat(self, path: str, *, follow: bool = True) -> Stat: ...
    def exists(self, path: str) -> bool: ...
    def is_dir(self, path: str) -> bool: ...
    def mkdir(self, path: str, mode: int = 0o777, *, parents: bool = False) -> None: ...
    def unlink(self, path: str) -> None: ...
    def rmdir(self, path: str) -> None: ...
    def rename(self, old: str, new: str) -> None: ...
    def symlink(self, target: str, path: str) -> None: ...
    def readlink(self, path: str) -> str: ...
    def link(self, old: str, new: str) -> None: ...
    def chmod(self, path: str, mode: int) -> None: ...
    def chown(self, path: str, uid: int, gid: int) -> None: ...
    def utime(self, path: str, mtime: int) -> None: ...
    def realpath(self, path: str) -> str: ...
    def mount_tmpfs(self, path: str, size: int = 0, options: str = "rw,relatime") -> None: ...
    def unmount(self, path: str) -> None: ...
    def mounts(self) -> list[tuple[str, str, str, str]]:
        """(source, mount point, type, options) of each mount, as /proc/mounts."""


class Proc(Protocol):
    """One process as its own program sees it: the simulated system calls."""

    argv: list[str]
    env: dict[str, str]
    memory: dict[str, Any]
    cwd: str
    uid: int
    gid: int
    groups: list[int]
    umask: int

    @property
    def pid(self) -> int:
        """Its number in its own PID namespace."""

    @property
    def ppid(self) -> int:
        """Its parent's number; 0 if that is outside of the namespace."""

    @property
    def group(self) -> int:
        """Its process group."""

    @property
    def sender(self) -> int:
        """Who sent the last signal that ``signals`` returned; 0: nobody of this namespace."""

    @property
    def now(self) -> int:
        """Virtual time in microseconds since the epoch."""

    @property
    def files(self) -> Files:
        """The filesystem."""

    @property
    def hostname(self) -> str:
        """The UTS namespace's name."""

    # --- descriptors -----------------------------------------------------------------------
    def open(self, path: str, mode: str = "r") -> int:
        """Open a file, fifo or device (modes r, w, a, r+, x); returns the descriptor."""

    def pipe(self) -> tuple[int, int]:
        """A new pipe: (read end, write end)."""

    def close(self, fd: int) -> None: ...

    def dup2(self, old: int, new: int) -> None: ...

    def read(self, fd: int, limit: int = 65_536) -> bytes | None:
        """Bytes that are there; b"" at the end of file; None if it would block."""

    def write(self, fd: int, data: bytes | str) -> int:
        """Write all of it (buffers stretch a little); returns how many bytes are now waiting to be
        read.  A program that writes without end returns ``writable(fd)`` when that exceeds 64 KiB.
        Raises BrokenPipe."""

    def seek(self, fd: int, position: int) -> None:
        """Set the position in a regular file.  Raises ESPIPE."""

    def isatty(self, fd: int) -> bool: ...

    def window(self, fd: int) -> tuple[int, int]:
        """(columns, rows) of a terminal."""

    def set_raw(self, fd: int, raw: bool) -> None:
        """Switch a terminal's line discipline (editors, line editing): raw passes every key on
        unechoed, Ctrl+C included; output still gets its carriage returns."""

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
        """Start a program found through PATH (or by path).  ``fds`` maps the child's descriptors
        to this process's (default 0, 1, 2); ``group`` 0 makes a new process group, None keeps this
        one's.  Raises SystemCallError ENOENT, EACCES."""

    def fork(
        self, memory: dict[str, Any], *, fds: dict[int, int] | None = None, group: int | None = None
    ) -> int:
        """Start a copy of this same program with another memory (a subshell)."""

    def exec(self, argv: list[str], env: dict[str, str] | None = None) -> None:
        """Become another program: the current call of main is the last; return YIELD after it."""

    def reap(self, pid: int = 0) -> tuple[int, int] | None:
        """(pid, wait status) of an ended child, once; None if none has ended.  The status is an
        exit code 0-255, or 128 + signal."""

    def kill(self, pid: int, signal: int) -> None:
        """Send a signal; a negative pid is a process group.  Raises ESRCH, EPERM."""

    def handle_signal(self, signal: int, handled: bool = True) -> None:
        """Ask that a signal wakes the program instead of ending it (see ``signals``)."""

    def signals(self) -> list[int]:
        """Handled signals that have come since the last call."""

    def foreground(self, fd: int, group: int) -> None:
        """Make a process group the terminal's foreground (Ctrl+C goes there)."""

    def processes(self) -> list["ProcessInfo"]:
        """The processes that this PID namespace shows.  A stopped child (state T) wakes a wait for
        a child; ``reap`` does not return it."""

    def charge(self, *, cpu: int = 0, memory: int | None = None) -> None:
        """Say what the program really costs: microseconds of CPU used, bytes that it now holds.
        Memory beyond a limit ends the biggest process of the group, perhaps this one."""

    def chance(self, limit: int) -> int:
        """A whole number below a limit."""

    # --- network ---------------------------------------------------------------------------
    def resolve(self, name: str) -> list[str]:
        """Addresses of a name by /etc/hosts and the resolver; [] if there is none."""

    def connect(self, address: str, port: int, protocol: str = "tcp") -> int:
        """Begin a connection; returns its descriptor at once (``connected`` tells when it
        stands)."""

    def connected(self, fd: int) -> bool | None:
        """True when connected, None while it is being made (wait for ``writable(fd)``).
        Raises SystemCallError ECONNREFUSED, EHOSTUNREACH, ETIMEDOUT, ENETUNREACH."""

    def listen(self, port: int, address: str = "0.0.0.0", protocol: str = "tcp") -> int:
        """A listening socket.  Raises EADDRINUSE, EACCES."""

    def accept(self, fd: int) -> tuple[int, str, int] | None:
        """(descriptor, peer address, peer port) of a new connection; None if there is none yet."""

    def local_port(self, fd: int) -> int:
        """The port of a socket's own end."""

    def shutdown(self, fd: int) -> None:
        """Say that nothing more will be sent over a connection."""

    def query(self, server: str, name: str, kind: str = "A") -> DnsAnswer:
        """Ask a DNS server (one of ``net.resolver.configuration``) for records of a fully
        qualified name without its last dot."""

    def ping(self, address: str) -> int | str:
        """The round trip of an ICMP echo in microseconds; or how it fails: ``unreachable`` (a host
        says so), ``dropped`` (no answer), ``network`` (no route)."""

    def interfaces(self) -> list[Any]:
        """The network namespace's interfaces (``machine.net.interfaces.Interface``)."""

    def routes(self) -> list[Any]:
        """The network namespace's routes (``machine.net.interfaces.Route``)."""

    def sockets(self) -> list[Any]:
        """The network namespace's sockets (``machine.net.network.Socket``)."""

    # --- the world outside ----------------------------------------------------------------
    def service(self, name: str) -> Any:
        """A service that whoever built the machine offers to its programs, by name
        (``kubernetes`` for kubectl, ``containerd`` for crictl, ``ssh``: ``machine.ssh``).  Raises
        SystemCallError ECONNREFUSED if there is none here."""


class ProcessInfo(NamedTuple):
    """One row of ``ps``; times in microseconds, memory in bytes."""

    pid: int
    ppid: int
    uid: int
    argv: list[str]
    state: str
    started: int
    cpu: int
    memory: int
    tty: str
