"""One simulated Linux machine: its parts put together, and the events that drive it.

``Machine(state, sim, network, services)`` is rebuilt from its state at any moment; ``boot`` does
what happens once.  Events: run PID, wake (PID, ticket), notice (PID, KEY), terminal-ended,
command-ended.  Not here: the parts (``processes``, ``descriptors``, ``vfs``, ``console`` …),
programs (``commands``, ``images``), Kubernetes.
"""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from podlab.engine.kernel.simulation import Simulation
from podlab.engine.machine import signals
from podlab.engine.machine.boot import boot_processes, boot_root, host_mounts
from podlab.engine.machine.capabilities import ALL
from podlab.engine.machine.cgroup import Cgroups
from podlab.engine.machine.console import Console, Stdio
from podlab.engine.machine.descriptors import Descriptors
from podlab.engine.machine.errors import failed
from podlab.engine.machine.filepages import FilePages
from podlab.engine.machine.files import ProcessFiles
from podlab.engine.machine.images import layer
from podlab.engine.machine.loader import Loaded, load
from podlab.engine.machine.net.network import Network
from podlab.engine.machine.proc import Process
from podlab.engine.machine.processes import BASE_MEMORY, RUN_COST, Processes
from podlab.engine.machine.procfs import ProcFs, SysFs
from podlab.engine.machine.program import (
    BrokenPipe,
    Main,
    ProcessInfo,
    Step,
    SystemCallError,
    Wait,
)
from podlab.engine.machine.programs import PROGRAMS, not_simulated
from podlab.engine.machine.ssh import RemoteSessions
from podlab.engine.machine.state import ExitEvent, MachineState, OpenFile, ProcessState, TtyState
from podlab.engine.machine.vfs import Subject, Vfs

MEASURE_EVERY = 4
MAX_HELD = 48 << 20


@dataclass(slots=True)
class ProcessSpec:
    """A first process to be started from outside: a daemon, a login, a container's command.

    ``path`` runs another executable than ``argv[0]`` names; ``skip`` PID numbers are passed over.
    """

    argv: list[str]
    env: dict[str, str] = field(default_factory=dict)
    cwd: str = "/"
    user: tuple[int, int] = (0, 0)
    groups: list[int] = field(default_factory=list)
    stdio: dict[int, Stdio] = field(default_factory=dict)
    mntns: int = 0
    pidns: int = 0
    utsns: int = 0
    netns: str = ""
    cgroup: str = ""
    path: str | None = None
    skip: int = 0
    exit_event: ExitEvent | None = None
    memory: dict[str, Any] = field(default_factory=dict)
    """What the program remembers from the start."""
    capabilities: int = ALL
    no_new_privileges: bool = False


class MemoryInfo(NamedTuple):
    """A machine's memory in bytes, as ``free`` tells it."""

    total: int
    used: int
    shared: int
    cache: int

    @property
    def free(self) -> int:
        """What nobody uses."""
        return max(self.total - self.used - self.cache, 0)

    @property
    def available(self) -> int:
        """What programs could still get."""
        return max(self.total - self.used, 0)

    def proc_text(self) -> str:
        """/proc/meminfo."""
        rows = {
            "MemTotal": self.total, "MemFree": self.free, "MemAvailable": self.available,
            "Buffers": 0, "Cached": self.cache, "SwapCached": 0, "Shmem": self.shared,
            "SReclaimable": 0, "SwapTotal": 0, "SwapFree": 0,
        }  # fmt: skip
        return "".join(f"{name + ':':15}{size // 1024:9} kB\n" for name, size in rows.items())


class Machine:
    """A machine of the cluster."""

    def __init__(
        self,
        state: MachineState,
        sim: Simulation,
        network: Network,
        services: dict[str, Any] | None = None,
        programs: dict[str, Main] | None = None,
    ) -> None:
        self.state = state
        self.sim = sim
        self.network = network
        self.services: dict[str, Any] = services if services is not None else {}
        self.programs = {**PROGRAMS, **(programs or {})}
        self.vfs = Vfs(state.vfs, layer)
        self.vfs.memory = state.facts.memory
        self.vfs.computed.update(proc=ProcFs(self), sysfs=SysFs(self))
        self.cgroups = Cgroups(state)
        self.descriptors = Descriptors(state, sim, self.vfs, network)
        self.processes = Processes(state, sim, self.descriptors, self.cgroups)
        self.pages = FilePages(state, self.processes)
        self.vfs.pages = self.pages.changed
        self.host = _Host(state.name)
        self.files = ProcessFiles(self.vfs, self.host, self.clock)
        self.console = Console(self)
        self.remote = RemoteSessions(self)
        self.descriptors.host = self
        self.descriptors.signal_group = self.signal_group
        self.processes.hang_up = self.console.hang_up
        sim.register(f"machine/{state.name}", self._handle)

    def clock(self) -> int:
        """Virtual time in microseconds."""
        return self.sim.now

    def boot(self, hosts: dict[str, str] | None = None) -> None:
        """Switch the machine on for the first time: root filesystem, mounts, first processes."""
        boot_root(self, hosts or {})
        host_mounts(self)
        boot_processes(self)

    # --- hosting ---------------------------------------------------------------------------
    def open_terminal(
        self,
        name: str,
        columns: int,
        rows: int,
        argv: list[str] | None = None,
        user: str = "root",
    ) -> None:
        """Open a terminal with a login shell, or a command.  Output posts ``tty/MACHINE/NAME``."""
        self.console.open_terminal(name, columns, rows, argv, user)

    def terminal_input(self, name: str, data: bytes) -> None:
        """Keys that were typed."""
        self.console.input(name, data)

    def terminal_since(self, name: str, offset: int) -> tuple[bytes, int]:
        """What was shown after an offset (0: all that is kept), and the next offset."""
        return self.console.since(name, offset)

    def terminal_screen(self, name: str) -> bytes:
        """The last 64 KiB that were shown."""
        return self.console.screen(name)

    def terminal_resize(self, name: str, columns: int, rows: int) -> None:
        """The window has another size."""
        self.console.resize(name, columns, rows)

    def terminal_size(self, name: str) -> tuple[int, int]:
        """Columns and rows; (0, 0) of one that is not there."""
        row = self.state.ttys.get(name)
        return (row.columns, row.rows) if row is not None else (0, 0)

    def terminal_ended(self, name: str) -> bool:
        """Whether the terminal's shell is gone, or there is no such terminal."""
        row = self.state.ttys.get(name)
        return row is None or row.hung_up

    def close_terminal(self, name: str) -> None:
        """Take a terminal away."""
        self.console.close(name)

    def run_command(
        self,
        argv: list[str],
        stdin: bytes = b"",
        cwd: str = "/root",
        env: dict[str, str] | None = None,
    ) -> str:
        """Run a command; returns a token.  Its end posts ``command/MACHINE/TOKEN``."""
        return self.console.run_command(argv, stdin, cwd, env)

    def command_result(self, token: str) -> tuple[int, bytes, bytes] | None:
        """(status, output, errors) once the command has ended, else None."""
        return self.console.command_result(token)

    def abandon_command(self, token: str) -> tuple[bytes, bytes]:
        """Kill a command that does not end; returns (output, errors) so far."""
        return self.console.abandon(token)

    def write_file(self, path: str, data: bytes) -> None:
        """Write a file as root, with the folders above it.

        Raises SystemCallError; the machine is then as it was."""
        folder, _, name = path.rpartition("/")
        if not name:
            raise failed("EISDIR" if folder or path else "ENOENT")
        if "\0" in path or any(len(part.encode()) > 255 for part in path.split("/")):
            raise failed("ENAMETOOLONG")
        space = self.state.vfs.space
        room = min(space.size - space.used, space.held_limit - space.held)
        if len(data) > room or space.inode_limit - space.inodes <= path.count("/"):
            raise failed("ENOSPC")
        if folder and not self.files.is_dir(folder):
            self.files.mkdir(folder, parents=True)
        self.files.write(path, data)

    # --- starting and stopping -------------------------------------------------------------
    def spec(self, argv: list[str], **settings: Any) -> ProcessSpec:
        """A process of the machine itself."""
        return ProcessSpec(argv, netns=self.state.name, **settings)

    def start(self, spec: ProcessSpec) -> int:
        """Start a process; returns its pid on the machine.  Raises ENOENT, EACCES, ENOEXEC."""
        process = ProcessState(
            0, 0, 0, 0, "", spec.argv, dict(spec.env), spec.cwd, *spec.user, list(spec.groups)
        )
        process.mntns, process.pidns, process.utsns = spec.mntns, spec.pidns, spec.utsns
        process.netns, process.cgroup = spec.netns, spec.cgroup
        process.capabilities = spec.capabilities
        process.no_new_privileges = spec.no_new_privileges
        found = self._find(process, spec)
        process.program, process.exe = found.program, found.path
        process.argv = spec.argv if spec.path else found.argv
        process.exit_event, process.memory = spec.exit_event, dict(spec.memory)
        self.processes.add(process, skip=spec.skip)
        self.processes.record(process)
        for fd, stdio in spec.stdio.items():
            self._connect(process, fd, stdio)
        return process.pid

    def _find(self, process: ProcessState, spec: ProcessSpec) -> Loaded:
        if not self.vfs.is_directory(process, self.vfs.resolve(process, spec.cwd)):
            raise failed("ENOTDIR")
        return load(
            self.vfs, process, [spec.path] if spec.path else spec.argv, spec.env.get("PATH")
        )

    def _connect(self, process: ProcessState, fd: int, stdio: Stdio) -> None:
        kind, ref = stdio.kind, stdio.ref
        if kind == "pipe":
            assert isinstance(ref, int)
            file = self.descriptors.pipe_end(ref, False)
        elif kind == "tty":
            assert isinstance(ref, str)
            row = self.state.ttys[ref]
            if not row.session:
                row.session = row.foreground = process.pid
            process.tty = ref
            file = OpenFile("tty", ref, writable=True)
        else:
            file = OpenFile(kind, ref, readable=kind != "sink", writable=kind != "data")
        self.descriptors.install(process, file, fd)

    def signal(self, pid: int, signal: int) -> bool:
        """Send a signal from outside to a process by its pid on the machine."""
        process = self.state.processes.get(pid)
        if process is None:
            return False
        self.processes.signal(process, signal, None)
        return True

    def signal_group(self, group: int, signal: int) -> None:
        """Send a signal from outside to a process group."""
        self.processes.signal_group(group, signal)

    def kill(self, sender: ProcessState, pid: int, signal: int) -> None:
        """``kill(2)``.  Raises ESRCH, EPERM."""
        targets = self._targets(sender, pid)
        allowed = [row for row in targets if sender.uid in (0, row.uid)]
        if not targets:
            raise failed("ESRCH")
        if not allowed:
            raise failed("EPERM")
        for process in allowed:
            self.processes.signal(process, signal, sender)

    def _targets(self, sender: ProcessState, pid: int) -> list[ProcessState]:
        space = sender.pidns
        if pid > 0:
            found = self.processes.find(space, pid)
            return [found] if found is not None else []
        members = self.processes.members(space)
        if pid == -1:
            return [row for row in members if row is not sender and row.pids[space] != 1]
        if pid == 0:
            return [row for row in members if row.group == sender.group]
        return [row for row in members if self.inside(sender, row.group) == -pid]

    def new_namespace(self) -> int:
        """A number for a new mount or UTS namespace."""
        self.state.next_namespace += 1
        return self.state.next_namespace - 1

    def files_of(self, subject: Subject) -> ProcessFiles:
        """The filesystem as somebody sees it."""
        return ProcessFiles(self.vfs, subject, self.clock)

    # --- looking ---------------------------------------------------------------------------
    def inside(self, viewer: ProcessState, pid: int) -> int:
        """A machine's pid as a process's namespace numbers it; 0 if it is not in it."""
        if viewer.pidns == 0:
            return pid
        row = self.state.processes.get(pid)
        return row.pids.get(viewer.pidns, 0) if row is not None else 0

    def process_table(self, namespace: int = 0) -> list[ProcessInfo]:
        """The processes that a PID namespace shows."""
        rows = []
        for process in self.processes.members(namespace):
            parent = self.state.processes.get(process.ppid)
            ppid = parent.pids.get(namespace, 0) if parent is not None else 0
            row = self.state.ttys.get(process.tty)
            tty = f"pts/{row.number}" if row is not None else "?"
            state = process.state if process.state != "R" or process.busy else "R"
            rows.append(
                ProcessInfo(process.pids[namespace], ppid, process.uid, process.argv, state,
                            process.started, process.cpu, process.rss, tty)
            )  # fmt: skip
        return rows

    def memory_info(self) -> MemoryInfo:
        """The machine's memory: programs', and what the system itself needs."""
        total = self.state.facts.memory
        system = min(total // 8, 400 << 20)
        return MemoryInfo(total, system + self.state.used_memory, 9 << 20, total // 6)

    def describe_file(self, process: ProcessState, fd: int) -> str:
        """What /proc/PID/fd/N points to."""
        file = self.descriptors.get(process, fd)
        if file.kind in ("file", "data", "directory"):
            return file.path or "/"
        if file.kind == "tty":
            row = self.state.ttys.get(file.ref)
            return f"/dev/pts/{row.number if row is not None else 0}"
        if file.kind in ("pipe", "socket"):
            return f"{file.kind}:[{file.ref}]"
        return "pipe:[0]" if file.kind == "sink" else f"/dev/{file.kind}"

    # --- what a terminal asks of its machine (tty.TtyHost) ---------------------------------
    def wake(self, waiting: dict[int, int]) -> None:
        """Wake the processes that wait for something."""
        self.descriptors.wake(waiting)

    def terminal_changed(self, tty: TtyState) -> None:
        """A terminal shows something new."""
        for name, row in self.state.ttys.items():
            if row is tty:
                self.sim.post(f"tty/{self.state.name}/{name}")

    def drain_later(self, tty: TtyState, delay: int) -> None:
        """Look again when a terminal's screen has caught up."""
        self.sim.after(delay, f"machine/{self.state.name}", "drained", tty.number)

    def sink(self, sink: tuple[str, str, int], data: bytes) -> None:
        """Output of a terminal that goes elsewhere."""
        name, key, channel = sink
        self.descriptors.sinks[name](key, channel, data)

    # --- events ----------------------------------------------------------------------------
    def _handle(self, kind: str, payload: Any) -> None:
        if kind == "run":
            self._run(payload)
            return
        if kind == "wake":
            self.processes.woken(*payload)
            return
        if kind == "notice":
            self.processes.noticed(*payload)
        elif kind == "drained":
            self.console.drained(payload)
        elif kind in ("remote-ended", "command-ended"):
            owner = self.remote.ended if kind == "remote-ended" else self.console.command_ended
            owner(*payload)

    def _run(self, pid: int) -> None:
        process = self.state.processes.get(pid)
        if process is None or process.state != "R":
            return
        self.cgroups.charge_cpu(process, RUN_COST)
        step = self._step(process)
        if process.state == "Z":
            return
        if process.replaced:
            process.replaced = False
            step = Wait("yield")
        if isinstance(step, int):
            self.processes.end(process, step & 0xFF)
            return
        if process.busy % MEASURE_EVERY == MEASURE_EVERY - 1:
            self._measure(process)
        if process.state == "R":
            self.processes.block(process, step)

    def _step(self, process: ProcessState) -> Step:
        main = self.programs.get(process.program, not_simulated)
        proc = Process(self, process)
        self.pages.writer = process
        try:
            return main(proc)
        except BrokenPipe:
            return 128 + signals.PIPE
        except SystemCallError as error:
            self._complain(process, f"{process.argv[0]}: {error}\n")
            return 1
        finally:
            self.pages.writer = None

    def _complain(self, process: ProcessState, text: str) -> None:
        try:
            self.descriptors.write(process, 2, text.encode())
        except SystemCallError:
            return

    def _measure(self, process: ProcessState) -> None:
        size = held(process.memory)
        if size > 1 << 20 or process.rss > BASE_MEMORY + (1 << 20):
            self.processes.use_memory(process, BASE_MEMORY + size)
        if size > MAX_HELD and process.state != "Z":
            self.processes.out_of_memory(process)


@dataclass(slots=True)
class _Host:
    """The machine's own daemons as a subject of the filesystem: root in the first namespaces."""

    netns: str
    mntns: int = 0
    cwd: str = "/"
    uid: int = 0
    gid: int = 0
    groups: list[int] = field(default_factory=list)
    umask: int = 0o022
    capabilities: int = ALL


def held(value: Any) -> int:
    """About how many bytes of text a program's memory holds, looking at no more than 2,000
    values."""
    total, todo, seen = 0, [value], 0
    while todo and seen < 2000:
        item = todo.pop()
        seen += 1
        if isinstance(item, str | bytes):
            total += len(item)
        elif isinstance(item, dict):
            todo.extend(item.values())
        elif isinstance(item, list | tuple):
            todo.extend(item)
    return total
