"""What checks cost: a look at all of a lesson's checks, and a change to a green check on screen
while 200 learners work.

The clock of the learner who is measured is paused and stepped: a command's own virtual time is not
a delay of ours.  Not here: whether checks are right (``manage.py prove``).
"""

import asyncio
import itertools
import json
import os
import time
from typing import Any

from benchmarks.figures import percentile, spread
from benchmarks.server import Server
from benchmarks.visitor import Visitor

CLASS = 200
MEASURED = 40
EVERY = 10.0
"""Seconds between two things that one learner of the class does."""
REPEATS = 5
STEPS_AT_MOST = 20
LATE = 1.5
"""A step that has brought nothing by then brings nothing."""
LESSON = "002_a_deployment"
DEPLOYMENT = {
    "apiVersion": "apps/v1",
    "kind": "Deployment",
    "metadata": {"name": "nginx-test", "labels": {"app": "nginx-deploy"}},
    "spec": {
        "replicas": 2,
        "selector": {"matchLabels": {"app": "nginx"}},
        "template": {
            "metadata": {"labels": {"app": "nginx"}},
            "spec": {"containers": [{"name": "my-nginx", "image": "nginx"}]},
        },
    },
}
MAKE = f"echo '{json.dumps(DEPLOYMENT)}' | kubectl apply -f -"


def _costs() -> list[tuple[float, str]]:
    """CPU seconds of a look at each lesson when its solution was played and no check is green."""
    from lessons.authoring.rehearsal import Rehearsal
    from lessons.catalog import lessons
    from lessons.checks import Marks, judge, watch
    from lessons.mistakes import Mistakes
    from lessons.observation import Observation

    costs = []
    for lesson in lessons():
        played = Rehearsal(lesson, Mistakes())
        played.play(lesson.solution)
        seen = Observation(played.cluster)
        begun = time.process_time()
        for _ in range(REPEATS):
            marks = Marks()
            judge(lesson, marks, seen)
            watch(lesson, marks, seen)
        costs.append(((time.process_time() - begun) / REPEATS, lesson.name))
    return sorted(costs)


async def _green(visitor: Visitor) -> float | None:
    """Seconds from the step in which a Deployment comes to be to the green check that says so."""
    await visitor.send(t="clock.pause")
    await visitor.type(MAKE)
    await visitor.rest(0.5)
    for _ in range(STEPS_AT_MOST):
        begun = time.perf_counter()
        await visitor.send(t="clock.step")
        if await _greens(visitor):
            return time.perf_counter() - begun
    return None


async def _greens(visitor: Visitor) -> set[str]:
    """The checks that are green after a step, if it changed any."""
    try:
        found = await visitor.until(lambda m: m["t"] == "lesson.checks", seconds=LATE)
    except TimeoutError:
        return set()
    return {check["id"] for step in found["steps"] for check in step["checks"] if check["passed"]}


async def _work(visitor: Visitor) -> None:
    """A learner of the class: a Deployment made or deleted every ten seconds."""
    for number in itertools.count(1):
        await visitor.type(f"kubectl create deployment d{number} --image=nginx --replicas=2")
        await visitor.rest(EVERY)
        await visitor.type(f"kubectl delete deployment d{number}")
        await visitor.rest(EVERY)


async def _measure(url: str) -> None:
    """Whoever has arrived goes on listening: a page that does not read is closed."""
    everybody = [Visitor(url) for _ in range(CLASS)]
    tasks: list[asyncio.Task[Any]] = []
    for visitor in everybody[MEASURED:]:
        await visitor.visit()
        await visitor.open_lesson(LESSON)
        tasks.append(asyncio.create_task(_work(visitor)))
    print(f"{len(tasks)} learners at work")
    seconds: list[float] = []
    for visitor in everybody[:MEASURED]:
        await visitor.visit()
        await visitor.open_lesson(LESSON)
        taken = await _green(visitor)
        if taken is not None:
            seconds.append(taken)
        await visitor.leave()
    print(f"{CLASS} learners: change to green check on screen {spread(seconds)}")
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def run() -> None:
    """Print the cost of looks, and how soon a check turns green in a class."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "podlab.settings")
    costs = _costs()
    seconds = [cost for cost, _ in costs]
    worst, name = costs[-1]
    print(
        f"a look at all checks of a lesson: median {percentile(seconds, 0.5) * 1000:.2f} ms, "
        f"p95 {percentile(seconds, 0.95) * 1000:.2f} ms, most {worst * 1000:.2f} ms ({name})"
    )
    with Server() as server:
        asyncio.run(_measure(server.url))
