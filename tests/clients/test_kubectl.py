"""A real kubectl against ``manage.py cluster``; skipped where there is none.

``KUBECTL`` names the binary, else the one on the path is taken.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.server import free_port
from tests.patience import PATIENCE

ROOT = Path(__file__).parents[2]
KUBECTL = os.environ.get("KUBECTL") or shutil.which("kubectl")

pytestmark = [
    pytest.mark.clients,
    pytest.mark.skipif(not KUBECTL, reason="there is no kubectl (set KUBECTL)"),
]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A running cluster; the folder holds its kubeconfig."""
    folder = tmp_path_factory.mktemp("kubectl")
    port = free_port()
    command = [
        sys.executable,
        str(ROOT / "manage.py"),
        "cluster",
        "--port",
        str(port),
        "--kubeconfig",
        str(folder / "config"),
        "--speed",
        "5",
    ]
    with subprocess.Popen(command, cwd=ROOT) as server:
        for _ in range(PATIENCE * 10):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield folder
        server.terminate()


def run(home: Path, line: str, stdin: str = "") -> tuple[int, str, str]:
    """A kubectl command: exit status, output, errors."""
    env = {"HOME": str(home), "KUBECONFIG": str(home / "config"), "PATH": os.environ["PATH"]}
    done = subprocess.run(
        [str(KUBECTL), *line.split()],
        env=env,
        input=stdin,
        text=True,
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def test_nodes_are_ready(home: Path) -> None:
    status, out, err = run(home, "get nodes --no-headers")
    assert (status, err) == (0, "")
    assert [line.split()[:2] for line in out.splitlines()] == [
        ["k8smaster", "Ready"], ["k8snode1", "Ready"], ["k8snode2", "Ready"],
    ]  # fmt: skip


def test_a_pod_from_run_to_delete(home: Path) -> None:
    assert run(home, "run web --image=nginx --port=80")[1] == "pod/web created\n"
    assert run(home, "wait --for=condition=Ready pod/web --timeout=30s")[0] == 0
    assert "nginx" in run(home, "logs web")[1]
    status, out, err = run(home, "exec -i web -- sh -c cat", "hello")
    assert (status, out, err) == (0, "hello", "")
    assert run(home, "exec web -- sh -c exit${IFS}3")[0] == 3
    status, out, _ = run(home, "delete pod web")
    said = ('pod "web" deleted from default namespace\n', 'pod "web" deleted\n')
    assert status == 0
    assert out in said, "kubectl says where from 1.34 on"


def test_typed_commands_send_protobuf(home: Path) -> None:
    assert run(home, "create deployment d --image=nginx --replicas=2")[0] == 0
    assert run(home, "rollout status deployment/d --timeout=30s")[0] == 0
    assert run(home, "create configmap cm --from-literal=a=b")[0] == 0
    assert run(home, "get cm cm -o jsonpath={.data.a}")[1] == "b"
    assert run(home, "auth can-i create pods")[1] == "yes\n"


def test_apply_and_explain(home: Path) -> None:
    manifest = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: one\ndata:\n  a: '1'\n"
    assert run(home, "apply -f -", manifest)[1] == "configmap/one created\n"
    assert run(home, "apply -f -", manifest)[1] == "configmap/one unchanged\n"
    assert run(home, "apply -f -", manifest.replace("'1'", "'2'"))[1] == (
        "configmap/one configured\n"
    )
    assert "containers" in run(home, "explain pod.spec")[1]


def test_refusals_are_told_in_kubernetes_words(home: Path) -> None:
    wrong = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: x\nspec:\n  containers: []\n"
    status, _, err = run(home, "create -f -", wrong)
    assert status == 1
    assert 'The Pod "x" is invalid: spec.containers: Required value' in err
    assert 'pods "nope" not found' in run(home, "get pod nope")[2]
