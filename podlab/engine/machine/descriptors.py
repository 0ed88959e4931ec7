"""Descriptors: what processes read from and write to.

Here: open file descriptions, pipes, devices, and how terminals, sockets and sinks look as files.
Not here: whole-file operations (``machine.files``), or who waits (``machine.processes`` wakes).
"""

from collections.abc import Callable
from typing import Any

from podlab.engine.kernel.simulation import Simulation
from podlab.engine.machine import signals, tty
from podlab.engine.machine.errors import failed
from podlab.engine.machine.files import ProcessFiles
from podlab.engine.machine.net.network import Network
from podlab.engine.machine.state import MachineState, OpenFile, PipeState, ProcessState, TtyState
from podlab.engine.machine.vfs import READ, WRITE, Vfs

PIPE_ROOM = 64 << 10
PIPE_HARD = 8 << 20
MAX_FDS = 1024
DEVICES = ("null", "zero", "full", "random", "tty", "stdin", "stdout", "stderr")

SinkHandler = Callable[[str, int, bytes], None]
"""(key, channel, data): takes what is written to a sink."""


class Descriptors:
    """The open files of one machine."""

    def __init__(self, state: MachineState, sim: Simulation, vfs: Vfs, network: Network) -> None:
        self._state = state
        self._sim = sim
        self._vfs = vfs
        self._network = network
        self._target = f"machine/{state.name}"
        self.sinks: dict[str, SinkHandler] = {}
        self.host: tty.TtyHost | None = None
        self.signal_group: Callable[[int, int], None] = lambda group, signal: None

    # --- the table -------------------------------------------------------------------------
    def get(self, process: ProcessState, fd: int) -> OpenFile:
        """The open file behind a descriptor."""
        number = process.fds.get(fd)
        if number is None:
            raise failed("EBADF")
        return self._state.files[number]

    def install(self, process: ProcessState, file: OpenFile, fd: int | None = None) -> int:
        """Give a process a descriptor of a new open file."""
        if len(process.fds) >= MAX_FDS:
            raise failed("EMFILE")
        if fd is None:
            fd = 0
            while fd in process.fds:
                fd += 1
        number = self._state.next_file
        self._state.next_file = number + 1
        self._state.files[number] = file
        file.count = 1
        process.fds[fd] = number
        return fd

    def share(self, source: ProcessState, fds: dict[int, int]) -> dict[int, int]:
        """Descriptors for a child: child's → open file, counted."""
        shared = {}
        for child, own in fds.items():
            number = source.fds.get(own)
            if number is not None:
                self._state.files[number].count += 1
                shared[child] = number
        return shared

    def dup2(self, process: ProcessState, old: int, new: int) -> None:
        """Make one descriptor the copy of another."""
        self.get(process, old)
        if old == new:
            return
        if not 0 <= new < MAX_FDS:
            raise failed("EBADF")
        number = process.fds[old]
        self._state.files[number].count += 1
        if new in process.fds:
            self.close(process, new)
        process.fds[new] = number

    def close(self, process: ProcessState, fd: int) -> None:
        """Close a descriptor."""
        number = process.fds.pop(fd, None)
        if number is None:
            raise failed("EBADF")
        file = self._state.files[number]
        file.count -= 1
        if file.count == 0:
            del self._state.files[number]
            self._release(file)

    def close_all(self, process: ProcessState) -> None:
        """Close everything that a process has open."""
        for fd in list(process.fds):
            self.close(process, fd)

    def _release(self, file: OpenFile) -> None:
        if file.kind == "pipe":
            self._release_pipe(file)
        elif file.kind == "socket":
            self._network.close(file.ref)
        elif file.kind == "file" and file.fs in self._state.vfs.filesystems:
            files = self._vfs.filesystem(file.fs)
            node = files.state.inodes.get(files.state.moved.get(file.ref, file.ref))
            if node is not None:
                node.opened -= 1
                files.drop_if_unused(files.state.moved.get(file.ref, file.ref))

    def _release_pipe(self, file: OpenFile) -> None:
        pipe = self._state.pipes.get(file.ref)
        if pipe is None:
            return
        pipe.readers -= file.readable
        pipe.writers -= file.writable
        self.wake(pipe.waiting)
        if pipe.readers <= 0 and pipe.writers <= 0 and not pipe.named:
            del self._state.pipes[file.ref]

    # --- opening ---------------------------------------------------------------------------
    def open(self, process: ProcessState, path: str, mode: str) -> int:
        """Open a path: modes r, w, a, r+, x."""
        files = ProcessFiles(self._vfs, process, lambda: self._sim.now)
        writing = mode != "r"
        if writing:
            place = files.open_for_writing(path, exclusive=mode == "x", create=mode != "r+")
        else:
            place = self._vfs.resolve(process, path)
            self._vfs.check(process, place, READ)
        if not place.inode:
            return self._open_computed(process, place, path, writing)
        disk = self._vfs.filesystem(place.mount.fs)
        kind = disk.node(place.inode).kind
        if kind == "directory":
            return self.install(process, OpenFile("directory", place.inode, place.mount.fs))
        if kind.startswith("device:"):
            return self._open_device(process, kind[7:])
        if kind == "fifo":
            return self.install(process, self._fifo(place.mount.fs, place.inode, writing))
        if mode == "r+":
            self._vfs.check(process, place, READ | WRITE)
        number = disk.copied_up(place.inode) if writing else place.inode
        if mode == "w":
            disk.truncate(number)
        file = OpenFile("file", number, place.mount.fs, path=place.path, append=mode == "a")
        file.readable, file.writable = mode in ("r", "r+"), writing
        node = disk.state.inodes.get(number)
        if node is not None:
            node.opened += 1
        return self.install(process, file)

    def _open_computed(self, process: ProcessState, place: Any, path: str, writing: bool) -> int:
        computed = self._vfs.computed[place.mount.kind]
        stat = self._vfs.stat(process, place)
        if stat.type == "directory":
            return self.install(process, OpenFile("directory", 0))
        if writing:
            return self.install(process, OpenFile("computed", place.path, writable=True))
        content = computed.read(process, place.inner)
        return self.install(process, OpenFile("data", content, path=path))

    def _open_device(self, process: ProcessState, device: str) -> int:
        if device in ("stdin", "stdout", "stderr"):
            own = DEVICES.index(device) - DEVICES.index("stdin")
            fd = min(set(range(MAX_FDS)) - set(process.fds))
            self.dup2(process, own, fd)
            return fd
        if device == "tty":
            if not process.tty:
                raise failed("ENXIO")
            return self.install(process, OpenFile("tty", process.tty, writable=True))
        return self.install(process, OpenFile(device, writable=True))

    def _fifo(self, fs: int, inode: int, writing: bool) -> OpenFile:
        key = f"{fs}/{inode}"
        number = self._state.fifos.get(key, 0)
        if not number:
            number = self._state.fifos[key] = self.make_pipe()
            self._state.pipes[number].named = True
        return self.pipe_end(number, writing)

    def pipe(self, process: ProcessState) -> tuple[int, int]:
        """A new pipe: (read end, write end)."""
        number = self.make_pipe()
        return (
            self.install(process, self.pipe_end(number, False)),
            self.install(process, self.pipe_end(number, True)),
        )

    def make_pipe(self) -> int:
        """A pipe that has no ends yet."""
        number = self._state.next_pipe
        self._state.next_pipe = number + 1
        self._state.pipes[number] = PipeState()
        return number

    def pipe_end(self, number: int, writing: bool) -> OpenFile:
        """An open end of a pipe."""
        pipe = self._state.pipes[number]
        pipe.writers += writing
        pipe.readers += not writing
        return OpenFile("pipe", number, readable=not writing, writable=writing)

    # --- reading ---------------------------------------------------------------------------
    def read(self, process: ProcessState, fd: int, limit: int) -> bytes | None:
        """Bytes that are there; b"" at the end; None if it would block."""
        file = self.get(process, fd)
        if not file.readable:
            raise failed("EBADF")
        kind = file.kind
        if kind == "file":
            data = self._vfs.filesystem(file.fs).read(file.ref, file.position, limit)
            file.position += len(data)
            return data
        if kind == "pipe":
            return self.read_pipe(file.ref, limit)
        if kind == "tty":
            return self._read_tty(process, self._state.ttys.get(file.ref), limit)
        if kind == "socket":
            return self._network.read(file.ref, limit)
        if kind == "data":
            data = file.ref[file.position : file.position + limit]
            file.position += len(data)
            return bytes(data)
        return self._read_device(kind, limit)

    def _read_device(self, kind: str, limit: int) -> bytes:
        if kind == "directory":
            raise failed("EISDIR")
        if kind in ("zero", "full"):
            return bytes(min(limit, 1 << 20))
        if kind == "random":
            stream = f"{self._target}/random"
            words = range((min(limit, 4096) + 7) // 8)
            data = b"".join(self._sim.chance.bits(stream).to_bytes(8, "big") for _ in words)
            return data[:limit]
        return b""

    def read_pipe(self, number: int, limit: int) -> bytes | None:
        """Take bytes out of a pipe."""
        pipe = self._state.pipes[number]
        if not pipe.chunks:
            return None if pipe.writers > 0 else b""
        data = pipe.chunks.popleft()
        if len(data) > limit:
            pipe.chunks.appendleft(data[limit:])
            data = data[:limit]
        pipe.size -= len(data)
        if pipe.size <= PIPE_ROOM:
            self.wake(pipe.waiting)
        return data

    def _read_tty(self, process: ProcessState, row: TtyState | None, limit: int) -> bytes | None:
        if row is None:
            return b""
        if row.foreground and process.tty and process.group != row.foreground:
            self.signal_group(process.group, signals.TTIN)
            return None
        return tty.take(row, limit)

    # --- writing ---------------------------------------------------------------------------
    def write(self, process: ProcessState, fd: int, data: bytes) -> int:
        """Write everything; returns how many bytes now wait to be read."""
        file = self.get(process, fd)
        if not file.writable:
            raise failed("EBADF")
        kind = file.kind
        if kind == "file":
            return self._write_file(file, data)
        if kind == "pipe":
            return self.write_pipe(file.ref, data)
        if kind == "sink":
            name, key, channel = file.ref
            self.sinks[name](key, channel, data)
            return 0
        if kind == "tty":
            row = self._state.ttys.get(file.ref)
            assert self.host is not None
            return tty.show(self.host, row, data) if row is not None else 0
        if kind == "socket":
            return self._network.write(file.ref, data)
        if kind == "full":
            raise failed("ENOSPC")
        if kind == "computed":
            ProcessFiles(self._vfs, process, lambda: self._sim.now).write(file.ref, data)
        return 0

    def _write_file(self, file: OpenFile, data: bytes) -> int:
        disk = self._vfs.filesystem(file.fs)
        if file.append:
            file.position = disk.size(file.ref)
        disk.write(file.ref, file.position, data, self._sim.now)
        file.position += len(data)
        return 0

    def write_pipe(self, number: int, data: bytes) -> int:
        """Put bytes into a pipe."""
        pipe = self._state.pipes[number]
        if pipe.readers <= 0 and not pipe.named:
            raise failed("EPIPE")
        if not data:
            return pipe.size
        if pipe.size + len(data) > PIPE_HARD:
            raise failed("ENOMEM")
        pipe.chunks.append(data)
        pipe.size += len(data)
        self.wake(pipe.waiting)
        return pipe.size

    # --- waiting ---------------------------------------------------------------------------
    def can_read(self, process: ProcessState, fd: int) -> bool:
        """Whether a read would not block."""
        file = self.get(process, fd)
        if file.kind == "pipe":
            pipe = self._state.pipes[file.ref]
            return bool(pipe.chunks) or pipe.writers <= 0
        if file.kind == "tty":
            row = self._state.ttys.get(file.ref)
            return row is None or bool(row.ready) or row.hung_up
        if file.kind == "socket":
            return self._network.waiting_input(file.ref)
        return True

    def can_write(self, process: ProcessState, fd: int) -> bool:
        """Whether there is room."""
        file = self.get(process, fd)
        if file.kind == "pipe":
            pipe = self._state.pipes[file.ref]
            return pipe.size <= PIPE_ROOM or pipe.readers <= 0
        if file.kind == "tty":
            row = self._state.ttys.get(file.ref)
            assert self.host is not None
            assert self.host is not None
            return row is None or tty.backlog_of(self.host, row) <= tty.RING
        if file.kind == "socket":
            return self._network.room(file.ref)
        return True

    def wait(self, process: ProcessState, fd: int) -> None:
        """Wake the process when something changes behind a descriptor."""
        file = self.get(process, fd)
        if file.kind == "pipe":
            self._state.pipes[file.ref].waiting[process.pid] = process.ticket
        elif file.kind == "tty" and file.ref in self._state.ttys:
            self._state.ttys[file.ref].waiting[process.pid] = process.ticket
        elif file.kind == "socket":
            self._network.wait(file.ref, self._state.name, process.pid, process.ticket)

    def wake(self, waiting: dict[int, int]) -> None:
        """Wake the processes that wait for something."""
        for pid, ticket in waiting.items():
            self._sim.after(0, self._target, "wake", (pid, ticket))
        waiting.clear()
