"""What every container sees mounted beside its own files, and df's figures."""

from podlab.engine.machine.filesystem import FIRST, FilesystemState, Inode, Space
from podlab.engine.machine.standardmounts import container_rows, space_of
from podlab.engine.machine.vfs import Mount, Vfs, VfsState


def vfs() -> Vfs:
    made = Vfs(VfsState(Space(100 << 30)), lambda name: None)  # type: ignore[arg-type,return-value]
    made.memory = 8 << 30
    return made


def test_what_is_mounted_there_already_is_not_shown_twice() -> None:
    points = [row[1] for row in container_rows(1, {"/sys/firmware"})]
    assert "/sys/fs/cgroup/memory" in points
    assert "/sys/firmware" not in points


def test_a_temporary_filesystem_counts_pages() -> None:
    made = vfs()
    number = made.add(FilesystemState("tmpfs", "tmpfs", size=1 << 20))
    files = made.filesystem(number)
    files.write(files.create(FIRST, "f", Inode("file", 0o644, 0, 0, 0)), 0, b"x", 0)
    mount = Mount("/m", number, FIRST, "tmpfs", "tmpfs")
    assert space_of(made, mount, "/m") == (1 << 20, 4096, (1 << 20) - 4096)


def test_without_a_size_it_may_take_half_of_the_memory() -> None:
    made = vfs()
    mount = Mount("/m", made.add(FilesystemState("tmpfs", "tmpfs")), FIRST, "tmpfs", "tmpfs")
    assert space_of(made, mount, "/m")[0] == 4 << 30


def test_masked_files_of_proc_are_small() -> None:
    assert space_of(vfs(), None, "/proc/keys") == (64 << 20, 0, 64 << 20)
    assert space_of(vfs(), None, "/proc/acpi") == (4 << 30, 0, 4 << 30)


def test_a_disk_keeps_a_reserve() -> None:
    made = vfs()
    mount = Mount("/", made.add(FilesystemState("ext4", "/dev/vda")), FIRST, "ext4", "/dev/vda")
    size, used, available = space_of(made, mount, "/")
    assert (size, used) == (100 << 30, 20 << 30)
    assert available == 75 << 30
