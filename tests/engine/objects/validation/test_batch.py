"""Jobs and CronJobs.  Words recorded: mutated manifests."""

from typing import Any

import pytest

from tests.engine.objects.manifests import pod, refusals, update_refusals

TEMPLATE = {"spec": {**pod()["spec"], "restartPolicy": "Never"}}


def job(**spec: Any) -> dict[str, Any]:
    return {"spec": {"template": TEMPLATE, **spec}}


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        ({"template": pod()}, "spec.template.spec.restartPolicy: Required value: valid values: "
         '"OnFailure", "Never"'),
        ({"parallelism": -5}, "spec.parallelism: Invalid value: -5: must be greater than or equal "
         "to 0"),
        ({"completionMode": "x"}, 'spec.completionMode: Unsupported value: "x": supported values: '
         '"Indexed", "NonIndexed"'),
        ({"successPolicy": {"rules": []}}, "spec.successPolicy: Invalid value: {"),
        ({"podFailurePolicy": {"rules": [{"action": "Ignore"}]}},
         "spec.podFailurePolicy.rules[0]: Invalid value: specifying one of OnExitCodes and "
         "OnPodConditions is required"),
    ],
)  # fmt: skip
def test_jobs(spec: dict[str, Any], words: str) -> None:
    assert refusals("job", job(**spec))[0].startswith(words)


@pytest.mark.parametrize(
    ("schedule", "found"),
    [
        ("* * * * *", []),
        ("@daily", []),
        ("", ["spec.schedule: Required value"]),
        ("x", ['spec.schedule: Invalid value: "x": expected exactly 5 fields, found 1: [x]']),
    ],
)
def test_schedules(schedule: str, found: list[str]) -> None:
    spec = {"schedule": schedule, "jobTemplate": {"spec": {"template": TEMPLATE}}}
    assert refusals("cj", {"spec": spec}) == found


def test_templates_stay() -> None:
    other = {"spec": {**TEMPLATE["spec"], "nodeName": "n"}}
    found = update_refusals("job", job(), job(template=other))
    assert found[0].startswith("spec.template: Invalid value: {")
    assert found[0].endswith("field is immutable")
