"""A shell's memory: variables, functions, options, jobs and the frames of what it is doing.

All plain data (it lives in the process's memory).  Not here: anything that acts.
"""

from dataclasses import dataclass, field
from typing import Any, Literal

Flavour = Literal["bash", "ash"]


@dataclass(slots=True)
class Variable:
    """A variable; ``items`` is set for arrays (keys are ints, or texts if ``associative``)."""

    value: str | None = None
    items: dict[Any, str] | None = None
    exported: bool = False
    readonly: bool = False
    integer: bool = False
    associative: bool = False


@dataclass(slots=True)
class Frame:
    """One thing that is being executed: ``kind`` names its step function, ``step`` how
    far it is."""

    kind: str
    node: Any = None
    step: int = 0
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Job:
    """A background (or stopped) job: its processes and those that have not ended."""

    number: int
    pids: list[int]
    running: list[int]
    text: str
    group: int
    status: int = 0
    stopped: bool = False
    told: bool = False


@dataclass(slots=True)
class ShellState:
    """Everything that a shell remembers."""

    flavour: Flavour
    name: str
    source: str = ""
    position: int = 0
    first_line: int = 1
    origin: str = "file"
    """command (-c), file, stdin or interactive."""
    finished_reading: bool = False
    interactive: bool = False
    subshell: int = 0
    pid: int = 0
    status: int = 0
    line: int = 1
    frames: list[Frame] = field(default_factory=list)
    variables: dict[str, Variable] = field(default_factory=dict)
    scopes: list[dict[str, Variable | None]] = field(default_factory=list)
    positional: list[str] = field(default_factory=list)
    functions: dict[str, Any] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    options: dict[str, bool] = field(default_factory=dict)
    fds: dict[int, int] = field(default_factory=lambda: {0: 0, 1: 1, 2: 2})
    pipe_status: list[int] = field(default_factory=lambda: [0])
    last_background: int = 0
    jobs: dict[int, Job] = field(default_factory=dict)
    ended: dict[int, int] = field(default_factory=dict)
    traps: dict[str, str] = field(default_factory=dict)
    pending: list[int] = field(default_factory=list)
    unwind: str = ""
    """'' or what leaves the frames: exit, return, break, continue, error, interrupt."""
    unwind_count: int = 0
    directories: list[str] = field(default_factory=list)
    untested: int = 0
    """Above 0 inside conditions, where ``set -e`` is silent."""
    history: list[str] = field(default_factory=list)
    started: int = 0
    exit_trapped: bool = False
    may_exec: bool = False
    random: int = 0
    editor: Any = None
    read_buffer: dict[int, bytes] = field(default_factory=dict)
    depth: int = 0
    output: int = 0
