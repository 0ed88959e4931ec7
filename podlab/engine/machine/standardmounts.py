"""What every container sees mounted beside its own files, and how full filesystems are.

Here: the rows of ``mount`` and ``df`` that runc makes for each container (cgroups, masked parts of
/proc); they are shown, nobody walks through them.  Not here: mounts that hold files (``vfs``).
"""

from podlab.engine.machine.vfs import Mount, Vfs

Row = tuple[str, str, str, str]

CONTROLLERS = (
    "cpu", "cpuacct", "cpuset", "memory", "devices", "freezer", "blkio", "pids", "systemd",
)  # fmt: skip
SYSTEM_USED = 20 << 30
"""What stands on a node's disk beside what the simulation counts."""

_SAFE = "nosuid,nodev,noexec,relatime"
_EMPTY = "rw,nosuid,size=65536k,mode=755"
_CGROUPS: tuple[Row, ...] = tuple(
    ("cgroup", f"/sys/fs/cgroup/{name}", "cgroup",
     f"ro,{_SAFE},{'name=systemd' if name == 'systemd' else name}")
    for name in CONTROLLERS
)  # fmt: skip
ROWS: tuple[Row, ...] = (
    ("devpts", "/dev/pts", "devpts", "rw,nosuid,noexec,relatime,gid=5,mode=620,ptmxmode=666"),
    ("mqueue", "/dev/mqueue", "mqueue", f"rw,{_SAFE}"),
    ("tmpfs", "/sys/fs/cgroup", "tmpfs", f"rw,{_SAFE},mode=755"),
    *_CGROUPS,
    *(("proc", f"/proc/{name}", "proc", f"ro,{_SAFE}") for name in ("bus", "fs", "irq", "sys")),
    ("tmpfs", "/proc/acpi", "tmpfs", "ro,relatime"),
    *(("tmpfs", f"/proc/{name}", "tmpfs", _EMPTY) for name in ("interrupts", "keys", "timer_list")),
    ("tmpfs", "/sys/firmware", "tmpfs", "ro,relatime"),
)


def container_rows(_root: int, taken: set[str]) -> list[Row]:
    """The rows of a container, but for points where something else is mounted."""
    return [row for row in ROWS if row[1] not in taken]


def space_of(vfs: Vfs, mount: Mount | None, point: str) -> tuple[int, int, int]:
    """(size, used, available) of a mount, or of a standard row."""
    memory = vfs.memory
    if mount is None or not mount.fs:
        small = any(row[1] == point and row[3] == _EMPTY for row in ROWS)
        size = 64 << 20 if small else memory // 2
        return size, 0, size
    state = vfs.state.filesystems[mount.fs]
    if mount.kind == "tmpfs":
        files = (node for node in state.inodes.values() if node.kind == "file")
        used = sum(-(-node.size // 4096) * 4096 for node in files)
        size = state.size or memory // 2
        return size, used, max(size - used, 0)
    size = vfs.state.space.size
    used = min(SYSTEM_USED, size // 3) + vfs.state.space.used
    return size, used, max(size - used - size // 20, 0)
