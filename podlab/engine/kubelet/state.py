"""The kubelet's plain data: what a snapshot keeps of one.

Here: records only.  Not here: anything that changes them (see the services beside this file).
"""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from podlab.engine.client.recorder import RecorderState

Object = dict[str, Any]


class SandboxView(NamedTuple):
    """A sandbox as the kubelet saw it last."""

    id: str
    ready: bool
    attempt: int
    ip: str
    created: int


class ContainerView(NamedTuple):
    """One instance of a container as the kubelet saw it last; times in microseconds."""

    id: str
    name: str
    state: str
    attempt: int
    image: str
    image_ref: str
    requested: str
    created: int
    started: int
    finished: int
    exit_code: int
    reason: str
    message: str


class PodView(NamedTuple):
    """A Pod's sandboxes and containers, each newest first, as of ``time``."""

    time: int
    sandboxes: tuple[SandboxView, ...] = ()
    containers: tuple[ContainerView, ...] = ()

    def latest(self, name: str) -> ContainerView | None:
        """The newest instance of a container."""
        for view in self.containers:
            if view.name == name:
                return view
        return None


class Failure(NamedTuple):
    """Why a container could not be started; ``until`` is the end of its back-off, or 0."""

    reason: str
    message: str
    until: int = 0


@dataclass(slots=True)
class Kill:
    """A container on its way out.  ``stage`` is new, hook, turn, term or stopped; ``deadline`` when
    SIGKILL follows; ``waits`` names containers that must have ended first."""

    container: str
    name: str
    stage: str
    deadline: int
    waits: list[str] = field(default_factory=list)
    killed: bool = False
    serial: int = 0


@dataclass(slots=True)
class Pull:
    """An image being pulled for one container: since when."""

    image: str
    token: str
    since: int


@dataclass(slots=True)
class PodRecord:
    """Everything that the kubelet knows of one Pod.

    ``phase`` is the worker's: syncing, terminating, terminated.  ``step`` counts its steps; events
    carry it, so that those of an abandoned step fall away.
    """

    pod: Object
    phase: str = "syncing"
    working: bool = False
    pending: bool = False
    waiting: bool = False
    step: int = 0
    last_sync: int = 0
    started_at: int = 0
    view: PodView = PodView(0)
    status: Object | None = None
    version: int = 0
    written: int = 0
    writing: bool = False
    finished: bool = False
    failures: dict[str, Failure] = field(default_factory=dict)
    errors: list[Failure] = field(default_factory=list)
    plan: list[tuple[str, str]] = field(default_factory=list)
    did: bool = False
    ip: str = ""
    sandbox: str = ""
    starting: str = ""
    gone: bool = False
    pull: Pull | None = None
    hook: str = ""
    kills: dict[str, Kill] = field(default_factory=dict)
    after_kills: str = ""
    grace_override: int | None = None
    mounted: bool = False
    mount_tries: int = 0
    mount_since: int = 0
    mount_limited: bool = False
    mounts: dict[str, str] = field(default_factory=dict)
    contents: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Volume to (digest of its files, directory that they stand in)."""
    tokens: dict[str, bytes] = field(default_factory=dict)
    mount_problems: list[tuple[str, str]] = field(default_factory=list)
    due: int = 0
    setting_up: bool = False
    attempt: int = 0
    wakes: int = 0
    rejected: tuple[str, str] | None = None
    disruption: str = ""
    """Why the kubelet itself ended the Pod for the node's sake, for its ``DisruptionTarget``."""
    static: bool = False
    deadline: int = 0
    allocated: dict[str, Object] = field(default_factory=dict)
    actuated: dict[str, Object] = field(default_factory=dict)
    resize_pending: tuple[str, str] | None = None
    resize_generation: int = 0


@dataclass(slots=True)
class ProbeState:
    """One probe of one container: what it found of which instance."""

    uid: str
    container: str
    kind: str
    instance: str = ""
    on_hold: bool = False
    last: str = ""
    run: int = 0
    busy: bool = False
    serial: int = 0


@dataclass(slots=True)
class Attempt:
    """A hook or probe in progress: how, over which session, and whom to tell."""

    how: str
    words: str
    session: str
    reply: tuple[str, str, tuple[Any, ...]]
    timeout: int
    output: bytes = b""


@dataclass(slots=True)
class BackoffEntry:
    """How long a key must wait, and since when."""

    duration: int
    updated: int


@dataclass(slots=True)
class NodeState:
    """The node's own part: what of it was posted."""

    registered: bool = False
    lease: bool = False
    images: int = 0
    booted: int = 0
    phase: int = 0
    cordoned: bool = False
    pressures: dict[str, int] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class KubeletState:
    """One kubelet, whole."""

    running: bool = False
    apart: bool = False
    """The API server cannot be reached."""
    failing: dict[str, bool] = field(default_factory=dict)
    """Probes that fail whatever is true: ``UID/CONTAINER/KIND``."""
    pods: dict[str, PodRecord] = field(default_factory=dict)
    containers: dict[str, str] = field(default_factory=dict)
    """Container and sandbox identifiers to the uid of their Pod."""
    crash_backoff: dict[str, BackoffEntry] = field(default_factory=dict)
    image_backoff: dict[str, BackoffEntry] = field(default_factory=dict)
    pull_errors: dict[str, str] = field(default_factory=dict)
    probes: dict[str, ProbeState] = field(default_factory=dict)
    attempts: dict[int, Attempt] = field(default_factory=dict)
    results: dict[str, str] = field(default_factory=dict)
    """``KIND/CONTAINER_ID`` to success or failure."""
    dirty: dict[str, int] = field(default_factory=dict)
    """Pods to look at when the runtime is listed next."""
    relist_phase: int = 0
    sync_phase: int = 0
    relist_due: bool = False
    setting_up: int = 0
    starting: int = 0
    serial: int = 0
    node: NodeState = field(default_factory=NodeState)
    recorder: RecorderState = field(default_factory=RecorderState)
    sessions: dict[str, Object] = field(default_factory=dict)
    references: dict[str, dict[str, int]] = field(default_factory=dict)
    """``configmaps/NS/NAME`` to the uids of the Pods that mount it."""
    static: dict[str, Object] = field(default_factory=dict)
