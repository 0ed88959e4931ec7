"""ssh: a program of one machine works on another."""

import pytest

from podlab.engine.machine.program import SystemCallError
from podlab.engine.machine.ssh import SecureShell
from tests.engine.machine.small import Lab


def lab() -> Lab:
    made = Lab("m1", "m2")
    for machine in made.machines.values():
        machine.services["machines"] = made.machines
    return made


def test_a_command_on_another_machine() -> None:
    here = lab()
    shell = SecureShell(here.machine, "m1")
    session = shell.open("192.168.1.11", ["t_print", "over", "there"])
    here.run(1)
    output = shell.read(session)
    assert output[0] == (1, b"over there\n")
    assert shell.exit(session) == 0
    shell.close(session)
    with pytest.raises(SystemCallError):
        shell.read(session)


def test_input_goes_there_and_back() -> None:
    here = lab()
    shell = SecureShell(here.machine, "m1")
    session = shell.open("192.168.1.11", ["t_cat"])
    shell.write(session, b"ping")
    here.run(1)
    shell.close_input(session)
    here.run(1)
    assert shell.read(session) == [(1, b"ping")]
    assert shell.exit(session) == 0


def test_a_terminal_there_has_a_prompt() -> None:
    here = lab()
    shell = SecureShell(here.machine, "m1")
    session = shell.open("192.168.1.11", [], window=(80, 24))
    here.run(1)
    shell.resize(session, 100, 30)
    shell.write(session, b"hostname\r")
    here.run(1)
    assert b"m2" in b"".join(data for _, data in shell.read(session))
    shell.close(session)
    here.run(1)
    assert here.machines["m2"].state.remote == {}
    assert "bash" not in [row.argv[0] for row in here.machines["m2"].process_table()]


@pytest.mark.parametrize(
    ("address", "user", "name"),
    [
        ("192.168.1.77", "root", "EHOSTUNREACH"),
        ("8.8.8.8", "root", "ETIMEDOUT"),
        ("192.168.1.11", "mallory", "EACCES"),
    ],
)
def test_who_cannot_be_reached(address: str, user: str, name: str) -> None:
    with pytest.raises(SystemCallError) as caught:
        SecureShell(lab().machine, "m1").open(address, [], user=user)
    assert caught.value.name == name


def test_a_machine_without_its_cable_times_out() -> None:
    here = lab()
    here.network.set_down("m2", True)
    with pytest.raises(SystemCallError) as caught:
        SecureShell(here.machine, "m1").open("192.168.1.11", [])
    assert caught.value.name == "ETIMEDOUT"
