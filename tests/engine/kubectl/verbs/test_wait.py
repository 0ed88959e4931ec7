"""``kubectl wait``: conditions, paths, deletion, time-outs."""

from podlab.engine.store.store import Key
from tests.engine.kubectl.conftest import pod

KEY = Key("pods", "default", "p")


def test_a_condition_that_is_met(kubectl):
    ready = {"conditions": [{"type": "Ready", "status": "True"}]}
    kubectl.cluster.add("pods", pod("p", status=ready))
    assert kubectl("wait", "--for=condition=Ready", "pod/p")[1] == "pod/p condition met\n"
    assert kubectl("wait", "--for=jsonpath={.status.phase}=Running", "pod/p")[1] == (
        "pod/p condition met\n"
    )


def test_it_waits_for_the_change(kubectl):
    kubectl.cluster.add("pods", pod("p"))
    proc = kubectl.start(["wait", "--for=condition=Ready", "pod/p", "--timeout=5s"])
    wait = kubectl.step(proc)
    assert wait.kind == "any"
    assert wait.argument[0] == ("notice", "watch/pods")
    ready = pod("p", status={"conditions": [{"type": "Ready", "status": "True"}]})
    kubectl.cluster.store.update(KEY, ready, 0, 0, "x")
    assert kubectl.step(proc) == 0


def test_time_is_up(kubectl):
    kubectl.cluster.add("pods", pod("p"))
    proc = kubectl.start(["wait", "--for=condition=Nope", "pod/p", "--timeout=1s"])
    kubectl.step(proc)
    proc.now += 2_000_000
    assert kubectl.step(proc) == 1
    assert proc.written[2] == b"error: timed out waiting for the condition on pods/p\n"


def test_deletion(kubectl):
    assert kubectl("wait", "--for=delete", "pod/nosuch", "--timeout=1s") == (0, "", "")
    kubectl.cluster.add("pods", pod("p"))
    proc = kubectl.start(["wait", "--for=delete", "pod/p"])
    kubectl.step(proc)
    kubectl.cluster.store.delete(KEY, 0, 0, "x")
    assert kubectl.step(proc) == 0
    assert proc.written[1] == b"pod/p condition met\n"
