"""What a sync has to do: the difference between what a Pod asks for and what runs.

Here: from the lifecycle tables to an ordered list of steps.  Not here: doing them (``podworker``).
"""

from dataclasses import dataclass, field
from typing import Any

from podlab.engine.kubelet.lifecycle import WORDS, Subject, decide
from podlab.engine.kubelet.pods import (
    active,
    any_app_created,
    any_app_started,
    may_restart,
    sandbox_change,
)
from podlab.engine.kubelet.state import PodRecord

Object = dict[str, Any]


@dataclass(slots=True)
class Plan:
    """Steps of one sync.  ``kills``: (instance, container, message, whose grace)."""

    kill_pod: bool = False
    create_sandbox: bool = False
    attempt: int = 0
    resized: bool = False
    sandbox_changed: bool = False
    kills: list[tuple[str, str, str, str]] = field(default_factory=list)
    ephemeral: list[str] = field(default_factory=list)
    init: list[str] = field(default_factory=list)
    apps: list[str] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        """Whether there is nothing to do."""
        return not (
            self.kill_pod
            or self.create_sandbox
            or self.kills
            or self.ephemeral
            or self.init
            or self.apps
        )


def make_plan(record: PodRecord, results: dict[str, str]) -> Plan:
    """The plan for a Pod as it is seen now."""
    pod, view = record.pod, record.view
    needed, attempt, sandbox, _ = sandbox_change(pod, view)
    if needed:
        return _with_new_sandbox(record, attempt, sandbox is not None)
    plan = Plan(attempt=attempt)
    for container in pod["spec"].get("ephemeralContainers") or ():
        if view.latest(container["name"]) is None:
            plan.ephemeral.append(container["name"])
    if not _init_containers(record, results, plan) or plan.kill_pod:
        return plan
    _apps(record, results, plan)
    return plan


def _with_new_sandbox(record: PodRecord, attempt: int, changed: bool) -> Plan:
    pod, view = record.pod, record.view
    spec = pod["spec"]
    plan = Plan(kill_pod=changed, create_sandbox=True, attempt=attempt, sandbox_changed=changed)
    if spec.get("restartPolicy") == "Never" and attempt != 0 and view.containers:
        plan.create_sandbox = False
        return plan
    start = []
    for container in spec["containers"]:
        latest = view.latest(container["name"])
        ended_well = latest is not None and latest.state == "exited" and latest.exit_code == 0
        if not ended_well or may_restart(pod, container, 0):
            start.append(container["name"])
    if not start and any_app_created(pod, view):
        plan.create_sandbox = False
        return plan
    if spec.get("initContainers"):
        plan.init = [spec["initContainers"][0]["name"]]
    else:
        plan.apps = start
    return plan


def _init_containers(record: PodRecord, results: dict[str, str], plan: Plan) -> bool:
    """Plan the init containers, last to first; whether the app containers may be started."""
    containers = record.pod["spec"].get("initContainers") or ()
    if not containers:
        return True
    initialized = passed = any_app_started(record.pod, record.view)
    for place in range(len(containers) - 1, -1, -1):
        container = containers[place]
        view = active(record.view, container["name"])
        sidecar = container.get("restartPolicy") == "Always"
        if passed and not sidecar:
            continue
        subject = Subject(record, container, view, results, passed)
        row = decide(subject)
        if row.action == "fail":
            plan.kill_pod = True
            plan.init = []
            return False
        if row.action in ("start", "replace"):
            plan.init.insert(0, container["name"])
        if row.action == "replace" and view is not None:
            words, grace = WORDS[row.condition]
            plan.kills.append(
                (view.id, container["name"], f"Init container {container['name']} {words}", grace)
            )
        if row.action == "next":
            if place == len(containers) - 1:
                initialized = True
            elif not passed:
                plan.init.insert(0, containers[place + 1]["name"])
        if view is not None:
            passed = True
    if not passed:
        plan.init = [containers[0]["name"]]
    return initialized


def _apps(record: PodRecord, results: dict[str, str], plan: Plan) -> None:
    kept = 0
    for container in record.pod["spec"]["containers"]:
        name = container["name"]
        view = record.view.latest(name)
        row = decide(Subject(record, container, view, results))
        if row.action in ("start", "replace"):
            plan.apps.append(name)
        if row.action in ("kill", "replace") and view is not None:
            words, grace = WORDS[row.condition]
            message = f"Container {name} {words}"
            if row.action == "replace":
                message += ", will be restarted"
            plan.kills.append((view.id, name, message, grace))
        kept += row.action == "keep"
    if not kept and not plan.apps:
        plan.kill_pod = True
        plan.init = []
