"""containerd's role on one node: fulfils ``cri.Runtime``.

Here: the assembly of its parts, identifiers, events.  Not here: the parts (``sandboxes``,
``containers``, ``imagestore``, ``sessions``, ``logs``), or who decides what runs (the kubelet).
"""

from typing import Any

from podlab.engine.kernel.simulation import Simulation
from podlab.engine.machine.machine import Machine
from podlab.engine.machine.net.hooks import NetworkPlugin
from podlab.engine.runtime import logs
from podlab.engine.runtime.containers import Containers
from podlab.engine.runtime.cri import (
    ContainerConfig,
    ContainerStatus,
    CriError,
    ImageStatus,
    LogLine,
    SandboxConfig,
    SandboxStatus,
    Usage,
)
from podlab.engine.runtime.imagestore import ImageStore
from podlab.engine.runtime.registry import Registry
from podlab.engine.runtime.rootfs import RootFilesystems
from podlab.engine.runtime.sandboxes import Sandboxes
from podlab.engine.runtime.sessions import Sessions
from podlab.engine.runtime.state import RuntimeState

VOLUMES = "/var/lib/kubelet/"
"""Where Pods' volumes are mounted on a node; those in memory do not outlive it."""
DAEMONS_CPU = 60
"""Thousandths of a CPU that a node's own daemons use."""

PAUSE_IMAGE = "registry.k8s.io/pause:3.10"


class Containerd:
    """One node's container runtime."""

    def __init__(
        self,
        state: RuntimeState,
        sim: Simulation,
        machine: Machine,
        registry: Registry,
        plugin: NetworkPlugin,
    ) -> None:
        self.state = state
        self._sim = sim
        self._machine = machine
        self._stream = f"runtime/{state.node}"
        roots = RootFilesystems(state, machine)
        self.imagestore = ImageStore(state, sim, registry)
        self._sandboxes = Sandboxes(state, machine, roots, plugin)
        self._containers = Containers(state, machine, roots)
        self._sessions = Sessions(state, machine, self._containers)
        machine.descriptors.sinks["log"] = self._sessions.logged
        sim.register(self._stream, self._handle)

    def boot(self, images: list[str]) -> None:
        """The first start of a node: the images that are there from the beginning."""
        for image in [PAUSE_IMAGE, *images]:
            self.imagestore.add(image)

    # --- sandboxes -------------------------------------------------------------------------
    def run_sandbox(self, config: SandboxConfig) -> str:
        """Run a Pod's sandbox; returns its id.  Raises CriError."""
        identifier = self._identifier()
        self._sandboxes.run(identifier, config)
        return identifier

    def stop_sandbox(self, sandbox: str) -> None:
        """Stop a sandbox and everything in it."""
        for container in list(self._sandboxes.find(sandbox).containers):
            self._containers.signal(container, "KILL")
        self._sandboxes.stop(sandbox)

    def remove_sandbox(self, sandbox: str) -> None:
        """Remove a sandbox and its containers; one that is gone is no error."""
        record = self.state.sandboxes.get(sandbox)
        if record is not None:
            for container in list(record.containers):
                self.remove_container(container)
            self._sandboxes.remove(sandbox)

    def sandbox(self, sandbox: str) -> SandboxStatus:
        """A sandbox's status.  Raises CriError NotFound."""
        return self._sandboxes.status(self._sandboxes.find(sandbox))

    def sandboxes(self, uid: str = "") -> list[SandboxStatus]:
        """All sandboxes, or those of a Pod by its uid."""
        rows = self._sandboxes.of_pod(uid) if uid else self.state.sandboxes.values()
        return [self._sandboxes.status(row) for row in rows]

    # --- containers ------------------------------------------------------------------------
    def create_container(self, sandbox: str, config: ContainerConfig) -> str:
        """Create a container; returns its id.  Raises CriError."""
        record = self._sandboxes.find(sandbox)
        image = self.imagestore.find(config.image)
        if image is None:
            raise CriError(f'failed to resolve image "{config.image}": not found', "NotFound")
        identifier = self._identifier()
        self._containers.create(identifier, record, config, image)
        return identifier

    def start_container(self, container: str) -> None:
        """Start a created container.  Raises CriError in runc's words."""
        self._containers.start(container)

    def signal_container(self, container: str, signal: str) -> None:
        """Send TERM, KILL or the image's stop signal ('') to a container's first process."""
        self._containers.signal(container, signal)

    def remove_container(self, container: str) -> None:
        """Remove a container."""
        record = self.state.containers.get(container)
        if record is not None:
            self._sessions.container_ended(record)
            self._containers.remove(container)

    def container(self, container: str) -> ContainerStatus:
        """A container's status.  Raises CriError NotFound."""
        return self._containers.status(self._containers.find(container))

    def containers(self, sandbox: str = "") -> list[ContainerStatus]:
        """All containers, or those of a sandbox."""
        if sandbox:
            record = self.state.sandboxes.get(sandbox)
            known = record.containers if record is not None else []
            return [self._containers.status(self.state.containers[name]) for name in known]
        return [self._containers.status(row) for row in self.state.containers.values()]

    def update_resources(
        self, container: str, cpu_shares: int, cpu_quota: int, memory_limit: int
    ) -> None:
        """Change a container's limits in place (quota in microseconds per 100 ms)."""
        self._containers.update_resources(container, cpu_shares, cpu_quota, memory_limit)

    def cgroup(self, container: str) -> str:
        """The control group of a container.  Raises CriError NotFound."""
        return self._containers.cgroup(self._containers.find(container))

    def power_cycle(self) -> None:
        """The machine went off and on: no container or sandbox runs any more."""
        for record in self.state.containers.values():
            if record.state == "running":
                self._containers.signal(record.id, "KILL")
        for sandbox in self.state.sandboxes.values():
            if sandbox.ready:
                self._sandboxes.stop(sandbox.id)
        vfs = self._machine.vfs
        for mount in vfs.mounts(0):
            if mount.kind == "tmpfs" and mount.point.startswith(VOLUMES):
                vfs.unmount(0, mount.point)

    def usage(self, container: str) -> Usage:
        """A container's use of resources now."""
        return self._containers.usage(container)

    def changed(self) -> list[str]:
        """Identifiers that changed by themselves since the last call."""
        changed, self.state.changed = self.state.changed, []
        return changed

    def node_usage(self) -> Usage:
        """The whole machine's use, its own daemons included."""
        machine = self._machine
        live = sum(
            machine.cgroups.cpu_used(path, self._sim.now) - group.cpu
            for path, group in machine.state.cgroups.items()
            if group.load
        )
        lived = self._sim.now - machine.state.booted
        cpu = machine.state.cpu + live + lived * DAEMONS_CPU // 1000
        return Usage(0, machine.memory_info().used, machine.state.vfs.space.used, cpu)

    # --- images ----------------------------------------------------------------------------
    def pull(self, image: str, auth: dict[str, str] | None, token: str) -> int:
        """Begin to pull; returns the microseconds that it will take."""
        return self.imagestore.pull(image, auth, token)

    def pull_result(self, token: str) -> str:
        """The pulled image's reference.  Raises CriError with the registry's words."""
        return self.imagestore.result(token)

    def image(self, image: str) -> ImageStatus | None:
        """An image of the node by name or id."""
        record = self.imagestore.find(image)
        return self.imagestore.status(record) if record is not None else None

    def images(self) -> list[ImageStatus]:
        """All images of the node."""
        return [self.imagestore.status(row) for row in self.state.images.values()]

    def remove_image(self, image: str) -> None:
        """Remove an image."""
        self.imagestore.remove(image)

    # --- logs and sessions -----------------------------------------------------------------
    def logs(self, container: str, position: int = 0) -> tuple[list[LogLine], int]:
        """Log lines from a position on, and the next position."""
        return logs.read(self._containers.find(container).log, position)

    def exec(self, container: str, command: list[str], *, stdin: bool, tty: bool) -> str:
        """Run a command in a container; returns a session.  Raises CriError."""
        return self._sessions.exec(container, command, stdin=stdin, tty=tty)

    def attach(self, container: str, *, stdin: bool, tty: bool) -> str:
        """Join a container's own input and output; returns a session."""
        return self._sessions.attach(container, stdin=stdin)

    def forward(self, sandbox: str, port: int, *, dial: bool = False) -> str:
        """Connect to a port inside a sandbox; returns a session."""
        return self._sessions.forward(self._sandboxes.find(sandbox), port, dial)

    def session_read(self, session: str) -> list[tuple[int, bytes]]:
        """What came out since the last call."""
        return self._sessions.read(session)

    def session_write(self, session: str, data: bytes) -> None:
        """Input."""
        self._sessions.write(session, data)

    def session_close_input(self, session: str) -> None:
        """No more input will come."""
        self._sessions.close_input(session)

    def session_resize(self, session: str, columns: int, rows: int) -> None:
        """The window has another size."""
        self._sessions.resize(session, columns, rows)

    def session_exit(self, session: str) -> int | None:
        """The exit status once it has ended and all output was read."""
        return self._sessions.exit(session)

    def session_close(self, session: str, *, kill: bool = False) -> None:
        """Forget a session."""
        self._sessions.close(session, kill=kill)

    # --- events ----------------------------------------------------------------------------
    def _handle(self, kind: str, payload: Any) -> None:
        if kind == "ended":
            self._ended(*payload)
        elif kind == "session-ended":
            self._sessions.ended(*payload)
        elif kind == "pulled":
            self.imagestore.finish(payload)
        elif kind == "pause-ended" and self._sandboxes.ended(payload[0]):
            self._changed(payload[0])

    def _ended(self, container: str, status: int) -> None:
        record = self._containers.ended(container, status)
        if record is not None:
            self._sessions.container_ended(record)
            self._sim.post(f"logs/{container}")
            self._changed(container)

    def _changed(self, identifier: str) -> None:
        self.state.changed.append(identifier)
        self._sim.post(self._stream)

    def _identifier(self) -> str:
        bits, stream = self._sim.chance.bits, self._stream
        return f"{bits(stream):016x}{bits(stream):016x}{bits(stream):016x}{bits(stream):016x}"
