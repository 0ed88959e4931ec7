"""Control groups: memory and CPU of groups of processes, as limits and use.

Here: accounting along the path to the root, who is killed when memory runs out, rates.
Not here: what the groups mean (pods and containers: the runtime's and kubelet's).
"""

from podlab.engine.machine.state import Cgroup, MachineState, ProcessState

SECOND = 1_000_000
SAMPLE = 5 * SECOND


class Cgroups:
    """The control groups of one machine, by path."""

    def __init__(self, state: MachineState) -> None:
        self._state = state

    def create(self, path: str, parent: str = "") -> Cgroup:
        """Make a group, or find the one that is there."""
        group = self._state.cgroups.get(path)
        if group is None:
            group = self._state.cgroups[path] = Cgroup(parent)
        return group

    def remove(self, path: str) -> None:
        """Forget a group; files in memory that it paid for are the next group's."""
        self.hold(path, 0)
        group = self._state.cgroups.get(path)
        if group is not None and group.files:
            size = group.files
            self.hold_files(path, -size)
            self.hold_files(group.parent, size)
        self._state.cgroups.pop(path, None)

    def get(self, path: str) -> Cgroup | None:
        """A group by path."""
        return self._state.cgroups.get(path)

    def line(self, path: str) -> list[tuple[str, Cgroup]]:
        """A group and those above it."""
        found = []
        while path and (group := self._state.cgroups.get(path)) is not None:
            found.append((path, group))
            path = group.parent
        return found

    def charge_cpu(self, process: ProcessState, cost: int) -> None:
        """A process has used the CPU for some microseconds."""
        process.cpu += cost
        self._state.cpu += cost
        for _, group in self.line(process.cgroup):
            group.cpu += cost

    def charge_memory(self, process: ProcessState, rss: int) -> str | None:
        """A process now holds so many bytes; returns the group whose limit that breaks ('' for
        the machine's whole memory), else None."""
        change = rss - process.rss
        process.rss = rss
        return self._account(process.cgroup, change)

    def _account(self, place: str, change: int) -> str | None:
        self._state.used_memory += change
        broken = None
        for path, group in self.line(place):
            group.memory += change
            if change > 0 and group.memory_limit and group.memory > group.memory_limit:
                broken = path
        if broken is None and change > 0 and self._state.used_memory > self._state.facts.memory:
            return ""
        return broken

    def hold(self, path: str, size: int) -> str | None:
        """A group holds so many bytes beyond its processes'; as ``charge_memory`` tells."""
        group = self._state.cgroups.get(path)
        if group is None:
            return None
        change, group.ballast = size - group.ballast, size
        return self._account(path, change) if change else None

    def hold_files(self, path: str, change: int) -> str | None:
        """A group's files in memory hold so many bytes more or less; as ``charge_memory`` tells."""
        group = self._state.cgroups.get(path)
        if group is not None:
            group.files += change
        return self._account(path, change)

    def put_load(self, path: str, millicores: int, now: int) -> None:
        """So many thousandths of a CPU are used in a group from now on, by no process."""
        group = self._state.cgroups.get(path)
        if group is None:
            return
        used = self.cpu_used(path, now) - group.cpu
        for _, one in self.line(path):
            one.cpu += used
        self._state.cpu += used
        group.load, group.load_since = millicores, now

    def cpu_used(self, path: str, now: int) -> int:
        """The CPU microseconds that a group has used in its life."""
        group = self._state.cgroups.get(path)
        if group is None:
            return 0
        load = group.load * 1000
        for _, one in self.line(path) if load else ():
            load = min(load, one.cpu_quota or load)
        return group.cpu + load * max(now - group.load_since, 0) // SECOND

    def victim(self, path: str) -> ProcessState | None:
        """Whom the kernel kills when a group ('' the machine) is out of memory: the biggest."""
        found = None
        for process in self._state.processes.values():
            if process.state == "Z" or (path and not self._inside(process.cgroup, path)):
                continue
            if found is None or process.rss >= found.rss:
                found = process
        return found

    def stretch(self, process: ProcessState, cost: int) -> int:
        """How long CPU work takes under the group's quota."""
        quota = SECOND * self._state.facts.cpus
        for _, group in self.line(process.cgroup):
            if group.cpu_quota:
                quota = min(quota, group.cpu_quota)
        return cost if quota >= SECOND else cost * SECOND // max(quota, 1000)

    def nanocores(self, path: str, now: int) -> int:
        """A group's CPU use: the average over the last seconds."""
        group = self._state.cgroups.get(path)
        if group is None:
            return 0
        if now - group.sampled >= SAMPLE:
            whole = self.cpu_used(path, now)
            if group.sampled:
                group.rate = (whole - group.sampled_cpu) * 1_000_000_000 // (now - group.sampled)
            group.sampled, group.sampled_cpu = now, whole
        return min(group.rate, group.cpu_quota * 1000) if group.cpu_quota else group.rate

    def _inside(self, path: str, above: str) -> bool:
        return any(name == above for name, _ in self.line(path))
