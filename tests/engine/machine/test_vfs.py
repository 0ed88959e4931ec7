"""Walking paths through mounts and links, and what is freed with its last mount."""

import pytest

from podlab.engine.machine.files import ProcessFiles
from podlab.engine.machine.filesystem import FIRST, FilesystemState, Space
from podlab.engine.machine.program import SystemCallError
from podlab.engine.machine.vfs import Mount, MountNamespace, Vfs, VfsState
from podlab.engine.runtime.rootfs import Subject


@pytest.fixture
def vfs():
    found = Vfs(VfsState(Space(1 << 30)), lambda name: None)
    root = found.add(FilesystemState("ext4", "/dev/sda"))
    found.mount(0, Mount("/", root, FIRST, "ext4", "/dev/sda"))
    return found


def files_of(vfs):

    return ProcessFiles(vfs, Subject(0), lambda: 0)


def test_links_and_dots_lead_where_they_say(vfs):
    files = files_of(vfs)
    files.mkdir("/usr/bin", parents=True)
    files.write("/usr/bin/ls", b"x")
    files.symlink("usr/bin", "/bin")
    files.symlink("/bin/../bin/ls", "/usr/again")
    assert files.realpath("/usr/../bin/ls") == "/usr/bin/ls"
    assert files.realpath("/usr/again") == "/usr/bin/ls"
    assert files.realpath("/../../usr") == "/usr"
    assert vfs.resolve(Subject(0), "/bin", follow=False).path == "/bin"


def test_a_file_is_no_directory_and_a_circle_has_no_end(vfs):
    files = files_of(vfs)
    files.write("/file", b"x")
    files.symlink("/b", "/a")
    files.symlink("/a", "/b")
    for path, error in (("/file/x", "ENOTDIR"), ("/a", "ELOOP"), ("/none/x", "ENOENT")):
        with pytest.raises(SystemCallError) as refused:
            vfs.resolve(Subject(0), path)
        assert refused.value.name == error


def test_a_name_that_was_removed_hides_nothing_below_another(vfs):
    files = files_of(vfs)
    files.write("/one", b"x")
    files.unlink("/one")
    assert not files.exists("/one")


def test_memory_is_freed_with_its_last_mount(vfs):
    tmpfs = vfs.add(FilesystemState("tmpfs", "tmpfs"))
    vfs.state.namespaces[1] = MountNamespace()
    for namespace in (0, 1):
        vfs.mount(namespace, Mount("/mnt", tmpfs, FIRST, "tmpfs", "tmpfs"))
    again = Vfs(vfs.state, lambda name: None)
    again.unmount(0, "/mnt")
    assert tmpfs in again.state.filesystems
    again.drop_namespace(1)
    assert tmpfs not in again.state.filesystems


def test_a_mount_over_a_mount_takes_its_place(vfs):
    first, second = (vfs.add(FilesystemState("tmpfs", "tmpfs")) for _ in range(2))
    for number in (first, second):
        vfs.mount(0, Mount("/mnt", number, FIRST, "tmpfs", "tmpfs"))
    vfs.unmount(0, "/mnt")
    assert second not in vfs.state.filesystems
    assert first in vfs.state.filesystems, "who made it has it still"


def test_shared_memory_belongs_to_its_sandbox(vfs):
    shm = vfs.add(FilesystemState("tmpfs", "shm"))
    vfs.mount(1, Mount("/dev/shm", shm, FIRST, "tmpfs", "shm"))
    vfs.drop_namespace(1)
    assert shm in vfs.state.filesystems
