"""The lifecycle tables: which state of a Pod or container, under which condition, leads where.

Rule 1: the first row whose state and condition hold decides.  Rule 2: conditions are named
functions without effects, actions are words that the worker carries out (``podworker``).  The page
about Pod lifecycles in docs/ is drawn from these tables.  Not here: carrying anything out.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from podlab.engine.kubelet.pods import TERMINAL, deletion_requested, is_sidecar, may_restart
from podlab.engine.kubelet.state import ContainerView, PodRecord

Object = dict[str, Any]


@dataclass(slots=True, frozen=True)
class Subject:
    """One container, its newest instance in this sandbox, and what probes found of that."""

    record: PodRecord
    container: Object
    view: ContainerView | None
    results: dict[str, str]
    initialized: bool = False

    @property
    def state(self) -> str:
        """absent, created, running or exited."""
        return "absent" if self.view is None else self.view.state

    def found(self, probe: str) -> str:
        """What a probe found of this instance: success, failure or ''."""
        return "" if self.view is None else self.results.get(f"{probe}/{self.view.id}", "")


class Transition(NamedTuple):
    """One row: in ``state``, if ``condition`` holds, do ``action``; then it is ``next``."""

    state: str
    condition: str
    action: str
    next: str


WORKER = (
    Transition("syncing", "deletion_requested", "stop", "terminating"),
    Transition("syncing", "rejected", "stop", "terminating"),
    Transition("syncing", "ended", "stop", "terminating"),
    Transition("syncing", "always", "run", "syncing"),
    Transition("terminating", "always", "stop", "terminated"),
    Transition("terminated", "always", "clean", "finished"),
)
"""A Pod's worker."""

APP = (
    Transition("absent", "deletion_requested", "leave", "absent"),
    Transition("absent", "always", "start", "running"),
    Transition("created", "deletion_requested", "leave", "created"),
    Transition("created", "always", "start", "running"),
    Transition("exited", "deletion_requested", "leave", "exited"),
    Transition("exited", "may_restart", "start", "running"),
    Transition("exited", "always", "leave", "exited"),
    Transition("running", "image_changed", "replace", "running"),
    Transition("running", "failed_liveness_and_restarts", "replace", "running"),
    Transition("running", "failed_liveness", "kill", "exited"),
    Transition("running", "failed_startup_and_restarts", "replace", "running"),
    Transition("running", "failed_startup", "kill", "exited"),
    Transition("running", "always", "keep", "running"),
)
"""An app container."""

INIT = (
    Transition("absent", "always", "skip", "absent"),
    Transition("created", "always", "start", "running"),
    Transition("running", "always", "keep", "running"),
    Transition("exited", "succeeded", "next", "exited"),
    Transition("exited", "may_restart", "start", "running"),
    Transition("exited", "always", "fail", "exited"),
)
"""An init container."""

SIDECAR = (
    Transition("absent", "initialized", "start", "running"),
    Transition("absent", "always", "skip", "absent"),
    Transition("created", "always", "start", "running"),
    Transition("exited", "always", "start", "running"),
    Transition("running", "failed_startup", "replace", "running"),
    Transition("running", "starting_up", "keep", "running"),
    Transition("running", "image_changed", "replace", "running"),
    Transition("running", "failed_liveness", "replace", "running"),
    Transition("running", "always", "next", "running"),
)
"""A restartable init container."""

WORDS = {
    "image_changed": ("definition changed", ""),
    "failed_liveness": ("failed liveness probe", "liveness"),
    "failed_liveness_and_restarts": ("failed liveness probe", "liveness"),
    "failed_startup": ("failed startup probe", "startup"),
    "failed_startup_and_restarts": ("failed startup probe", "startup"),
}
"""What a kill for a condition is called in its event, and whose grace period it has."""


def _always(_subject: Subject) -> bool:
    return True


def _succeeded(subject: Subject) -> bool:
    return subject.view is not None and subject.view.exit_code == 0


def _may_restart(subject: Subject) -> bool:
    code = 0 if subject.view is None else subject.view.exit_code
    return may_restart(subject.record.pod, subject.container, code)


def _restarts(subject: Subject) -> bool:
    return may_restart(subject.record.pod, subject.container, 137)


def _image_changed(subject: Subject) -> bool:
    return subject.view is not None and subject.view.requested != subject.container["image"]


def _failed_liveness(subject: Subject) -> bool:
    return subject.found("liveness") == "failure"


def _failed_startup(subject: Subject) -> bool:
    return subject.found("startup") == "failure"


def _starting_up(subject: Subject) -> bool:
    probed = bool(subject.container.get("startupProbe"))
    return probed and subject.found("startup") != "success"


def _deletion_requested(subject: Subject) -> bool:
    return deletion_requested(subject.record)


def _initialized(subject: Subject) -> bool:
    return subject.initialized


CONDITIONS: dict[str, Callable[[Subject], bool]] = {
    "always": _always,
    "succeeded": _succeeded,
    "may_restart": _may_restart,
    "image_changed": _image_changed,
    "failed_liveness": _failed_liveness,
    "failed_liveness_and_restarts": lambda subject: (
        _failed_liveness(subject) and _restarts(subject)
    ),
    "failed_startup": _failed_startup,
    "failed_startup_and_restarts": lambda subject: _failed_startup(subject) and _restarts(subject),
    "starting_up": _starting_up,
    "deletion_requested": _deletion_requested,
    "initialized": _initialized,
}

WORKER_CONDITIONS: dict[str, Callable[[PodRecord], bool]] = {
    "always": lambda record: True,
    "deletion_requested": deletion_requested,
    "rejected": lambda record: record.rejected is not None,
    "ended": lambda record: (
        (record.status or {}).get("phase") in TERMINAL
        or (record.pod.get("status") or {}).get("phase") in TERMINAL
    ),
}


def decide(subject: Subject) -> Transition:
    """The row that holds for a container."""
    for row in table_of(subject):
        if row.state == subject.state and CONDITIONS[row.condition](subject):
            return row
    raise AssertionError(f"no transition from {subject.state}")


def decide_worker(record: PodRecord) -> Transition:
    """The row that holds for a Pod's worker."""
    for row in WORKER:
        if row.state == record.phase and WORKER_CONDITIONS[row.condition](record):
            return row
    raise AssertionError(f"no transition from {record.phase}")


def table_of(subject: Subject) -> tuple[Transition, ...]:
    """The table for a container's kind."""
    spec = subject.record.pod["spec"]
    if all(row is not subject.container for row in spec.get("initContainers") or ()):
        return APP
    return SIDECAR if is_sidecar(subject.container) else INIT
