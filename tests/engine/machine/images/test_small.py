"""Programs that stand for what is not simulated."""

import pytest

from podlab.engine.machine.program import Proc, Step, writable
from podlab.engine.runtime.containers import PORTS
from tests.engine.machine.images.test_servers import Image
from tests.engine.machine.small import PROGRAMS

DECLARED = {PORTS: '[{"containerPort": 9000}, {"containerPort": 9001}]'}


def t_leave(p: Proc) -> Step:
    """t_leave ADDRESS PORT: connect and leave at once, as TCP probes do."""
    fd = p.memory.setdefault("fd", None) or p.connect(p.argv[1], int(p.argv[2]))
    p.memory["fd"] = fd
    return writable(fd) if p.connected(fd) is None else 0


PROGRAMS["t_leave"] = t_leave


def test_an_opaque_server_answers_on_each_declared_port() -> None:
    image = Image("example.com/team/app:1", annotations=DECLARED)
    assert [image.get("/", port).status for port in (9000, 9001)] == [200, 200]


def test_an_opaque_server_outlives_who_connects_and_leaves() -> None:
    image = Image("example.com/team/app:1", annotations=DECLARED)
    for _ in range(3):
        assert image.command("t_leave", image.address, "9000")[0] == 0
    assert image.status[0] == "running"
    assert image.get("/", 9000).status == 200


def test_an_opaque_server_refuses_other_ports() -> None:
    image = Image("example.com/team/app:1", annotations=DECLARED)
    with pytest.raises(AssertionError, match="ECONNREFUSED"):
        image.get("/", 9002)
