"""containerd: a Pod's sandbox and containers from creation to removal."""

import pytest

from podlab.engine.kernel import snapshot
from podlab.engine.machine.machine import Machine
from podlab.engine.machine.net.network import Network
from podlab.engine.machine.signals import KILL
from podlab.engine.runtime.cri import CriError
from tests.engine.machine.small import PROGRAMS
from tests.engine.runtime.node import Node


def test_a_sandbox_has_an_address_and_a_pause_process() -> None:
    node = Node()
    status = node.runtime.sandbox(node.sandbox())
    node.run(1)
    assert (status.ip, status.state) == ("10.244.1.2", "ready")
    assert ["/pause"] in [row.argv for row in node.machine.process_table()]
    assert node.network.state.addresses["10.244.1.2"] == status.id


def test_a_pod_s_sandboxes_are_found_by_its_uid() -> None:
    node = Node()
    first, other, second = (node.sandbox(name) for name in ("web", "db", "web"))
    found = [row.id for row in node.runtime.sandboxes("uid-web")]
    assert found == [first, second]
    node.runtime.remove_sandbox(first)
    assert [row.id for row in node.runtime.sandboxes("uid-web")] == [second]
    node.runtime.remove_sandbox(second)
    assert node.runtime.sandboxes("uid-web") == []
    assert [row.id for row in node.runtime.sandboxes()] == [other]


def test_a_container_runs_logs_and_completes() -> None:
    node = Node()
    container = node.start("t_print", "hello")
    node.run(1)
    status = node.runtime.container(container)
    assert (status.state, status.exit_code, status.reason) == ("exited", 0, "Completed")
    assert 0 < status.started < status.finished
    assert node.text(container) == "hello\n1 0\n"
    assert [line.stream for line in node.runtime.logs(container)[0]] == ["stdout", "stderr"]
    assert node.runtime.changed() == [container]
    assert node.runtime.changed() == []


def test_the_end_of_a_container_is_a_notice() -> None:
    node = Node()
    heard: list[str] = []
    node.sim.register("kubelet", lambda kind, payload: heard.append(kind))
    node.sim.wait_for("runtime/m1", "kubelet", "changed")
    node.start("t_exit", "3")
    node.run(1)
    assert heard == ["changed"]


def test_exit_codes_and_kills() -> None:
    node = Node()
    failed, killed = node.start("t_exit", "3"), node.start("t_sleep", "100")
    node.run(1)
    node.runtime.signal_container(killed, "TERM")
    node.run(1)
    assert node.runtime.container(killed).state == "running"
    node.runtime.signal_container(killed, "KILL")
    node.run(1)
    assert node.runtime.container(failed).exit_code == 3
    assert node.runtime.container(failed).reason == "Error"
    assert node.runtime.container(killed).exit_code == 128 + KILL


def test_too_much_memory_is_oomkilled() -> None:
    node = Node()
    container = node.start("t_grow", memory_limit=20 << 20)
    node.run(5)
    status = node.runtime.container(container)
    assert (status.exit_code, status.reason) == (137, "OOMKilled")


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("nosuch", 'exec: "nosuch": executable file not found in $PATH: unknown'),
        ("/no/such", 'exec: "/no/such": stat /no/such: no such file or directory: unknown'),
        ("/etc/passwd", 'exec: "/etc/passwd": permission denied: unknown'),
    ],
)
def test_what_cannot_be_started_has_runc_s_words(command: str, words: str) -> None:
    node = Node()
    container = node.create(node.sandbox(), command)
    with pytest.raises(CriError) as caught:
        node.runtime.start_container(container)
    assert str(caught.value) == (
        "failed to create containerd task: failed to create shim task: OCI runtime create "
        "failed: runc create failed: unable to start container process: " + words
    )
    status = node.runtime.container(container)
    assert (status.state, status.exit_code, status.reason) == ("exited", 128, "StartError")
    assert status.message == str(caught.value)
    assert (status.started, status.finished) == (0, node.sim.now)


def test_the_environment_stands_in_the_recorded_order() -> None:
    node = Node()
    container = node.start("t_sleep", "9", env=[("K", "V"), ("A", "B")])
    assert list(node.state.containers[container].env) == ["PATH", "HOSTNAME", "K", "A", "HOME"]
    assert node.state.containers[container].env["HOSTNAME"] == "web"
    assert node.state.containers[container].env["HOME"] == "/root"


def test_exec_has_input_output_and_a_status() -> None:
    node = Node()
    container = node.start("t_sleep", "100")
    session = node.runtime.exec(container, ["t_cat"], stdin=True, tty=False)
    node.runtime.session_write(session, b"some input")
    node.run(1)
    assert node.runtime.session_exit(session) is None
    node.runtime.session_close_input(session)
    node.run(1)
    assert node.runtime.session_exit(session) is None, "its output was not read"
    assert node.runtime.session_read(session) == [(1, b"some input")]
    assert node.runtime.session_exit(session) == 0
    node.runtime.session_close(session)
    with pytest.raises(CriError):
        node.runtime.session_read(session)


def test_exec_of_an_unknown_program_has_runc_s_words() -> None:
    node = Node()
    container = node.start("t_sleep", "100")
    with pytest.raises(CriError, match=r'unable to start container process: exec: "nosuch": exe'):
        node.runtime.exec(container, ["nosuch"], stdin=False, tty=False)
    assert not node.state.sessions


def test_an_exec_is_numbered_after_the_container_s_threads() -> None:
    node = Node()
    container = node.start("t_sleep", "100")
    session = node.runtime.exec(container, ["t_print"], stdin=False, tty=False)
    node.run(1)
    assert node.runtime.session_read(session) == [(1, b"\n"), (2, b"8 0\n")]


def test_exec_with_a_terminal_echoes() -> None:
    node = Node()
    container = node.start("t_sleep", "100")
    session = node.runtime.exec(container, ["t_cat"], stdin=True, tty=True)
    node.run(1)
    node.runtime.session_resize(session, 120, 40)
    node.runtime.session_write(session, b"hi\r\x04")
    node.run(1)
    output = b"".join(data for _, data in node.runtime.session_read(session))
    assert output == b"hi\r\nhi\r\n"
    assert node.runtime.session_exit(session) == 0


def test_ctrl_c_in_an_exec_s_terminal_interrupts() -> None:
    node = Node()
    container = node.start("t_sleep", "100")
    session = node.runtime.exec(container, ["t_sleep", "50"], stdin=True, tty=True)
    node.run(1)
    node.runtime.session_write(session, b"\x03")
    node.run(1)
    assert node.runtime.session_read(session) == [(1, b"^C")]
    assert node.runtime.session_exit(session) == 130


def test_attach_sees_what_comes_and_the_end() -> None:
    node = Node()
    container = node.start("t_cat", stdin=True, stdin_once=True)
    session = node.runtime.attach(container, stdin=True, tty=False)
    node.runtime.session_write(session, b"line\n")
    node.run(1)
    assert node.runtime.session_read(session) == [(1, b"line\n")]
    assert node.text(container) == "line\n"
    node.runtime.session_close_input(session)
    node.run(1)
    assert node.runtime.session_exit(session) == 0


def test_a_container_that_has_just_ended_has_no_task_to_join() -> None:
    """recorded: scenarios-again/network"""
    node = Node()
    container = node.start("t_sleep", "1")
    node.run(2)
    words = f"failed to load task: no running task found: task {container} not found: not found"
    with pytest.raises(CriError, match=f"^{words}"):
        node.runtime.attach(container, stdin=False, tty=False)
    with pytest.raises(CriError, match=f"^failed to exec in container: {words}"):
        node.runtime.exec(container, ["t_true"], stdin=False, tty=False)


def test_containers_of_a_sandbox_share_its_network_but_not_its_processes() -> None:
    node = Node()
    sandbox = node.sandbox()
    first, second = node.create(sandbox, "t_sleep", "9"), node.create(sandbox, "t_sleep", "9")
    for container in (first, second):
        node.runtime.start_container(container)
    rows = [node.machine.state.processes[node.state.containers[c].pid] for c in (first, second)]
    assert rows[0].netns == rows[1].netns == sandbox
    assert rows[0].pidns != rows[1].pidns


def test_shared_processes_make_pause_number_one() -> None:
    node = Node()
    sandbox = node.sandbox(share_processes=True)
    container = node.create(sandbox, "t_sleep", "9")
    node.runtime.start_container(container)
    space = node.state.sandboxes[sandbox].pidns
    assert [row.argv[0] for row in node.machine.process_table(space)] == ["/pause", "t_sleep"]


def test_a_target_s_processes_are_seen() -> None:
    node = Node()
    target = node.start("t_sleep", "9")
    sandbox = node.state.containers[target].sandbox
    debugger = node.create(sandbox, "t_sleep", "5", target_pid_container=target)
    node.runtime.start_container(debugger)
    space = node.state.containers[target].pidns
    assert len(node.machine.process_table(space)) == 2
    node.run(6)
    assert node.runtime.container(debugger).reason == "Completed"
    assert node.runtime.container(target).state == "running"


def sizes(node: Node) -> list[int]:
    vfs, state = node.machine.state.vfs, node.machine.state
    tables = (vfs.filesystems, vfs.namespaces, state.processes, state.cgroups, state.files)
    others = (state.pid_namespaces, state.hostnames, state.pipes, state.ttys)
    network = (node.network.state.addresses, node.network.state.namespaces)
    counts = [len(table) for table in (*tables, *others, *network)]
    return [*counts, vfs.space.used, vfs.space.inodes, vfs.space.held]


def test_nothing_is_left_of_what_was_removed() -> None:
    node = Node()
    node.run(1)
    node.runtime.remove_sandbox(node.sandbox())
    node.run(1)
    before = sizes(node)
    container = node.start("t_sleep", "100", stdin=True)
    node.runtime.exec(container, ["t_cat"], stdin=True, tty=True)
    sandbox = node.state.containers[container].sandbox
    node.run(1)
    node.runtime.stop_sandbox(sandbox)
    node.run(1)
    assert node.runtime.sandbox(sandbox).state == "notready"
    node.runtime.remove_sandbox(sandbox)
    node.run(1)
    assert sizes(node) == before
    assert node.runtime.containers() == []
    assert node.runtime.sandboxes() == []


def test_limits_change_in_place_but_not_below_what_is_used() -> None:
    node = Node()
    container = node.start("t_sleep", "100")
    node.runtime.update_resources(container, 512, 50_000, 100 << 20)
    assert node.runtime.container(container).config.memory_limit == 100 << 20
    with pytest.raises(CriError, match="device or resource busy"):
        node.runtime.update_resources(container, 512, 50_000, 1000)


def test_a_node_goes_on_from_its_snapshot() -> None:
    node = Node()
    container = node.start("t_sleep", "3")
    node.run(1)
    states = (node.sim.state, node.network.state, node.machine.state, node.state)
    copies = snapshot.from_bytes(snapshot.to_bytes(states))
    again = Node()
    again.sim.state = copies[0]
    again.network = Network(copies[1], again.sim)
    again.machine = Machine(copies[2], again.sim, again.network, {}, PROGRAMS)
    again.state = copies[3]
    again.runtime = again.containerd()
    for each in (node, again):
        each.run(5)
    assert again.runtime.container(container) == node.runtime.container(container)
    assert snapshot.fingerprint(again.state) == snapshot.fingerprint(node.state)


@pytest.mark.parametrize("call", ["container", "start_container", "logs"])
def test_unknown_containers_are_not_found(call: str) -> None:
    with pytest.raises(CriError) as caught:
        getattr(Node().runtime, call)("nosuch")
    assert caught.value.code == "NotFound"


def test_the_end_of_a_shared_process_namespace_ends_all_in_it() -> None:
    node = Node()
    sandbox = node.sandbox(share_processes=True)
    first = node.create(sandbox, "sh", "-c", "sleep 1000; true")
    second = node.create(sandbox, "sleep", "1000")
    for container in (first, second):
        node.runtime.start_container(container)
    node.run(1)
    node.machine.signal(node.runtime.sandbox(sandbox).pause_pid, 15)
    node.run(1)
    assert node.runtime.sandbox(sandbox).state == "notready"
    assert [node.runtime.container(name).state for name in (first, second)] == ["exited"] * 2


def test_a_sandbox_has_limits_of_its_own() -> None:
    node = Node()
    box = node.sandbox("limited", cgroup_parent="/kubepods/limited", memory_limit=8 << 20)
    container = node.create(box, "sleep", "1000")
    node.runtime.start_container(container)
    node.run(1)
    group = node.machine.cgroups.get("/kubepods/limited")
    assert group is not None
    assert group.memory_limit == 8 << 20
    process = next(row for row in node.machine.state.processes.values() if row.argv[0] == "sleep")
    node.machine.processes.use_memory(process, 9 << 20)
    node.run(1)
    assert node.runtime.container(container).exit_code == 137
    assert node.runtime.container(container).reason == "OOMKilled"
