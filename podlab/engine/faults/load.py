"""Load: CPU and memory that a container uses beyond what its programs do.

It is the running instance's: a restart ends it.  Not here: limits (``machine.cgroup``), metrics.
"""

from podlab.engine.faults.field import Field, number, running

MOST_CPU = 1_000_000
MOST_MEMORY = 1 << 42


def load(field: Field, words: list[str]) -> None:
    """Put so many thousandths of a CPU on a container, 0 for none; its limit still binds."""
    wanted = number(words[2], 0, MOST_CPU, "MILLICORES")
    found = running(field, words[0], words[1])
    machine = field.machines[found.node]
    path = field.runtimes[found.node].cgroup(found.record.id)
    machine.cgroups.put_load(path, wanted, field.sim.now)


def memory(field: Field, words: list[str]) -> None:
    """Let a container hold so many bytes more, 0 for none; beyond its limit it is killed."""
    wanted = number(words[2], 0, MOST_MEMORY, "BYTES")
    found = running(field, words[0], words[1])
    path = field.runtimes[found.node].cgroup(found.record.id)
    field.machines[found.node].processes.hold(path, wanted)
