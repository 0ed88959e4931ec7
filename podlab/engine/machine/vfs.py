"""Mounts and paths: what a process sees when it names a file.

Here: mount namespaces as data, walking a path through mounts and symbolic links, permissions.
Not here: what is done with the file that was found (``machine.files``), or how it is stored
(``machine.filesystem``).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Annotated, NamedTuple, Protocol

from podlab.engine.kernel.sharing import SHARED
from podlab.engine.machine.errors import failed
from podlab.engine.machine.filesystem import ROOT, Filesystem, FilesystemState, Layer, Space
from podlab.engine.machine.program import Stat
from podlab.engine.machine.ways import undisturbed, way

MAX_PATH = 4096
MAX_LINKS = 40
READ, WRITE, EXECUTE = 4, 2, 1
_SELF = ("", ".")
_place = tuple.__new__
"""Makes a ``Place`` without the call in Python that a NamedTuple's constructor is."""


@dataclass(slots=True)
class Mount:
    """One mount: filesystem ``fs`` from its inode ``root`` on (bind mounts), or, when ``fs`` is 0,
    computed files of ``kind`` (proc, sysfs)."""

    point: str
    fs: int
    root: int
    kind: str
    source: str
    options: str = "rw,relatime"
    read_only: bool = False


@dataclass(slots=True)
class MountNamespace:
    """The mounts that a group of processes sees, by mount point."""

    mounts: dict[str, Annotated[Mount, SHARED]] = field(default_factory=dict)


@dataclass(slots=True)
class VfsState:
    """All filesystems and mount namespaces of a machine."""

    space: Space
    filesystems: dict[int, FilesystemState] = field(default_factory=dict)
    namespaces: dict[int, MountNamespace] = field(default_factory=dict)
    next_filesystem: int = 1


class Place(NamedTuple):
    """A file that a path led to: ``inode`` is 0 for a computed one; ``path`` is canonical."""

    mount: Mount
    inode: int
    path: str

    @property
    def inner(self) -> str:
        """The path below the mount point, as computed files are known."""
        return self.path[len(self.mount.point) :].strip("/")


class Subject(Protocol):
    """Who asks: a process, or a daemon of the machine that is not simulated as one."""

    mntns: int
    cwd: str
    uid: int
    gid: int
    groups: list[int]
    umask: int


class Computed(Protocol):
    """Files that are made when they are read (``machine.procfs``)."""

    def stat(self, subject: Subject, inner: str) -> Stat | None: ...
    def names(self, subject: Subject, inner: str) -> list[str]: ...
    def read(self, subject: Subject, inner: str) -> bytes: ...
    def target(self, subject: Subject, inner: str) -> str: ...
    def write(self, subject: Subject, inner: str, data: bytes) -> None: ...


class Vfs:
    """Finds files."""

    def __init__(self, state: VfsState, layers: Callable[[str], Layer]) -> None:
        self.state = state
        self.computed: dict[str, Computed] = {}
        self.memory = 4 << 30
        """The machine's memory: temporary filesystems without a size take up to half of it."""
        self.pages: Callable[[FilesystemState, int], None] | None = None
        """Told of each change of what a filesystem in memory holds."""
        self._layers = layers
        self._open: dict[int, Filesystem] = {}
        self._mounted: dict[int, int] = {}  # derived: how often each tmpfs is mounted
        for space in state.namespaces.values():
            for mount in space.mounts.values():
                self._enter(mount)

    # --- filesystems and mounts ------------------------------------------------------------
    def filesystem(self, number: int) -> Filesystem:
        """A filesystem by number."""
        found = self._open.get(number)
        if found is None:
            state = self.state.filesystems[number]
            found = self._open[number] = Filesystem(state, self.state.space, self._layers)
            if state.kind == "tmpfs":
                found.pages = self.pages
        return found

    def add(self, state: FilesystemState, *, mode: int = 0o755, now: int = 0) -> int:
        """Make a filesystem; returns its number."""
        number = self.state.next_filesystem
        self.state.next_filesystem = number + 1
        self.state.filesystems[number] = state
        if not state.layer:
            self.filesystem(number).make_root(mode, now=now)
        return number

    def discard(self, number: int) -> None:
        """Forget a filesystem and give back its space."""
        if number in self.state.filesystems:
            self.filesystem(number).release()
            del self.state.filesystems[number]
            self._open.pop(number, None)

    def mount(self, namespace: int, mount: Mount) -> None:
        """Put a mount into a namespace, above what stood there."""
        space = self.state.namespaces.get(namespace)
        if space is None:
            space = self.state.namespaces[namespace] = MountNamespace()
        mounts = space.mounts
        covered = mounts.get(mount.point)
        if covered is not None:
            self._leave(covered)
        mounts[mount.point] = mount
        self._enter(mount)

    def unmount(self, namespace: int, point: str) -> None:
        """Take a mount out of a namespace; a tmpfs that nobody mounts any more is freed."""
        mount = self.state.namespaces[namespace].mounts.pop(point)
        self._leave(mount)
        if mount.kind == "tmpfs" and mount.fs not in self._mounted:
            self.discard(mount.fs)

    def drop_namespace(self, namespace: int) -> None:
        """Take a mount namespace away, and what is in memory and mounted nowhere else (but for
        shared memory: its sandbox has it)."""
        gone = self.state.namespaces.pop(namespace, None)
        rows = gone.mounts.values() if gone is not None else ()
        for mount in rows:
            self._leave(mount)
            gone_too = mount.kind == "tmpfs" and mount.source != "shm"
            if gone_too and mount.fs not in self._mounted:
                self.discard(mount.fs)

    def _enter(self, mount: Mount) -> None:
        if mount.kind == "tmpfs":
            self._mounted[mount.fs] = self._mounted.get(mount.fs, 0) + 1

    def _leave(self, mount: Mount) -> None:
        left = self._mounted.pop(mount.fs, 1) - 1
        if left > 0:
            self._mounted[mount.fs] = left

    def mounts(self, namespace: int) -> list[Mount]:
        """The mounts of a namespace, in the order in which they were made."""
        return list(self.state.namespaces[namespace].mounts.values())

    # --- paths -----------------------------------------------------------------------------
    def resolve(self, subject: Subject, path: str, *, follow: bool = True) -> Place:
        """The file that a path names.  Raises ENOENT, ENOTDIR, EACCES, ELOOP, ENAMETOOLONG."""
        if not path:
            raise failed("ENOENT")
        if len(path) > MAX_PATH or "\0" in path:
            raise failed("ENAMETOOLONG")
        absolute = path if path[0] == "/" else f"{subject.cwd}/{path}"
        if subject.uid == 0:
            known = self._known(subject.mntns, absolute)
            if known is not None:
                return known
        place = self._walk(subject, absolute, follow or path[-1] == "/")
        if path[-1] == "/" and not self.is_directory(subject, place):
            raise failed("ENOTDIR")
        return place

    def resolve_parent(self, subject: Subject, path: str) -> tuple[Place, str]:
        """The directory that a path's last name stands in, and that name."""
        head, _, name = path.rstrip("/").rpartition("/")
        if not name or name in (".", ".."):
            raise failed("EEXIST" if path else "ENOENT")
        start = "/" if path[0] == "/" else "."
        directory = self.resolve(subject, head or start)
        if not self.is_directory(subject, directory):
            raise failed("ENOTDIR")
        return directory, name

    def stat(self, subject: Subject, place: Place) -> Stat:
        """What ``stat`` tells of a found file."""
        if place.inode:
            return self.filesystem(place.mount.fs).stat(place.inode)
        found = self.computed[place.mount.kind].stat(subject, place.inner)
        if found is None:
            raise failed("ENOENT")
        return found

    def is_directory(self, subject: Subject, place: Place) -> bool:
        """Whether a found file is a directory."""
        if place.inode:
            return self.filesystem(place.mount.fs).node(place.inode).kind == "directory"
        return self.stat(subject, place).type == "directory"

    def names(self, subject: Subject, place: Place) -> list[str]:
        """The sorted names in a directory."""
        if place.inode:
            return self.filesystem(place.mount.fs).names(place.inode)
        return self.computed[place.mount.kind].names(subject, place.inner)

    def target(self, subject: Subject, place: Place) -> str:
        """What a symbolic link points to."""
        if place.inode:
            return self.filesystem(place.mount.fs).target(place.inode)
        return self.computed[place.mount.kind].target(subject, place.inner)

    def check(self, subject: Subject, place: Place, want: int) -> None:
        """Raise EACCES or EROFS unless the subject may do that."""
        if want & WRITE and place.mount.read_only:
            raise failed("EROFS")
        if subject.uid:
            _check_bits(subject, self.stat(subject, place), want)

    def _known(self, namespace: int, path: str) -> Place | None:
        """Where a path leads if that need not be walked: a mount point, or a plain way through
        a container's layer.  For root, whom no permission stops."""
        mounts = self.state.namespaces[namespace].mounts
        mount = mounts.get(path)
        if mount is not None:
            return _place(Place, (mount, mount.root, path))
        top = mounts["/"]
        disk = self._open.get(top.fs) if namespace else None
        if disk is None or disk.layer is None or top.root != ROOT:
            return None
        found = way(disk.layer, path)
        if found is None or not found.points.isdisjoint(mounts) or not undisturbed(found, disk):
            return None
        if not found.number:
            raise failed("ENOENT")
        number = disk.state.moved.get(found.number, found.number)
        return _place(Place, (top, number, path))

    def _walk(self, subject: Subject, path: str, follow: bool) -> Place:
        mounts = self.state.namespaces[subject.mntns].mounts
        top = mounts["/"]
        root = mount, inode, here = top, top.root, ""  # "" is the root, so that "/" joins
        above: list[tuple[Mount, int, str]] = []
        todo = path.split("/")
        todo.reverse()
        links, guarded = 0, subject.uid != 0
        while todo:
            name = todo.pop()
            if name in _SELF:
                continue
            if name == "..":
                mount, inode, here = above.pop() if above else root
                continue
            if guarded:
                self.check(subject, Place(mount, inode, here or "/"), EXECUTE)
            below = f"{here}/{name}"
            found = mounts.get(below)
            if found is not None:
                number = found.root
                is_link = self._is_link(subject, Place(found, number, below))
            elif inode:
                found = mount
                disk = self._open.get(mount.fs) or self.filesystem(mount.fs)
                number, is_link = disk.entry(inode, name)
                if not number:
                    raise failed("ENOENT")
            else:
                found, number = mount, 0
                is_link = self._is_link(subject, Place(mount, 0, below))
            if is_link and (follow or _more(todo)):
                links += 1
                if links > MAX_LINKS:
                    raise failed("ELOOP")
                target = self.target(subject, Place(found, number, below))
                if target[:1] == "/":
                    mount, inode, here = root
                    above = []
                todo.extend(reversed(target.split("/")))
                continue
            above.append((mount, inode, here))
            mount, inode, here = found, number, below
        return _place(Place, (mount, inode, here or "/"))

    def _is_link(self, subject: Subject, place: Place) -> bool:
        mount, inode, _ = place
        if inode:
            return self.filesystem(mount.fs).is_link(inode)
        return self.stat(subject, place).type == "symlink"


def _more(todo: list[str]) -> bool:
    return any(name not in _SELF for name in todo)


def _check_bits(subject: Subject, stat: Stat, want: int) -> None:
    if subject.uid == stat.uid:
        bits = stat.mode >> 6
    elif subject.gid == stat.gid or stat.gid in subject.groups:
        bits = stat.mode >> 3
    else:
        bits = stat.mode
    if want & ~bits & 7:
        raise failed("EACCES")
