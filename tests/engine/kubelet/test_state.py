"""State is data: a kubelet written out at any moment and read back goes on alike."""

import pytest

from podlab.engine.kernel import snapshot
from podlab.engine.kernel.clock import SECOND

from .fake_runtime import Script
from .harness import Harness


def busy() -> Harness:
    """A node on which everything is going on at once."""
    node = Harness(seed=7)
    node.runtime.scripts = {"crash": Script(run=SECOND, code=3), "stubborn": Script(term=None)}
    node.runtime.ports[80] = b"HTTP/1.1 200 OK\r\n\r\n"
    probe = {"httpGet": {"port": 80}, "periodSeconds": 2}
    node.pod("web", containers=[{"name": "web", "image": "nginx", "readinessProbe": probe}])
    node.pod("crash", containers=[{"name": "crash", "image": "busybox"}])
    node.pod(
        "gone",
        containers=[{"name": "stubborn", "image": "busybox"}],
        terminationGracePeriodSeconds=5,
    )
    node.pod("pull", containers=[{"name": "c", "image": "redis"}])
    node.pod("wait", volumes=[{"name": "v", "secret": {"secretName": "none"}}])
    return node


@pytest.mark.parametrize("moment", [0.01, 0.3, 0.55, 0.7, 1.5, 2.5, 6.1, 9.9])
def test_the_future_is_the_same(moment: float) -> None:
    first = busy()
    first.run(moment)
    if moment > 2:
        first.delete("gone")
    second = first.restored()
    for node in (first, second):
        node.run(25)
    assert snapshot.fingerprint(first.kept) == snapshot.fingerprint(second.kept)


def test_constructing_changes_nothing() -> None:
    node = busy()
    node.run(1)
    before = snapshot.fingerprint(node.kept)
    node.restored()
    assert snapshot.fingerprint(node.kept) == before
    assert snapshot.fingerprint(node.restored().kept) == before


def test_nothing_is_left_of_pods_that_are_gone() -> None:
    node = busy()
    node.run(5)
    for name in ("web", "crash", "gone", "pull", "wait"):
        node.delete(name)
    node.run(20)
    state = node.state
    assert (state.pods, state.probes, state.attempts, state.results) == ({}, {}, {}, {})
    assert (state.setting_up, state.starting, state.containers) == (0, 0, {})
    assert (state.crash_backoff, state.image_backoff, state.pull_errors) == ({}, {}, {})
    assert not any(state.references.values())
    assert node.runtime.boxes == node.runtime.runs == node.runtime.sessions == {}
    assert not [path for path in node.files.data if "/pods/" in path]
