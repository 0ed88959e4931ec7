"""``get -w``: what is there, then each change, with the columns kept."""

from podlab.engine.store.store import Key
from tests.engine.kubectl.conftest import pod


def test_changes_come_as_rows(kubectl):
    kubectl.cluster.add("pods", pod("a-long-name"))
    proc = kubectl.start(["get", "pods", "-w"])
    wait = kubectl.step(proc)
    assert (wait.kind, wait.argument) == ("notice", "watch/pods")
    kubectl.cluster.add("pods", pod("b"))
    kubectl.step(proc)
    kubectl.cluster.store.delete(Key("pods", "default", "b"), 0, 0, "x")
    kubectl.step(proc)
    assert proc.written[1].decode() == (
        "NAME          AGE\na-long-name   5s\nb             5s\nb             5s\n"
    )


def test_one_type_only(kubectl):
    assert kubectl("get", "pods,svc", "-w")[2] == (
        "error: you may only specify a single resource type\n"
    )


def test_a_request_timeout_ends_it(kubectl):
    kubectl.cluster.add("pods", pod("p"))
    proc = kubectl.start(["get", "pods", "-w", "--request-timeout=2s"])
    wait = kubectl.step(proc)
    assert wait.kind == "any"
    proc.now += 2_000_000
    assert kubectl.step(proc) == 0


def test_a_timeout_that_is_none(kubectl):
    kubectl.cluster.add("pods", pod("p"))
    assert "Invalid timeout value" in kubectl("get", "pods", "-w", "--request-timeout=x")[2]
