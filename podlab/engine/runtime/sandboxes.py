"""Sandboxes: the pause container, which holds a Pod's namespaces.

Here: running, stopping and removing them.  Not here: other containers (``containers``).
"""

from podlab.engine.machine.console import Stdio
from podlab.engine.machine.machine import Machine, ProcessSpec
from podlab.engine.machine.net.hooks import NetworkPlugin, NoAddress
from podlab.engine.machine.signals import KILL
from podlab.engine.machine.state import ExitEvent
from podlab.engine.runtime.cri import CriError, SandboxConfig, SandboxStatus
from podlab.engine.runtime.rootfs import RootFilesystems
from podlab.engine.runtime.state import RuntimeState, SandboxRecord

PAUSE = ["/pause"]


class Sandboxes:
    """One node's sandboxes."""

    def __init__(
        self,
        state: RuntimeState,
        machine: Machine,
        roots: RootFilesystems,
        plugin: NetworkPlugin,
    ) -> None:
        self._state = state
        self._machine = machine
        self._roots = roots
        self._plugin = plugin
        self._of_pod: dict[str, list[str]] = {}  # derived: identifiers by the Pod's uid
        for record in state.sandboxes.values():
            self._of_pod.setdefault(record.config.uid, []).append(record.id)

    def of_pod(self, uid: str) -> list[SandboxRecord]:
        """The sandboxes of a Pod, the oldest first."""
        return [self._state.sandboxes[name] for name in self._of_pod.get(uid, ())]

    def find(self, sandbox: str) -> SandboxRecord:
        """A sandbox by its id.  Raises CriError NotFound."""
        record = self._state.sandboxes.get(sandbox)
        if record is None:
            raise CriError("an error occurred when try to find sandbox: not found", "NotFound")
        return record

    def run(self, identifier: str, config: SandboxConfig) -> None:
        """Set up namespaces and network and start the pause container.  Raises CriError."""
        record = SandboxRecord(identifier, config, self._machine.sim.now)
        self._network(record)
        record.utsns = self._hostname(record)
        self._roots.sandbox(record)
        group = self._machine.cgroups.create(config.cgroup_parent or f"/{identifier}")
        group.memory_limit, group.cpu_quota = config.memory_limit, config.cpu_quota * 10
        record.pidns = 0 if config.host_pid else self._machine.processes.add_pid_namespace()
        self._state.sandboxes[identifier] = record
        self._of_pod.setdefault(config.uid, []).append(identifier)
        target = f"runtime/{self._state.node}"
        spec = ProcessSpec(
            PAUSE, {}, "/", (65535, 65535), [], {fd: Stdio("null") for fd in (0, 1, 2)},
            record.mntns, record.pidns, record.utsns, record.netns, self.cgroup(record),
            exit_event=ExitEvent(target, "pause-ended", identifier),
        )  # fmt: skip
        record.pause_pid = self._machine.start(spec)

    def cgroup(self, record: SandboxRecord) -> str:
        """The control group of the whole sandbox."""
        return record.config.cgroup_parent or f"/{record.id}"

    def _network(self, record: SandboxRecord) -> None:
        machine, config = self._machine, record.config
        if config.host_network:
            record.netns = machine.state.name
            return
        try:
            given = self._plugin.add(record.id, config.namespace, config.name)
        except NoAddress as error:
            raise CriError(
                f'failed to setup network for sandbox "{record.id}": plugin type="bridge" failed '
                f"(add): {error}"
            ) from error
        machine.network.add_namespace(record.id, machine.state.name)
        machine.network.attach(record.id, given)
        record.netns, record.ip = record.id, given.address

    def _hostname(self, record: SandboxRecord) -> int:
        config = record.config
        if config.host_network and not config.hostname:
            return 0
        number = self._machine.new_namespace()
        name = config.hostname or self._machine.state.name
        self._machine.state.hostnames[number] = name
        return number

    def stop(self, sandbox: str) -> None:
        """Take the network away and end the pause container."""
        record = self.find(sandbox)
        record.ready = False
        if record.netns == record.id:
            self._machine.network.remove_namespace(record.id)
            self._plugin.delete(record.id)
            record.netns = ""
        self._machine.signal(record.pause_pid, KILL)

    def ended(self, sandbox: str) -> bool:
        """The pause process has ended; True when the sandbox is there and changed by it."""
        record = self._state.sandboxes.get(sandbox)
        if record is None:
            return False
        changed = record.ready
        record.ready = False
        return changed

    def remove(self, sandbox: str) -> None:
        """Forget a sandbox."""
        record = self._state.sandboxes.get(sandbox)
        if record is None:
            return
        self.stop(sandbox)
        self._roots.discard_sandbox(record)
        if record.utsns:
            self._machine.state.hostnames.pop(record.utsns, None)
        if record.pidns:
            self._machine.state.pid_namespaces.pop(record.pidns, None)
        self._machine.cgroups.remove(self.cgroup(record))
        del self._state.sandboxes[sandbox]
        rest = [name for name in self._of_pod[record.config.uid] if name != sandbox]
        if rest:
            self._of_pod[record.config.uid] = rest
        else:
            del self._of_pod[record.config.uid]

    def status(self, record: SandboxRecord) -> SandboxStatus:
        """A sandbox as the CRI tells it."""
        state = "ready" if record.ready else "notready"
        address = record.ip if record.ready else ""
        return SandboxStatus(
            record.id, record.config, "ready" if state == "ready" else "notready",
            record.created, address, record.pause_pid,
        )  # fmt: skip
