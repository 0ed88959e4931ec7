"""The lifecycle tables against recorded lives of Pods (``tools/lifecycle_golden.py``).

``lifecycle/steps.jsonl``: what ran, what the kubelet then started, killed or left.
``lifecycle/statuses.jsonl``: the containers' states, the phase and conditions that follow.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from podlab.engine.kubelet.plan import make_plan
from podlab.engine.kubelet.state import ContainerView, PodRecord, PodView, SandboxView
from podlab.engine.kubelet.status.conditions import pod_conditions
from podlab.engine.kubelet.status.phase import phase_of

Object = dict[str, Any]

FOLDER = Path(__file__).parent / "lifecycle"
SANDBOX = SandboxView("s", True, 0, "10.244.1.2", 1)
OWN = ("name", "restartPolicy", "restartPolicyRules")


def pairs(name: str) -> list[Any]:
    rows = [json.loads(line) for line in (FOLDER / name).read_text("utf-8").splitlines()]
    return [pytest.param(row["before"], row["after"], id=row["from"]) for row in rows]


def pod_of(before: Object) -> Object:
    def containers(kind: str) -> list[Object]:
        rows = [row for row in before["containers"] if row["kind"] == kind]
        return [{"image": "i", **{key: row[key] for key in OWN if key in row}} for row in rows]

    spec = {"initContainers": containers("init"), "containers": containers("app"),
            "restartPolicy": before["restartPolicy"]}  # fmt: skip
    return {"metadata": {"name": "p", "namespace": "default", "uid": "u"}, "spec": spec}


def record_of(before: Object) -> tuple[PodRecord, dict[str, str]]:
    record, results = PodRecord(pod_of(before)), {}
    views = []
    for row in before["containers"]:
        if row["state"] != "absent":
            code = row.get("exitCode", 0)
            views.append(ContainerView(f"id-{row['name']}", row["name"], row["state"], 0, "", "",
                                       "i", 2, 2, 3, code, "", ""))  # fmt: skip
        if "failed" in row:
            results[f"{row['failed']}/id-{row['name']}"] = "failure"
    record.view = PodView(5, (SANDBOX,), tuple(views))
    return record, results


@pytest.mark.parametrize(("before", "after"), pairs("steps.jsonl"))
def test_what_the_kubelet_does_next(before: Object, after: Object) -> None:
    record, results = record_of(before)
    plan = make_plan(record, results)
    assert [*plan.init, *plan.apps] == after["started"]
    assert [name for _, name, _, _ in plan.kills] == after["killed"]
    assert plan.kill_pod == after["over"]


@pytest.mark.parametrize(("before", "after"), pairs("statuses.jsonl"))
def test_phase_and_conditions(before: Object, after: Object) -> None:
    pod = pod_of(before)
    statuses = {row["name"]: row["status"] for row in before["containers"] if "status" in row}
    apps = [statuses[row["name"]] for row in pod["spec"]["containers"] if row["name"] in statuses]
    initialized = any("waiting" not in status["state"] for status in apps)
    assert phase_of(pod, statuses, False, initialized) == after["phase"]
    view = PodView(5, (SANDBOX,), ())
    made = pod_conditions(pod, view, after["phase"], statuses, [], False)
    wanted = {row["type"]: row for row in after["conditions"]}
    shown = {row["type"]: {key: row[key] for key in wanted["Ready"] | row if key in row and
                           key != "lastProbeTime"} for row in made}  # fmt: skip
    assert {type_: shown[type_] for type_ in wanted} == wanted
