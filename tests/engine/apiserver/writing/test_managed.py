"""Who owns which fields, as readers see it: what is noted and worked out later."""

import json

from tests.engine.kubectl.terminal import Terminal


def owners(terminal: Terminal, name: str) -> dict[str, list[str]]:
    """The labels that each manager of a ConfigMap owns."""
    line = f"kubectl get cm {name} -o json --show-managed-fields"
    rows = {}
    for entry in json.loads(terminal.run(line)[1])["metadata"]["managedFields"]:
        labels = entry["fieldsV1"].get("f:metadata", {}).get("f:labels", {})
        rows[entry["manager"]] = sorted(key[2:] for key in labels if key != ".")
    return rows


def test_a_change_that_is_taken_back_stays_its_writer_s():
    """recorded with 1.37.1: who changed a field owns it, whatever the value is afterwards"""
    terminal = Terminal()
    manifest = '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"z","labels":{"a":"2"}}}'
    line = f"kubectl apply --server-side --field-manager=m1 -f - <<< '{manifest}'"
    assert terminal.run(line)[0] == 0
    assert terminal.run("kubectl label cm z --overwrite a=1 b=1")[0] == 0
    assert terminal.run("kubectl label cm z --overwrite a=2")[0] == 0
    assert owners(terminal, "z")["kubectl-label"] == ["a", "b"]
    assert owners(terminal, "z").get("m1", []) == []
