"""``kubectl drain``: what it refuses, each Pod by itself, the end of its time."""

from podlab.engine.objects.status import ApiError
from podlab.engine.store.store import Key
from tests.engine.kubectl.conftest import pod
from tests.engine.kubectl.test_verbs import node


def on_node(kubectl, name="p", **spec):
    kubectl.cluster.add("pods", pod(name, spec={"nodeName": "n1", **spec}))


def test_it_refuses_pods_that_nobody_would_make_again(kubectl):
    kubectl.cluster.add("nodes", node("n1"))
    on_node(kubectl)
    words = "cannot delete Pods that declare no controller (use --force to override): default/p"
    assert kubectl("drain", "n1") == (
        1, "node/n1 cordoned\n",
        f'error: unable to drain node "n1" due to error: {words}, continuing command...\n'
        f"There are pending nodes to be drained:\n n1\n{words}\n",
    )  # fmt: skip


def test_several_refusals_are_one_list_and_then_lines(kubectl):
    """recorded with 1.37.1"""
    kubectl.cluster.add("nodes", node("n1"))
    on_node(kubectl)
    on_node(kubectl, "q", volumes=[{"name": "e", "emptyDir": {}}])
    _, _, words = kubectl("drain", "n1")
    first, second = words.splitlines()[-2:]
    assert first.endswith("(use --force to override): default/p")
    assert second.endswith("(use --delete-emptydir-data to override): default/q")
    assert f"due to error: [{first}, {second}], continuing" in words


def test_a_pod_is_evicted_and_waited_for(kubectl, monkeypatch):
    kubectl.cluster.add("nodes", node("n1"))
    on_node(kubectl)

    def gone(*_args, **_named):
        kubectl.cluster.store.delete(Key("pods", "default", "p"), 0, 0, "x")
        return {}

    monkeypatch.setattr(type(kubectl.cluster.verbs), "create", gone)
    assert kubectl("drain", "n1", "--force") == (
        0,
        "node/n1 cordoned\nevicting pod default/p\npod/p evicted\nnode/n1 drained\n",
        "Warning: deleting Pods that declare no controller: default/p\n",
    )


def test_a_budget_is_asked_again_until_the_time_is_over(kubectl, monkeypatch):
    kubectl.cluster.add("nodes", node("n1"))
    on_node(kubectl)
    words = "Cannot evict pod as it would violate the pod's disruption budget."

    def refuse(*_args, **_named):
        raise ApiError(429, "TooManyRequests", words)

    monkeypatch.setattr(type(kubectl.cluster.verbs), "create", refuse)
    proc = kubectl.start(["drain", "n1", "--force", "--timeout=8s"])
    assert kubectl.step(proc) == 1
    error = 'error when evicting pods/"p" -n "default": global timeout reached: 8s'
    lines = proc.written[2].decode().splitlines()
    retry = f'error when evicting pods/"p" -n "default" (will retry after 5s): {words}'
    assert lines[1:] == [
        retry,
        retry,
        f'There are pending pods in node "n1" when an error occurred: {error}',
        "pod/p",
        f'error: unable to drain node "n1" due to error: {error}, continuing command...',
        "There are pending nodes to be drained:",
        " n1",
        error,
    ]


def test_a_pod_that_takes_too_long_is_named(kubectl):
    kubectl.cluster.add("nodes", node("n1"))
    on_node(kubectl)
    proc = kubectl.start(["drain", "n1", "--force", "--timeout=1s"])
    assert kubectl.step(proc) == 1
    assert b'pod "p" in namespace "default" to terminate: context deadline' in proc.written[2]
