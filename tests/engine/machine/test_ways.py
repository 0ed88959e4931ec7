"""Ways through a layer: what is remembered of one, and what disturbs it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podlab.engine.machine.files import ProcessFiles
from podlab.engine.machine.filesystem import Entry, FilesystemState, Layer, Space
from podlab.engine.machine.program import SystemCallError
from podlab.engine.machine.vfs import Mount, MountNamespace, Vfs, VfsState
from podlab.engine.machine.ways import undisturbed, way
from tests.engine.machine.small import START
from tests.engine.machine.test_files import User

LAYER = Layer(
    "small",
    [
        Entry("/etc/app/app.conf", data=b"listen 80"),
        Entry("/etc/link", "symlink", b"/etc/app"),
        Entry("/bin/sh", data=b"shell"),
    ],
    START,
)


def container() -> tuple[Vfs, ProcessFiles]:
    """A container's files, in a mount namespace of its own."""
    vfs = Vfs(VfsState(Space(1 << 20)), lambda _name: LAYER)
    root = vfs.add(FilesystemState("overlay", "overlay", "small"))
    vfs.state.namespaces[7] = MountNamespace()
    vfs.mount(7, Mount("/", root, 1, "overlay", "overlay"))
    return vfs, ProcessFiles(vfs, User(mntns=7), lambda: START)


def test_a_way_names_what_it_passes() -> None:
    found = way(LAYER, "/etc/app/app.conf")
    assert found is not None
    assert [name for _, name in found.steps] == ["etc", "app", "app.conf"]
    assert found.points == {"/etc", "/etc/app", "/etc/app/app.conf"}
    assert LAYER.nodes[found.number].data == b"listen 80"


def test_a_way_that_leads_nowhere_ends_where_it_does() -> None:
    found = way(LAYER, "/etc/none/deeper")
    assert found is not None
    assert found.number == 0
    assert [name for _, name in found.steps] == ["etc", "none"]


@pytest.mark.parametrize(
    "path",
    ["etc/app", "/etc/link/app.conf", "/etc/../bin/sh", "/etc/./app", "/etc//app",
     "/etc/app/", "/bin/sh/more", "/" + "x" * 300],
)  # fmt: skip
def test_other_paths_are_walked(path: str) -> None:
    assert way(LAYER, path) is None


def test_what_is_written_disturbs_only_ways_that_pass_it() -> None:
    vfs, files = container()
    disk = vfs.filesystem(1)
    files.write("/etc/hosts", b"127.0.0.1 localhost")
    ways = [way(LAYER, path) for path in ("/etc/hosts", "/etc/app/app.conf")]
    assert [found is not None and undisturbed(found, disk) for found in ways] == [False, True]


def test_a_container_sees_what_it_wrote_removed_and_mounted() -> None:
    vfs, files = container()
    assert files.read("/etc/app/app.conf") == b"listen 80"
    files.write("/etc/app/app.conf", b"listen 81")
    assert files.read("/etc/app/app.conf") == b"listen 81"
    files.unlink("/etc/app/app.conf")
    assert not files.exists("/etc/app/app.conf")
    with pytest.raises(SystemCallError, match="No such file"):
        files.read("/etc/none/deeper")
    files.mkdir("/etc/none")
    files.write("/etc/none/deeper", b"now it is there")
    assert files.read("/etc/none/deeper") == b"now it is there"
    files.rename("/etc/app", "/srv")
    assert files.listdir("/srv") == []
    assert not files.exists("/etc/app")
    other = vfs.add(FilesystemState("tmpfs", "tmpfs"))
    vfs.mount(7, Mount("/bin", other, 1, "tmpfs", "tmpfs"))
    assert not files.exists("/bin/sh")
    vfs.unmount(7, "/bin")
    assert files.read("/bin/sh") == b"shell"


NAMES = st.sampled_from(["etc", "app", "bin", "sh", "link", "app.conf"])
PATHS = st.lists(NAMES, min_size=1, max_size=3).map(lambda names: "/" + "/".join(names))


@given(st.lists(st.tuples(st.sampled_from(["write", "unlink", "mkdir", "rmdir"]), PATHS)), PATHS)
def test_a_known_way_leads_where_walking_does(changes: list[tuple[str, str]], path: str) -> None:
    _, files = container()
    for verb, place in changes:
        try:
            files.write(place, b"x") if verb == "write" else getattr(files, verb)(place)
        except SystemCallError:
            continue
    answers = []
    for spelled in (path, f"/.{path}"):  # the second is no plain way: it is walked
        try:
            answers.append(files.stat(spelled))
        except SystemCallError as error:
            answers.append(error.name)
    assert answers[0] == answers[1]
