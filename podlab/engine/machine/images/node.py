"""The files of a cluster's machines: a small Debian with the node's own tools.

Here: the layer.  Not here: what the programs do (``machine.commands``).
"""

from collections.abc import Iterator

from podlab.engine.machine import commands
from podlab.engine.machine.filesystem import Entry
from podlab.engine.machine.loader import marker

EXTRA = ("kubectl", "kubeadm", "helm", "kubelet", "containerd")
"""Programs that whoever builds the machine brings along."""

SYSTEM = frozenset({"ip", "ifconfig", "route", "sysctl", "reboot", "shutdown", "mount", "umount"})

DIRECTORIES = (
    "/boot", "/etc/kubernetes/manifests", "/home", "/media", "/mnt", "/opt", "/root", "/srv",
    "/dev", "/proc", "/sys", "/run", "/usr/bin", "/usr/sbin", "/usr/lib", "/usr/local/bin",
    "/usr/share", "/var/cache", "/var/lib/containerd", "/var/lib/kubelet", "/var/log/pods",
    "/var/log/containers", "/var/spool",
)  # fmt: skip

PASSWD = """\
root:x:0:0:root:/root:/bin/bash
daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin
bin:x:2:2:bin:/bin:/usr/sbin/nologin
sys:x:3:3:sys:/dev:/usr/sbin/nologin
mail:x:8:8:mail:/var/mail:/usr/sbin/nologin
www-data:x:33:33:www-data:/var/www:/usr/sbin/nologin
sshd:x:101:65534::/run/sshd:/usr/sbin/nologin
nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
"""

GROUP = """\
root:x:0:
daemon:x:1:
bin:x:2:
sys:x:3:
adm:x:4:
mail:x:8:
sudo:x:27:
www-data:x:33:
users:x:100:
nogroup:x:65534:
"""

OS_RELEASE = """\
PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"
NAME="Debian GNU/Linux"
VERSION_ID="12"
VERSION="12 (bookworm)"
VERSION_CODENAME=bookworm
ID=debian
HOME_URL="https://www.debian.org/"
"""

BASHRC = """\
alias ll='ls -l'
alias ls='ls --color=auto'
alias grep='grep --color=auto'
PS1='[\\u@\\h \\W]\\$ '
"""

PROFILE = """\
if [ -f ~/.bashrc ]; then
  . ~/.bashrc
fi
"""


def entries() -> Iterator[Entry]:
    """Everything on a machine before it is switched on."""
    for path in DIRECTORIES:
        yield Entry(path, "directory", mode=0o700 if path == "/root" else 0o755)
    for path in ("/tmp", "/var/tmp"):
        yield Entry(path, "directory", mode=0o1777)
    for path in ("bin", "sbin", "lib"):
        yield Entry(f"/{path}", "symlink", f"usr/{path}".encode(), 0o777)
    yield from _programs()
    texts = {
        "/etc/passwd": PASSWD, "/etc/group": GROUP, "/etc/os-release": OS_RELEASE,
        "/etc/debian_version": "12.8\n", "/etc/issue": "Debian GNU/Linux 12 \\n \\l\n",
        "/etc/shells": "/bin/sh\n/bin/bash\n", "/etc/resolv.conf": "nameserver 192.168.1.1\n",
        "/etc/profile": "export PATH\n", "/root/.bashrc": BASHRC, "/root/.profile": PROFILE,
        "/root/.bash_profile": PROFILE,
    }  # fmt: skip
    for path, text in texts.items():
        yield Entry(path, data=text.encode())


def _programs() -> Iterator[Entry]:
    names = {*getattr(commands, "PROGRAMS", {}), *EXTRA} - {"busybox", "daemon"}
    for name in sorted(names):
        folder = "/usr/sbin" if name in SYSTEM else "/usr/bin"
        yield Entry(f"{folder}/{name}", data=marker(name), mode=0o755)
    yield Entry("/usr/lib/podlab/daemon", data=marker("daemon"), mode=0o755)
