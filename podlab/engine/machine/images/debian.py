"""Images built on Debian, Ubuntu and their like: a small GNU userland.

Here: the files.  Not here: what the programs do (``machine.commands``).
"""

from collections.abc import Iterator

from podlab.engine.machine import commands
from podlab.engine.machine.filesystem import Entry
from podlab.engine.machine.images.node import GROUP, OS_RELEASE, PASSWD
from podlab.engine.machine.loader import marker

_SLIM = """
bash sh [ arch base64 basename cat chgrp chmod chown cp cut date dd df dirname du echo env
expand expr factor false find fold getent grep egrep fgrep groups gunzip gzip head hostname id
install join kill link ln ls md5sum mkdir mkfifo mktemp mv nl nohup nproc od paste printenv
printf pwd readlink realpath rm rmdir sed seq sha1sum sha256sum shuf sleep sort split stat stty
sync tac tail tar tee test timeout touch tr true truncate tty uname uniq wc which whoami xargs
yes zcat awk diff cmp mount umount
"""
SLIM = _SLIM.split()
"""What a slim Debian image brings along (no ps, no ip, no ping)."""

_TOOLS = """
curl wget ps top free uptime ip ss netstat ping nslookup dig nc vi vim less
"""
TOOLS = _TOOLS.split()


def entries() -> Iterator[Entry]:
    """A slim Debian root."""
    for path in ("/root", "/dev", "/proc", "/sys", "/run", "/home", "/opt", "/srv", "/mnt",
                 "/media", "/boot", "/usr/local/bin", "/usr/local/lib", "/usr/share", "/usr/sbin",
                 "/var/cache", "/var/lib", "/var/log", "/var/run"):  # fmt: skip
        yield Entry(path, "directory", mode=0o700 if path == "/root" else 0o755)
    for path in ("/tmp", "/var/tmp"):
        yield Entry(path, "directory", mode=0o1777)
    for path in ("bin", "sbin", "lib", "lib64"):
        yield Entry(f"/{path}", "symlink", f"usr/{path}".encode(), 0o777)
    for path in ("/usr/lib", "/usr/lib64"):
        yield Entry(path, "directory", mode=0o755)
    yield from programs(SLIM)
    yield Entry("/etc/passwd", data=PASSWD.encode())
    yield Entry("/etc/group", data=GROUP.encode())
    yield Entry("/etc/os-release", data=OS_RELEASE.encode())
    yield Entry("/etc/debian_version", data=b"12.8\n")


def full_entries() -> Iterator[Entry]:
    """A Debian root with the tools that people install to look around."""
    yield from entries()
    yield from programs(TOOLS)


def programs(names: list[str]) -> Iterator[Entry]:
    """Executables for those of the names that are simulated."""
    known = getattr(commands, "PROGRAMS", {})
    for name in names:
        if name in known:
            yield Entry(f"/usr/bin/{name}", data=marker(name), mode=0o755)
