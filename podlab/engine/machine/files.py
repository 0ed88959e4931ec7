"""A process's view of its filesystem: the file system calls.

Here: ``ProcessFiles``, which fulfils ``program.Files``.  Not here: descriptors (``descriptors``),
finding files (``vfs``), storing them (``filesystem``).
"""

from collections.abc import Callable

from podlab.engine.machine.capabilities import ALL, CHOWN
from podlab.engine.machine.errors import failed
from podlab.engine.machine.filesystem import FIRST, Filesystem, FilesystemState, Inode
from podlab.engine.machine.program import Stat, SystemCallError
from podlab.engine.machine.standardmounts import container_rows, space_of
from podlab.engine.machine.trees import TreeEntry, remove_tree, write_tree
from podlab.engine.machine.vfs import EXECUTE, READ, WRITE, Mount, Place, Subject, Vfs

MAX_READ = 32 << 20
_STICKY = 0o1000

MAX_NEW_FOLDERS = 200
"""How many directories one call may make."""


class ProcessFiles:
    """The files that one subject sees, with its permissions."""

    def __init__(self, vfs: Vfs, subject: Subject, now: Callable[[], int]) -> None:
        self._vfs = vfs
        self._subject = subject
        self._now = now

    # --- looking ---------------------------------------------------------------------------
    def read(self, path: str) -> bytes:
        """The whole content of a file."""
        place = self._vfs.resolve(self._subject, path)
        self._vfs.check(self._subject, place, READ)
        if not place.inode:
            return self._vfs.computed[place.mount.kind].read(self._subject, place.inner)
        files = self._vfs.filesystem(place.mount.fs)
        kind = files.node(place.inode).kind
        if kind == "directory":
            raise failed("EISDIR")
        if kind != "file":
            return b""
        if files.size(place.inode) > MAX_READ:
            raise failed("ENOMEM")
        return files.read(place.inode)

    def listdir(self, path: str) -> list[str]:
        """The sorted names in a directory."""
        place = self._vfs.resolve(self._subject, path)
        self._vfs.check(self._subject, place, READ)
        return self._vfs.names(self._subject, place)

    def stat(self, path: str, *, follow: bool = True) -> Stat:
        """What ``stat`` (or, not following a link, ``lstat``) tells."""
        return self._vfs.stat(self._subject, self._place(path, follow))

    def exists(self, path: str) -> bool:
        """Whether a path leads to something that may be seen."""
        try:
            self._place(path)
        except SystemCallError:
            return False
        return True

    def is_dir(self, path: str) -> bool:
        """Whether a path leads to a directory."""
        try:
            return self._vfs.is_directory(self._subject, self._place(path, True))
        except SystemCallError:
            return False

    def readlink(self, path: str) -> str:
        """What a symbolic link points to."""
        place = self._place(path, follow=False)
        if self._vfs.stat(self._subject, place).type != "symlink":
            raise failed("EINVAL")
        return self._vfs.target(self._subject, place)

    def realpath(self, path: str) -> str:
        """The canonical absolute path."""
        return self._place(path).path

    def mounts(self) -> list[tuple[str, str, str, str]]:
        """(source, mount point, type, options) of each mount."""
        rows = self._vfs.mounts(self._subject.mntns)
        shown = [(row.source, row.point, row.kind, row.options) for row in rows]
        if rows[0].kind == "overlay":
            shown.extend(container_rows(rows[0].fs, {row[1] for row in shown}))
        return shown

    def mounted_below(self, top: str) -> list[str]:
        """The mount points of temporary filesystems below a path."""
        points = self._vfs.state.namespaces[self._subject.mntns].mounts
        below = f"{top}/"
        found = [point for point in points if point.startswith(below)]
        return [point for point in found if points[point].kind == "tmpfs"]

    def is_mount_point(self, path: str) -> bool:
        """Whether something is mounted at a path."""
        return path in self._vfs.state.namespaces[self._subject.mntns].mounts

    def space(self, point: str) -> tuple[int, int, int]:
        """(size, used, available) bytes of what is mounted at a point."""
        mount = self._vfs.state.namespaces[self._subject.mntns].mounts.get(point)
        return space_of(self._vfs, mount, point)

    def may(self, path: str, want: int) -> bool:
        """``access(2)``: whether the subject may read (4), write (2), execute (1)."""
        try:
            self._vfs.check(self._subject, self._place(path), want)
        except SystemCallError:
            return False
        return True

    # --- changing --------------------------------------------------------------------------
    def write(self, path: str, data: bytes, *, append: bool = False, mode: int = 0o666) -> None:
        """Write a whole file, making it if it is not there."""
        place = self.open_for_writing(path, mode=mode)
        if not place.inode:
            self._vfs.computed[place.mount.kind].write(self._subject, place.inner, data)
            return
        files = self._vfs.filesystem(place.mount.fs)
        if files.node(place.inode).kind != "file":
            return
        if not append:
            files.truncate(place.inode)
        files.write(place.inode, files.size(place.inode), data, self._now())

    def open_for_writing(
        self, path: str, *, mode: int = 0o666, exclusive: bool = False, create: bool = True
    ) -> Place:
        """The file to write to, made if it is not there (a dangling link's target too)."""
        for _ in range(8):
            try:
                place = self._place(path, follow=not exclusive)
            except SystemCallError as error:
                if error.name != "ENOENT" or not create:
                    raise
                target = self._dangling(path)
                if target is None:
                    return self._make(path, Inode("file", mode, 0, 0, 0))
                path = target
                continue
            if exclusive:
                raise failed("EEXIST")
            if self._vfs.is_directory(self._subject, place):
                raise failed("EISDIR")
            self._vfs.check(self._subject, place, WRITE)
            return place
        raise failed("ELOOP")

    def mkdir(self, path: str, mode: int = 0o777, *, parents: bool = False) -> None:
        """Make a directory, with those above it if ``parents`` (then one that exists is fine)."""
        if parents:
            for head in reversed(self._missing_above(path)):
                self.mkdir(head, 0o777)
            if self.is_dir(path):
                return
        if self._exists_itself(path):
            raise failed("EEXIST")
        self._make(path, Inode("directory", mode, 0, 0, 0, children={}))

    def _missing_above(self, path: str) -> list[str]:
        """The directories above a path that are not there, the lowest first."""
        missing = []
        head = path.rstrip("/").rpartition("/")[0]
        while head and not self.exists(head):
            missing.append(head)
            if len(missing) > MAX_NEW_FOLDERS:
                raise failed("ENAMETOOLONG")
            head = head.rstrip("/").rpartition("/")[0]
        return missing

    def unlink(self, path: str) -> None:
        """Remove a name that is not a directory."""
        place = self._place(path, follow=False)
        if self._vfs.is_directory(self._subject, place):
            raise failed("EISDIR")
        parent, name = self._removable(path, place)
        self._disk(parent).unlink(parent.inode, name, self._now())

    def rmdir(self, path: str) -> None:
        """Remove an empty directory."""
        place = self._place(path, follow=False)
        if not self._vfs.is_directory(self._subject, place):
            raise failed("ENOTDIR")
        if self._vfs.names(self._subject, place):
            raise failed("ENOTEMPTY")
        parent, name = self._removable(path, place)
        self._disk(parent).unlink(parent.inode, name, self._now())

    def rename(self, old: str, new: str) -> None:
        """Move a name, over one that stands there."""
        place = self._place(old, follow=False)
        source, old_name = self._removable(old, place)
        target, new_name = self._vfs.resolve_parent(self._subject, new)
        self._vfs.check(self._subject, target, WRITE | EXECUTE)
        if source.mount.fs != target.mount.fs or not source.inode:
            raise failed("EXDEV")
        if self._same_file(place, new):
            return
        if f"{target.path.rstrip('/')}/{new_name}/".startswith(f"{place.path}/"):
            raise failed("EINVAL")
        if self._exists_itself(new):
            self._make_way(place, new)
        disk, now = self._disk(source), self._now()
        disk.enter(target.inode, new_name, place.inode, now)
        disk.leave(source.inode, old_name, now)

    def symlink(self, target: str, path: str) -> None:
        """Make a symbolic link."""
        if self._exists_itself(path):
            raise failed("EEXIST")
        self._make(path, Inode("symlink", 0o777, 0, 0, 0, target=target))

    def link(self, old: str, new: str) -> None:
        """Give a file a further name."""
        place = self._place(old, follow=False)
        parent, name = self._vfs.resolve_parent(self._subject, new)
        self._vfs.check(self._subject, parent, WRITE | EXECUTE)
        if self._exists_itself(new):
            raise failed("EEXIST")
        if place.mount.fs != parent.mount.fs or not place.inode:
            raise failed("EXDEV")
        disk = self._disk(place)
        node = disk.upper(place.inode)
        if node.kind == "directory":
            raise failed("EPERM")
        node.links += 1
        disk.enter(parent.inode, name, place.inode, self._now())

    def chmod(self, path: str, mode: int) -> None:
        """Change permissions; only the owner and root may."""
        self._owned(path).mode = mode & 0o7777

    def chown(self, path: str, uid: int, gid: int) -> None:
        """Change the owner (-1 keeps); only root may give away."""
        place = self._place(path)
        self._vfs.check(self._subject, place, 0)
        stat = self._vfs.stat(self._subject, place)
        powerless = self._subject.uid or not getattr(self._subject, "capabilities", ALL) & CHOWN
        if powerless and (uid not in (-1, stat.uid) or self._subject.uid != stat.uid):
            raise failed("EPERM")
        node = self._writable(place)
        node.uid = stat.uid if uid == -1 else uid
        node.gid = stat.gid if gid == -1 else gid

    def utime(self, path: str, mtime: int) -> None:
        """Set the time of the last change, in microseconds."""
        place = self._place(path)
        if self._subject.uid not in (0, self._vfs.stat(self._subject, place).uid):
            self._vfs.check(self._subject, place, WRITE)
        self._writable(place).mtime = mtime

    def truncate(self, path: str, size: int) -> None:
        """Cut or stretch a file."""
        place = self.open_for_writing(path)
        self._disk(place).truncate(place.inode, size)

    def write_tree(self, top: str, tree: dict[str, TreeEntry]) -> None:
        """Make many entries below a directory at once (``trees``)."""
        try:
            place = self._place(top)
        except SystemCallError:
            self.mkdir(top, 0o755, parents=True)
            place = self._place(top)
        write_tree(self._disk(place), place.inode, tree, self._now())

    def remove_tree(self, top: str, name: str) -> None:
        """Remove a name below a directory with everything in it (``trees``)."""
        place = self._place(top)
        remove_tree(self._disk(place), place.inode, name, self._now())

    def mount_tmpfs(self, path: str, size: int = 0, options: str = "rw,relatime") -> None:
        """Mount an empty temporary filesystem (``size`` 0: unlimited) over a directory; only root
        may.  Raises EPERM, ENOENT, ENOTDIR."""
        if self._subject.uid:
            raise failed("EPERM")
        place = self._place(path)
        if not self._vfs.is_directory(self._subject, place):
            raise failed("ENOTDIR")
        number = self._vfs.add(
            FilesystemState("tmpfs", "tmpfs", size=size), mode=0o1777, now=self._now()
        )
        mount = Mount(place.path, number, FIRST, "tmpfs", "tmpfs", options)
        self._vfs.mount(self._subject.mntns, mount)

    def unmount(self, path: str) -> None:
        """Take a mount away; a temporary filesystem's files are gone with it.  Raises EPERM,
        EINVAL (nothing is mounted there)."""
        if self._subject.uid:
            raise failed("EPERM")
        place = self._place(path)
        if place.path != place.mount.point or place.path == "/":
            raise failed("EINVAL")
        self._vfs.unmount(self._subject.mntns, place.path)

    # --- parts -----------------------------------------------------------------------------
    def _place(self, path: str, follow: bool = True) -> Place:
        return self._vfs.resolve(self._subject, path, follow=follow)

    def _disk(self, place: Place) -> Filesystem:
        if not place.inode:
            raise failed("EPERM")
        return self._vfs.filesystem(place.mount.fs)

    def _exists_itself(self, path: str) -> bool:
        try:
            self._place(path, follow=False)
        except SystemCallError as error:
            if error.name == "ENOENT":
                return False
            raise
        return True

    def _same_file(self, place: Place, path: str) -> bool:
        try:
            other = self._place(path, follow=False)
        except SystemCallError:
            return False
        return (other.mount.fs, other.inode) == (place.mount.fs, place.inode)

    def _dangling(self, path: str) -> str | None:
        """Where a symbolic link at the path points to, if there is one."""
        try:
            place = self._place(path, follow=False)
        except SystemCallError:
            return None
        target = self._vfs.target(self._subject, place)
        return target if target.startswith("/") else f"{place.path.rpartition('/')[0]}/{target}"

    def _make(self, path: str, inode: Inode) -> Place:
        parent, name = self._vfs.resolve_parent(self._subject, path)
        if not parent.inode:
            raise failed("ENOENT" if parent.mount.kind == "proc" else "EPERM")
        self._vfs.check(self._subject, parent, WRITE | EXECUTE)
        subject = self._subject
        if inode.kind != "symlink":
            inode.mode &= ~subject.umask
        disk = self._disk(parent)
        above = disk.node(parent.inode)
        inode.uid, inode.gid, inode.mtime = subject.uid, subject.gid, self._now()
        if above.mode & 0o2000:
            inode.gid = above.gid
        number = disk.create(parent.inode, name, inode)
        return Place(parent.mount, number, f"{parent.path.rstrip('/')}/{name}")

    def _removable(self, path: str, place: Place) -> tuple[Place, str]:
        if place.path == place.mount.point:
            raise failed("EBUSY")
        if not place.inode:
            raise failed("EPERM")
        parent, name = self._vfs.resolve_parent(self._subject, path)
        self._vfs.check(self._subject, parent, WRITE | EXECUTE)
        above = self._vfs.stat(self._subject, parent)
        if above.mode & _STICKY and self._subject.uid:
            owner = self._vfs.stat(self._subject, place).uid
            if self._subject.uid not in (owner, above.uid):
                raise failed("EPERM")
        return parent, name

    def _make_way(self, place: Place, new: str) -> None:
        old_kind = self._vfs.stat(self._subject, place).type
        new_kind = self.stat(new, follow=False).type
        if new_kind == "directory":
            if old_kind != "directory":
                raise failed("EISDIR")
            self.rmdir(new)
        elif old_kind == "directory":
            raise failed("ENOTDIR")
        else:
            self.unlink(new)

    def _owned(self, path: str) -> Inode:
        place = self._place(path)
        if self._subject.uid not in (0, self._vfs.stat(self._subject, place).uid):
            raise failed("EPERM")
        return self._writable(place)

    def _writable(self, place: Place) -> Inode:
        if place.mount.read_only:
            raise failed("EROFS")
        return self._disk(place).upper(place.inode)
