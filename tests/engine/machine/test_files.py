"""Files as processes see them: overlay, links, permissions, limits."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podlab.engine.machine.files import ProcessFiles
from podlab.engine.machine.filesystem import FilesystemState, Space
from podlab.engine.machine.program import SystemCallError
from podlab.engine.machine.vfs import Mount, MountNamespace, Vfs, VfsState
from tests.engine.machine.small import START, Lab


class User:
    """Somebody who looks at files."""

    def __init__(self, uid: int = 0, gid: int = 0, mntns: int = 0) -> None:
        self.mntns, self.cwd, self.uid, self.gid = mntns, "/", uid, gid
        self.groups: list[int] = []
        self.umask = 0o022


def view(uid: int = 0, size: int = 1 << 20) -> ProcessFiles:
    from podlab.engine.machine.images import layer

    vfs = Vfs(VfsState(Space(size)), layer)
    root = vfs.add(FilesystemState("overlay", "overlay", "busybox"))
    vfs.state.namespaces[0] = MountNamespace()
    vfs.mount(0, Mount("/", root, 1, "overlay", "overlay"))
    return ProcessFiles(vfs, User(uid), lambda: START)


def refused(call: object, *args: object, **named: object) -> str:
    with pytest.raises(SystemCallError) as caught:
        call(*args, **named)  # type: ignore[operator]
    return caught.value.name


def test_what_is_written_stands_above_the_layer() -> None:
    first, second = view(), view()
    first.write("/etc/passwd", b"mine")
    assert first.read("/etc/passwd") == b"mine"
    assert second.read("/etc/passwd").startswith(b"root:x:0:0")


def test_removed_names_of_the_layer_stay_removed() -> None:
    files = view()
    files.unlink("/etc/group")
    assert "group" not in files.listdir("/etc")
    assert refused(files.read, "/etc/group") == "ENOENT"
    files.write("/etc/group", b"new")
    assert files.read("/etc/group") == b"new"


def test_a_directory_of_the_layer_can_be_renamed() -> None:
    files = view()
    files.rename("/etc", "/config")
    assert files.read("/config/nsswitch.conf") == b"hosts: files dns\n"
    assert not files.exists("/etc")


@pytest.mark.parametrize(
    ("call", "args", "name"),
    [
        ("read", ("/nosuch",), "ENOENT"), ("read", ("/etc",), "EISDIR"),
        ("read", ("/etc/passwd/x",), "ENOTDIR"), ("read", ("",), "ENOENT"),
        ("mkdir", ("/etc",), "EEXIST"), ("mkdir", ("/a/b",), "ENOENT"),
        ("rmdir", ("/etc",), "ENOTEMPTY"), ("rmdir", ("/etc/passwd",), "ENOTDIR"),
        ("unlink", ("/etc",), "EISDIR"), ("rename", ("/etc", "/etc/x"), "EINVAL"),
        ("readlink", ("/etc/passwd",), "EINVAL"), ("link", ("/etc", "/x"), "EPERM"),
        ("symlink", ("a", "/etc"), "EEXIST"), ("write", ("/etc", b""), "EISDIR"),
        ("read", ("/" + "x" * 5000,), "ENAMETOOLONG"), ("write", ("/" + "x" * 300, b""),
                                                         "ENAMETOOLONG"),
    ],
)  # fmt: skip
def test_failures(call: str, args: tuple[object, ...], name: str) -> None:
    assert refused(getattr(view(), call), *args) == name


def test_links() -> None:
    files = view()
    files.symlink("../etc/passwd", "/root/p")
    assert files.realpath("/root/p") == "/etc/passwd"
    assert files.stat("/root/p", follow=False).type == "symlink"
    files.symlink("loop", "/loop")
    assert refused(files.read, "/loop") == "ELOOP"
    files.write("/a", b"1")
    files.link("/a", "/b")
    files.write("/b", b"2")
    assert (files.read("/a"), files.stat("/a").links) == (b"2", 2)
    files.symlink("/new", "/dangling")
    files.write("/dangling", b"x")
    assert files.read("/new") == b"x"


def test_users_may_do_what_the_bits_say() -> None:
    files = view(1000)
    assert files.read("/etc/passwd")
    assert refused(files.write, "/etc/passwd", b"") == "EACCES"
    assert refused(files.mkdir, "/mine") == "EACCES"
    files.write("/tmp/mine", b"x", mode=0o600)
    assert files.stat("/tmp/mine").uid == 1000
    assert refused(files.chown, "/tmp/mine", 0, 0) == "EPERM"
    files.chmod("/tmp/mine", 0o000)
    assert refused(files.read, "/tmp/mine") == "EACCES"


def test_a_sticky_directory_protects_others_files() -> None:
    lab = Lab()
    lab.machine.files.write("/tmp/roots", b"x")
    other = lab.machine.files_of(User(1000))
    assert refused(other.unlink, "/tmp/roots") == "EPERM"


def test_a_full_disk() -> None:
    files = view(size=10_000)
    assert refused(files.write, "/big", b"x" * 20_000) == "ENOSPC"
    files.write("/small", b"x" * 5_000)
    files.unlink("/small")
    files.write("/again", b"x" * 9_000)


def test_zeros_cost_no_memory_but_fill_the_disk() -> None:
    files = view(size=200 << 20)
    files.write("/zeros", bytes(8 << 20))
    space = files._vfs.state.space
    assert (space.used, space.held) == (8 << 20, 0)
    assert files.read("/zeros") == bytes(8 << 20)


def test_read_only_mounts() -> None:
    lab = Lab()
    lab.machine.state.vfs.namespaces[0].mounts["/"].read_only = True
    assert refused(lab.machine.files.write, "/x", b"") == "EROFS"
    assert refused(lab.machine.files.mkdir, "/x") == "EROFS"


def test_a_temporary_filesystem_comes_and_goes() -> None:
    files = Lab().machine.files
    files.mkdir("/mnt/t")
    files.write("/mnt/t/under", b"x")
    files.mount_tmpfs("/mnt/t", 4096)
    assert files.listdir("/mnt/t") == []
    assert refused(files.write, "/mnt/t/big", b"x" * 5000) == "ENOSPC"
    files.unmount("/mnt/t")
    assert files.read("/mnt/t/under") == b"x"
    assert refused(files.unmount, "/mnt/t") == "EINVAL"
    assert refused(files.mount_tmpfs, "/etc/passwd") == "ENOTDIR"


def test_temporary_filesystems_are_found_by_what_they_stand_below() -> None:
    files = view()
    files.mkdir("/srv/one/deep", parents=True)
    files.mkdir("/srv/other", parents=True)
    for path in ("/srv/one/deep", "/srv/other"):
        files.mount_tmpfs(path)
    assert files.mounted_below("/srv/one") == ["/srv/one/deep"]
    assert files.mounted_below("/srv/o") == files.mounted_below("/srv/other") == []
    assert files.is_mount_point("/srv/other")
    assert not files.is_mount_point("/srv/one")


def test_proc_and_dev_are_computed() -> None:
    lab = Lab()
    files = lab.machine.files
    assert files.read("/proc/1/cmdline") == b"/sbin/init\0"
    assert b"MemTotal:" in files.read("/proc/meminfo")
    assert "1" in files.listdir("/proc")
    assert files.read("/proc/sys/kernel/hostname") == b"m1\n"
    assert files.stat("/dev/null").type == "device"
    assert files.read("/sys/class/net/eth0/mtu") == b"1500\n"
    assert refused(files.read, "/proc/99999/status") == "ENOENT"
    assert refused(files.write, "/proc/version", b"x") == "EPERM"


names = st.sampled_from(["/a", "/b", "/d", "/d/x", "/d/y", "/etc/passwd", "/l"])
steps = st.tuples(
    st.sampled_from(["write", "append", "unlink", "mkdir", "rmdir", "rename", "symlink", "link"]),
    names,
    names,
)


@settings(max_examples=60, deadline=None)
@given(st.lists(steps, max_size=30))
def test_any_sequence_leaves_the_accounts_right(sequence: list[tuple[str, str, str]]) -> None:
    files = view()
    for name, one, two in sequence:
        try:
            if name in ("write", "append"):
                files.write(one, two.encode(), append=name == "append")
            elif name in ("rename", "symlink", "link"):
                getattr(files, name)(one, two)
            else:
                getattr(files, name)(one)
        except SystemCallError:
            continue
    vfs = files._vfs
    inodes = vfs.state.filesystems[1].inodes.values()
    assert vfs.state.space.used == sum(node.size for node in inodes if node.kind == "file")
    assert vfs.state.space.inodes == len(inodes)
