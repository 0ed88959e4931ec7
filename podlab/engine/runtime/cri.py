"""The container runtime interface, reduced to what a kubelet and the node's own tools use.

Here: the Protocol and its plain records.  Not here: the implementation (``runtime.containerd``).
Calls return at once; the kubelet spends the virtual time that they take.  A pull takes time by
itself: it ends with a notice.  Identifiers are 64 hexadecimal digits.
"""

from dataclasses import dataclass, field
from typing import Literal, Protocol

from podlab.engine.machine.userland.faults import ServiceFault


class CriError(ServiceFault):
    """A refused call; ``str()`` is the text that the kubelet passes on, ``code`` the gRPC code."""

    def __init__(self, message: str, code: str = "Unknown") -> None:
        super().__init__(message)
        self.code = code


@dataclass(slots=True)
class SandboxConfig:
    """A Pod's sandbox: its pause container and namespaces."""

    name: str
    namespace: str
    uid: str
    attempt: int
    hostname: str
    labels: dict[str, str] = field(default_factory=dict)
    annotations: dict[str, str] = field(default_factory=dict)
    host_network: bool = False
    host_pid: bool = False
    share_processes: bool = False
    dns_servers: list[str] = field(default_factory=list)
    dns_searches: list[str] = field(default_factory=list)
    dns_options: list[str] = field(default_factory=list)
    port_mappings: list[tuple[str, int, int, str]] = field(default_factory=list)
    """(protocol, container port, host port, host address)"""
    cgroup_parent: str = ""
    log_directory: str = ""
    memory_limit: int = 0
    cpu_quota: int = 0
    """Limits of the whole Pod (0: none)."""


@dataclass(slots=True)
class SandboxStatus:
    """``state`` ready or notready; times in microseconds."""

    id: str
    config: SandboxConfig
    state: Literal["ready", "notready"]
    created: int
    ip: str
    pause_pid: int


@dataclass(slots=True)
class Mount:
    """A directory or file of the node (``host_path``) seen inside a container."""

    container_path: str
    host_path: str
    read_only: bool = False


@dataclass(slots=True)
class ContainerConfig:
    """What to run.  ``command`` and ``args`` are Kubernetes' (entrypoint and cmd overrides)."""

    name: str
    attempt: int
    image: str
    command: list[str] | None = None
    args: list[str] | None = None
    working_dir: str = ""
    env: list[tuple[str, str]] = field(default_factory=list)
    mounts: list[Mount] = field(default_factory=list)
    labels: dict[str, str] = field(default_factory=dict)
    annotations: dict[str, str] = field(default_factory=dict)
    stdin: bool = False
    stdin_once: bool = False
    tty: bool = False
    uid: int | None = None
    gid: int | None = None
    groups: list[int] = field(default_factory=list)
    read_only_root: bool = False
    privileged: bool = False
    capabilities_add: list[str] = field(default_factory=list)
    capabilities_drop: list[str] = field(default_factory=list)
    no_new_privileges: bool = False
    cpu_shares: int = 2
    cpu_quota: int = 0
    memory_limit: int = 0
    oom_score_adj: int = 0
    target_pid_container: str = ""
    """A container whose processes this one sees (ephemeral containers with a target)."""


@dataclass(slots=True)
class ContainerStatus:
    """``state`` created, running or exited; ``reason`` as containerd's: Completed, Error,
    OOMKilled, StartError; times in microseconds, 0 where it has not happened."""

    id: str
    sandbox_id: str
    config: ContainerConfig
    state: Literal["created", "running", "exited"]
    image: str
    """The resolved reference: docker.io/library/nginx:1.25"""
    image_ref: str
    """docker.io/library/nginx@sha256:…"""
    created: int = 0
    started: int = 0
    finished: int = 0
    exit_code: int = 0
    reason: str = ""
    message: str = ""
    pid: int = 0
    signal: int = 0


@dataclass(slots=True)
class ImageStatus:
    """An image on the node; ``size`` in bytes, ``user`` as in the image's config ('' is root)."""

    id: str
    tags: list[str]
    digests: list[str]
    size: int
    uid: int | None
    username: str


@dataclass(slots=True)
class Usage:
    """A container's resource use now: CPU in nanocores, memory (working set) and writable layer
    in bytes."""

    cpu_nanocores: int
    memory_bytes: int
    fs_bytes: int
    cpu_microseconds: int = 0
    """CPU used in its whole life."""


class Runtime(Protocol):
    """One node's container runtime.

    Whenever a sandbox or container changes by itself (a process ends) it posts the notice
    ``runtime/NODE``; ``changed()`` then tells what changed.
    """

    def run_sandbox(self, config: SandboxConfig) -> str: ...
    def stop_sandbox(self, sandbox: str) -> None: ...
    def remove_sandbox(self, sandbox: str) -> None: ...
    def sandbox(self, sandbox: str) -> SandboxStatus: ...
    def sandboxes(self, uid: str = "") -> list[SandboxStatus]: ...

    def create_container(self, sandbox: str, config: ContainerConfig) -> str: ...
    def start_container(self, container: str) -> None: ...
    def signal_container(self, container: str, signal: str) -> None:
        """Send TERM, KILL or the image's stop signal (``''``) to the container's first process."""

    def remove_container(self, container: str) -> None: ...
    def container(self, container: str) -> ContainerStatus: ...
    def containers(self, sandbox: str = "") -> list[ContainerStatus]: ...
    def update_resources(
        self, container: str, cpu_shares: int, cpu_quota: int, memory_limit: int
    ) -> None: ...
    def usage(self, container: str) -> Usage: ...
    def node_usage(self) -> Usage:
        """The whole machine's use, its own daemons included."""

    def changed(self) -> list[str]:
        """Identifiers of containers and sandboxes that changed by themselves since the last
        call."""

    def pull(self, image: str, auth: dict[str, str] | None, token: str) -> int:
        """Begin to pull; returns the microseconds that it will take.  When it is over the notice
        ``pull/TOKEN`` is posted and ``pull_result`` tells how it went."""

    def pull_result(self, token: str) -> str:
        """The image's reference (``…@sha256:…``).  Raises CriError with the registry's words."""

    def image(self, image: str) -> ImageStatus | None: ...
    def images(self) -> list[ImageStatus]: ...
    def remove_image(self, image: str) -> None: ...

    def logs(self, container: str, position: int = 0) -> tuple[list["LogLine"], int]:
        """Log lines from a position on, and the next position; new ones post
        ``logs/CONTAINER_ID``."""

    def exec(self, container: str, command: list[str], *, stdin: bool, tty: bool) -> str:
        """Run a command in a container; returns a session.  Raises CriError with runc's words
        when it cannot be started."""

    def attach(self, container: str, *, stdin: bool, tty: bool) -> str: ...
    def forward(self, sandbox: str, port: int, *, dial: bool = False) -> str:
        """Connect to a port inside the sandbox's network namespace: channel 0 in, 1 out.  To
        ``dial`` only is to end (with 0) as soon as the connection stands."""

    def session_read(self, session: str) -> list[tuple[int, bytes]]:
        """What came out since the last call: (1 stdout | 2 stderr, bytes).  New output and the end
        post the notice ``session/SESSION``."""

    def session_write(self, session: str, data: bytes) -> None: ...
    def session_close_input(self, session: str) -> None: ...
    def session_resize(self, session: str, columns: int, rows: int) -> None: ...
    def session_exit(self, session: str) -> int | None:
        """The exit status once it has ended and all output was read, else None."""

    def session_close(self, session: str, *, kill: bool = False) -> None:
        """Forget the session; its process, if it still runs, gets a hang-up
        or, with ``kill``, a SIGKILL."""


@dataclass(slots=True)
class LogLine:
    """One line that a container wrote: time in microseconds, stream, text with its newline."""

    time: int
    stream: Literal["stdout", "stderr"]
    text: bytes
