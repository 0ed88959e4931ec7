"""Which observed fact is the next hint: of made clusters, and of the course's broken ones."""

import pytest

from lessons.authoring.rehearsal import Rehearsal
from lessons.catalog import lesson, lessons
from lessons.checks import Marks
from lessons.hinting.observed import look_for_hints, next_fact, of_check, take_hint
from lessons.mistakes import Mistakes
from lessons.reading.steps import Check, Step, StepText
from tests.lessons.hinting.things import SeenWithEvents, a_pod, waiting

READY = Check("ready", "pods.ready", {"labels": "app=web"}, {})
BROKEN = [one.name for one in lessons() if "_broken_" in one.name]


def a_step(*checks):
    return Step("make", False, checks, (), (), {"en": StepText("Make", "", ())})


@pytest.fixture
def seen():
    seen = SeenWithEvents()
    seen.put("pods", a_pod(statuses=[waiting("ErrImagePull")]))
    return seen


def test_a_nudge_first_then_what_is_seen_then_the_other_written_ones(seen):
    marks, step = Marks(), a_step(READY)
    taken = [take_hint(step, marks, seen, written=2) for _ in range(4)]
    assert taken == [True, True, True, False]
    assert marks.hints == {"make": 2}
    assert [fact.code for fact in marks.observed["make"]] == ["image-not-there"]
    assert marks.hints_of("make") == 3


def test_a_step_without_written_hints_has_those_that_are_seen(seen):
    marks, step = Marks(), a_step(READY)
    assert take_hint(step, marks, seen, written=0)
    assert not take_hint(step, marks, seen, written=0)
    seen.put("pods", a_pod(statuses=[waiting("CreateContainerConfigError")]))
    assert take_hint(step, marks, seen, written=0)
    assert [fact.code for fact in marks.observed["make"]] == ["image-not-there", "config-not-there"]


def test_a_green_check_needs_no_hint(seen):
    marks = Marks(passed={("make", "ready")})
    assert next_fact(a_step(READY), marks, seen) is None


@pytest.mark.parametrize(
    ("goal", "arguments", "code"),
    [
        ("pods.status", {"name": "web-1", "status": "Running"}, "image-not-there"),
        ("containers.state", {"prefix": "web-"}, "image-not-there"),
        ("network.answered", {"labels": "app=web", "port": 80}, "image-not-there"),
        ("objects.now", {"resource": "deployments.apps", "name": "web"}, "image-not-there"),
        ("objects.now", {"resource": "deployments.apps", "name": "none"}, None),
        ("objects.now", {"resource": "configmaps", "name": "web"}, None),
        ("pods.status", {"status": "Running"}, None),
        ("commands.run", {"any": ["kubectl get"]}, None),
        ("question.answered", {"question": "q", "right": 1}, None),
    ],
)
def test_a_check_is_asked_about_what_it_wants(seen, goal, arguments, code):
    selector = {"matchLabels": {"app": "web"}}
    seen.put("deployments.apps", {"metadata": {"name": "web"}, "spec": {"selector": selector}})
    fact = of_check(Check("c", goal, arguments, {}), seen)
    assert (fact.code if fact else None) == code


@pytest.mark.parametrize("name", BROKEN)
def test_every_broken_cluster_shows_what_is_broken(name):
    found = lesson(name)
    played = Rehearsal(found, Mistakes())
    played.wait(40)
    step = found.steps[0]
    assert next_fact(step, played.marks, played._seen) is not None
    assert look_for_hints(found, played.marks, played._seen)
    assert played.marks.hintable == {step.name}
    assert not look_for_hints(found, played.marks, played._seen)
