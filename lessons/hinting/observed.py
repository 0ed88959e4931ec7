"""Which observed fact is the next hint of a step: the first that was not said, of its red checks.

Not here: the rules (``lessons.hinting.pods``, ``services``), or when a hint is asked for.
"""

from typing import Any

from lessons.checks import Marks
from lessons.goals.verdict import Verdict
from lessons.hinting.pods import of_labels, of_pods
from lessons.hinting.services import of_service
from lessons.observation import Observation
from lessons.reading.lesson import Lesson
from lessons.reading.steps import Check, Step
from podlab.engine.objects.meta import dig

WORKLOADS = frozenset(
    {"deployments.apps", "replicasets.apps", "statefulsets.apps", "daemonsets.apps", "jobs.batch"}
)


def take_hint(step: Step, marks: Marks, seen: Observation, written: int) -> bool:
    """Take a step's next hint: a written nudge first, then what is seen, then the other written
    ones; False if there is none.  ``written`` is how many the text has."""
    taken = marks.hints.get(step.name, 0)
    fact = next_fact(step, marks, seen) if taken or not written else None
    if fact is not None:
        marks.observed.setdefault(step.name, []).append(fact)
    elif taken < written:
        marks.hints[step.name] = taken + 1
    else:
        return False
    return True


def look_for_hints(lesson: Lesson, marks: Marks, seen: Observation) -> bool:
    """Whether it changed that something is seen of the step that is worked on.  Only of that one:
    others are asked when a hint of theirs is."""
    step = next((one for one in lesson.steps if not marks.done(one)), None)
    told = step is not None and next_fact(step, marks, seen) is not None
    before, marks.hintable = marks.hintable, frozenset({step.name} if step and told else ())
    return before != marks.hintable


def next_fact(step: Step, marks: Marks, seen: Observation) -> Verdict | None:
    """What is seen to be in the way of a step and was not yet said; None if nothing is."""
    said = {fact.code for fact in marks.observed.get(step.name, ())}
    for check in step.checks:
        if (step.name, check.name) in marks.passed:
            continue
        fact = of_check(check, seen)
        if fact is not None and fact.code not in said:
            return fact
    return None


def of_check(check: Check, seen: Observation) -> Verdict | None:
    """What is in the way of a check, by what it is about."""
    wanted = check.arguments
    namespace = wanted.get("namespace", "default")
    if "service" in wanted:
        return of_service(seen, namespace, wanted["service"])
    if wanted.get("resource") in WORKLOADS and "name" in wanted:
        return _of_workload(seen, namespace, wanted["resource"], wanted["name"])
    if check.goal.startswith(("pods.", "containers.", "network.")) and wanted.get("labels"):
        return of_labels(seen, namespace, wanted["labels"])
    if "resource" not in wanted and check.goal.startswith(("pods.", "containers.")):
        return of_pods(seen, _named(seen.objects("pods", namespace), wanted))
    return None


def _named(objects: list[dict[str, Any]], wanted: dict[str, Any]) -> list[dict[str, Any]]:
    """Those of a name, or of the beginning of one; none where neither is given."""
    name, prefix = wanted.get("name"), wanted.get("prefix")
    return [
        one
        for one in objects
        if one["metadata"]["name"] == name
        or (prefix and one["metadata"]["name"].startswith(prefix))
    ]


def _of_workload(seen: Observation, namespace: str, resource: str, name: str) -> Verdict | None:
    for one in _named(seen.objects(resource, namespace), {"name": name}):
        labels = dig(one, "spec", "selector", "matchLabels", default={})
        if labels:
            told = ",".join(f"{key}={value}" for key, value in labels.items())
            return of_labels(seen, namespace, told)
    return None
