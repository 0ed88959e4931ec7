"""``kubectl top`` before there are metrics, and without Pods.  Words recorded with 1.37.1."""

import json

import pytest

from tests.engine.kubectl.conftest import pod


@pytest.fixture
def empty(kubectl, monkeypatch):
    """A metrics API that knows of nothing."""
    answer = json.dumps({"items": []}).encode()
    monkeypatch.setattr(type(kubectl.cluster), "raw", lambda *_args: answer)
    return kubectl


def test_no_pods_need_no_metrics(empty):
    assert empty("top", "pods") == (0, "", "No resources found in default namespace.\n")
    assert empty("top", "pods", "-A") == (0, "", "No resources found\n")


def test_young_pods_have_none_yet(empty):
    empty.cluster.add("pods", pod("p"))
    assert empty("top", "pods") == (1, "", "error: metrics not available yet\n")


def test_an_old_pod_is_named(empty):
    empty.cluster.add("pods", pod("p", metadata={"creationTimestamp": "2020-01-01T00:00:00Z"}))
    assert "error: Metrics not available for pod default/p, age: " in empty("top", "pods")[2]


def test_nodes(empty):
    assert empty("top", "nodes")[2] == "error: metrics not available yet\n"


@pytest.mark.parametrize(("words", "text"), [
    ("node x y", "node [NAME | -l label]\nSee 'kubectl top node -h' for help and examples"),
    ("pod x y", "pod [NAME | -l label]\nSee 'kubectl top pod -h' for help and examples"),
    ("node x -l a=b", "only one of NAME or --selector can be provided"),
    ("pod x -l a=b", "only one of NAME or selector can be provided"),
    ("node --sort-by=x", "--sort-by accepts only cpu or memory"),
])  # fmt: skip
def test_what_is_refused(empty, words, text):
    assert empty("top", *words.split()) == (1, "", f"error: {text}\n")
