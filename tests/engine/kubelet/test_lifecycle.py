"""The lifecycle tables: state and condition to action, and that every row can be reached."""

from typing import Any

import pytest

from podlab.engine.kubelet.lifecycle import (
    APP,
    CONDITIONS,
    INIT,
    SIDECAR,
    WORKER,
    WORKER_CONDITIONS,
    Subject,
    decide,
    decide_worker,
)
from podlab.engine.kubelet.plan import make_plan
from podlab.engine.kubelet.state import ContainerView, PodRecord, PodView, SandboxView

Object = dict[str, Any]

SANDBOX = SandboxView("s", True, 0, "10.244.1.2", 1)


def view(name: str, state: str, code: int = 0, image: str = "nginx") -> ContainerView:
    return ContainerView(f"id-{name}", name, state, 0, "", "", image, 2, 2, 3, code, "", "")


def record(
    *views: ContainerView,
    init: tuple[Object, ...] = (),
    policy: str = "Always",
    deleting: bool = False,
    **container: Any,
) -> PodRecord:
    metadata: Object = {"name": "p", "namespace": "default", "uid": "u"}
    if deleting:
        metadata["deletionTimestamp"] = "2026-11-23T17:42:39Z"
    app = {"name": "app", "image": "nginx", **container}
    spec = {"containers": [app], "initContainers": list(init), "restartPolicy": policy}
    kept = PodRecord({"metadata": metadata, "spec": spec})
    kept.view = PodView(5, (SANDBOX,), views)
    return kept


@pytest.mark.parametrize(
    ("state", "code", "policy", "results", "deleting", "image", "action"),
    [
        (None, 0, "Always", {}, False, "nginx", "start"),
        (None, 0, "Always", {}, True, "nginx", "leave"),
        ("created", 0, "Always", {}, False, "nginx", "start"),
        ("running", 0, "Always", {}, False, "nginx", "keep"),
        ("running", 0, "Always", {}, False, "redis", "replace"),
        ("running", 0, "Always", {"liveness/id-app": "failure"}, False, "nginx", "replace"),
        ("running", 0, "Never", {"liveness/id-app": "failure"}, False, "nginx", "kill"),
        ("running", 0, "Always", {"startup/id-app": "failure"}, False, "nginx", "replace"),
        ("running", 0, "Never", {"startup/id-app": "failure"}, False, "nginx", "kill"),
        ("running", 0, "Always", {"liveness/other": "failure"}, False, "nginx", "keep"),
        ("exited", 0, "Always", {}, False, "nginx", "start"),
        ("exited", 1, "Always", {}, True, "nginx", "leave"),
        ("exited", 0, "OnFailure", {}, False, "nginx", "leave"),
        ("exited", 1, "OnFailure", {}, False, "nginx", "start"),
        ("exited", 1, "Never", {}, False, "nginx", "leave"),
    ],
)
def test_an_app_container(
    state: str | None, code: int, policy: str, results: dict[str, str], deleting: bool,
    image: str, action: str,
) -> None:  # fmt: skip
    seen = None if state is None else view("app", state, code)
    kept = record(policy=policy, deleting=deleting, image=image)
    subject = Subject(kept, kept.pod["spec"]["containers"][0], seen, results)
    assert decide(subject).action == action


@pytest.mark.parametrize(
    ("state", "code", "policy", "action"),
    [
        (None, 0, "Always", "skip"),
        ("created", 0, "Always", "start"),
        ("running", 0, "Always", "keep"),
        ("exited", 0, "Never", "next"),
        ("exited", 1, "OnFailure", "start"),
        ("exited", 1, "Never", "fail"),
    ],
)
def test_an_init_container(state: str | None, code: int, policy: str, action: str) -> None:
    container = {"name": "one", "image": "nginx"}
    kept = record(init=(container,), policy=policy)
    seen = None if state is None else view("one", state, code)
    subject = Subject(kept, kept.pod["spec"]["initContainers"][0], seen, {})
    assert decide(subject).action == action


@pytest.mark.parametrize(
    ("state", "results", "initialized", "action"),
    [
        (None, {}, False, "skip"),
        (None, {}, True, "start"),
        ("exited", {}, False, "start"),
        ("running", {}, False, "keep"),
        ("running", {"startup/id-log": "failure"}, False, "replace"),
        ("running", {"startup/id-log": "success"}, False, "next"),
        ("running", {"startup/id-log": "success", "liveness/id-log": "failure"}, False, "replace"),
    ],
)
def test_a_sidecar(
    state: str | None, results: dict[str, str], initialized: bool, action: str
) -> None:
    container = {
        "name": "log",
        "image": "nginx",
        "restartPolicy": "Always",
        "startupProbe": {"exec": {}},
    }
    kept = record(init=(container,))
    seen = None if state is None else view("log", state)
    subject = Subject(kept, kept.pod["spec"]["initContainers"][0], seen, results, initialized)
    assert decide(subject).action == action


def test_a_worker() -> None:
    assert decide_worker(record()).action == "run"
    assert decide_worker(record(deleting=True)).next == "terminating"
    ended = record()
    ended.status = {"phase": "Succeeded"}
    assert decide_worker(ended).action == "stop"
    ended.phase = "terminated"
    assert decide_worker(ended).action == "clean"


def test_every_condition_is_known() -> None:
    assert {row.condition for row in APP + INIT + SIDECAR} <= set(CONDITIONS)
    assert {row.condition for row in WORKER} <= set(WORKER_CONDITIONS)
    for table in (APP, INIT, SIDECAR):
        assert {row.state for row in table} == {"absent", "created", "running", "exited"}


ONE, TWO = ({"name": name, "image": "nginx"} for name in ("one", "two"))


@pytest.mark.parametrize(
    ("views", "init", "apps"),
    [
        ((), ["one"], []),
        ((view("one", "running"),), [], []),
        ((view("one", "exited"),), ["two"], []),
        ((view("two", "exited"), view("one", "exited")), [], ["app"]),
        ((view("app", "running"), view("two", "exited"), view("one", "exited")), [], []),
        ((view("app", "exited", 1), view("two", "exited")), [], ["app"]),
    ],
)
def test_plans_of_a_pod_with_init_containers(
    views: tuple[ContainerView, ...], init: list[str], apps: list[str]
) -> None:
    plan = make_plan(record(*views, init=(ONE, TWO)), {})
    assert (plan.init, plan.apps, plan.create_sandbox) == (init, apps, False)


def test_a_failed_init_container_ends_the_pod() -> None:
    plan = make_plan(record(view("one", "exited", 3), init=(ONE, TWO), policy="Never"), {})
    assert plan.kill_pod
    assert not plan.init


def test_a_lost_sandbox_is_made_again() -> None:
    kept = record(view("app", "exited"))
    kept.view = kept.view._replace(sandboxes=(SANDBOX._replace(ready=False),))
    plan = make_plan(kept, {})
    assert (plan.kill_pod, plan.create_sandbox, plan.attempt, plan.apps) == (True, True, 1, ["app"])
    kept.pod["spec"]["restartPolicy"] = "Never"
    kept.view = kept.view._replace(containers=(view("app", "exited", 1),))
    assert not make_plan(kept, {}).create_sandbox
