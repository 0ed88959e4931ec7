"""Jobs run to completion, count once, give up in time."""

from typing import Any

import pytest

from podlab.engine.controllers.job.jobpods import parse_indexes, write_indexes
from podlab.engine.kernel.clock import rfc3339
from tests.engine.controllers.fake_api import World

Object = dict[str, Any]


def job(**spec: Any) -> Object:
    template = {
        "metadata": {"labels": {"job-name": "j"}},
        "spec": {"restartPolicy": "Never", "containers": [{"name": "c", "image": "busybox"}]},
    }
    base = {"completions": 1, "parallelism": 1, "backoffLimit": 6, "template": template}
    metadata = {"name": "j"}
    return {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": metadata,
        "spec": {**base, **spec},
    }


def finish(world: World, pod: Object, code: int = 0) -> None:
    ended = {"terminated": {"exitCode": code, "finishedAt": rfc3339(world.sim.now)}}
    status = {
        "phase": "Failed" if code else "Succeeded",
        "containerStatuses": [{"name": "c", "state": ended}],
    }
    world.patch("pods", pod["metadata"]["name"], {"status": status}, subresource="status")


def status(world: World) -> Object:
    found: Object = world.get("jobs.batch", "j")["status"]
    return found


def conditions(world: World) -> list[tuple[str, str]]:
    return [(row["type"], row["reason"]) for row in status(world).get("conditions") or ()]


def running(world: World) -> list[Object]:
    return [pod for pod in world.list("pods") if pod["status"]["phase"] == "Pending"]


def test_success_is_counted_in_two_steps(world: World) -> None:
    """recorded: scenarios/job"""
    world.create("jobs.batch", job())
    world.run(2)
    (pod,) = world.list("pods")
    finish(world, pod)
    world.run(2)
    states = [o.get("status") or {} for o in world.history("jobs.batch", "j")][1:]
    assert [s.get("active") for s in states] == [1, None, None]
    uid = pod["metadata"]["uid"]
    assert [s["uncountedTerminatedPods"] for s in states] == [{}, {"succeeded": [uid]}, {}]
    assert states[1]["conditions"][0]["type"] == "SuccessCriteriaMet"
    assert conditions(world) == [
        ("SuccessCriteriaMet", "CompletionsReached"),
        ("Complete", "CompletionsReached"),
    ]
    assert status(world)["succeeded"] == 1
    assert world.told()[-1] == "Job completed"
    assert not world.list("pods")[0]["metadata"].get("finalizers")


def test_failures_back_off_and_then_end_it(world: World) -> None:
    world.create("jobs.batch", job(backoffLimit=1))
    world.run(1)
    finish(world, running(world)[0], code=1)
    world.run(8)
    assert running(world) == []
    world.run(4)
    finish(world, running(world)[0], code=1)
    world.run(3)
    assert status(world)["failed"] == 2
    assert conditions(world)[-1] == ("Failed", "BackoffLimitExceeded")
    world.run(600)
    assert len(world.list("pods")) == 2


def test_deadline_ends_what_runs(world: World) -> None:
    world.create("jobs.batch", job(activeDeadlineSeconds=5))
    world.run(1)
    (pod,) = world.list("pods")
    world.make_ready(pod)
    world.run(6)
    assert conditions(world) == [("FailureTarget", "DeadlineExceeded")]
    assert status(world)["terminating"] == 1
    world.delete("pods", pod["metadata"]["name"], gracePeriodSeconds=0)
    world.run(3)
    assert conditions(world)[-1] == ("Failed", "DeadlineExceeded")


def test_indexed_pods_take_the_lowest_free_index(world: World) -> None:
    world.create("jobs.batch", job(completions=3, parallelism=2, completionMode="Indexed"))
    world.run(2)
    first, second = running(world)
    assert {p["metadata"]["name"][:4] for p in (first, second)} == {"j-0-", "j-1-"}
    assert first["spec"]["containers"][0]["env"][0]["name"] == "JOB_COMPLETION_INDEX"
    finish(world, first)
    finish(world, second)
    world.run(2)
    assert status(world)["completedIndexes"] == "0,1"
    finish(world, running(world)[0])
    world.run(2)
    assert status(world)["completedIndexes"] == "0-2"
    assert conditions(world)[-1][0] == "Complete"


def test_suspending_takes_the_pods_away(world: World) -> None:
    world.create("jobs.batch", job())
    world.run(1)
    world.patch("jobs.batch", "j", {"spec": {"suspend": True}})
    world.run(2)
    assert running(world) == []
    assert conditions(world) == [("Suspended", "JobSuspended")]
    assert "startTime" not in status(world)
    world.patch("jobs.batch", "j", {"spec": {"suspend": False}})
    world.run(2)
    assert len(running(world)) == 1


def test_failure_policy_can_end_it_at_once(world: World) -> None:
    codes = {"operator": "In", "values": [42]}
    policy = {"rules": [{"action": "FailJob", "onExitCodes": codes}]}
    world.create("jobs.batch", job(podFailurePolicy=policy))
    world.run(1)
    (pod,) = running(world)
    finish(world, pod, code=42)
    world.run(3)
    assert conditions(world)[-1] == ("Failed", "PodFailurePolicy")
    name = pod["metadata"]["name"]
    assert status(world)["conditions"][-1]["message"] == (
        f"Container c for pod default/{name} failed with exit code 42 "
        "matching FailJob rule at index 0"
    )


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("", set()), ("3", {3}), ("0,1", {0, 1}), ("0-2", {0, 1, 2}), ("0,2-4", {0, 2, 3, 4})],
)
def test_indexes_as_text(text: str, numbers: set[int]) -> None:
    assert parse_indexes(text, 10) == numbers
    assert write_indexes(numbers) == text


def test_indexes_beyond_the_limit_are_not_counted_out() -> None:
    assert len(parse_indexes("0-999999999", 10)) == 10


def test_what_still_runs_when_enough_succeeded_does_not_count(world: World) -> None:
    """recorded with 1.37.1: with a success policy the others are let go uncounted"""
    policy = {"rules": [{"succeededIndexes": "0"}]}
    world.create("jobs.batch", job(completions=2, parallelism=2, completionMode="Indexed",
                           successPolicy=policy))  # fmt: skip
    world.run(2)
    first = next(p for p in world.list("pods") if p["metadata"]["name"].startswith("j-0-"))
    change = {"status": {"phase": "Succeeded"}}
    world.patch("pods", first["metadata"]["name"], change, subresource="status")
    world.run(3)
    for pod in world.list("pods"):
        if "deletionTimestamp" in pod["metadata"]:
            world.delete("pods", pod["metadata"]["name"], gracePeriodSeconds=0)
    world.run(3)
    found = status(world)
    assert (found["succeeded"], found.get("failed")) == (1, None)
    assert [row["type"] for row in found["conditions"]] == ["SuccessCriteriaMet", "Complete"]


def test_failed_indexes_are_told_from_the_beginning(world: World) -> None:
    """recorded with 1.37.1"""
    world.create("jobs.batch", job(completions=2, completionMode="Indexed", backoffLimitPerIndex=0))
    world.run(2)
    assert status(world)["failedIndexes"] == ""
