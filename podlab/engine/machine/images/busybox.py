"""busybox and alpine: one program under many names.

Here: the files.  Not here: what the applets do (``machine.commands``).
"""

from collections.abc import Iterator

from podlab.engine.machine.filesystem import Entry
from podlab.engine.machine.loader import marker

_NAMES = """
[ [[ acpid adjtimex ar arch arp arping ascii ash awk base64 basename bc blkdiscard blkid
blockdev brctl bunzip2 bzcat bzip2 cal cat chgrp chmod chown chroot chvt clear cmp cp cpio crc32
cttyhack cut date dc dd deallocvt depmod devmem df diff dirname dmesg dnsdomainname dos2unix du
dumpkmap dumpleases echo egrep env expand expr factor fallocate false fatattr fdisk fgrep find
findfs fold free freeramdisk fsfreeze fstrim ftpget ftpput getopt getty grep groups gunzip gzip
halt head hexdump hostid hostname httpd hwclock i2cdetect i2cdump i2cget i2cset i2ctransfer id
ifconfig ifdown ifup init insmod ionice ip ipcalc ipneigh kill killall klogd last less link
linux32 linux64 linuxrc ln loadfont loadkmap logger login logname logread losetup ls lsmod
lsscsi lzcat lzma lzop md5sum mdev microcom mim mkdir mkdosfs mke2fs mkfifo mknod mkpasswd
mkswap mktemp modinfo modprobe more mount mt mv nameif nc netstat nl nologin nproc nsenter
nslookup nuke od openvt partprobe paste patch pidof ping ping6 pivot_root poweroff printf ps pwd
rdate readlink realpath reboot renice reset resume rev rm rmdir rmmod route rpm rpm2cpio
run-init run-parts sed seq setkeycodes setpriv setsid sh sha1sum sha256sum sha3sum sha512sum
shred shuf sleep sort ssl_client start-stop-daemon stat strings stty svc svok swapoff swapon
switch_root sync sysctl syslogd tac tail tar taskset tee telnet test tftp time timeout top touch
tr traceroute traceroute6 true truncate ts tty ubirename udhcpc udhcpd uevent umount uname
uncompress unexpand uniq unix2dos unlink unlzma unshare unxz unzip uptime usleep uudecode
uuencode vconfig vi w watch watchdog wc wget which who whoami xargs xxd xz xzcat yes zcat
"""
APPLETS = _NAMES.split()

PASSWD = """\
root:x:0:0:root:/root:/bin/sh
daemon:x:1:1:daemon:/usr/sbin:/bin/false
www-data:x:33:33:www-data:/var/www:/bin/false
nobody:x:65534:65534:nobody:/home:/bin/false
"""

ALPINE_RELEASE = """\
NAME="Alpine Linux"
ID=alpine
VERSION_ID=3.20.3
PRETTY_NAME="Alpine Linux v3.20"
HOME_URL="https://alpinelinux.org/"
"""


def entries() -> Iterator[Entry]:
    """A busybox root."""
    for path in ("/bin", "/etc", "/root", "/var", "/proc", "/sys", "/dev", "/usr/bin", "/home"):
        yield Entry(path, "directory", mode=0o755)
    yield Entry("/tmp", "directory", mode=0o1777)
    yield Entry("/bin/busybox", data=marker("busybox"), mode=0o755)
    for name in APPLETS:
        yield Entry(f"/bin/{name}", "symlink", b"busybox", 0o777)
    yield Entry("/lib/x86_64-linux-gnu/libc.so.6", data=b"\x7fELF", mode=0o755)
    yield Entry("/lib64/ld-linux-x86-64.so.2", data=b"\x7fELF", mode=0o755)
    yield Entry("/etc/passwd", data=PASSWD.encode())
    yield Entry("/etc/group", data=b"root:x:0:\nwww-data:x:33:\nnogroup:x:65534:\n")
    yield Entry("/etc/nsswitch.conf", data=b"hosts: files dns\n")


def alpine_entries() -> Iterator[Entry]:
    """An Alpine root: busybox with a few files more."""
    yield from entries()
    for path in ("/sbin", "/usr/sbin", "/usr/lib", "/opt", "/srv", "/mnt", "/run", "/media"):
        yield Entry(path, "directory", mode=0o755)
    yield Entry("/sbin/apk", data=marker("apk"), mode=0o755)
    yield Entry("/etc/os-release", data=ALPINE_RELEASE.encode())
    yield Entry("/etc/alpine-release", data=b"3.20.3\n")
    for path in ("/var/log", "/var/cache", "/var/lib"):
        yield Entry(path, "directory", mode=0o755)
