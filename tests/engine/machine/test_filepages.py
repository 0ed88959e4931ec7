"""What is written into memory counts as memory of the group that wrote it."""

import pytest

from podlab.engine.machine.program import Proc, Step
from tests.engine.machine.small import PROGRAMS
from tests.engine.runtime.node import Node

MIB = 1 << 20


def t_fill(p: Proc) -> Step:
    """t_fill PATH MEBIBYTES: write zeros into a file."""
    p.files.write(p.argv[1], bytes(int(p.argv[2]) * MIB))
    return 0


def t_wipe(p: Proc) -> Step:
    """t_wipe PATH: delete a file."""
    p.files.unlink(p.argv[1])
    return 0


PROGRAMS["t_fill"], PROGRAMS["t_wipe"] = t_fill, t_wipe


class Box(Node):
    """A container that sleeps; others run inside of it."""

    def __init__(self, limit: int = 0) -> None:
        super().__init__()
        self.container = self.start("sleep", "1000", memory_limit=limit)
        self.run(1)

    def inside(self, *command: str) -> int:
        name = self.runtime.exec(self.container, list(command), stdin=False, tty=False)
        self.run(1)
        self.runtime.session_read(name)
        status = self.runtime.session_exit(name)
        assert status is not None
        return status

    @property
    def memory(self) -> int:
        group = self.machine.cgroups.get(self.runtime.cgroup(self.container))
        assert group is not None
        return group.memory


@pytest.fixture
def box() -> Box:
    return Box()


def test_files_in_memory_are_memory_until_they_are_deleted(box: Box) -> None:
    before = box.memory
    assert box.inside("t_fill", "/dev/shm/a", "10") == 0
    assert box.memory - before == 10 * MIB
    assert box.inside("t_fill", "/dev/shm/a", "4") == 0
    assert box.memory - before == 4 * MIB
    assert box.inside("t_wipe", "/dev/shm/a") == 0
    assert box.memory == before


def test_files_on_the_disk_are_not(box: Box) -> None:
    before = box.memory
    assert box.inside("t_fill", "/a", "10") == 0
    assert box.memory == before


def test_a_limit_holds_for_them_too() -> None:
    box = Box(limit=8 * MIB)
    assert box.inside("t_fill", "/dev/shm/a", "4") == 0
    assert box.inside("t_fill", "/dev/shm/b", "6") == 137
    group = box.machine.cgroups.get(box.runtime.cgroup(box.container))
    assert group is not None
    assert group.oom_kills == 1


def test_a_groups_end_leaves_them_to_the_one_above(box: Box) -> None:
    box.inside("t_fill", "/dev/shm/a", "10")
    above = box.machine.cgroups.get(box.runtime.cgroup(box.container).rpartition("/")[0])
    assert above is not None
    held = above.memory
    box.runtime.signal_container(box.container, "SIGKILL")
    box.run(1)
    box.runtime.remove_container(box.container)
    assert above.memory > held - 2 * MIB
    assert above.files == 10 * MIB
