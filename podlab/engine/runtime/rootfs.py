"""What a container sees of the filesystem: its root, /proc, /dev, the sandbox's files, mounts.

Here: building and tearing down mount namespaces.  Not here: volumes (the kubelet's), or the image's
files (``machine.images``).
"""

from podlab.engine.machine.boot import DISK, DISK_OPTIONS
from podlab.engine.machine.filesystem import FIRST, ROOT, FilesystemState, Inode
from podlab.engine.machine.machine import Machine
from podlab.engine.machine.program import SystemCallError
from podlab.engine.machine.trees import TreeEntry, write_tree
from podlab.engine.machine.vfs import Mount, MountNamespace
from podlab.engine.runtime.cri import CriError
from podlab.engine.runtime.cri import Mount as VolumeMount
from podlab.engine.runtime.state import ContainerRecord, RuntimeState, SandboxRecord

_SAFE = "rw,nosuid,nodev,noexec,relatime"
_SHM = "rw,nosuid,nodev,noexec,relatime,size=65536k"
_PROC = Mount("/proc", 0, 0, "proc", "proc", _SAFE)
_SYS = Mount("/sys", 0, 0, "sysfs", "sysfs", _SAFE.replace("rw", "ro"), True)
_SANDBOX_FILES = ("hostname", "resolv.conf")


class Subject:
    """Root inside a mount namespace: who prepares a container's files."""

    __slots__ = ("cwd", "gid", "groups", "mntns", "uid", "umask")

    def __init__(self, mntns: int) -> None:
        self.mntns = mntns
        self.cwd = "/"
        self.uid = self.gid = 0
        self.groups: list[int] = []
        self.umask = 0o022


class RootFilesystems:
    """The mount namespaces of a node's sandboxes and containers."""

    def __init__(self, state: RuntimeState, machine: Machine) -> None:
        self._state = state
        self._machine = machine
        self._vfs = machine.vfs

    def sandbox(self, record: SandboxRecord) -> None:
        """The pause container's root (one for all: nobody can write to it), and the files that
        all containers of the sandbox share."""
        if not self._state.pause_root:
            self._state.pause_root = self._namespace("pause", [])
        record.mntns = self._state.pause_root
        now = self._machine.sim.now
        record.files = self._vfs.add(FilesystemState("ext4", DISK), now=now)
        record.shm = self._vfs.add(FilesystemState("tmpfs", "shm", size=64 << 20), mode=0o1777)
        name = record.config.hostname or self._machine.state.name
        shared = {
            "hostname": TreeEntry(0o644, f"{name}\n".encode()),
            "resolv.conf": TreeEntry(0o644, self._resolv_conf(record)),
        }
        try:
            write_tree(self._vfs.filesystem(record.files), FIRST, shared, now)
        except SystemCallError:
            self.discard_sandbox(record)
            raise

    def _resolv_conf(self, record: SandboxRecord) -> bytes:
        config = record.config
        if not config.dns_servers and not config.dns_searches and not config.dns_options:
            try:
                return self._machine.files.read("/etc/resolv.conf")
            except SystemCallError:
                return b""
        rows = []
        if config.dns_searches:
            rows.append(f"search {' '.join(config.dns_searches)}")
        rows.extend(f"nameserver {server}" for server in config.dns_servers)
        if config.dns_options:
            rows.append(f"options {' '.join(config.dns_options)}")
        return "".join(f"{row}\n" for row in rows).encode()

    def container(self, record: ContainerRecord, sandbox: SandboxRecord) -> None:
        """A container's root.  Raises CriError when a mount's source is not there."""
        record.mntns = self._namespace(record.image_config.layer, record.filesystems)
        wanted = {mount.container_path for mount in record.config.mounts}
        for mount in sorted(record.config.mounts, key=lambda row: row.container_path.count("/")):
            self._bind(record, mount)
        shared = self._vfs.filesystem(sandbox.files)
        for name in _SANDBOX_FILES:
            point = f"/etc/{name}"
            if point not in wanted:
                inode = shared.lookup(FIRST, name)
                self._mount_point(record.mntns, point, is_file=True)
                own = Mount(point, sandbox.files, inode, "ext4", DISK, DISK_OPTIONS)
                self._vfs.mount(record.mntns, own)
        if "/dev/shm" not in wanted:
            shm = Mount("/dev/shm", sandbox.shm, FIRST, "tmpfs", "shm", _SHM)
            self._vfs.mount(record.mntns, shm)
        if record.config.read_only_root:
            self._vfs.state.namespaces[record.mntns].mounts["/"].read_only = True

    def _namespace(self, layer: str, made: list[int]) -> int:
        number = self._machine.new_namespace()
        self._vfs.state.namespaces[number] = MountNamespace()
        root = self._vfs.add(FilesystemState("overlay", "overlay", layer))
        dev = self._vfs.add(FilesystemState("tmpfs", "tmpfs", "dev", size=64 << 20))
        made.extend((root, dev))
        for mount in (
            Mount("/", root, ROOT, "overlay", "overlay"),
            _PROC,
            Mount("/dev", dev, ROOT, "tmpfs", "tmpfs", "rw,nosuid,size=65536k,mode=755"),
            _SYS,
        ):
            self._vfs.mount(number, mount)
        return number

    def _bind(self, record: ContainerRecord, mount: VolumeMount) -> None:
        vfs, host = self._vfs, self._machine.host
        try:
            source = vfs.resolve(host, mount.host_path)
        except SystemCallError as error:
            raise CriError(
                f'failed to generate container "{record.id}" spec: failed to generate spec: failed '
                f'to stat "{mount.host_path}": stat {mount.host_path}: {str(error).lower()}'
            ) from error
        disk = vfs.filesystem(source.mount.fs) if source.inode else None
        number = disk.copied_up(source.inode) if disk is not None else 0
        is_file = disk is not None and disk.node(number).kind != "directory"
        point = "/" + mount.container_path.strip("/")
        point = self._real_point(record, point)
        self._mount_point(record.mntns, point, is_file=is_file)
        options = source.mount.options.partition(",")[2] or "relatime"
        options = f"{'ro' if mount.read_only else 'rw'},{options}"
        vfs.mount(
            record.mntns,
            Mount(point, source.mount.fs, number, source.mount.kind,
                  source.mount.source, options, mount.read_only),
        )  # fmt: skip

    def _real_point(self, record: ContainerRecord, point: str) -> str:
        """The mount point after symbolic links (/var/run → /run)."""
        subject = Subject(record.mntns)
        head, _, name = point.rpartition("/")
        while head:
            try:
                real = self._vfs.resolve(subject, head).path.rstrip("/")
                return f"{real}/{name}"
            except SystemCallError:
                head, _, more = head.rpartition("/")
                name = f"{more}/{name}"
        return point

    def _mount_point(self, mntns: int, point: str, *, is_file: bool) -> None:
        """Make the mount point in the filesystem that stands there."""
        mounts = self._vfs.state.namespaces[mntns].mounts
        above = point
        while above not in mounts:
            above = above.rpartition("/")[0] or "/"
        mount = mounts[above]
        if not mount.fs or mount.read_only or above == point:
            return
        disk, number = self._vfs.filesystem(mount.fs), mount.root
        now = self._machine.sim.now
        names = point[len(above) :].strip("/").split("/")
        for place, name in enumerate(names):
            found = disk.lookup(number, name)
            if not found:
                file = is_file and place == len(names) - 1
                inode = Inode("file", 0o755, 0, 0, now) if file else _directory(now)
                found = disk.create(number, name, inode)
            number = found
            if disk.node(number).kind != "directory":
                return

    def discard(self, record: ContainerRecord) -> None:
        """Take a container's mount namespace and its own filesystems away."""
        self._vfs.drop_namespace(record.mntns)
        for number in record.filesystems:
            self._vfs.discard(number)

    def discard_sandbox(self, record: SandboxRecord) -> None:
        """Take the files of a sandbox away."""
        self._vfs.discard(record.files)
        self._vfs.discard(record.shm)

    def used(self, record: ContainerRecord) -> int:
        """The bytes in a container's writable layer."""
        rows = (self._vfs.state.filesystems.get(number) for number in record.filesystems[:1])
        return sum(row.used for row in rows if row is not None)


def _directory(now: int) -> Inode:
    return Inode("directory", 0o755, 0, 0, now, children={})
