"""cp, debug, port-forward, auth and top against a whole cluster."""

import pytest

from tests.engine.kubectl.terminal import Terminal


@pytest.fixture(scope="module")
def terminal():
    made = Terminal()
    assert made.run("kubectl run x --image=nginx")[0] == 0
    assert made.run("kubectl wait --for=condition=Ready pod/x --timeout=60s")[0] == 0
    return made


def test_a_file_goes_in_and_comes_back(terminal):
    assert terminal.run("echo hello > f; kubectl cp f x:/tmp/f; kubectl exec x -- cat /tmp/f") == (
        0, "hello\n", "",
    )  # fmt: skip
    remark = "tar: Removing leading `/' from member names\n"
    assert terminal.run("kubectl cp x:/tmp/f g && cat g") == (0, f"{remark}hello\n", "")


def test_a_file_that_is_not_there_is_only_told(terminal):
    """recorded with 1.37.1: the remark on standard output, and status 0"""
    status, out, err = terminal.run("kubectl cp x:/nosuch b")
    assert (status, err) == (0, "")
    assert "tar: /nosuch: Cannot stat: No such file or directory" in out


def test_a_folder_goes_in_and_comes_back(terminal):
    line = (
        "mkdir -p d/e; echo 1 > d/a; echo 2 > d/e/b; kubectl cp d x:/tmp/d; kubectl cp x:/tmp/d h"
    )
    assert terminal.run(line)[0] == 0
    assert terminal.run("cat h/a h/e/b")[1] == "1\n2\n"


@pytest.mark.parametrize(("line", "words"), [
    ("kubectl cp nosuch:/a b", 'pods "nosuch" not found'),
    ("kubectl cp /nosuch x:/b", "error: /nosuch doesn't exist in local filesystem"),
    ("kubectl port-forward pod/x nonsense", "does not have a named port 'nonsense'"),
    ("kubectl port-forward pod/nosuch 1:1", 'pods "nosuch" not found'),
    ("kubectl debug nosuch --image=busybox", 'pods "nosuch" not found'),
    ("kubectl top nodes", "error: Metrics API not available"),
    ("kubectl auth can-i", "you must specify"),
])  # fmt: skip
def test_what_cannot_be_done_is_told(terminal, line, words):
    status, _, err = terminal.run(line)
    assert status != 0
    assert words in err


def test_a_forwarded_port_answers_as_the_pod_does(terminal):
    line = (
        "kubectl port-forward pod/x 8081:80 & sleep 2; curl -sI localhost:8081 | head -1; kill %1"
    )
    _, out, _ = terminal.run(line)
    assert out.splitlines() == [
        "Forwarding from 127.0.0.1:8081 -> 80", "Forwarding from [::1]:8081 -> 80",
        "Handling connection for 8081", "HTTP/1.1 200 OK",
    ]  # fmt: skip
    assert terminal.run("curl -sI localhost:8081")[0] == 7, "nobody listens any more"


def test_a_port_nobody_listens_to_ends_it(terminal):
    """recorded with 1.37.1"""
    line = "kubectl port-forward pod/x 8082:9999 & sleep 2; curl -s localhost:8082; sleep 2; jobs"
    _, out, err = terminal.run(line)
    assert "Handling connection for 8082" in out
    assert '"An error occurred forwarding" err="error forwarding port 9999 to pod x' in err
    assert "connection refused" in err
    assert "error: lost connection to pod" in err
    assert "Running" not in out


def test_a_debug_container_joins_the_pod(terminal):
    status, out, _ = terminal.run("kubectl debug x --image=busybox --target=x -- true")
    assert status == 0
    assert "Targeting container" in out
    path = "{.spec.ephemeralContainers[*].image}"
    assert terminal.run(f"kubectl get pod x -o jsonpath='{path}'")[1] == "busybox"


def test_debug_containers_are_added_at_the_end_and_stay(terminal):
    """recorded with 1.37.1"""
    assert terminal.run("kubectl debug x --image=busybox -c last -- true")[0] == 0
    names = "{.spec.ephemeralContainers[*].name}"
    assert terminal.run(f"kubectl get pod x -o jsonpath='{names}'")[1].endswith(" last")
    status, _, err = terminal.run("kubectl debug x --image=alpine -c last -- true")
    assert status == 1
    assert 'existing ephemeral containers "last" may not be changed\n@@ ' in err
    assert '+    "SYS_PTRACE",' in err


def test_who_may_do_what(terminal):
    assert terminal.run("kubectl auth can-i create pods")[:2] == (0, "yes\n")
    assert terminal.run("kubectl auth can-i create pods --as=nobody")[:2] == (1, "no\n")
    assert "kubernetes-admin" in terminal.run("kubectl auth whoami")[1]
