"""The process table: births, waiting, signals, ends.

Here: what the kernel does with processes and PID namespaces.  Not here: what a program may call
(``machine.proc``), or their files (``machine.descriptors``).
"""

from collections.abc import Callable

from podlab.engine.kernel.simulation import Simulation
from podlab.engine.machine import signals
from podlab.engine.machine.cgroup import Cgroups
from podlab.engine.machine.descriptors import Descriptors
from podlab.engine.machine.errors import failed
from podlab.engine.machine.executions import begun, ended
from podlab.engine.machine.program import SystemCallError, Wait
from podlab.engine.machine.state import MachineState, PidNamespace, ProcessState

MAX_PROCESSES = 2048
MAX_GROUP_PROCESSES = 512
START_DELAY = 400
RUN_COST = 40
MAX_QUANTUM = 10_000
BASE_MEMORY = 180 << 10
"""What the smallest program holds (recorded: a busybox shell with two commands, 531 KiB)."""
CROWD, MACHINE_CROWD = 64, 512
"""From so many processes on, of one control group or of all, they are in each other's way."""


class Processes:
    """The processes of one machine."""

    def __init__(
        self, state: MachineState, sim: Simulation, descriptors: Descriptors, cgroups: Cgroups
    ) -> None:
        self._state = state
        self._sim = sim
        self._descriptors = descriptors
        self._cgroups = cgroups
        self._target = f"machine/{state.name}"
        self.hang_up: Callable[[str], None] = lambda name: None

    # --- namespaces ------------------------------------------------------------------------
    def add_pid_namespace(self) -> int:
        """A new PID namespace below the machine's own."""
        number = self._state.next_namespace
        self._state.next_namespace = number + 1
        self._state.pid_namespaces[number] = PidNamespace(0)
        return number

    def find(self, namespace: int, pid: int) -> ProcessState | None:
        """The process that a namespace knows by a number."""
        if namespace == 0:
            return self._state.processes.get(pid)
        row = self._state.pid_namespaces.get(namespace)
        host = row.members.get(pid, 0) if row is not None else 0
        return self._state.processes.get(host)

    def members(self, namespace: int) -> list[ProcessState]:
        """The processes that a namespace shows."""
        processes = self._state.processes
        if namespace == 0:
            return list(processes.values())
        row = self._state.pid_namespaces.get(namespace)
        return [processes[host] for host in row.members.values()] if row is not None else []

    # --- births ----------------------------------------------------------------------------
    def add(self, process: ProcessState, *, skip: int = 0) -> ProcessState:
        """Enter a process into the table; it runs a little later.  ``skip`` numbers of its PID
        namespace are passed over (threads of what started it).  Raises EAGAIN."""
        state = self._state
        group = self._cgroups.get(process.cgroup)
        if len(state.processes) >= MAX_PROCESSES or (
            group is not None and group.processes >= MAX_GROUP_PROCESSES
        ):
            raise failed("EAGAIN")
        if group is not None:
            group.processes += 1
        process.pid = state.next_pid
        state.next_pid += 1
        process.pids[0] = process.pid
        self._number(process, skip)
        process.group = process.group or process.pid
        process.session = process.session or process.pid
        process.started = self._sim.now
        state.processes[process.pid] = process
        parent = state.processes.get(process.ppid)
        if parent is not None:
            parent.children.append(process.pid)
        self.use_memory(process, BASE_MEMORY)
        self._sim.after(self._crowded(process, START_DELAY), self._target, "run", process.pid)
        return process

    def record(self, process: ProcessState) -> None:
        """Note which program a process of the machine itself runs now."""
        if process.mntns == 0:
            begun(self._state.executions, process.pid, self._sim.now, process.argv)

    def _number(self, process: ProcessState, skip: int) -> None:
        if process.pidns == 0:
            return
        row = self._state.pid_namespaces[process.pidns]
        if row.init:
            row.next_pid += skip
        own = row.next_pid
        row.next_pid += 1
        if not row.init:
            row.init = process.pid
            row.next_pid += skip
        row.members[own] = process.pid
        process.pids[process.pidns] = own

    # --- waiting ---------------------------------------------------------------------------
    def block(self, process: ProcessState, wait: Wait) -> None:
        """Let a process wait, or run on at once when what it waits for is already there."""
        process.ticket += 1
        if wait.kind == "yield":
            self._yield(process)
            return
        process.busy = 0
        process.wait = wait
        if process.pending and self._wants_signal(process):
            self.wake(process)
            return
        process.state = "S"
        try:
            ready = any(self._arm(process, part) for part in _parts(wait))
        except SystemCallError:
            ready = True
        if ready:
            self.wake(process)

    def _yield(self, process: ProcessState) -> None:
        process.busy += 1
        cost = min(100 << min(process.busy, 10), MAX_QUANTUM)
        self._cgroups.charge_cpu(process, cost)
        process.state = "R"
        delay = self._cgroups.stretch(process, cost)
        self._sim.after(delay, self._target, "run", process.pid)

    def _crowded(self, process: ProcessState, delay: int) -> int:
        """How long something takes where very many processes want to run: a fork bomb slows
        itself down."""
        group = self._cgroups.get(process.cgroup)
        own = group.processes // CROWD if group is not None else 0
        return delay * max(own, len(self._state.processes) // MACHINE_CROWD, 1) ** 2

    def _arm(self, process: ProcessState, wait: Wait) -> bool:
        kind, argument = wait
        if kind == "until":
            if argument <= self._sim.now:
                return True
            self._sim.at(argument, self._target, "wake", (process.pid, process.ticket))
        elif kind == "readable":
            if self._descriptors.can_read(process, argument):
                return True
            self._descriptors.wait(process, argument)
        elif kind == "writable":
            if self._descriptors.can_write(process, argument):
                return True
            self._descriptors.wait(process, argument)
        elif kind == "child":
            return self.ended_child(process, argument) is not None
        elif kind == "notice":
            self._sim.wait_for(argument, self._target, "notice", (process.pid, argument))
        return kind == "yield"

    def wake(self, process: ProcessState) -> None:
        """Let a waiting process run."""
        if process.state in ("Z", "T"):
            return
        self._disarm(process)
        process.ticket += 1
        process.state = "R"
        self._sim.after(self._crowded(process, RUN_COST), self._target, "run", process.pid)

    def _disarm(self, process: ProcessState) -> None:
        """A process waits no longer: the notices that have not come are not meant for it."""
        wait, process.wait = process.wait, None
        if wait is None or wait.kind not in ("notice", "any"):
            return
        for kind, key in _parts(wait):
            if kind == "notice":
                self._sim.stop_waiting(key, self._target, "notice", (process.pid, key))

    def woken(self, pid: int, ticket: int) -> None:
        """Something that a process waited for may have come."""
        process = self._state.processes.get(pid)
        if process is not None and process.ticket == ticket and process.state == "S":
            self.wake(process)

    def noticed(self, pid: int, key: str) -> None:
        """A notice that a process may be waiting for."""
        process = self._state.processes.get(pid)
        if process is None or process.wait is None or process.state != "S":
            return
        if any(part.kind == "notice" and part.argument == key for part in _parts(process.wait)):
            self.wake(process)

    # --- signals ---------------------------------------------------------------------------
    def signal(self, process: ProcessState, signal: int, sender: ProcessState | None) -> None:
        """Deliver a signal; ``sender`` None is the machine itself (the runtime, a key)."""
        if process.state == "Z" or signal == 0 or signal not in signals.NAMES:
            return
        if signal == signals.CONT and process.state == "T":
            process.state = "S"
            self.wake(process)
        if signal in process.handled and signal not in signals.UNSTOPPABLE:
            number = sender.pids.get(process.pidns, 0) if sender is not None else 0
            process.pending.append((signal, number))
            if process.state == "S":
                self.wake(process)
            return
        if signal in signals.IGNORED or self._protected(process, signal, sender):
            return
        if signal in signals.STOPPING:
            self._stop(process)
            return
        self.end(process, 128 + signal)

    def _protected(self, process: ProcessState, signal: int, sender: ProcessState | None) -> bool:
        row = self._state.pid_namespaces.get(process.pidns)
        if process.pidns == 0 or row is None or row.init != process.pid:
            return False
        outside = sender is None or sender.pidns != process.pidns
        return not (outside and signal in signals.UNSTOPPABLE)

    def signal_group(self, group: int, signal: int) -> None:
        """Send a signal from the machine (a key, a hang-up) to a process group."""
        for process in list(self._state.processes.values()):
            if process.group == group:
                self.signal(process, signal, None)

    def _stop(self, process: ProcessState) -> None:
        process.state = "T"
        parent = self._state.processes.get(process.ppid)
        if parent is not None and parent.state == "S" and _waits_for(parent, "child"):
            self.wake(parent)

    def _wants_signal(self, process: ProcessState) -> bool:
        return bool(process.pending)

    # --- memory ----------------------------------------------------------------------------
    def use_memory(self, process: ProcessState, size: int) -> None:
        """A process now holds so many bytes; if that breaks a limit the biggest is killed."""
        if process.state == "Z":
            return
        broken = self._cgroups.charge_memory(process, size)
        victim = self._cgroups.victim(broken) if broken is not None else None
        if victim is not None:
            self.out_of_memory(victim, broken or "")

    def hold(self, path: str, size: int) -> None:
        """A group holds so many bytes beyond its processes'; a limit may break."""
        broken = self._cgroups.hold(path, size)
        victim = self._cgroups.victim(path) if broken is not None else None
        if victim is not None:
            self.out_of_memory(victim, broken or "")

    def hold_files(self, path: str, change: int) -> None:
        """A group's files in memory grow or shrink; a limit may break."""
        broken = self._cgroups.hold_files(path, change)
        victim = self._cgroups.victim(broken) if broken is not None else None
        if victim is not None:
            self.out_of_memory(victim, broken or "")

    def out_of_memory(self, victim: ProcessState, limited: str = "") -> None:
        """Kill a process because memory has run out, its own group's or a limited one's.  Only it:
        the nodes use cgroups v1, where no group ends as a whole (recorded)."""
        for path in {limited: 1, victim.cgroup: 1}:
            group = self._cgroups.get(path)
            if group is not None:
                group.oom_kills += 1
        self.end(victim, 128 + signals.KILL)

    # --- ends ------------------------------------------------------------------------------
    def end(self, process: ProcessState, status: int) -> None:
        """End a process with a wait status."""
        if process.state == "Z":
            return
        process.state, process.status = "Z", status
        self._disarm(process)
        process.ticket += 1
        process.memory = {}
        ended(self._state.executions, process.pid, status)
        self._descriptors.close_all(process)
        self._cgroups.charge_memory(process, 0)
        group = self._cgroups.get(process.cgroup)
        if group is not None:
            group.processes -= 1
            if group.processes == 0:
                self._cgroups.hold(process.cgroup, 0)
                self._cgroups.put_load(process.cgroup, 0, self._sim.now)
        self._orphan(process)
        if process.tty and process.session == process.pid:
            self.hang_up(process.tty)
        self._report(process)
        row = self._state.pid_namespaces.get(process.pidns)
        if process.pidns and row is not None and row.init == process.pid:
            self._end_namespace(process.pidns, row)

    def _orphan(self, process: ProcessState) -> None:
        row = self._state.pid_namespaces.get(process.pidns)
        heir = row.init if row is not None and row.init != process.pid else 0
        if heir not in self._state.processes:
            heir = 0
        for pid in process.children:
            child = self._state.processes.get(pid)
            if child is None:
                continue
            child.ppid = heir
            if heir:
                self._state.processes[heir].children.append(pid)
                if child.state == "Z":
                    self._report(child)
            elif child.state == "Z":
                self._remove(child)
        process.children = []

    def _end_namespace(self, number: int, row: PidNamespace) -> None:
        for pid in list(row.members.values()):
            member = self._state.processes.get(pid)
            if member is not None and member.state != "Z":
                self.end(member, 128 + signals.KILL)
        for pid in list(row.members.values()):
            member = self._state.processes.get(pid)
            if member is not None and member.pidns == number:
                self._remove(member)
        row.init = 0

    def _report(self, process: ProcessState) -> None:
        event = process.exit_event
        if event is not None:
            payload = (event.payload, process.status)
            self._sim.after(0, event.target, event.kind, payload)
            process.exit_event = None
        parent = self._state.processes.get(process.ppid)
        if parent is None:
            self._remove(process)
            return
        if signals.CHLD in parent.handled:
            self.signal(parent, signals.CHLD, process)
        if parent.state == "S" and _waits_for(parent, "child"):
            self.wake(parent)

    def ended_child(self, process: ProcessState, pid: int) -> ProcessState | None:
        """An ended child (0 any), if there is one."""
        known = self.find(process.pidns, pid) if pid else None
        if pid and known is None:
            return None
        wanted = known.pid if known is not None else 0
        for number in process.children:
            child = self._state.processes.get(number)
            if child is not None and child.state == "Z" and wanted in (0, number):
                return child
        return None

    def reap(self, process: ProcessState, pid: int) -> tuple[int, int] | None:
        """Take an ended child out of the table: (its number as the parent knows it, status)."""
        child = self.ended_child(process, pid)
        if child is None:
            if not process.children:
                raise failed("ECHILD")
            return None
        result = child.pids.get(process.pidns, child.pid), child.status
        self._remove(child)
        return result

    def _remove(self, process: ProcessState) -> None:
        self._state.processes.pop(process.pid, None)
        parent = self._state.processes.get(process.ppid)
        if parent is not None and process.pid in parent.children:
            parent.children.remove(process.pid)
        row = self._state.pid_namespaces.get(process.pidns)
        if row is not None and process.pidns:
            row.members.pop(process.pids[process.pidns], None)


def _parts(wait: Wait) -> list[Wait]:
    return [Wait(*part) for part in wait.argument] if wait.kind == "any" else [wait]


def _waits_for(process: ProcessState, kind: str) -> bool:
    return process.wait is not None and any(part.kind == kind for part in _parts(process.wait))
