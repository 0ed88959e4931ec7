"""Well-known programs that are not simulated: they say so."""

from podlab.engine.machine.program import Proc, Step
from podlab.engine.machine.userland.options import command_name

NAMES = (
    "apt", "apt-get", "at", "bc", "bzip2", "cmp", "comm", "cron", "crontab", "dmesg", "dnf",
    "dpkg", "emacs", "fdisk", "gcc", "gdb", "git", "htop", "iptables", "ipvsadm",
    "iostat", "lsblk", "lscpu", "lsof", "make", "mkfs", "modprobe", "nerdctl", "nft", "nsenter",
    "passwd", "perl", "pip", "podman", "python", "python3", "reboot", "rpm", "rsync",
    "scp", "screen", "shutdown", "snap", "split", "strace", "su", "swapoff", "sysctl", "systemd",
    "tcpdump", "tmux", "tree", "umount", "unzip", "useradd", "vmstat", "xz", "yum", "zip",
    "top",
)  # fmt: skip


def main(p: Proc) -> Step:
    """NAME: not simulated in PodLab"""
    p.write(2, f"{command_name(p)}: not simulated in PodLab\n")
    return 127
