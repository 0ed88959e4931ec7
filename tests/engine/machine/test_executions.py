"""The record of what was run on a machine."""

from podlab.engine.machine.executions import MAX_EXECUTIONS, MAX_WORD, ExecutionsState, begun, ended
from tests.engine.machine.small import Lab


def run(script):
    lab = Lab()
    lab.machine.run_command(["bash", "-c", script])
    lab.sim.run_until(lab.sim.now + 1_000_000)
    return [(row.argv, row.status) for row in lab.machine.state.executions.rows]


def test_what_a_shell_runs_is_recorded_with_its_status():
    rows = run("ls /nosuch; cat /etc/hostname; true")
    assert (["ls", "/nosuch"], 2) in rows
    assert any(argv[0] == "cat" and status is not None for argv, status in rows)


def test_a_shell_that_becomes_its_last_command_was_both():
    names = [argv[0] for argv, _ in run("ls /")]
    assert names[-2:] == ["bash", "ls"]


def test_the_record_is_bounded():
    state = ExecutionsState()
    for pid in range(MAX_EXECUTIONS + 5):
        begun(state, pid, pid, ["x" * 10_000])
        ended(state, pid, 0)
    assert len(state.rows) == MAX_EXECUTIONS
    assert len(state.rows[0].argv[0]) == MAX_WORD
    assert not state.running


def test_an_unknown_end_is_ignored():
    state = ExecutionsState()
    ended(state, 7, 0)
    assert not state.rows
