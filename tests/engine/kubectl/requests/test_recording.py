"""--record: the command that changed an object, kept with it."""

import pytest

from tests.engine.kubectl.terminal import Terminal

NOTE = "-o jsonpath='{.metadata.annotations.kubernetes\\.io/change-cause}'"


@pytest.fixture
def terminal():
    terminal = Terminal()
    assert terminal.run("kubectl create deployment web --image=nginx")[0] == 0
    return terminal


def cause(terminal, name="deploy/web"):
    return terminal.run(f"kubectl get {name} {NOTE}")[1]


def test_a_rollout_s_history_tells_the_commands(terminal):
    terminal.run("kubectl set image deploy/web nginx=nginx:1.25 --record")
    history = terminal.run("kubectl rollout history deploy/web")[1].splitlines()
    assert history[2].split() == ["1", "<none>"]
    words = "kubectl set image deploy/web nginx=nginx:1.25 --record=true"
    assert history[3].split(maxsplit=1) == ["2", words]


@pytest.mark.parametrize(
    "command",
    [
        "kubectl scale deploy web --replicas=2",
        "kubectl label deploy web tier=front",
        "kubectl annotate deploy web note=x",
        'kubectl patch deploy web -p \'{"spec":{"paused":true}}\'',
        "kubectl set resources deploy web --limits=cpu=1",
    ],
)
def test_verbs_that_change_record_themselves(terminal, command):
    status, _, err = terminal.run(f"{command} --record")
    assert status == 0
    assert "deprecated" in err
    words = command.split()
    assert cause(terminal).startswith(" ".join(words[:3]))
    assert cause(terminal).endswith("--record=true")


def test_objects_out_of_files_carry_it(terminal):
    terminal.run("kubectl create deployment api --image=nginx --dry-run=client -o yaml > api.yaml")
    terminal.run("kubectl apply -f api.yaml --record")
    assert cause(terminal, "deploy/api") == "kubectl apply --filename=api.yaml --record=true"
    terminal.run("kubectl replace -f api.yaml --record=true")
    assert cause(terminal, "deploy/api") == "kubectl replace --filename=api.yaml --record=true"


def test_without_the_flag_or_with_false_nothing_is_recorded(terminal):
    terminal.run("kubectl scale deploy web --replicas=2")
    terminal.run("kubectl set image deploy/web nginx=nginx:1.25 --record=false")
    assert cause(terminal) == ""


def test_a_dry_run_leaves_no_trace(terminal):
    terminal.run("kubectl scale deploy web --replicas=2 --record --dry-run=server")
    assert cause(terminal) == ""
