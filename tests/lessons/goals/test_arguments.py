"""What a lesson may write behind a goal's arguments."""

import pytest

from lessons.files.rows import Value, read_yaml
from lessons.goals import GOALS
from lessons.goals import arguments as are
from lessons.mistakes import Mistakes, Spot


def codes(kind, text):
    mistakes = Mistakes()
    row = read_yaml("a.yaml", f"x: {text}\n", mistakes)
    kind(row.fields["x"], mistakes)
    return [one.code for one in mistakes.found]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (are.text, "Running"),
        (are.name, "web-1"),
        (are.name, "system:node"),
        (are.prefix, "web-"),
        (are.namespace, "''"),
        (are.labels, "'app in (a, b),!c'"),
        (are.resource, "deployments.apps"),
        (are.resource, "widgets.example.com"),
        (are.count, "1"),
        (are.count_or_none, "0"),
        (are.flag, "true"),
        (are.image, "registry.k8s.io/pause:3.10"),
        (are.path, "/etc/hosts"),
        (are.any_of(are.text), "[a, b]"),
        (are.one_of(True, "last"), "last"),
        (are.fields, "{spec.replicas: {least: 1, most: 3}, 'a.b[type=Ready].c': [x, y]}"),
        (are.order, "[{resource: pods, name: a, deleted: true}]"),
    ],
)
def test_what_is_taken(kind, text):
    assert codes(kind, text) == []


@pytest.mark.parametrize(
    ("kind", "text", "code"),
    [
        (are.text, "''", "empty-text"),
        (are.text, "5", "wrong-type"),
        (are.name, "Web", "bad-name"),
        (are.prefix, "-web", "bad-name"),
        (are.labels, "'app in a'", "bad-selector"),
        (are.labels, "{app: a}", "wrong-type"),
        (are.resource, "deployments", "unknown-resource"),
        (are.resource, "widgets.apps", "unknown-resource"),
        (are.resource, "widgets.foo.k8s.io", "unknown-resource"),
        (are.count, "0", "count-below-one"),
        (are.count, "true", "wrong-type"),
        (are.count_or_none, "-1", "out-of-range"),
        (are.PORT, "70000", "out-of-range"),
        (are.HTTP_STATUS, "ok", "wrong-type"),
        (are.flag, "1", "wrong-type"),
        (are.image, "Nginx:1", "bad-image"),
        (are.path, "etc/hosts", "relative-path"),
        (are.list_of(are.text), "[]", "empty-list"),
        (are.list_of(are.text), "a", "wrong-type"),
        (are.one_of(True, "last"), "first", "not-one-of"),
        (are.fields, "{}", "empty-list"),
        (are.fields, "{a..b: 1}", "bad-path"),
        (are.fields, "{a: {least: 1, exists: true}}", "mixed-conditions"),
        (are.fields, "{a: {least: x}}", "wrong-type"),
        (are.fields, "{a: {contains: ''}}", "empty-text"),
        (are.fields, "{a: [[1]]}", "wrong-type"),
        (are.order, "[]", "empty-list"),
        (are.order, "[{name: a}]", "missing-field"),
        (are.order, "[{resource: pods, nam: a}]", "unknown-field-near"),
        (are.command, "/ ls", "bad-name"),
    ],
)
def test_what_is_refused(kind, text, code):
    assert code in codes(kind, text)


def test_every_goal_says_what_its_arguments_are():
    for name, goal in GOALS.items():
        for kind in (*goal.needs.values(), *goal.takes.values()):
            mistakes = Mistakes()
            kind(Value(Spot("a.yaml"), "x", None), mistakes)
            assert mistakes.found, name
