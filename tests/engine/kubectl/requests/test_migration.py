"""From client-side to server-side apply: nothing is lost, nothing is owned twice."""

import json

TEXT = """apiVersion: v1
kind: ConfigMap
metadata: {name: a, labels: {app: x}}
data: {a: "1", c: "3"}
"""
LESS = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {a: "7"}\n'


def read(terminal):
    _, out, _ = terminal.run("kubectl get cm a -o json --show-managed-fields")
    return json.loads(out)


def test_kubectl_may_take_over_what_it_applied_itself(terminal):
    terminal.run("kubectl apply -f -", TEXT)
    assert terminal.run("kubectl apply --server-side -f -", LESS) == (
        0, "configmap/a serverside-applied\n", "",
    )  # fmt: skip
    found = read(terminal)
    assert found["data"] == {"a": "7"}
    assert "labels" not in found["metadata"]
    owners = [(row["manager"], row["operation"]) for row in found["metadata"]["managedFields"]]
    assert owners == [("kubectl-last-applied", "Apply"), ("kubectl", "Apply")]
    (note,) = found["metadata"]["annotations"].values()
    assert json.loads(note)["data"] == {"a": "7"}


def test_what_somebody_else_changed_since_is_a_conflict(terminal):
    terminal.run("kubectl apply -f -", TEXT)
    terminal.run("""kubectl patch cm a -p '{"data":{"a":"5"}}'""")
    status, _, errors = terminal.run("kubectl apply --server-side -f -", LESS)
    assert status == 1
    assert 'conflict with "kubectl-patch" using v1: .data.a' in errors


def test_an_applier_that_changes_nothing_has_no_time(terminal):
    terminal.run("kubectl apply --server-side -f -", LESS)
    terminal.run("kubectl apply --server-side --field-manager=x -f -", LESS)
    times = {row["manager"]: "time" in row for row in read(terminal)["metadata"]["managedFields"]}
    assert times == {"kubectl": True, "x": False}
