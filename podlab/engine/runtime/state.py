"""The plain data of one node's runtime.

Here: records only.  Not here: anything that changes them (``containerd`` and its parts).
"""

from collections import deque
from dataclasses import dataclass, field
from typing import Annotated

from podlab.engine.kernel.sharing import SHARED
from podlab.engine.machine.images.catalogue import ImageConfig
from podlab.engine.machine.state import SessionState
from podlab.engine.runtime.cri import ContainerConfig, LogLine, SandboxConfig


@dataclass(slots=True)
class ImageRecord:
    """An image on the node: its names (repository:tag) and digests (repository@sha256:…)."""

    id: str
    names: list[str]
    digests: list[str]
    size: int
    config: ImageConfig


@dataclass(slots=True)
class SandboxRecord:
    """A sandbox; ``pidns`` is the pause container's PID namespace."""

    id: str
    config: SandboxConfig
    created: int
    ip: str = ""
    ready: bool = True
    pause_pid: int = 0
    pidns: int = 0
    utsns: int = 0
    mntns: int = 0
    netns: str = ""
    files: int = 0
    shm: int = 0
    containers: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Log:
    """What a container wrote: the last lines; the first kept one is number ``dropped``."""

    lines: deque[Annotated[LogLine, SHARED]] = field(default_factory=deque)
    size: int = 0
    dropped: int = 0
    partial: dict[int, bytes] = field(default_factory=dict)


@dataclass(slots=True)
class ContainerRecord:
    """A container."""

    id: str
    sandbox: str
    config: ContainerConfig
    image_id: str
    image: str
    image_ref: str
    image_config: ImageConfig
    created: int
    state: str = "created"
    started: int = 0
    finished: int = 0
    exit_code: int = 0
    reason: str = ""
    message: str = ""
    signal: int = 0
    pid: int = 0
    mntns: int = 0
    pidns: int = 0
    filesystems: list[int] = field(default_factory=list)
    env: dict[str, str] = field(default_factory=dict)
    cwd: str = "/"
    user: tuple[int, int] = (0, 0)
    groups: list[int] = field(default_factory=list)
    stdin: int = 0
    tty: str = ""
    log: Log = field(default_factory=Log)
    attached: list[str] = field(default_factory=list)
    execs: int = 0


@dataclass(slots=True)
class PullRecord:
    """A pull that is going on or over: the name, and how it ended."""

    image: str
    auth: dict[str, str] | None
    started: int
    ready: bool = False
    result: str = ""
    error: str = ""
    code: str = ""


@dataclass(slots=True)
class Session(SessionState):
    """An exec, attach or forward."""

    kind: str = ""
    container: str = ""


@dataclass(slots=True)
class RuntimeState:
    """One node's runtime."""

    node: str
    images: dict[str, ImageRecord] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    """Image names and references → image id."""
    sandboxes: dict[str, SandboxRecord] = field(default_factory=dict)
    containers: dict[str, ContainerRecord] = field(default_factory=dict)
    pulls: dict[str, PullRecord] = field(default_factory=dict)
    sessions: dict[str, Session] = field(default_factory=dict)
    changed: list[str] = field(default_factory=list)
    next_session: int = 1
    pause_root: int = 0
    """The mount namespace that all pause containers share; 0 before the first."""
