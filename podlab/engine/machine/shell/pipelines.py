"""Pipelines, background jobs, and waiting for processes.

Not here: what runs in them.
"""

from podlab.engine.machine.program import Wait, child
from podlab.engine.machine.shell.compound import KINDS, begin
from podlab.engine.machine.shell.context import Shell
from podlab.engine.machine.shell.state import Frame, Job
from podlab.engine.machine.shell.subshell import fork


def pipeline(shell: Shell, frame: Frame) -> Wait | None:
    """One step of a pipeline: start all of it, then look at the status."""
    node = frame.node
    if frame.step == 0:
        frame.step = 1
        frame.data["started"] = shell.p.now
        if len(node.commands) == 1:
            begin(shell, node.commands[0], tested=node.negate)
        else:
            pids = start_all(shell, node.commands)
            if shell.state.interactive:
                shell.p.foreground(0, pids[0])
            shell.push("await", None, pids=pids, pipe=True)
        return None
    status = shell.state.status
    if node.timed:
        _report_time(shell, frame)
    shell.pop(int(status == 0) if node.negate else status)
    return None


def _report_time(shell: Shell, frame: Frame) -> None:
    minutes, micros = divmod(shell.p.now - frame.data["started"], 60_000_000)
    real = f"{minutes}m{micros / 1_000_000:.3f}s"
    shell.complain(f"\nreal\t{real}\nuser\t0m0.001s\nsys\t0m0.001s")


def start_all(shell: Shell, commands: tuple[object, ...]) -> list[int]:
    """Start the processes of a pipeline, joined by pipes; returns their pids."""
    interactive = shell.state.interactive
    pids: list[int] = []
    reader = -1
    for number, command in enumerate(commands):
        fds = dict(shell.state.fds)
        if reader >= 0:
            fds[0] = reader
        following, writer = shell.p.pipe() if number < len(commands) - 1 else (-1, -1)
        if writer >= 0:
            fds[1] = writer
        group = (pids[0] if pids else 0) if interactive else None
        pids.append(fork(shell, [Frame(KINDS[type(command)], command)], fds, group=group))
        for fd in (reader, writer):
            if fd >= 0:
                shell.p.close(fd)
        reader = following
    return pids


def background(shell: Shell, frame: Frame) -> Wait | None:
    """``command &``."""
    state, node = shell.state, frame.node
    shell.pop(0)
    fds = dict(state.fds)
    null = -1
    if not state.interactive:
        null = shell.p.open("/dev/null", "r")
        fds[0] = null
    pid = fork(shell, [Frame(KINDS[type(node)], node)], fds, group=0 if state.interactive else None)
    if null >= 0:
        shell.p.close(null)
    number = max(state.jobs, default=0) + 1
    state.jobs[number] = Job(number, [pid], [pid], frame.data["text"], pid)
    state.last_background = pid
    if state.interactive:
        shell.complain(f"[{number}] {pid}")
    return None


def await_(shell: Shell, frame: Frame) -> Wait | None:
    """Wait for foreground processes."""
    shell.reap()
    ended = shell.state.ended
    pids = frame.data["pids"]
    if any(pid not in ended for pid in pids):
        if shell.state.interactive and _stopped(shell, pids):
            _stop_job(shell, frame)
            return None
        return child()
    statuses = [ended.pop(pid) for pid in pids]
    shell.state.pipe_status = statuses
    status = statuses[-1]
    if shell.state.options.get("pipefail"):
        status = next((each for each in reversed(statuses) if each), 0)
    shell.pop(status)
    _after_foreground(shell, status)
    return None


def _stopped(shell: Shell, pids: list[int]) -> bool:
    return any(each.pid in pids and each.state.startswith("T") for each in shell.p.processes())


def _stop_job(shell: Shell, frame: Frame) -> None:
    state, pids = shell.state, frame.data["pids"]
    text = frame.data.get("text", "")
    number = max(state.jobs, default=0) + 1
    running = [pid for pid in pids if pid not in state.ended]
    state.jobs[number] = Job(number, pids, running, text, pids[0], stopped=True)
    shell.complain(f"\n[{number}]+  Stopped                 {text}")
    shell.p.foreground(0, shell.p.pid)
    shell.pop(148)
    shell.unwind("interrupt")


def _after_foreground(shell: Shell, status: int) -> None:
    state = shell.state
    if not state.interactive:
        if status in (137, 143) and shell.ash:
            shell.complain("Killed" if status == 137 else "Terminated")
        return
    shell.p.foreground(0, shell.p.pid)
    if status == 130:
        shell.complain("")
        shell.unwind("interrupt")
    elif status in (137, 143, 139):
        shell.complain({137: "Killed", 143: "Terminated", 139: "Segmentation fault"}[status])
