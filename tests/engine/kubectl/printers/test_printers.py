"""``-o``: every format, and what is said to a wrong one."""

import json

import pytest

from podlab.engine.kubectl.printers.tables import cell_text
from podlab.engine.objects import yaml
from tests.engine.kubectl.conftest import pod


@pytest.fixture
def two(kubectl):
    for name in ("one", "two"):
        labels = {"app": name, "tier": "front"}
        kubectl.cluster.add("pods", pod(name, metadata={"labels": labels}))
    return kubectl


@pytest.mark.parametrize(("output", "expected"), [
    ("name", "pod/one\npod/two\n"),
    ("jsonpath={.items[*].metadata.name}", "one two"),
    ('jsonpath={range .items[*]}{.metadata.name}{"\\n"}{end}', "one\ntwo\n"),
    ("go-template={{range .items}}{{.metadata.name}} {{end}}", "one two "),
    ("custom-columns=NAME:.metadata.name,APP:.metadata.labels.app",
     "NAME   APP\none    one\ntwo    two\n"),
    ("custom-columns=N:.metadata.name,X:.nothing", "N     X\none   <none>\ntwo   <none>\n"),
])  # fmt: skip
def test_formats(two, output, expected):
    assert two("get", "pods", "-o", output) == (0, expected, "")


@pytest.mark.parametrize(("output", "read"), [("json", json.loads), ("yaml", yaml.load)])
def test_lists_are_wrapped_and_single_objects_are_not(two, output, read):
    whole = read(two("get", "pods", "-o", output)[1])
    assert (whole["kind"], len(whole["items"])) == ("List", 2)
    single = read(two("get", "pod", "one", "-o", output)[1])
    assert (single["kind"], single["metadata"]["name"]) == ("Pod", "one")


@pytest.mark.parametrize(("output", "words"), [
    ("nonsense", 'unable to match a printer suitable for the output format "nonsense"'),
    ("jsonpath", "template format specified but no template given"),
    ("go-template", "template format specified but no template given"),
    ("jsonpath={.items[", "unterminated"),
    ("go-template={{.items", "template"),
    ("custom-columns=", "custom-columns format specified but no custom columns given"),
    ("custom-columns=NAME", "unexpected custom-columns spec: NAME"),
])  # fmt: skip
def test_wrong_formats_are_refused(two, output, words):
    code, out, err = two("get", "pods", "-o", output)
    assert code == 1
    assert out == ""
    assert words in err


def test_labels_become_columns(two):
    _, out, _ = two("get", "pods", "--show-labels")
    header, first, _ = out.splitlines()
    assert header.endswith("LABELS")
    assert first.endswith("app=one,tier=front")
    _, out, _ = two("get", "pods", "-L", "app,none")
    assert out.splitlines()[0].split()[-2:] == ["APP", "NONE"]
    _, out, _ = two("get", "pods", "--no-headers")
    assert len(out.splitlines()) == 2


@pytest.mark.parametrize(("value", "text"), [
    (None, "<none>"), (True, "true"), (3, "3"), ("one\ntwo", "one..."), ("a\x1bb", "a^[b"),
])  # fmt: skip
def test_cells(value, text):
    assert cell_text(value) == text
