"""Whole trees of files are made and removed at once, as if one by one."""

from podlab.engine.machine.trees import TreeEntry
from tests.engine.machine.small import Lab


def test_what_has_another_name_survives_its_tree() -> None:
    lab = Lab("m1")
    files = lab.machine.files
    files.write_tree("/var/lib/x", {"a/b/key": TreeEntry(0o600, b"value")})
    files.link("/var/lib/x/a/b/key", "/var/lib/key")
    files.remove_tree("/var/lib/x", "a")
    assert files.read("/var/lib/key") == b"value"
    assert files.stat("/var/lib/key").links == 1


def test_a_tree_with_folders_of_the_layer_is_removed() -> None:
    lab = Lab("m1")
    files = lab.machine.files
    files.write_tree("/etc", {"kubernetes/deep/er": TreeEntry(0o600, b"value")})
    files.rename("/etc", "/var/moved")
    files.remove_tree("/var", "moved")
    assert not files.exists("/var/moved")
    assert not files.exists("/etc")


def test_a_tree_is_written_and_removed() -> None:
    lab = Lab("m1")
    files = lab.machine.files
    tree = {
        "a/..data": TreeEntry(0o777, target="one"),
        "a/one/key": TreeEntry(0o600, b"value"),
        "a/empty": TreeEntry(0o700),
    }
    files.write_tree("/var/lib/x", tree)
    assert files.read("/var/lib/x/a/..data/key") == b"value"
    assert files.stat("/var/lib/x/a/one/key").mode & 0o777 == 0o600
    assert files.is_dir("/var/lib/x/a/empty")
    files.write_tree("/var/lib/x", {"a/one/key": TreeEntry(0o600, b"new")})
    assert files.read("/var/lib/x/a/one/key") == b"new"
    used = lab.machine.state.vfs.space.inodes
    files.remove_tree("/var/lib/x", "a")
    assert files.listdir("/var/lib/x") == []
    assert lab.machine.state.vfs.space.inodes == used - 5
    files.remove_tree("/var/lib/x", "a")
