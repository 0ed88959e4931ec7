"""Faults of containers: a process that is killed, memory that runs out.

Not here: load (``load``), probes (``probes``).
"""

from podlab.engine.faults.field import Field, running


def kill(field: Field, words: list[str]) -> None:
    """Kill a container's first process (SIGKILL): it exits with 137, reason Error."""
    found = running(field, words[0], words[1] if len(words) > 1 else "")
    field.runtimes[found.node].signal_container(found.record.id, "KILL")


def oom(field: Field, words: list[str]) -> None:
    """Let a container's memory run out: the kernel kills it, reason OOMKilled."""
    found = running(field, words[0], words[1] if len(words) > 1 else "")
    machine = field.machines[found.node]
    process = machine.state.processes.get(found.record.pid)
    if process is not None:
        machine.processes.out_of_memory(process)
