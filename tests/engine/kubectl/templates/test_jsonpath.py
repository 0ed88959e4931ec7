"""JSONPath templates, on a list of Pods like kubectl's."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podlab.engine.kubectl.templates import jsonpath

PODS = {
    "items": [
        {"metadata": {"name": "a", "labels": {"app.kubernetes.io/name": "x", "n": "1"}},
         "spec": {"containers": [{"name": "c", "image": "nginx"}, {"name": "d", "image": "redis"}]},
         "status": {"phase": "Running", "restarts": 3}},
        {"metadata": {"name": "b", "labels": {}},
         "spec": {"containers": [{"name": "e", "image": "httpd"}]},
         "status": {"phase": "Pending", "restarts": 0}},
    ]
}  # fmt: skip


def shown(template):
    return jsonpath.render(jsonpath.parse(template), PODS)


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{.items[*].metadata.name}", "a b"),
        ("{.items[0].metadata.name}", "a"),
        ("{.items[-1].metadata.name}", "b"),
        ("{.items[0:1].metadata.name}", "a"),
        ("{range .items[*]}{.metadata.name}{\"\\t\"}{.status.phase}{\"\\n\"}{end}",
         "a\tRunning\nb\tPending\n"),
        ("{.items[?(@.status.phase==\"Running\")].metadata.name}", "a"),
        ("{.items[?(@.status.restarts>2)].metadata.name}", "a"),
        ("{.items[*].spec.containers[?(@.name=='d')].image}", "redis"),
        ("{.items[0].metadata.labels.app\\.kubernetes\\.io/name}", "x"),
        ("{.items[0].metadata['name','labels']}",
         'a {"app.kubernetes.io/name":"x","n":"1"}'),
        ("{..image}", "nginx redis httpd"),
        ("plain {.items[0].metadata.name} text", "plain a text"),
        ("{.items[0].nosuch}", ""),
        ("{range .items[*]}{range .spec.containers[*]}{.name},{end};{end}", "c,d,;e,;"),
    ],
)  # fmt: skip
def test_templates(template, text):
    assert shown(template) == text


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("{.items[9].x}", "array index out of bounds: index 9, length 2"),
        ("{.items[", "unterminated array"),
        ("{.items", "unclosed action"),
        ("{.items[?(@.a==1]}", "unterminated filter"),
        ("{end}", "not in range, nothing to end"),
        ("{.items[x]}", "invalid array index x"),
        ("{nosuch}", "unrecognized identifier nosuch"),
    ],
)
def test_mistakes(template, words):
    with pytest.raises(jsonpath.JSONPathError, match="^" + words.replace("[", r"\[")):
        shown(template)


def test_missing_keys_may_be_refused():
    with pytest.raises(jsonpath.JSONPathError, match="nosuch is not found"):
        jsonpath.render(jsonpath.parse("{.nosuch}"), PODS, allow_missing=False)


def test_relaxed_paths():
    for text in ("metadata.name", ".metadata.name", "{metadata.name}", "{.metadata.name}"):
        assert jsonpath.relaxed(text) == "{.metadata.name}"
    assert jsonpath.find(".items[1].metadata.name", PODS) == ["b"]


def test_a_bomb_is_stopped():
    data = {"a": [[[[list(range(40))] * 40] * 40] * 40]}
    with pytest.raises(jsonpath.JSONPathError, match="too many results"):
        jsonpath.render(jsonpath.parse("{..x}"), data)


@given(st.text(alphabet="{}[]().*'\"$@?=<>:,\\ axn1-\n", max_size=40))
def test_no_template_breaks_the_reader(text):
    with contextlib.suppress(jsonpath.JSONPathError):
        jsonpath.render(jsonpath.parse(text), PODS)
