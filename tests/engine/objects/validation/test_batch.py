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
         '"NonIndexed", "Indexed"'),
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
        (
            "TZ=UTC * * * * *",
            [
                'spec.schedule: Invalid value: "TZ=UTC * * * * *": cannot use TZ or CRON_TZ in '
                "schedule, use timeZone field instead"
            ],
        ),
    ],
)
def test_schedules(schedule: str, found: list[str]) -> None:
    spec = {"schedule": schedule, "jobTemplate": {"spec": {"template": TEMPLATE}}}
    assert refusals("cj", {"spec": spec}) == found


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("Asia/Shanghai", ""),
        ("Mars/X", "unknown time zone Mars/X"),
        ("", "timeZone must be nil or non-empty string"),
        ("Local", "timeZone must be an explicit time zone"),
    ],
)
def test_time_zones(zone: str, words: str) -> None:
    """recorded with 1.37.1"""
    spec = {"schedule": "* * * * *", "timeZone": zone}
    found = refusals("cj", {"spec": {**spec, "jobTemplate": {"spec": {"template": TEMPLATE}}}})
    assert (words in found[0]) if words else not found


def test_completions_stay_unless_indexed_and_with_parallelism() -> None:
    """recorded with 1.37.1"""
    assert update_refusals("job", job(completions=2), job(completions=5)) == [
        "spec.completions: Invalid value: 5: field is immutable"
    ]
    old = job(completions=2, parallelism=2, completionMode="Indexed")
    alone = job(completions=5, parallelism=2, completionMode="Indexed")
    both = job(completions=5, parallelism=5, completionMode="Indexed")
    assert "in tandem with spec.parallelism" in update_refusals("job", old, alone)[0]
    assert update_refusals("job", old, both) == []


def test_templates_stay() -> None:
    other = {"spec": {**TEMPLATE["spec"], "nodeName": "n"}}
    found = update_refusals("job", job(), job(template=other))
    assert found[0].startswith("spec.template: Invalid value: {")
    assert found[0].endswith("field is immutable")
