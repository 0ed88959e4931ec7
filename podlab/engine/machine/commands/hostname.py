"""hostname, uname, arch, nproc, uptime: about the machine."""

from podlab.engine.machine.program import Proc, Step, SystemCallError
from podlab.engine.machine.userland.clock import strftime
from podlab.engine.machine.userland.faults import CommandFault
from podlab.engine.machine.userland.options import getopt

RELEASE = "6.18.44-fc-v657"
VERSION = "#1 SMP PREEMPT_DYNAMIC"


def main(p: Proc) -> Step:
    """hostname [-sfidI]"""
    options = getopt(p, "sfidI", {"short": "s", "fqdn": "f", "all-ip-addresses": "I"},
                     usage="[-sidf] [HOSTNAME | -F FILE]")  # fmt: skip
    if options.args:
        raise CommandFault(
            "hostname: you must be root to change the host name"
            if p.uid
            else "hostname: not simulated in PodLab: setting the name"
        )
    if options.has("i") or options.has("I"):
        found = [each.addresses[0].partition("/")[0] for each in p.interfaces()
                 if each.addresses and each.name != "lo"]  # fmt: skip
        p.write(1, " ".join(found) + ("\n" if options.has("i") else " \n"))
        return 0
    name = p.hostname
    if options.has("f"):
        name = _full_name(p, name)
    p.write(1, (name.partition(".")[0] if options.has("s") else name) + "\n")
    return 0


def _full_name(p: Proc, name: str) -> str:
    """The first name that /etc/hosts gives to this host's address."""
    try:
        rows = p.files.read("/etc/hosts").decode("utf-8", "replace").splitlines()
    except SystemCallError:
        return name
    for words in (row.partition("#")[0].split() for row in rows[:200]):
        if name in words[1:]:
            return words[1]
    return name


def release(p: Proc) -> str:
    """The kernel's release, as /proc tells it."""
    try:
        return p.files.read("/proc/sys/kernel/osrelease").decode().strip() or RELEASE
    except SystemCallError:
        return RELEASE


def uname(p: Proc) -> Step:
    """uname [-asnrvmpio]"""
    options = getopt(p, "asnrvmpio", {"all": "a", "kernel-name": "s", "nodename": "n",
                                      "kernel-release": "r", "machine": "m"},
                     usage="[-amnrspvio]")  # fmt: skip
    values = {"s": "Linux", "n": p.hostname, "r": release(p), "v": VERSION, "m": "x86_64",
              "o": "GNU/Linux"}  # fmt: skip
    wanted = "snrvmo" if options.has("a") else [x for x in "snrvmo" if options.has(x)] or ["s"]
    p.write(1, " ".join(values[letter] for letter in wanted) + "\n")
    return 0


def arch(p: Proc) -> Step:
    """arch"""
    p.write(1, "x86_64\n")
    return 0


def nproc(p: Proc) -> Step:
    """nproc"""
    try:
        text = p.files.read("/proc/cpuinfo").decode()
        count = sum(line.startswith("processor") for line in text.splitlines())
    except SystemCallError:
        count = 1
    p.write(1, f"{max(count, 1)}\n")
    return 0


def uptime_seconds(p: Proc) -> float:
    """Seconds since the machine was switched on."""
    try:
        return float(p.files.read("/proc/uptime").decode().split()[0])
    except (SystemCallError, ValueError, IndexError):
        return 0.0


def uptime(p: Proc) -> Step:
    """uptime"""
    minutes = int(uptime_seconds(p)) // 60
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    long = f"{hours}:{minutes:02d}" if hours else f"{minutes} min"
    lead = f"{days} day{'s' * (days != 1)}, " if days else ""
    p.write(1, f" {strftime(p.now, '%H:%M:%S')} up {lead}{long},  1 user,  "
               "load average: 0.08, 0.03, 0.01\n")  # fmt: skip
    return 0
