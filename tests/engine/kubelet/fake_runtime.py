"""A container runtime for tests: containers do what a script says.

Here: just enough of ``runtime.cri.Runtime``.  Not here: processes, namespaces, images' programs.
"""

from copy import deepcopy
from dataclasses import dataclass, field

from podlab.engine.kernel.clock import MILLISECOND
from podlab.engine.kernel.simulation import Simulation
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


@dataclass
class Script:
    """What a container does: ends with ``code`` after ``run`` (None: never), and after SIGTERM
    within ``term`` (None: ignores it)."""

    run: int | None = None
    code: int = 0
    term: int | None = 50 * MILLISECOND
    reason: str = ""
    start_error: str = ""


@dataclass
class Exec:
    """A command run in a container: its output and status, when it ends."""

    output: bytes
    code: int
    ends: int
    read: bool = False


@dataclass
class FakeRuntime:
    """One node's runtime.  ``scripts`` by container name, ``execs`` by first word, ``ports`` by
    number what is answered."""

    sim: Simulation
    node: str = "node1"
    scripts: dict[str, Script] = field(default_factory=dict)
    execs: dict[str, tuple[bytes, int, int]] = field(default_factory=dict)
    ports: dict[int, bytes] = field(default_factory=dict)
    present: set[str] = field(default_factory=lambda: {"nginx:latest", "busybox:latest"})
    missing: set[str] = field(default_factory=set)
    memory: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.boxes: dict[str, SandboxStatus] = {}
        self.runs: dict[str, ContainerStatus] = {}
        self.changes: list[str] = []
        self.pulls: dict[str, str] = {}
        self.sessions: dict[str, Exec] = {}
        self.signals: list[tuple[str, str]] = []
        self.count = 0
        self.sim.register("fake-runtime", self._handle)

    def copy_to(self, other: "FakeRuntime") -> None:
        """Give another runtime everything that this one has."""
        for name, value in self.__dict__.items():
            if name != "sim":
                setattr(other, name, deepcopy(value))

    def _id(self) -> str:
        self.count += 1
        return f"{self.count:064x}"

    def _handle(self, kind: str, payload: str) -> None:
        if kind == "exit":
            name = self.runs[payload].config.name
            script = self.scripts.get(name, Script())
            self._exit(payload, script.code, script.reason)
        elif kind == "term":
            self._exit(payload, 0, "")
        else:
            self.sim.post(payload)

    def _exit(self, container: str, code: int, reason: str = "") -> None:
        status = self.runs[container]
        if status.state != "running":
            return
        status.state, status.exit_code, status.finished = "exited", code, self.sim.now
        status.reason = reason or ("Completed" if code == 0 else "Error")
        self.changes.append(container)
        self.sim.post(f"runtime/{self.node}")

    def run_sandbox(self, config: SandboxConfig) -> str:
        id_ = self._id()
        ip = "" if config.host_network else f"10.244.1.{self.count}"
        self.boxes[id_] = SandboxStatus(id_, config, "ready", self.sim.now, ip, 1)
        return id_

    def stop_sandbox(self, sandbox: str) -> None:
        self.boxes[sandbox].state = "notready"

    def remove_sandbox(self, sandbox: str) -> None:
        del self.boxes[sandbox]

    def sandbox(self, sandbox: str) -> SandboxStatus:
        return self.boxes[sandbox]

    def sandboxes(self, uid: str = "") -> list[SandboxStatus]:
        return [box for box in self.boxes.values() if uid in ("", box.config.uid)]

    def create_container(self, sandbox: str, config: ContainerConfig) -> str:
        id_ = self._id()
        self.runs[id_] = ContainerStatus(
            id_,
            sandbox,
            config,
            "created",
            f"docker.io/library/{config.image}:latest",
            f"docker.io/library/{config.image}@sha256:0",
            created=self.sim.now,
        )
        return id_

    def start_container(self, container: str) -> None:
        status = self.runs[container]
        script = self.scripts.get(status.config.name, Script())
        if script.start_error:
            status.state, status.reason, status.exit_code = "exited", "StartError", 128
            status.finished, status.message = self.sim.now, script.start_error
            raise CriError(script.start_error)
        status.state, status.started = "running", self.sim.now
        if script.run is not None:
            self.sim.after(script.run, "fake-runtime", "exit", container)

    def signal_container(self, container: str, signal: str) -> None:
        self.signals.append((self.runs[container].config.name, signal or "TERM"))
        script = self.scripts.get(self.runs[container].config.name, Script())
        if signal == "KILL":
            self._exit(container, 137)
        elif script.term is not None:
            self.sim.after(script.term, "fake-runtime", "term", container)

    def remove_container(self, container: str) -> None:
        self.runs.pop(container, None)

    def container(self, container: str) -> ContainerStatus:
        if container not in self.runs:
            raise CriError("not found", "NotFound")
        return self.runs[container]

    def containers(self, sandbox: str = "") -> list[ContainerStatus]:
        return [run for run in self.runs.values() if sandbox in ("", run.sandbox_id)]

    def update_resources(
        self, container: str, cpu_shares: int, cpu_quota: int, memory_limit: int
    ) -> None:
        config = self.runs[container].config
        config.cpu_shares, config.cpu_quota, config.memory_limit = (
            cpu_shares,
            cpu_quota,
            memory_limit,
        )

    def usage(self, container: str) -> Usage:
        return Usage(0, self.memory.get(self.runs[container].config.name, 1 << 20), 0)

    def node_usage(self) -> Usage:
        return Usage(0, 1 << 30, 1 << 30)

    def changed(self) -> list[str]:
        changes, self.changes = self.changes, []
        return changes

    def pull(self, image: str, auth: dict[str, str] | None, token: str) -> int:
        self.pulls[token] = image
        self.sim.after(40 * MILLISECOND, "fake-runtime", "post", f"pull/{token}")
        return 40 * MILLISECOND

    def pull_result(self, token: str) -> str:
        image = self.pulls.pop(token)
        if image in self.missing:
            raise CriError(f"{image}: not found", "NotFound")
        self.present.add(image)
        return f"{image}@sha256:0"

    def image(self, image: str) -> ImageStatus | None:
        if image not in self.present:
            return None
        return ImageStatus("sha256:0", [image], [], 1467446, None, "")

    def images(self) -> list[ImageStatus]:
        return [ImageStatus(name, [name], [], 1467446, None, "") for name in sorted(self.present)]

    def remove_image(self, image: str) -> None:
        self.present.discard(image)

    def logs(self, container: str, position: int = 0) -> tuple[list[LogLine], int]:
        lines = [
            LogLine(self.sim.now, "stdout", b"one\n"),
            LogLine(self.sim.now, "stderr", b"two\n"),
        ]
        return lines[position:], len(lines)

    def exec(self, container: str, command: list[str], *, stdin: bool, tty: bool) -> str:
        output, code, took = self.execs.get(command[0], (b"", 0, 10 * MILLISECOND))
        return self._session(output, code, took)

    def attach(self, container: str, *, stdin: bool, tty: bool) -> str:
        return self._session(b"", 0, 0)

    def forward(self, sandbox: str, port: int, *, dial: bool = False) -> str:
        if port not in self.ports:
            raise CriError("connection refused")
        return self._session(self.ports[port], 0, MILLISECOND)

    def _session(self, output: bytes, code: int, took: int) -> str:
        id_ = self._id()
        self.sessions[id_] = Exec(output, code, self.sim.now + took)
        self.sim.after(took, "fake-runtime", "post", f"session/{id_}")
        return id_

    def session_read(self, session: str) -> list[tuple[int, bytes]]:
        found = self.sessions[session]
        if found.read or self.sim.now < found.ends:
            return []
        found.read = True
        return [(1, found.output)] if found.output else []

    def session_write(self, session: str, data: bytes) -> None:
        assert session in self.sessions

    def session_close_input(self, session: str) -> None:
        assert session in self.sessions

    def session_resize(self, session: str, columns: int, rows: int) -> None:
        assert session in self.sessions

    def session_exit(self, session: str) -> int | None:
        found = self.sessions[session]
        return found.code if self.sim.now >= found.ends else None

    def session_close(self, session: str, *, kill: bool = False) -> None:
        self.sessions.pop(session, None)
