"""``create`` and ``run`` as client-side dry runs: what kubectl 1.37.1 printed for the same lines
(golden/kubectl/generators.jsonl)."""

import json
import shlex
from pathlib import Path

import pytest

GOLDEN = Path(__file__).parents[2] / "golden/kubectl/generators.jsonl"
ROWS = [json.loads(line) for line in GOLDEN.read_text().splitlines()]
FILES = {"file.txt": b"hello\n", "app.properties": b"a=1\nb=2\n", ".env": b"X=1\nY=two\n"}
NOT_SIMULATED = "kubectl create --edit"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["cmd"][:60])
def test_generated(kubectl, row):
    if row["cmd"].startswith(NOT_SIMULATED):
        pytest.skip("create --edit is not simulated")
    for name, data in FILES.items():
        kubectl.files.write(name, data)
    code, out, err = kubectl(*shlex.split(row["cmd"])[1:])
    assert (code, out + err) == (row["rc"], row["out"] + row["err"])


def test_a_created_object_is_named(kubectl):
    assert kubectl("create", "deployment", "web", "--image=nginx") == (
        0, "deployment.apps/web created\n", "")  # fmt: skip
    assert kubectl("create", "deployment", "web", "--image=nginx")[2] == (
        'error: failed to create deployment: deployments.apps "web" already exists\n'
    )
    assert kubectl("create", "ns", "dev", "-o", "name")[1] == "namespace/dev\n"
    assert kubectl("create", "ns", "dev")[2] == (
        'Error from server (AlreadyExists): namespaces "dev" already exists\n'
    )


def test_a_name_of_a_container_has_no_underscore(kubectl):
    out = kubectl("create", "deploy", "x", "--image=a/serve_hostname", "-o", "yaml",
                  "--dry-run=client")[1]  # fmt: skip
    assert "name: serve-hostname-" in out
