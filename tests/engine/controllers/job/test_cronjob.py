"""CronJobs start Jobs on time; schedules are read as cron reads them."""

from typing import Any

import pytest

from podlab.engine.controllers.job.cronschedule import BadSchedule, parse_schedule
from podlab.engine.kernel.clock import parse_rfc3339, rfc3339
from tests.engine.controllers.fake_api import World

Object = dict[str, Any]


@pytest.mark.parametrize(
    ("text", "after", "expected"),
    [
        ("*/5 * * * *", "2026-11-23T10:02:30Z", "2026-11-23T10:05:00Z"),
        ("0 9 * * mon-fri", "2026-11-27T09:00:00Z", "2026-11-30T09:00:00Z"),
        ("30 4 1,15 * *", "2026-11-15T04:30:00Z", "2026-12-01T04:30:00Z"),
        ("0 0 13 * 5", "2026-11-10T00:00:00Z", "2026-11-13T00:00:00Z"),
        ("@daily", "2026-11-23T10:00:00Z", "2026-11-24T00:00:00Z"),
        ("0 0 29 2 *", "2026-11-23T10:00:00Z", "2028-02-29T00:00:00Z"),
        ("0 12 * * 7", "2026-11-23T10:00:00Z", "2026-11-29T12:00:00Z"),
    ],
)
def test_next_time(text: str, after: str, expected: str) -> None:
    found = parse_schedule(text).next_after(parse_rfc3339(after))
    assert found is not None
    assert rfc3339(found) == expected


def test_schedule_that_never_fires_is_found_out() -> None:
    assert parse_schedule("0 0 31 2 *").next_after(0) is None


def test_time_zones() -> None:
    found = parse_schedule("0 8 * * *", "Asia/Shanghai").next_after(
        parse_rfc3339("2026-11-23T10:00:00Z")
    )
    assert found == parse_rfc3339("2026-11-24T00:00:00Z")


@pytest.mark.parametrize(
    "text", ["", "* * * *", "60 * * * *", "*/0 * * * *", "5-1 * * * *", "x * * * *"]
)
def test_nonsense_is_refused(text: str) -> None:
    with pytest.raises(BadSchedule):
        parse_schedule(text)


def cron(**spec: Any) -> Object:
    pod = {"spec": {"restartPolicy": "Never", "containers": [{"name": "c"}]}}
    job = {"spec": {"completions": 1, "parallelism": 1, "backoffLimit": 6, "template": pod}}
    base = {"schedule": "* * * * *", "jobTemplate": job, "concurrencyPolicy": "Allow"}
    return {
        "apiVersion": "batch/v1",
        "kind": "CronJob",
        "metadata": {"name": "tick"},
        "spec": {**base, **spec},
    }


def test_a_job_each_minute(world: World) -> None:
    world.create("cronjobs.batch", cron())
    world.run(121)
    jobs = world.list("jobs.batch")
    assert len(jobs) == 2
    assert jobs[0]["metadata"]["name"].startswith("tick-29")
    assert len(world.get("cronjobs.batch", "tick")["status"]["active"]) == 2


def test_forbid_does_not_start_a_second(world: World) -> None:
    world.create("cronjobs.batch", cron(concurrencyPolicy="Forbid"))
    world.run(130)
    assert len(world.list("jobs.batch")) == 1
    assert any("concurrency policy is Forbid" in words for words in world.told())


def test_replace_takes_the_first_away(world: World) -> None:
    world.create("cronjobs.batch", cron(concurrencyPolicy="Replace"))
    world.run(121)
    assert len(world.list("jobs.batch")) == 1


def test_suspended_does_nothing(world: World) -> None:
    world.create("cronjobs.batch", cron(suspend=True))
    world.run(121)
    assert world.list("jobs.batch") == []


def test_finished_jobs_are_kept_to_a_limit(world: World) -> None:
    world.create("cronjobs.batch", cron(successfulJobsHistoryLimit=1))
    for _ in range(4):
        world.run(60)
        for pod in world.list("pods"):
            if pod["status"]["phase"] == "Pending":
                name = pod["metadata"]["name"]
                world.patch("pods", name, {"status": {"phase": "Succeeded"}}, subresource="status")
    world.run(5)
    assert len(world.list("jobs.batch")) == 1
    assert any(words.startswith("Saw completed job: tick-") for words in world.told())


def test_a_job_that_history_does_not_keep_goes_missing(world: World) -> None:
    """recorded with 1.37.1: what is cleaned away at once is not seen to end"""
    world.create("cronjobs.batch", cron(failedJobsHistoryLimit=0))
    world.run(70)
    (job,) = world.list("jobs.batch")
    row = {"type": "Failed", "status": "True", "reason": "x", "message": "x"}
    change = {"status": {"conditions": [row]}}
    world.patch("jobs.batch", job["metadata"]["name"], change, subresource="status")
    world.run(1)
    name = job["metadata"]["name"]
    assert world.told()[-2:] == [f"Deleted job {name}", f"Active job went missing: {name}"]
    assert world.get("cronjobs.batch", "tick")["status"].get("active") is None
