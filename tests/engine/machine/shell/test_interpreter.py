"""The same scripts that real bash ran (tests/golden/shell) give the same output here."""

from pathlib import Path
from typing import NamedTuple

import pytest

from podlab.engine.kernel import snapshot
from podlab.engine.kernel.simulation import Simulation
from podlab.engine.machine.machine import Machine
from podlab.engine.machine.net.network import Network
from tests.engine.machine.small import PROGRAMS, Lab

GOLDEN = Path(__file__).parents[3] / "golden" / "shell"


class Case(NamedTuple):
    script: str
    output: str
    errors: str
    status: int


def cases() -> list[Case]:
    found = []
    for path in sorted(GOLDEN.glob("*.txt")):
        for block in path.read_text().split("=== script\n")[1:]:
            script, rest = block.split("\n--- output\n", 1)
            output, rest = rest.split("\n--- errors\n", 1)
            errors, status = rest.split("\n--- status ", 1)
            found.append(Case(script, output, errors, int(status)))
    return found


def run(lab: Lab, *argv: str, stdin: bytes = b"") -> tuple[int, str, str]:
    machine = lab.machine
    if not machine.files.exists("/tmp/w"):
        machine.files.mkdir("/tmp/w")
    token = machine.run_command(list(argv), stdin, "/tmp/w")
    lab.run(20)
    result = machine.command_result(token)
    assert result is not None, "still running"
    return result[0], result[1].decode(), result[2].decode()


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.script[:50])
def test_as_bash(case: Case) -> None:
    assert run(Lab(), "bash", "-c", case.script) == (case.status, case.output, case.errors)


@pytest.mark.parametrize(
    ("script", "words", "status"),
    [
        ("nosuch", "bash: line 1: nosuch: command not found\n", 127),
        ("cd /nope", "bash: line 1: cd: /nope: No such file or directory\n", 1),
        ("cat < nofile", "bash: line 1: nofile: No such file or directory\n", 1),
        ("set -u; echo $x", "bash: line 1: x: unbound variable\n", 127),
        ("echo ${x:?gone}", "bash: line 1: x: gone\n", 127),
        ("echo $((1/0))", 'bash: line 1: 1/0: division by 0 (error token is "0")\n', 1),
        ("[ 1 -eq a ]", "bash: line 1: [: a: integer expression expected\n", 2),
        ("/tmp", "bash: line 1: /tmp: Is a directory\n", 126),
        ("/etc/passwd", "bash: line 1: /etc/passwd: Permission denied\n", 126),
        (
            "echo )",
            "bash: -c: line 1: syntax error near unexpected token `)'\n"
            "bash: -c: line 1: `echo )'\n",
            2,
        ),
        ('echo "x', "bash: -c: line 1: unexpected EOF while looking for matching `\"'\n", 2),
    ],
)
def test_words_of_failure(script: str, words: str, status: int) -> None:
    assert run(Lab(), "bash", "-c", script) == (status, "", words)


def test_a_script_from_standard_input() -> None:
    assert run(Lab(), "bash", stdin=b"x=1\nif true\nthen\necho $x\nfi\n") == (0, "1\n", "")


def test_a_trap_runs_between_commands_and_wait_is_interrupted() -> None:
    lab = Lab()
    script = "trap 'echo term; exit 4' TERM; (sleep 1; kill $$) & while true; do sleep 0.2; done"
    assert run(lab, "bash", "-c", script)[:2] == (4, "term\n")


def test_the_last_command_takes_the_shell_s_place() -> None:
    lab = Lab()
    token = lab.machine.run_command(["bash", "-c", "true; sleep 100"], b"", "/")
    lab.run(1)
    argvs = [row.argv for row in lab.machine.process_table()]
    assert ["sleep", "100"] in argvs
    assert not any(argv[0] == "bash" for argv in argvs)
    assert lab.machine.command_result(token) is None


def test_a_script_half_way_through_goes_on_after_a_snapshot() -> None:
    lab = Lab()
    script = "for i in 1 2 3; do x=$(sleep 1; echo $i); echo got $x | cat; done"
    token = lab.machine.run_command(["bash", "-c", script], b"", "/")
    lab.run(1.5)
    states = (lab.sim.state, lab.network.state, lab.states["m1"])
    time, network, state = snapshot.from_bytes(snapshot.to_bytes(states))
    sim = Simulation(time)
    machine = Machine(state, sim, Network(network, sim, None), {}, PROGRAMS)
    sim.run_until(sim.now + 4_000_000)
    result = machine.command_result(token)
    assert result is not None
    assert result[:2] == (0, b"got 1\ngot 2\ngot 3\n")


def test_an_endless_loop_gives_way() -> None:
    lab = Lab()
    token = lab.machine.run_command(["bash", "-c", "while :; do :; done"], b"", "/")
    lab.run(0.05)
    assert lab.machine.command_result(token) is None


def test_lines_after_an_external_command_still_run():
    lab = Lab()
    script = "cat <<END\nq\nEND\nls /nosuch\necho last"
    token = lab.machine.run_command(["bash", "-c", script])
    lab.sim.run_until(lab.sim.now + 1_000_000)
    status, output, _ = lab.machine.command_result(token)
    assert (status, output) == (0, b"q\nlast\n")
