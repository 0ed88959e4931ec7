"""The scene of a lesson: its cluster, its start state, its faults."""

import pytest

from lessons.files.rows import read_yaml
from lessons.mistakes import Mistakes
from lessons.reading.scene import SETTINGS, check_manifest, read_faults, read_spec, read_start
from podlab.engine.spec import default_spec


def spec(text):
    mistakes = Mistakes()
    row = read_yaml("lesson.yaml", text, mistakes)
    return read_spec(row, mistakes), [one.code for one in mistakes.found]


def test_a_lesson_changes_its_cluster():
    found, mistakes = spec("cluster: {metricsServer: {resolutionSeconds: 15}}\n")
    assert (found["metricsServer"], mistakes) == ({"resolutionSeconds": 15}, [])
    assert spec("number: 1\n")[1] == []


def test_every_part_of_the_default_cluster_can_be_changed():
    assert set(default_spec()) <= set(SETTINGS)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("cluster: big\n", "wrong-type"),
        ("cluster: {nodez: []}\n", "unknown-field-near"),
        ("cluster: {nodes: [{name: a}]}\n", "bad-cluster"),
        ("cluster: {storageClasses: [{name: a}]}\n", "bad-cluster"),
        ("cluster: {mostObjects: many}\n", "wrong-type"),
        ("cluster: {metricsServer: {resolutionSeconds: soon}}\n", "bad-cluster"),
    ],
)
def test_a_cluster_that_cannot_be(text, code):
    assert code in spec(text)[1]


def test_faults_are_commands():
    mistakes = Mistakes()
    row = read_yaml("lesson.yaml", "faults: [stop-kubelet k8snode1, 5, reboot, nosuch]\n", mistakes)
    assert read_faults(row, mistakes)[0] == {"do": "fault", "fault": ["stop-kubelet", "k8snode1"]}
    assert [one.code for one in mistakes.found] == ["wrong-type", "bad-fault", "unknown-fault"]


def test_the_start_is_applied_and_run():
    files = {"start.yaml": "apiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n",
             "start.sh": "ls\n"}  # fmt: skip
    mistakes = Mistakes()
    first, second = read_start(files, mistakes)
    assert first["argv"] == ["kubectl", "apply", "-f", "-"]
    assert second["argv"] == ["bash", "-c", "ls\n"]
    assert mistakes.found == []


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("a: [}\n", "bad-yaml", 1),
        ("kind: Pod\nkind: Pod\n", "bad-yaml", 2),
        ("- a\n", "no-manifest", 1),
        ("apiVersion: v1\n", "no-manifest", 1),
        ("apiVersion: v1\nkind: Deployment\n", "unknown-kind", 1),
        (
            "apiVersion: v1\nkind: Pod\n---\napiVersion: apps/v2\nkind: Deployment\n",
            "unknown-kind",
            4,
        ),
    ],
)
def test_what_is_no_manifest(text, code, line):
    mistakes = Mistakes()
    check_manifest("start.yaml", text, mistakes)
    assert (code, line) in [(one.code, one.place.line) for one in mistakes.found]


def test_kinds_that_the_manifest_brings_along_are_known():
    text = """\
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
spec: {names: {kind: Widget}}
---
apiVersion: example.com/v1
kind: Widget
"""
    mistakes = Mistakes()
    check_manifest("start.yaml", text, mistakes)
    assert mistakes.found == []
