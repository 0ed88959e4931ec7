"""What the page is told of checks: what is missing, and what to ask "why?" of."""

import pytest

from lessons import catalog
from lessons.checks import Marks
from lessons.goals.verdict import PASSED, missing
from lessons.present import Open, lesson_checks, lesson_list, lesson_shown
from lessons.reading.lesson import Lesson
from lessons.reading.steps import Check, Step
from lessons.selectors import Standing


def shown(check: Check, verdict, language="en"):
    """A check as a lesson's step shows it."""
    step = Step("s", False, (check,), (), (), {language: FakeText()})
    lesson = object.__new__(Lesson)
    for name, value in {"steps": (step,), "place": FakePlace()}.items():
        object.__setattr__(lesson, name, value)
    marks = Marks(verdicts={("s", check.name): verdict})
    if verdict.passed:
        marks.passed.add(("s", check.name))
    return lesson_checks(Open(lesson, None, marks, (1, 0)), language)["steps"][0]["checks"][0]


class FakeText:
    title, html, hints = "Step", "<p></p>", ()


class FakePlace:
    exam = None


def a_check(**arguments):
    return Check("c", "objects.now", arguments, {"en": "It is so.", "zh-hans": "是这样。"})


@pytest.mark.parametrize(
    ("arguments", "verdict", "about"),
    [
        ({"labels": "app=a"}, missing("pod-not-ready", name="a-1", status="Pending"),
         "pods/default/a-1"),
        ({"resource": "deployments.apps", "name": "a", "namespace": "shop"},
         missing("object-missing", resource="deployments.apps", name="a"),
         "deployments.apps/shop/a"),
        ({"resource": "nodes", "name": "k8snode1"},
         missing("field-differs", path="a", expected=1, actual=2), "nodes//k8snode1"),
        ({"service": "a"}, missing("service-not-asked", service="a"), "services/default/a"),
        ({"labels": "app=a"}, missing("no-pods", labels="app=a"), ""),
        ({"resource": "pods", "name": "a"}, PASSED, ""),
    ],
)  # fmt: skip
def test_a_red_check_names_what_it_is_about(arguments, verdict, about):
    assert shown(a_check(**arguments), verdict)["about"] == about


def test_a_red_check_says_what_was_expected_and_what_is():
    told = shown(a_check(), missing("field-differs", path="spec.replicas", expected=3, actual=1))
    assert told["missing"] == "spec.replicas should be 3, but is 1."
    assert not told["passed"]


def test_the_course_keeps_what_was_finished_once():
    listed = lesson_list(Standing(finished={"001_a_bare_pod"}, points={"001_a_bare_pod": 9}), "en")
    first, second = listed["lessons"][:2]
    assert (first["done"], first["progress"], first["points"]) == (True, 1.0, 9)
    assert (second["done"], second["progress"], second["needs"]) == (False, 0.0, [first["name"]])
    topics = [one["id"] for one in listed["topics"]]
    assert topics[0] == "start"
    assert {one["topic"] for one in listed["lessons"]} == set(topics)


def test_an_exam_shows_its_goals_only_once_it_has_begun():
    one = Open(catalog.lesson("050_exam_workloads"), None, Marks(), (1, 0))
    told = lesson_shown(one, "zh-hans")["lesson"]
    assert told["steps"] == []
    assert told["exam"]["state"] == "ready"
    assert told["mostPoints"] == 70


def test_observed_hints_stand_behind_the_first_written_one_and_are_text():
    class Text(FakeText):
        hints = ("<p>nudge</p>", "<p>way</p>")

    fact = missing("config-not-there", 'no "<b>"', container="<img src=x>")
    step = Step("s", False, (a_check(labels="app=a"),), (), (), {"en": Text(), "zh-hans": Text()})
    lesson = object.__new__(Lesson)
    for name, value in {"steps": (step,), "place": FakePlace()}.items():
        object.__setattr__(lesson, name, value)
    marks = Marks(hints={"s": 2}, observed={"s": [fact]}, hintable=frozenset({"s"}))
    found = lesson_checks(Open(lesson, None, marks, (1, 0)), "en")["steps"][0]
    assert found["hintsLeft"] == 1
    assert [found["hints"][0], found["hints"][2]] == list(Text.hints)
    assert "&lt;img src=x&gt;" in found["hints"][1]
    assert "<pre><code>no &quot;&lt;b&gt;&quot;</code></pre>" in found["hints"][1]
