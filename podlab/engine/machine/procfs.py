"""/proc and /sys: files that are made when they are read.

Here: what they say.  Not here: how ``ps`` or ``free`` print it (commands).
"""

from typing import TYPE_CHECKING

from podlab.engine.machine.digits import is_number
from podlab.engine.machine.errors import failed
from podlab.engine.machine.program import Stat
from podlab.engine.machine.state import Cgroup, ProcessState
from podlab.engine.machine.vfs import Subject

if TYPE_CHECKING:
    from podlab.engine.machine.machine import Machine

_PROCESS_FILES = (
    "cgroup", "cmdline", "comm", "cwd", "environ", "exe", "fd", "limits", "mounts", "ns",
    "oom_score_adj", "root", "stat", "status",
)  # fmt: skip
_NAMESPACES = ("cgroup", "ipc", "mnt", "net", "pid", "user", "uts")
_LINKS = frozenset({"cwd", "exe", "root"})
_GLOBAL = (
    "cpuinfo", "filesystems", "loadavg", "meminfo", "mounts", "net", "self", "stat", "sys",
    "uptime", "version",
)  # fmt: skip
_SYS_DIRECTORIES = (
    "", "block", "bus", "class", "dev", "devices", "firmware", "fs", "kernel", "module", "power",
)  # fmt: skip
NO_LIMIT = 9223372036854771712
_SYSCTL = {
    "kernel/hostname": "", "kernel/ostype": "Linux", "kernel/osrelease": "",
    "kernel/pid_max": "4194304", "kernel/shm_rmid_forced": "0", "kernel/threads-max": "63448",
    "net/core/somaxconn": "4096", "net/ipv4/ip_forward": "1",
    "net/ipv4/ip_local_port_range": "32768\t60999", "net/ipv4/tcp_syncookies": "1",
    "net/bridge/bridge-nf-call-iptables": "1", "vm/max_map_count": "65530",
    "vm/overcommit_memory": "1", "vm/swappiness": "60", "fs/file-max": "9223372036854775807",
}  # fmt: skip


class ProcFs:
    """The files below /proc, as a process sees them."""

    def __init__(self, machine: "Machine") -> None:
        self._machine = machine

    def stat(self, subject: Subject, inner: str) -> Stat | None:
        """What ``stat`` tells; None if there is no such file."""
        kind = self._kind(subject, inner)
        if kind is None:
            return None
        mode = {"directory": 0o555, "symlink": 0o777}.get(kind, 0o444)
        owner = self._process(subject, inner.split("/", 1)[0])
        uid, gid = (owner.uid, owner.gid) if owner is not None else (0, 0)
        when = owner.started if owner is not None else self._machine.state.booted
        return Stat(kind, mode, uid, gid, 0, when, 1, 2 if kind == "directory" else 1)

    def names(self, subject: Subject, inner: str) -> list[str]:
        """The sorted names in a directory."""
        if not inner:
            space = _pidns(subject)
            pids = sorted(process.pids[space] for process in self._machine.processes.members(space))
            return [*map(str, pids), *_GLOBAL]
        head, _, rest = inner.partition("/")
        process = self._process(subject, head)
        if process is not None:
            if rest == "fd":
                return [str(fd) for fd in sorted(process.fds)]
            return list(_NAMESPACES if rest == "ns" else _PROCESS_FILES)
        if head == "net":
            return ["dev", "route", "tcp"] if not rest else []
        below = [key for key in _SYSCTL if not rest or key.startswith(f"{rest}/")]
        skip = len(rest) + 1 if rest else 0
        return sorted({key[skip:].split("/", 1)[0] for key in below})

    def target(self, subject: Subject, inner: str) -> str:
        """What a symbolic link points to."""
        if inner == "self":
            return str(getattr(subject, "pids", {}).get(_pidns(subject), 1))
        if inner == "mounts":
            return "self/mounts"
        head, _, rest = inner.partition("/")
        process = self._process(subject, head)
        if process is None:
            raise failed("ENOENT")
        if rest.startswith("fd/"):
            return self._machine.describe_file(process, int(rest[3:]))
        if rest.startswith("ns/"):
            return f"{rest[3:]}:[{4026531835 + process.pidns + process.mntns}]"
        return {"cwd": process.cwd, "exe": process.exe, "root": "/"}[rest]

    def write(self, subject: Subject, inner: str, data: bytes) -> None:
        """Nothing can be written: kernel settings are not simulated."""
        if inner.startswith("sys/kernel/hostname") and subject.uid == 0:
            self._machine.state.hostnames[getattr(subject, "utsns", 0)] = data.decode().strip()
            return
        raise failed("EROFS" if getattr(subject, "pidns", 0) else "EPERM")

    def read(self, subject: Subject, inner: str) -> bytes:
        """The content of a file."""
        head, _, rest = inner.partition("/")
        process = self._process(subject, head)
        if process is not None:
            return self._read_process(subject, process, rest)
        if self._kind(subject, inner) == "directory":
            raise failed("EISDIR")
        if head == "sys":
            return f"{self._sysctl(subject, rest)}\n".encode()
        if head == "net":
            return self._net(subject, rest).encode()
        return self._read_global(head).encode()

    def _kind(self, subject: Subject, inner: str) -> str | None:
        if not inner:
            return "directory"
        head, _, rest = inner.partition("/")
        process = self._process(subject, head)
        if process is not None:
            return _process_kind(process, rest)
        if head in ("self", "mounts") and not rest:
            return "symlink"
        if head == "sys":
            if not rest or any(key.startswith(f"{rest}/") for key in _SYSCTL):
                return "directory"
            return "file" if rest in _SYSCTL else None
        if head == "net":
            return "directory" if not rest else "file" if rest in ("dev", "route", "tcp") else None
        return "file" if head in _GLOBAL and not rest else None

    def _process(self, subject: Subject, name: str) -> ProcessState | None:
        if not is_number(name):
            return None
        return self._machine.processes.find(_pidns(subject), int(name))

    def _read_process(self, subject: Subject, process: ProcessState, name: str) -> bytes:
        if name == "cmdline":
            return b"".join(f"{word}\0".encode(errors="replace") for word in process.argv)
        if name == "environ":
            if subject.uid not in (0, process.uid):
                raise failed("EACCES")
            rows = (f"{key}={value}\0" for key, value in process.env.items())
            return "".join(rows).encode(errors="replace")
        if name == "status":
            return self._status(subject, process).encode()
        if name == "stat":
            return self._stat_line(subject, process).encode()
        if name == "mounts":
            rows = (
                f"{row.source} {row.point} {row.kind} {row.options} 0 0\n"
                for row in self._machine.vfs.mounts(process.mntns)
            )
            return "".join(rows).encode()
        simple = {
            "comm": f"{_comm(process)}\n", "cgroup": f"0::/{process.cgroup.lstrip('/')}\n",
            "oom_score_adj": "0\n",
            "limits": "Limit                     Soft Limit           Hard Limit           Units\n"
            "Max open files            20000                20000                files\n",
        }  # fmt: skip
        if name not in simple:
            raise failed("EISDIR")
        return simple[name].encode()

    def _status(self, subject: Subject, process: ProcessState) -> str:
        space = _pidns(subject)
        parent = self._machine.state.processes.get(process.ppid)
        ppid = parent.pids.get(space, 0) if parent is not None else 0
        words = {"R": "running", "S": "sleeping", "T": "stopped", "Z": "zombie"}
        return (
            f"Name:\t{_comm(process)}\nUmask:\t{process.umask:04o}\n"
            f"State:\t{process.state} ({words[process.state]})\nTgid:\t{process.pids[space]}\n"
            f"Pid:\t{process.pids[space]}\nPPid:\t{ppid}\n"
            f"Uid:\t{process.uid}\t{process.uid}\t{process.uid}\t{process.uid}\n"
            f"Gid:\t{process.gid}\t{process.gid}\t{process.gid}\t{process.gid}\n"
            f"Groups:\t{' '.join(map(str, process.groups))}\n"
            f"VmSize:\t{process.rss // 256:8} kB\nVmRSS:\t{process.rss // 1024:8} kB\n"
            f"Threads:\t1\n{_capability_rows(process)}"
            f"NoNewPrivs:\t{int(process.no_new_privileges)}\nSeccomp:\t0\n"
        )

    def _stat_line(self, subject: Subject, process: ProcessState) -> str:
        space = _pidns(subject)
        parent = self._machine.state.processes.get(process.ppid)
        ppid = parent.pids.get(space, 0) if parent is not None else 0
        started = (process.started - self._machine.state.booted) // 10_000
        return (
            f"{process.pids[space]} ({_comm(process)}) {process.state} {ppid} {process.group} "
            f"{process.session} 0 -1 4194560 0 0 0 0 {process.cpu // 10_000} 0 0 0 20 0 1 0 "
            f"{started} {process.rss * 4} {process.rss // 4096}\n"
        )

    def _sysctl(self, subject: Subject, name: str) -> str:
        if name == "kernel/hostname":
            names = self._machine.state.hostnames
            return names.get(getattr(subject, "utsns", 0), self._machine.state.name)
        if name == "kernel/osrelease":
            return self._machine.state.facts.kernel
        return _SYSCTL[name]

    def _net(self, subject: Subject, name: str) -> str:
        netns = self._machine.network.netns(getattr(subject, "netns", self._machine.state.name))
        if name != "dev":
            return "Iface\tDestination\tGateway\n" if name == "route" else ""
        head = "Inter-|   Receive                            |  Transmit\n"
        head += " face |bytes    packets errs drop|bytes    packets errs drop\n"
        return head + "".join(
            f"{row.name:>6}: {row.received} 0 0 0 {row.sent} 0 0 0\n" for row in netns.interfaces
        )

    def _read_global(self, name: str) -> str:
        machine = self._machine
        facts, up = machine.state.facts, (machine.sim.now - machine.state.booted) / 1e6
        if name == "uptime":
            idle = max(up * facts.cpus - machine.state.cpu / 1e6, 0.0)
            return f"{up:.2f} {idle:.2f}\n"
        if name == "version":
            return f"Linux version {facts.kernel} (podlab) #1 SMP PREEMPT_DYNAMIC\n"
        if name == "loadavg":
            running = sum(row.state == "R" for row in machine.state.processes.values())
            total = len(machine.state.processes)
            return f"0.{running:02} 0.05 0.01 {running}/{total} {machine.state.next_pid}\n"
        if name == "meminfo":
            return machine.memory_info().proc_text()
        if name == "cpuinfo":
            return "\n".join(
                f"processor\t: {number}\nvendor_id\t: GenuineIntel\nmodel name\t: "
                f"PodLab virtual CPU\ncpu MHz\t\t: 2400.000\ncpu cores\t: {facts.cpus}\n"
                for number in range(facts.cpus)
            )
        if name == "filesystems":
            return "nodev\tproc\nnodev\tsysfs\nnodev\ttmpfs\nnodev\toverlay\n\text4\n"
        used = machine.state.cpu // 10_000
        return f"cpu  {used} 0 0 {int(up * 100) * facts.cpus} 0 0 0 0 0 0\n"


class SysFs:
    """The files below /sys: the own control group, and interfaces."""

    def __init__(self, machine: "Machine") -> None:
        self._machine = machine

    def stat(self, subject: Subject, inner: str) -> Stat | None:
        """What ``stat`` tells; None if there is no such file."""
        tree = self._tree(subject)
        when = self._machine.state.booted
        if inner in tree:
            return Stat("file", 0o444, 0, 0, 4096, when, 1, 1)
        if inner in _SYS_DIRECTORIES or any(path.startswith(f"{inner}/") for path in tree):
            links = 2 + len(_SYS_DIRECTORIES) - 1 if not inner else 2
            return Stat("directory", 0o555, 0, 0, 0, when, 1, links)
        return None

    def names(self, subject: Subject, inner: str) -> list[str]:
        """The sorted names in a directory."""
        head = f"{inner}/" if inner else ""
        found = {
            path[len(head) :].split("/", 1)[0]
            for path in self._tree(subject)
            if path.startswith(head)
        }
        if not inner:
            found.update(name for name in _SYS_DIRECTORIES if name)
        return sorted(found)

    def read(self, subject: Subject, inner: str) -> bytes:
        """The content of a file."""
        content = self._tree(subject).get(inner)
        if content is None:
            raise failed("EISDIR")
        return f"{content}\n".encode()

    def target(self, subject: Subject, inner: str) -> str:
        """There are no links."""
        raise failed("EINVAL")

    def write(self, subject: Subject, inner: str, data: bytes) -> None:
        """Nothing can be written."""
        raise failed("EROFS")

    def _tree(self, subject: Subject) -> dict[str, str]:
        tree = {"kernel/mm/transparent_hugepage/enabled": "always [madvise] never"}
        group = self._machine.cgroups.get(getattr(subject, "cgroup", ""))
        if group is not None:
            tree.update(_cgroup_files(group))
        netns = self._machine.network.netns(getattr(subject, "netns", self._machine.state.name))
        for row in netns.interfaces:
            tree[f"class/net/{row.name}/address"] = row.mac
            tree[f"class/net/{row.name}/mtu"] = str(row.mtu)
        return tree


def _cgroup_files(group: Cgroup) -> dict[str, str]:
    """A control group's files, version 1 (as recorded)."""
    limit = str(group.memory_limit // 4096 * 4096 or NO_LIMIT)
    return {
        "fs/cgroup/blkio/blkio.weight": "100",
        "fs/cgroup/cpu/cpu.cfs_period_us": "100000",
        "fs/cgroup/cpu/cpu.cfs_quota_us": str(group.cpu_quota // 10 or -1),
        "fs/cgroup/cpu/cpu.shares": str(group.cpu_shares),
        "fs/cgroup/cpuacct/cpuacct.usage": str(group.cpu * 1000),
        "fs/cgroup/cpuset/cpuset.mems": "0",
        "fs/cgroup/devices/devices.list": "a *:* rwm",
        "fs/cgroup/freezer/freezer.state": "THAWED",
        "fs/cgroup/memory/memory.failcnt": str(group.oom_kills),
        "fs/cgroup/memory/memory.limit_in_bytes": limit,
        "fs/cgroup/memory/memory.oom_control": "oom_kill_disable 0\nunder_oom 0\n"
        f"oom_kill {group.oom_kills}",
        "fs/cgroup/memory/memory.usage_in_bytes": str(group.memory),
        "fs/cgroup/pids/pids.current": str(group.processes),
        "fs/cgroup/pids/pids.max": "max",
        "fs/cgroup/systemd/notify_on_release": "0",
    }


def _pidns(subject: Subject) -> int:
    return int(getattr(subject, "pidns", 0))


def _capability_rows(process: ProcessState) -> str:
    """A user other than root has none in effect, but may not gain more than the bounding set."""
    mine = 0 if process.uid else process.capabilities
    rows = {"Inh": 0, "Prm": mine, "Eff": mine, "Bnd": process.capabilities, "Amb": 0}
    return "".join(f"Cap{name}:\t{mask:016x}\n" for name, mask in rows.items())


def _comm(process: ProcessState) -> str:
    """The executable's name, whatever title a program has given itself."""
    if process.argv and ": " in process.argv[0]:
        return process.exe.rpartition("/")[2][:15]
    return process.argv[0].rpartition("/")[2][:15] if process.argv else process.program


def _process_kind(process: ProcessState, rest: str) -> str | None:
    if not rest or rest in ("fd", "ns"):
        return "directory"
    if rest.startswith("fd/"):
        return "symlink" if is_number(rest[3:]) and int(rest[3:]) in process.fds else None
    if rest.startswith("ns/"):
        return "symlink" if rest[3:] in _NAMESPACES else None
    if rest in _LINKS:
        return "symlink"
    return "file" if rest in _PROCESS_FILES else None
