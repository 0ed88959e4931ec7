"""Pages of ``kubectl describe``: what kubectl 1.37.1 itself printed of the same objects.

``tests/golden/kubectl/describe.jsonl`` has one object a line and, under ``text``, the output of a
real ``kubectl describe --show-events=false`` that asked a simulated API server for it.
"""

import json
from pathlib import Path

import pytest

GOLDEN = Path(__file__).parents[3] / "golden" / "kubectl" / "describe.jsonl"
ROWS = [json.loads(line) for line in GOLDEN.read_text("utf-8").splitlines()]


@pytest.fixture
def filled(kubectl):
    for row in ROWS:
        obj = row["object"]
        kind = kubectl.cluster.kinds.by_kind(obj["apiVersion"], obj["kind"])
        kubectl.cluster.add(kind.resource, obj)
    return kubectl


def place(row):
    metadata = row["object"]["metadata"]
    space = ["-n", metadata["namespace"]] if "namespace" in metadata else []
    return [row["kind"], metadata["name"], *space]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["kind"])
def test_the_page_is_the_real_one(filled, row):
    code, out, err = filled("describe", *place(row), "--show-events=false")
    assert (code, err) == (0, "")
    assert out == row["text"]


def test_events_stand_at_the_end_oldest_first(filled):
    pod = next(row["object"] for row in ROWS if row["kind"] == "pod")
    for name, reason, time in (("b", "Started", "21:56:20"), ("a", "Pulled", "21:56:10")):
        filled.cluster.add("events", {
            "apiVersion": "v1", "kind": "Event",
            "metadata": {"name": name, "namespace": "demo"},
            "involvedObject": {"kind": "Pod", "name": pod["metadata"]["name"],
                               "uid": pod["metadata"]["uid"]},
            "type": "Normal", "reason": reason, "message": f"said {reason}\n",
            "source": {"component": "kubelet"}, "count": 1,
            "firstTimestamp": f"2026-11-23T{time}Z", "lastTimestamp": f"2026-11-23T{time}Z",
        })  # fmt: skip
    _, out, _ = filled("describe", "pod", "full", "-n", "demo")
    rows = out.split("Events:\n")[1].splitlines()
    assert [row.split()[1] for row in rows] == ["Reason", "------", "Pulled", "Started"]
    assert rows[2].endswith("said Pulled")


def test_an_object_without_events_says_so(filled):
    last = filled("describe", "pod", "full", "-n", "demo")[1].splitlines()[-1]
    assert last.split() == ["Events:", "<none>"]
    assert "Events" not in filled("describe", "secret", "keys", "-n", "demo")[1]


def test_several_pages_are_parted_by_empty_lines(filled):
    _, out, _ = filled("describe", "service", "-n", "demo")
    assert out.count("\n\n\n") == 1
    _, out, _ = filled("describe", "service/web", "configmap/settings", "-n", "demo")
    assert out.index("NodePort") < out.index("BinaryData")


def test_what_is_not_there_cannot_be_described(filled):
    code, out, err = filled("describe", "pod", "none", "-n", "demo")
    assert (code, out) == (1, "")
    assert err == 'Error from server (NotFound): pods "none" not found\n'
    code, _, err = filled("describe", "nonsense")
    assert code == 1
    assert err == 'error: the server doesn\'t have a resource type "nonsense"\n'
    code, _, err = filled("describe")
    assert code == 1
    assert "You must specify the type of resource to describe" in err


def test_a_secret_is_not_shown(filled):
    _, out, _ = filled("describe", "secret", "keys", "-n", "demo")
    assert "hunter2" not in out
    assert "password:  7 bytes" in out
