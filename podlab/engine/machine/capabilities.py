"""Linux capabilities: the parts of root's power, as a bit mask.

Here: their numbers, what containers get.  Not here: who asks for one (``files``, ``vfs``).
"""

NAMES = (
    "CHOWN", "DAC_OVERRIDE", "DAC_READ_SEARCH", "FOWNER", "FSETID", "KILL", "SETGID", "SETUID",
    "SETPCAP", "LINUX_IMMUTABLE", "NET_BIND_SERVICE", "NET_BROADCAST", "NET_ADMIN", "NET_RAW",
    "IPC_LOCK", "IPC_OWNER", "SYS_MODULE", "SYS_RAWIO", "SYS_CHROOT", "SYS_PTRACE", "SYS_PACCT",
    "SYS_ADMIN", "SYS_BOOT", "SYS_NICE", "SYS_RESOURCE", "SYS_TIME", "SYS_TTY_CONFIG", "MKNOD",
    "LEASE", "AUDIT_WRITE", "AUDIT_CONTROL", "SETFCAP", "MAC_OVERRIDE", "MAC_ADMIN", "SYSLOG",
    "WAKE_ALARM", "BLOCK_SUSPEND", "AUDIT_READ", "PERFMON", "BPF", "CHECKPOINT_RESTORE",
)  # fmt: skip
ALL = (1 << len(NAMES)) - 1
DEFAULT = 0xA80425FB
"""What a runtime leaves to containers."""

CHOWN, DAC_OVERRIDE = 1 << 0, 1 << 1


def granted(add: list[str], drop: list[str], privileged: bool) -> int:
    """A container's capabilities, from its security context."""
    if privileged:
        return ALL
    mask = 0 if "ALL" in map(_plain, drop) else DEFAULT
    if "ALL" in map(_plain, add):
        mask = ALL
    for name in map(_plain, drop):
        mask &= ~_bit(name)
    for name in map(_plain, add):
        mask |= _bit(name)
    return mask


def _plain(name: str) -> str:
    return name.upper().removeprefix("CAP_")


def _bit(name: str) -> int:
    return 1 << NAMES.index(name) if name in NAMES else 0
