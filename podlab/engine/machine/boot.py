"""Switching a machine on: its root filesystem, mounts and first processes.

Here: what happens once.  Not here: container roots (``runtime.rootfs``), though ``system_mounts``
serves both.
"""

from functools import lru_cache
from typing import TYPE_CHECKING

from podlab.engine.machine.console import Stdio
from podlab.engine.machine.filesystem import FIRST, FilesystemState, Inode
from podlab.engine.machine.vfs import Mount, MountNamespace, Vfs

if TYPE_CHECKING:
    from podlab.engine.machine.machine import Machine

DISK = "/dev/vda"
DISK_OPTIONS = "rw,relatime,discard,resv_strict,resuid=65534,resgid=65534"
DEVICES = ("null", "zero", "full", "random", "tty")
DAEMONS = (
    ["/sbin/init"],
    ["/usr/lib/systemd/systemd-journald"],
    ["sshd: /usr/sbin/sshd -D [listener] 0 of 10-100 startups"],
    ["/usr/bin/containerd"],
    ["/usr/bin/kubelet", "--config=/var/lib/kubelet/config.yaml"],
)


def boot_root(machine: "Machine", hosts: dict[str, str]) -> None:
    """Make the root filesystem and write what differs from machine to machine."""
    vfs, state = machine.vfs, machine.state
    root = vfs.add(FilesystemState("ext4", DISK, "node"), now=machine.sim.now)
    vfs.state.namespaces[0] = MountNamespace()
    vfs.mount(0, Mount("/", root, 1, "ext4", DISK, DISK_OPTIONS))
    files = machine.files
    files.write("/etc/hostname", f"{state.name}\n".encode())
    files.write("/etc/hosts", _hosts_file(tuple(hosts.items())))


@lru_cache(maxsize=8)
def _hosts_file(hosts: tuple[tuple[str, str], ...]) -> bytes:
    """/etc/hosts: the same bytes for all machines of a cluster."""
    rows = ["127.0.0.1   localhost localhost.localdomain", "::1         localhost"]
    rows += [f"{address} {name}" for name, address in hosts]
    return "".join(f"{row}\n" for row in rows).encode()


def host_mounts(machine: "Machine") -> None:
    """Mount /proc, /sys, /dev and the temporary filesystems of a machine."""
    vfs, now = machine.vfs, machine.sim.now
    system_mounts(vfs, 0, now)
    run = vfs.add(FilesystemState("tmpfs", "tmpfs"), now=now)
    vfs.mount(0, Mount("/run", run, FIRST, "tmpfs", "tmpfs", "rw,nosuid,nodev,mode=755"))


def system_mounts(vfs: Vfs, namespace: int, now: int, shm: bool = True) -> list[int]:
    """Mount /proc, /sys and a /dev into a namespace; returns the filesystems that were made."""
    options = "rw,nosuid,nodev,noexec,relatime"
    vfs.mount(namespace, Mount("/proc", 0, 0, "proc", "proc", options))
    dev = vfs.add(FilesystemState("tmpfs", "tmpfs", size=64 << 20), now=now)
    vfs.mount(namespace, Mount("/dev", dev, FIRST, "tmpfs", "tmpfs", "rw,nosuid,size=65536k"))
    fill_dev(vfs, dev, now)
    sys_options = options.replace("rw", "ro") if namespace else options
    vfs.mount(namespace, Mount("/sys", 0, 0, "sysfs", "sysfs", sys_options, bool(namespace)))
    return [dev]


def fill_dev(vfs: Vfs, number: int, now: int) -> None:
    """The usual files in /dev."""
    dev = vfs.filesystem(number)
    for name in DEVICES:
        dev.create(FIRST, name, Inode(f"device:{name}", 0o666, 0, 0, now))
    dev.create(FIRST, "urandom", Inode("device:random", 0o666, 0, 0, now))
    for place, name in enumerate(("stdin", "stdout", "stderr")):
        dev.create(FIRST, name, Inode("symlink", 0o777, 0, 0, now, target=f"/proc/self/fd/{place}"))
    dev.create(FIRST, "fd", Inode("symlink", 0o777, 0, 0, now, target="/proc/self/fd"))
    for name in ("pts", "shm", "mqueue"):
        dev.create(FIRST, name, Inode("directory", 0o1777, 0, 0, now, children={}))


def boot_processes(machine: "Machine") -> None:
    """Start what runs on every machine."""
    null = {fd: Stdio("null") for fd in (0, 1, 2)}
    for argv in DAEMONS:
        spec = machine.spec(argv, path="/usr/lib/podlab/daemon", stdio=null)
        machine.start(spec)
