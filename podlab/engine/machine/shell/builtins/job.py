"""Builtins of jobs: wait, jobs, fg, bg, kill, disown.

Not here: how jobs are started (``pipelines``).
"""

from typing import Any

from podlab.engine.machine import signals
from podlab.engine.machine.digits import is_number
from podlab.engine.machine.program import SystemCallError, Wait, child
from podlab.engine.machine.shell.context import Shell
from podlab.engine.machine.shell.state import Job


def _find(shell: Shell, text: str) -> Job | None:
    jobs = shell.state.jobs
    if text in ("", "%", "%%", "%+"):
        return jobs[max(jobs)] if jobs else None
    if text.startswith("%") and is_number(text[1:]):
        return jobs.get(int(text[1:6]))
    return next((job for job in jobs.values() if job.text.startswith(text[1:])), None)


def wait(shell: Shell, words: list[str], memory: dict[str, Any]) -> int | Wait:
    """``wait [pid | %job]…``."""
    shell.reap()
    if shell.state.pending:
        return 128 + shell.state.pending[0]
    args = [word for word in words[1:] if not word.startswith("-")]
    if not args:
        if any(job.running for job in shell.state.jobs.values()):
            return child()
        shell.state.jobs = {}
        return 0
    status = 0
    for text in args:
        result = _wait_one(shell, text)
        if isinstance(result, Wait):
            return result
        status = result
    return status


def _wait_one(shell: Shell, text: str) -> int | Wait:
    job = _find(shell, text) if text.startswith("%") else _job_of(shell, text)
    if job is None:
        if is_number(text) and int(text) in shell.state.ended:
            return shell.state.ended[int(text)]
        if not shell.ash:
            words = "no such job" if text.startswith("%") else ""
            shell.builtin_error(
                "wait", f"{text}: {words}" if words else f"pid {text} is not a child of this shell"
            )
        return 127
    if job.running:
        return child()
    return job.status


def _job_of(shell: Shell, text: str) -> Job | None:
    if not is_number(text):
        return None
    return next((job for job in shell.state.jobs.values() if int(text) in job.pids), None)


def jobs(shell: Shell, words: list[str], memory: dict[str, Any]) -> int:
    """``jobs [-lp]``."""
    shell.reap()
    ordered = sorted(shell.state.jobs.items())
    for place, (number, job) in enumerate(ordered):
        if "-p" in words:
            shell.write(f"{job.group}\n")
            continue
        mark = "+" if place == len(ordered) - 1 else "-" if place == len(ordered) - 2 else " "
        shell.write(describe(job, mark, "-l" in words) + "\n")
        if not job.running:
            del shell.state.jobs[number]
    return 0


def describe(job: Job, mark: str, long: bool = False) -> str:
    """A job's line: ``[1]+  Running                 sleep 5 &``."""
    if job.running:
        state, tail = ("Stopped", "") if job.stopped else ("Running", " &")
    else:
        state = "Done" if job.status == 0 else f"Exit {job.status}"
        state = "Terminated" if job.status == 143 else "Killed" if job.status == 137 else state
        tail = ""
    pid = f"{job.group} " if long else ""
    return f"[{job.number}]{mark}  {pid}{state:<24}{job.text}{tail}"


def fg(shell: Shell, words: list[str], memory: dict[str, Any]) -> int | Wait:
    """``fg [%job]``."""
    if memory.get("begun"):
        return shell.state.status
    job = _controlled(shell, words)
    if job is None:
        return 2 if shell.ash else 1
    shell.write(job.text + "\n")
    shell.p.foreground(0, job.group)
    shell.p.kill(-job.group, signals.CONT)
    job.stopped = False
    del shell.state.jobs[job.number]
    memory["begun"] = True
    shell.push("await", None, pids=job.pids, text=job.text)
    return Wait("ran")


def bg(shell: Shell, words: list[str], memory: dict[str, Any]) -> int:
    """``bg [%job]``."""
    job = _controlled(shell, words)
    if job is None:
        return 2 if shell.ash else 1
    job.stopped = False
    shell.p.kill(-job.group, signals.CONT)
    shell.write(f"[{job.number}]+ {job.text} &\n")
    return 0


def _controlled(shell: Shell, words: list[str]) -> Job | None:
    if not shell.state.interactive:
        shell.builtin_error(words[0], "No current job" if shell.ash else "no job control")
        return None
    text = words[1] if len(words) > 1 else ""
    job = _find(shell, text)
    if job is None:
        shell.builtin_error(words[0], f"{text or 'current'}: no such job")
    return job


def disown(shell: Shell, words: list[str], memory: dict[str, Any]) -> int:
    """``disown [%job]``."""
    job = _find(shell, words[1] if len(words) > 1 else "")
    if job is not None:
        shell.state.jobs.pop(job.number, None)
    return 0


def kill(shell: Shell, words: list[str], memory: dict[str, Any]) -> int:
    """``kill [-signal] pid | %job…``, ``kill -l``."""
    args = words[1:]
    if not args:
        shell.complain(
            "kill: usage: kill [-s sigspec | -n signum | -sigspec] pid | jobspec ... "
            "or kill -l [sigspec]"
        )
        return 2
    if args[0] in ("-l", "-L"):
        return _names(shell, args[1:])
    number = signals.TERM
    if args[0] in ("-s", "-n") and len(args) > 1:
        chosen, args = args[1], args[2:]
    elif args[0].startswith("-") and args[0] != "--" and len(args) > 1:
        chosen, args = args[0][1:], args[1:]
    else:
        chosen, args = "TERM", args[1:] if args[0] == "--" else args
    found = 0 if chosen == "0" else signals.number(chosen)
    if found is None:
        shell.builtin_error("kill", f"{chosen}: invalid signal specification")
        return 1
    number = found
    return max([_kill(shell, text, number) for text in args], default=0)


def _names(shell: Shell, args: list[str]) -> int:
    for text in args:
        number = signals.number(str(int(text) & 127) if is_number(text) else text)
        if number is None:
            shell.builtin_error("kill", f"{text}: invalid signal specification")
            return 1
        shell.write((signals.NAMES[number] if is_number(text) else str(number)) + "\n")
    if not args:
        names = [f"{n:2d}) SIG{name}" for n, name in signals.NAMES.items()]
        for start in range(0, len(names), 5):
            shell.write("\t".join(names[start : start + 5]) + "\n")
    return 0


def _kill(shell: Shell, text: str, number: int) -> int:
    if text.startswith("%"):
        job = _find(shell, text)
        if job is None:
            shell.builtin_error("kill", f"{text}: no such job")
            return 1
        pid = -job.group if shell.state.interactive else job.group
    else:
        try:
            pid = int(text[:12])
        except ValueError:
            words = "arguments must be process or job IDs"
            shell.builtin_error("kill", f"{text}: {words}")
            return 1
    try:
        shell.p.kill(pid, number)
    except SystemCallError as failure:
        if shell.ash:
            shell.complain(f"{shell.short_name()}: can't kill pid {pid}: {failure}")
        else:
            shell.builtin_error("kill", f"({pid}) - {failure}")
        return 1
    return 0
