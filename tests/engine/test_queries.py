"""What one may ask a cluster."""

import pytest

from podlab.engine.cluster import Cluster
from podlab.engine.commands import perform
from podlab.engine.kernel.clock import SECOND
from podlab.engine.kernel.snapshot import fingerprint
from podlab.engine.queries import (
    NoSuchFile,
    command_outcome,
    inspect,
    list_files,
    modified,
    read_file,
    terminal_since,
    validate,
)
from podlab.engine.spec import default_spec

GOOD = """apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
  - name: web
    image: nginx
"""


@pytest.fixture(scope="module")
def cluster():
    return Cluster.create(default_spec(), 7, 1_790_000_000 * SECOND)


def test_files_are_listed_read_and_dated(cluster):
    perform(cluster, {"do": "file.write", "path": "/root/test/web.yaml", "text": GOOD})
    paths = [entry["path"] for entry in list_files(cluster)]
    assert paths == ["/root/test", "/root/test/web.yaml"]
    assert read_file(cluster, "/root/test/web.yaml") == GOOD
    assert modified(cluster, "/root/test/web.yaml") > 0
    assert modified(cluster, "/root/nothing") == 0


@pytest.mark.parametrize("path", ["/root/nothing", "/root", "/root/test/web.yaml/x"])
def test_what_cannot_be_read_says_why(cluster, path):
    with pytest.raises(NoSuchFile):
        read_file(cluster, path)


def test_a_good_manifest_has_no_problems_and_changes_nothing(cluster):
    cluster.sim.chance.drawn = dict(cluster.sim.chance.drawn)
    before = cluster.store.revision
    assert validate(cluster, GOOD) == []
    assert cluster.store.revision == before


@pytest.mark.parametrize(
    ("text", "words", "line"),
    [
        ("a: [", "yaml", 2),
        ("kind: Pod", "apiVersion not set", 1),
        (GOOD.replace("kind: Pod", "kind: Pood"), "no matches for kind", 2),
        (GOOD.replace("image:", "imagee:"), 'unknown field "spec.containers[0].imagee"', 8),
        (GOOD.replace("name: web\nspec", "name: Web_\nspec"), "metadata.name", 4),
        (GOOD + "---\n" + GOOD.replace("    image: nginx\n", ""), "Required value", 16),
    ],
)
def test_problems_are_in_the_servers_words_and_in_place(cluster, text, words, line):
    (problem,) = validate(cluster, text)
    assert words in problem["message"]
    assert problem["line"] == line


def test_a_command_that_was_run_tells_its_outcome_again_and_again(cluster):
    token = perform(cluster, {"do": "run", "argv": ["bash", "-c", "echo hello; exit 3"]})
    assert command_outcome(cluster, token) is None
    cluster.sim.run_until(cluster.sim.now + SECOND)
    before = fingerprint(cluster.state)
    assert command_outcome(cluster, token) == (3, "hello\n")
    assert command_outcome(cluster, token) == (3, "hello\n")
    assert fingerprint(cluster.state) == before


def test_a_terminal_is_read_by_offset(cluster):
    perform(cluster, {"do": "terminal.open", "terminal": "1", "columns": 80, "rows": 24})
    cluster.sim.run_until(cluster.sim.now + SECOND)
    data, offset = terminal_since(cluster, "1", 0)
    assert b"[root@k8smaster ~]# " in data
    assert terminal_since(cluster, "1", offset) == (b"", offset)
    assert terminal_since(cluster, "nosuch", 5) == (b"", 5)


def test_an_object_shows_its_yaml_events_and_life(cluster):
    perform(cluster, {"do": "run", "argv": ["kubectl", "run", "web", "--image=nginx"]})
    cluster.sim.run_until(cluster.sim.now + 30 * SECOND)
    (pod,) = cluster.store.list("pods")
    shown = inspect(cluster, pod["metadata"]["uid"])
    assert "kind: Pod" in shown["yaml"]
    assert [row["reason"] for row in shown["events"]][0] == "Scheduled"
    states = [row["status"] for row in shown["timeline"]]
    assert states[0] == "Pending"
    assert states[-1] == "Running"
    assert inspect(cluster, "nobody")["ok"] is False


def test_a_command_is_not_caused_by_the_one_before_it(cluster):
    line = "kubectl create configmap one; kubectl create configmap two"
    perform(cluster, {"do": "run", "argv": ["bash", "-c", line]})
    cluster.sim.run_until(cluster.sim.now + 3 * SECOND)
    (change,) = (one for one in cluster.store.history("configmaps") if one.key.name == "two")
    chain = cluster.sim.state.causes.chain(change.cause)
    assert [cause.component for cause in chain] == ["kubectl", "learner"]


def test_a_node_is_shown_as_of_its_last_heartbeat():
    cluster = Cluster.create(default_spec(), 7, 1_790_000_000 * SECOND)
    (node, *_) = cluster.store.list("nodes")
    told = len(inspect(cluster, node["metadata"]["uid"])["timeline"])
    cluster.sim.run_until(cluster.sim.now + 1_200 * SECOND)
    (node, *_) = cluster.store.list("nodes")
    shown = inspect(cluster, node["metadata"]["uid"])
    assert f'resourceVersion: "{node["metadata"]["resourceVersion"]}"' in shown["yaml"]
    assert len(shown["timeline"]) == told
