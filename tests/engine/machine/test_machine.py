"""Machines: programs run, wait, are captured, snapshotted and killed."""

import pytest

from podlab.engine.kernel import snapshot
from podlab.engine.machine.console import Stdio
from podlab.engine.machine.machine import Machine, ProcessSpec
from podlab.engine.machine.program import SystemCallError
from podlab.engine.machine.state import ExitEvent
from tests.engine.machine.small import PROGRAMS, Lab


def test_a_command_s_output_and_status_are_captured() -> None:
    lab = Lab()
    status, out, err = lab.command("t_print", "hello", "world")
    assert (status, out) == (0, "hello world\n")
    assert err.split()[1] == "0"


def test_stdin_is_read_to_its_end() -> None:
    assert Lab().command("t_cat", stdin=b"some text")[1] == "some text"


def test_a_pipeline_of_two_programs() -> None:
    assert Lab().command("t_pipe")[:2] == (0, "through the pipe\n")


def test_fork_runs_the_same_program_with_another_memory() -> None:
    assert Lab().command("t_fork") == (3, "child\n", "")


def test_sleeping_takes_virtual_time() -> None:
    lab = Lab()
    token = lab.machine.run_command(["t_sleep", "2.5"])
    lab.run(2.4)
    assert lab.machine.command_result(token) is None
    lab.run(0.2)
    assert lab.machine.command_result(token) == (0, b"", b"")


def test_the_end_of_a_command_is_a_notice() -> None:
    lab = Lab()
    heard: list[str] = []
    lab.sim.register("listener", lambda kind, payload: heard.append(kind))
    token = lab.machine.run_command(["t_sleep", "1"])
    lab.sim.wait_for(f"command/m1/{token}", "listener", "ended")
    lab.run(2)
    assert heard == ["ended"]


@pytest.mark.parametrize(
    ("argv", "name"),
    [
        (["nosuch"], "ENOENT"),
        (["/etc/passwd"], "EACCES"),
        (["/tmp/junk"], "ENOEXEC"),
        ([], "ENOENT"),
    ],
)
def test_what_cannot_be_started_says_why(argv: list[str], name: str) -> None:
    lab = Lab()
    lab.machine.files.write("/tmp/junk", b"no program", mode=0o755)
    with pytest.raises(SystemCallError) as caught:
        lab.machine.run_command(argv)
    assert caught.value.name == name


def test_a_script_runs_through_its_interpreter() -> None:
    lab = Lab()
    lab.machine.files.write("/tmp/hello", b"#!/usr/bin/t_print one\nrest", mode=0o755)
    assert lab.command("/tmp/hello", "two")[1] == "one /tmp/hello two\n"


def test_an_unknown_program_says_that_it_is_not_simulated() -> None:
    lab = Lab()
    assert lab.command("kubeadm")[0] == 127
    assert "not simulated" in lab.command("kubeadm")[2]


def test_a_signal_ends_a_process_and_tells_who_waits() -> None:
    lab = Lab()
    ends: list[object] = []
    lab.sim.register("watcher", lambda kind, payload: ends.append((kind, payload)))
    spec = lab.machine.spec(["t_sleep", "100"], exit_event=ExitEvent("watcher", "ended", "x"))
    pid = lab.machine.start(spec)
    lab.run(1)
    assert lab.machine.signal(pid, 15)
    lab.run(1)
    assert ends == [("ended", ("x", 143))]
    assert not lab.machine.signal(pid, 15)


def test_a_handled_signal_wakes_the_program() -> None:
    lab = Lab()
    token = lab.machine.run_command(["t_trap"])
    lab.run(1)
    lab.machine.signal(lab.machine.state.captures[token].pid, 15)
    lab.run(1)
    assert lab.machine.command_result(token) == (0, b"got 15 from 0\n", b"")


def contained(lab: Lab, argv: list[str]) -> int:
    space = lab.machine.processes.add_pid_namespace()
    null = {fd: Stdio("null") for fd in (0, 1, 2)}
    spec = ProcessSpec(argv, stdio=null, pidns=space, netns="m1", cgroup="box")
    return lab.machine.start(spec)


def test_the_first_process_of_a_namespace_ignores_term_but_not_kill() -> None:
    lab = Lab()
    pid = contained(lab, ["t_sleep", "100"])
    lab.run(1)
    lab.machine.signal(pid, 15)
    lab.run(1)
    assert pid in lab.machine.state.processes
    lab.machine.signal(pid, 9)
    lab.run(1)
    assert pid not in lab.machine.state.processes


def test_the_end_of_a_namespace_s_first_process_ends_all_in_it() -> None:
    lab = Lab()
    pid = contained(lab, ["t_sleep", "5"])
    space = lab.machine.state.processes[pid].pidns
    other = lab.machine.start(
        ProcessSpec(["t_sleep", "100"], pidns=space, netns="m1", stdio={1: Stdio("null")})
    )
    lab.run(1)
    assert [row.pid for row in lab.machine.process_table(space)] == [1, 2]
    lab.run(5)
    assert other not in lab.machine.state.processes
    assert lab.machine.process_table(space) == []


def test_memory_beyond_the_limit_kills_the_biggest() -> None:
    lab = Lab()
    group = lab.machine.cgroups.create("box")
    group.memory_limit = 20 << 20
    pid = contained(lab, ["t_grow"])
    lab.run(5)
    assert pid not in lab.machine.state.processes
    assert group.oom_kills == 1
    assert group.memory == 0


def test_who_was_killed_for_memory_holds_none() -> None:
    lab = Lab()
    process = lab.machine.state.processes[contained(lab, ["t_sleep", "9"])]
    for _ in range(2):
        lab.machine.processes.use_memory(process, 1 << 50)
    lab.run(1)
    assert process.pid not in lab.machine.state.processes
    assert lab.command("t_print", "still", "there")[1] == "still there\n"
    assert lab.machine.state.used_memory < 10 << 20


def test_a_busy_loop_costs_few_events_and_much_cpu() -> None:
    lab = Lab()
    lab.machine.cgroups.create("box")
    contained(lab, ["t_spin"])
    before = lab.sim.state.steps
    lab.run(10)
    assert lab.sim.state.steps - before < 1500
    assert lab.machine.cgroups.nanocores("box", lab.sim.now) == 0
    lab.run(10)
    assert lab.machine.cgroups.nanocores("box", lab.sim.now) == pytest.approx(10**9, rel=0.05)


def test_a_machine_goes_on_from_its_snapshot() -> None:
    lab = Lab()
    token = lab.machine.run_command(["t_pipe"])
    sleeper = lab.machine.run_command(["t_sleep", "3"])
    lab.sim.step()
    states = (lab.sim.state, lab.network.state, lab.machine.state)
    copy = snapshot.from_bytes(snapshot.to_bytes(states))
    again = Lab(boot=False)
    again.sim.state, again.network.state = copy[0], copy[1]
    again.machine = Machine(copy[2], again.sim, again.network, {}, PROGRAMS)
    for each in (lab, again):
        each.run(5)
    assert snapshot.fingerprint(lab.machine.state) == snapshot.fingerprint(again.machine.state)
    assert again.machine.command_result(token) == lab.machine.command_result(token)
    assert again.machine.command_result(sleeper) == (0, b"", b"")


def test_hostile_numbers_of_processes_are_refused() -> None:
    lab = Lab()
    lab.machine.cgroups.create("box").processes = 512
    with pytest.raises(SystemCallError) as caught:
        contained(lab, ["t_sleep", "1"])
    assert caught.value.name == "EAGAIN"
